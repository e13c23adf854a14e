"""Paragraphs that begin with a tab or four spaces: code in Markdown, an indent for who comes from a word processor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from plugins.common.frozen import frozen
from plugins.common.regex import regex

Verdict = Literal["prose", "unsure", "code"]

_INDENTED = regex(r"(?: {4}| {0,3}\t)[ \t]*+(?=\S)")
# What takes the indented lines below it: an item, an aside, a note, a definition, an author's own HTML, other tools'
# blocks. A bullet of a word processor does not: what its author indents below it is a paragraph.
_HOLDER = regex(
    r" {0,3}(?:(?:[-+*]|\d{1,9}[.)])(?=[ \t])|!!!|\?\?\?|===|:::|\[\^|:[ \t]|>"
    r"|</?(?:div|section|article|aside|details|summary|fig\w+|blockquote|header|footer|nav|address|table|t[rdh]|thead|tbody"
    r"|[uod]l|li|d[td]|p|pre|h[1-6]|video|audio|script|style)\b|<!--)",
    re.I,
)
_CODE = regex(
    r"[{}<>=\\$|~@\x1a]|(?<![ \u00a0\u202f]);|(?<!\w)_|_(?!\w)|\w\(|\(\)|://|\w\.\w+\.\w"
    r"|^\s*(?:#|//|--|[-+*•]\s|\d+[.)]\s)",
    re.M,
)
# A list that its author set back, or the same in a file of data.
_ITEMS = regex(r"(?:\s*(?:[-+*•–]|\d{1,2}[.)])[ \t]+(?:(?<!\w)[:;]|[^\n{}<>=\\$|~@\x1a:;])+(?:;?\n|\Z))+\Z")
_BEGINS = regex(r"[«“\"'‘(—–\s\u00a0\u202f]*[A-ZÀ-ÖØ-ÝŒ]")
_ENDS = regex(r"[.!?…][\s»”\"'’)\u00a0\u202f]*\Z")
_WORDS = regex(r"[^\W\d_]{2,}")


@frozen
class Indented:
    """A block, between blank lines, whose first line is indented as code is, in nothing that would hold it.

    `margins`: the span of the white space before each of its indented lines.
    """

    start: int
    end: int
    margins: tuple[tuple[int, int], ...]
    verdict: Verdict


def indented_blocks(text: str) -> Iterator[Indented]:
    """Each such block of a text whose other code is blanked out, in order."""
    if "\n    " not in text and "\t" not in text and not text.startswith("    "):
        return
    held = False  # the lines above take what is indented
    start = 0
    blank = True
    lines = text.split("\n")
    rank = 0
    while rank < len(lines):
        line = lines[rank]
        if not line.strip():
            blank = True
        elif blank and not held and _INDENTED.match(line):
            last = rank
            while last + 1 < len(lines) and lines[last + 1].strip():
                last += 1
            yield _block(lines[rank : last + 1], start)
            start += sum(len(each) + 1 for each in lines[rank : last + 1])
            rank, blank = last + 1, True
            continue
        else:
            if line[0] not in " \t" and blank:
                held = False
            held = held or bool(_HOLDER.match(line))
            blank = False
        start += len(line) + 1
        rank += 1


def _block(lines: list[str], start: int) -> Indented:
    margins = []
    offset = start
    first = 0  # how many lines are indented before the first that is not
    for rank, line in enumerate(lines):
        if match := _INDENTED.match(line):
            margins.append((offset, offset + match.end()))
            first += first == rank
        offset += len(line) + 1
    whole = first == len(lines)
    verdict = _verdict("\n".join(lines)) if whole or len(margins) == 1 else "code"
    if not whole and verdict != "prose":
        offset = start + sum(len(line) + 1 for line in lines[:first])
    return Indented(start, offset - 1, tuple(margins), verdict)


def _verdict(text: str) -> Verdict:
    """Whether a block begins and ends as sentences do, and holds no sign of code; nothing says what its items are."""
    if _ITEMS.match(f"{text}\n"):
        return "unsure"
    begins, ends = _BEGINS.match(text), _ENDS.search(text.rstrip())
    if not (begins or ends) or _CODE.search(text):
        return "code"
    return "prose" if begins and ends and len(_WORDS.findall(text[:400])) > 2 else "unsure"
