"""œ and æ where French writes them: words of a closed list, never a name or a brand (Lexique, « Ligatures »)."""

from __future__ import annotations

import re

from plugins.common.regex import regex
from plugins.typography.alphabet import SPACE, TAG

OE = (
    r"(?:man|dés|chefs?-d[’']|main-d[’']|hors-d[’'])?oeuvr\w+|(?:ran|contre|é)?coeur(?:s|e|es|er|é\w*|ant\w*|ement\w*|ettes?)?|"
    r"choeurs?|(?:con)?soeur(?:s|ettes?)?|boeufs?|oeufs?|oeil(?:s|let\w*|lères?|lades?)?|noeuds?|voeux?|moeurs|"
    r"oesophag\w+|oedèm\w+|oedip\w+|oecumén\w+|oeno(?:log|tour|phil)\w+|oestr(?:og|us|ad|al)\w*|foet(?:us|al|ale|ales|aux)|"
    r"coelacanthes?|coelioscop\w+"
)
AE = (
    r"(?<=ex )aequo|(?<=ex-)aequo|(?<=curriculum )vitae|(?<=et )caetera|(?<=vitam )aeternam|"
    r"naevus|naevi|taenias?|caecums?"
)
# No part of an address, of a name of a site, of a longer word.
WORD = regex(rf"(?<![\w./@#])(?:{OE}|{AE})(?![\w@/]|[\w-]*\.\w)", re.I)
# A capital begins a sentence, and the next word none: else it is a name (« Sacré-Coeur », « Coeur Défense »).
# The point of an abbreviated title or of an initial ends no sentence (« M. Coeur »).
SENTENCE_START = regex(rf"(?:\A|[.!?…][{SPACE}»](?<![A-ZÀ-ÖØ-Þ]\..)(?<![DP]r\..))[{SPACE}{TAG}]*\Z")
CAPITAL_NEXT = regex(rf"[{SPACE}{TAG}-]+[A-ZÀ-ÖØ-Þ]")
REACH = 12


def set_ligatures(run: str) -> str:
    """Tie o and e, a and e in the words that want it: cœur, œuvre, ex æquo."""
    if "oe" in run or "ae" in run or ("O" in run and "Oe" in run):
        return WORD.sub(_tie, run)
    return run


def _tie(match: re.Match[str]) -> str:
    run, word = match.string, match[0]
    if not word.islower() and not (
        word[1:].islower()
        and SENTENCE_START.search(run, max(0, match.start() - REACH), match.start())
        and not CAPITAL_NEXT.match(run, match.end())
    ):
        return word
    return word.replace("oe", "œ", 1).replace("Oe", "Œ", 1).replace("ae", "æ")
