"""Keep the last word of a block from standing alone on its line.

Only breaking spaces are looked at: a filter that matches ``\\s`` would undo the thin spaces set before marks.
"""

import re

from plugins.typography.alphabet import BLANKS, BREAK, KEPT, OBJECT, TAG, join, names
from plugins.typography.tokens import rewrite

BLOCKS = names("p li dt dd blockquote td th caption figcaption summary h1 h2 h3 h4 h5 h6")
NO_BREAK_SPACE = "\u00a0"
# A longer word fills enough of its line not to look lost there.
LONGEST_LAST_WORD = 12
# Characters of the two bound words: a heading on a screen of 320 px has about 25 a line, and a longer bound
# piece would run out of it or leave a hole on the line before.
LONGEST_PAIR = 24

BREAKING = re.compile(r"[ \t\n\r\f]")
UNBREAKABLE = re.compile("[\u00a0\u202f]")
NOT_A_WORD = re.compile(f"[{BREAK}{OBJECT}{KEPT}]")


def bind_widow(html: str) -> str:
    """Return the HTML with a no-break space between the last two words of paragraphs, items, headings and
    cells.

    A mark and the no-break space before it are one word with what they follow. Nothing is bound in a block of
    two words, before a long word, next to code or an image, or in what typography leaves alone. Idempotent.
    """
    return rewrite(html, bind_run)


def bind_run(run: str, _tags: bool, block: str) -> str:
    """Return the run of a block with its last words bound."""
    if block not in BLOCKS:
        return run
    end = len(run)
    while end and run[end - 1] in BLANKS:
        end -= 1
    while gap := _gap_to_bind(run, end):
        left, right = gap
        new = join(run[left:right], NO_BREAK_SPACE)
        two_words = run[left - 1].isalnum() and run[right].isalnum()
        run, end = run[:left] + new + run[right:], end + len(new) - (right - left)
        if two_words:  # nothing more would be bound
            break
    return run


def _gap_to_bind(run: str, end: int) -> tuple[int, int] | None:
    """Return the ends of the blanks before the last word when they are to be bound; None otherwise."""
    right = _last_space(run, end)
    if right is None:
        return None
    left = right = right + 1
    while right < end and run[right] in BLANKS:
        right += 1
    while left and run[left - 1] in BLANKS:
        left -= 1
    before = _last_space(run, left)
    if before is None:  # two words: binding them would leave no place to break
        return None
    last, previous = run[right:end], run[before + 1 : left]
    if NOT_A_WORD.search(last) or NOT_A_WORD.search(previous):
        return None
    last, previous = last.replace(TAG, ""), previous.replace(TAG, "")
    if len(last) > LONGEST_LAST_WORD or len(previous) + 1 + len(last) > LONGEST_PAIR:
        return None
    pieces = UNBREAKABLE.split(last)
    words = 1 if len(pieces) == 1 else sum(any(map(str.isalnum, piece)) for piece in pieces)
    return None if words > 1 else (left, right)


def _last_space(run: str, end: int) -> int | None:
    """Return the position of the last breaking space before ``end``, within reach of two words."""
    start = max(0, end - REACH)
    find = run.rfind
    position = max(
        find(" ", start, end), find("\n", start, end), find("\t", start, end), find("\r", start, end),
        find("\f", start, end),
    )  # fmt: skip
    return position if position >= 0 else None


# Tags inside the words have no width but take room in the run.
REACH = 4 * LONGEST_PAIR
