"""The calendar that comes against the one that subscribers have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from contents import AGENCY, read, session_yaml

from plugins.model.content import Content
from plugins.model.register_files import write_register
from plugins.workshops.calendar_compat import REGISTER, calendar_of, read_published

SECOND = session_yaml("geneve-2027-04", "2027-04-08", place="geneve")


@pytest.fixture
def recorded(workshop_site) -> Callable[..., Content]:
    """Records a first calendar of two sessions, then reads what a test writes in its place."""
    site = workshop_site(session_yaml(), SECOND)
    assert write_register(site, REGISTER, calendar_of(site))
    return workshop_site


def messages(site: Content) -> list[str]:
    """The faults, from the name of the file on."""
    return [str(problem).removeprefix(f"{site.shown}/") for problem in site.problems]


def test_the_same_sessions_pass(recorded) -> None:
    """Les mêmes sessions passent, même si le titre, un prix ou les places changent."""
    changed = session_yaml(more=", seats: 10, seats_left: 2")

    assert messages(recorded(changed, SECOND, title="Un autre titre", more="modified: 2026-11-20\n")) == []


@pytest.mark.parametrize(
    ("session", "fault"),
    [
        (
            session_yaml(day="2027-03-25"),
            "ateliers/atelier.md:20:38: session « lyon-2027-03 » déplacée (publiée le 18\u00a0mars 2027 de "
            "9\u00a0h à 17\u00a0h) ; écrivez « revision: 1 », sans quoi les agendas abonnés ne suivront pas",
        ),
        (
            session_yaml(start="10:00"),
            "ateliers/atelier.md:20:38: session « lyon-2027-03 » déplacée (publiée le 18\u00a0mars 2027 de "
            "9\u00a0h à 17\u00a0h) ; écrivez « revision: 1 », sans quoi les agendas abonnés ne suivront pas",
        ),
        (
            session_yaml(state="cancelled"),
            "ateliers/atelier.md:20:102: session « lyon-2027-03 » : son état a changé depuis l’agenda publié ; "
            "écrivez « revision: 1 », sans quoi les agendas abonnés ne suivront pas",
        ),
        (
            session_yaml(place="geneve"),  # the same instants in another zone of the same clock: the place has changed
            "ateliers/atelier.md:20:89: session « lyon-2027-03 » : son lieu a changé",
        ),
        (
            session_yaml(place="visio"),
            "ateliers/atelier.md:20:89: session « lyon-2027-03 » : son lieu a changé (publié « Salle, 1 rue X, "
            "69001 Lyon ») ; écrivez « revision: 1 »",
        ),
        (
            session_yaml("lyon-2027-04"),
            "ateliers/atelier.md:19:1: session « lyon-2027-03 » du 18\u00a0mars 2027 : les agendas abonnés l’ont et "
            "elle n’est plus ici ; remettez-la, avec « state: cancelled » si elle est annulée",
        ),
    ],
    ids=["date", "heure", "état", "fuseau", "lieu", "identifiant"],
)
def test_a_change_without_a_new_revision_is_refused(recorded, session: str, fault: str) -> None:
    """Une session changée ou perdue sans nouvelle révision est refusée, à sa ligne, avec le remède."""
    found = messages(recorded(session, SECOND))

    assert len(found) == 1 and found[0].startswith(fault)


@pytest.mark.parametrize("state", ["open", "cancelled"])
def test_a_change_with_a_new_revision_passes(recorded, state: str) -> None:
    """La même session, révision augmentée, passe."""
    assert messages(recorded(session_yaml(day="2027-03-25", state=state, more=", revision: 1"), SECOND)) == []


def test_a_revision_never_goes_down(recorded, workshop_site) -> None:
    """Une révision qui baisse est refusée : les agendas garderaient l’ancienne version."""
    site = workshop_site(session_yaml(more=", revision: 3"), SECOND)
    write_register(site, REGISTER, calendar_of(site))

    (message,) = messages(workshop_site(session_yaml(more=", revision: 2"), SECOND))
    assert "revision 2, les agendas abonnés en sont à 3" in message


def test_a_workshop_that_goes_is_refused(recorded) -> None:
    """Un atelier remis en brouillon emporterait ses sessions : il est refusé."""
    found = messages(recorded(session_yaml(), SECOND, more="status: draft\n"))

    assert len(found) == 2 and found[0].startswith("ateliers/atelier.md:4:9: l’atelier « atelier » n’est plus publié")


def test_a_workshop_whose_file_is_gone_is_told_at_the_register(recorded) -> None:
    """Un fichier d’atelier supprimé est dit à la ligne du registre."""
    site = recorded(session_yaml(), SECOND)
    text = (site.root / "registre" / REGISTER).read_text("utf-8")
    (site.root / "ateliers" / "atelier.md").rename(site.root / "ateliers" / "renomme.md")
    found = messages(read(site.root, checks=["plugins.workshops.calendar_compat:check_calendar"]))
    line = text.splitlines().index("UID:atelier-lyon-2027-03-j1@essai.example") + 1

    assert found[0].startswith(f"registre/agendas/ateliers.ics:{line}:1: l’atelier « atelier » n’est plus publié")


def test_a_session_a_year_past_may_go(recorded) -> None:
    """Une session finie depuis plus d’un an peut disparaître."""
    assert messages(recorded(session_yaml("autre", "2028-06-01"), now="2028-05-01 09:00")) == []


def test_a_lost_day_is_one_message(workshop_site) -> None:
    """Une session qui perd un de ses jours est refusée, en une phrase."""
    days = '[{date: 2027-03-18, start: "09:00", end: "17:00"}, {date: 2027-03-19, start: "09:00", end: "17:00"}]'
    site = workshop_site(session_yaml(days=days))
    write_register(site, REGISTER, calendar_of(site))

    (message,) = messages(workshop_site(session_yaml(more=", revision: 1")))
    assert "sa journée du 19\u00a0mars 2027 est dans les agendas abonnés" in message


def test_another_domain_keeps_uids(recorded) -> None:
    """Un site qui change de domaine garde l’identité des sessions déjà publiées."""
    site = recorded(session_yaml(), SECOND, agency=AGENCY.replace("essai.example", "nouveau.example"))

    assert messages(site) == []
    assert {event.uid.split("@")[1] for event in read_published(calendar_of(site))} == {"essai.example"}


@pytest.mark.parametrize("damage", ["<<<<<<< HEAD\n", "pas un agenda\n"])
def test_a_damaged_register_is_told(recorded, damage: str) -> None:
    """Un registre abîmé est une faute, jamais une trace ni un contrôle sauté."""
    site = recorded(session_yaml(), SECOND)
    (site.root / "registre" / REGISTER).write_text(damage, encoding="utf-8")

    (message,) = messages(recorded(session_yaml(), SECOND))
    assert message.startswith("registre/agendas/ateliers.ics:1:1: ")


def test_a_country_that_is_told_is_no_move(recorded, workshop_site) -> None:
    """Un lieu dont l’agenda publié ne disait pas le pays n’a pas changé de place."""
    site = workshop_site(session_yaml(), SECOND)
    register = site.root / "registre" / REGISTER
    text = register.read_text("utf-8")
    assert "\\, Suisse" in text
    register.write_text(text.replace("\\, Suisse", ""), "utf-8")

    assert messages(workshop_site(session_yaml(), SECOND)) == []


def test_two_sessions_of_one_name_are_told(workshop_site) -> None:
    """Deux sessions que les agendas confondraient sont refusées."""
    site = workshop_site(session_yaml("b-c"))
    text = (site.root / "ateliers" / "atelier.md").read_text("utf-8")
    (site.root / "ateliers" / "atelier-b.md").write_text(text.replace("id: b-c", "id: c"), encoding="utf-8")

    (message,) = messages(workshop_site(session_yaml("b-c")))
    assert "elle se confond avec la session" in message


def test_record_writes_the_register_and_refuses_faults(inv, workshop_site) -> None:
    """`workshops.record` écrit le registre, le laisse s’il est à jour, et refuse un contenu fautif."""
    site = workshop_site(session_yaml(), SECOND)
    arguments = ("--content", site.root, "--now", "2026-11-22")
    first, second = inv("workshops.record", *arguments), inv("workshops.record", *arguments)
    assert first.returncode == 0, first.stderr
    register: Path = site.root / "registre" / REGISTER
    before = register.read_bytes()
    workshop_site(SECOND)
    third = inv("workshops.record", *arguments)

    assert (first.returncode, "noté" in first.stdout) == (0, True)
    assert (second.returncode, "déjà à jour" in second.stdout) == (0, True)
    assert third.returncode == 1 and "les agendas abonnés l’ont" in third.stderr
    assert register.read_bytes() == before and before.count(b"BEGIN:VEVENT") == 2
    assert sorted(path.name for path in register.parent.iterdir()) == ["ateliers.ics"]
