"""Marks of other writings of Markdown inside a line: pandoc's, Word's, those that fingers slip."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source
from plugins.model.rules import READ_ATTRIBUTES, READ_BOLD, READ_ESCAPES, READ_LINKS, READ_PRODUCTS, READ_RAISED

_ESCAPE = regex(r"(?<!\\)\\(?P<sign>['\"]|\.\.\.)")
_BRACKETS = regex(r"\\.|[\[\]]|\n[ \t]*\n", re.S)
_ATTRIBUTES = regex(r"\{(?P<inner>[^{}]{0,300})\}")
_IMAGE_ATTRIBUTES = regex(r"(?<=\))\{(?P<inner>[^{}]{0,300})\}")
_INCHES = regex(r"\s*\b(?:width|height)=\"[\d.]+(?:in|cm|mm|pt|em)\"\s*")
_KNOWN = regex(
    r"(?:\s*(?:\.(?:underline|ul|smallcaps|mark|anchor|unnumbered|uri|email)|custom-style=\"[^\"]*\""
    r"|(?:lang|dir)=\"?[\w-]+\"?|#_?[\w.-]+))+\s*"
)
_UP = regex(r"\^[^\s^\[\]]{1,8}\^")
_DOWN = regex(r"~[^\s~\[\]]{1,8}~")
_RAISED = regex(r"(?<=[\w)»])\^(?P<up>[^\s^\[\]]{1,8})\^(?!\^)|(?<=[\w)])(?<!~)~(?P<down>[^\s~\[\]]{1,8})~(?!~)")
_HIGHLIGHTED = regex(r"(?<![=\w])==(?=[^\s=])(?P<inner>[^=\n]{1,300}?)(?<=\S)==(?![=\w])")
_BLANKS = " \t\u00a0\u202f"
_FACTOR = regex(r"\*[\d.,]+\*")
_PRODUCT = regex(r"(?<![\w*])\d+(?:[.,]\d+)?(?:\*\d+(?:[.,]\d+)?){2,20}(?![\w*])")
_STARS = regex(r"\\.|(?<!\*)\*\*(?!\*)|\*{3,}|\n", re.S)
_REVERSED = regex(
    r"(?P<bang>!?)\((?P<text>[^()\[\]\n]{1,200})\)\[(?P<target>(?:https?://|mailto:|\.\.?/)[^\]\s\[]{1,1000})\]"
)
_PIPED = regex(r"<(?P<target>https?://[^\s<>|]{1,1000})\|(?P<text>[^<>|\[\]\n]{1,300})>")  # of Slack
# At the beginning of a line alone: French has a space before its exclamation marks.
_APART = regex(r"^! (?=\[[^\[\]\n]{0,300}\]\([^()\s]{1,1000}\.(?:png|jpe?g|gif|webp|avif|svg)\))", re.I | re.M)
_CURLY_TITLE = regex(
    r"(?<=\]\()(?P<target>[^()\s]{1,1000})[ \u00a0]+"
    r"[“«][ \u00a0\u202f]?(?P<title>[^“”«»\"\n]{1,300}?)[ \u00a0\u202f]?[”»]\)"
)


def escapes(source: Source) -> Iterator[Edit]:
    """pandoc escapes quotation marks and points of suspension that nothing would read."""
    body = source.body
    if "\\" in body and ("\\'" in body or '\\"' in body or "\\..." in body):
        for match in _ESCAPE.finditer(source.prose):
            yield Edit(match.start(), match.end(), match["sign"], READ_ESCAPES.id)


def attributes(source: Source) -> Iterator[Edit]:
    """`[texte]{.underline}` and the sizes in inches that pandoc gives to the images of Word."""
    body = source.body
    if "{" not in body:
        return
    if "){" in body:
        for match in _IMAGE_ATTRIBUTES.finditer(source.prose):
            kept = _INCHES.sub(" ", match["inner"]).strip()
            if kept != match["inner"].strip():
                yield Edit(match.start(), match.end(), f"{{{kept}}}" if kept else "", READ_ATTRIBUTES.id)
    if "]{" not in body:
        return
    opened: list[int] = []
    prose = source.prose
    for match in _BRACKETS.finditer(prose):
        if match[0] == "[":
            opened.append(match.start())
        elif match[0] == "]" and opened:
            start = opened.pop()
            found = _ATTRIBUTES.match(prose, match.end())
            if found and _KNOWN.fullmatch(found["inner"]) and prose[start - 1 : start] != "!":
                yield from _span(prose, start, match.start(), found)
        elif match[0].startswith("\n"):
            opened.clear()


def _span(prose: str, start: int, close: int, found: re.Match[str]) -> Iterator[Edit]:
    opening, closing = "", ""
    lang = re.search(r"lang=\"?([\w-]+)", found["inner"])
    link = prose[close - 1 : close] in ")>" or prose[start - 1 : start] == "["
    if lang:
        opening, closing = f'<span lang="{lang[1]}">', "</span>"
    elif ".mark" in found["inner"]:
        opening, closing = "<mark>", "</mark>"
    elif re.search(r"\.(?:underline|ul)\b", found["inner"]) and not link and prose[start + 1 : close].strip():
        opening, closing = "<u>", "</u>"
    yield Edit(start, start + 1, opening, READ_ATTRIBUTES.id)
    yield Edit(close, found.end(), closing, READ_ATTRIBUTES.id)


def raised(source: Source) -> Iterator[Edit]:
    """`2^e^`, `H~2~O`, `==surligné==`: what pandoc and notebooks write for exponents, indices, highlights."""
    body = source.body
    if ("^" in body and _UP.search(body)) or ("~" in body and _DOWN.search(body)):
        for match in _RAISED.finditer(source.words):
            tag = "sup" if match["up"] else "sub"
            yield Edit(match.start(), match.end(), f"<{tag}>{match['up'] or match['down']}</{tag}>", READ_RAISED.id)
    if "==" in body:
        for match in _HIGHLIGHTED.finditer(source.words):
            yield Edit(match.start(), match.start() + 2, "<mark>", READ_RAISED.id)
            yield Edit(match.end() - 2, match.end(), "</mark>", READ_RAISED.id)


def products(source: Source) -> Iterator[Edit]:
    """`5*3*2`: stars between numbers multiply them."""
    if "*" in source.body and _FACTOR.search(source.body):
        for match in _PRODUCT.finditer(source.words):
            for star in re.finditer(r"\*", match[0]):
                place = match.start() + star.start()
                yield Edit(place, place, "\\", READ_PRODUCTS.id)


def bold(source: Source) -> Iterator[Edit]:
    """`**gras **mot`: the spaces that were selected with the words go out of the stars."""
    body = source.body
    if "**" not in body or not any(part != part.strip(_BLANKS) for part in body.split("**")[1::2]):
        return
    prose = source.prose
    opened: re.Match[str] | None = None
    for match in _STARS.finditer(prose):
        if match[0] == "\n":
            opened = None
        elif match[0] != "**":
            continue
        elif opened is None:
            opened = match
        else:
            yield from _moved(prose, opened.start(), opened.end(), match.start(), match.end())
            opened = None


def _moved(prose: str, first: int, start: int, end: int, last: int) -> Iterator[Edit]:
    inner = prose[start:end]
    words = inner.strip(_BLANKS)
    before = prose[max(0, first - 3) : first].strip(_BLANKS)[-1:]
    if words == inner or not words or (words[0].isdigit() and before.isdigit()):  # « 3 ** 2 »
        return
    left, right = inner[: inner.index(words)], inner[inner.index(words) + len(words) :]
    if left and not right and not prose[first - 1 : first].isspace() and first:
        return  # « a** b** »: which of the stars open is not certain
    if left:
        yield Edit(first, start + len(left), f"{left}**", READ_BOLD.id)
    if right:
        yield Edit(end - len(right), last, f"**{right}", READ_BOLD.id)


def links(source: Source) -> Iterator[Edit]:
    """`(texte)[adresse]`, `! [image](x.png)`, `[texte](adresse “titre”)`: a link or an image that fingers slipped."""
    body = source.body
    if ")[" in body:
        for match in _REVERSED.finditer(source.prose):
            written = f"{match['bang']}[{match['text']}]({match['target']})"
            yield Edit(match.start(), match.end(), written, READ_LINKS.id)
    if "|" in body and "<http" in body:
        for match in _PIPED.finditer(source.prose):
            yield Edit(match.start(), match.end(), f"[{match['text']}]({match['target']})", READ_LINKS.id)
    if "! [" in body:
        for match in _APART.finditer(source.prose):
            yield Edit(match.start(), match.end(), "!", READ_LINKS.id)
    if ("”)" in body or "»)" in body) and "](" in body:
        for match in _CURLY_TITLE.finditer(source.prose):
            yield Edit(match.start(), match.end(), f'{match["target"]} "{match["title"]}")', READ_LINKS.id)
