"""Many workshops: each has its programme, whatever their number."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from contents import AGENCY, HEADER, PLACES, read, session_yaml

from plugins.common import pdf
from plugins.common.outputs import Outputs
from plugins.common.pdf import Document, PdfCache
from plugins.workshops.faces import add_programmes, write_faces
from tests.conftest import write

COUNT = 120
THEME = Path(__file__).resolve().parents[2] / "theme"


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
    entries = [SimpleNamespace(slug=document.id, document=document, body="") for document in site.workshops.values()]
    made: list[str] = []

    def make(document: Document, identifier: str) -> bytes:
        made.append(identifier)
        return document.html.encode()

    for _ in range(2):
        cache = PdfCache(tmp_path / "cache", make)
        add_programmes(entries, site, THEME, cache, lambda values: values["record"].title, strict=True)
        cache.forget()
    write_faces(Outputs(tmp_path / "output"), site, entries, [], "https://essai.example")

    assert len(entries) == COUNT == len(set(made)) == len(made)
    for document in site.workshops.values():
        written = tmp_path / "output" / "ateliers" / document.id / "programme.pdf"
        assert written.read_text("utf-8") == document.record.title
