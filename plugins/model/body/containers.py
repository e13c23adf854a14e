"""Blocks between lines of colons (`::: note` … `:::`), as pandoc, Docusaurus and VuePress write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from plugins.common.regex import regex
from plugins.model.asides import TITLES
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source, lines_of
from plugins.model.rules import READ_BLOCKS

_FENCE = regex(r" {0,3}(?P<colons>:{3,})[ \t]*(?P<info>[^\n]*?)[ \t:]*\Z")
_QUOTES = regex(r"quot|citation|epigraph|block ?text", re.I)
_STYLED = regex(r"\{(?P<inner>[^{}]*)\}\Z")
_CLASS = regex(r"(?:^|[\s{])\.(?P<name>[\w-]+)|custom-style=\"(?P<style>[^\"]*)\"")
_TITLED = regex(r"\{?\.?(?P<kind>[\w-]+)\}?(?:[ \t]+|(?=\[))?(?P<title>.*)\Z", re.S)
_CALLOUT = regex(
    r"^ {0,3}>[ \t]?\[!(?P<kind>[A-Za-z-]{2,20})\][+-]?[ \t]*(?P<title>[^\n]*)(?P<held>(?:\n {0,3}>[^\n]*)*)", re.M
)
_QUOTED = regex(r"^ {0,3}>[ \t]?", re.M)
_FRENCH = {"remarque": "note", "conseil": "tip", "astuce": "tip", "avertissement": "warning", "exemple": "example"}


@dataclass
class _Block:
    """A block that is open: the line of its opening, what each of its lines takes, what its opening becomes."""

    start: int
    end: int
    prefix: str
    opening: str
    known: bool


def containers(source: Source) -> Iterator[Edit]:
    """A known kind of block is an aside or a quotation; what only carries a style is the text that it holds."""
    if ":::" not in source.body:
        return
    prose = source.prose
    lines = list(lines_of(prose, 0, len(prose)))
    blocks: list[tuple[_Block, int, int]] = []  # with the rank of its first line, and of its last
    opened: list[tuple[_Block, int]] = []
    for rank, (offset, line) in enumerate(lines):
        match = _FENCE.match(line) if ":::" in line else None
        if match is None:
            continue
        if match["info"]:
            opened.append((_read(match["info"], offset, offset + len(line)), rank))
        elif opened:
            block, first = opened.pop()
            if block.known:
                blocks.append((block, first, rank))
    prefixes = [""] * len(lines)
    for block, first, last in sorted(blocks, key=lambda each: each[1]):
        for rank in range(first + 1, last):
            prefixes[rank] += block.prefix
    fences = {first: block.opening for block, first, _ in blocks} | {last: "" for _, _, last in blocks}
    for rank, (offset, line) in enumerate(lines):
        if rank in fences:
            text = prefixes[rank] + fences[rank] if fences[rank] else ""
            yield Edit(offset, offset + len(line), text, READ_BLOCKS.id)
        elif prefixes[rank] and (line.strip() or "> " in prefixes[rank]):
            yield Edit(offset, offset, prefixes[rank], READ_BLOCKS.id)


def callouts(source: Source) -> Iterator[Edit]:
    """`> [!NOTE]`, as GitHub and Obsidian write them, is an aside too."""
    if "[!" not in source.body:
        return
    for match in _CALLOUT.finditer(source.prose):
        kind = match["kind"].lower()
        title = match["title"].strip().replace('"', "”")
        opening = f"!!! {_FRENCH.get(kind, kind)}"
        yield Edit(match.start(), match.start("held"), f'{opening} "{title}"' if title else opening, READ_BLOCKS.id)
        for mark in _QUOTED.finditer(match["held"]):
            start = match.start("held")
            yield Edit(start + mark.start(), start + mark.end(), "    ", READ_BLOCKS.id)


def _read(info: str, start: int, end: int) -> _Block:
    styled = _STYLED.match(info)
    names = [match["name"] or match["style"] for match in _CLASS.finditer(info)] if styled else []
    for name in names:
        if _QUOTES.search(name):
            return _Block(start, end, "> ", "", True)
    match = _TITLED.match(names[0] if names else info)
    kind = match["kind"].lower() if match else ""
    kind = _FRENCH.get(kind, kind)
    if kind in TITLES:
        title = match["title"].strip('[]"“”« »\u00a0') if match and not styled else ""
        return _Block(start, end, "    ", f'!!! {kind} "{title}"' if title else f"!!! {kind}", True)
    return _Block(start, end, "", "", bool(styled))
