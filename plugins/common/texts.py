"""Words and slugs: the nearest known name, a slug that never changes, words counted as a reader counts them."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable

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


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one most resembles, if one does."""
    by_slug = {slugify(candidate): candidate for candidate in known}
    wanted = slugify(name)
    close = difflib.get_close_matches(wanted, by_slug, n=1, cutoff=0.6)
    if close:
        return by_slug[close[0]]
    holding = [slug for slug in by_slug if min(len(wanted), len(slug)) > 2 and (wanted in slug or slug in wanted)]
    return by_slug[min(holding, key=len)] if holding else None


def suggestion(name: str, known: Iterable[str]) -> str:
    """« ; voulez-vous « x » ? », or the known names when there are few, or nothing."""
    names = sorted(known)
    near = nearest(name, names)
    if near:
        return f" ; voulez-vous « {near} » ?"
    if 0 < len(names) <= 12:
        return " ; au choix : " + ", ".join(names)
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
