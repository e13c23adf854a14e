"""Characters that a reader cannot see and a word processor leaves: taken out, or read as the space that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source
from plugins.model.rules import READ_CHARACTERS

# Soft hyphen, zero-width space, word joiner, mark of encoding; marks of direction, which a text of Europe has no use
# for. The joiners of emoji (U+200D) and of scripts that need them (U+200C) stay.
_SHAPELESS = "\u00ad\u200b\u2060\ufeff"
_DIRECTIONS = "\u200e\u200f"
_LINE_ENDS = {"\u2028": "  \n", "\u2029": "\n\n"}  # Shift+Enter and Enter, as layout programs write them
# f and i, f and f… tied into one character, as a PDF gives them: no search finds them.
_TIED = {chr(0xFB00 + rank): letters for rank, letters in enumerate("ff fi fl ffi ffl st st".split())}
_RIGHT_TO_LEFT = regex("[\u0590-\u08ff\ufb1d-\ufefc]")
_AFTER_MARK = regex(
    r"^[ \t]*(?:>[ \t]*)*(?:[-*+>]|\d{1,3}[.)]|#{1,6})(?P<gap>[\u00a0\u202f][\u00a0\u202f \t]*)(?=\S)", re.M
)
_MARGIN = regex(r"^[ \t]*[\u00a0\u2002\u2003][\u00a0\u2002\u2003 \t]*(?=\S)", re.M)
_EMPTY = regex(
    r"(?:\A|\n[ \t]*\n)(?P<blank>[ \t]*(?:&nbsp;|&#160;|\u00a0)(?:&nbsp;|&#160;|[\u00a0 \t])*)(?=\n[ \t]*(?:\n|\Z)|\Z)"
)


def shapeless(source: Source) -> Iterator[Edit]:
    """Characters without a shape, and letters tied by a PDF."""
    body = source.body
    if any(sign in body for sign in _TIED):
        for match in re.finditer(f"[{''.join(_TIED)}]", source.prose):
            yield Edit(match.start(), match.end(), _TIED[match[0]], READ_CHARACTERS.id)
    found = "".join(sign for sign in _SHAPELESS if sign in body)
    if any(sign in body for sign in _DIRECTIONS) and not _RIGHT_TO_LEFT.search(body):
        found += _DIRECTIONS
    if found or any(sign in body for sign in _LINE_ENDS):
        for match in re.finditer(f"[\u2028\u2029]|[{found or _SHAPELESS}]+", source.prose):
            yield Edit(match.start(), match.end(), _LINE_ENDS.get(match[0], ""), READ_CHARACTERS.id)


def fixed_spaces(source: Source) -> Iterator[Edit]:
    """A no-break space where Markdown wants a space, in a margin, or alone in a paragraph.

    Keyboards give one for Alt+Space or Shift+Space: « - » or « ## » followed by it is no list and no title.
    """
    body = source.body
    if "\u00a0" not in body and "\u202f" not in body and "nbsp;" not in body and "\u2003" not in body:
        return
    for match in _AFTER_MARK.finditer(source.prose):
        yield Edit(match.start("gap"), match.end("gap"), " ", READ_CHARACTERS.id)
    for match in _MARGIN.finditer(source.prose):
        yield Edit(match.start(), match.end(), "", READ_CHARACTERS.id)
    for match in _EMPTY.finditer(source.prose):
        yield Edit(match.start("blank"), match.end("blank"), "", READ_CHARACTERS.id)
