"""Words and slugs: the nearest known name, a slug that never changes, words counted as a reader counts them."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

LONGEST_NAME = 100  # letters of a misspelt name that are looked at
COMPARED_WHOLE = 200  # known names up to which each is compared letter by letter
COMPARED = 20  # names compared letter by letter beyond
VOTES = 3000  # names that are counted as sharing a pair of letters with a question
_TAG = re.compile(r"<!--.*?-->|<[^>]*>", re.S)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "’": "-", "'": "-"}
)


def slugify(text: str) -> str:
    """A text as a part of an address: lower-case ASCII letters, digits and single hyphens; may be empty.

    « L’été à Paris » gives `l-ete-a-paris`. The spaces and quotes that typography sets do not change it.
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    ascii_only = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")


class Names:
    """Known names, ready to be asked many times which one a misspelt name must mean.

    The cost of a question does not grow with the number of names beyond `COMPARED_WHOLE`: only those that share the
    rarest pairs of letters with the question are compared letter by letter.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self.all = list(known)
        self._by_slug = {slugify(name): name for name in self.all}
        self._answers: dict[str, str | None] = {}

    def nearest(self, name: str) -> str | None:
        """The known name that a misspelt one must mean: a few letters away, or the only one that holds it whole.

        Names that differ by a number, or by a word for another, are two: silence is better than a wrong guess.
        """
        wanted = slugify(name)
        if wanted in self._by_slug:
            return self._by_slug[wanted]
        wanted = wanted[:LONGEST_NAME]
        if wanted not in self._answers:
            found = self._close(wanted) or self._holding(wanted)
            self._answers[wanted] = None if found is None else self._by_slug[found]
        return self._answers[wanted]

    def misspelt(self, name: str) -> str | None:
        """The known name that is written as another but for a few letters."""
        found = self._close(slugify(name)[:LONGEST_NAME])
        return None if found is None else self._by_slug[found]

    def _close(self, wanted: str) -> str | None:
        """A slug that differs by one letter in a usual name, by two in one of four words; hyphens count for nothing.

        A letter in the place of another, or two letters that changed places, are one letter lacking on each side.
        """
        letters = wanted.replace("-", "")
        allowed = 1 if len(letters) <= 3 else min(4, max(2, len(letters) // 6))  # letters that one has, the other lacks
        figures = re.findall(r"\d+", wanted)
        known = {slug.replace("-", ""): slug for slug in self._candidates(wanted)}
        cutoff = max(0.0, 1 - allowed / max(1, 2 * len(letters) - allowed))
        for close in difflib.get_close_matches(letters, known, n=3, cutoff=cutoff):
            blocks = difflib.SequenceMatcher(None, close, letters, autojunk=False).get_matching_blocks()
            lacking = len(letters) + len(close) - 2 * sum(block.size for block in blocks)
            if lacking <= allowed and re.findall(r"\d+", known[close]) == figures:
                return known[close]
        return None

    def _candidates(self, wanted: str) -> Iterable[str]:
        if len(self._by_slug) <= COMPARED_WHOLE:
            return self._by_slug
        votes: Counter[str] = Counter()
        read = 0
        for slugs in sorted((self._with_pair[pair] for pair in _pairs(wanted) if pair in self._with_pair), key=len):
            votes.update(slugs[:VOTES])
            read += len(slugs)
            if read > VOTES:
                break
        return [slug for slug, _ in votes.most_common(COMPARED)]

    @cached_property
    def _with_pair(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for slug in self._by_slug:
            for pair in _pairs(slug):
                found.setdefault(pair, []).append(slug)
        return found

    def _holding(self, wanted: str) -> str | None:
        """The only name that holds what is wanted as whole words, and is at most thrice as long, or that it holds."""
        words = wanted.split("-")
        inner = ("-".join(words[start:end]) for start in range(len(words)) for end in range(start + 1, len(words) + 1))
        found = {part for part in inner if part in self._by_slug}
        if f"-{wanted}-" in self._lines:
            found.update(slug for slug in self._by_slug if f"-{wanted}-" in f"-{slug}-")
        meant = [
            slug
            for slug in found
            if sum(map(str.isalpha, min(slug, wanted, key=len))) > 3 and len(wanted) <= 2 * len(slug) <= 6 * len(wanted)
        ]
        return meant[0] if len(meant) == 1 else None

    @cached_property
    def _lines(self) -> str:
        return "-" + "-\n-".join(self._by_slug) + "-"


def _pairs(slug: str) -> set[str]:
    return {slug[at : at + 2] for at in range(len(slug) - 1)}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one must mean, if there is one."""
    return Names(known).nearest(name)


def misspelt(name: str, known: Iterable[str]) -> str | None:
    """The known name that is written as another but for a few letters."""
    return Names(known).misspelt(name)


def suggestion(name: str, known: Iterable[str] | Names) -> str:
    """« ; voulez-vous « x » ? », or the known names when there are few, or nothing."""
    names = known if isinstance(known, Names) else Names(sorted(known))
    near = names.nearest(name)
    if near:
        return f" ; voulez-vous « {near} » ?"
    if 0 < len(names.all) <= 12:
        return " ; au choix : " + ", ".join(sorted(names.all))
    return ""


def quoted(title: str) -> str:
    """« title » ; guillemets that the title holds become “ ” (Lexique des règles typographiques, « Guillemets »)."""
    inner = re.sub(r"«[\s\u00a0\u202f]*(.*?)[\s\u00a0\u202f]*»", r"“\1”", title)
    return f"«\u00a0{inner}\u00a0»"


def is_french(language: str | None) -> bool:
    """Whether a text is set as French: it says no language, or French (BCP 47: the primary subtag decides)."""
    return language is None or language.split("-")[0] == "fr"


def plain_text(fragment: str) -> str:
    """The text of an HTML fragment on one line, entities read, tags and comments gone."""
    spaced = re.sub(r"</(?:p|li|h[1-6]|blockquote|figcaption|td|th|dd|dt|div)>|<br[^>]*>", " ", fragment)
    return re.sub(r"[ \t\r\n]+", " ", html.unescape(_TAG.sub("", spaced))).strip()


def count_words(text: str) -> int:
    """Words as a reader counts them: « l’été » is one, « peut-être » is one."""
    return len(_WORD.findall(text))
