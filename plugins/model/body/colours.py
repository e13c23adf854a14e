"""Colours that an author gives to words by hand: the page keeps none, and what they meant has to be said otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.model.body.reading import Reading
from plugins.model.body.source import Source
from plugins.model.fields import brief
from plugins.model.rules import BY_PLACE, READ_HTML

_GIVEN = regex(
    r"(?<![\w-])(?:bg|background-)?(?:color|background)\s*[:=]\s*[\"']?\s*"
    r"(?P<colour>#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()\"']{1,60}\)|[a-z]{3,30}\b(?![(-]))",
    re.I,
)
# Those of a text that nobody has coloured.
_PLAIN = frozenset(
    "black white windowtext window auto inherit initial unset revert none transparent currentcolor".split()
)
_NUMBER = regex(r"[\d.]+")
_DARK, _LIGHT = 0x80, 0xF0  # greys of letters, and of backgrounds, that programs put in by themselves
_GREY = 24  # between the channels of a colour that is none


def chosen_colours(source: Source, reading: Reading) -> Iterator[tuple[int, str, Rule]]:
    """Each colour that is taken away with its tag, once: the offset in the source, the French message, the rule.

    Black, white, greys and the colours of links, which programs give to all that is copied from them, mean nothing.
    """
    told = set()
    for edit in reading.edits:
        if edit.rule != READ_HTML.id:
            continue
        for match in _GIVEN.finditer(source.body, edit.start, edit.end):
            colour = match["colour"].lower()
            if colour in told or not _means(colour) or _in_link(source.body, edit.start):
                continue
            told.add(colour)
            message = f"la couleur « {brief(colour)} » n’est pas gardée, et tous ne la verraient pas : dites en mots"
            yield edit.start, f"{message} ce qu’elle voulait dire, ou écrivez « ** » autour pour insister", BY_PLACE


def _means(colour: str) -> bool:
    if colour in _PLAIN:
        return False
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) > 5 else "".join(2 * digit for digit in colour[1:])
        channels = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    elif colour.startswith("rgb"):
        channels = [int(float(number)) for number in _NUMBER.findall(colour)[:3] if number.count(".") < 2]
    else:
        return True
    if len(channels) < 3:
        return False
    return max(channels) - min(channels) > _GREY or _DARK < max(channels) < _LIGHT


def _in_link(body: str, start: int) -> bool:
    return body.rfind("<a", 0, start) > body.rfind("</a", 0, start)
