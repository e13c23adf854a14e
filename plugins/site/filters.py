"""The filters of templates: French dates, numbers, plurals, quotations."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import TypeVar

from markupsafe import Markup

from plugins.common.texts import slugify
from plugins.french.dates import date_fr, datetime_fr
from plugins.french.elision import de
from plugins.french.money import euros
from plugins.french.quoting import quoted
from plugins.model.excerpt import DESCRIPTION_SHORTEST, search_description

T = TypeVar("T")
TITLE_LONGEST = 60  # characters: what search engines show of a title


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


def heading(name: str) -> str:
    """A name as titles and labels show it: « Vente » of « vente »; « iPhone », which has its capital, stays."""
    first = name.split(maxsplit=1)[0] if name.strip() else ""
    return capitalized(name) if first == first.lower() else name


def head_title(title: str, house: str) -> str:
    """The title of a page as search engines show it: the name of the house goes first, where all is too long."""
    title = _plain(title)
    short = title.removesuffix(f" — {house}")
    return title if len(title) <= TITLE_LONGEST else short


def head_description(said: str, title: str, house: str) -> str:
    """What a page says of itself to search engines and networks, 70 to 160 characters where its words allow it.

    What is too short is followed by a sentence on the house, and preceded by the title.
    """
    said = _plain(said)
    name = title.partition(" — ")[0]
    if said and len(said) + len(house) + 1 < DESCRIPTION_SHORTEST and name not in house:
        said = f"{name}\u00a0: {said}"
    return search_description(said or f"{name}.", house)


def _plain(text: str) -> str:
    """The words of what a block of a template gives, on one line; no-break spaces stay."""
    return re.sub(r"[ \t\n]+", " ", Markup(text).unescape()).strip()


# Language → locale, of networks (ogp.me, « og:locale »): the country where most read it in Europe.
_LOCALES = {
    "ar": "ar_AR", "ca": "ca_ES", "cs": "cs_CZ", "da": "da_DK", "el": "el_GR", "en": "en_GB", "ja": "ja_JP",
    "sv": "sv_SE", "uk": "uk_UA", "zh": "zh_CN",
}  # fmt: skip


def og_locale(language: str) -> str:
    """The locale of a language: « fr » gives `fr_FR`, « pt-BR » `pt_BR`."""
    name, _, country = language.partition("-")
    if country:
        return f"{name.lower()}_{country.upper()}"
    return _LOCALES.get(name.lower(), f"{name.lower()}_{name.upper()}")


FILTERS: dict[str, Callable[..., object]] = {
    "capitalized": capitalized,
    "date_fr": date_fr,
    "datetime_fr": datetime_fr,
    "de": de,
    "euros": euros,
    "head_description": head_description,
    "head_title": head_title,
    "heading": heading,
    "isodate": isodate,
    "isodatetime": isodatetime,
    "number": number,
    "og_locale": og_locale,
    "plural": plural,
    "quoted": quoted,
    "slug": slugify,
}
