"""Prices as buyers read them: in their currency, with the tax they bear, and only as long as they hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from plugins.common.texts import slugify
from plugins.french.dates import date_fr
from plugins.french.money import money
from plugins.model.agency import Agency
from plugins.model.content import Content
from plugins.model.price import Audience, Price
from plugins.model.workshop import Workshop
from plugins.site.doc import doc, value
from plugins.site.slots import PriceView
from plugins.workshops.offer import audiences_of, end_of, ends, limits, lines_at, offer, session_instants
from plugins.workshops.rules import is_exempt, rules, vat_rate

NBSP = "\u00a0"
FOR_WHOM: dict[Audience, str] = {
    "inter": "inter-entreprises",
    "intra": "intra-entreprise",
    "individual": "particuliers",
}


@value
class CardPrice:
    """The price of a card, as long as it is the lowest."""

    text: str = doc("« à partir de 1 150 € net de taxe par personne », « sur devis »")
    since: datetime | None = doc("the instant from which it is that one, None for one that holds already")
    ends: datetime | None = doc("the instant from which it is another, None when it lasts")


Rates = tuple[float | None, ...]  # those of the places of a price: None where no rate is known


def rate_of(content: Content, place: str | None) -> float | None:
    """The rate of VAT where a session is held; that of the agency online."""
    return vat_rate(content.agency, content.places.get(place) if place else None)


def rates_of(content: Content, workshop: Workshop, t: datetime) -> Rates:
    """The rates of the places where a workshop will be held, that of the agency when no date says where."""
    places = [session.place for session in workshop.sessions if ends(content, session) > t]
    return tuple(dict.fromkeys(rate_of(content, place) for place in places)) or (rate_of(content, None),)


def price_views(
    prices: Iterable[Price], zone: ZoneInfo, rates: Rates, closes: datetime | None = None
) -> tuple[PriceView, ...]:
    """Prices that hold, each until its limit, or until `closes` if that comes before."""
    return tuple(_view(price, zone, rates, closes) for price in prices)


def _view(price: Price, zone: ZoneInfo, rates: Rates, closes: datetime | None) -> PriceView:
    text, total = _words(price, rates)
    limit = end_of(price.until, zone) if price.until else None
    whom = [FOR_WHOM[each] for each in price.audiences] if price.says_for_whom else []
    told = all(slugify(word).split("-")[0] in slugify(price.label) for word in whom)
    return PriceView(
        label=price.label,
        for_whom=None if told else ", ".join(whom),
        text=text,
        unit=price.unit if price.amount != 0 else None,  # « gratuit, par personne » says nothing more
        amount=price.amount,
        currency=price.currency,
        total=total,
        until=f"jusqu’au {date_fr(price.until)}" if price.until else None,
        ends=min(filter(None, (limit, closes)), default=None),
    )


def _words(price: Price, rates: Rates) -> tuple[str, float | None]:
    """The amount with its tax, and what one pays."""
    if price.amount is None:
        return "sur devis", None
    if price.amount == 0:
        return "gratuit", 0.0
    amount = money(price.amount, price.currency)
    if price.vat in ("exempt", "franchise"):
        return f"{amount} net de taxe", price.amount
    if price.vat == "included":
        return f"{amount} TTC", price.amount
    if price.vat_rate is not None:
        rates = (price.vat_rate / 100,)
    if len(rates) > 1:
        return f"{amount} hors taxes, TVA selon le lieu", None
    rate = rates[0]
    if rate is None:
        return f"{amount} hors taxes", None
    total = round(price.amount * (1 + rate), 2)
    if not rate:
        return f"{amount} sans TVA", total
    return f"{amount} HT, soit {money(total, price.currency)} TTC", total


def card_prices(content: Content, workshop: Workshop, t: datetime) -> tuple[CardPrice, ...]:
    """What a card says of the price at an instant, then each later thing that it will say."""
    changes = sorted({each for each in _changes(content, workshop) if each > t})
    said: list[tuple[datetime | None, str]] = []
    for since in (None, *changes):
        text = _card_text(content, workshop, since or t)
        if not said or said[-1][1] != text:
            said.append((since, text))
    limits = [*(since for since, _ in said[1:]), None]
    return tuple(CardPrice(text, since, end) for (since, text), end in zip(said, limits, strict=True) if text)


def _changes(content: Content, workshop: Workshop) -> Iterator[datetime]:
    """The instants at which the price of a card may change: a price ends, a session has its own prices or tax."""
    yield from limits(workshop.prices, content.zone)
    own = any(session.prices for session in workshop.sessions)
    taxed = any(price.vat == "excluded" and price.vat_rate is None for price in workshop.prices)
    elsewhere = taxed and len({rate_of(content, session.place) for session in workshop.sessions}) > 1
    if own or elsewhere:
        for session in workshop.sessions:
            yield from session_instants(content, workshop, session)


def _card_text(content: Content, workshop: Workshop, t: datetime) -> str:
    """What `lowest` says of the prices of the sessions that are sold; where none is, of those that the workshop says
    for who would come, of a group where no one does alone."""
    own: list[PriceView] = []
    shared = True
    if any(session.prices for session in workshop.sessions):
        sold = [(each, offer(content, workshop, each, t).prices) for each in workshop.sessions]
        sold = [(session, prices) for session, prices in sold if prices]
        shared = not sold or not all(session.prices for session, _ in sold)
        for session, prices in sold:
            if session.prices:
                own += price_views(prices, content.zone, (rate_of(content, session.place),))
    holding = lines_at(workshop.prices, content.zone, t) if shared else ()
    coming = set(audiences_of(workshop))
    lines = [price for price in holding if coming.intersection(price.audiences)]
    if not lines and not own:
        lines = list(holding)
    return lowest([*price_views(lines, content.zone, rates_of(content, workshop, t)), *own])


def lowest(prices: Sequence[PriceView]) -> str:
    """« à partir de 590 € net de taxe par personne » where there are several, « gratuit ou 590 € … » where some pay
    nothing, « sur devis »; empty without any."""
    paid = [price for price in prices if price.amount]
    free = any(price.amount == 0 for price in prices)
    if not paid:
        return "gratuit" if free else prices[0].text if prices else ""
    alike = [price for price in paid if price.currency == paid[0].currency]
    least = min(alike, key=lambda price: price.amount or 0)
    text = " ".join(filter(None, (least.text, least.unit)))
    if len({(price.amount, price.currency) for price in prices if price.amount != 0}) > 1:
        text = f"à partir de {text}"
    return f"gratuit ou {text}" if free else text


def vat_notice(prices: Iterable[Price], agency: Agency) -> str | None:
    """Why no VAT is added, when that is so: each reason where it is true."""
    regimes = {price.vat for price in prices if price.amount}
    said = []
    if "exempt" in regimes and is_exempt(agency):
        said.append(f"Prix nets de taxe{NBSP}: exonération de TVA ({_article(rules()['vat']['exempt']['reference'])}).")
    if "franchise" in regimes:
        said.append(f"TVA non applicable ({_article(rules()['vat']['franchise']['reference'])}).")
    return " ".join(said) or None


def _article(reference: str) -> str:
    """« art. 261-4-4° a du CGI » of « CGI, art. 261-4-4° a »."""
    code, _, article = reference.partition(", ")
    return f"{article} du {code}".replace(" ", NBSP)
