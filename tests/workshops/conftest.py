"""A content folder with one right workshop, which a test changes key by key."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # helpers of this folder have names, wherever pytest starts
import contents

from plugins.model.content import Content
from plugins.model.loader import load_site
from tests.conftest import LEGAL

NOW = "2026-11-22 09:00"
AGENCY = """name: Agence Essai
url: https://essai.example/carnet
email: bonjour@essai.example
address: {street: 1 rue Haute, postcode: "69001", city: Lyon}
"""
TRAINING = 'training: {activity_number: "84 69", region: Auvergne-Rhône-Alpes, vat_exempt: true}\n'
PLACES = """lyon: {name: Salle Haute, street: 1 rue Haute, postcode: "69001", city: Lyon, wheelchair: true}
geneve: {name: Espace, street: Rue Basse 1, postcode: "1200", city: Genève, country: CH, timezone: Europe/Zurich}
strasbourg: {name: Salle Basse, street: 2 rue Basse, postcode: "67000", city: Strasbourg}
visio: {name: Classe virtuelle, url: https://visio.essai.example/}
"""
KEYS = {
    "title": "Écrire un billet",
    "summary": "Une journée pour écrire.",
    "status": "published",
    "modified": "2026-11-02",
    "audience": "Dirigeants",
    "objectives": "[Choisir un sujet, Tenir un plan]",
    "prerequisites": "Aucun",
    "duration": "{hours: 7, days: 1}",
    "mode": "onsite",
    "formats": "[inter, intra]",
    "prices": "[{label: Inter, amount: 590, unit: par personne, vat: exempt, for: inter}]",
    "access": "Par courriel",
    "access_delay": "2 à 4 semaines",
    "methods": "Exercices",
    "assessment": "Questionnaire",
    "accessibility": "{text: Nous étudions chaque besoin, contact: Claire Martin}",
    "trainers": "[claire]",
    "contact": "{email: ateliers@essai.example, phone: '+33 4 00 00 00 00'}",
}
SESSION = (
    "{id: lyon-2027-03, place: lyon, state: open, seats: 10, seats_left: 8,"
    " days: [{date: 2027-03-18, start: '09:00', end: '17:00', break_minutes: 60}]}"
)


def workshop_text(body: str = "## Matin\n\nOn écrit.\n", **changed: str | None) -> str:
    """The text of a right workshop, some keys changed (removed when None); the keys of `sessions` come last."""
    keys = {**KEYS, "sessions": f"\n  - {SESSION}", **changed}
    lines = [f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}" for key, value in keys.items() if value]
    return "\n".join(["---", *lines, "---", "", body])


class Folder:
    """The content folder and what the site says of it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def workshop(self, name: str = "ecrire", body: str = "## Matin\n\nOn écrit.\n", **changed: str | None) -> None:
        self.write(f"ateliers/{name}.md", workshop_text(body, **changed))

    def load(self, now: str = NOW) -> Content:
        """The site at an instant of Paris."""
        return load_site(
            self.root,
            lambda timezone: datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(timezone)),
            checks=["plugins.workshops.checks:check_workshops"],
        )

    def messages(self, now: str = NOW) -> list[str]:
        """Every fault, as an author reads it, without the folder."""
        return [str(problem).removeprefix("content/") for problem in self.load(now).problems]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """A content folder without fault, in the working folder."""
    monkeypatch.chdir(tmp_path)
    made = Folder(tmp_path / "content")
    made.write("agence.yaml", AGENCY + LEGAL + TRAINING)
    made.write("lieux.yaml", PLACES)
    made.write("auteurs/claire.md", "---\nname: Claire Martin\nrole: Formatrice\ntrainer: true\n---\n\nClaire écrit.\n")
    made.write("auteurs/luc.md", "---\nname: Luc Petit\n---\n")
    made.workshop()
    return made


@pytest.fixture
def line_of() -> Callable[[Folder, str], int]:
    """The line of a key in the workshop's file."""

    def find(folder: Folder, key: str) -> int:
        lines = (folder.root / "ateliers/ecrire.md").read_text("utf-8").split("\n")
        return next(number for number, line in enumerate(lines, start=1) if line.startswith(f"{key}:"))

    return find


@pytest.fixture
def workshop_site(tmp_path: Path) -> Callable[..., Content]:
    """Writes a content of one workshop, `atelier`, with these sessions, and reads it."""
    root = tmp_path / "contenu"
    (root / "ateliers").mkdir(parents=True)
    (root / "auteurs").mkdir()
    (root / "auteurs" / "redaction.md").write_text(
        "---\nname: La rédaction\ntrainer: true\n---\n\nElle relit.\n", encoding="utf-8"
    )

    def make(
        *sessions: str,
        title: str = "Lire : un métier ?",
        more: str = "modified: 2026-11-02\n",
        now: str = "2026-11-22 09:00",
        agency: str = contents.AGENCY,
        places: str = contents.PLACES,
        checks: bool = True,
    ) -> Content:
        (root / "agence.yaml").write_text(agency, encoding="utf-8")
        (root / "lieux.yaml").write_text(places, encoding="utf-8")
        text = contents.HEADER.format(title=title, more=more, sessions="\n".join(sessions or [contents.session_yaml()]))
        (root / "ateliers" / "atelier.md").write_text(text, encoding="utf-8")
        names = ["plugins.workshops.calendar_compat:check_calendar"] if checks else []
        return contents.read(root, now, names)

    return make
