"""Curly quotation marks of English keyboards in a French text: « », but inside « » where French has them too."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source
from plugins.model.rules import READ_QUOTES

_SIGN = regex(r"[“”«»]")
_CHEVRONS = regex(r"(?<!<)<<[ \u00a0]?(?P<words>(?![\s=-])[^<>\n\x1a]{1,300}?)[ \u00a0]?>>(?!>)")
_TWICE = regex(r"(?<!['’\w])''(?P<words>(?=[^\s'])(?:[^'\n\x1a]|'(?!')){1,300})(?<=[^\s'])''(?!['\w])")
_SPACES = " \t\n\u00a0\u202f\u2009"
_ENGLISH = regex(r"\b(?:the|of|and|is|that|with|are|was|you|this|for)\b", re.I)
_FRENCH = regex(
    r"\b(?:le|la|les|des|et|une?|que|qui|du|est|pour|dans|nous|vous|il|elle)\b|[àéèêçùîôû]|\b[ldcjnmts][’']", re.I
)
_OTHER_LANGUAGE = regex(r"\blang\s*=")


def guillemets(source: Source) -> Iterator[Edit]:
    """“mot” is « mot » in a French paragraph; a sign without its pair stays."""
    body = source.body
    if not source.french:
        return
    for sign, pattern in (("<<", _CHEVRONS), ("''", _TWICE)):
        for match in pattern.finditer(source.prose) if sign in body else ():
            yield Edit(match.start(), match.start("words"), "«\u00a0", READ_QUOTES.id)
            yield Edit(match.end("words"), match.end(), "\u00a0»", READ_QUOTES.id)
    if "“" not in body or "”" not in body:
        return
    prose = source.prose
    for start, end in source.blocks(prose):
        block = prose[start:end]
        if "“" not in block or _OTHER_LANGUAGE.search(block):
            continue
        if len(_ENGLISH.findall(block)) > len(_FRENCH.findall(block)):
            continue
        for opening, closing in _pairs(block):
            yield from _pair(body, start + opening, start + closing)


def _pairs(block: str) -> Iterator[tuple[int, int]]:
    """The signs that stand outside « » and outside one another, by pairs."""
    outer = 0
    opened: list[int] = []
    for match in _SIGN.finditer(block):
        sign = match[0]
        if sign == "«":
            outer += 1
        elif sign == "»":
            outer = max(0, outer - 1)
        elif outer:
            continue
        elif sign == "“":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if not opened:
                yield start, match.start()


def _pair(body: str, opening: int, closing: int) -> Iterator[Edit]:
    inside = body[opening + 1 : opening + 2]
    yield Edit(opening, opening + 1, "«" if inside in _SPACES else "«\u00a0", READ_QUOTES.id)
    before = body[closing - 1 : closing]
    yield Edit(closing, closing + 1, "»" if before in _SPACES else "\u00a0»", READ_QUOTES.id)
