"""The contents of an article: those of a long one, those that its author asks for or refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.common.clock import read_clock
from plugins.model.loader import load_site
from plugins.site.assemble import assemble
from plugins.site.options import Options
from plugins.site.texts import LONG_MINUTES, LONG_PARTS
from tests.conftest import write

WORDS = "Une phrase de neuf mots que l’on lit vite. " * 30


@pytest.mark.parametrize(
    ("header", "parts", "paragraphs", "start", "shown"),
    [
        ("", LONG_PARTS, LONG_MINUTES, "", True),
        ("", LONG_PARTS - 1, LONG_MINUTES * 2, "", False),
        ("", LONG_PARTS * 2, 0, "", False),
        ("", LONG_PARTS, LONG_MINUTES, "[TOC]\n\n", False),
        ("toc: false\n", LONG_PARTS, LONG_MINUTES, "", False),
        ("toc: true\n", 1, 0, "", True),
    ],
    ids=["long", "peu d’intertitres", "court", "placé par l’auteur", "refusé", "demandé"],
)
def test_a_long_text_has_its_contents(
    tmp_path: Path, header: str, parts: int, paragraphs: int, start: str, shown: bool
) -> None:
    """Un texte long a son sommaire de lui-même ; un autre, s’il le demande ; aucun n’en a deux."""
    body = "".join(f"## Partie {rank}\n\n{WORDS * paragraphs}\n\nFin.\n\n" for rank in range(parts))
    write(tmp_path, "agence.yaml", "name: Essai\nurl: https://essai.example\n")
    write(tmp_path, "articles/long.md", f"---\ntitle: Long\ndate: 2026-01-05\n{header}---\n\n{start}{body}")
    site = assemble(
        load_site(tmp_path, lambda zone: read_clock("2026-11-22 09:00", zone), []), Options("", production=True)
    )
    headings = site.articles[0].headings

    assert [each.title for each in headings] == ([f"Partie\u00a0{rank}" for rank in range(parts)] if shown else [])
