"""Contents that the tests of workshops write and read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from plugins.common.clock import read_clock
from plugins.model.content import Content
from plugins.model.loader import load_site
from tests.conftest import LEGAL

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "corpus" / "content"
AGENCY = f"name: Agence Essai\nurl: https://essai.example/carnet\n{LEGAL}"
PLACES = (
    "lyon: {name: Salle, street: 1 rue X, postcode: '69001', city: Lyon}\n"
    "geneve: {name: Espace, street: Rue Y 1, postcode: '1200', city: Genève, country: CH, timezone: Europe/Zurich}\n"
    "visio: {name: Classe virtuelle, url: https://visio.example/}\n"
)
HEADER = """---
title: {title}
summary: Une matinée, pour voir ; et revoir.
{more}audience: Tous
objectives: [Être capable de lire, Être capable d’écrire]
prerequisites: Aucun
duration: {{hours: 8, days: 1}}
mode: onsite
formats: [inter]
prices: [{{label: Par personne, amount: 1180, unit: par personne, vat: exempt}}]
access: Par courriel
access_delay: 2 semaines
methods: Exercices
assessment: Questionnaire
accessibility: {{text: Sur demande, contact: referent@essai.example}}
trainers: [redaction]
contact: {{email: ateliers@essai.example}}
sessions:
{sessions}
---

Le matin, on lit.
"""


def session_yaml(id: str = "lyon-2027-03", day: str = "2027-03-18", more: str = "", **values: str) -> str:
    """A session of one day, or of the days given as YAML."""
    days = values.get("days") or f'[{{date: {day}, start: "{values.get("start", "09:00")}", end: "17:00"}}]'
    place, state = values.get("place", "lyon"), values.get("state", "open")
    return f"  - {{id: {id}, days: {days}, place: {place}, state: {state}{more}}}"


def read(root: Path, now: str = "2026-11-22 09:00", checks: list[str] | None = None) -> Content:
    """The site of a content folder at an instant of Paris."""

    def clock(timezone: str) -> datetime:
        return read_clock(now, timezone)

    return load_site(root, clock, checks or [])
