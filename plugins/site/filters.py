"""The filters of templates: French dates, numbers, plurals, quotations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from plugins.common.texts import slugify
from plugins.french.dates import date_fr, datetime_fr
from plugins.french.elision import de
from plugins.french.money import euros
from plugins.french.quoting import quoted

T = TypeVar("T")


def isodate(day: date) -> str:
    """« 2026-03-01 »."""
    return day.strftime("%Y-%m-%d")


def isodatetime(moment: datetime) -> str:
    """An instant to the second, with its offset."""
    return moment.isoformat(timespec="seconds")


def plural(count: int, one: T, many: T) -> T:
    """One or the other word: French takes the plural from two on."""
    return many if count >= 2 else one


def number(value: float) -> str:
    """« 1 200 », its thousands apart by a thin space."""
    return f"{value:,}".replace(",", "\u202f")


def capitalized(text: str) -> str:
    """A text whose first letter is a capital; the others stay."""
    return text[:1].upper() + text[1:]


FILTERS: dict[str, Callable[..., object]] = {
    "capitalized": capitalized,
    "date_fr": date_fr,
    "datetime_fr": datetime_fr,
    "de": de,
    "euros": euros,
    "isodate": isodate,
    "isodatetime": isodatetime,
    "number": number,
    "plural": plural,
    "quoted": quoted,
    "slug": slugify,
}
