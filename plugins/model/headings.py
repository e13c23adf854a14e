"""The headings of a body: one level at a time, each name once under the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import unescape

from plugins.common.regex import regex
from plugins.common.texts import plain_text, slugify
from plugins.model.fields import brief
from plugins.model.markdown import HeadingToken

_LINE = regex(r"^[ >]{0,12}(?:(?P<hashes>#{1,6})[^\n]*|[^\n]*\S[^\n]*\n[ >]{0,12}(?P<under>=+|-+)[ \t]*$)", re.M)


def skipped(masked: str, tokens: Sequence[HeadingToken]) -> Iterator[tuple[int, str]]:
    """Each heading that is more than one level below the one before it: its offset, the French message."""
    flat = list(_flat(tokens))
    places = _Places(masked, flat)
    above = min((token["level"] for token, _ in flat), default=1) - 1
    for rank, (token, _) in enumerate(flat):
        level = token["level"]
        if level > above + 1:
            meant, mark = "#" * (above + 1), "#" * level
            message = f"intertitre « {mark} » sous un « {'#' * above} » : écrivez « {meant} »"
            if not rank:
                message = f"le premier intertitre est « {mark} », et un « {meant} » le suit : commencez par « {meant} »"
            yield places[rank], message
        above = level


def twins(masked: str, tokens: Sequence[HeadingToken], title: str) -> Iterator[tuple[int, str]]:
    """Each heading whose name stands above it already, under the same heading or as the title of the text."""
    flat = list(_flat(tokens))
    places = _Places(masked, flat)
    seen: set[tuple[str, str]] = set()
    for rank, (token, parent) in enumerate(flat):
        name = token["name"]
        key = (parent, name.casefold())
        if not rank and slugify(plain_text(unescape(name))) == slugify(title) != "":
            message = f"« {brief(name)} » répète le titre du texte, qui est déjà sur la page : effacez cette ligne"
            yield places[rank], message
        elif key in seen:
            message = f"« {brief(name)} » est déjà un intertitre de cette partie : dites ce qui les distingue"
            yield places[rank], message
        seen.add(key)


def _flat(tokens: Sequence[HeadingToken], parent: str = "") -> Iterator[tuple[HeadingToken, str]]:
    for token in tokens:
        yield token, parent
        yield from _flat(token["children"], token["id"])


class _Places:
    """Where each heading is in the source: the next line that makes one of its level, after those before it."""

    def __init__(self, masked: str, flat: Sequence[tuple[HeadingToken, str]]) -> None:
        self._masked, self._levels = masked, [token["level"] for token, _ in flat]

    def __getitem__(self, rank: int) -> int:
        return self._found[rank]

    @cached_property
    def _found(self) -> list[int]:
        lines = _LINE.finditer(self._masked)
        offsets = []
        offset = 0
        for level in self._levels:
            for match in lines:
                if level == (len(match["hashes"]) if match["hashes"] else 1 if match["under"][0] == "=" else 2):
                    offset = match.start()
                    break
            offsets.append(offset)
        return offsets
