"""A change shown word by word, and the French of the plan."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import datetime

from plugins.french.dates import date_fr

LABELS = {
    "create": "créer",
    "update": "mettre à jour",
    "withdraw": "retirer",
    "ask": "à confirmer",
    "nothing": "rien",
    "conflict": "conflit",
    "drift": "dérive",
    "duplicate": "doublon",
    "blocked": "bloqué",
    "adopt": "adopter",
    "resolve": "garder le nôtre",
    "lift": "remettre",
    "untrack": "ne plus suivre",
}
STATUS_LABELS = {
    "draft": "brouillon",
    "pending": "en attente de relecture",
    "published": "publié",
    "scheduled": "programmé",
    "private": "privé",
    "trash": "retiré",
    "closed": "fermé à notre compte",
}
WITHDRAWN = {  # by what an entry says
    "": "retiré",
    "contenu": "retiré : l’article ne demande plus ce relais",
    "client": "retiré par le client",
    "nous": "retiré par vous",
    "oubli": "plus suivi, laissé sur le blog",
}
CONTEXT = 6  # words shown before and after a change


@dataclass(frozen=True)
class TextChange:
    """One field, before and after, as a reader reads them."""

    field: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        return word_diff(self.before, self.after)


def word_diff(before: str, after: str) -> str:
    """« le [-vieux-] {+nouveau+} mot », long runs of common words as « … » (the marks of `git diff --word-diff`)."""
    old, new = before.split(), after.split()
    parts: list[str] = []
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for number, (kind, i1, i2, j1, j2) in enumerate(blocks):
        if kind == "equal":
            words = old[i1:i2]
            head = words[:CONTEXT] if number else []
            tail = words[-CONTEXT:] if number + 1 < len(blocks) else []
            short = len(words) <= len(head) + len(tail)
            parts += words if short else [*head, "…", *tail]
            continue
        if i2 > i1:
            parts.append(f"[-{' '.join(old[i1:i2])}-]")
        if j2 > j1:
            parts.append(f"{{+{' '.join(new[j1:j2])}+}}")
    return " ".join(parts)


def day_of(moment: str) -> str:
    """The day of an ISO instant in French, empty when there is none."""
    return date_fr(datetime.fromisoformat(moment)) if re.match(r"\d{4}-\d{2}-\d{2}", moment) else ""
