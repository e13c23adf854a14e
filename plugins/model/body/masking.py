"""A body with what is no prose blanked out: code, the HTML that shows it, comments.

Of equal length and with the same lines: offsets stay true, whatever is looked for.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from plugins.common.regex import regex
from plugins.model.body.indents import indented_blocks
from plugins.model.fences import fences

_RAW = regex(r"<(pre|code|kbd|samp|script|style|textarea)\b[^<>]*>", re.I)
SHOWN = "\x1a"  # what stands in the place of code for who reads prose: no space, no letter, nothing that a text holds


def mask(body: str, indented: Iterable[str] = (), sign: str = " ") -> str:
    """The body with code blanked out, each character of it by `sign`.

    `indented`: the lines of the blocks of code by indentation, which only rendering tells from lists.
    """
    parts: list[str] = []
    end = 0
    for fence in fences(body):
        parts += (body[end : fence.start], _blank(body[fence.start : fence.end], sign))
        end = fence.end
    masked = _mask_indented("".join([*parts, body[end:]]), indented, sign)
    return _mask_code_spans(masked, sign) if "`" in masked else masked


def mask_all_code(body: str) -> str:
    """The body with all code blanked out by `SHOWN`: what a reading of prose may look at, before anything is rendered.

    A block that is indented and is no prose is code; so is what HTML shows as such.
    """
    masked = mask(body, sign=SHOWN)
    blocks = [block for block in indented_blocks(masked) if block.verdict != "prose"]
    masked = blank_spans(masked, [(block.start, block.end) for block in blocks], SHOWN)
    return blank_spans(masked, _raw_spans(masked), SHOWN) if "<" in masked else masked


def blank_spans(text: str, spans: Iterable[tuple[int, int]], sign: str = " ") -> str:
    """The text with sorted spans blanked out."""
    parts: list[str] = []
    done = 0
    for start, end in spans:
        if start >= done:
            parts += (text[done:start], _blank(text[start:end], sign))
            done = end
    return "".join([*parts, text[done:]])


def mask_comments(text: str, sign: str = " ") -> str:
    """Blank HTML comments; one that is never closed stays."""
    spans = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start)) >= 0:
        spans.append((start, end := close + 3))
    return blank_spans(text, spans, sign)


def _raw_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    done = 0
    lower = text.lower()
    for match in _RAW.finditer(text):
        if match.start() < done:
            continue
        close = lower.find(f"</{match[1].lower()}", match.end())
        if close < 0:
            break  # told with the HTML that is never closed
        spans.append((match.end(), done := close))
    return spans


def _mask_indented(body: str, indented: Iterable[str], sign: str) -> str:
    """Blank the lines of code, each at its first place after the one before it."""
    wanted = [line.strip() for line in indented]
    if not wanted:
        return body
    lines = body.split("\n")
    rank = 0
    for number, line in enumerate(lines):
        if rank < len(wanted) and line.startswith(("    ", "\t", " \t")) and line.strip() == wanted[rank]:
            lines[number] = _blank(line, sign)
            rank += 1
    return "\n".join(lines)


def _blank(text: str, sign: str = " ") -> str:
    """Each line of a text by as many signs, its margin kept."""
    lines = []
    for line in text.split("\n"):
        rest = line.lstrip(" \t")
        lines.append(line[: len(line) - len(rest)] + sign * len(rest))
    return "\n".join(lines)


def _mask_code_spans(body: str, sign: str) -> str:
    """Blank what stands between two runs of as many backticks, in one paragraph; linear, whatever the runs are."""
    runs = list(re.finditer(r"`+", body))
    breaks = [match.start() for match in re.finditer(r"\n[ \t]*\n", body)]
    following: dict[int, int] = {}  # length of a run → rank of the next run of that length
    closing: list[int | None] = [None] * len(runs)
    for rank in range(len(runs) - 1, -1, -1):
        length = len(runs[rank][0])
        closing[rank] = following.get(length)
        following[length] = rank
    spans: list[tuple[int, int]] = []
    rank = 0
    while rank < len(runs):
        close = closing[rank]
        start = runs[rank].start()
        if close is None or _escaped(body, start) or _between(breaks, start, runs[close].start()):
            rank += 1
            continue
        spans.append((start, runs[close].end()))
        rank = close + 1
    return blank_spans(body, spans, sign)


def _escaped(text: str, offset: int) -> bool:
    """Whether a backslash takes its meaning away from the sign at an offset."""
    first = offset
    while first and text[first - 1] == "\\":
        first -= 1
    return (offset - first) % 2 == 1


def _between(sorted_offsets: list[int], start: int, end: int) -> bool:
    rank = bisect_left(sorted_offsets, start)
    return rank < len(sorted_offsets) and sorted_offsets[rank] < end
