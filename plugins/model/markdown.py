"""Markdown to HTML: python-markdown with the site's extensions, and the few things French texts need of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from plugins.common.texts import slugify

_MARKER_LINE = re.compile(r"^[ \t]*(<!--\s*(?:/?\s*extrait|more)\s*-->)[ \t]*$", re.M)
MAX_NESTING = 60


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


class _SiteExtension(Extension):
    def extendMarkdown(self, md: markdown.Markdown) -> None:
        # After inline patterns (priority 20), when images exist; before attributes are read (8).
        md.treeprocessors.register(_Figures(md), "tribune_figures", 15)
        md.treeprocessors.register(_Tables(md), "tribune_tables", 14)


@lru_cache(maxsize=1)
def _converter() -> markdown.Markdown:
    return markdown.Markdown(
        extensions=["extra", "sane_lists", "toc", "admonition", _SiteExtension()],
        extension_configs={
            "toc": {"slugify": lambda value, separator: slugify(value) or "section"},
            "extra": {"footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "Retour à l’appel de la note {}"}},
        },
        output_format="html",
    )


def render(body: str) -> Rendered:
    """Convert a body. Headings start at h2 whatever the author wrote: the title of the page is its only h1."""
    converter = _converter()
    converter.reset()
    # A marker is a block of its own, so that the text that touches it stays a paragraph.
    source = _MARKER_LINE.sub(r"\n\1\n", body) if "<!--" in body else body
    source = _bound_nesting(source)
    html = converter.convert(source)
    headings = list(converter.toc_tokens)  # type: ignore[attr-defined]
    if "<h1" in html:
        html = re.sub(r"<(/?)h([1-5])\b", lambda match: f"<{match[1]}h{int(match[2]) + 1}", html)
    return Rendered(html, headings)


def anchors(body: str) -> frozenset[str]:
    """The ids of the HTML of a body: titles, notes, and those that the author wrote."""
    return frozenset(re.findall(r"<[^<>]*?\s(?:id|name)=\"([^\"]+)\"", render(body).html))


def _bound_nesting(source: str) -> str:
    """The source with no absurd nesting: python-markdown recurses for each `>` and looks ahead at each `[`."""
    if ">" * MAX_NESTING in source.replace(" ", ""):
        source = re.sub(rf"(?:>[ \t]?){{{MAX_NESTING},}}", "> " * MAX_NESTING, source)
    if "[" * MAX_NESTING in source:
        source = re.sub(rf"\[{{{MAX_NESTING},}}", lambda match: "&#91;" * len(match[0]), source)
    return source
