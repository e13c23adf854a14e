"""French texts that YAML would misread, put between quotes before it reads them.

« title: Twitter : un réseau ? » holds a mapping in a mapping, « #1 » is a comment, « @nom » a reserved sign. Nothing
moves, so that the marks of YAML still tell the line and the column of each value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.frozen import frozen
from plugins.common.regex import regex

_PAIR = regex(
    r"^(?P<lead>\s*(?:- +)*)(?P<key>[^\s:#'\"\[\]{}&*!|>%@`,-](?:[^:#'\"\[\]{}]*[^\s:#'\"\[\]{}])?)\s*"
    r":(?P<gap>[ \t]+)(?P<value>\S.*)$"
)
_ITEM = regex(r"^(?P<lead>\s*(?:- +)+)(?P<value>[^\s].*)$")
# What no reading is asked of: a list or a mapping between brackets, a word alone.
_SURE = regex(r"\s*(?:- +)*(?:(?P<key>[A-Za-z_][\w-]*):[ \t]+)?(?:[\[{]|(?P<word>\w[\w-]*[ \t]*$))")
_IDENTIFIER = regex(r"^[A-Za-z_][\w-]*$")
_KEY_ALONE = regex(r"^[A-Za-z_][\w-]*:\s*(?:#.*)?$")  # « - days: », whose value is below
_QUOTED = regex(r"""^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$""")


@frozen
class FrenchText:
    """A text that YAML would misread: from a column of its first line to a column of its last (lines, columns from 0).

    `indent` is the column of its key, or of the dash before it.
    """

    first: int
    column: int
    last: int
    end: int
    indent: int


def quote_french(lines: list[str], prose_keys: frozenset[str]) -> list[str]:
    """The same lines, with the texts that YAML would misread put between single quotes."""
    out = list(lines)
    for text in french_texts(lines, prose_keys):
        for number in range(text.first, text.last + 1):
            line = lines[number]
            start = text.column if number == text.first else len(line) - len(line.lstrip())
            lead = line[:start] + "'" if number == text.first else " " * (text.indent + 1)
            out[number] = lead + line[start:].rstrip().replace("'", "''")
        out[text.last] += "'"
    return out


def french_texts(lines: list[str], prose_keys: frozenset[str]) -> Iterator[FrenchText]:
    """The texts of a header that YAML would misread, in their order."""
    block_indent: int | None = None  # inside a | or > block, nothing is quoted
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip(" "))
        if block_indent is not None and line.strip() and indent <= block_indent:
            block_indent = None
        if block_indent is None and not _is_sure(lines, number, prose_keys) and line.lstrip()[:1] not in ("", "#"):
            lead, value, prose, column = _text_of(line, prose_keys)
            if value is not None and re.match(r"^[|>][+-]?\d*\s*(#.*)?$", value):
                block_indent = indent
            elif value is not None:
                last = _end_of_text(lines, number, column)
                whole = [value.rstrip(), *(text.strip() for text in lines[number + 1 : last + 1])]
                if _misread(" ".join(whole), value, prose):
                    yield FrenchText(number, len(lead), last, len(lines[last].rstrip(" \t")), column)
                    number = last
        number += 1


def _is_sure(lines: list[str], number: int, prose_keys: frozenset[str]) -> bool:
    """Whether YAML reads a line, the usual one of a session, as its author does: it is told at a glance."""
    sure = _SURE.match(lines[number])
    if not sure or (sure["key"] or "").lower() in prose_keys:
        return False
    if not sure["word"]:
        return True
    below = lines[number + 1] if number + 1 < len(lines) else ""  # a text may go on there
    return sure["key"] is not None and len(below) - len(below.lstrip(" ")) <= sure.start("key")


def _text_of(line: str, prose_keys: frozenset[str]) -> tuple[str, str | None, bool, int]:
    """What stands before the text; the text, None when the line holds none; is its key always one; its indent."""
    pair = _PAIR.match(line)
    # « - Être capable : de » is an item of text: French sets a space before the colon, YAML's keys do not.
    if pair and (not pair["lead"].strip() or _IDENTIFIER.match(pair["key"].rstrip())):
        spaced = line[pair.end("key") : pair.end("key") + 1].isspace()
        if not (pair["lead"].strip() and spaced):
            key = pair["key"].strip().lower()
            prose = key in prose_keys and not pair["lead"].strip()
            return line[: pair.start("value")], pair["value"], prose, pair.start("key")
    item = _ITEM.match(line)
    if item and not _KEY_ALONE.match(item["value"]):
        return item["lead"], item["value"], False, len(item["lead"].rstrip(" ")) - 1
    return "", None, False, 0


def _end_of_text(lines: list[str], start: int, indent: int) -> int:
    """The last line of a text that goes on below its first line, more indented than its key."""
    last = start
    for number in range(start + 1, len(lines)):
        line = lines[number]
        deeper = len(line) - len(line.lstrip(" ")) > indent
        # « date: » below a title is a key out of line, not the rest of the title.
        if not line.strip() or not deeper or re.match(r"\s+[a-z_]+:(?:\s|$)", line):
            break
        last = number
    return last


def _misread(text: str, first: str, prose: bool) -> bool:
    """Whether YAML would take a French text for something else."""
    if _QUOTED.match(text):
        return False
    if first[0] in "\"'" and text.count(first[0]) == 1:
        return False  # never closed: YAML says so
    if prose:
        return True
    if first[0] in "[{":
        return False
    if re.search(r"(?:^|\s)#\w", text):
        return True  # « vente, #social » : a hashtag, which YAML would drop as a comment
    if first[0] in "\"'|>":
        return False
    if first[0] in "@`%&*!#" or re.match(r"[-?:](?!\S)", first):
        return first[0] != "#"
    return bool(re.search(r"\s:(?:\s|$)|[^\s]:\s", text)) and " #" not in text.split(":")[0]
