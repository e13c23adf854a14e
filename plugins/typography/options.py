"""What a caller may choose: widths of spaces and opt-in rules."""

from __future__ import annotations

import runpy
from dataclasses import dataclass, fields
from typing import Self

from plugins.common.places import ROOT
from plugins.common.untyped import JsonObject, Settings
from plugins.typography.settings import DEFAULTS, NARROW_NO_BREAK_SPACE, NO_BREAK_SPACE

PREFIX = "TYPOGRAPHY_"
WIDTHS = {NO_BREAK_SPACE: "U+00A0", NARROW_NO_BREAK_SPACE: "U+202F"}


@dataclass(frozen=True, slots=True)
class Options:
    """Choices of a site, each named as its setting without ``TYPOGRAPHY_`` and in lower case."""

    space_high: str = DEFAULTS["TYPOGRAPHY_SPACE_HIGH"]
    space_colon: str = DEFAULTS["TYPOGRAPHY_SPACE_COLON"]
    space_guillemets: str = DEFAULTS["TYPOGRAPHY_SPACE_GUILLEMETS"]
    space_number: str = DEFAULTS["TYPOGRAPHY_SPACE_NUMBER"]
    space_unit: str = DEFAULTS["TYPOGRAPHY_SPACE_UNIT"]
    brands: tuple[str, ...] = DEFAULTS["TYPOGRAPHY_BRANDS"]
    capitals: bool = DEFAULTS["TYPOGRAPHY_CAPITALS"]
    ligatures: bool = DEFAULTS["TYPOGRAPHY_LIGATURES"]
    symbols: bool = DEFAULTS["TYPOGRAPHY_SYMBOLS"]
    curly_quotes: bool = DEFAULTS["TYPOGRAPHY_CURLY_QUOTES"]

    @property
    def asks_for_more(self) -> bool:
        """Whether one of the rules that a site asks for is on."""
        return self.capitals or self.symbols

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """Read the ``TYPOGRAPHY_…`` keys of a settings mapping; a missing key keeps its default.

        Raises ValueError, with a message for the person who wrote the setting, when a width is not a no-break
        space: a breaking space would leave a mark alone at the head of a line.
        """
        values: JsonObject = {}
        for field in fields(cls):
            key = PREFIX + field.name.upper()
            if key not in settings:
                continue
            value = settings[key]
            if field.name.startswith("space_") and value not in WIDTHS:
                raise ValueError(f"{key} = {value!r} : écrivez une espace insécable, \\u00a0 ou \\u202f")
            values[field.name] = tuple(value) if field.name == "brands" else value
        return cls(**values)


def site_options() -> Options:
    """The choices of the site: those of pelicanconf.py, their one home. Raises ValueError as `from_settings` does."""
    return Options.from_settings(runpy.run_path(str(ROOT / "pelicanconf.py")))


# Every opt-in rule on: for sites whose sources were typed without accented capitals or signs.
EVERY_RULE = Options(capitals=True, ligatures=True, symbols=True, curly_quotes=True)
