"""What `fix` writes, and what it says of it."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

from plugins.model.writing.fixing import Fixed
from plugins.model.writing.meant import DATES, NAMES, WHOM
from plugins.model.writing.portable import QUOTES, YAML

# What is counted of each file, one and several; the rest are corrections of the body.
_WORDS = {
    QUOTES: ("valeur entre guillemets", "valeurs entre guillemets"),
    NAMES: ("nom de clé", "noms de clés"),
    WHOM: ("prix qui dit pour qui il est", "prix qui disent pour qui ils sont"),
    DATES: ("date ou heure", "dates ou heures"),
    YAML: ("en-tête écrit en YAML", "en-têtes écrits en YAML"),
    "": ("correction dans le texte", "corrections dans le texte"),
}


def told(fixed: Fixed) -> str:
    """« content/articles/x.md : 2 valeurs entre guillemets, 1 nom de clé »."""
    counts = Counter(edit.rule if edit.rule in _WORDS else "" for edit in fixed.edits)
    parts = [f"{counts[rule]} {words[counts[rule] > 1]}" for rule, words in _WORDS.items() if counts[rule]]
    return f"{fixed.shown} : {', '.join(parts)}"


def difference(fixed: Fixed) -> Iterator[str]:
    """The lines that change, as `diff -u` shows them."""
    before, after = (text.splitlines() for text in fixed.texts)
    yield from difflib.unified_diff(before, after, fixed.shown, fixed.shown, lineterm="", n=1)
