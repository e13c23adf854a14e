"""What tests share: a real browser, a site built once, a missing piece said clearly."""

from __future__ import annotations

import fcntl
import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))
from forked import Tasks
from receiving import Desk
from system import missing_piece, windowless_browser

from plugins.common.machine import find_browser

pytest_plugins = ["tests.relays.fixtures"]  # blogs that the tests of three folders share: each is brought up once

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
NOW = "2026-11-22 09:00"
# What the law asks of any site, as short as may be: of one who publishes for no trade.
LEGAL = """legal: {form: particulier}
host: {name: Hébergeur, address: 1 rue du Serveur}
privacy: {contact: donnees@essai.example, kept: {logs: un an, messages: un an, registration: un an, comments: un an}}
"""

CHROMIUM_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


gc.set_threshold(20_000, 200, 20)  # those of tasks.py: thousands of tests are collected, and stay
settings.register_profile("tribune", deadline=None)  # a slow machine is no fault
settings.load_profile("tribune")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on a real WordPress come first, in one process: others take theirs from the end of its list."""
    items.sort(key=lambda item: "wordpress" not in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """What was imported and collected stays: it is looked through for circles no more, nor copied by forks."""
    gc.collect()
    gc.freeze()


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a server, a deadline or a browser."""
    return (os.cpu_count() or 1) + 1


def missing(what: str) -> None:
    """A missing piece is a failure in CI, elsewhere a skip that says what is missing."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What fails because the machine lacks a piece (Pango, git) is skipped and says so; in CI it is a failure."""
    report = yield
    lack = missing_piece(report.longreprtext) if report.failed and not os.environ.get("CI") else None
    if lack:
        path, line, _ = item.location
        report.outcome, report.longrepr = "skipped", (path, line or 0, f"Skipped: {lack}")
    return report


@pytest.fixture(scope="module")
def receiver() -> Iterator[Desk]:
    """The agency's own tool, to which the forms of its site are sent."""
    made = Desk()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A real Chromium: the system's when there is one, without windows if it can be, else playwright's own."""
    from playwright.sync_api import Error, sync_playwright

    path = windowless_browser() or find_browser()
    with sync_playwright() as playwright:
        try:
            chromium = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        except Error as error:
            reason = str(error).splitlines()[0]
            missing(f"pas de navigateur (sudo apt install chromium, ou playwright install chromium) : {reason}")
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def node_pieces() -> Path:
    """The folder of what tests run in Node: readers of feeds, of calendars, of pages."""
    from tests.services import node_pieces

    try:
        return node_pieces.install()
    except node_pieces.InstallError as error:
        missing(str(error))
        raise


@pytest.fixture(scope="session")
def inv() -> Iterator[Callable[..., subprocess.CompletedProcess[str]]]:
    """Runs a task as a person would, from any folder; returns what it said and its exit code."""
    tasks = Tasks()

    def run(*arguments: str | Path, cwd: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
        return tasks.run([*map(str, arguments)], cwd or ROOT, {**os.environ, **environ})

    yield run
    tasks.stop()


@pytest.fixture(scope="session")
def build_once(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds a site that tests only read: the first process of the run that asks builds it, the others take it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def build(name: str, task: str, *arguments: str | Path, told: tuple[str, ...] = ()) -> Path:
        output = shared / "sites" / name
        output.parent.mkdir(exist_ok=True)
        with (shared / "sites" / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not output.is_dir():
                # In CI a long build counts no pages aloud: whatever else is said, but for the rules `told`, is a fault.
                result = inv(task, *arguments, "--output", output, "--now", NOW, CI="true")
                said = [line for line in result.stderr.splitlines() if not line.endswith(told or "\0")]
                assert (result.returncode, said) == (0, [])
        return output

    return build


@pytest.fixture(scope="session")
def published_site(build_once: Callable[..., Path]) -> Path:
    """The sample content as `publish` builds it."""
    return build_once("published", "publish")


@pytest.fixture(scope="session")
def preview_site(build_once: Callable[..., Path]) -> Path:
    """The sample content as `build` makes it for editors, drafts included."""
    return build_once("preview", "build")


@pytest.fixture(scope="session")
def corpus_site(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Real articles and workshops kept beside the project, as `publish` builds them."""
    content = SHARED / "corpus" / "content"
    if not content.is_dir():
        pytest.skip("le corpus n’est pas à côté du projet")
    own = tmp_path_factory.mktemp("corpus") / "content"
    shutil.copytree(content, own)
    agency = own / "agence.yaml"
    agency.chmod(0o644)
    said = agency.read_text("utf-8").rstrip()
    lacks = "".join(line for line in LEGAL.splitlines(True) if f"\n{line.partition(':')[0]}:" not in f"\n{said}")
    agency.write_text(f"{said}\n{lacks}", "utf-8")
    told = ("[capitale-sans-accent]", "[langue-a-dire]", "[atelier-prix-pour]")  # faults of theirs
    return build_once("corpus", "publish", "--content", own, told=told)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A small content folder of its own: two articles, an author, a page, an image, an address."""
    return small_content(tmp_path / "content")


def small_content(root: Path) -> Path:
    """Write that folder, for a test that shares it with others."""
    from PIL import Image

    write(root, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}")
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
