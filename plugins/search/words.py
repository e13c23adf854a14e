"""French words as they are looked for: what typography adds to them, and what elision puts before them, taken away.

`theme/static/js/recherche.js` says the same of what is asked. Case, accents and endings are Pagefind's.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from plugins.common.regex import regex

_SIGNS = str.maketrans(
    {"’": "'", "ʼ": "'", "‘": "'", "œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae", "\u2010": "-", "\u2011": "-"}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
)
# « d’ », « qu’ », « jusqu’ » before a word; « aujourd’hui » and « prud’hommes » are words.
_ELIDED = regex(r"^(\W*)(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W\d_])", re.I)
_WORD = regex(r"[^\W\d_]{4,}")
KNOWN_WORDS = 20_000  # the most frequent ones, which only a word that the index lacks asks for


@lru_cache(maxsize=1 << 16)  # a word of French comes back: of a million, some thousands differ
def looked_for(token: str) -> str:
    """A published word, between two spaces, as the index knows it: one word too, never empty.

    « d’innovation » gives « innovation », « cœur » « coeur », « m² » « m2 ».
    """
    found = unicodedata.normalize("NFKC", token).translate(_SIGNS)
    found = _ELIDED.sub(r"\1", found)
    return found if len(found.split()) == 1 else token


def vocabulary(texts: Iterable[str]) -> str:
    """The words of some texts, in lower case, one a line: those that most texts hold first."""
    counts: Counter[str] = Counter()
    for text in texts:
        words = _ELIDED_INSIDE.sub("", text.lower().replace("’", "'"))
        counts.update(set(_WORD.findall(words)))
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{word}\n" for word, _ in ordered[:KNOWN_WORDS])


_ELIDED_INSIDE = regex(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=[^\W\d_])")
