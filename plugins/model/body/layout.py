"""What word processors and habits make of lines: indents, rules, a year that begins one."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.indents import indented_blocks
from plugins.model.body.source import Source
from plugins.model.rules import READ_INDENT, READ_MARKS, READ_RULES, READ_YEARS

_RULE = regex(r" {0,3}-{3,}[ \t]*\Z")
_TEXT = regex(r" {0,3}(?![#>|<\s\x1a]|[-+*•][ \t]|\d{1,9}[.)][ \t]|```|~~~|[-=_*](?:[ \t]*[-=_*])*[ \t]*\Z)[^|\n]*\Z")
_SENTENCE = regex(r"[^\n]{50,}[.…][ \t»”)\u00a0]*\Z")
_LONE_DASH = regex(r"(?:\A|\n[ \t]*\n)(?P<dash> {0,3}(?:[—–―]+|\*)[ \t]*)(?=\n[ \t]*(?:\n|\Z)|\Z)")
_YEAR = regex(r"\n(?:1\d|20)\d\d(?P<point>\.) (?=\S)")
_MARK = regex(r"<!\s?[–—-]{1,2}\s*(?P<name>more|/?\s?extrait)\s*[–—-]{1,2}\s?>")


def prose_indents(source: Source) -> Iterator[Edit]:
    """A paragraph that begins with a tab or four spaces, as those of a letter do."""
    for block in indented_blocks(source.unfenced):
        if block.verdict == "prose":
            for start, end in block.margins:
                yield Edit(start, end, "", READ_INDENT.id)


def rules_and_years(source: Source) -> Iterator[Edit]:
    """« --- » right under a sentence is a rule, a long dash or a star alone too; a leading year no number."""
    body = source.body
    if "\n---" in body or "\n --" in body:
        for start, end in source.blocks(source.prose):
            yield from _rules(source.prose[start:end], start)
    if "—\n" in body or "–\n" in body or "\n*\n" in body or body.endswith(("—", "–")):
        for match in _LONE_DASH.finditer(source.prose):
            yield Edit(match.start("dash"), match.end("dash"), "---", READ_RULES.id)
    if _YEAR.search(f"\n{body}"):
        for match in _YEAR.finditer(f"\n{source.prose}"):
            end = match.start() - 1  # of the line above, in the body
            if not source.prose[source.prose.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)].strip():
                yield Edit(match.start("point") - 1, match.end("point") - 1, "\\.", READ_YEARS.id)


def _rules(block: str, start: int) -> Iterator[Edit]:
    """An end of line before each rule of a block that stands under a paragraph."""
    if "\n---" not in block and "\n --" not in block:
        return
    lines = 0  # of the paragraph just above
    plain = True  # no list, quotation nor table holds it
    last = ""
    for line in block.split("\n"):
        if lines and plain and _RULE.match(line) and (lines > 1 or _SENTENCE.match(last)):
            yield Edit(start - 1, start - 1, "\n", READ_RULES.id)
        plain = plain and bool(_TEXT.match(line) or _RULE.match(line))
        lines = lines + 1 if _TEXT.match(line) else 0
        last = line
        start += len(line) + 1


def marks(source: Source) -> Iterator[Edit]:
    """`<!-- more -->` whose hyphens a word processor has joined."""
    if "<!–" in source.body or "<!—" in source.body or "<! –" in source.body:
        for match in _MARK.finditer(source.prose):
            yield Edit(match.start(), match.end(), f"<!-- {match['name'].replace(' ', '')} -->", READ_MARKS.id)
