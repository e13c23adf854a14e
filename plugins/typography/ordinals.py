"""Ordinal numbers: the ending goes in superscript, where a tag may be added."""

import re

from plugins.typography.alphabet import KEPT, LETTER, S
from plugins.typography.numbers import is_free

# As typed → as printed. Lexique, « Nombres » (ordinaux) : 1er, 1re, 2e, 2d, 2de; ère and ème are faults.
ENDINGS = {
    "er": "er", "ers": "ers", "re": "re", "res": "res",
    "ère": "re", "ere": "re", "ères": "res", "eres": "res",
    "e": "e", "ème": "e", "eme": "e", "ième": "e", "ieme": "e",
    "es": "es", "èmes": "es", "emes": "es", "ièmes": "es", "iemes": "es",
    "nd": "d", "nds": "ds", "nde": "de", "ndes": "des", "de": "de", "des": "des",
}  # fmt: skip
FIRST = frozenset(("er", "ers", "re", "res", "ère", "ere", "ères", "eres"))
SECOND = frozenset(("nd", "nds", "nde", "ndes", "de", "des"))

AFTER = rf"(?![\w’'{LETTER}{KEPT}]|\.\w|-\d+(?![\de])|\()"
ARABIC = re.compile(rf"[0-9](ers?|[eè]res?|res?|i?[eè]mes?|es?|n?des?|nds?){AFTER}")
ROMAN = re.compile(rf"([IVXL][IVXL]{{0,7}})(ers?|re|i?[eè]mes?|es?){AFTER}")
STARTS = frozenset(ending[0] for ending in ENDINGS)
# What a run with a Roman ordinal holds: the end of a numeral and the start of its ending. L alone is none.
ROMAN_PAIRS = (*((end, [end + start for start in "eriè"]) for end in "IVX"), ("L", ["IL", "VL", "XL", "LL"]))
# Up to 89: no century, reign or republic goes further.
NUMERAL = re.compile(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
ORDINAL_BEFORE = re.compile(r"(?<!\w)\d+(?:er|re|e)/\Z")  # « le 3e/4e trimestre »
NAME = re.compile(rf"{S}+[A-ZÀ-Þ]")


def set_ordinals(run: str, following: set[str]) -> str:
    """Put the ending of ordinals in superscript (Lexique, « Adjectifs numéraux ordinaux »).

    The run gets literal ``<sup>`` tags: to be called last, and only where tags are allowed. ``following``: the
    `signs_after` of its numbers.
    """
    if not following.isdisjoint(STARTS):
        run = ARABIC.sub(_arabic, run)
    return ROMAN.sub(_roman, run) if _may_be_roman(run) else run


def _may_be_roman(run: str) -> bool:
    """Tell whether the run holds one of ``ROMAN_PAIRS``: a plain loop, it is asked of each run."""
    for numeral, pairs in ROMAN_PAIRS:
        if numeral in run:
            for pair in pairs:
                if pair in run:
                    return True
    return False


def _arabic(match: re.Match[str]) -> str:
    run, start, ending = match.string, match.start(), match[1]
    digits = start
    while digits and run[digits - 1].isdigit():
        digits -= 1
    number = run[digits : start + 1]
    decimal = run[digits - 1 : digits] in (".", ",") and run[digits - 2 : digits - 1].isdigit()
    free = is_free(run, digits) or ORDINAL_BEFORE.search(run[max(0, digits - 8) : digits])
    wrong = (ending in FIRST and number != "1") or (ending in SECOND and number != "2")
    if decimal or wrong or not free:
        return match[0]
    return f"{run[start]}<sup>{ENDINGS[ending]}</sup>"


def _roman(match: re.Match[str]) -> str:
    run, (numeral, ending) = match.string, match.groups()
    before = run[match.start() - 1 : match.start()]
    if before.isalnum() or before in ("_", "-", ".", LETTER) or numeral == "L" or not NUMERAL.fullmatch(numeral):
        return match[0]
    if (ending in FIRST and numeral != "I") or (ending == "re" and not NAME.match(run, match.end())):
        return match[0]  # Vers, and « Ire » which is also a word
    return f"{numeral}<sup>{ENDINGS[ending]}</sup>"
