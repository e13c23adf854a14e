"""French texts that YAML would misread, put between quotes before it reads them.

« title: Twitter : un réseau ? » holds a mapping in a mapping, « #1 » is a comment, « @nom » a reserved sign. Nothing
moves, so that the marks of YAML still tell the line and the column of each value.
"""

from __future__ import annotations

import re

_PAIR = re.compile(
    r"^(?P<lead>\s*(?:- +)*)(?P<key>[^\s:#'\"\[\]{}&*!|>%@`,-](?:[^:#'\"\[\]{}]*[^\s:#'\"\[\]{}])?)\s*"
    r":(?P<gap>[ \t]+)(?P<value>\S.*)$"
)
_ITEM = re.compile(r"^(?P<lead>\s*(?:- +)+)(?P<value>[^\s].*)$")
_IDENTIFIER = re.compile(r"^[A-Za-z_][\w-]*$")
_QUOTED = re.compile(r"""^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$""")


def quote_french(lines: list[str], prose_keys: frozenset[str]) -> list[str]:
    """The same lines, with the texts that YAML would misread put between single quotes."""
    out: list[str] = []
    block_indent: int | None = None  # inside a | or > block, nothing is quoted
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip(" "))
        if block_indent is not None and line.strip() and indent <= block_indent:
            block_indent = None
        if block_indent is not None or not line.strip() or line.lstrip().startswith("#"):
            out.append(line)
            number += 1
            continue
        lead, value, prose, column = _text_of(line, prose_keys)
        if value is None:
            out.append(line)
        elif re.match(r"^[|>][+-]?\d*\s*(#.*)?$", value):
            block_indent = indent
            out.append(line)
        else:
            last = _end_of_text(lines, number, column)
            whole = [value.rstrip(), *(text.strip() for text in lines[number + 1 : last + 1])]
            if _misread(" ".join(whole), value, prose):
                quoted = [text.replace("'", "''") for text in whole]
                quoted[0] = lead + "'" + quoted[0]
                quoted[1:] = [" " * (column + 1) + text for text in quoted[1:]]
                quoted[-1] += "'"
                out.extend(quoted)
                number = last + 1
                continue
            out.append(line)
        number += 1
    return out


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
    if item:
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
