"""Signs inside words: ellipsis, apostrophe."""

import re

from plugins.common.regex import regex
from plugins.typography.alphabet import KEPT, LETTER, OBJECT, SPACE, TAG, S, T

THREE_POINTS = regex(r"\.\.\.(?!\.)(?<!\....)")
SPACED_POINTS = regex(rf"(?<![.…{SPACE}]){S}*\.(?:{S}\.){{2}}(?!{S}?\.|\w)")
ET_CETERA = regex(rf"([Ee]tc)(?<!\w...)\.?(?:…|\.\.\.)+(?!{S}?\.)")
EXTENSION = regex(r"(?:docx?|xlsx?|pptx?|pdf|zip|tar|gz|txt|csv|html?|css|js|json|xml|py|md|png|jpe?g|gif|svg)(?!\w)")

APOSTROPHE = regex(
    rf"'(?:(?<=[^\W\d_{TAG}]')|(?<=[{LETTER}]')|(?<=[^\W\d_]{TAG}')|(?<=[^\W\d_]{TAG}{TAG}'))"
    rf"(?={T}[^\W_{TAG}]|{T}[{LETTER}{OBJECT}{KEPT}\"«“])"
)
VOWELS = "aeiouyhAEIOUYHàâéèêëîïôöùûœæÀÂÉÈÊËÎÏÔÖÙÛŒÆ"
# « l' Éditeur »: an elided word and a space that slipped in after it.
SLIP = regex(rf"(?<![\w'’])([LlDdJjNnMmTtSsCc]|[Qq]u)['’]{S}(?=[{VOWELS}])")
# « les années ’80 »: after these words an apostrophe stands for a century.
YEARS = regex(
    rf"((?<!\w)(?:années?|été|hiver|printemps|automne|promo(?:tion)?|saison|collection|millésime|mai|juin){S}+)'"
    r"(?=\d\d(?![\w'’]))"
)


def set_ellipsis(run: str) -> str:
    """Turn three points into one sign, and drop it after « etc. » (Lexique, « Points de suspension »).

    Points inside a number, a path or the name of a file stay.
    """
    if ". ." in run:
        run = SPACED_POINTS.sub(_spaced, run)
    if "..." in run:
        run = THREE_POINTS.sub(_ellipsis, run)
    if "tc" in run:
        run = ET_CETERA.sub(r"\1.", run)
    return run


def _ellipsis(match: re.Match[str]) -> str:
    run, (start, end) = match.string, match.span()
    left = start
    while left and run[left - 1] == TAG:
        left -= 1
    before, after = run[left - 1 : left], run[end : end + 1]
    in_name = before.isalnum() and (before.isdigit() or after.isdigit() or EXTENSION.match(run, end))
    return match[0] if (in_name and after.isalnum()) or before in ("/", "\\") or after in ("/", "\\") else "…"


def _spaced(match: re.Match[str]) -> str:
    before = match.string[match.start() - 1 : match.start()]
    return "…" if before.isalpha() else match[0][: len(match[0]) - 5] + "…"


def set_apostrophe(run: str) -> str:
    """Curl the apostrophe between a letter and a word, and before the two figures of a year (Lexique, « Apostrophe »).

    Primes and orphans stay.
    """
    if "' " in run:
        run = SLIP.sub(r"\1’", run)
    if " '" in run:
        run = YEARS.sub(r"\1’", run)
    return APOSTROPHE.sub("’", run)
