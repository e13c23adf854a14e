"""What a page says of sessions, prices and facets, from plain values."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from plugins.model.agency import Agency, Place
from plugins.model.workshop import Price, Session
from plugins.site.values import Link
from plugins.workshops.calendar_links import calendar_links
from plugins.workshops.facets import facets_of
from plugins.workshops.prices import card_price, price_views, seat_prices, vat_notice
from plugins.workshops.sessions import session_view

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 22, 9, tzinfo=PARIS)
LYON = Place(name="Salle Haute", city="Lyon")
WORKSHOP = Link("Écrire & dire : l’été", "ateliers/x/")
CALENDAR = calendar_links("ateliers/x/s.ics", "https://essai.example")
TRAINING = {"activity_number": "84", "region": "Bretagne", "vat_exempt": True}
DAY = {"date": "2027-01-21", "start": "09:00", "end": "17:30", "break_minutes": 90}


def view(now=NOW, place=LYON, **changed):
    """A session, some keys changed."""
    keys = {"id": "s", "days": [DAY], "place": "lyon", "state": "open", **changed}
    return shown(Session.model_validate(keys), place, now)


def shown(session, place, now=NOW):
    """What a page says of a session."""
    return session_view(session, WORKSHOP, "a@b.example", place, PARIS, now, CALENDAR)


@pytest.mark.parametrize(
    ("changed", "label", "notes", "registration", "message"),
    [
        ({"seats_left": 9}, "Inscriptions ouvertes", [], "S’inscrire", None),
        ({"seats_left": 1}, "Inscriptions ouvertes", ["Plus que 1\u00a0place"], "S’inscrire", None),
        ({"state": "tentative"}, "À confirmer", [], "Se préinscrire", None),
        ({"state": "full"}, "Complet", [], None, "liste d’attente"),
        ({"state": "cancelled"}, "Session annulée", [], None, "être prévenu"),
        ({"state": "postponed"}, "Date à venir", [], None, "être prévenu"),
        (
            {"state": "rescheduled", "previous_date": "2026-12-01"},
            "Inscriptions ouvertes",
            ["Reportée du 1er\u00a0décembre 2026"],
            "S’inscrire",
            None,
        ),
    ],
)
def test_each_state_has_its_words_and_its_action(changed, label, notes, registration, message):
    """Chaque état a ses mots, et ce que l’on peut y faire."""
    session = view(**changed)

    assert (session.state_label, list(session.notes)) == (label, notes)
    assert (session.registration and session.registration.label) == registration
    assert (session.message and session.message.label) == message


def test_a_session_of_several_days_is_plural():
    """« La session du jeudi 21 janvier », « la session des jeudi 21 et vendredi 22 janvier »."""
    second = {**DAY, "date": "2027-01-22"}

    assert view().of_dates == "du jeudi 21\u00a0janvier 2027"
    assert view(days=[DAY, second]).of_dates == "des jeudi 21 et vendredi 22\u00a0janvier 2027"


def test_a_past_session_offers_nothing():
    """Une session finie n’offre plus rien, à la minute près."""
    end = datetime(2027, 1, 21, 17, 30, tzinfo=PARIS)

    assert view(now=end).ended and view(now=end).registration is None
    assert not view(now=end.replace(minute=29)).ended


def test_the_waiting_list_is_a_prefilled_mail():
    """« Complet : liste d’attente » ouvre un courriel dont l’objet et le texte sont écrits."""
    parts = urlsplit(view(state="full").message.url)
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
    assert view(registration=given).registration.url.startswith(expected)


def test_another_clock_is_told():
    """L’heure d’un lieu lointain est dite ; celle de Genève est la même qu’à Paris."""
    montreal = Place(name="Salle", city="Montréal", country="CA", timezone="America/Toronto")
    geneva = Place(name="Salle", city="Genève", country="CH", timezone="Europe/Zurich")

    assert view(place=montreal).clock == "heure de Montréal"
    assert view(place=montreal).starts.isoformat() == "2027-01-21T09:00:00-05:00"
    assert view(place=geneva).clock is None


def prices(*records, **agency):
    """Prices as a page of an agency shows them."""
    return price_views(
        [Price.model_validate({"label": "Inter", "amount": 1290, **record}) for record in records],
        Agency(name="A", **agency),
        NOW,
    )


def test_a_price_says_its_tax():
    """Net de taxe, ou HT et TTC à 20 % ; à l’étranger, le taux n’est pas inventé."""
    exempt, excluded = prices({"vat": "exempt"}, {"vat": "excluded"}, training=TRAINING)
    abroad = prices({"vat": "excluded"}, address={"country": "CH"})[0]

    assert exempt.text == "1\u202f290\u00a0€ net de taxe"
    assert excluded.text == "1\u202f290\u00a0€ HT, soit 1\u202f548\u00a0€ TTC"
    assert abroad.text == "1\u202f290\u00a0€ hors taxes" and abroad.total is None


def test_the_exemption_is_named_only_where_it_is_true():
    """L’article du CGI n’est cité que par un organisme français exonéré."""
    price = Price(label="Inter", amount=10, vat="exempt")
    notice = vat_notice([price], Agency(name="A", training=TRAINING))

    assert "art.\u00a0261-4-4°\u00a0a du CGI" in notice
    assert vat_notice([price], Agency(name="A")) is None
    assert vat_notice([price], Agency(name="A", training=TRAINING, address={"country": "CH"})) is None


def test_a_price_holds_until_the_end_of_its_last_day():
    """Un prix vaut jusqu’à la fin de son dernier jour, puis n’est plus montré."""
    assert prices({"vat": "exempt", "until": "2026-11-21"}) == ()
    assert prices({"vat": "exempt", "until": "2026-11-22"})[0].ends.isoformat() == "2026-11-23T00:00:00+01:00"


def test_the_price_of_a_card_outlives_the_build():
    """La carte d’un atelier montre le prix d’une place qui n’expire pas."""
    early = {"vat": "exempt", "amount": 1150, "until": "2026-12-15"}
    found = prices(early, {"vat": "exempt"}, {"vat": "exempt", "label": "Intra", "amount": 900})

    assert card_price(found).amount == 1290
    assert card_price(prices(early)).amount == 1150
    assert card_price([]) is None


def test_a_seat_is_not_sold_at_the_price_of_a_group():
    """Une session datée n’affiche pas le prix d’un groupe."""
    found = prices(
        {"vat": "exempt"}, {"vat": "exempt", "label": "Intra-entreprise"}, {"vat": "exempt", "unit": "par groupe"}
    )

    assert len(seat_prices(found)) == 1


def test_a_hybrid_workshop_is_in_both_lists():
    """Un atelier sur place ou en ligne est dans les deux listes, chaque session où est son lieu."""
    room = Place(name="Classe virtuelle", url="https://v.example/")
    places = {"lyon": LYON, "visio": room}
    online = Session.model_validate({"id": "v", "days": [DAY], "place": "visio", "state": "open"})
    sessions = [view(), shown(online, room)]
    record = SimpleNamespace(mode="hybrid", theme="Écriture", sessions=[each.record for each in sessions])
    found = facets_of([SimpleNamespace(record=record, upcoming=sessions, past=[])], places)

    assert {(facet.kind, facet.id): [each.id for each in facet.sessions] for facet in found} == {
        ("lieu", "lyon"): ["s"],
        ("lieu", "visio"): ["v"],
        ("theme", "ecriture"): ["s", "v"],
        ("mode", "sur-place"): ["s"],
        ("mode", "en-ligne"): ["v"],
        ("mode", "hybride"): ["s", "v"],
    }
    assert {facet.title for facet in found} >= {"Ateliers à Lyon", "Ateliers sur place", "Ateliers\u00a0: Écriture"}
