"""What a page says of sessions, prices and facets, from plain values."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from plugins.model.agency import Agency, Place
from plugins.model.content import Content
from plugins.model.price import Price
from plugins.model.workshop import Duration, Workshop
from plugins.site.values import Link
from plugins.workshops.calendar_links import calendar_links
from plugins.workshops.facets import facets_of
from plugins.workshops.places import venue
from plugins.workshops.prices import card_prices, price_views, rate_of, vat_notice
from plugins.workshops.sessions import duration_label, quote_action, session_view

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
PLACES = {
    "lyon": Place(name="Salle Haute", street="1 rue Haute", postcode="69001", city="Lyon"),
    "geneve": Place(name="Espace", city="Genève", country="CH", timezone="Europe/Zurich"),
    "montreal": Place(name="Salle", city="Montréal", country="CA", timezone="America/Toronto"),
    "reunion": Place(name="Salle", city="Saint-Denis", postcode="97400", country="RE", timezone="Indian/Reunion"),
    "visio": Place(name="Classe virtuelle", url="https://v.example/"),
    "visio-quebec": Place(name="Classe d’Amérique", url="https://v.example/", timezone="America/Toronto"),
}
TRAINING = {"activity_number": "84", "region": "Bretagne", "vat_exempt": True}
DAY = {"date": "2027-01-21", "start": "09:00", "end": "17:30", "break_minutes": 90}
INTER = {"label": "Inter", "amount": 1290, "vat": "exempt"}


def content(**agency) -> Content:
    """A content that has places and an agency."""
    return Content(Path(), agency=Agency(name="A", **agency), places=PLACES, now=NOW)


def workshop(*sessions, **keys) -> Workshop:
    """A workshop whose other keys play no part here."""
    said = {"prices": [INTER], "formats": ["inter"], "sessions": list(sessions), **keys}
    base = {"title": "Écrire & dire : l’été", "summary": "S", "audience": "A", "objectives": ["a", "b"]}
    rest = {"duration": {"hours": 7, "days": 1}, "mode": "onsite", "trainers": ["claire"], "contact": {}}
    return Workshop.model_validate({**base, **rest, **said})


def view(now=NOW, site=None, of=None, **changed):
    """What a page says of a session, some keys changed."""
    keys = {"id": "s", "days": [DAY], "place": "lyon", "state": "open", **changed}
    record = workshop(keys, **(of or {}))
    link, calendar = Link(record.title, "ateliers/x/"), calendar_links("ateliers/x/s.ics", "https://essai.example")
    return session_view(site or content(), record, record.sessions[0], link, "a@b.example", now, calendar)


def now_of(session):
    """What is said of a session at the instant of the build."""
    return session.phases[0]


@pytest.mark.parametrize(
    ("changed", "label", "notes", "registration", "message"),
    [
        ({"seats_left": 9}, "Inscriptions ouvertes", [], "S’inscrire", None),
        ({"seats_left": 1}, "Inscriptions ouvertes", ["Plus que 1\u00a0place"], "S’inscrire", None),
        ({"state": "tentative"}, "À confirmer", [], "Se préinscrire", None),
        (
            {"state": "tentative", "minimum": 4},
            "À confirmer",
            ["Tenue à partir de 4\u00a0inscrits"],
            "Se préinscrire",
            None,
        ),
        ({"state": "full"}, "Complet", [], None, "liste d’attente"),
        ({"state": "tentative", "seats_left": 0}, "Complet", [], None, "liste d’attente"),
        ({"state": "cancelled"}, "Session annulée", [], None, "être prévenu"),
        ({"state": "postponed"}, "Date à venir", [], None, "être prévenu"),
        (
            {"state": "rescheduled", "previous_date": "2026-12-01"},
            "Inscriptions ouvertes",
            ["Reportée du 1er\u00a0décembre 2026"],
            "S’inscrire",
            None,
        ),
        (
            {"state": "rescheduled", "previous_date": "2026-12-01", "seats_left": 0},
            "Complet",
            ["Reportée du 1er\u00a0décembre 2026"],
            None,
            "liste d’attente",
        ),
        (
            {"registration_until": "2027-01-10"},
            "Inscriptions ouvertes",
            ["Inscription jusqu’au 10\u00a0janvier 2027"],
            "S’inscrire",
            None,
        ),
        ({"lang": "en"}, "Inscriptions ouvertes", ["Session en anglais"], "S’inscrire", None),
    ],
)
def test_each_state_has_its_words_and_its_action(changed, label, notes, registration, message):
    """Chaque état a ses mots, et ce que l’on peut y faire."""
    said = now_of(view(**changed))

    assert (said.label, list(said.notes)) == (label, notes)
    assert (said.registration and said.registration.label) == registration
    assert (said.message and said.message.label) == message


def test_a_session_of_several_days_is_plural():
    """« La session du jeudi 21 janvier », « la session des jeudi 21 et vendredi 22 janvier »."""
    second = {**DAY, "date": "2027-01-22"}

    assert view().of_dates == "du jeudi 21\u00a0janvier 2027"
    assert view(days=[DAY, second]).of_dates == "des jeudi 21 et vendredi 22\u00a0janvier 2027"


def test_two_half_days_are_one_day():
    """Deux demi-journées d’un même jour sont un jour, dont les heures se disent à la suite."""
    halves = [
        {"date": "2027-01-21", "start": "09:00", "end": "12:30"},
        {"date": "2027-01-21", "start": "14:00", "end": "17:30"},
    ]
    session = view(days=halves)

    assert session.when == "jeudi 21\u00a0janvier 2027"
    assert session.hours == "9\u00a0h – 12\u00a0h\u00a030 et 14\u00a0h – 17\u00a0h\u00a030"
    assert [len(day.spans) for day in session.days] == [2]


def test_a_series_is_said_as_one():
    """Une série tapée une fois se dit « les mardis du … au … », jours sautés compris."""
    keys = {"every": "mardi", "times": 6, "from": "2027-01-05", "start": "18:30", "end": "20:30"}

    assert view(days=None, **keys).when == "les mardis du 5\u00a0janvier au 9\u00a0février 2027"
    skipped = view(days=None, **keys, skip=["2027-02-09"])
    assert skipped.when == "les mardis du 5\u00a0janvier au 16\u00a0février 2027, sauf le 9\u00a0février"
    assert len(skipped.days) == 6


@pytest.mark.parametrize(
    ("end", "hours"), [("01:00", "20\u00a0h – 1\u00a0h le lendemain"), ("24:00", "20\u00a0h – minuit")]
)
def test_an_evening_may_end_after_midnight(end, hours):
    """Une soirée finit le lendemain, et se dit ainsi."""
    session = view(days=[{"date": "2027-01-21", "start": "20:00", "end": end}])

    assert session.hours == hours
    assert session.ends.date().isoformat() == "2027-01-22"


def test_what_comes_is_known_from_the_first():
    """La page sait d’avance ce qu’elle dira : closes, en cours, terminée, chacune à son instant."""
    later = {**DAY, "date": "2027-01-28"}
    phases = view(days=[DAY, later], registration_until="2027-01-10").phases

    assert [phase.state for phase in phases] == ["open", "closed", "running", "ended"]
    assert [phase.since and phase.since.isoformat()[:16] for phase in phases] == [
        None, "2027-01-11T00:00", "2027-01-21T09:00", "2027-01-28T17:30",
    ]  # fmt: skip
    assert all(before.until == after.since for before, after in pairwise(phases))
    assert [phase.registration is not None for phase in phases] == [True, False, False, False]


@pytest.mark.parametrize(
    ("hour", "minute", "state"), [(8, 59, "open"), (9, 0, "running"), (17, 29, "running"), (17, 30, "ended")]
)
def test_a_session_changes_to_the_minute(hour, minute, state):
    """Une session n’est plus vendue dès qu’elle commence, et finit à la minute."""
    session = view(now=datetime(2027, 1, 21, hour, minute, tzinfo=PARIS))

    assert (session.state, session.ended) == (state, state == "ended")
    assert bool(session.prices) == bool(now_of(session).registration) == (state == "open")


def test_a_postponed_session_keeps_its_date_to_come():
    """Une session reportée sans date reste « Date à venir » une fois passé son ancien jour."""
    session = view(now=datetime(2028, 1, 1, tzinfo=PARIS), state="postponed")

    assert not session.ended and now_of(session).label == "Date à venir" and len(session.phases) == 1
    assert session.when == "Date à venir (d’abord prévue le jeudi 21\u00a0janvier 2027)"


@pytest.mark.parametrize(
    ("keys", "agency", "last"),
    [
        ({"registration_days": 3}, {}, "2027-01-19T00:00"),
        ({}, {"registration_days": 7}, "2027-01-15T00:00"),
        ({"registration_days": 0}, {"registration_days": 7}, "2027-01-21T09:00"),
        ({}, {}, "2027-01-21T09:00"),
    ],
)
def test_registration_closes_so_many_days_before(keys, agency, last):
    """La clôture se dit en jours, par l’atelier, sinon par l’agence ; zéro : jusqu’au début."""
    assert view(site=content(**agency), of=keys).closes.isoformat()[:16] == last


def test_the_waiting_list_is_a_prefilled_mail():
    """« Complet : liste d’attente » ouvre un courriel dont l’objet et le texte sont écrits."""
    parts = urlsplit(now_of(view(state="full")).message.url)
    asked = parse_qs(parts.query)

    assert (parts.scheme, parts.path) == ("mailto", "a@b.example")
    assert asked["subject"] == ["Liste d’attente : Écrire & dire : l’été, Lyon, 21 janvier 2027"]
    assert "\r\n" in asked["body"][0] and "(s)" in asked["body"][0] and "+" not in parts.query


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("https://x.example/f?a=1", "https://x.example/f?a=1"),
        ("mailto:y@x.example", "mailto:y@x.example?subject=Inscription"),
        ("mailto:y@x.example?subject=Billet", "mailto:y@x.example?subject=Billet"),
        (None, "mailto:a@b.example?subject=Inscription"),
    ],
)
def test_registration_is_a_link_a_mail_or_a_form(given, expected):
    """L’inscription est un lien, un formulaire ou un courriel ; sans elle, le contact de l’atelier."""
    assert now_of(view(registration=given)).registration.url.startswith(expected)


def test_another_clock_is_told():
    """L’heure d’un lieu lointain est dite, et toujours celle d’une salle en ligne, avec l’heure d’ici s’il le faut."""
    assert view(place="montreal").clock == "heure de Montréal"
    assert view(place="montreal").starts.isoformat() == "2027-01-21T09:00:00-05:00"
    assert view(place="geneve").clock is None
    assert view(place="visio").clock == "heure de Paris, UTC+1"
    assert view(place="visio-quebec").clock == ("heure de Toronto, UTC−5\u00a0; 15\u00a0h – 23\u00a0h\u00a030 à Paris")


def test_the_country_is_told_abroad():
    """Le pays d’un lieu qui n’est pas celui de l’agence est dit."""
    assert view(place="geneve").place_label == "Espace, Genève, Suisse"
    assert view(place="reunion").place_label == "Salle, Saint-Denis, La Réunion"
    assert view().place_label == "Salle Haute, Lyon"


def test_a_session_may_have_several_places():
    """Un jour à Lyon et un jour en ligne : les deux lieux sont dits, une salle en ligne aussi."""
    days = [{**DAY, "place": "lyon"}, {**DAY, "date": "2027-01-28", "place": "visio"}]
    session = view(days=days)

    assert session.place_label == "Salle Haute, Lyon puis Classe virtuelle"
    assert session.title == "Lyon et en ligne, 21 et 28\u00a0janvier 2027"
    assert [span.place for day in session.days for span in day.spans] == ["Salle Haute", "en ligne"]
    assert view(remote="visio").place_label == "Salle Haute, Lyon, ou en ligne"


def test_days_take_what_the_workshop_says():
    """Heures, pause et lieu viennent de l’atelier quand la session ne les dit pas ; une matinée n’a pas sa pause."""
    usual = {"start": "09:00", "end": "17:30", "break_minutes": 90, "place": "lyon"}
    days = [{"date": "2027-01-21"}, {"date": "2027-01-22", "start": "09:00", "end": "12:00"}]
    record = workshop({"id": "s", "days": days, "state": "open"}, session_defaults=usual)

    assert record.sessions[0].place == "lyon"
    assert [day.break_minutes for day in record.sessions[0].days] == [90, 0]
    assert f"{record.sessions[0].days[0].end:%H:%M}" == "17:30"


def prices(*records, place=None, **agency):
    """Prices as a page of an agency shows them."""
    site = content(**agency)
    lines = [Price.model_validate({"label": "Inter", "amount": 1290, **record}) for record in records]
    return price_views(lines, PARIS, (rate_of(site, place),))


@pytest.mark.parametrize(
    ("price", "place", "text", "total"),
    [
        ({"vat": "exempt"}, None, "1\u202f290\u00a0€ net de taxe", 1290),
        ({"vat": "franchise"}, None, "1\u202f290\u00a0€ net de taxe", 1290),
        ({"vat": "included"}, None, "1\u202f290\u00a0€ TTC", 1290),
        ({"vat": "excluded"}, None, "1\u202f290\u00a0€ HT, soit 1\u202f548\u00a0€ TTC", 1548),
        ({"vat": "excluded", "amount": 590}, "reunion", "590\u00a0€ HT, soit 640,15\u00a0€ TTC", 640.15),
        ({"vat": "excluded"}, "geneve", "1\u202f290\u00a0€ hors taxes", None),
        (
            {"vat": "excluded", "amount": 900, "currency": "CHF", "vat_rate": 8.1},
            "geneve",
            "900\u00a0CHF HT, soit 972,90\u00a0CHF TTC",
            972.9,
        ),
        ({"vat": "exempt", "amount": 900, "currency": "cad"}, None, "900\u00a0$\u00a0CA net de taxe", 900),
        ({"amount": "sur devis"}, None, "sur devis", None),
        ({"amount": 0}, None, "gratuit", 0),
    ],
)
def test_a_price_says_its_tax(price, place, text, total):
    """Net de taxe, TTC, ou HT et TTC au taux du lieu ; à l’étranger, le taux n’est pas inventé."""
    (found,) = prices(price, place=place)

    assert (found.text, found.total) == (text, total)


def test_an_agency_abroad_has_no_french_rate():
    """Une agence suisse n’ajoute pas la TVA française."""
    assert prices({"vat": "excluded"}, address={"country": "CH"})[0].total is None


def test_the_reason_of_no_vat_is_named_only_where_it_is_true():
    """L’article du CGI n’est cité que par un organisme français exonéré, ou qui est en franchise."""
    price = Price(label="Inter", amount=10, vat="exempt")
    notice = vat_notice([price], Agency(name="A", training=TRAINING))

    assert "art.\u00a0261-4-4°\u00a0a\u00a0du\u00a0CGI" in notice
    assert vat_notice([price], Agency(name="A")) is None
    assert vat_notice([price], Agency(name="A", training=TRAINING, address={"country": "CH"})) is None
    franchise = Price(label="Inter", amount=10, vat="franchise")
    assert vat_notice([franchise], Agency(name="A")) == "TVA non applicable (art.\u00a0293\u00a0B\u00a0du\u00a0CGI)."


def cards(*lines, **keys):
    """What a card says of some prices, with the days on which it changes."""
    record = workshop(prices=[{**INTER, **line} for line in lines], **keys)
    return [(each.text, each.ends and f"{each.ends:%m-%d}") for each in card_prices(content(), record, NOW)]


def test_a_card_says_the_price_from_which_one_pays():
    """Plusieurs prix : « à partir de » ; le prix du moment, puis celui qui le suivra ; jamais celui d’un groupe."""
    early = {"amount": 1150, "until": "2026-12-15"}
    group = {"amount": 4600, "for": "intra", "label": "Intra"}

    assert cards(early, {}) == [
        ("à partir de 1\u202f150\u00a0€ net de taxe", "12-16"),
        ("1\u202f290\u00a0€ net de taxe", None),
    ]
    assert cards({"for": "inter"}, group, formats=["inter", "intra"]) == [("1\u202f290\u00a0€ net de taxe", None)]
    assert cards({"amount": "sur devis"}) == [("sur devis", None)]
    assert cards({"amount": 0}) == [("gratuit", None)]
    assert cards({"amount": 2900}, {"amount": 1900, "label": "Demandeurs d’emploi"}) == [
        ("à partir de 1\u202f900\u00a0€ net de taxe", None)
    ]


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ({"label": "Formation intranet"}, True),
        ({"unit": "par personne, groupe de 4 à 8"}, True),
        ({"for": "individual"}, True),
        ({"for": ["inter", "intra"]}, True),
        ({"for": "intra"}, False),
    ],
)
def test_no_word_of_a_price_hides_it(line, shown):
    """Seul « for » dit pour qui est un prix : aucun mot de son libellé ne l’ôte de la session."""
    record = {"prices": [{**INTER, **line}], "formats": ["inter", "intra"]}

    assert bool(view(of=record).prices) == shown


def test_a_session_may_have_prices_of_its_own():
    """Les prix d’une session remplacent ceux de l’atelier."""
    own = [{"label": "Genève", "amount": 900, "vat": "excluded", "currency": "CHF"}]

    assert [price.text for price in view(place="geneve", prices=own).prices] == ["900\u00a0CHF hors taxes"]


@pytest.mark.parametrize(
    ("duration", "label"),
    [
        ({"hours": 14, "days": 2}, "2\u00a0jours (14\u00a0heures)"),
        ({"hours": 3.5, "days": 0.5}, "une demi-journée (3\u00a0heures\u00a030)"),
        ({"hours": 12, "days": 6}, "6\u00a0séances (12\u00a0heures)"),
        (
            {"hours": 10, "days": 1, "elearning_hours": 3},
            "1\u00a0jour (7\u00a0heures) et 3\u00a0heures à distance, à votre rythme",
        ),
        ({"hours": 3, "days": 1, "elearning_hours": 3}, "3\u00a0heures à distance, à votre rythme"),
    ],
)
def test_a_duration_says_what_is_taught_and_what_is_not(duration, label):
    """Les heures en présence d’un intervenant, puis celles que l’on suit seul ; des soirées sont des séances."""
    assert duration_label(Duration.model_validate(duration)) == label


def test_a_hybrid_workshop_is_in_both_lists():
    """Un atelier sur place ou en ligne est dans les deux listes, chaque session où sont ses lieux."""
    sessions = [view(), view(place="visio", id="v"), view(remote="visio", id="r")]
    record = SimpleNamespace(mode="hybrid", theme="Écriture", sessions=[each.record for each in sessions])
    places = {name: venue(content(), PLACES[name]) for name in ("lyon", "visio")}
    found = facets_of([SimpleNamespace(record=record, upcoming=sessions, past=[])], places)

    assert {(facet.kind, facet.id): sorted(each.id for each in facet.sessions) for facet in found} == {
        ("lieu", "lyon"): ["r", "s"],
        ("lieu", "visio"): ["r", "v"],
        ("theme", "ecriture"): ["r", "s", "v"],
        ("mode", "sur-place"): ["r", "s"],
        ("mode", "en-ligne"): ["r", "v"],
        ("mode", "hybride"): ["r", "s", "v"],
    }
    assert {facet.title for facet in found} >= {"Ateliers à Lyon", "Ateliers sur place", "Ateliers\u00a0: Écriture"}


@pytest.mark.parametrize(
    ("keys", "asked"),
    [
        ({"formats": ["inter", "intra"]}, True),
        ({"formats": ["intra"]}, True),
        ({"prices": [{"label": "Sur mesure", "amount": "sur devis"}]}, True),
        ({}, False),
    ],
)
def test_a_quotation_is_a_message_already_written(keys, asked):
    """Un groupe, ou un prix sur devis, se demande par un courriel dont l’objet et les premières lignes sont écrits."""
    action = quote_action(workshop(**keys), "a@b.example")

    assert (action is not None) == asked
    assert not asked or parse_qs(urlsplit(action.url).query)["subject"] == ["Devis : Écrire & dire : l’été"]
    assert quote_action(workshop(**keys), None) is None
