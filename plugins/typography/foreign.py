"""The house's dictionary of foreign expressions, marked in HTML with their language (RGAA 4.1, 8.7): in a title, in the
name of a category, in a sentence, « social selling » is said as English says it.

Every page of a site goes through: one without an expression costs a look for the first word of each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from operator import itemgetter
from typing import NamedTuple

from plugins.common.regex import regex
from plugins.french.homographs import says_no_language
from plugins.typography.markup import LEFT_ALONE, LEFT_ALONE_CLASSES, PLAIN, is_french, scope

Expressions = tuple[tuple[str, tuple[str, ...]], ...]
"""The expressions of each language, by its code (BCP 47)."""
_Found = tuple[int, int, str]  # where an expression begins and ends, and its language


class _Words(NamedTuple):
    """The expressions that begin by a word: it, what a page that has one holds, they, the language of each group."""

    first: str
    hints: tuple[bytes, ...]  # their longest words, in lower case
    pattern: re.Pattern[str]
    languages: tuple[str, ...]


class _Scope(NamedTuple):
    """An element that is not read as the text around it: where it is; whether it is French, None if none reads it."""

    start: int
    end: int
    french: bool | None


_BEGINS, _ENDS = r"(?<![^\W_])", r"(?![^\W_])"  # « l’inbound », « anti-storytelling »
# What may stand for what: as it is typed, set by typography, escaped in HTML.
# « social-selling » ; typogrify puts words in capitals each in an element of theirs.
_CAPS, _END = '<span class="caps">', "</span>"
_JOINED = rf"(?:{_END})?(?:(?:\s|&nbsp;|&#160;)+|[-\u2010\u2011])(?:{_CAPS})?"
_APOSTROPHE = r"(?:['’]|&#39;|&#x27;|&rsquo;)"
_PLURAL = "s?"  # as French and most others write it: « des lead magnets »
_FRENCH_PLURALS = frozenset("bras corps cours frais mars temps univers".split())  # a « temp » makes no « temps »
_AS_WRITTEN = {
    "-": _JOINED,
    "'": _APOSTROPHE,
    "’": _APOSTROPHE,
    "<": "&lt;",
    ">": "&gt;",
    "&": r'(?:&amp;|<span class="amp">&amp;</span>)',
}
_FIRST = regex(r"[^\W_]+|.")
_ASCII = regex(r"[a-z0-9]+")
_LOW = r"(?=[\s/>])"  # after the name of a tag
# Of HTML in lower case: comments, and attributes that hold what looks like a tag.
_HIDDEN = (
    regex(r"<!--.*?(?:-->|\Z)", re.S),
    regex(r'=\s*"[^"<>]*[<>][^"]*"'),
    regex(r"=\s*'[^'<>]*[<>][^']*'"),
)
_UNREAD = regex(rf"<({'|'.join(sorted(LEFT_ALONE | PLAIN))}){_LOW}")
_CLASSED = regex(rf"class\s*=\s*[\"']?[^<>\"']*\b(?:{'|'.join(sorted(LEFT_ALONE_CLASSES))})\b")
_SAID = regex(r"lang\s*=")
_OPENING = regex(r"<([a-z][a-z0-9-]*)[^<>]*>")
_APART = regex(r"[\s<>]")
_ADDRESS = regex(r"://|@|\w\.\w")
_FAR = 200  # characters: how far the ends of an address are looked for


def expressions(dictionary: Mapping[str, Iterable[str]]) -> Expressions:
    """The dictionary as a plain value."""
    return tuple((language, tuple(words)) for language, words in dictionary.items())


def mark_expressions(html: str, dictionary: Expressions) -> str:
    """Return the HTML, page or fragment, with each expression of the dictionary in ``<span lang="…">``.

    Whole words, whatever their capitals and what joins them, with an « s » at their end or none; of two that begin
    together, the longest. What no reader reads as text (attributes, code, title, addresses) and what says another
    language are left as they are.
    """
    if not dictionary:
        return html
    letters = html.encode("utf-8", "surrogatepass").lower()  # of ASCII alone, in a fifth of the time of a text
    words = [each for each in _by_first(dictionary) if any(hint in letters for hint in each.hints)]
    parts: list[str] = []
    done = 0
    for start, end, language in _found(html, words) if words else ():
        parts += (html[done:start], f'<span lang="{language}">', html[start:end], "</span>")
        done = end
    return "".join((*parts, html[done:])) if parts else html


@lru_cache(maxsize=8)
def _by_first(dictionary: Expressions) -> tuple[_Words, ...]:
    those: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for language, list_of_it in dictionary:
        for expression in list_of_it:
            those[_FIRST.findall(expression)[0].lower()].append((expression, language))
    return tuple(_words(first, pairs) for first, pairs in those.items())


def _words(first: str, pairs: list[tuple[str, str]]) -> _Words:
    pairs = sorted(pairs, key=lambda pair: -len(pair[0]))
    each = "|".join(f"({_as_written(expression)})" for expression, _ in pairs)
    pattern = re.compile(f"{_BEGINS if first[0].isalnum() else ''}(?:{each})", re.IGNORECASE)
    hints = {max(_ASCII.findall(expression.lower()), key=len, default="").encode() for expression, _ in pairs}
    return _Words(first, tuple(sorted(hints)), pattern, tuple(language for _, language in pairs))


def _as_written(expression: str) -> str:
    words = ["".join(_AS_WRITTEN.get(sign) or re.escape(sign) for sign in word) for word in expression.split()]
    plural = _PLURAL if expression[-1].isalpha() and expression[-1] not in "sxzSXZ" else ""
    if f"{expression}s".lower() in _FRENCH_PLURALS or says_no_language(f"{expression}s"):
        plural = ""
    return _JOINED.join(words) + plural + (_ENDS if expression[-1].isalnum() else "")


def _found(html: str, words: Iterable[_Words]) -> Iterator[_Found]:
    """Each expression that is read as French, in order, none over another."""
    lowered = html.lower()
    if len(lowered) != len(html):  # « İ » becomes two characters, and places would move
        lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in html)
    written: list[_Found] = []
    for first, _, pattern, languages in words:
        at = lowered.find(first)
        while at >= 0:
            match = pattern.match(html, at)
            whole = _with_its_tags(html, *match.span()) if match else None
            if match and whole and not _in_address(html, *whole):
                written.append((*whole, languages[(match.lastindex or 1) - 1]))
            at = lowered.find(first, at + 1)
    return _read(sorted(written, key=itemgetter(0)), lowered) if written else iter(())


def _with_its_tags(html: str, start: int, end: int) -> tuple[int, int] | None:
    """Where an expression begins and ends with the tags of its words in capitals; None if one would be cut."""
    first = html.find("<", start, end)
    if first < 0:
        return start, end
    if html.startswith(_END, first) and html.endswith(_CAPS, 0, start):
        start -= len(_CAPS)
    elif html.startswith(_END, first):
        return None
    opened = html.count("<span", start, end) - html.count(_END, start, end)
    if opened and html.startswith(_END, end):
        end, opened = end + len(_END), opened - 1
    return None if opened else (start, end)


def _in_address(html: str, start: int, end: int) -> bool:
    before = _APART.split(html[max(0, start - _FAR) : start])[-1]
    after = _APART.split(html[end : end + _FAR], maxsplit=1)[0]
    return bool(_ADDRESS.search(f"{before}x{after}"))


def _read(written: Iterable[_Found], lowered: str) -> Iterator[_Found]:
    """Those that are in a text that is read as French: in no tag, no other language, nothing that is not read."""
    for hidden in _HIDDEN:
        lowered = hidden.sub(_blank, lowered)
    scopes = _scopes(lowered)
    coming = next(scopes, None)
    around: list[_Scope] = []
    done = seen = 0
    opened = closed = -1
    for each in written:
        start = each[0]
        while coming and coming.start < start:
            around = [*(scope for scope in around if scope.end > coming.start), coming]
            coming = next(scopes, None)
        around = [scope for scope in around if scope.end > start]
        opened, closed = (max(last, lowered.rfind(sign, seen, start)) for sign, last in (("<", opened), (">", closed)))
        seen = start
        if start >= done and opened <= closed and (not around or around[-1].french):
            yield each
            done = each[1]


def _blank(hidden: re.Match[str]) -> str:
    """As many spaces, between the signs of a tag where it is a comment."""
    spaces = " " * (len(hidden[0]) - 2)
    return f"<{spaces}>" if hidden[0][0] == "<" else f" {spaces} "


def _scopes(lowered: str) -> Iterator[_Scope]:
    """The elements of HTML in lower case that say a language, or that nobody reads; nothing within the latter."""
    places = {match.start() for match in _UNREAD.finditer(lowered)}
    for pattern in (_SAID, _CLASSED):
        seen = opened = 0
        for match in pattern.finditer(lowered):
            opened = max(opened, lowered.rfind("<", seen, match.start()))
            seen = match.start()
            places.add(opened)
    shut = 0
    for place in sorted(places):
        tag = _OPENING.match(lowered, place)
        if tag is None or place < shut:
            continue
        language, protected = scope(tag[0])
        protected = protected or _UNREAD.match(tag[0]) is not None
        if language is not None or protected:
            end = _end(lowered, tag[1], tag.end())
            shut = end if protected else shut
            yield _Scope(place, end, None if protected else is_french(language or ""))


def _end(lowered: str, name: str, start: int) -> int:
    """Where an element ends whose start tag ends there."""
    depth = 1
    for match in _tags(name).finditer(lowered, start):
        depth += -1 if match[1] else 1
        if not depth:
            return match.start()
    return len(lowered)


@cache
def _tags(name: str) -> re.Pattern[str]:
    return re.compile(f"<(/?){re.escape(name)}{_LOW}")
