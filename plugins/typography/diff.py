"""What typography has changed between two states of a page: the texts of their blocks, compared one by one."""

import difflib
import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.common.regex import regex
from plugins.typography.markup import ATTRIBUTE, BLOCK, PROSE_ATTRIBUTES, READ_ALOUD, TAG_PATTERN

VISIBLE = str.maketrans({"\u00a0": "⍽", "\u202f": "⎵", "\u2011": "‑"})
RED, GREEN, CYAN, STRONG, PLAIN = "\033[31m", "\033[32m", "\033[36m", "\033[7m", "\033[0m"
WHITE = regex(r"[ \t\n\r\f]+")


class Change(NamedTuple):
    """The text of a block, or of an attribute that is read aloud, before typography and after."""

    before: str
    after: str


def changes(before: str, after: str) -> Iterator[Change]:
    """Yield what differs between the HTML of a text as it was written and as readers get it, in their order.

    Typography adds, takes away and moves no block: the two have the same ones.
    """
    for old, new in zip(texts(before), texts(after), strict=True):
        if old != new:
            yield Change(old, new)


def texts(source: str) -> list[str]:
    """The text of each block of an HTML fragment, entities read, and those of its attributes that are read aloud."""
    found: list[str] = []
    parts: list[str] = []

    def flush() -> None:
        text = WHITE.sub(" ", html.unescape("".join(parts))).strip(" ")
        if text:
            found.append(text)
        parts.clear()

    done = 0
    for match in TAG_PATTERN.finditer(source):
        parts.append(source[done : match.start()])
        done = match.end()
        name = (match[2] or "").lower()
        if name in BLOCK or name == "br":
            flush()
        if READ_ALOUD.search(match[0]) and "footnote-backref" not in match[0]:  # that one is no author's
            for attribute, _, value in ATTRIBUTE.findall(match[0], 1):
                if attribute.lower() in PROSE_ATTRIBUTES:
                    found.append(html.unescape(value.strip("\"'")))
    parts.append(source[done:])
    flush()
    return found


def show_spaces(text: str) -> str:
    """Return the text with U+00A0 shown as ⍽ and U+202F as ⎵."""
    return text.translate(VISIBLE)


def show(change: Change, title: str, color: bool = False) -> str:
    """Return a change as two lines under a title, no-break spaces visible.

    With ``color``, the first is red and the second green, and the words that differ are in reverse video.
    """
    old, new = show_spaces(change.before), show_spaces(change.after)
    if not color:
        return f"{title}\n- {old}\n+ {new}\n"
    old, new = _mark(old, new)
    return f"{CYAN}{title}{PLAIN}\n{RED}- {old}{PLAIN}\n{GREEN}+ {new}{PLAIN}\n"


def _mark(old: str, new: str) -> tuple[str, str]:
    """Return both lines with the words that differ in reverse video."""
    words = re.compile(r"\S+|\s+")
    a, b = words.findall(old), words.findall(new)
    left, right = "", ""
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        first, second = "".join(a[i1:i2]), "".join(b[j1:j2])
        if kind == "equal":
            left, right = left + first, right + second
            continue
        # 27 ends the reverse video and keeps the colour of the line.
        left += f"{STRONG}{first}\033[27m" if first else ""
        right += f"{STRONG}{second}\033[27m" if second else ""
    return left, right
