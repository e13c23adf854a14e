"""Straight quotes to guillemets, by pairs: a stack, since a regex cannot tell an opening sign from a
closing one.
"""

from plugins.common.regex import regex
from plugins.typography.alphabet import BLANKS, BREAK, SPACES, TAG

SIGN = regex(r'["«»“”]')
PLAIN_SPACES = frozenset((" ", "\t", "\n"))
EMPTY = "".join(BLANKS)
OUTER, INNER, STRAIGHT = ("«", "»"), ("“", "”"), ('"', '"')

# What stands before an opening sign, besides a space and the start of the line.
BEFORE_OPENING = SPACES | frozenset(("", BREAK)) | frozenset("([{«“‘'’/—–-:=…")
NOT_AFTER_OPENING = SPACES | frozenset(("", BREAK)) | frozenset(".,;!?)]}»”")
NOT_BEFORE_CLOSING = SPACES | frozenset(("", BREAK)) | frozenset("([{«“")
CLOSES_AFTER = frozenset(".,;:!?)]}»”…")  # after a space that slipped in: « (appelée "nom ") »
LONE_SIGN = regex(r'"[.,;:!?…]{1,3}"(?!\w)')
# A note call; « 2<sup>e</sup> » is none.
NOTE_CALL = regex(rf"{TAG}{{1,4}}\d{{1,3}}{TAG}(?![erd]{{1,2}}s?{TAG})|[⁰¹²³⁴-⁹]")


def set_quotes(run: str, curly: bool = False) -> str:
    """Turn pairs of straight quotes into « », and into “ ” inside another quotation (Lexique, « Guillemets
    »).

    A quote without its pair (inches, seconds, a slip) stays. With ``curly``, pairs of “ ” outside any
    quotation become « » too. The space inside is left to the rules of spacing.
    """
    if '"' not in run and not (curly and "“" in run):
        return run
    signs = [(match.start(), match[0]) for match in SIGN.finditer(run)]
    pairs = _pair(run, signs)
    if not pairs:
        return run
    return _rewrite(run, signs, pairs, curly)


def _pair(run: str, signs: list[tuple[int, str]]) -> dict[int, str]:
    """Return the positions of straight and curly signs that have a pair: each one's kind, « ( » or « ) »."""
    pairs: dict[int, str] = {}
    opened: list[tuple[int, str]] = []
    guillemets = 0
    for position, sign in signs:
        if sign == "«":
            guillemets += 1
            opened.append((position, sign))
        elif sign == "»":
            if guillemets:  # what is still open inside has lost its pair
                while opened.pop()[1] != "«":
                    pass
                guillemets -= 1
        elif sign == "“":
            opened.append((position, sign))
        elif sign == "”":
            if opened and opened[-1][1] == "“":
                pairs[opened.pop()[0]], pairs[position] = "(", ")"
        else:
            before, after = _neighbours(run, position)
            # « " mot " », typed as guillemets are
            loose = before in PLAIN_SPACES and (after in PLAIN_SPACES or not after)
            is_open = bool(opened) and opened[-1][1] == '"'
            closes = before not in NOT_BEFORE_CLOSING or loose or (before in PLAIN_SPACES and after in CLOSES_AFTER)
            if is_open and closes and (not after.isalnum() or NOTE_CALL.match(run, position + 1)):
                start = opened.pop()[0]
                if run[start + 1 : position].strip(EMPTY):
                    pairs[start], pairs[position] = "(", ")"
            elif before in BEFORE_OPENING and (
                loose
                or after not in NOT_AFTER_OPENING
                or _starts_word(run, position)
                or LONE_SIGN.match(run, position)  # « un "?" à côté »
            ):
                opened.append((position, sign))
    return pairs


def _neighbours(run: str, position: int) -> tuple[str, str]:
    """Return the characters around a sign, through tags; an empty string at an end of the run."""
    left, right = position - 1, position + 1
    while left >= 0 and run[left] == TAG:
        left -= 1
    while right < len(run) and run[right] == TAG:
        right += 1
    return run[left] if left >= 0 else "", run[right] if right < len(run) else ""


def _starts_word(run: str, position: int) -> bool:
    """Tell whether a word that begins with a point follows (« .docx »)."""
    return run[position + 1 : position + 2] == "." and run[position + 2 : position + 3].isalnum()


def _rewrite(run: str, signs: list[tuple[int, str]], pairs: dict[int, str], curly: bool) -> str:
    """Write each paired sign for its depth: guillemets outside, double curly quotes inside guillemets."""
    parts: list[str] = []
    done = 0
    around: list[tuple[str, str]] = []  # the quotations open here, the innermost last
    for position, sign in signs:
        new = sign
        if sign == "«":
            around.append(OUTER)
        elif sign == "»":
            if around:
                around.pop()
        elif pairs.get(position) == "(":
            kind = _kind(sign, around[-1] if around else None, curly)
            around.append(kind)
            new = kind[0]
        elif position in pairs:
            new = around.pop()[1] if around else sign
        parts += (run[done:position], new)
        done = position + 1
    return "".join((*parts, run[done:]))


def _kind(sign: str, around: tuple[str, str] | None, curly: bool) -> tuple[str, str]:
    """Return the two signs of a quotation inside another one (None: outside any).

    Inside “ ” a straight quote stays: French has no third level.
    """
    if sign == "“":
        return OUTER if curly and around is None else INNER
    return OUTER if around is None else INNER if around is OUTER else STRAIGHT
