"""Lists as word processors paste them: their bullets, dashes, letters, each at the beginning of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source, lines_of
from plugins.model.rules import READ_BULLETS, READ_DASHES, READ_GLUED, READ_LINES

# Unicode's bullets, and those of the Symbol and Wingdings fonts, which leave Word as private characters.
SIGNS = "•◦▪▫‣⁃●○■□➢❖·\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d"
_BULLET = regex(
    rf"^(?P<before>[ \t]*(?:>[ \t]?)*)(?:(?P<mark>[{SIGNS}])[ \t\u00a0\u202f]+|(?P<letter>[o§üØ])\t[ \t]*)(?=\S)", re.M
)
_DASH = regex(r"(?P<before>[ \t]*)(?P<mark>[–—‒])(?P<gap>[ \t\u00a0\u202f]+)(?=\S)")
# Other beginnings of lines that go one under another: letters, « 1/ », « 1° », a pictogram.
_APART = regex(
    r" {0,3}(?:[a-z][.)]|[ivx]{2,4}[.)]|\d{1,2}[/°]|\d{1,2} ?[-–]|[¹²³⁴-⁹]"
    r"|[✓✔✗✘→➔►▶➤\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f?)"
    r"[ \t\u00a0\u202f]+(?=\S)"
)
_GLUED = regex(r" {0,3}(?:(?P<mark>[-+]|\*(?![^\n]*\*))|(?P<number>\d{1,2})[.)])(?=[^\W\d_]|«)")
_TWO_GLUED = regex(r"\n {0,3}(?:[-+*]|\d{1,2}[.)])[^\W\d_«][^\n]*\n {0,3}(?:[-+*]|\d{1,2}[.)])[^\W\d_«]")
_TWO_APART = regex(rf"\n{_APART.pattern}[^\n]*\n{_APART.pattern}")
_PIPED = regex(r"\| [^|\n]*\S[^|\n]*")
_TWO_PIPED = regex(r"\n\| [^|\n]+\n\| [^|\n]+\n")
_INTRODUCES = regex(r":[ \t\u00a0*_]*\Z")
_NESTED = "    "


def bullets(source: Source) -> Iterator[Edit]:
    """A bullet of a word processor is an item; another sign of bullet under it, one level below."""
    body = source.body
    if not any(sign in body for sign in (*SIGNS, "\no\t", "§\t", "ü\t", "Ø\t")):
        return
    levels: list[str] = []
    end = -1
    for match in _BULLET.finditer(source.prose):
        sign = match["mark"] or match["letter"]
        if end < 0 or source.prose[end : match.start()].count("\n\n") or not match["mark"]:
            levels = levels if match["letter"] and levels else []
        if sign not in levels:
            levels.append(sign)
        del levels[levels.index(sign) + 1 :]
        level = 0 if match["before"] else len(levels) - 1
        start = match.end("before")
        yield Edit(start, match.end(), f"{_NESTED * level}- ", READ_BULLETS.id)
        line_end = source.prose.find("\n", match.end())
        end = line_end if line_end >= 0 else len(source.prose)


def dashes(source: Source) -> Iterator[Edit]:
    """Lines that begin with a dash are a list when they look like one; else, a dialogue, they stay apart."""
    body = source.body
    if "\n–" not in body and "\n—" not in body and "– " not in body[:2] and "\t–" not in body:
        return
    prose = source.prose
    before = ""
    for start, end in source.blocks(prose):
        lines = list(lines_of(prose, start, end))
        found = [(rank, match) for rank, (_, line) in enumerate(lines) if (match := _DASH.match(line))]
        if len(found) > 1 and found[-1][0] - found[0][0] == len(found) - 1:
            above = lines[found[0][0] - 1][1] if found[0][0] else before
            if _is_list(above, [lines[rank][1][match.end() :] for rank, match in found], [m for _, m in found]):
                for rank, match in found:
                    offset = lines[rank][0]
                    yield Edit(offset + match.start("mark"), offset + match.end(), "- ", READ_DASHES.id)
            else:
                yield from _broken(lines, [rank for rank, _ in found])
        before = lines[-1][1]


def _is_list(above: str, items: Sequence[str], marks: Sequence[re.Match[str]]) -> bool:
    if all("\t" in match["gap"] for match in marks):
        return True
    if any(item.rstrip(" \u00a0»").endswith(("?", "!")) for item in items):
        return False
    return bool(_INTRODUCES.search(above)) or all(
        item[:1].islower() or item.rstrip().endswith((";", ",")) for item in items[:-1]
    )


def glued_marks(source: Source) -> Iterator[Edit]:
    """Two lines or more that begin by « -mot », « *mot » or « 1.Mot » are items whose space was forgotten."""
    if not _TWO_GLUED.search(f"\n{source.body}"):
        return
    prose = source.prose
    for start, end in source.blocks(prose):
        lines = list(lines_of(prose, start, end))
        found = [_GLUED.match(line) for _, line in lines]
        for first, run in _runs([rank for rank, match in enumerate(found) if match]):
            matches = [match for match in found[first : first + run] if match]
            numbers = [match["number"] for match in matches]
            counted = all(numbers) and [int(each) for each in numbers] == list(
                range(int(numbers[0]), int(numbers[0]) + run)
            )
            if run > 1 and (counted or len({match["mark"] for match in matches}) == 1):
                for (offset, _), match in zip(lines[first : first + run], matches, strict=True):
                    yield Edit(offset + match.end(), offset + match.end(), " ", READ_GLUED.id)


def lines_apart(source: Source) -> Iterator[Edit]:
    """Lines that begin by « a) », « 1/ » or a pictogram stay one under another."""
    if not _TWO_APART.search(f"\n{source.body}"):
        return
    prose = source.prose
    for start, end in source.blocks(prose):
        lines = list(lines_of(prose, start, end))
        ranks = [rank for rank, (_, line) in enumerate(lines) if _APART.match(line)]
        for first, run in _runs(ranks):
            if run > 1:
                yield from _broken(lines, range(first, first + run))


def line_blocks(source: Source) -> Iterator[Edit]:
    """pandoc's lines that begin by « | », as those of an address, stay one under another."""
    if "| " not in source.body or not _TWO_PIPED.search(f"\n{source.body}\n"):
        return
    prose = source.prose
    for start, end in source.blocks(prose):
        lines = list(lines_of(prose, start, end))
        if len(lines) > 1 and all(_PIPED.fullmatch(line) for _, line in lines):
            for offset, _ in lines:
                yield Edit(offset, offset + 2, "", READ_LINES.id)
            yield from _broken(lines, range(len(lines)))


def _runs(ranks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first rank and the length of each run of ranks that follow one another."""
    first = length = 0
    for rank in ranks:
        if length and rank == first + length:
            length += 1
        else:
            if length:
                yield first, length
            first, length = rank, 1
    if length:
        yield first, length


def _broken(lines: Sequence[tuple[int, str]], ranks: Sequence[int]) -> Iterator[Edit]:
    """A break at the end of the line above each of these lines, where there is one in the block."""
    for rank in ranks:
        if rank:
            offset, line = lines[rank - 1]
            kept = line.rstrip(" \t")
            if kept.endswith("\\") or line.endswith("  "):
                continue
            yield Edit(offset + len(kept), offset + len(line), "  ", READ_LINES.id)
