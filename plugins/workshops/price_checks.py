"""What a buyer would find wrong in prices: for whom they are, the tax that they bear, until when they hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from plugins.common.problems import Problem
from plugins.french.countries import OF_FRANCE
from plugins.french.dates import date_fr
from plugins.model.content import Content, Document
from plugins.model.fields import Loc
from plugins.model.price import Price, whom_meant
from plugins.model.workshop import Workshop
from plugins.workshops.offer import PRICED, end_of, lines_at, lines_of, offer
from plugins.workshops.rules import FOR_WHOM, PRICE, PRICE_ENDS, SERVICE, VAT, is_exempt, rules, trains

SOON = timedelta(days=30)  # before the end of a last price, its warning


def check_prices(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Les prix d’un atelier et de ses sessions : pour qui, quelle taxe, jusqu’à quand."""
    record = document.record
    lists: list[tuple[Loc, Sequence[Price]]] = [(("prices",), record.prices)]
    lists += [(("sessions", rank, "prices"), session.prices) for rank, session in enumerate(record.sessions)]
    for loc, prices in lists:
        for rank, price in enumerate(prices):
            held = record.sessions if len(loc) == 1 else [record.sessions[int(loc[1])]]
            if not held or not all(_abroad(site, session.place) for session in held):
                yield from _tax(site, document, (*loc, rank), price)
    for rank, price in enumerate(record.prices):
        yield from _whom(document, ("prices", rank), price)
    if site.state(document) in ("published", "hidden"):
        yield from check_limits(site, document)


def _abroad(site: Content, name: str) -> bool:
    """Whether a place is under the tax of another country, whose rules these are not."""
    place = site.places.get(name)
    return place is not None and place.country not in OF_FRANCE and not place.online


def _tax(site: Content, document: Document[Workshop], loc: Loc, price: Price) -> Iterator[Problem]:
    """La taxe d’un prix est celle de l’organisme."""
    if not trains(site.agency) or not price.amount:
        return
    exempt, reference = is_exempt(site.agency), rules()["vat"]["exempt"]["reference"]
    if price.vat in ("excluded", "included") and exempt and price.training:
        taxed = "hors taxes" if price.vat == "excluded" else "toutes taxes comprises"
        yield document.problem(
            (*loc, "vat"),
            f"prix {taxed}, mais l’organisme est exonéré de TVA pour ses formations ({reference}) : "
            "écrivez « vat: exempt », ou « training: false » si ce n’est pas une formation",
            SERVICE,
        )
    if price.vat == "exempt" and not exempt:
        franchise = rules()["vat"]["franchise"]["reference"]
        yield document.problem(
            (*loc, "vat"),
            f"prix net de taxe, mais l’organisme n’est pas exonéré ({reference}) : écrivez « vat: excluded », "
            f"« vat: franchise » ({franchise}), ou « vat_exempt: true » dans agence.yaml",
            VAT,
        )
    if price.vat == "exempt" and exempt and not price.training:
        yield document.problem(
            (*loc, "vat"),
            f"l’exonération ({reference}) est celle des formations, et « training: false » dit que ce n’en est pas "
            "une : écrivez « vat: excluded », ou effacez « training »",
            VAT,
        )


def _whom(document: Document[Workshop], loc: Loc, price: Price) -> Iterator[Problem]:
    """Un prix dit pour qui il est, là où deux publics le lisent : aucun mot du libellé ne le décide."""
    formats = document.record.formats
    if price.says_for_whom:
        groups = [whom for whom in price.audiences if whom == "intra"]
        if groups and "intra" not in formats:
            message = "prix pour un groupe (intra), mais « formats » est [inter] : écrivez « formats: [inter, intra] »"
            yield document.problem((*loc, "for"), message, FOR_WHOM)
        if len(groups) < len(price.audiences) and "inter" not in formats:
            message = "prix d’une place, mais « formats » est [intra] : écrivez « formats: [inter, intra] »"
            yield document.problem((*loc, "for"), message, FOR_WHOM)
        return
    words = f"{price.label} {price.unit or ''}"
    group = re.search(r"\bintra\b|\bintra-|\bpar groupe\b|\bforfait\b", words, re.I) and "personne" not in (
        price.unit or ""
    )
    if len(formats) > 1:
        meant = whom_meant(formats, price.label, price.unit or "")
        example = f"« for: {meant} » (./inv fix l’écrit)" if meant else "« for: inter », intra ou individual"
        message = f"prix qui ne dit pas pour qui il est : ajoutez {example}"
        yield document.problem((*loc, "label"), message, FOR_WHOM)
    elif group and formats == ["inter"]:
        message = (
            f"« {price.label} » a l’air d’un prix de groupe, et la session le montre comme celui d’une place : ajoutez "
            "« for: intra » (et le prix d’une place), ou « for: inter » si c’est elle"
        )
        yield document.problem((*loc, "label"), message, FOR_WHOM)


def check_limits(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Un prix qui expire en laisse un autre ; une session où l’on s’inscrit a un prix jusqu’à sa clôture."""
    record, zone, now = document.record, site.zone, site.now
    told: set[tuple[int, ...]] = set()
    if not lines_at(record.prices, zone, now):
        told.add(_same(record.prices))
        yield _expired(document, ("prices",), record.prices)
    for number, session in enumerate(record.sessions):
        now_offered = offer(site, record, session, now)
        if now_offered.state not in PRICED:
            continue
        lines = lines_of(record, session)
        loc: Loc = ("sessions", number, "prices") if session.prices else ("prices",)
        if not lines:
            if record.prices:
                message = (
                    f"session « {session.id} » sans prix : aucun n’est pour qui s’y inscrit ; "
                    "ajoutez un prix « for: inter », ou « prices » à la session"
                )
                yield document.problem(("sessions", number, "id"), message, PRICE)
            continue
        if _same(lines) in told:
            continue
        if not now_offered.prices:
            told.add(_same(lines))
            yield _expired(document, loc, lines)
        elif now_offered.closes and (limit := _last(lines, site)) and limit < now_offered.closes:
            told.add(_same(lines))
            yield _expires(document, loc, lines, f"avant la clôture des inscriptions à la session « {session.id} »")
    last = _last(record.prices, site)
    if last and now < last <= now + SOON and _same(record.prices) not in told:
        yield _expires(document, ("prices",), record.prices, "et l’atelier n’aura plus de prix")


def _same(prices: Sequence[Price]) -> tuple[int, ...]:
    return tuple(map(id, prices))


def _last(prices: Sequence[Price], site: Content) -> datetime | None:
    """The instant from which none of these prices holds; None when one lasts."""
    found = [end_of(price.until, site.zone) for price in prices if price.until]
    return max(found) if found and len(found) == len(prices) else None


def _latest(loc: Loc, prices: Sequence[Price], document: Document[Workshop]) -> tuple[Loc, str]:
    """Where the price that ends last is written, and that day."""
    price = max((each for each in prices if each.until), key=lambda each: str(each.until))
    own = document.record.prices if loc == ("prices",) else document.record.sessions[int(loc[1])].prices
    rank = next(rank for rank, each in enumerate(own) if each is price)
    assert price.until
    return (*loc, rank, "until"), date_fr(price.until).replace("\u00a0", " ")


def _expired(document: Document[Workshop], loc: Loc, prices: Sequence[Price]) -> Problem:
    place, day = _latest(loc, prices, document)
    message = (
        f"le dernier prix a expiré le {day} : repoussez « until », ou ajoutez un prix sans limite ; "
        "pour un prix à demander, « amount: sur devis »"
    )
    return document.problem(place, message, PRICE)


def _expires(document: Document[Workshop], loc: Loc, prices: Sequence[Price], why: str) -> Problem:
    place, day = _latest(loc, prices, document)
    message = f"le dernier prix expire le {day}, {why} : ajoutez un prix sans limite, ou repoussez « until »"
    return document.problem(place, message, PRICE_ENDS)
