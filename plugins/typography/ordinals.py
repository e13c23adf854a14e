"""Ordinal numbers: the ending goes in superscript, where a tag may be added."""

import re
from functools import partial

from plugins.common.regex import regex
from plugins.typography.alphabet import KEPT, LETTER, S
from plugins.typography.numbers import is_free

# As typed → as printed. Lexique, « Nombres » (ordinaux) : 1er, 1re, 2e, 2d, 2de; ère and ème are faults.
ENDINGS = {
    "er": "er", "ers": "ers", "re": "re", "res": "res",
    "ère": "re", "ere": "re", "ères": "res", "eres": "res",
    "e": "e", "è": "e", "ès": "es", "ème": "e", "eme": "e", "ième": "e", "ieme": "e",
    "es": "es", "èmes": "es", "emes": "es", "ièmes": "es", "iemes": "es",
    "nd": "d", "nds": "ds", "nde": "de", "ndes": "des", "de": "de", "des": "des",
}  # fmt: skip
PLAIN = ENDINGS
SUPERSCRIPT = {typed: f"<sup>{printed}</sup>" for typed, printed in ENDINGS.items()}
FIRST = frozenset(("er", "ers", "re", "res", "ère", "ere", "ères", "eres"))
SECOND = frozenset(("nd", "nds", "nde", "ndes", "de", "des"))

AFTER = rf"(?![\w’'{LETTER}{KEPT}]|\.\w|\()"
# « 1e-5 » is a number of science; « 1er-3 mai » and « 2e-3e » are ordinals.
ARABIC = regex(rf"[0-9](ers?|[eè]res?|res?|i?[eè]mes?|[eè]s?(?!-\d+(?![\deè]))|n?des?|nds?){AFTER}")
ROMAN = regex(rf"([IVXL][IVXL]{{0,7}})(ers?|re|i?[eè]mes?|[eè]s?){AFTER}")
STARTS = frozenset(ending[0] for ending in ENDINGS)
# What a run with a Roman ordinal holds: the end of a numeral and the start of its ending. L alone is none.
ROMAN_PAIRS = (*((end, [end + start for start in "eriè"]) for end in "IVX"), ("L", ["IL", "VL", "XL", "LL"]))
# Up to 89: no century, reign or republic goes further.
NUMERAL = regex(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
ORDINAL_BEFORE = regex(r"(?<!\w)(?:\d+|[IVXL]+)(?:er|re|i?[eè]me|[eè])[-–/]\Z")  # « le 3e/4e trimestre »
NUMERAL_BEFORE = regex(r"(?<!\w)[IVXL]+(?:er|re|i?[eè]me|[eè])?[-–/]\Z")  # « XIXe-XXe siècles »
REACH = 12
NAME = regex(rf"{S}+[A-ZÀ-Þ]")


def set_ordinals(run: str, following: set[str], tags: bool) -> str:
    """Set the ending of ordinals as it is printed, in superscript where ``tags`` may be added (Lexique, « Adjectifs
    numéraux ordinaux »).

    The run may get literal ``<sup>`` tags: to be called last. ``following``: the `signs_after` of its numbers.
    """
    written = SUPERSCRIPT if tags else PLAIN
    if not following.isdisjoint(STARTS):
        run = ARABIC.sub(partial(_arabic, written), run)
    return ROMAN.sub(partial(_roman, written), run) if _may_be_roman(run) else run


def _may_be_roman(run: str) -> bool:
    """Tell whether the run holds one of ``ROMAN_PAIRS``: a plain loop, it is asked of each run."""
    for numeral, pairs in ROMAN_PAIRS:
        if numeral in run:
            for pair in pairs:
                if pair in run:
                    return True
    return False


def _arabic(written: dict[str, str], match: re.Match[str]) -> str:
    run, start, ending = match.string, match.start(), match[1]
    digits = start
    while digits and run[digits - 1].isdigit():
        digits -= 1
    number = run[digits : start + 1]
    decimal = run[digits - 1 : digits] in (".", ",") and run[digits - 2 : digits - 1].isdigit()
    free = is_free(run, digits) or ORDINAL_BEFORE.search(run, max(0, digits - REACH), digits)
    wrong = (ending in FIRST and number != "1") or (ending in SECOND and number != "2")
    if decimal or wrong or not free:
        return match[0]
    return run[start] + written[ending]


def _roman(written: dict[str, str], match: re.Match[str]) -> str:
    run, (numeral, ending) = match.string, match.groups()
    before = run[match.start() - 1 : match.start()]
    if before in ("-", "–", "/") and NUMERAL_BEFORE.search(run, max(0, match.start() - REACH), match.start()):
        before = ""
    if before.isalnum() or before in ("_", "-", ".", LETTER) or numeral == "L" or not NUMERAL.fullmatch(numeral):
        return match[0]
    if (ending in FIRST and numeral != "I") or (ending == "re" and not NAME.match(run, match.end())):
        return match[0]  # Vers, and « Ire » which is also a word
    return numeral + written[ending]
