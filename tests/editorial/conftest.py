"""A content folder that a test fills, in the working folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.model.content import Content
from plugins.model.loader import load_site
from tests.conftest import LEGAL

NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small content folder without fault."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "content"
    for name in ("articles", "auteurs"):
        (folder / name).mkdir(parents=True)
    (folder / "agence.yaml").write_text(
        f"name: Agence\nurl: https://agence.example/\nemail: a@agence.example\n{LEGAL}", "utf-8"
    )
    (folder / "auteurs/claire-martin.md").write_text("---\nname: Claire Martin\ntrainer: true\n---\n", "utf-8")
    (folder / "articles/premier.md").write_text("---\ntitle: Premier\ndate: 2026-01-01\n---\nUn.\n", "utf-8")
    return folder


@pytest.fixture
def load(content: Path) -> Callable[[], Content]:
    """The site that the folder holds, with the checks of this plugin."""
    return lambda: load_site(content, lambda timezone: NOW, checks=["plugins.editorial.checks:check_editorial"])


@pytest.fixture
def write(content: Path) -> Callable[..., None]:
    """Write an article: its name, its keys."""

    def article(name: str, **keys: str) -> None:
        lines = {"title": f"Essai {name}", "date": "2026-03-01", **keys}
        header = "\n".join(f"{key}: {value}" for key, value in lines.items())
        (content / f"articles/{name}.md").write_text(f"---\n{header}\n---\nUn.\n", "utf-8")

    return article
