"""Tables pasted from a spreadsheet: rows of cells with tabs between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source, lines_of
from plugins.model.rules import READ_TABLE

_TABBED = regex(r"[^\s\x1a][^\n]*\t")
_MARKED = regex(r"[ \t]*(?:[-+*•o§üØ–]|\d{1,9}[.)]|[a-z][.)]|>|!!!|\||:)[ \t]|[ \t]*\x1a|\t*[^\t\n]*\Z")


def tabbed_tables(source: Source) -> Iterator[Edit]:
    """Two lines or more with as many tabs are a table, whose first line gives its titles."""
    if "\t" not in source.body or not _TABBED.search(source.body):
        return
    text = source.unfenced
    for start, end in source.blocks(text):
        if "\t" not in text[start:end]:
            continue
        lines = list(lines_of(text, start, end))
        columns = lines[0][1].count("\t")
        if (
            len(lines) > 1
            and columns
            and all(line.count("\t") == columns and not _MARKED.match(line) for _, line in lines)
            and not all(line[0] in " \t" for _, line in lines)
        ):
            yield from _rows(lines, columns)


def _rows(lines: list[tuple[int, str]], columns: int) -> Iterator[Edit]:
    first, last = lines[0][0], lines[-1][0] + len(lines[-1][1])
    yield Edit(first, first, "| ", READ_TABLE.id)
    for rank, (offset, line) in enumerate(lines):
        if rank:
            rule = f" |\n|{'---|' * (columns + 1)}\n| " if rank == 1 else " |\n| "
            yield Edit(offset - 1, offset, rule, READ_TABLE.id)
        for match in re.finditer(r"[ ]*\t[ ]*|\|", line):
            cell = "\\|" if match[0] == "|" else " | "
            yield Edit(offset + match.start(), offset + match.end(), cell, READ_TABLE.id)
    yield Edit(last, last, " |", READ_TABLE.id)
