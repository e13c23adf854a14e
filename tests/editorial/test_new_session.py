"""`./inv new session`: one more session in a workshop's file, which says what it still lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from plugins.editorial.new_session import add_session
from plugins.editorial.scaffold import ScaffoldError, create
from plugins.model.content import Content

HEADER = """---
title: Écrire
summary: Une journée.
audience: Tous
objectives: [Lire, Écrire]
duration: {{hours: 7, days: 1}}
mode: onsite
formats: [inter]
prices: [{{label: Inter, amount: 590, vat: exempt}}]
trainers: [redaction]
contact: {{email: a@agence.example}}
{more}---

On écrit.
"""
IN_A_LINE = "sessions: [{id: a, place: lyon, state: open, days: [{date: 2027-03-18, start: 9:00, end: 16:00}]}]\n"
ONE = """sessions:
  - id: lyon-1
    days: [{date: 2027-03-18, start: "09:00", end: "17:30", break_minutes: 90}]
    place: lyon
    state: open
"""


@pytest.fixture
def written(load: Callable[[], Content]) -> Callable[..., Path]:
    """Writes a workshop with these last keys."""
    root = load().root
    (root / "ateliers").mkdir(exist_ok=True)
    (root / "auteurs").mkdir(exist_ok=True)
    (root / "auteurs" / "redaction.md").write_text("---\nname: La rédaction\ntrainer: true\n---\n", "utf-8")
    (root / "lieux.yaml").write_text("lyon: {name: Salle, street: 1 rue X, city: Lyon}\n", "utf-8")

    def write(more: str, end: str = "\n") -> Path:
        path = root / "ateliers" / "ecrire.md"
        path.write_bytes(HEADER.format(more=more).replace("\n", end).encode())
        return path

    return write


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("more", "id"),
    [(ONE, "lyon-2"), (ONE + "theme: Écriture\n", "lyon-2"), ("", "lyon-1"), ("sessions: []\n", "lyon-1")],
)
def test_a_session_more_asks_for_its_date_alone(written, load, more, end, id):
    """La session s’ajoute à la fin de la liste, où qu’elle soit ; une fois son jour écrit, l’atelier se lit."""
    path = written(more, end)
    before = path.read_bytes()
    _, line = add_session("ecrire", load())
    (fault,) = [problem for problem in load().problems if problem.severity == "error"]
    after = path.read_bytes()

    assert "date à écrire à la place de « AAAA-MM-JJ »" in fault.message and fault.line > line
    path.write_bytes(after.replace(b"AAAA-MM-JJ", b"2027-04-15"))
    record = load().workshops["ecrire"].record
    assert record.sessions[-1].id == id and f"{record.sessions[-1].days[0].date}" == "2027-04-15"
    assert {each.strip() for each in before.splitlines()} - {b"sessions: []"} <= {
        each.strip() for each in after.splitlines()
    }
    assert (b"\r\n" in after) == (end == "\r\n") and after.count(b"\n") == after.count(end.encode())


def test_hours_that_the_workshop_says_are_not_asked_again(written, load):
    """Un atelier qui dit les heures et le lieu de ses sessions ne les fait pas retaper."""
    path = written('session_defaults: {start: "09:00", end: "17:30", break_minutes: 90, place: lyon}\n')
    add_session("ecrire", load())
    path.write_text(path.read_text("utf-8").replace("AAAA-MM-JJ", "2027-04-15"), "utf-8")

    (session,) = load().workshops["ecrire"].record.sessions
    assert (f"{session.days[0].end:%H:%M}", session.place) == ("17:30", "lyon")


def test_a_new_workshop_takes_a_session(written, load):
    """Un atelier tout neuf, dont la ligne « #sessions: » attend, en reçoit une."""
    written("")
    path = create("atelier", "Neuf", load())
    add_session("neuf", load())

    assert "\nsessions:\n  # " in path.read_text("utf-8") and "#sessions:" not in path.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "more", "said"),
    [
        ("ecrir", "", "voulez-vous « ecrire » ?"),
        ("ecrire", IN_A_LINE,
         "« sessions » entre crochets"),
        ("ecrire", "faux: 1\n", "a des fautes : corrigez-les d’abord"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said(written, load, name, more, said):
    """Un atelier inconnu, fautif, ou dont la liste tient sur une ligne : rien n’est écrit, et le remède est dit."""
    path = written(more)
    before = path.read_bytes()
    with pytest.raises(ScaffoldError, match=said):
        add_session(name, load())

    assert path.read_bytes() == before
