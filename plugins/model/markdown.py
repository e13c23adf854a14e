"""Markdown to HTML: python-markdown with the site's dialect, and the few things French texts need of it."""

from __future__ import annotations

import re
import string
from collections import Counter
from functools import lru_cache
from html import unescape
from typing import Self, TypedDict
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.extensions import Extension
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.toc import TocExtension, TocTreeprocessor
from markdown.inlinepatterns import SubstituteTagInlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.common.texts import slugify
from plugins.model import blocks, fences, limits, lists, videos
from plugins.model.asides import AsideProcessor
from plugins.model.inner_markdown import InnerMarkdown
from plugins.model.signed_blocks import SignedBlocks

_MARKER_LINE = regex(r"^ {0,3}(<!--\s*(?:/?\s*extrait|more)\s*-->) *$", re.M)
_COMMENT = regex(r"<!--(?:>|->|.*?--!?>)", re.S)
_MARKER = regex(r"<!--\s*(?:/?\s*extrait|more)\s*-->")
MAX_NESTING = 60
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
# The ids that the theme's own templates use in pages that hold a text.
THEME_IDS = frozenset(
    ("commentaires", "contenu-principal", "dates", "formulaire-d-inscription", "programme-de-l-atelier")
)


class HeadingToken(TypedDict):
    """A heading as python-markdown keeps it, with those below it."""

    id: str
    name: str
    level: int
    children: list[HeadingToken]


@frozen
class Rendered:
    """The HTML of a body, and its headings as python-markdown's nested tokens ({id, name, level, children}).

    `code`: the lines of the blocks of code by indentation, in their order. `unclosed`: the ranks, among the fences of
    the body (`fences.fences`), of the blocks of code that have no end.
    """

    html: str
    headings: list[HeadingToken]
    code: tuple[str, ...] = ()
    unclosed: tuple[int, ...] = ()


class _Markers(Preprocessor):
    """A marker is a block of its own, so that the text that touches it stays a paragraph."""

    def run(self, lines: list[str]) -> list[str]:
        source = "\n".join(lines)
        return _MARKER_LINE.sub(r"\n\1\n", source).split("\n") if "<!--" in source else lines


class _Crowd(Preprocessor):
    """Refuses what would take too long, once code is out of the way (25)."""

    def __init__(self, md: markdown.Markdown, code: fences.Code) -> None:
        super().__init__(md)
        self.code = code

    def run(self, lines: list[str]) -> list[str]:
        first = limits.crowd(lines)
        if first is not None:
            before = fences.restore("\n".join(lines[:first]), self.code.found)
            raise limits.TooCostly(
                f"plus de {limits.CROWD} titres, filets ou abréviations à la suite : "
                "mettez une ligne vide entre eux, ou coupez ce texte en plusieurs",
                before.count("\n") + 1 if first else 0,
            )
        return lines


class _Figures(Treeprocessor):
    """An image that begins its paragraph is a figure, which takes its class; its Markdown title is the caption.

    Lines in italics under it are its caption too, as people write it elsewhere; other lines are a paragraph after it.
    `credit="…"` in its attribute list says whose it is, after the caption.
    """

    def run(self, root: Element) -> None:
        for parent in [node for node in root.iter() if len(node)]:
            for rank, child in reversed(list(enumerate(parent))):
                if child.tag == "p" and len(child) and not (child.text or "").strip():
                    self._settle(parent, rank, child)

    def _settle(self, parent: Element, rank: int, paragraph: Element) -> None:
        image = paragraph[0]
        linked = image.tag == "a" and len(image) == 1 and not (image.text or image[0].tail or "").strip()
        source = image[0] if linked else image
        tail = image.tail or ""
        alone = len(paragraph) == 1 and not tail.strip()
        if source.tag != "img" or not (alone or tail.startswith("\n")):
            return
        if parent.tag == "figure":
            image.tail = tail if not alone else paragraph.tail
            if alone:
                parent[rank] = image
            return
        rest = self._rest(paragraph) if not alone else None
        paragraph.tag = "figure"
        if source.get("class"):
            paragraph.set("class", source.attrib.pop("class"))
        image.tail = None
        title, credit = source.attrib.pop("title", None), source.attrib.pop("credit", None)
        caption: Element | None = None
        if title:
            caption = Element("figcaption")
            caption.text = title
            holder = Element("div")
            holder.append(caption)
            self.md.treeprocessors["inline"].run(holder)
        elif rest is not None and _only(rest, "em"):
            caption = rest[0]
            caption.tag, caption.tail = "figcaption", None
            rest = None
        if credit:
            caption = Element("figcaption") if caption is None else caption
            if len(caption):
                caption[-1].tail = f"{caption[-1].tail or ''} "
            elif caption.text:
                caption.text += " "
            SubElement(caption, "span", {"class": "credit"}).text = credit
        if caption is not None:
            paragraph.append(caption)
        if rest is not None:
            rest.tail, paragraph.tail = paragraph.tail, "\n"
            parent.insert(rank + 1, rest)

    @staticmethod
    def _rest(paragraph: Element) -> Element:
        """What stands under the image, taken off its paragraph."""
        rest = Element("p")
        rest.text = (paragraph[0].tail or "").lstrip("\n")
        for node in list(paragraph)[1:]:
            paragraph.remove(node)
            rest.append(node)
        return rest


def _only(node: Element, tag: str) -> bool:
    """Whether a node holds one element and nothing else."""
    return len(node) == 1 and node[0].tag == tag and not (node.text or "").strip() and not (node[0].tail or "").strip()


class _Tables(Treeprocessor):
    """A table has a box of its own to scroll in, which the keyboard reaches, and a name: that of the heading above it.

    Columns are aligned by a class: python-markdown has a style attribute, which the content security policy refuses.
    """

    def __init__(self, md: markdown.Markdown, french: bool) -> None:
        super().__init__(md)
        self.noun, self.colon = ("Tableau", "\u00a0: ") if french else ("Table", ": ")

    def run(self, root: Element) -> None:
        tables = list(root.iter("table"))
        above = {child: parent for parent in root.iter() for child in parent} if tables else {}
        heading, named = "", Counter[str]()
        for node in list(root.iter()) if tables else ():
            if node.tag in _HEADINGS:
                heading = _words(node)
            elif node.tag == "table" and above[node].get("class") != "table-box":
                named[heading] += 1
                number = f" {named[heading]}" if named[heading] > 1 else ""
                box = Element("div", {"class": "table-box", "role": "group", "tabindex": "0"})
                box.set("aria-label", f"{self.noun}{number}{heading and self.colon}{heading}")
                above[node][list(above[node]).index(node)] = box
                box.tail, node.tail = node.tail, None
                box.append(node)
                self._row_headers(node)
        for cell in root.iter():
            if cell.tag == "th" and not _words(cell):
                cell.tag = "td"  # an empty heading cell heads nothing
            if cell.tag in ("th", "td") and cell.get("style", "").startswith("text-align:"):
                side = cell.attrib.pop("style").split(":")[1].strip(" ;")
                if side != "left":
                    cell.set("class", side)

    @staticmethod
    def _row_headers(table: Element) -> None:
        """An empty cell above the first column, beside titles, says that this column heads the rows (RGAA 4.1, 5.6)."""
        titles = list(table.iter("th"))
        if not titles or _words(titles[0]) or not any(map(_words, titles)):
            return
        for title in titles:
            title.set("scope", "col")
        del titles[0].attrib["scope"]
        for row in table.iter("tr"):
            if len(row) and row[0].tag == "td" and _words(row[0]):
                row[0].tag = "th"
                row[0].set("scope", "row")


def _words(node: Element) -> str:
    """The words of an element, whose escapes are still those of the converter."""
    text = "".join(node.itertext())
    if STX in text:
        text = re.sub("\x02(?:(\\d+)|amp)\x03", lambda match: chr(int(match[1])) if match[1] else "&", text)
        text = re.sub("\x02[^\x03]*\x03", "", text)
    return " ".join(text.split())


class _AttributeLists(AttrListTreeprocessor):
    """Attribute lists that say so, by a colon, a class, an id, a value; other words between braces are the author’s."""

    BASE_RE = r"\{(?=:|[ ]*(?:[.#][\w-]|[\w:-]+=))\:?[ ]*([^\}\n ][^\n]*)\}"  # type: ignore[misc]
    HEADER_RE = regex(rf"[ ]+{BASE_RE}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = regex(rf"\n[ ]*{BASE_RE}[ ]*$")  # type: ignore[misc]
    INLINE_RE = regex(rf"^{BASE_RE}")  # type: ignore[misc]


class _Contents(TocTreeprocessor):
    """The list of the headings, made where a text asks for it and nowhere else."""

    def run(self, doc: Element) -> None:
        self._asked = self.marker in "".join(doc.itertext())
        super().run(doc)

    def build_toc_div(self, toc_list: list[HeadingToken]) -> Element:
        return super().build_toc_div(toc_list) if self._asked else Element("div")

    def replace_marker(self, root: Element, elem: Element) -> None:
        if self._asked:
            super().replace_marker(root, elem)


class _Toc(TocExtension):
    TreeProcessorClass = _Contents


class _SiteExtension(Extension):
    def __init__(self, french: bool, code: fences.Code) -> None:
        super().__init__()
        self.french = french
        self.code = code

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        self.code.register(md)
        lists.register(md.parser)
        md.parser.blockprocessors.register(AsideProcessor(md.parser, self.french), "aside", 105)
        md.preprocessors.register(_Crowd(md, self.code), "crowd", 24.5)
        md.preprocessors.register(_Markers(md), "markers", 24)
        md.preprocessors.register(InnerMarkdown(md), "inner_markdown", 22)
        md.ESCAPED_CHARS = [*string.punctuation]  # all of ASCII's (CommonMark 0.31, § 2.4)
        # Before escapes (180): a backslash that ends a line breaks it (CommonMark 0.31, § 6.7).
        md.inlinePatterns.register(SubstituteTagInlineProcessor(r"(?<!\\)\\\n", "br"), "backslash_break", 185)
        md.treeprocessors.register(_AttributeLists(md), "attr_list", 8)
        # After attribute lists are read (8), which give an image its class.
        md.treeprocessors.register(_Figures(md), "tribune_figures", 7.5)
        md.treeprocessors.register(_Tables(md, self.french), "tribune_tables", 14)
        blocks.register(md, self.french)
        md.treeprocessors.register(videos.Cards(md, self.french), "tribune_videos", 7)


class _Markdown(markdown.Markdown):
    def build_parser(self) -> Self:
        super().build_parser()
        self.parser = SignedBlocks(self.parser)
        return self


@lru_cache(maxsize=2)
def _converter(french: bool) -> tuple[markdown.Markdown, fences.Code]:
    code = fences.Code()
    converter = _Markdown(
        extensions=[
            "abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "pymdownx.tilde",
            "pymdownx.magiclink", _Toc(slugify=_heading_id), limits.Linear(), _SiteExtension(french, code),
        ],
        extension_configs={
            "footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "Retour à l’appel de la note {}"},
            "pymdownx.tilde": {"subscript": False},
        },
        output_format="html",
    )  # fmt: skip
    return converter, code


def _heading_id(value: str, separator: str) -> str:
    name = slugify(value) or "section"
    return f"{name}-section" if name in THEME_IDS else name


def render(body: str, lang: str | None = None) -> Rendered:
    """Convert a body. Headings start at h2 whatever the author wrote: the title of the page is its only h1, just above.

    `lang` is the text's language, French when it says none: an aside without a title takes one in it. Comments are
    left out, but the site's own marks.
    """
    converter, code = _converter((lang or "fr").startswith("fr"))
    converter.reset()
    code.reset()
    del converter.parser.state[:]  # a text that was refused on the way has left its own
    with limits.bounded():
        html = fences.restore(converter.convert(_bound_nesting(body)), code.found)
    headings = list(converter.toc_tokens)  # type: ignore[attr-defined]
    if "<!--" in html:
        html = _COMMENT.sub(lambda match: match[0] if _MARKER.fullmatch(match[0]) else "", html)
    html = _from_h2(html)
    unclosed = tuple(rank for rank in sorted(code.shown) if not code.found[rank].closed)
    return Rendered(html, headings, tuple(code.indented), unclosed)


def _from_h2(html: str) -> str:
    """The HTML with its highest headings at h2, the others moved by as much."""
    if "<h1" in html:
        return re.sub(r"<(/?)h([1-5])\b", lambda match: f"<{match[1]}h{int(match[2]) + 1}", html)
    if "<h2" in html or not (found := re.search(r"<h([3-6])\b", html)):
        return html
    up = min(int(level) for level in re.findall(r"<h([3-6])\b", html[found.start() :])) - 2
    return re.sub(r"<(/?)h([3-6])\b", lambda match: f"<{match[1]}h{int(match[2]) - up}", html)


def anchors(html: str) -> frozenset[str]:
    """The ids of the HTML of a body: titles, notes, and those that the author wrote."""
    return frozenset(unescape(name) for name in re.findall(r"<[^<>]*?\s(?:id|name)=\"([^\"]+)\"", html))


def _bound_nesting(source: str) -> str:
    """The source with no absurd nesting: python-markdown recurses for each `>` and looks ahead at each `[`."""
    if ">" * MAX_NESTING in source.replace(" ", ""):
        source = re.sub(rf"(?:>[ \t]?){{{MAX_NESTING},}}", "> " * MAX_NESTING, source)
    if "[" * MAX_NESTING in source:
        source = re.sub(rf"\[{{{MAX_NESTING},}}", lambda match: "&#91;" * len(match[0]), source)
    return source
