"""The small content with a client and an article written for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from client_pages import NOW, article

from plugins.model.content import Site
from plugins.model.reading import load_site


@pytest.fixture
def client_content(content: Path) -> Path:
    """The small content, with a client and the article written for it."""
    (content / "clients").mkdir()
    (content / "clients" / "orvane.md").write_text(
        "---\nname: Orvane\nurl: https://www.orvane.example/\nblog_url: https://blog.orvane.example/\n"
        "excerpt_max_share: 0.25\n---\n\nUn client.\n",
        encoding="utf-8",
    )
    (content / "articles" / "2026-02-01-vendre.md").write_text(article(), encoding="utf-8")
    return content


@pytest.fixture
def read(client_content: Path) -> Callable[..., Site]:
    """Reads that content, after an article was put in the place of the first one."""

    def load(text: str | None = None, checks: tuple[str, ...] = ()) -> Site:
        if text is not None:
            (client_content / "articles" / "2026-02-01-vendre.md").write_text(text, encoding="utf-8")
        return load_site(client_content, lambda timezone: NOW, checks)

    return load
