"""Signs inside and between words: ellipsis, apostrophe, dashes, abbreviations."""

import re
from functools import partial

from plugins.typography.alphabet import (
    BLANKS,
    BREAK,
    KEPT,
    LETTER,
    OBJECT,
    SPACE,
    TAG,
    TO_NO_SPACE,
    S,
    T,
    join,
)
from plugins.typography.options import Options

EN_DASH, EM_DASH = "–", "—"
NO_BREAK = "\u00a0"
CAPITAL = "A-ZÀ-ÖØ-ÞŒ"

THREE_POINTS = re.compile(r"\.\.\.(?!\.)(?<!\....)")
ET_CETERA = re.compile(r"([Ee]tc)(?<!\w...)\.?(?:…|\.\.\.)+(?!\.)")
EXTENSION = re.compile(
    r"(?:docx?|xlsx?|pptx?|pdf|zip|tar|gz|txt|csv|html?|css|js|json|xml|py|md|png|jpe?g|gif|svg)(?!\w)"
)

APOSTROPHE = re.compile(
    rf"'(?:(?<=[^\W\d_{TAG}]')|(?<=[{LETTER}]')|(?<=[^\W\d_]{TAG}')|(?<=[^\W\d_]{TAG}{TAG}'))"
    rf"(?={T}[^\W_{TAG}]|{T}[{LETTER}{OBJECT}{KEPT}\"«“])"
)

TO_NO_BLANK = {**TO_NO_SPACE, ord(TAG): None}
HYPHENS = re.compile(rf"-{{1,3}}(?=[{SPACE}])(?<![^{SPACE}-]-)(?<![^{SPACE}-]--)(?<![^{SPACE}-]---)")
LINE_DASH = re.compile(rf"([{SPACE}{TAG}]*+)(-{{1,3}}|–|—)([{SPACE}{TAG}]++)(?=([^{SPACE}{TAG}{BREAK}]))")
NEAR = 10  # characters around a hyphen, without spaces, where an operator shows arithmetic
COUNTED = frozenset("%‰€$£°²³")
OPERATORS = frozenset("=+*/×÷<>|")
NOT_BEFORE_ASIDE = OPERATORS | frozenset("«([“")
NOT_AFTER_ASIDE = OPERATORS | frozenset("»)]”")

TITLE = re.compile(rf"(?:M(?:M?\.|mes?|lles?|es?|gr|rs?)|Drs?|Prs?)({T}{S}+{T})(?=[{CAPITAL}])")
BEFORE_TITLE = re.compile(r"[\w.-]")
REFERENCE = re.compile(
    rf"\.(?:(?<=[pP]\.)|(?<=[rR][tT]\.)|(?<=[oO][lL]\.)|(?<=[iI][gG]\.))({T}{S}+{T})(?=\d|[IVXLC]+(?![\w’']))"
)
LAST_WORD = re.compile(r"[^\W\d_]+\Z")
REFERENCES = frozenset(("p", "pp", "art", "chap", "vol", "fig"))
NUMBER_SIGN = re.compile(rf"([nN][°º]|§)({T}{S}*{T})(?=\d)")
ERA = re.compile(rf"(av|apr)\.{S}+(?=J\.-C)")


def set_ellipsis(run: str) -> str:
    """Turn three points into one sign, and drop it after « etc. » (Lexique, « Points de suspension »).

    Points inside a number, a path or the name of a file stay.
    """
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


def set_apostrophe(run: str) -> str:
    """Curl the apostrophe between a letter and a word (Lexique, « Apostrophe »); primes and orphans stay."""
    return APOSTROPHE.sub("’", run)


def set_dashes(run: str, options: Options) -> str:
    """Set the dashes of an aside and of a list or a dialogue (Lexique, « Tiret »).

    Between two words, ``-`` and ``--`` become an en dash and ``---`` an em dash; the spaces around stay. At
    the start of a line the dash (an em dash stays one) is bound to what follows. Arithmetic and ranges stay.
    """
    if "- " in run or "-\n" in run:
        run = HYPHENS.sub(_aside, run)
    if BREAK not in run:
        return _line_dash(run, options)
    return BREAK.join([_line_dash(line, options) for line in run.split(BREAK)])


def _line_dash(line: str, options: Options) -> str:
    match = LINE_DASH.match(line)
    if not match or match[3].strip(TAG) == "" or match[4] in NOT_AFTER_ASIDE:
        return line
    if match[2][0] == "-" and match[4].isdigit():  # a negative number
        return line
    dash = EM_DASH if match[2] in ("---", EM_DASH) else EN_DASH
    return match[1] + dash + join(match[3], options.space_unit) + line[match.end() :]


def _aside(match: re.Match[str]) -> str:
    run, (start, end) = match.string, match.span()
    left = start
    while left and run[left - 1] in BLANKS:
        left -= 1
    right = end
    while right < len(run) and run[right] in BLANKS:
        right += 1
    before, after = run[left - 1 : left], run[right : right + 1]
    if not before or before == BREAK or not after or after == BREAK:
        return match[0]
    around = run[max(0, start - 4 * NEAR) : start].translate(TO_NO_BLANK)[-NEAR:]
    around += run[end : end + 4 * NEAR].translate(TO_NO_BLANK)[:NEAR]
    arithmetic = "=" in around or (after.isdigit() and (before.isdigit() or before in COUNTED))
    if arithmetic or before in NOT_BEFORE_ASIDE or after in NOT_AFTER_ASIDE:
        return match[0]
    return EM_DASH if len(match[0]) == 3 else EN_DASH


def set_abbreviations(run: str, options: Options) -> str:
    """Bind an abbreviated title to the name, a reference to its number (Lexique, « Abréviations »)."""
    space = options.space_unit
    if "M" in run or "Dr" in run or "Pr" in run:
        run = TITLE.sub(partial(_title, space), run)
    if ". " in run or f".{NO_BREAK}" in run:
        run = REFERENCE.sub(partial(_reference, space), run)
    if "°" in run or "§" in run or "º" in run:
        run = NUMBER_SIGN.sub(partial(_number_sign, space), run)
    return ERA.sub(rf"\1.{space}", run) if "J.-C" in run else run


def _title(space: str, match: re.Match[str]) -> str:
    run = match.string
    if BEFORE_TITLE.match(run, max(0, match.start() - 1), match.start()):
        return match[0]
    return run[match.start() : match.start(1)] + join(match[1], space)


def _reference(space: str, match: re.Match[str]) -> str:
    word = LAST_WORD.search(match.string[max(0, match.start() - 6) : match.start()])
    return "." + join(match[1], space) if word and word[0].lower() in REFERENCES else match[0]


def _number_sign(space: str, match: re.Match[str]) -> str:
    glued = match[1] != "§" and match.start() and match.string[match.start() - 1].isalnum()
    return match[0] if glued else match[1] + join(match[2], space)
