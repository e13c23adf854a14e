"""A workshop whose sessions a test writes, read as the site reads it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helpers of this folder have names, wherever pytest starts
from contents import AGENCY, HEADER, PLACES, read, session_yaml

from plugins.model.content import Site


@pytest.fixture
def workshop_site(tmp_path: Path) -> Callable[..., Site]:
    """Writes a content of one workshop, `atelier`, with these sessions, and reads it."""
    root = tmp_path / "contenu"
    (root / "ateliers").mkdir(parents=True)
    (root / "auteurs").mkdir()
    (root / "auteurs" / "redaction.md").write_text("---\nname: La rédaction\ntrainer: true\n---\n\nElle relit.\n", encoding="utf-8")

    def make(
        *sessions: str,
        title: str = "Lire : un métier ?",
        more: str = "modified: 2026-11-02\n",
        now: str = "2026-11-22 09:00",
        agency: str = AGENCY,
        places: str = PLACES,
        checks: bool = True,
    ) -> Site:
        (root / "agence.yaml").write_text(agency, encoding="utf-8")
        (root / "lieux.yaml").write_text(places, encoding="utf-8")
        text = HEADER.format(title=title, more=more, sessions="\n".join(sessions or [session_yaml()]))
        (root / "ateliers" / "atelier.md").write_text(text, encoding="utf-8")
        names = ["plugins.workshops.continuity:check_calendar"] if checks else []
        return read(root, now, names)

    return make
