"""A client's correction carried into the Markdown of the article: a three-way merge, word by word.

The base is the text that we sent, theirs what the client made of it, ours the source of today. Each change is placed by
the words around it: where they stand in the source as they stood in the base, it is written there, and all else stays,
marks of emphasis and links too. Where they do not, a person is told which words, and near which line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from bs4 import BeautifulSoup, Comment, NavigableString, PageElement, Tag

from plugins.common.files import read_file, write_whole
from plugins.model import excerpt
from plugins.model.article import Article
from plugins.model.body.edits import Edit
from plugins.model.content import Document
from plugins.model.source import decode
from plugins.model.writing.edits import CannotWrite, change, edited, edited_bytes
from plugins.model.writing.header import set_value
from plugins.quotes.quote_markers import find_passage
from plugins.relays.events import Text
from plugins.targets.errors import RelayError

CLOSING = "lire-la-suite"  # the class of the paragraph that leads to our article, which is not of its text
_TOKEN = re.compile(r"\.\.\.|\w+|[^\w\s*`]")  # without marks of emphasis: they are not words
_SIGNS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "_": "*", "\u00a0": " ", "\u202f": " "})
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}


class Placed(NamedTuple):
    """A change, and the line of the file where it goes; `sure` is false when it is only near there."""

    line: int
    before: str
    after: str
    sure: bool


@dataclass(frozen=True)
class Merge:
    """The changes of a correction, and the edits of the article's file that carry those that have a sure place."""

    document: Document[Article]
    changes: tuple[Placed, ...]
    edits: tuple[Edit, ...]

    def to_text(self) -> str:
        """Each change on a line, with its place."""
        lines = []
        for line, before, after, sure in self.changes:
            words = " ".join(filter(None, (f"[-{before}-]" if before else "", f"{{+{after}+}}" if after else "")))
            lines.append(f"{self.document.shown}:{line} : {words}{'' if sure else ' : à reporter à la main, vers là'}")
        return "\n".join(lines)

    def write(self) -> None:
        """Write the edits into the article. Raises RelayError when its file changed meanwhile."""
        path = self.document.path.resolve()
        data = read_file(path)
        text, _ = decode(data)
        if not text.endswith(self.document.header.body):
            raise RelayError(f"{self.document.shown} vient de changer : relancez la commande")
        write_whole(path, edited_bytes(data, self.edits))


def merge(document: Document[Article], base: Text, theirs: Text) -> Merge:
    """The merge of a client's text into an article that gave the base."""
    text, _ = decode(read_file(document.path.resolve()))
    start = len(text) - len(document.header.body)
    before, after = _markdown(base.content), _markdown(theirs.content)
    changes: list[Placed] = []
    edits: list[Edit] = []
    if base.title.translate(_SIGNS) != theirs.title.translate(_SIGNS):
        changes.append(Placed(document.place(("title",))[0], base.title, theirs.title, True))
        edits += set_value(text, ("title",), theirs.title)
    summary = document.record.summary
    if summary and not find_passage(document.rendered.html).quote and not excerpt.MORE.search(document.header.body):
        placed = list(_placed(summary, before, after))
        line = document.place(("summary",))[0]
        changes += [Placed(line, old, new, edit is not None) for _, old, new, edit in placed]
        found = [edit for *_, edit in placed if edit is not None]
        edits += set_value(text, ("summary",), edited(summary, found)) if found else []
    else:
        for offset, old, new, edit in _placed(document.header.body, before, after):
            line = text.count("\n", 0, start + offset) + 1
            changes.append(Placed(line, old, new, edit is not None))
            edits += [edit._replace(start=edit.start + start, end=edit.end + start)] if edit is not None else []
    try:
        edited(text, edits)
    except (CannotWrite, ValueError):  # two changes that want one place
        return Merge(document, tuple(each._replace(sure=False) for each in changes), ())
    return Merge(document, tuple(changes), tuple(edits))


class _Token(NamedTuple):
    word: str
    start: int
    end: int


def _tokens(text: str) -> list[_Token]:
    flat = text.translate(_SIGNS)
    return [_Token("…" if match[0] == "..." else match[0], *match.span()) for match in _TOKEN.finditer(flat)]


def _placed(source: str, before: str, after: str) -> Iterator[tuple[int, str, str, Edit | None]]:
    """The changes between two texts: near which offset of a source, old and new words, the edit of a sure place."""
    ours, base, theirs = _tokens(source), _tokens(before), _tokens(after)
    place: dict[int, int] = {}  # of a token of the base, in ours
    for i, j, size in _matcher(base, ours).get_matching_blocks():
        place.update((i + step, j + step) for step in range(size))
    for kind, i1, i2, j1, j2 in _matcher(base, theirs).get_opcodes():
        if kind == "equal":
            continue
        old = before[base[i1].start : base[i2 - 1].end] if i2 > i1 else ""
        new = after[theirs[j1].start : theirs[j2 - 1].end] if j2 > j1 else ""
        # The words changed, and one on each side: together in the source as they were in the base.
        around = range(max(i1 - 1, 0), min(i2 + 1, len(base)))
        spots = [place.get(index) for index in around]
        near = next((place[index] for index in range(min(i1, len(base) - 1), -1, -1) if index in place), 0)
        offset = ours[near].start if ours else 0
        first = spots[0] if spots else None
        if first is None or spots != list(range(first, first + len(spots))):
            yield offset, old, new, None
            continue
        left = first + (1 if i1 else 0)  # the first token changed, in ours
        right = left + i2 - i1
        marks = _open_marks(source[ours[left].start : ours[right - 1].end]) if i2 > i1 else False
        if marks or _open_marks(new):  # half of an emphasis
            yield offset, old, new, None
        elif i2 > i1 and new:
            start, end = ours[left].start, ours[right - 1].end
            # « lignes, on » and « lignes puis on »: a space that comes or goes with the words.
            if i1 and j1 and (base[i1 - 1].end == base[i1].start) != (theirs[j1 - 1].end == theirs[j1].start):
                start, new = ours[left - 1].end, after[theirs[j1 - 1].end : theirs[j2 - 1].end]
            yield offset, old, new.strip(), change(start, end, _typed(new))
        elif i2 > i1:  # of the spaces around, as many stay as in their text
            start, end = _with_marks(source, ours[left].start, ours[right - 1].end)
            spaced = 0 < j1 < len(theirs) and theirs[j1 - 1].end < theirs[j1].start
            follows = right < len(ours) and ours[right].start > end
            before_it = source[ours[left - 1].end : start] if i1 else ""
            if before_it and before_it.isspace() and (follows or not spaced):
                start = ours[left - 1].end
            yield offset, old, new, change(start, ours[right].start if follows and not spaced else end, "")
        elif i1:
            gap = after[theirs[j1 - 1].end : theirs[j1].start]
            yield offset, old, new, change(ours[left - 1].end, ours[left - 1].end, _typed(gap + new))
        else:
            gap = after[theirs[j2 - 1].end : theirs[j2].start] if j2 < len(theirs) else ""
            yield offset, old, new, change(ours[left].start, ours[left].start, _typed(new + gap))


def _open_marks(text: str) -> bool:
    """Whether a text has a mark of emphasis that it does not close."""
    return bool(text.count("*") % 2 or text.count("`") % 2 or text.count("**") % 2)


def _with_marks(source: str, start: int, end: int) -> tuple[int, int]:
    """A span with the marks of emphasis around it, when it is all that they hold."""
    while start and end < len(source) and source[start - 1] == source[end] and source[end] in "*_`":
        start, end = start - 1, end + 1
    return start, end


def _matcher(one: list[_Token], other: list[_Token]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [each.word for each in one], [each.word for each in other], autojunk=False)


def _typed(text: str) -> str:
    """A text as an author types it: the site sets its spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def _markdown(content: str) -> str:
    """The Markdown of a post's text, without the paragraph that leads to our article."""
    soup = BeautifulSoup(content, "html.parser")
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for closing in soup.find_all(class_=CLOSING):
        closing.decompose()
    return "\n\n".join(block for block in map(_block, soup.contents) if block.strip())


def _block(node: PageElement) -> str:
    if not isinstance(node, Tag):
        return _inline(node).strip()
    if re.fullmatch("h[1-6]", node.name):
        return f"{'#' * int(node.name[1])} {_inline(node)}"
    if node.name in ("ul", "ol"):
        items = node.find_all("li", recursive=False)
        numbers = ("- " if node.name == "ul" else f"{number}. " for number in range(1, len(items) + 1))
        return "\n".join(f"{number}{_inline(item)}" for number, item in zip(numbers, items, strict=True))
    if node.name == "blockquote":
        return "\n>\n".join(f"> {block}" for block in map(_block, node.contents) if block)
    return _inline(node)


def _inline(node: PageElement) -> str:
    if isinstance(node, NavigableString):
        return re.sub(r"\s*\n\s*", " ", str(node))
    if not isinstance(node, Tag):
        return ""
    inner = (
        "".join(map(_inline, node.contents)).strip() if node.name in _MARKS else "".join(map(_inline, node.contents))
    )
    if node.name == "a":
        return f"[{inner}]({node.get('href', '')})"
    if node.name == "br":
        return "\n"
    mark = _MARKS.get(node.name, "")
    return f"{mark}{inner}{mark}"
