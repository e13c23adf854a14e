"""What a text may cost: the converter made linear where hostile texts made it quadratic, and a limit for the rest.

`Linear` is an extension of python-markdown: the same HTML, found without reading a text again at each bracket.
`bounded` goes around a conversion: a text that asks for more than `SECONDS` of processor is refused by name instead of
keeping a build for minutes. The structure comes first: it says the same on every machine, the time is for what is left.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension, FootnoteInlineProcessor
from markdown.inlinepatterns import (
    ImageInlineProcessor,
    ImageReferenceInlineProcessor,
    LinkInlineProcessor,
    ReferenceInlineProcessor,
    ShortImageReferenceInlineProcessor,
    ShortReferenceInlineProcessor,
)
from markdown.preprocessors import Preprocessor
from markdown.util import INLINE_PLACEHOLDER_RE

from plugins.common.regex import regex
from plugins.model.inline import SignedPatterns

SECONDS = 8  # of processor, for one text and its checks: a megabyte of plain text takes less than two
FRAMES = 20_000  # calls inside one another: a glossary of a thousand terms takes five thousand
UNCLOSED = 200  # declarations, or tags, that nothing closes, in one text
CROWD = (
    400  # titles, rules and abbreviations with no empty line between them: each is cut off the rest, which is copied
)
LONGEST_ADDRESS = 4000  # characters between the parentheses of a link, title included

# An address as nearly all are: no space, no quote, no bracket, nothing that was replaced (\x02) and is to be put back.
_PLAIN_ADDRESS = regex(rf"\(([^\s()<>\"'\x02]{{0,{LONGEST_ADDRESS - 2}}})\)")
_BRACKET = regex(r"[\[\]]")
_DECLARATION = regex(r"<(?=!\[|\?)")
_TAG = regex(r"<(?=/?[a-zA-Z][^<>]*(?:<|\Z))")
_CUT = regex(r" {0,3}(?:#{1,6}|(?:[-*_=] *)+\Z|\*\[)")


class TooCostly(Exception):
    """A text asks for too much; the message is French, and says what mends it. `line`, from 0, is where it begins."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def crowd(lines: Sequence[str]) -> int | None:
    """The first of the lines that hold too many titles, rules and abbreviations without an empty line, from 0."""
    first = count = 0
    for rank, line in enumerate(lines):
        if not line.strip():
            count = 0
        elif _CUT.match(line):
            first = first if count else rank
            count += 1
            if count > CROWD:
                return first
    return None


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Run a conversion, for at most `seconds` of processor time and `FRAMES` calls inside one another.

    Raises TooCostly beyond. The system's time counts too: a long text that is copied again and again costs mostly that.
    It is counted in the main thread of a process only, forked ones and that of a preview included: elsewhere, no signal
    arrives. A limit that an outer one has set is left as it is.
    """
    frames = sys.getrecursionlimit()
    sys.setrecursionlimit(max(frames, FRAMES))
    timed = threading.current_thread() is threading.main_thread() and hasattr(signal, "setitimer")
    timed = timed and signal.getitimer(signal.ITIMER_PROF)[0] == 0
    before = signal.signal(signal.SIGPROF, _expire(seconds)) if timed else None
    try:
        if timed:
            signal.setitimer(signal.ITIMER_PROF, seconds)
        yield
    except RecursionError:
        raise TooCostly(
            "ce texte est trop imbriqué : séparez ses listes, ses citations et ses définitions par un titre"
        ) from None
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.signal(signal.SIGPROF, before)
        sys.setrecursionlimit(frames)


def _expire(seconds: float) -> Callable[[int, FrameType | None], None]:
    def expire(number: int, frame: FrameType | None) -> None:
        raise TooCostly(
            f"ce texte demande trop de calcul (plus de {seconds:g} s) : coupez-le en plusieurs textes, "
            "ou retirez ce qui s’y répète"
        )

    return expire


class _Brackets:
    """Where each `[` of a text is closed.

    The converter replaces what it finds from the left: as long as what follows is the same text, it is not read again.
    """

    def __init__(self) -> None:
        self._data: str | None = None
        self._tail = ""
        self._closings: dict[int, int] = {}  # both from the end of the text

    def closing(self, data: str, start: int) -> int | None:
        """The offset of the `]` that closes the `[` just before `start`, None when nothing does."""
        left = len(data) - start
        if data is not self._data:
            if left > len(self._tail) or not self._tail.endswith(data[start:]):
                self._read(data, start)
            self._data = data
        elif left > len(self._tail):
            self._read(data, start)
        found = self._closings.get(left)
        return None if found is None else len(data) - found

    def _read(self, data: str, start: int) -> None:
        self._tail = data[start:]
        self._closings = {}
        opened = [start]
        for match in _BRACKET.finditer(data, start):
            if match[0] == "[":
                opened.append(match.end())
            elif opened:
                self._closings[len(data) - opened.pop()] = len(data) - match.start()


class _LinearText(LinkInlineProcessor):
    """What stands between brackets and parentheses, read once whatever is never closed."""

    def __init__(self, pattern: str, md: Markdown | None = None) -> None:
        super().__init__(pattern, md)
        self.brackets = _Brackets()

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        end = self.brackets.closing(data, index)
        return ("", index, False) if end is None else (data[index:end], end + 1, True)

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        plain = _PLAIN_ADDRESS.match(data, index)
        if plain:
            return plain[1], None, plain.end(), True
        if data[index : index + 1] != "(" or data.find(")", index) < 0:
            return "", None, index, False
        href, title, end, handled = super().getLink(data[index : index + LONGEST_ADDRESS], 0)
        return href, title, index + end, handled


class _Link(_LinearText, LinkInlineProcessor):
    pass


class _Image(_LinearText, ImageInlineProcessor):
    """An image, whose title may be a caption: what was read in it is written back as Markdown."""

    _whole = False

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        self._whole = True
        href, title, end, handled = super().getLink(data, index)
        self._whole = False
        return self.unescape(href).strip(), title and self._source(title), end, handled

    def unescape(self, text: str) -> str:
        return text if self._whole else super().unescape(text)

    def _source(self, text: str) -> str:
        stash: dict[str, Element | str] = vars(self.md.treeprocessors["inline"])["stashed_nodes"]

        def written(match: re.Match[str]) -> str:
            node = stash.get(match[1], match[0])
            if isinstance(node, str):
                return node
            inner = INLINE_PLACEHOLDER_RE.sub(written, "".join(node.itertext()))
            if node.tag == "a":
                return f"[{inner}]({node.get('href')})"
            mark = {"code": "`", "em": "*", "strong": "**", "del": "~~"}.get(node.tag, "")
            return f"{mark}{inner}{mark}"

        return INLINE_PLACEHOLDER_RE.sub(written, text)


class _Reference(_LinearText, ReferenceInlineProcessor):
    pass


class _ShortReference(_LinearText, ShortReferenceInlineProcessor):
    pass


class _ImageReference(_LinearText, ImageReferenceInlineProcessor):
    pass


class _ShortImageReference(_LinearText, ShortImageReferenceInlineProcessor):
    pass


# Each under the name and at the priority of the one that it replaces.
_LINKS: dict[str, tuple[type[LinkInlineProcessor], int]] = {
    "reference": (_Reference, 170),
    "link": (_Link, 160),
    "image_link": (_Image, 150),
    "image_reference": (_ImageReference, 140),
    "short_reference": (_ShortReference, 130),
    "short_image_ref": (_ShortImageReference, 125),
}


class _NoteCall(FootnoteInlineProcessor):
    """The call of a note, whose number is not counted anew at each."""

    def __init__(self, pattern: str, notes: FootnoteExtension) -> None:
        super().__init__(pattern, notes)
        self._numbers: dict[str, int] = {}
        self._numbered: object = None  # the definitions of the text that they are of

    def handleMatch(self, match: re.Match[str], data: str) -> tuple[Element | str | None, int | None, int | None]:  # type: ignore[override]
        notes, name = self.footnotes, match[1]
        if name not in notes.footnotes:
            return None, None, None
        if self._numbered is not notes.footnotes or len(self._numbers) != len(notes.footnotes):
            self._numbered = notes.footnotes
            self._numbers = {each: rank for rank, each in enumerate(notes.footnotes, 1)}
        call = Element("sup", {"id": self._call_id(name)})
        address = {"href": f"#{notes.makeFootnoteId(name)}", "class": "footnote-ref"}
        SubElement(call, "a", address).text = str(self._numbers[name])
        return call, match.start(), match.end()

    def _call_id(self, name: str) -> str:
        """An id for each call of a note: `fnref:1`, `fnref2:1`…"""
        notes = self.footnotes
        first = notes.makeFootnoteRefId(name)
        rank = notes.found_refs[first] = notes.found_refs.get(first, 0) + 1
        start, separator, rest = first.partition(notes.get_separator())
        return first if rank == 1 else f"{start}{rank}{separator}{rest}"


class Linear(Extension):
    """The same links, images and notes (in the order of their definitions), in a time that grows as the text does."""

    def extendMarkdown(self, md: Markdown) -> None:
        for called in md.inlinePatterns:
            if isinstance(called, FootnoteInlineProcessor):
                md.inlinePatterns.register(_NoteCall(called.pattern, called.footnotes), "footnote", 175)
                break
        for name, (kind, priority) in _LINKS.items():
            md.inlinePatterns.register(kind(md.inlinePatterns[name].pattern, md), name, priority)
        md.treeprocessors.register(SignedPatterns(md), "inline", 20)
        md.preprocessors.register(_Unclosed(md), "tribune_unclosed", 21)


class _Unclosed(Preprocessor):
    """Declarations (`<![CDATA[`, `<?`) and tags by the hundred that nothing closes are text.

    The parser of HTML would read the rest again at each. Below that, one may be code that an author shows.
    """

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        last = {"?": source.rfind("?>"), "!": source.rfind("]]>")}
        declared = [match.start() for match in _DECLARATION.finditer(source)]
        source = _as_text(source, [start for start in declared if last[source[start + 1]] < start])
        return _as_text(source, [match.start() for match in _TAG.finditer(source)]).split("\n")


def _as_text(source: str, unclosed: Sequence[int]) -> str:
    """The source with each `<` at these offsets written as text, when they are many."""
    if len(unclosed) <= UNCLOSED:
        return source
    parts, end = [], 0
    for start in unclosed:
        parts += [source[end:start], "&lt;"]
        end = start + 1
    return "".join([*parts, source[end:]])
