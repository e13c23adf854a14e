"""A body as its readings look at it: as it is written, and with its code out of the way."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from plugins.common.regex import regex
from plugins.model.body.masking import SHOWN, blank_spans, mask, mask_all_code

# A line that begins as no paragraph, title or item of Markdown does: what the readings of lines look for is there.
_ODD_LINE = regex(
    r"\n(?:\t| {4}|[ \t>]*[^\w\s\"'(«“*#>|`!\[_+<~:-]|[ \t\u00a0\u2003]*[\u00a0\u2003&]"
    r"|[-+*>#\d.)]{1,7}[ \t]?[\u00a0\u202f]"
    r"|[-+][^\W\d_]|\*[^\W\d_][^*\n]*(?=\n)|\d{1,2}[.)][^\W\d_]|[a-z][.)]|[ivx]{2,4}[.)]|[oüØ]\t|\d{1,2}[ /°–-]"
    r"|[¹²³] |---| {1,3}--|\*[ \t]*\n|(?:1\d|20)\d\d\. )"
)
_NO_WORDS = regex(r"(?:https?|ftp)://[^\s<>\"]+|(?<=\]\()[^()\s]+|(?<=\]:)[ \t]*\S+|<[a-zA-Z/][^<>]*>")
_GAP = regex(r"\n[ \t]*\n")


class Source:
    """The words of a body; the same with code blanked out, made when the first reading asks for it."""

    def __init__(self, body: str, lang: str | None = None) -> None:
        self.body = body
        self.french = (lang or "fr").lower().startswith("fr")

    @cached_property
    def prose(self) -> str:
        """The body, each character of its code replaced by `masking.SHOWN`."""
        return mask_all_code(self.body)

    @cached_property
    def unfenced(self) -> str:
        """The body without the code between fences and backticks; what is indented stays."""
        return mask(self.body, sign=SHOWN)

    @cached_property
    def words(self) -> str:
        """The same without addresses and tags, where signs mean something else."""
        spans = (match.span() for match in _NO_WORDS.finditer(self.prose))
        return blank_spans(self.prose, spans, SHOWN)

    @cached_property
    def odd_lines(self) -> bool:
        """Whether a line begins as those that word processors write do: few texts have one."""
        return bool(_ODD_LINE.search(f"\n{self.body}"))

    def blocks(self, text: str) -> Iterator[tuple[int, int]]:
        """Where each block of lines stands, between blank ones."""
        start = 0
        for gap in _GAP.finditer(text):
            if gap.start() > start:
                yield start, gap.start()
            start = gap.end()
        end = len(text.rstrip("\n"))
        if start < end:
            yield start, end


def lines_of(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The lines of a part of a text, each with its offset."""
    for line in text[start:end].split("\n"):
        yield start, line
        start += len(line) + 1
