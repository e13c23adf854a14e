"""Many workshops: each has its programme, whatever their number."""

from __future__ import annotations

from pathlib import Path

import pytest
from contents import AGENCY, HEADER, PLACES, read, session_yaml

from plugins.common import pdf
from plugins.common.pdf import Document, PdfCache
from plugins.site.assemble import assemble
from plugins.site.options import Options
from plugins.workshops.outputs import with_programmes, workshops_of
from tests.conftest import write

COUNT = 120


def test_each_workshop_has_its_programme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cent vingt ateliers ont chacun leur programme ; la construction suivante n’en refait aucun."""
    monkeypatch.setattr(pdf, "MAX_BYTES", 0)
    content = tmp_path / "content"
    write(content, "agence.yaml", AGENCY)
    write(content, "lieux.yaml", PLACES)
    write(content, "auteurs/redaction.md", "---\nname: La rédaction\n---\n\nUne équipe.\n")
    for number in range(COUNT):
        text = HEADER.format(title=f"Atelier {number}", more="", sessions=session_yaml())
        write(content, f"ateliers/atelier-{number}.md", text)
    site = read(content)
    site_of_values = assemble(site, Options("https://essai.example", production=True))
    noted = tmp_path / "made.txt"  # a file: many documents are made by a process of their own

    def make(document: Document, identifier: str) -> bytes:
        with noted.open("a") as lines:
            print(identifier, file=lines)
        return document.html.encode()

    for _ in range(2):
        cache = PdfCache(tmp_path / "cache", make)
        shown, papers = with_programmes(
            site_of_values, workshops_of(site_of_values), cache, lambda name, sheet: sheet.record.title
        )
        cache.forget()

    made = noted.read_text().split()
    assert papers.problems == [] and len(shown) == COUNT == len(set(made)) == len(made)
    written = {each.path.split("/")[1]: each.file.read_text("utf-8") for each in papers.outputs}
    assert written == {each.id: each.title for each in shown}
