"""Where in the source of a text the words of its page stand."""

from __future__ import annotations

import re

from plugins.common.regex import regex
from plugins.model.body.masking import mask
from plugins.model.content import Document
from plugins.model.fields import Record

_WORD = regex(r"[^\W_]+")
_MARKS = r"(?:[\W_]|\b(?:nbsp|amp|quot|laquo|raquo)\b)+"  # between two words of the source: signs, spaces, markup
_FEW = 6  # words that tell a place


class Places:
    """Finds passages of the page of a text in its body, in their order."""

    def __init__(self, document: Document[Record]) -> None:
        self.masked = mask(document.header.body, document.rendered.code)
        self.offset = 0

    def find(self, passage: str) -> int:
        """The offset in the body of a passage of the page: the first after the last one found, else the first of all,
        else where the last one was.
        """
        words = [match[0] for match in _WORD.finditer(passage)][:_FEW]
        if words:
            pattern = re.compile(rf"(?<![^\W_]){_MARKS.join(map(re.escape, words))}")
            found = pattern.search(self.masked, self.offset) or pattern.search(self.masked)
            if found:
                self.offset = found.start()
        return self.offset
