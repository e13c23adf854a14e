"""Lists as CommonMark has them (0.31, § 5.2 and 5.3), in python-markdown's tree.

An item holds what is indented to its text. What python-markdown's own authors wrote stays right: four spaces are always
enough, code in an item is measured from four spaces when the item is, a quotation right under an item is in it. A list
of the other kind that is indented by two spaces is inside the item too: who indents means it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, BlockQuoteProcessor, HashHeaderProcessor
from markdown.util import STX, nearing_recursion_limit

from plugins.common.regex import regex

_ITEM = regex(r"(?P<indent> {0,3})(?P<mark>[-+*]|(?P<number>\d{1,9})[.)])(?P<gap> +(?=\S)| *\Z)")
_BULLETS = frozenset("-+*")
_RULE = regex(r" {0,3}(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})\Z")
_BLOCK_START = regex(rf" {{0,3}}(?:#{{1,6}}(?: |\Z)|>|!!! ?\w|{STX}|<(?:div|table|pre|blockquote|h[1-6]|hr)\b)")
_QUOTE = regex(r" {0,3}>")
_TASK = regex(r"\[(?P<done>[ xX])\] +(?=\S)")
_TABLE_RULE = regex(r" {0,3}\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?\Z| {0,3}\| *:?-+:? *\Z")
_DEFINITION = regex(r" {0,3}: {1,3}\S")
TASK_SIGNS = {" ": "☐", "x": "☑", "X": "☑"}


@dataclass
class _Item:
    """An item being read: the column of its marker and of its text, its lines, whether a blank line ends it."""

    base: int
    offset: int
    lines: list[str]
    lazy: set[int] = field(default_factory=set)  # ranks of the lines that continue a paragraph without being indented

    def content(self) -> str:
        """The item's text, what it holds brought back to the margin."""
        room = self._room()
        kept = [
            line if not rank or rank in self.lazy else line[min(room, _indent(line)) :]
            for rank, line in enumerate(self.lines)
        ]
        return "\n".join(kept).strip("\n")

    def _room(self) -> int:
        """How many spaces stand before each line of the item."""
        held = [line for rank, line in enumerate(self.lines) if rank and rank not in self.lazy and line]
        if not held:
            return self.offset
        least = min(held, key=_indent)
        indent = _indent(least)
        habit = self.base + 4
        if self.offset < habit and (indent == habit or indent >= habit + 4):
            return habit
        if indent < self.offset or (indent >= self.offset + 4 and _ITEM.match(least.lstrip(" "))):
            return indent
        return self.offset


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _kind(match: re.Match[str]) -> str:
    """What tells two lists apart: the sign of bullets, or the sign after numbers."""
    return match["mark"][-1]


def _starts_item(line: str) -> re.Match[str] | None:
    match = _ITEM.match(line)
    return match if match and not _RULE.match(line) else None


def _interrupts(line: str) -> bool:
    """Whether a line that begins an item may stand right under a sentence."""
    match = _starts_item(line)
    return bool(match and match["gap"] and match.end() < len(line) and match["number"] in (None, "1"))


def _begins_list(line: str, match: re.Match[str] | None, kind: str) -> bool:
    """Whether a line under an item begins another list; a number may be the year that a sentence goes on with."""
    return match is not None and (_interrupts(line) or (kind in ".)" and match["number"] is not None))


class ListProcessor(BlockProcessor):
    """A block that begins with an item, and the blocks after it that the list holds."""

    def test(self, parent: Element, block: str) -> bool:
        first = block.lstrip(" ")[:1]
        if not (first in _BULLETS or first.isdigit()):
            return False
        line = block.partition("\n")[0]
        return bool(_starts_item(line)) and not nearing_recursion_limit()

    def run(self, parent: Element, blocks: list[str]) -> None:
        items, kind, number, loose = self._read(blocks)
        ordered = kind in ".)"
        node = SubElement(parent, "ol" if ordered else "ul")
        if ordered and number != 1:
            node.set("start", str(number))
        self.parser.state.set("item")
        for item in items:
            entry = SubElement(node, "li")
            self.parser.parseChunk(entry, item.content())
        self.parser.state.reset()
        for entry in node:
            if not loose:
                _unwrap(entry)
            _mark_task(entry)

    def _read(self, blocks: list[str]) -> tuple[list[_Item], str, int, bool]:
        """Take the list off the blocks: its items, the sign of its kind, its first number, whether it is loose."""
        lines = blocks.pop(0).split("\n")
        first = _starts_item(lines[0])
        assert first is not None  # `test` found it
        kind = _kind(first)
        items = [_open(first, lines[0])]
        gap = loose = False
        rank = 1
        while True:
            if rank == len(lines):
                if not blocks or not self._goes_on(items[-1], blocks[0], kind):
                    break
                gap = True
                items[-1].lines.append("")
                lines, rank = blocks.pop(0).split("\n"), 0
                continue
            line = lines[rank]
            item = items[-1]
            if not line.strip():
                gap = True
                item.lines.append("")
                rank += 1
                continue
            match = _starts_item(line)
            if _held(item, line, match, kind) and not (gap and not any(item.lines)):
                item.lines.append(line)
            elif match and _kind(match) == kind:
                loose = loose or gap
                items.append(_open(match, line))
            elif not gap and not _begins_list(line, match, kind) and (_QUOTE.match(line) or _continues(item, line)):
                item.lazy.add(len(item.lines))
                item.lines.append(line.lstrip(" "))
            else:
                break
            gap = False
            rank += 1
        if rest := "\n".join(lines[rank:]):
            blocks.insert(0, rest)
        return items, kind, int(first["number"] or 1), loose or any(_has_gap(item.content()) for item in items)

    @staticmethod
    def _goes_on(item: _Item, block: str, kind: str) -> bool:
        line = block.lstrip("\n").partition("\n")[0]
        match = _starts_item(line)
        held = not line or (any(item.lines) and _held(item, line, match, kind))
        return held or (match is not None and _kind(match) == kind)


def _open(match: re.Match[str], line: str) -> _Item:
    gap = len(match["gap"])
    base = len(match["indent"])
    width = base + len(match["mark"])
    if gap > 4 or match.end() == len(line):  # code, or nothing yet: one space belongs to the marker
        return _Item(base, width + 1, [line[width + 1 :]])
    return _Item(base, width + gap, [line[match.end() :]])


def _held(item: _Item, line: str, match: re.Match[str] | None, kind: str) -> bool:
    """Whether a line is indented enough to stand in the item."""
    indent = _indent(line)
    if indent >= min(item.offset, item.base + 4):
        return True
    other = match is not None and (_kind(match) in ".)") != (kind in ".)")
    return other and indent >= item.base + 2


def _continues(item: _Item, line: str) -> bool:
    """Whether a line that is not indented goes on with the paragraph that ends the item so far."""
    last = item.lines[-1].strip() if item.lines else ""
    return bool(last) and not last.startswith(STX) and not _BLOCK_START.match(line) and not _RULE.match(line)


def _has_gap(content: str) -> bool:
    """Whether a blank line stands between two things that an item holds itself."""
    if "\n\n" not in content:
        return False
    inner: _Item | None = None
    kind = ""
    gap = False
    for line in content.split("\n"):
        if not line:
            gap = True
            continue
        match = _starts_item(line)
        inside = inner is not None and (_held(inner, line, match, kind) or bool(match and _kind(match) == kind))
        if gap and not inside:
            return True
        if match and not (inner is not None and _held(inner, line, match, kind)):
            inner, kind = _open(match, line), _kind(match)
        elif not inside and gap:
            inner = None
        gap = False
    return False


def _unwrap(entry: Element) -> None:
    """The paragraphs of an item of a tight list are its bare text."""
    for rank, child in reversed(list(enumerate(entry))):
        if child.tag == "p" and not child.attrib and not len(child):
            text = child.text or ""
            tail = (child.tail or "").strip("\n")
            entry.remove(child)
            joined = f"{text}\n{tail}" if tail else text
            if rank:
                entry[rank - 1].tail = f"{entry[rank - 1].tail or ''}\n{joined}"
            else:
                entry.text = joined


def _mark_task(entry: Element) -> None:
    """« [ ] » and « [x] » are boxes, as signs: a box that nobody can tick is no form."""
    holder = entry[0] if not (entry.text or "").strip() and len(entry) and entry[0].tag == "p" else entry
    match = _TASK.match(holder.text or "")
    if match:
        holder.text = f"{TASK_SIGNS[match['done']]}\u00a0{(holder.text or '')[match.end() :]}"
        entry.set("class", "task")


class QuotationProcessor(BlockQuoteProcessor):
    """A quotation ends where a list begins under it; the other lines under it go on with its sentence."""

    def run(self, parent: Element, blocks: list[str]) -> None:
        lines = blocks[0].split("\n")
        quoted = False
        for rank, line in enumerate(lines):
            if _QUOTE.match(line):
                quoted = True
            elif quoted and (_interrupts(line) or line.lstrip().startswith(STX)):
                blocks[:1] = ["\n".join(lines[:rank]), "\n".join(lines[rank:])]
                break
        super().run(parent, blocks)


class HeadingProcessor(HashHeaderProcessor):
    """A title by `#`. One `#` takes a space after it: « #1 » and « #metoo » are words."""

    RE = regex(
        r"(?:^|\n)(?P<level>#{1,6})(?:(?<=##)(?!\d)|(?= |\n|$))"
        r"(?P<header>(?:\\.|[^\\#]|#+(?=[^#\n]))*?)#*(?:\n|$)"
    )


class InterruptProcessor(BlockProcessor):
    """A list or a table right under its sentence, without an empty line between them."""

    def test(self, parent: Element, block: str) -> bool:
        return "\n" in block and self._find(block.split("\n")) is not None

    def run(self, parent: Element, blocks: list[str]) -> None:
        lines = blocks.pop(0).split("\n")
        rank = self._find(lines)
        blocks[:0] = ["\n".join(lines[:rank]), "\n".join(lines[rank:])]

    def _find(self, lines: list[str]) -> int | None:
        for rank in range(1, len(lines)):
            if _interrupts(lines[rank]):
                return rank
            if rank + 1 < len(lines) and "|" in lines[rank] and _TABLE_RULE.match(lines[rank + 1]):
                table = self.parser.blockprocessors["table"]
                if table.test(Element("div"), "\n".join(lines[rank:])):
                    return rank
        return None


class GlossaryProcessor(BlockProcessor):
    """Definitions without an empty line between them: each term begins a block of its own."""

    def test(self, parent: Element, block: str) -> bool:
        return "\n" in block and len(self._split(block)) > 1

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks[:1] = self._split(blocks[0])

    @staticmethod
    def _split(block: str) -> list[str]:
        """The block cut before the terms that follow a definition: lines that are not indented, up to the next one."""
        entries: list[list[str]] = [[]]
        terms: list[str] = []
        defined = False
        for line in block.split("\n"):
            if _DEFINITION.match(line):
                if defined and terms:
                    entries.append(terms)
                else:
                    entries[-1] += terms
                terms, defined = [], True
                entries[-1].append(line)
            elif line.startswith("    ") and not terms:
                entries[-1].append(line)
            else:
                terms.append(line)
        entries[-1] += terms
        return ["\n".join(entry) for entry in entries]


def register(parser: BlockParser) -> None:
    """Put these lists in the place of a parser's own, and let lists and tables stand right under a sentence."""
    parser.blockprocessors.register(InterruptProcessor(parser), "interrupt", 12)
    parser.blockprocessors.register(GlossaryProcessor(parser), "glossary", 26)
    for name in ("indent", "olist", "ulist"):
        parser.blockprocessors.deregister(name)
    parser.blockprocessors.register(ListProcessor(parser), "lists", 96)
    parser.blockprocessors.register(HeadingProcessor(parser), "hashheader", 70)
    parser.blockprocessors.register(QuotationProcessor(parser), "quote", 20)
    parser.blockprocessors.register(InterruptProcessor(parser), "interrupt", 12)
