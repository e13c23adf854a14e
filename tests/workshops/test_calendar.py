"""Calendars: identity, states, bytes."""

from __future__ import annotations

from collections.abc import Iterable

import icalendar
import pytest
from contents import session_yaml

from plugins.model.loader import load_site
from plugins.workshops.calendar import STATUSES, CalendarFile, calendar_files, calendar_text, site_calendar
from plugins.workshops.calendar_compat import calendar_of
from plugins.workshops.calendar_links import calendar_links

ORIGIN = "https://essai.example/carnet"


def written(files: Iterable[CalendarFile]) -> dict[str, bytes]:
    return {file.path: calendar_text(file) for file in files}


def events(text: str | bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def test_a_title_or_a_date_does_not_change_uids(workshop_site) -> None:
    """Ni le titre ni la date ne changent l’identité d’une session dans les agendas."""
    first = [event["UID"] for event in events(calendar_of(workshop_site(session_yaml())))]
    second = calendar_of(workshop_site(session_yaml(day="2027-05-20", more=", revision: 1"), title="Autre chose"))

    assert first == ["atelier-lyon-2027-03-j1@essai.example"]
    assert [(event["UID"], event["SEQUENCE"]) for event in events(second)] == [(first[0], 1)]


@pytest.mark.parametrize("state", sorted(STATUSES))
def test_each_state_is_kept(workshop_site, state: str) -> None:
    """Une session reste dans l’agenda quel que soit son état, annulée comprise."""
    previous = ", previous_date: 2027-02-04" if state == "rescheduled" else ""
    found = events(calendar_of(workshop_site(session_yaml(state=state, more=previous))))

    assert [event["STATUS"] for event in found] == [STATUSES[state]]
    assert ("TRANSP" in found[0]) == (state in ("cancelled", "postponed"))
    assert ("Reportée du 4\u00a0février 2027" in found[0]["DESCRIPTION"]) == (state == "rescheduled")


def test_one_event_a_day(workshop_site) -> None:
    """Une session de deux jours donne deux événements, et la nuit reste libre."""
    days = '[{date: 2027-03-18, start: "09:00", end: "17:00"}, {date: 2027-03-19, start: "09:30", end: "16:00"}]'
    found = events(calendar_of(workshop_site(session_yaml(days=days))))

    hours = [(event.decoded("DTSTART").hour, event.decoded("DTEND").hour) for event in found]

    assert [str(event["UID"])[:23] for event in found] == ["atelier-lyon-2027-03-j1", "atelier-lyon-2027-03-j2"]
    assert hours == [(9, 17), (9, 16)]
    assert [str(event["SUMMARY"])[-14:] for event in found] == ["(jour 1 sur 2)", "(jour 2 sur 2)"]


def test_events_say_once_what_a_page_says_at_length(workshop_site) -> None:
    """Un agenda ne répète pas la page à chaque jour : ni le programme, ni ce que disent titre, lieu et heures ; une
    page plus longue n’allonge rien."""
    days = "[" + ", ".join(f'{{date: 2027-03-{day}, start: "09:00", end: "17:00"}}' for day in range(15, 20)) + "]"
    site = workshop_site(session_yaml(days=days), more="modified: 2026-11-02\n")
    text = calendar_of(site)
    (root,) = (document.path for document in site.workshops.values())
    longer = root.read_text("utf-8") + "\n\n## Encore\n\n" + "Une demi-journée de plus, racontée en détail. " * 200
    root.write_text(longer, "utf-8")
    found = events(text)

    assert calendar_of(load_site(root.parents[1], lambda zone: site.now)) == text
    assert len(found) == 5 and len({str(event["DESCRIPTION"]) for event in found}) == 1
    record = next(iter(site.workshops.values())).record
    for event in found:
        said = str(event["DESCRIPTION"])
        unsaid = [*record.objectives, record.audience, record.methods, str(event["LOCATION"]), record.title, "17 h"]
        assert [each for each in unsaid if each in said] == []
        assert len(said) < len(record.summary) + 300


def test_a_session_of_last_year_stays_and_an_older_one_leaves(workshop_site) -> None:
    """Une session passée reste un an dans l’agenda, et garde le sien ensuite."""
    sessions = [session_yaml("recente", "2025-12-01"), session_yaml("ancienne", "2025-11-03")]
    site = workshop_site(*sessions)
    files = written(calendar_files(site, list(site.workshops.values()), [], origin=ORIGIN, host="essai.example"))

    assert [event["UID"] for event in events(files["ateliers.ics"])] == ["atelier-recente-j1@essai.example"]
    assert [len(events(files[f"ateliers/atelier/{name}.ics"])) for name in ("recente", "ancienne")] == [1, 1]


def test_a_hidden_workshop_is_in_no_list(workshop_site) -> None:
    """Un atelier masqué a son agenda, et n’est pas dans celui du site."""
    site = workshop_site()
    files = written(calendar_files(site, [], list(site.workshops.values()), origin=ORIGIN, host="essai.example"))

    assert sorted(files) == ["ateliers/atelier.ics", "ateliers/atelier/lyon-2027-03.ics"]


def test_the_build_time_changes_no_byte(workshop_site) -> None:
    """Le même contenu donne les mêmes octets, quel que soit l’instant de la construction."""
    first = calendar_of(workshop_site(now="2026-11-22 09:00"))

    assert first == calendar_of(workshop_site(now="2026-12-24 23:59"))
    assert "DTSTAMP:20261101T230000Z" in first


def test_a_stamp_never_goes_back(workshop_site) -> None:
    """Sans date de mise à jour, une révision donne quand même un horodatage plus récent."""
    stamps = [
        events(calendar_of(workshop_site(session_yaml(more=f", revision: {number}"), more="")))[0].decoded("DTSTAMP")
        for number in (0, 1, 2)
    ]

    assert stamps == sorted(set(stamps))


def test_lines_are_folded_and_signs_escaped(workshop_site) -> None:
    """Aucune ligne ne passe 75 octets, et virgules, points-virgules et sauts de ligne sont protégés."""
    data = calendar_of(workshop_site(title="Être, ou ne pas être ; " * 6)).encode()
    lines = data.split(b"\r\n")

    assert b"\n" not in data.replace(b"\r\n", b"") and max(map(len, lines)) <= 75
    assert any(line.startswith(b" ") for line in lines)
    assert rb"matin" in data and rb"\, pour voir \; et revoir.\n" in data.replace(b"\r\n ", b"")
    assert events(data)[0]["SUMMARY"] == ("Être, ou ne pas être ; " * 6).strip()


def test_programs_are_told_the_name_and_the_pace(workshop_site) -> None:
    """L’agenda dit son nom, sa source et son rythme aux logiciels anciens et récents."""
    calendar = icalendar.Calendar.from_ical(calendar_of(workshop_site()))

    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "Ateliers — Agence Essai"
    assert calendar["SOURCE"] == f"{ORIGIN}/ateliers.ics" and calendar["URL"] == f"{ORIGIN}/ateliers/"
    assert (calendar["REFRESH-INTERVAL"].params["VALUE"], calendar["X-PUBLISHED-TTL"]) == ("DURATION", "PT12H")
    assert calendar["X-WR-TIMEZONE"] == "Europe/Paris" and calendar["COLOR"] == "firebrick"


def test_a_calendar_without_session_is_one(workshop_site) -> None:
    """Un atelier sans session a un agenda lisible : il y faut au moins un composant."""
    site = workshop_site(checks=False)
    for document in site.workshops.values():
        document.record = document.record.model_copy(update={"sessions": []})
    data = calendar_text(site_calendar(site, site.workshops.values(), origin=ORIGIN, host="essai.example"))

    assert [part.name for part in icalendar.Calendar.from_ical(data).subcomponents] == ["VTIMEZONE"]


def test_an_expired_price_is_not_in_a_calendar(workshop_site) -> None:
    """Un prix dont la date est passée n’est plus annoncé."""
    site = workshop_site()
    price = site.workshops["atelier"].record.prices[0]
    early = price.model_copy(update={"amount": 990, "until": site.now.date().replace(day=21)})
    site.workshops["atelier"].record.prices.append(early)

    text = events(calendar_of(site))[0]["DESCRIPTION"]
    assert "1\u202f180\u00a0€ net de taxe" in text and "990" not in text


def test_a_zone_without_a_rule_has_instants(workshop_site) -> None:
    """Un lieu dont aucune règle ne donne les changements d’heure a des instants UTC, et rien ne s’arrête."""
    places = "lyon: {name: Riad, street: 1 rue X, city: Fès, country: MA, timezone: Africa/Casablanca}\n"
    site = workshop_site(places=places)
    text = calendar_of(site)
    (event,) = events(text)

    assert site.problems == [] and "VTIMEZONE" not in text
    assert event.decoded("DTSTART").isoformat() == "2027-03-18T08:00:00+00:00"
    assert str(event["LOCATION"]) == "Riad, 1 rue X, Fès, Maroc"


def test_links_subscribe() -> None:
    """Les liens webcal et Google abonnent à l’agenda, sous l’adresse publique."""
    links = calendar_links("ateliers/x.ics", ORIGIN)

    assert links.url == "ateliers/x.ics"
    assert links.webcal == "webcal://essai.example/carnet/ateliers/x.ics"
    assert links.address == f"{ORIGIN}/ateliers/x.ics"
    assert links.outlook.startswith("https://outlook.office.com/calendar/addfromweb?url=https%3A%2F%2Fessai.example")
    assert links.google.endswith("cid=webcal%3A%2F%2Fessai.example%2Fcarnet%2Fateliers%2Fx.ics")
