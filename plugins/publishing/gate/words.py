"""Words that no file may hold, looked for in one pass however many they are: secrets, local paths, texts to come."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from plugins.publishing.gate.values import Guarded

# Keys and tokens by the form that their makers gave them, so that a scan finds them: what each begins with, looked for
# first since nearly no file holds it, and its whole. A key that an article only mentions (its first line, « … ») has
# no forty signs of base 64 after it.
_FORMS: dict[bytes | re.Pattern[bytes], bytes] = {
    # However a page sets it: its hyphens as dashes, its capitals in a <span>.
    b"PRIVATE": rb"PRIVATE(?:\s|<[^>]{0,40}>)+KEY(?:[-\s]|\xe2\x80[\x90-\xaf]|\xc2\xa0|<[^>]{0,40}>|\\n|&#?\w{1,8};)*"
    rb"[A-Za-z0-9+/=]{40}",
    re.compile(rb"gh[pousr]_"): rb"\bgh[pousr]_[A-Za-z0-9]{36}",
    b"github_pat_": rb"\bgithub_pat_[A-Za-z0-9_]{40}",
    b"glpat-": rb"\bglpat-[A-Za-z0-9_-]{20}",
    b"xox": rb"\bxox[abprs]-[A-Za-z0-9-]{20}",
    b"AKIA": rb"\bAKIA[0-9A-Z]{16}\b",
    b"sk_live_": rb"\bsk_live_[A-Za-z0-9]{20}",
    re.compile(rb":[0-9a-f]{64}"): rb"\b[0-9a-f]{24}:[0-9a-f]{64}\b",  # Ghost’s Admin API
}
SECRET = "ce qui a la forme d’une clé ou d’un mot de passe est publié : retirez-le, et faites-en un autre là où il sert"


class Words:
    """A set of guarded words, each looked for in the ways in which a page, a feed or an address spells it."""

    def __init__(self, guarded: Iterable[Guarded]) -> None:
        self._by_spelling = {
            spelling.encode("utf-8"): word for word in guarded for spelling in _spellings(word.text) if spelling
        }
        self._search = re.compile(_pattern(sorted(self._by_spelling))) if self._by_spelling else None

    def find(self, data: bytes) -> Iterator[Guarded]:
        """Each guarded word that bytes hold, each time."""
        for start, form in _FORMS.items():
            held = start in data if isinstance(start, bytes) else start.search(data)
            for match in re.finditer(form, data) if held else ():
                yield Guarded(match[0][:10].decode("ascii"), SECRET, "secret")
        if self._search:
            found = (self._by_spelling[match[0]] for match in self._search.finditer(data))
            yield from sorted(found, key=lambda word: word.text)


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
