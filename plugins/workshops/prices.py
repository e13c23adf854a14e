"""Prices as buyers read them: with the tax they bear, and only as long as they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from plugins.common.texts import slugify
from plugins.french.dates import date_fr
from plugins.french.money import euros
from plugins.model.agency import Agency
from plugins.model.workshop import Price
from plugins.site.doc import doc, value
from plugins.workshops.rules import is_exempt, vat_rate


@value
class PriceView:
    """A price ready for a template."""

    label: str = doc("what this price pays")
    text: str = doc("the amount in words, with its tax")
    unit: str | None = doc("« par personne », « par groupe »")
    amount: float = doc("in euros, as the header says it", for_code=True)
    total: float | None = doc("what one pays, tax included; None where the rate is not known", for_code=True)
    until: str | None = doc("« jusqu’au 15 décembre 2026 »")
    ends: datetime | None = doc("the instant from which it holds no longer")
    for_group: bool = doc("whether it is for a group, hence for no seat of a dated session", for_code=True)


def limit(until: date, zone: ZoneInfo) -> datetime:
    """The instant at which a price « jusqu’au 15 décembre » ends: that day is the last."""
    return datetime.combine(until + timedelta(days=1), time(), zone)


def price_views(prices: Iterable[Price], agency: Agency, now: datetime) -> tuple[PriceView, ...]:
    """The prices that hold at an instant."""
    zone = ZoneInfo(agency.timezone)
    views = [_view(price, agency, zone) for price in prices]
    return tuple(view for view in views if view.ends is None or view.ends > now)


def _view(price: Price, agency: Agency, zone: ZoneInfo) -> PriceView:
    rate = vat_rate(agency)
    amount = euros(price.amount)
    if price.vat == "exempt":
        total: float | None = price.amount
        text = f"{amount} net de taxe"
    elif rate is None:
        total, text = None, f"{amount} hors taxes"
    else:
        total = round(price.amount * (1 + rate), 2)
        text = f"{amount} HT, soit {euros(total)} TTC"
    return PriceView(
        label=price.label,
        text=text,
        unit=price.unit,
        amount=price.amount,
        total=total,
        until=f"jusqu’au {date_fr(price.until)}" if price.until else None,
        ends=limit(price.until, zone) if price.until else None,
        for_group="intra" in slugify(price.label) or "groupe" in slugify(price.unit or ""),
    )


def seat_prices(prices: Sequence[PriceView]) -> tuple[PriceView, ...]:
    """The prices of one seat in a dated session: a price for a group is for a session of its own."""
    return tuple(price for price in prices if not price.for_group)


def card_price(prices: Sequence[PriceView]) -> PriceView | None:
    """The price of a card: the lowest of a seat, without a limit if there is one, so that no date makes it false."""
    seats = seat_prices(prices) or prices
    lasting = [price for price in seats if price.ends is None] or seats
    return min(lasting, key=lambda price: price.amount, default=None)


def vat_notice(prices: Iterable[Price], agency: Agency) -> str | None:
    """Why no VAT is added, when that is so: said only where it is true."""
    if not is_exempt(agency) or not any(price.vat == "exempt" for price in prices):
        return None
    return "Prix nets de taxe\u00a0: exonération de TVA (art.\u00a0261-4-4°\u00a0a du CGI)."
