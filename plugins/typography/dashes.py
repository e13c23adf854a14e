"""Dashes: those of an aside and of a line, and the hyphens that no line may break."""

import re

from plugins.common.regex import regex
from plugins.typography.alphabet import BLANKS, BREAK, SPACE, TAG, TO_NO_SPACE, join
from plugins.typography.options import Options

EN_DASH, EM_DASH, NO_BREAK_HYPHEN = "–", "—", "\u2011"

TO_NO_BLANK = {**TO_NO_SPACE, ord(TAG): None}
HYPHENS = regex(rf"-{{1,3}}(?=[{SPACE}])(?:(?<=[{SPACE}]-)|(?<=[{SPACE}]--)|(?<=[{SPACE}]---))")
LINE_DASH = regex(rf"([{SPACE}{TAG}]*+)(-{{1,3}}|–|—)([{SPACE}{TAG}]++)(?=([^{SPACE}{TAG}{BREAK}]))")
NEAR = 10  # characters around a hyphen, without spaces, where an operator shows arithmetic
COUNTED = frozenset("%‰€$£°²³")
OPERATORS = frozenset("=+*/×÷<>|-–")
NOT_BEFORE_ASIDE = OPERATORS | frozenset("«([“")
NOT_AFTER_ASIDE = OPERATORS | frozenset("»)]”")

# A dash between two words of a sentence, then the end of one.
DASH = regex(rf"[–—](?=[{SPACE}{TAG}])(?<=[{SPACE}{TAG}].)")
BEFORE_LINE = frozenset(("«", "(", "[", "“", BREAK))
SENTENCE_END = regex(rf"[.!?…;][»”\"){SPACE}{TAG}]*[{SPACE}]|{BREAK}")
EUPHONIC = regex(r"-([tT])-(?<=[^\W\d_]...)(?=(?:il|elle|on|IL|ELLE|ON)s?(?![\w-]))")


def set_dashes(run: str, options: Options) -> str:
    """Set the dashes of an aside and of a list or a dialogue (Lexique, « Tiret »).

    Between two words, ``-`` and ``--`` become an en dash and ``---`` an em dash. At the start of a line the dash (an
    em dash stays one) is bound to what follows; so are the two dashes of an aside to what they hold. Arithmetic,
    ranges and rows of hyphens stay.
    """
    if "- " in run or "-\n" in run:
        run = HYPHENS.sub(_aside, run)
    if "-" not in run and EN_DASH not in run and EM_DASH not in run:
        return run
    if BREAK in run:
        run = BREAK.join([_line_dash(line, options) for line in run.split(BREAK)])
    else:
        run = _line_dash(run, options)
    if run.count(EN_DASH) > 1 or run.count(EM_DASH) > 1:
        run = _bind_asides(run, options)
    if "-t-" in run or "-T-" in run:
        run = EUPHONIC.sub(rf"{NO_BREAK_HYPHEN}\1{NO_BREAK_HYPHEN}", run)
    return run


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
    named = before in "+*" and (run[left - 2 : left - 1].isalpha() or run[left - 2 : left] == "++")  # C++, Canal+
    if arithmetic or (before in NOT_BEFORE_ASIDE and not named) or after in NOT_AFTER_ASIDE:
        return match[0]
    return EM_DASH if len(match[0]) == 3 else EN_DASH


def _bind_asides(run: str, options: Options) -> str:
    """Bind the dashes of each aside to what they hold: no line ends after the first nor begins with the second."""
    ends = [match.end() for match in SENTENCE_END.finditer(run)] + [len(run)]
    dashes: list[list[int]] = [[] for _ in ends]
    rank = 0
    for match in DASH.finditer(run):
        while match.start() >= ends[rank]:
            rank += 1
        if _between_words(run, match.start()):
            dashes[rank].append(match.start())
    asides: list[tuple[int, int]] = []
    for positions in dashes:
        if len(positions) % 2:  # one has no pair, and nothing says which
            continue
        for first, last in zip(positions[::2], positions[1::2], strict=True):
            if _is_aside(run, first, last):
                asides.append((first, last))
    parts: list[str] = []
    done = 0
    for first, last in asides:
        right, left = first + 1, last
        while run[right] in BLANKS:
            right += 1
        while run[left - 1] in BLANKS:
            left -= 1
        opening, closing = run[first + 1 : right], run[left:last]
        parts += (run[done : first + 1], join(opening, options.space_unit), run[right:left])
        parts.append(join(closing, options.space_unit))
        done = last
    return "".join((*parts, run[done:])) if parts else run


def _between_words(run: str, position: int) -> bool:
    """Tell whether a dash has a word on each side on its line, and is no start of a line."""
    before, after = _sign_before(run, position), run[position + 1 : position + 12].lstrip(EMPTY)
    return bool(before and after) and before not in BEFORE_LINE and after[0] != BREAK


def _is_aside(run: str, first: int, last: int) -> bool:
    """Tell an aside from hours (« 9 h – 12 h ») and from a row of names (« Paris – Lyon – Lille »)."""
    before, inner, after = _sign_before(run, first), run[first + 1 : last].strip(EMPTY), _sign_after(run, last + 1)
    if not inner or not before or not after or before.isdigit() or inner[0].isdigit() or after.isdigit():
        return False
    return not (inner[0].isupper() and after.isupper())


def _sign_before(run: str, position: int) -> str:
    """The last sign before a place that is no space and no tag; empty at the start."""
    while position and run[position - 1] in BLANKS:
        position -= 1
    return run[position - 1 : position] if position else ""


def _sign_after(run: str, position: int) -> str:
    """The first sign from a place on that is no space and no tag; empty at the end."""
    while position < len(run) and run[position] in BLANKS:
        position += 1
    return run[position : position + 1]


EMPTY = "".join(BLANKS)
