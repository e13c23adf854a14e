"""Markdown inside the author's own HTML: which elements hold some, without a word of theirs.

As in CommonMark (0.31, § 4.6) a blank line after the tag opens the element to Markdown; a figure that holds a Markdown
image, or lines that hold Markdown and no other element, open it too. Anything else stays HTML, to the letter.
`md_in_html`, of python-markdown, does the rest: it is told by the attribute that it reads.
"""

from __future__ import annotations

import re

from markdown.preprocessors import Preprocessor

from plugins.common.regex import regex

_OPENING = regex(
    r"^ {0,3}<(?P<tag>div|section|article|aside|details|figure|blockquote|header|footer)\b"
    r"(?P<attributes>[^<>]*)>(?P<rest>.*)$",
    re.M | re.I,
)
_SPAN = regex(r"<(figcaption|summary)\b(?![^<>]*\bmarkdown\b)([^<>]*)>", re.I)
_INNER_TAG = regex(r"</?(?!(?:figcaption|summary|br|em|strong|b|i|a|code|span|abbr|cite|q|sup|sub)\b)[a-z]", re.I)
_SIGNS = regex(r"\*\*?\S|!?\[[^\]\n]*\]\(|^ {0,3}(?:[-*+]|\d+[.)]) |^ {0,3}#{1,6} |`[^`\n]+`|^ {0,3}>", re.M)
_INDENTED_TAG = regex(r"\n\n {4,}<")


class InnerMarkdown(Preprocessor):
    """Marks the elements whose content is Markdown, once code is out of the way (25) and before HTML is read (20)."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        if "<" not in source:
            return lines
        parts: list[str] = []
        end = 0
        for match in _OPENING.finditer(source):
            if match.start() < end or match["attributes"].endswith("/"):
                continue
            close = _closing(source, match)
            told = "markdown" in match["attributes"]
            if close and (told or _holds_markdown(match, source[match.start("rest") : close])):
                opening = source[match.start() : match.start("rest") - 1]
                parts += (source[end : match.start()], opening if told else f'{opening} markdown="1"', ">")
                end = match.start("rest")
                for span in _SPAN.finditer(source, end, close):
                    parts += (source[end : span.start()], f'<{span[1]}{span[2]} markdown="span">')
                    end = span.end()
        return "".join([*parts, source[end:]]).split("\n")


def _holds_markdown(match: re.Match[str], inner: str) -> bool:
    if _INDENTED_TAG.search(inner):
        return False
    if "\n" in inner and not inner.partition("\n")[2].partition("\n")[0].strip():
        return True
    if match["tag"].lower() == "figure" and "![" in inner:
        return True
    return "\n" in inner and bool(_SIGNS.search(inner)) and not _INNER_TAG.search(inner)


def _closing(source: str, match: re.Match[str]) -> int | None:
    """The offset of the tag that closes an element, None when nothing does."""
    depth = 1
    for tag in re.compile(rf"<(/?){match['tag']}\b[^<>]*>", re.I).finditer(source, match.start("rest")):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.start()
    return None
