"""Words that no file may hold, looked for in one pass however many they are: secrets, local paths, texts to come."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from urllib.parse import quote

from plugins.publishing.gate.values import Guarded

# Keys and tokens by the form that their makers gave them, so that a scan finds them: the whole of each. A key that an
# article only mentions (its first line, « … ») has no forty signs of base 64 after it.
_FORMS = tuple(
    re.compile(form)
    for form in (
        # However a page sets it: its hyphens as dashes, its capitals in a <span>.
        rb"PRIVATE(?:\s|<[^>]{0,40}>)+KEY(?:[-\s]|\xe2\x80[\x90-\xaf]|\xc2\xa0|<[^>]{0,40}>|\\n|&#?\w{1,8};)*"
        rb"[A-Za-z0-9+/=]{40}",
        rb"\bgh[pousr]_[A-Za-z0-9]{36}",
        rb"\bgithub_pat_[A-Za-z0-9_]{40}",
        rb"\bglpat-[A-Za-z0-9_-]{20}",
        rb"\bxox[abprs]-[A-Za-z0-9-]{20}",
        rb"\bAKIA[0-9A-Z]{16}\b",
        rb"\bsk_live_[A-Za-z0-9]{20}",
        rb"\b[0-9a-f]{24}:[0-9a-f]{64}\b",  # Ghost’s Admin API
    )
)
# What these begin with, looked for first since nearly no file holds it: each by its rarest sign, the one that `search`
# goes to.
_STARTS = tuple(
    re.compile(start)
    for start in (
        rb"V(?<=PRIV)ATE",
        rb"_(?:(?<=gh[pousr]_)|(?<=github_)pat_|(?<=sk_)live_)",
        rb"g(?=lpat-)",
        rb"x(?=ox[abprs]-)",
        rb"K(?<=AK)IA",
        rb":(?=[0-9a-f]{64})",
    )
)
_ALIKE = 4  # signs: a search for words that begin with the same ones goes from one place that has them to the next
_FEW = 16  # searches; more cost more than one pass for all the words
SECRET = "ce qui a la forme d’une clé ou d’un mot de passe est publié : retirez-le, et faites-en un autre là où il sert"


class Words:
    """A set of guarded words, each looked for in the ways in which a page, a feed or an address spells it."""

    def __init__(self, guarded: Iterable[Guarded]) -> None:
        self._by_spelling = {
            spelling.encode("utf-8"): word for word in guarded for spelling in _spellings(word.text) if spelling
        }
        spellings = sorted(self._by_spelling)
        self._search = re.compile(_pattern(spellings)) if spellings else None
        # Those that begin alike are looked for together.
        groups = [list(group) for _, group in groupby(spellings, key=lambda spelling: spelling[:_ALIKE])]
        self._signs = [re.compile(_pattern(group)) for group in (groups if len(groups) <= _FEW else [spellings])]
        self._apart = not any(b"<" in spelling for spelling in spellings)
        self._clean: set[bytes] = set()  # the digests of entries of feeds that hold none

    def find(self, data: bytes) -> Iterator[Guarded]:
        """Each guarded word that bytes hold, each time."""
        if not self._may_hold(data):
            return
        for form in _FORMS:
            for match in form.finditer(data):
                yield Guarded(match[0][:10].decode("ascii"), SECRET, "secret")
        if self._search:
            found = (self._by_spelling[match[0]] for match in self._search.finditer(data))
            yield from sorted(found, key=lambda word: word.text)

    def _may_hold(self, data: bytes) -> bool:
        """Whether bytes hold what a word begins with; an entry that several feeds have is looked at once.

        Nothing that is looked for there holds « < », so that none of it goes over the end of an entry.
        """
        _, *entries = parts = data.split(b"<entry>")
        if not entries or not self._apart:
            return self._holds(data)
        unknown = {sha256(part).digest(): part for part in parts}
        for digest in unknown.keys() - self._clean:
            if self._holds(unknown[digest]):
                return True
            self._clean.add(digest)
        return False

    def _holds(self, data: bytes) -> bool:
        return any(sign.search(data) for sign in (*_STARTS, *self._signs))


def _spellings(text: str) -> set[str]:
    escaped = html.escape(text, quote=False)
    return {
        text,
        escaped,
        escaped.replace("'", "&#39;").replace('"', "&#34;"),
        html.escape(text),
        json.dumps(text)[1:-1],
        json.dumps(text, ensure_ascii=False)[1:-1],
        quote(text),
        quote(text, safe=""),
    }


def _pattern(words: list[bytes]) -> bytes:
    """A regular expression of sorted words, as a tree of their first bytes: one pass, whatever their number."""
    if len(words) == 1:
        return re.escape(words[0])
    parts = []
    ends = b"" in words
    for first in sorted({word[:1] for word in words if word}):
        parts.append(re.escape(first) + _pattern([word[1:] for word in words if word[:1] == first]))
    return b"(?:" + b"|".join([*parts, *([b""] if ends else [])]) + b")"
