"""The spaces around marks: one pass over the marks of a run, each looking left and right of itself.

A pass in code and not a row of substitutions: the left context of a mark is a row of spaces and tags of any
length, which a regex would read again from each of its characters.
"""

from plugins.common.regex import regex
from plugins.typography.alphabet import (
    AMP,
    BLANKS,
    BREAK,
    GT,
    LETTER,
    LT,
    OBJECT,
    SPACE,
    SPACES,
    SYMBOL,
    TAG,
    TO_NO_SPACE,
    join,
)
from plugins.typography.options import Options
from plugins.typography.protect import WORD_MARKS

MARK = regex(rf"[;:!?«»(,.)](?:(?<=[;:!?])[;:!?]*|(?<=[«»(])|(?<=[{SPACE}{TAG}].))")

OPENING = frozenset("([{«“‘")
# A mark is the end of something when one of these follows it; else it is code, an address, a time.
AFTER_MARK = SPACES | frozenset(("", BREAK, OBJECT, SYMBOL, LT)) | frozenset(')]}»”’"…,.*[')
AFTER_POINT = SPACES | frozenset(("", BREAK)) | frozenset("»)!?;:")
AFTER_LINE_SIGN = frozenset(("", BREAK)) | frozenset("«»)]}.,;:!?")
BEFORE_GERMAN = SPACES | frozenset(("(", BREAK))
EYES = frozenset(":;=8-'^")  # before a bracket: an emoticon
# Ends of words after which a missing space is added.
WORD_ENDS = frozenset(')]»”"’%€$£°….' + OBJECT + LETTER + SYMBOL + WORD_MARKS)
CODE = regex(rf"[=<>{{}}\\|$_~^:;!?{GT}]|\(\)|\w\((?!(?:e|s|es|ne|le|re)s?\))")
ENTITY_TAIL = regex(rf"[&{AMP}]#?[a-z0-9]+\Z")
WORD_START = regex(rf"[{SPACE}{BREAK}«»]")
WORD_MAX = 60  # characters of a word that are read to tell prose from code
SCHEMES = frozenset(("http", "https", "ftp", "sftp", "ssh", "mailto", "urn"))  # no word of French


def set_spaces(run: str, options: Options) -> str:
    """Set the space before ``; : ! ?``, inside « » and brackets, before a comma and a point.

    Lexique, p. 149 and « Ponctuation »: a thin no-break space before ``; ! ?``, a no-break space before ``:``
    and inside guillemets, none inside brackets or before a comma and a point. A missing space is added where
    a word ends.
    """
    parts: list[str] = []
    done = 0
    for match in MARK.finditer(run):
        start, end = match.span()
        sign = run[start]
        if sign == "«" or sign == "(":
            right = end
            while right < len(run) and run[right] in BLANKS:
                right += 1
            gap = run[end:right]
            new = _after_opening(run, start, gap, run[right : right + 1], options)
            if new is not None:
                # « le filtre« mot » »: the space before the sign is missing
                slip = " " if sign == "«" and run[start - 1 : start].isalnum() else ""
                if new != gap or slip:
                    parts += (run[done:start], slip, sign, new)
                    done = right
            continue
        left = start
        while left and run[left - 1] in BLANKS:
            left -= 1
        if sign == "»" and run[left - 1 : left] in ("", BREAK):  # guillemets at each line (Lexique, « Guillemets »)
            right = end
            while right < len(run) and run[right] in BLANKS:
                right += 1
            gap = run[end:right]
            if gap.translate(TO_NO_SPACE) != gap and run[right : right + 1] not in AFTER_LINE_SIGN:
                parts += (run[done:end], join(gap, options.space_guillemets, first=True))
                done = right
            continue
        gap = run[max(left, done) : start]
        new = _before_mark(run, start, end, left, gap, options)
        if new is not None and new != gap:
            parts += (run[done : start - len(gap)], new)
            done = start
    return "".join((*parts, run[done:])) if parts else run


def _after_opening(run: str, start: int, gap: str, after: str, options: Options) -> str | None:
    """Return the gap to have after « or (; None to keep it."""
    if run[start] == "(":
        if not gap or after in ("", ")", BREAK) or run[start - 1 : start] in EYES:
            return None
        return gap.translate(TO_NO_SPACE)
    if after in ("", "»", ")", BREAK):
        return None
    if gap and _before_tags(run, start).isalnum() and _closes_german(run, start):
        return None
    return join(gap, options.space_guillemets, first=True)


def _before_tags(run: str, end: int) -> str:
    """Return the character before ``end``, beyond tags; an empty string at the start of the run."""
    while end and run[end - 1] == TAG:
        end -= 1
    return run[end - 1 : end]


def _closes_german(run: str, start: int) -> bool:
    """Tell whether the « at ``start`` closes a »German« quotation, which a » opened before a word."""
    opening = run.rfind("»", 0, start)
    return (
        opening > run.rfind("«", 0, start)
        and run[opening + 1 : opening + 2].isalnum()
        and (opening == 0 or run[opening - 1] in BEFORE_GERMAN)
    )


def _before_mark(run: str, start: int, end: int, left: int, gap: str, options: Options) -> str | None:
    """Return the gap to have before the mark from ``start`` to ``end``; None to keep it.

    ``left`` is where the blanks before it begin.
    """
    before, after = run[left - 1 : left], run[end : end + 1]
    if not before or before == BREAK or before in OPENING:
        return None
    spaced = bool(gap) and (gap == " " or gap.translate(TO_NO_SPACE) != gap)
    sign = run[start]
    if sign == "»":
        if spaced and after.isalnum() and run[start - 1] in " \n\t":  # »German« quotes open with this sign
            return None
        return join(gap, options.space_guillemets)
    if sign == ",":
        return gap.translate(TO_NO_SPACE) if spaced and _ends(before) and after in AFTER_MARK else None
    if sign == ".":
        in_row = before == "." or run[end + 1 : end + 2] == "."
        return gap.translate(TO_NO_SPACE) if spaced and not in_row and _ends(before) and after in AFTER_POINT else None
    if sign == ")":
        return gap.translate(TO_NO_SPACE) if spaced and before not in EYES else None
    marks = run[start:end]
    if len(marks) > 1 and (":" in marks or ";" in marks):
        return None
    if sign in ":;" and after in (")", "]"):  # an emoticon
        return None
    if after == TAG:
        right = end
        while right < len(run) and run[right] == TAG:
            right += 1
        after = run[right : right + 1]
        if not spaced and after not in AFTER_MARK:
            return None
    elif after not in AFTER_MARK:
        return None
    if not spaced and not _missing(run, left, sign):
        return None
    return join(gap, options.space_colon if sign == ":" else options.space_high)


def _ends(before: str) -> bool:
    """Tell whether a word or a closing sign ends here."""
    return before.isalpha() or before.isdigit() or before in WORD_ENDS


def _missing(run: str, end: int, sign: str) -> bool:
    """Tell whether a word of prose ends at ``end``: the space before the mark is missing, not refused."""
    if not _ends(run[end - 1]):
        return False
    if run[end - 1] == "»":
        return True
    word = WORD_START.split(run[max(0, end - WORD_MAX) : end])[-1]
    if CODE.search(word) or (sign == ";" and ENTITY_TAIL.search(word)):
        return False
    return not (sign == ":" and word.lower() in SCHEMES)
