"""What tests share: a real browser, a site built once, a missing piece said clearly."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from system import find_browser

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NOW = "2026-11-22 09:00"

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a real blog run one after the other, on one core; the longest first."""
    for item in items:
        for blog in {"wordpress", "ghost"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(blog))
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def missing(what: str) -> None:
    """A missing piece is a failure in CI, elsewhere a skip that says what is missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium: the system's when there is one, else the one that playwright downloads."""
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=find_browser(), args=CHROMIUM_FLAGS)
        except Error as error:
            reason = str(error).splitlines()[0]
            missing(f"pas de navigateur (sudo apt install chromium, ou playwright install chromium) : {reason}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def inv() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a task as a person would, from any folder; returns what it said and its exit code."""

    def run(*arguments: str | Path, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(ROOT / "tasks.py"), *map(str, arguments)],
            cwd=cwd or ROOT,
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture(scope="session")
def published_site(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample content as `publish` builds it, once for all tests."""
    output = tmp_path_factory.mktemp("published") / "site"
    result = inv("publish", "--output", output, "--now", NOW)
    assert result.returncode == 0, result.stderr
    return output


@pytest.fixture(scope="session")
def preview_site(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample content as `build` makes it for editors, drafts included."""
    output = tmp_path_factory.mktemp("preview") / "site"
    result = inv("build", "--output", output, "--now", NOW)
    assert result.returncode == 0, result.stderr
    return output


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder of its own: two articles, an author, a page, an image, an address."""
    from PIL import Image

    root = tmp_path / "content"
    write(root, "agence.yaml", "name: Agence Essai\nurl: https://essai.example/carnet\n")
    write(root, "auteurs/redaction.md", "---\nname: La rédaction\nrole: Équipe\n---\n\nUne équipe qui relit.\n")
    write(
        root,
        "articles/2026-01-05-premier.md",
        "---\ntitle: Premier : un essai ?\ndate: 2026-01-05\nauthors: [redaction]\ntags: [essai]\n---\n\n"
        "Un premier texte, avec [un lien](2026-02-01-second.md).\n\n![Un carré bleu](../images/carre.png)\n",
    )
    write(
        root,
        "articles/2026-02-01-second.md",
        "---\ntitle: Second essai\ndate: 2026-02-01\ntags: [essai]\n---\n\nUn second texte.\n",
    )
    write(root, "pages/contact.md", "---\ntitle: Contact\nmenu: 1\n---\n\nÉcrivez-nous.\n")
    (root / "images").mkdir()
    Image.new("RGB", (40, 30), "navy").save(root / "images" / "carre.png")
    return root


def write(root: Path, name: str, text: str) -> Path:
    """Write a content file, folders included."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
