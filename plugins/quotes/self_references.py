"""Words that point at where they are written: « ce blog », « ici », « ci-dessous ». Moved, they point elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.regex import regex

_S = r"[\s\u00a0\u202f]+"
_TEXT = r"(?:article|billet|post|papier)s?"
_POINTING = regex(
    rf"""(?<![\w-])(?:
        (?:ce|notre|mon|nos)(?:{_S}propre)?{_S}(?:blog|site|journal)s?
      | cet{_S}article | ce{_S}(?:billet|post|papier) | cette{_S}page
      | (?:notre|nos|mon|mes){_S}(?:derniers?|précédents?|prochains?|autres?){_S}{_TEXT}
      | (?:notre|nos|mon|mes){_S}{_TEXT}{_S}(?:précédents?|suivants?)
      | (?:le|l[’']|un|dans{_S}un){_S}?(?:précédent|prochain){_S}{_TEXT}
      | (?:article|billet){_S}(?:précédent|suivant)
      | ci-(?:dessous|dessus|contre|après|avant|jointe?s?)
      | (?:voir|lire|vu|comme){_S}plus{_S}(?:haut|bas)
      | (?<![’'])ici
    )(?![\w-])""",
    re.I | re.X,
)
# « d’ici à demain » and « jusqu’ici » tell a time: their apostrophe sets them apart.


def pointing_words(text: str) -> Iterator[tuple[str, int]]:
    """Each of these words and its offset."""
    for match in _POINTING.finditer(text):
        yield re.sub(r"\s+", " ", match[0]), match.start()
