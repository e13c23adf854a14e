"""The passage that an article quotes from a client's blog: found by its marks, set in its own block.

The wording is the theme's (`_extrait.html`); this module knows only where things go.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.site.texts import without_marks

_OPEN = regex(r"<!--\s*extrait\s*-->")
_CLOSE = regex(r"<!--\s*/\s*extrait\s*-->")


@frozen
class Passage:
    """A content cut around its marked passage; without marks `quote` is empty and all stands in `before`."""

    before: str
    quote: str
    after: str


def find_passage(html: str) -> Passage:
    """Cut a content around `<!-- extrait -->…<!-- /extrait -->`."""
    opening = _OPEN.search(html)
    closing = _CLOSE.search(html, opening.end()) if opening else None
    if not opening or not closing:
        return Passage(without_marks(html), "", "")
    return Passage(
        html[: opening.start()].rstrip(),
        html[opening.end() : closing.start()].strip(),
        html[closing.end() :].strip(),
    )


def marks(text: str) -> tuple[int, int]:
    """Offsets of what stands between the marks of a text; equal when there are none."""
    opening = _OPEN.search(text)
    closing = _CLOSE.search(text, opening.end()) if opening else None
    return (opening.end(), closing.start()) if opening and closing else (0, 0)


def attribute_passage(html: str, render: Callable[[str], str]) -> str:
    """The content with its passage in a quotation block and the link to the original after it.

    `render` makes that block from the quoted HTML (empty when nothing is quoted: the link alone, at the end).
    """
    passage = find_passage(html)
    footnotes = re.search(r"<div class=\"footnote\">", passage.before) if not passage.quote else None
    if footnotes:  # the link belongs to the text, before its notes
        before, after = passage.before[: footnotes.start()], passage.before[footnotes.start() :]
        return f"{before}{render('')}\n{after}"
    return "\n".join(part for part in (passage.before, render(passage.quote), passage.after) if part)
