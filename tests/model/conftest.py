"""A small content folder for the tests of the model: two signatures, a client, a place, a guide, a workshop, images."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.content import Content
from plugins.model.loader import load_site

WORKSHOP = {
    "title": "Écrire un billet",
    "summary": "Une journée pour écrire.",
    "audience": "Dirigeants",
    "objectives": "[Choisir un sujet, Tenir un plan]",
    "prerequisites": "Aucun",
    "duration": "{hours: 7, days: 1}",
    "mode": "onsite",
    "formats": "[inter, intra]",
    "prices": "[{label: Inter, amount: 590, vat: exempt}]",
    "access": "Par courriel",
    "access_delay": "2 à 4 semaines",
    "methods": "Exercices",
    "assessment": "Questionnaire",
    "accessibility": "{text: Nous étudions chaque besoin, contact: Claire Martin}",
    "trainers": "[claire-martin]",
    "contact": "{email: ateliers@agence.example}",
}
# The keys that a text of each folder must have, with a value that is right.
REQUIRED = {
    "articles": {"title": "Essai", "date": "2026-03-01"},
    "ateliers": WORKSHOP,
    "auteurs": {"name": "Essai"},
    "clients": {"name": "Essai", "url": "https://essai.example/", "blog_url": "https://blog.essai.example/"},
    "guides": {"title": "Essai", "summary": "Un essai.", "articles": "[premier]"},
    "pages": {"title": "Essai"},
}


def text_of(folder: str, **values: str) -> str:
    """A right text of a folder, some of its keys replaced or added."""
    keys = {**REQUIRED[folder], **values}
    return "\n".join(["---", *(f"{key}: {value}" for key, value in keys.items()), "---", "", "Le texte.", ""])


class Folder:
    """A content folder that a test fills, and what the model says of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()

    def write(self, relative: str, text: str | bytes) -> Path:
        """Write one file, line ends as they are given."""
        path = self.root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def load(self, now: str = "2026-06-01") -> Content:
        """The site that the folder holds at a date."""
        return load_site(self.root, lambda timezone: datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(timezone)))

    def messages(self, now: str = "2026-06-01") -> list[str]:
        """Every fault, as an author reads it."""
        return [str(problem) for problem in self.load(now).problems]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """An empty content folder, in the working folder."""
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path / "content")


@pytest.fixture
def folder(empty: Folder) -> Folder:
    """A content folder without fault."""
    empty.write("agence.yaml", "name: Agence Exemple\nurl: https://agence.example/\n")
    empty.write("lieux.yaml", "lyon: {name: Salle Exemple, city: Lyon}\n")
    empty.write("auteurs/claire-martin.md", text_of("auteurs", name="Claire Martin", trainer="true"))
    empty.write("auteurs/redaction.md", text_of("auteurs", name="La rédaction"))
    empty.write("clients/orvane.md", text_of("clients", name="Orvane"))
    empty.write("articles/2026-02-01-premier.md", text_of("articles", title="Premier"))
    empty.write("articles/ebauche.md", text_of("articles", title="Ébauche", status="draft"))
    empty.write("articles/2026-12-24-noel.md", text_of("articles", title="Noël", date="2026-12-24"))
    empty.write("ateliers/ecrire.md", text_of("ateliers"))
    empty.write("guides/trois-mois.md", text_of("guides", title="Trois mois"))
    empty.write("pages/contact.md", text_of("pages", title="Contact"))
    empty.write("images/cap.png", b"png")
    return empty


@pytest.fixture
def required() -> dict[str, dict[str, str]]:
    """The keys that a text of each folder must have."""
    return REQUIRED
