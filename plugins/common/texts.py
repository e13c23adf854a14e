"""Words and slugs: the nearest known name, a slug that never changes, words counted as a reader counts them."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from plugins.common.regex import regex

_TAG = regex(r"<!--.*?-->|<[^>]*>", re.S)
# The end of a word; an underscore parts two. Possessive: no letter is read twice.
_WORD_END = regex(r"\w++['’-]?+(?!\w)")
_NOT_IN_A_SLUG = regex(r"[^a-z0-9]+")
# What Unicode does not take apart into a letter of ASCII and its marks; signs without width are no end of a word.
_LETTERS: dict[int, str | None] = {
    **{ord(sign): "-" for sign in "’'"},
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff")),
    **{ord(sign): plain for signs, plain in (
        ("œŒ", "oe"), ("æÆ", "ae"), ("ßẞ", "ss"), ("øØ", "o"), ("łŁ", "l"), ("đĐðÐ", "d"), ("þÞ", "th"), ("ħĦ", "h"),
        ("ıİ", "i"), ("ŋŊ", "n"), ("ŧŦ", "t"),
    ) for sign in signs},
}  # fmt: skip


@lru_cache(maxsize=8192)  # tags, rubrics and names come back with each text
def slugify(text: str) -> str:
    """A text as a part of an address: lower-case ASCII letters, digits and single hyphens; may be empty.

    « L’été à Paris » gives `l-ete-a-paris`. The spaces and quotes that typography sets do not change it.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    letters = plain if plain.isascii() else "".join([sign for sign in plain if not unicodedata.combining(sign)])
    return _NOT_IN_A_SLUG.sub("-", letters.lower()).strip("-")


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one must mean: a few letters away, or the only one that holds it whole.

    Names that differ by a number, or by a word for another, are two: silence is better than a wrong guess.
    """
    by_slug = {slugify(candidate): candidate for candidate in known}
    wanted = slugify(name)
    close = misspelt(wanted, by_slug)
    if close is not None:
        return by_slug[close]
    holding = [slug for slug in by_slug if len(wanted) <= 2 * len(slug) <= 6 * len(wanted) and _holds(slug, wanted)]
    return by_slug[holding[0]] if len(holding) == 1 else None


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """The known name that is another but for one letter, or for two in a name of four words; hyphens do not count.

    A letter in the place of another, or two letters that changed places, are one letter lacking on each side.
    """
    wanted = slugify(name)
    letters = wanted.replace("-", "")
    allowed = 1 if len(letters) <= 3 else min(4, max(2, len(letters) // 6))  # letters that one has, the other lacks
    names = {slugify(candidate).replace("-", ""): candidate for candidate in known}
    cutoff = max(0.0, 1 - allowed / max(1, 2 * len(letters) - allowed))
    for close in difflib.get_close_matches(letters, names, n=3, cutoff=cutoff):
        blocks = difflib.SequenceMatcher(None, close, letters, autojunk=False).get_matching_blocks()
        lacking = len(letters) + len(close) - 2 * sum(block.size for block in blocks)
        if lacking <= allowed and re.findall(r"\d+", slugify(names[close])) == re.findall(r"\d+", wanted):
            return names[close]
    return None


def _holds(one: str, other: str) -> bool:
    """Whether one slug holds the other as whole words, four letters at least."""
    short, long = sorted((one, other), key=len)
    return sum(map(str.isalpha, short)) > 3 and f"-{short}-" in f"-{long}-"


def suggestion(name: str, known: Iterable[str]) -> str:
    """« ; voulez-vous « x » ? », or the known names when there are few, or nothing."""
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f" ; voulez-vous « {near} » ?"
    if 0 < len(names) <= 12:
        return " ; au choix : " + ", ".join(names)
    return ""


def plain_text(fragment: str) -> str:
    """The text of an HTML fragment on one line, entities read, tags and comments gone."""
    spaced = re.sub(r"</(?:p|li|h[1-6]|blockquote|figcaption|td|th|dd|dt|div)>|<br[^>]*>", " ", fragment)
    text = html.unescape(_TAG.sub("", spaced)).replace("\n", " ").replace("\t", " ").replace("\r", " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def count_words(text: str) -> int:
    """Words as a reader counts them: « l’été » is one, « peut-être » is one."""
    # Most pieces between two spaces are one word: only the others are read sign by sign.
    pieces = text.split()
    others = [piece for piece in pieces if not piece.isalnum()]
    return len(pieces) - len(others) + len(_WORD_END.findall(" ".join(others).replace("_", " ")))
