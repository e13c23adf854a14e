"""Markdown to HTML: python-markdown with the site's extensions, and the few things French texts need of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.admonition import AdmonitionProcessor
from markdown.treeprocessors import Treeprocessor

from plugins.common.texts import slugify
from plugins.model import limits

_MARKER_LINE = re.compile(r"^[ \t]*(<!--\s*(?:/?\s*extrait|more)\s*-->)[ \t]*$", re.M)
MAX_NESTING = 60
ASIDES = {
    "attention": "Attention",
    "caution": "Attention",
    "danger": "Danger",
    "definition": "Définition",
    "error": "Erreur",
    "example": "Exemple",
    "hint": "Conseil",
    "important": "Important",
    "info": "À savoir",
    "note": "À noter",
    "question": "Question",
    "quote": "Citation",
    "seealso": "À voir aussi",
    "summary": "En résumé",
    "tip": "Conseil",
    "warning": "Attention",
}


@dataclass(frozen=True)
class Rendered:
    """The HTML of a body, and its headings as python-markdown's nested tokens ({id, name, level, children})."""

    html: str
    headings: list[dict[str, Any]]


class _Figures(Treeprocessor):
    """An image alone in its paragraph is a figure; its Markdown title is the caption."""

    def run(self, root: Element) -> None:
        for parent in root.iter():
            for child in list(parent):
                if child.tag == "p" and len(child) == 1 and not (child.text or "").strip():
                    image = child[0]
                    linked = image.tag == "a" and len(image) == 1 and not (image.text or image[0].tail or "").strip()
                    source = image[0] if linked else image
                    if source.tag == "img" and not (image.tail or "").strip():
                        child.tag = "figure"
                        caption = source.attrib.pop("title", None)
                        if caption:
                            node = Element("figcaption")
                            node.text = caption
                            child.append(node)


class _Tables(Treeprocessor):
    """A table has a box of its own to scroll in, which the keyboard reaches; columns are aligned by a class.

    python-markdown aligns them by a style attribute, which the site's content security policy refuses.
    """

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for rank, child in enumerate(list(parent)):
                if child.tag == "table" and parent.get("class") != "table-box":
                    box = Element("div", {"class": "table-box", "role": "group", "tabindex": "0"})
                    box.set("aria-label", "Tableau")
                    box.tail, child.tail = child.tail, None
                    box.append(child)
                    parent[rank] = box
        for cell in root.iter():
            if cell.tag == "th" and not len(cell) and not (cell.text or "").strip():
                cell.tag = "td"  # an empty heading cell heads nothing
            if cell.tag in ("th", "td") and cell.get("style", "").startswith("text-align:"):
                side = cell.attrib.pop("style").split(":")[1].strip(" ;")
                if side != "left":
                    cell.set("class", side)


class _AsideBlocks(AdmonitionProcessor):
    """`!!! type "Titre"`: the type gives a French title when the author writes none, and classes of their own.

    The word is free: as a class it would take the style of whatever the theme calls so, a note or a button.
    """

    def __init__(self, parser: Any, french: bool) -> None:
        super().__init__(parser)
        self.french = french

    def get_class_and_title(self, match: re.Match[str]) -> tuple[str, str | None]:
        words, title = super().get_class_and_title(match)
        kind = words.split()[0]
        if match[2] is None and self.french:
            title = ASIDES.get(kind, title)
        return " ".join(f"admonition-{word}" for word in words.split()), title


class _Asides(Treeprocessor):
    """An admonition is an aside of the text: excerpts and descriptions leave it out, as they do an author's own."""

    def run(self, root: Element) -> None:
        for node in root.iter("div"):
            if node.get("class", "").startswith("admonition "):
                node.tag = "aside"


class _SiteExtension(Extension):
    def __init__(self, french: bool) -> None:
        super().__init__()
        self.french = french

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        md.parser.blockprocessors.register(_AsideBlocks(md.parser, self.french), "admonition", 105)
        # After inline patterns (priority 20), when images exist; before attributes are read (8).
        md.treeprocessors.register(_Figures(md), "tribune_figures", 15)
        md.treeprocessors.register(_Tables(md), "tribune_tables", 14)
        md.treeprocessors.register(_Asides(md), "tribune_asides", 13)


@lru_cache(maxsize=2)
def _converter(french: bool) -> markdown.Markdown:
    return markdown.Markdown(
        extensions=["extra", "sane_lists", "toc", limits.Linear(), _SiteExtension(french)],
        extension_configs={
            "toc": {"slugify": lambda value, separator: slugify(value) or "section"},
            "extra": {"footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "Retour à l’appel de la note {}"}},
        },
        output_format="html",
    )


def render(body: str, lang: str | None = None) -> Rendered:
    """Convert a body. Headings start at h2 whatever the author wrote: the title of the page is its only h1.

    `lang` is the text's language, French when it says none: an aside without a title takes one in it.
    """
    converter = _converter((lang or "fr").startswith("fr"))
    converter.reset()
    # A marker is a block of its own, so that the text that touches it stays a paragraph.
    source = _MARKER_LINE.sub(r"\n\1\n", body) if "<!--" in body else body
    source = _bound_nesting(source)
    with limits.bounded():
        html = converter.convert(source)
    headings = list(converter.toc_tokens)  # type: ignore[attr-defined]
    if "<h1" in html:
        html = re.sub(r"<(/?)h([1-5])\b", lambda match: f"<{match[1]}h{int(match[2]) + 1}", html)
    return Rendered(html, headings)


def anchors(html: str) -> frozenset[str]:
    """The ids of the HTML of a body: titles, notes, and those that the author wrote."""
    return frozenset(re.findall(r"<[^<>]*?\s(?:id|name)=\"([^\"]+)\"", html))


def _bound_nesting(source: str) -> str:
    """The source with no absurd nesting: python-markdown recurses for each `>` and looks ahead at each `[`."""
    if ">" * MAX_NESTING in source.replace(" ", ""):
        source = re.sub(rf"(?:>[ \t]?){{{MAX_NESTING},}}", "> " * MAX_NESTING, source)
    if "[" * MAX_NESTING in source:
        source = re.sub(rf"\[{{{MAX_NESTING},}}", lambda match: "&#91;" * len(match[0]), source)
    return source
