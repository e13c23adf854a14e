"""Keep the last word of a block from standing alone on its line.

Only breaking spaces are looked at: a filter that matches ``\\s`` would undo the thin spaces set before marks.
"""

from plugins.common.regex import regex
from plugins.typography.alphabet import BLANKS, BREAK, KEPT, OBJECT, TAG, join, names
from plugins.typography.tokens import rewrite

BLOCKS = names("p li dt dd blockquote td th caption figcaption summary h1 h2 h3 h4 h5 h6")
NO_BREAK_SPACE = "\u00a0"
# A longer word fills enough of its line not to look lost there.
LONGEST_LAST_WORD = 12
# Characters of the two bound words: a heading on a screen of 320 px has about 25 a line, and a longer bound
# piece would run out of it or leave a hole on the line before.
LONGEST_PAIR = 24

UNBREAKABLE = regex("[\u00a0\u202f]")
NOT_A_WORD = regex(f"[{BREAK}{OBJECT}{KEPT}]")


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
    end = len(run.rstrip(EMPTY))
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
    start = max(0, end - REACH)
    tail = run[start:end].replace("\n", " ")
    for sign in RARE:
        if sign in tail:
            tail = tail.replace(sign, " ")
    space = tail.rfind(" ")
    if space < 0:
        return None
    last = tail[space:].lstrip(EMPTY)
    left = len(tail[:space].rstrip(EMPTY))
    before = tail.rfind(" ", 0, left)
    if before < 0:  # two words: binding them would leave no place to break
        return None
    right, previous = len(tail) - len(last), tail[before + 1 : left]
    if NOT_A_WORD.search(tail, before + 1):
        return None
    if TAG in tail:
        last, previous = last.replace(TAG, ""), previous.replace(TAG, "")
    if len(last) > LONGEST_LAST_WORD or len(previous) + 1 + len(last) > LONGEST_PAIR:
        return None
    if "\u00a0" in last or "\u202f" in last:
        pieces = UNBREAKABLE.split(last)
        if sum(any(map(str.isalnum, piece)) for piece in pieces) > 1:
            return None
    return start + left, start + right


# Tags inside the words have no width but take room in the run.
REACH = 4 * LONGEST_PAIR
EMPTY = "".join(BLANKS)
RARE = "\t\r\f"
