"""HTML fragments that the site itself made: cut, cleaned and rewritten without a parser's changes elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable

from plugins.common.regex import regex
from plugins.common.safe_html import CANDIDATE, SETS_OF_ADDRESSES

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_TAG = regex(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)
# A tag that has attributes, or a comment, where none is looked for.
_DRESSED_TAG = regex(
    r"<!--.*?-->|<(?P<close>/?)[a-zA-Z][a-zA-Z0-9-]*(?![a-zA-Z0-9-]|>)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.S
)
_PLAIN_LINK = regex(r'<a href="([^"]*)">')  # as nearly all are
_ATTRIBUTE = regex(
    r"(?P<before>\s(?P<name>[\w:-]+)\s*=\s*)(?:(?P<quote>[\"'])(?P<value>.*?)(?P=quote)|(?P<bare>[^\s\"'=<>`]+))", re.S
)
_INNER_ASIDE = regex(r"<aside\b(?:(?!<aside\b).)*?</aside>\s*", re.S)
_ADDRESSES = frozenset(("href", "src", "poster", "cite", *SETS_OF_ADDRESSES))


def close_at(fragment: str, offset: int) -> str:
    """The fragment up to an offset that is in no tag, with the elements open there closed."""
    opened: list[str] = []
    for match in _TAG.finditer(fragment, 0, offset):
        name = (match[2] or "").lower()
        if not name or name in VOID or match[3].endswith("/"):
            continue
        if not match[1]:
            opened.append(name)
        elif name in opened:
            while opened.pop() != name:
                pass
    return fragment[:offset] + "".join(f"</{name}>" for name in reversed(opened))


def rewrite_addresses(fragment: str, rewrite: Callable[[str], str]) -> str:
    """The fragment with each address of an attribute replaced by what `rewrite` makes of it, as it is escaped there."""

    def attribute(match: re.Match[str]) -> str:
        name = match["name"].lower()
        if name not in _ADDRESSES:
            return match[0]
        value = match["bare"] or match["value"]
        value = _rewrite_set(value, rewrite) if name in SETS_OF_ADDRESSES else rewrite(value)
        quote = "'" if '"' in value else '"'
        return f"{match['before']}{quote}{value}{quote}"

    def tag(match: re.Match[str]) -> str:
        if match["close"] != "":
            return match[0]
        plain = _PLAIN_LINK.fullmatch(match[0])
        if plain:
            value = rewrite(plain[1])
            if '"' not in value:
                return f'<a href="{value}">'
        return _ATTRIBUTE.sub(attribute, match[0])

    return _DRESSED_TAG.sub(tag, fragment)


def _rewrite_set(value: str, rewrite: Callable[[str], str]) -> str:
    """The value of a `srcset` with the address of each of its candidates replaced, their descriptors kept."""
    found: list[str] = []
    at = 0
    while match := CANDIDATE.match(value, at):
        address = match[1].rstrip(",")
        ended = address != match[1]  # a comma at its end ends the candidate
        if address:
            found.append(rewrite(address) + ("" if ended else match[2].rstrip()))
        at = match.end(1) if ended else match.end()
    return ", ".join(found)


def without_asides(fragment: str) -> str:
    """The fragment without its `<aside>`s, which may hold one another."""
    count = int("<aside" in fragment)
    while count:
        fragment, count = _INNER_ASIDE.subn("", fragment)
    return fragment


def for_a_list(fragment: str) -> str:
    """A fragment as it may stand in a list of excerpts: no link, image, note, aside, heading, id nor comment."""
    text = re.sub(r"<sup id=\"fnref[^\"]*\">.*?</sup>", "", without_asides(fragment), flags=re.S)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.S)
    text = re.sub(
        r"<(figure|picture|nav)\b.*?</\1>|<div class=\"toc\">.*?</div>"
        r"|(?:<div [^<>]*class=\"table-box\"[^<>]*>\s*)?<table\b.*?</table>(?:\s*</div>)?",
        "",
        text,
        flags=re.S,
    )
    text = re.sub(r"<img\b[^>]*>|</?a\b[^>]*>", "", text)
    text = re.sub(r"<h[1-6]\b[^>]*>(.*?)</h[1-6]>", r"<p><strong>\1</strong></p>", text, flags=re.S)
    text = re.sub(r"(<[a-zA-Z][^<>]*?)\sid=\"[^\"]*\"", r"\1", text)
    return re.sub(r"<p>\s*</p>\s*", "", text).strip()
