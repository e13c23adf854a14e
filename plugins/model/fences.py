"""Blocks of code between ``` or ~~~, wherever they stand: in the text, a list, an aside, a quotation, a note.

CommonMark 0.31, § 4.5, with one liberty: the closing line may be indented less than the opening one, as authors write.
One reading serves both the page and the checks of the source, so that code is never taken for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor, CodeBlockProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX, AtomicString, code_escape

from plugins.common.frozen import frozen
from plugins.common.regex import regex

_OPENING = regex(
    r"(?P<prefix>(?:[ \t]*(?:>|(?:[-*+]|\d{1,9}[.)])(?=[ \t])))*[ \t]*)(?P<mark>`{3,}|~{3,})(?P<info>[^\n]*)\Z"
)
_MARKED = regex(rf"{STX}fence:(\d+){ETX}")
_ALONE = regex(rf"^(?P<indent> *){STX}fence:(?P<rank>\d+){ETX} *$", re.M)
_OTHERS = regex(r"^ {0,3}(?:\[\^|:)", re.M)  # a note or a definition takes what is indented below it
_LANGUAGE = regex(r"\s*\{?\s*\.?([A-Za-z][\w+#.-]*)")


@frozen
class Fence:
    """A block of code: the offsets of its lines in the text, what stands before it on its line, its code.

    `closed`: whether it has an end of its own; if not, it goes on to the end of what holds it.
    """

    start: int
    end: int
    prefix: str
    language: str
    code: str
    source: tuple[str, ...]  # its lines without the prefix
    closed: bool


def fences(text: str) -> Iterator[Fence]:
    """Each block of code between two fences, in order."""
    if "```" not in text and "~~~" not in text:
        return
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    rank = 0
    while rank < len(lines):
        opening = _OPENING.match(lines[rank]) if "```" in lines[rank] or "~~~" in lines[rank] else None
        if opening is None or (opening["mark"][0] == "`" and "`" in opening["info"]):
            rank += 1
            continue
        inner, closed = _content(lines, rank + 1, opening)
        after = rank + 1 + len(inner) + closed
        language = _LANGUAGE.match(opening["info"])
        yield Fence(
            starts[rank],
            starts[after] - 1,
            opening["prefix"],
            language[1] if language else "",
            "\n".join(inner),
            (opening["mark"] + opening["info"], *inner, *([opening["mark"]] if closed else ())),
            closed,
        )
        rank = after


def _content(lines: list[str], first: int, opening: re.Match[str]) -> tuple[list[str], bool]:
    """The lines of code without what stands before them, and whether a closing line follows."""
    depth = opening["prefix"].count(">")
    room = len(opening["prefix"].rpartition(">")[2].expandtabs(4)) - (1 if depth else 0)
    # In tabs or in spaces: a tab is four.
    closing = re.compile(rf"(?:\t| {{0,{room + 3}}}){opening['mark'][0]}{{{len(opening['mark'])},}}[ \t]*\Z")
    quoted = re.compile(rf"(?:[ \t]*>){{{depth}}} ?")
    inner: list[str] = []
    for line in lines[first:]:
        if depth:
            mark = quoted.match(line)
            if mark is None:  # the quotation ends, and the code with it
                return inner, False
            line = line[mark.end() :]
        if closing.match(line):
            return inner, True
        inner.append(_dedent(line, room))
    if room >= 2 and not depth:  # never closed: it ends with the list or the aside that holds it
        for rank, line in enumerate(lines[first:]):
            if line.strip() and len(line) - len(line.lstrip(" \t")) < min(room, 2):
                return inner[:rank], False
    return inner, False


def _dedent(line: str, room: int) -> str:
    expanded = line.expandtabs(4) if "\t" in line[:room] else line
    return expanded[min(room, len(expanded) - len(expanded.lstrip(" "))) :]


class _Whitespace(Preprocessor):
    """What python-markdown's own step does of line ends and tabs (30), but for lines of spaces: those of code stay."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines).replace(STX, "").replace(ETX, "")
        source = source.replace("\r\n", "\n").replace("\r", "\n") + "\n\n"
        return source.expandtabs(self.md.tab_length).split("\n")


class _EmptyLines(Preprocessor):
    """A line of spaces is empty, once code is out of the way."""

    def run(self, lines: list[str]) -> list[str]:
        return [*lines[:1], *(line if line.strip(" ") else "" for line in lines[1:])]


class _Lift(Preprocessor):
    """Puts a mark in the place of each block of code, after tabs are spaces (30) and before HTML is read (20)."""

    def __init__(self, md: markdown.Markdown, found: list[Fence]) -> None:
        super().__init__(md)
        self.found = found

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        self.found[:] = fences(text)
        parts: list[str] = []
        end = 0
        for rank, fence in enumerate(self.found):
            parts += (text[end : fence.start], f"{fence.prefix}{STX}fence:{rank}{ETX}")
            end = fence.end
        return "".join([*parts, text[end:]]).split("\n")


class _Fences(BlockProcessor):
    """A line that is the mark of a block of code, alone in its block or under a sentence."""

    def __init__(self, parser: markdown.blockparser.BlockParser, found: list[Fence], shown: set[int]) -> None:
        super().__init__(parser)
        self.found = found
        self.shown = shown
        self.latest: Element | None = None

    def test(self, parent: Element, block: str) -> bool:
        return f"{STX}fence:" in block and self._search(block) is not None

    def _search(self, block: str) -> re.Match[str] | None:
        for match in _ALONE.finditer(block):
            before = block[: match.start()]
            if len(match["indent"]) < 4 or (before.strip() and not _OTHERS.search(before)):
                return match
        return None

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = self._search(block)
        assert match is not None  # `test` found it
        if before := block[: match.start()].rstrip("\n"):
            self.parser.parseBlocks(parent, [before])
        rank = int(match["rank"])
        fence = self.found[rank]
        self.shown.add(rank)
        self.latest = SubElement(parent, "pre")
        code = SubElement(self.latest, "code")
        if fence.language:
            code.set("class", f"language-{fence.language}")
        code.text = AtomicString(code_escape(fence.code.rstrip()) + "\n")
        if after := block[match.end() :].lstrip("\n"):
            blocks.insert(0, after)


class _IndentedCode(CodeBlockProcessor):
    """Code by indentation; `lines` keeps that of each block, a fence that it shows is written back.

    It goes on with the code by indentation before it, never with a block between fences.
    """

    def __init__(
        self, parser: markdown.blockparser.BlockParser, found: list[Fence], lines: list[str], fenced: _Fences
    ) -> None:
        super().__init__(parser)
        self.found = found
        self.lines = lines
        self.fenced = fenced

    def run(self, parent: Element, blocks: list[str]) -> None:
        block, _ = self.detab(blocks[0])
        blocks[0] = restore(blocks[0], self.found)
        self.lines += [line for line in restore(block, self.found).split("\n") if line.strip()]
        before = self.lastChild(parent)
        if before is None or before is not self.fenced.latest:
            super().run(parent, blocks)
            return
        apart = Element("div")
        super().run(apart, blocks)
        parent.extend(apart)


def restore(text: str, found: list[Fence]) -> str:
    """The text with each mark replaced by the lines that it stands for."""

    def lines(match: re.Match[str]) -> str:
        start = text.rfind("\n", 0, match.start()) + 1
        return ("\n" + " " * (match.start() - start)).join(found[int(match[1])].source)

    return _MARKED.sub(lines, text) if f"{STX}fence:" in text else text


class Code:
    """The code of one rendering: how the converter reads it, and what it was."""

    def __init__(self) -> None:
        self.found: list[Fence] = []
        self.shown: set[int] = set()  # ranks of the fences that became blocks of code
        self.indented: list[str] = []  # lines of the blocks of code by indentation

    def register(self, md: markdown.Markdown) -> None:
        """Teach a converter to read code."""
        md.preprocessors.register(_Whitespace(md), "normalize_whitespace", 30)
        md.preprocessors.register(_Lift(md, self.found), "fences", 25)
        md.preprocessors.register(_EmptyLines(md), "empty_lines", 24.9)
        fenced = _Fences(md.parser, self.found, self.shown)
        md.parser.blockprocessors.register(fenced, "fences", 95)
        md.parser.blockprocessors.register(_IndentedCode(md.parser, self.found, self.indented, fenced), "code", 80)

    def reset(self) -> None:
        """Forget the last rendering."""
        self.found.clear()
        self.shown.clear()
        self.indented.clear()
