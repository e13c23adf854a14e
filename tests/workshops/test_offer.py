"""What can be bought at an instant: a catalogue at random, the clock moved through every instant that `due` knows.

The rules are written here a second time, as a buyer would say them, and each face is held to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from contents import read
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.french.money import euros
from plugins.site.assemble import Site, assemble
from plugins.site.options import Options
from plugins.workshops.calendar import training_days
from plugins.workshops.jsonld import course_node, event_node
from plugins.workshops.order_form import OrderForm, session_form, workshop_form
from plugins.workshops.outputs import slots, workshops_of
from plugins.workshops.programme import programme_sheet

PARIS = ZoneInfo("Europe/Paris")
ORIGIN = "https://essai.example"
T0 = datetime(2027, 1, 4, 9, tzinfo=PARIS)
PLACES = """lyon: {name: Salle, street: 1 rue X, postcode: "69001", city: Lyon}
montreal: {name: Maison, street: 2 rue Y, city: Montréal, country: CA, timezone: America/Toronto}
casa: {name: Riad, street: 3 rue Z, city: Casablanca, country: MA, timezone: Africa/Casablanca}
noumea: {name: Case, street: 4 rue T, city: Nouméa, country: NC, timezone: Pacific/Noumea}
visio: {name: Classe virtuelle, url: "https://v.example/"}
loin: {name: Classe de Montréal, url: "https://v.example/m", timezone: America/Montreal}
"""
ZONES = {
    "lyon": "Europe/Paris", "montreal": "America/Toronto", "casa": "Africa/Casablanca", "noumea": "Pacific/Noumea",
    "visio": "Europe/Paris", "loin": "America/Montreal",
}  # fmt: skip
BASE = {
    "title": "Lire", "summary": "Une matinée.", "audience": "Tous", "objectives": ["Être capable de lire", "Écrire"],
    "duration": {"hours": 7, "days": 1}, "mode": "hybrid", "trainers": ["redaction"],
    "contact": {"email": "a@essai.example"},
}  # fmt: skip
days_ahead = st.integers(-3, 12)


@st.composite
def price_lines(draw: Any) -> list[dict[str, Any]]:
    """Prices whose amounts tell them apart on every face."""
    found = []
    for number in range(draw(st.integers(1, 3))):
        line: dict[str, Any] = {"label": f"Prix {number}", "amount": 100 * (number + 1) + 7, "vat": "exempt"}
        line["amount"] = draw(st.sampled_from([line["amount"]] * 4 + [0, "sur devis"]))
        whom = draw(st.sampled_from([None, None, "inter", "intra", "individual", ["inter", "intra"]]))
        if whom:
            line["for"] = whom
        if draw(st.booleans()):
            line["until"] = (T0.date() + timedelta(draw(days_ahead))).isoformat()
        found.append(line)
    return found


@st.composite
def sessions(draw: Any, number: int) -> dict[str, Any]:
    """A session of one to three days around the first instant."""
    first = draw(days_ahead)
    ranks = sorted({first, *(first + draw(st.integers(0, 9)) for _ in range(draw(st.integers(0, 2))))})
    days = []
    for rank in ranks:
        start, end = draw(st.sampled_from([("09:00", "17:00"), ("18:30", "20:30"), ("20:00", "01:00")]))
        days.append({"date": (T0.date() + timedelta(rank)).isoformat(), "start": start, "end": end})
    state = draw(st.sampled_from(["tentative", "open", "open", "full", "cancelled", "rescheduled", "postponed"]))
    session: dict[str, Any] = {"id": f"s{number}", "days": days, "state": state, "seats": 9}
    session["place"] = draw(st.sampled_from(sorted(ZONES)))
    if state == "rescheduled":
        session["previous_date"] = "2026-12-01"
    if state in ("tentative", "rescheduled"):
        session["seats_left"] = draw(st.integers(0, 4))
    if state == "open":
        session["seats_left"] = draw(st.integers(1, 4))
    if draw(st.booleans()):
        session["registration_until"] = (T0.date() + timedelta(first - draw(st.integers(0, 4)))).isoformat()
    if draw(st.integers(0, 3)) == 0:
        session["prices"] = [{"label": "Ici", "amount": 913, "vat": "exempt"}]
        if draw(st.booleans()):
            session["prices"][0]["until"] = (T0.date() + timedelta(draw(days_ahead))).isoformat()
    return session


@st.composite
def workshops(draw: Any) -> dict[str, Any]:
    """The header of a workshop."""
    header = {**BASE, "prices": draw(price_lines()), "formats": draw(st.sampled_from([["inter"], ["inter", "intra"]]))}
    header["sessions"] = [draw(sessions(number)) for number in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        header["registration_days"] = draw(st.integers(0, 3))
    return header


Amounts = set[int | None]  # None for a price on quotation


def seats_of(header: dict[str, Any]) -> list[dict[str, Any]]:
    """The prices of a seat."""
    return [line for line in header["prices"] if line.get("for", "inter") != "intra"]


def holding(lines: list[dict[str, Any]], t: datetime) -> Amounts:
    """The amounts of the prices that hold at an instant."""
    amounts = [line["amount"] for line in lines if "until" not in line or t < Buyer.midnight_after(line["until"])]
    return {None if each == "sur devis" else each for each in amounts}


def summed_up(amounts: Amounts) -> Amounts:
    """What a card says of several prices: the lowest that one pays, and that some pay nothing."""
    paid = {each for each in amounts if each}
    free: Amounts = {0} & amounts
    return ({min(paid)} if paid else set()) | free or amounts


class Buyer:
    """The rules as a buyer says them, from the header alone."""

    def __init__(self, header: dict[str, Any], session: dict[str, Any]) -> None:
        self.header, self.session = header, session
        zone = ZoneInfo(ZONES[session["place"]])
        self.starts = datetime.fromisoformat(f"{session['days'][0]['date']}T{session['days'][0]['start']}")
        self.starts = self.starts.replace(tzinfo=zone)
        last = session["days"][-1]
        day = date.fromisoformat(last["date"]) + timedelta(last["end"] < last["start"])
        self.ends = datetime.combine(day, time.fromisoformat(last["end"]), zone)
        self.closes = self.starts
        until = session.get("registration_until")
        if until is None and header.get("registration_days"):
            until = (self.starts.date() - timedelta(header["registration_days"])).isoformat()
        if until:
            self.closes = min(self.starts, self.midnight_after(until))

    @staticmethod
    def midnight_after(day: str) -> datetime:
        return datetime.combine(date.fromisoformat(day) + timedelta(1), time(), PARIS)

    def held(self) -> bool:
        return self.session["state"] not in ("cancelled", "postponed")

    def can_buy(self, t: datetime) -> bool:
        """Whether someone may register at an instant."""
        seats = self.session["state"] != "full" and self.session.get("seats_left") != 0
        return self.held() and seats and t < self.closes

    def amounts(self, t: datetime) -> Amounts:
        """What one could pay at an instant, whether a seat is left or not."""
        return holding(self.session.get("prices") or seats_of(self.header), t)

    def sold(self, t: datetime) -> bool:
        """Whether one may register at an instant, or could were there a seat."""
        return self.held() and t < self.closes

    def told(self, t: datetime) -> str:
        """The state that every face says."""
        if not self.held():
            return {"cancelled": "Session annulée", "postponed": "Date à venir"}[self.session["state"]]
        if t >= self.starts:
            return "Session terminée" if t >= self.ends else "En cours"
        if t >= self.closes:
            return "Inscriptions closes"
        if not self.can_buy(t):
            return "Complet"
        return "À confirmer" if self.session["state"] == "tentative" else "Inscriptions ouvertes"


def at(site: Site, t: datetime) -> Site:
    """The site as it is built at an instant."""
    return assemble(replace(site.content, now=t), site.options)


def sites(header: dict[str, Any]) -> Site:
    """The site of one workshop."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "ateliers").mkdir()
        (root / "auteurs").mkdir()
        agency = "name: Essai\nurl: https://essai.example\ntraining: {vat_exempt: true}\n"
        agency += "registration: {endpoint: https://f.example/recevoir, privacy: /confidentialite/}\n"
        (root / "agence.yaml").write_text(agency, "utf-8")
        (root / "lieux.yaml").write_text(PLACES, "utf-8")
        (root / "auteurs" / "redaction.md").write_text("---\nname: La rédaction\ntrainer: true\n---\n", "utf-8")
        text = yaml.safe_dump(header, allow_unicode=True, sort_keys=False)
        (root / "ateliers" / "atelier.md").write_text(f"---\n{text}---\n\nOn lit.\n", "utf-8")
        (root / "articles").mkdir()
        article = "---\ntitle: Lire\ndate: 2026-12-01\nworkshop: atelier\n---\n\nOn lit.\n"
        (root / "articles" / "lire.md").write_text(article, "utf-8")
        content = read(root, f"{T0:%Y-%m-%d %H:%M}")
        assert not [each for each in content.problems if each.severity == "error"], content.problems
        for document in content.documents():
            _ = document.header, document.rendered  # the folder goes
        return assemble(content, Options(ORIGIN, production=True))


def moments(site: Site) -> Iterator[datetime]:
    """Each instant that `due` knows, the second before it, and one of no account."""
    known = slots(site, lambda name, view: "").changes
    for instant in sorted(known):
        yield from (instant - timedelta(seconds=1), instant)
    yield T0


def guarded(parts: Any, t: datetime) -> list[Any]:
    """What the script of the page shows at an instant."""
    ends = lambda part: part.until if hasattr(part, "until") and not hasattr(part, "amount") else part.ends  # noqa: E731
    return [
        part for part in parts if (part.since is None or part.since <= t) and (ends(part) is None or t < ends(part))
    ]


def asked(form: OrderForm | None, t: datetime) -> set[str]:
    """The sessions that one may ask for by a form that is open at an instant."""
    choices = form.choices if form and (form.closes is None or t < form.closes) else ()
    return {each.id for each in choices if each.closes and t < each.closes}


def amounts_in(text: str) -> Amounts:
    """The amounts that a text names."""
    found: Amounts = {int(each) for each in re.findall(r"(\d+)[\u00a0 ]€", text)}
    return found | ({0} if "gratuit" in text else set()) | ({None} if "sur devis" in text else set())


@settings(max_examples=30)
@given(workshops())
def test_every_face_says_what_can_be_bought_and_nothing_else(header: dict[str, Any]) -> None:
    """À chaque instant, page, PDF, agenda et données disent ce qui s’achète, au prix d’alors, et rien d’autre."""
    site = sites(header)
    buyers = {session["id"]: Buyer(header, session) for session in header["sessions"]}
    for t in moments(site):
        now = at(site, t)
        (workshop,) = workshops_of(now)
        document = now.content.workshops["atelier"]
        sheet = programme_sheet(now.content, document, "", ORIGIN)
        listed = course_node(workshop, ORIGIN)
        seen = slots(now, lambda name, view: "")
        home = {each.id for each in seen.next_sessions}
        # the call-out of an article, the card of lists
        callout = seen.workshops["lire"]
        assert callout.next_sessions == workshop.next_sessions
        said_by_card = " ".join(each.text for each in workshop.card_prices if each.since is None)
        for_sale = {amount for each in buyers.values() if each.sold(t) for amount in each.amounts(t)}
        for_sale = for_sale or holding(seats_of(header), t) or holding(header["prices"], t)
        assert amounts_in(said_by_card) == summed_up(for_sale)
        for view in workshop.sessions:
            buyer, said = buyers[view.id], view.phases[0]
            state, amounts = buyer.told(t), buyer.amounts(t)
            priced = state in ("Inscriptions ouvertes", "À confirmer", "Complet")
            # the page
            assert said.label == state
            assert (said.registration is not None) == view.bookable == buyer.can_buy(t)
            assert {price.amount for price in view.prices} == (amounts if priced else set())
            assert all(euros(price.amount) in price.text for price in view.prices if price.amount)
            own = session_form(workshop, view, now.content.agency, ORIGIN)
            assert (own is not None) == buyer.can_buy(t)
            assert not own or {amount for each in own.prices for amount in amounts_in(each.text)} == amounts
            # structured data
            node = event_node(workshop, view, ORIGIN)
            offers = node.get("offers", [])
            assert {float(offer["price"]) for offer in offers} == (amounts - {None} if priced else set())
            sold = {offer["availability"].rpartition("/")[2] for offer in offers}
            assert sold <= ({"InStock", "LimitedAvailability", "PreOrder"} if buyer.can_buy(t) else {"SoldOut"})
            assert all(datetime.fromisoformat(offer["availabilityEnds"]) > t for offer in offers)
            assert all(datetime.fromisoformat(offer["validThrough"]) > t for offer in offers)
            # the calendar
            record = document.record.sessions[int(view.id[1:])]
            (description,) = {
                day.description
                for day in training_days(now.content, document, record, origin=ORIGIN, host="essai.example")
            }
            assert f"État : {state}" in description
            assert amounts_in(description) == (amounts if priced else set())
            # the PDF, the lists, the home page
            ahead = t < buyer.ends or buyer.session["state"] == "postponed"
            assert (view in workshop.upcoming) == ahead
            assert (view.id in home or len(home) == 3) if priced else view.id not in home
        assert [each.state[0] for each in sheet.sessions] == [buyers[view.id].told(t) for view in workshop.upcoming]
        assert {amount for price in sheet.prices for amount in amounts_in(price.text)} == {
            price.amount for price in workshop.prices
        }
        assert {float(each["price"]) for each in listed.get("offers", [])} == {
            price.amount for price in workshop.prices
        } - {None}
        free = [view for view in workshop.sessions if view.bookable]
        assert asked(workshop_form(workshop, now.content.agency, ORIGIN), t) == {view.id for view in free}
        shown = " ".join(each.when for each in workshop.next_sessions[:1] if each.since is None)
        assert bool(free) == bool(shown and "complet" not in shown)
        for each in workshop.next_sessions[:1]:
            if each.since is None and each.url == f"ateliers/atelier/{free[0].id if free else ''}/":
                amounts = buyers[free[0].id].amounts(t)
                assert amounts_in(each.price) == summed_up(amounts)
                assert each.action == free[0].phases[0].registration


@settings(max_examples=30)
@given(workshops())
def test_a_page_left_open_says_what_a_new_one_would(header: dict[str, Any]) -> None:
    """Une page construite plus tôt dit, par son script, ce que dirait une page construite à l’instant."""
    site = sites(header)
    (before,) = workshops_of(site)
    for t in moments(site):
        if t < T0:
            continue
        (after,) = workshops_of(at(site, t))
        for old, new in zip(before.sessions, after.sessions, strict=True):
            (said,) = guarded(old.phases, t)
            assert (said.label, said.notes, said.registration, said.message) == (
                new.phases[0].label, new.phases[0].notes, new.phases[0].registration, new.phases[0].message,
            )  # fmt: skip
            shown = {price.amount for price in old.prices if price.ends is None or t < price.ends}
            assert shown == {price.amount for price in new.prices}
        agency = site.content.agency
        assert asked(workshop_form(before, agency, ORIGIN), t) == asked(workshop_form(after, agency, ORIGIN), t)
        cards = [each.text for each in guarded(before.card_prices, t)]
        assert cards == [each.text for each in after.card_prices if each.since is None]
        said = [(each.when, each.price, each.action) for each in guarded(before.next_sessions, t)]
        assert said in (
            [],
            [(each.when, each.price, each.action) for each in after.next_sessions if each.since is None],
        )


@settings(max_examples=30)
@given(workshops())
def test_a_session_without_a_price_is_an_error(header: dict[str, Any]) -> None:
    """Une session où l’on s’inscrit sans qu’aucun prix ne vaille est une erreur, à l’instant où cela arrive ; et elle
    est annoncée avant."""
    from plugins.workshops.price_checks import check_limits

    site = sites(header)
    buyers = [Buyer(header, session) for session in header["sessions"]]
    for t in moments(site):
        content = replace(site.content, now=t)
        told = list(check_limits(content, content.workshops["atelier"]))
        open_without = [buyer for buyer in buyers if buyer.held() and t < buyer.closes and not buyer.amounts(t)]
        none_left = all("until" in line and t >= Buyer.midnight_after(line["until"]) for line in header["prices"])
        errors = [each for each in told if each.severity == "error"]
        assert bool(errors) == bool(open_without or none_left)
        if not errors:
            for buyer in buyers:
                ends = max((i for i in (buyer.closes - timedelta(seconds=1),) if i > t), default=t)
                if buyer.can_buy(t) and not buyer.amounts(ends):
                    assert told, "nobody is told that the price ends before the registration"
