"""The headings of a body: one level at a time, each name once under the same one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from plugins.common.texts import plain_text, slugify
from plugins.model.fields import brief
from plugins.model.markdown import HeadingToken

_LINE = re.compile(r"^[ >]{0,12}(?:(?P<hashes>#{1,6})[^\n]*|[^\n]*\S[^\n]*\n[ >]{0,12}(?P<under>=+|-+)[ \t]*$)", re.M)


def skipped(masked: str, tokens: Sequence[HeadingToken]) -> Iterator[tuple[int, str]]:
    """Each heading that is more than one level below the one before it: its offset, the French message."""
    flat = list(_flat(tokens))
    if not flat:
        return
    above = min(token["level"] for token, _ in flat) - 1
    for (token, _), offset in zip(flat, _offsets(masked, flat), strict=True):
        level = token["level"]
        if level > above + 1:
            meant, mark = "#" * (above + 1), "#" * level
            if token is flat[0][0]:
                yield (
                    offset,
                    f"le premier intertitre est « {mark} », un « {meant} » vient après : commencez par « {meant} »",
                )
            else:
                yield offset, f"intertitre « {mark} » sous un « {'#' * above} » : écrivez « {meant} »"
        above = level


def twins(masked: str, tokens: Sequence[HeadingToken], title: str) -> Iterator[tuple[int, str]]:
    """Each heading whose name stands above it already, under the same heading or as the title of the text."""
    flat = list(_flat(tokens))
    seen: set[tuple[str, str]] = set()
    for rank, ((token, parent), offset) in enumerate(zip(flat, _offsets(masked, flat), strict=True)):
        name = plain_text(unescape(token["name"]))
        key = (parent, slugify(name) or name)
        if not rank and key[1] == slugify(title) and key[1]:
            yield offset, f"« {brief(name)} » répète le titre du texte, qui est déjà sur la page : effacez cette ligne"
        elif key in seen:
            yield offset, f"« {brief(name)} » est déjà un intertitre de cette partie : dites ce qui les distingue"
        seen.add(key)


def _flat(tokens: Sequence[HeadingToken], parent: str = "") -> Iterator[tuple[HeadingToken, str]]:
    for token in tokens:
        yield token, parent
        yield from _flat(token["children"], token["id"])


def _offsets(masked: str, flat: Sequence[tuple[HeadingToken, str]]) -> Iterator[int]:
    """Where each heading is in the source: the next line that makes one of its level; the last found when none does."""
    lines = _LINE.finditer(masked)
    offset = 0
    for token, _ in flat:
        for match in lines:
            level = len(match["hashes"]) if match["hashes"] else 1 if match["under"][0] == "=" else 2
            if level == token["level"]:
                offset = match.start()
                break
        yield offset
