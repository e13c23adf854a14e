"""Blocks that a page of ideas needs, read in plain Markdown.

A quotation whose last line is its source (« — Auteur, *Titre* »); a verdict (« VRAI : … », « FAUX, … »); a document to
download, a link alone in its paragraph; several essays on one page (`{: .essai }` on their titles, with `auteur` and
`date` where they have their own), and their list where `[TOC]` stands. Pull quotes and calls to act are asides
(asides.py), placed and credited images are figures (markdown.py).
"""

from __future__ import annotations

import re
from datetime import date
from operator import is_not
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from plugins.common.regex import regex
from plugins.french.dates import date_fr

DOCUMENTS = frozenset(".pdf .docx .xlsx .pptx .odt .ods .odp .doc .xls .ppt .rtf .epub .zip .csv .ics".split())
SOURCE_MAX = 200  # characters: beyond, what a dash begins is no source

_DASHED = regex(r"^(?:—|–|―|--)[ \u00a0\u202f]+(?=\S)")
_ENDED = regex(r"[.!?…:;,»\"][ *_\u00a0\u202f]*$")
_TITLED = regex(r"[*_\[]\S|\b1[0-9]{3}\b|\b20[0-9]{2}\b")  # a title in italics, a link, a year
_WORD = "(?:VRAI|FAUX)"
_GAP = "[ \u00a0\u202f]"
_WORDS = rf"{_WORD}(?:,?{_GAP}(?:(?:et|ou|mais|puis)(?:{_GAP}(?:aussi|également))?{_GAP})?{_WORD})?"
_VERDICT = regex(
    rf"(?:\*\*|__)(?P<bold>{_WORDS}(?:{_GAP}*[:.!])?)(?:\*\*|__)"
    rf"|(?P<word>{_WORDS})(?={_GAP}*(?:[:.,!—–]|$))"
)
_OPENING = frozenset('«“"')
_SIGN = regex(rf"{_GAP}*[:.,](?=\s)")
_HEADING = regex(r"h[1-6]$")


def register(md: Markdown, french: bool) -> None:
    """Add the blocks to a converter."""
    md.treeprocessors.register(_Written(md), "tribune_blocks", 25)  # before the text of blocks is read (20)
    md.treeprocessors.register(_Read(md), "tribune_read_blocks", 7.4)  # after attribute lists (8) and figures
    md.treeprocessors.register(_Essays(md, french), "tribune_essays", 4)  # after headings have their ids (5)


class _Written(Treeprocessor):
    """What the source of a block says, before its text is read."""

    def run(self, root: Element) -> None:
        for parent in [node for node in root.iter() if len(node)]:
            children = list[Element]()
            for child in parent:
                children += self._quotation(child) if child.tag == "blockquote" else [child]
                if child.tag == "p" and child.text and not len(child) and not child.get("class"):
                    self._verdict(child)
            if len(children) != len(parent) or any(map(is_not, children, parent)):
                parent[:] = children

    @staticmethod
    def _quotation(quote: Element) -> list[Element]:
        """Quotations with their sources, which tell apart those that follow one another: Markdown joins them."""
        made, held = list[Element](), list[Element]()
        for child in quote:
            before, source = _source(child)
            if not source or not (before.strip() or held):
                held.append(child)
                continue
            if before.strip():
                child.text = before
                held.append(child)
            figure = Element("figure", {"class": "citation"})
            inner = SubElement(figure, "blockquote")
            if (held[0].text or "").lstrip("*_ \u00a0\u202f")[:1] in _OPENING:
                inner.set("class", "guillemets")  # it has its mark: none is drawn over it
            inner.text = inner.tail = figure.tail = "\n"
            inner.extend(held)
            SubElement(figure, "figcaption").text = source
            made.append(figure)
            held = []
        if not made:
            return [quote]
        quote[:] = held
        return [*made, quote] if held else made

    @staticmethod
    def _verdict(paragraph: Element) -> None:
        text = paragraph.text or ""
        match = _VERDICT.match(text) if "VRAI" in text or "FAUX" in text else None
        if match is None:
            return
        said = match["bold"] or match["word"]
        words = dict.fromkeys(re.findall(_WORD, said))
        paragraph.set("class", " ".join(["verdict", *(f"verdict-{word.lower()}" for word in words)]))
        strong = SubElement(paragraph, "strong")
        strong.text = said
        rest, paragraph.text = text[match.end() :], None
        sign = _SIGN.match(rest)
        if sign is None:
            strong.tail = rest
        else:  # read aloud and in feeds, not drawn beside the stamp
            apart = SubElement(paragraph, "span")
            apart.text, apart.tail = sign[0], rest[sign.end() :]


def _source(paragraph: Element) -> tuple[str, str]:
    """The text of a paragraph of a quotation, and the source that its last line gives; empty when it gives none."""
    text = paragraph.text or ""
    before, _, last = text.rpartition("\n")
    last = last.strip()
    if paragraph.tag != "p" or len(paragraph) or not _DASHED.match(last) or len(last) > SOURCE_MAX:
        return text, ""
    # A dialogue has several dashes, and ends as a sentence does; a source does not, or gives a title or a year.
    if any(map(_DASHED.match, before.split("\n"))) or (_ENDED.search(last) and not _TITLED.search(last)):
        return text, ""
    return before, last


class _Read(Treeprocessor):
    """What blocks say once their text is read."""

    def run(self, root: Element) -> None:
        for node in root.iter():
            if node.tag == "figure" and node.get("class") == "citation":
                for title in node[-1].iter("em"):
                    title.tag = "cite"
            elif node.tag == "p":
                if _is_link_alone(node) and is_document(node[0].get("href") or ""):
                    node.set("class", " ".join(filter(None, ("telechargement", node.get("class")))))
            elif node.tag == "aside" and "admonition-appel" in (node.get("class") or "").split():
                for paragraph in node.findall("p"):
                    if _is_link_alone(paragraph):
                        paragraph.set("class", "action")


def _is_link_alone(paragraph: Element) -> bool:
    """Whether a paragraph is a link and nothing else."""
    if len(paragraph) != 1 or paragraph[0].tag != "a":
        return False
    return not f"{paragraph.text or ''}{paragraph[0].tail or ''}".strip()


def is_document(address: str) -> bool:
    """Whether an address leads to a document of the content that readers save."""
    try:
        parts = urlsplit(address)
    except ValueError:  # no address at all: a check says so
        return False
    return not parts.netloc and PurePosixPath(unquote(parts.path)).suffix.lower() in DOCUMENTS


def _signed(title: Element, french: bool) -> Element | None:
    """The line below the title of an essay: who wrote it, and when, as its list of attributes says; None for neither.

    A day as headers have it (2014-11-18) is told in French; anything else, « hiver 2014 », as it is written.
    """
    author, day = (" ".join(title.attrib.pop(name, "").split()) for name in ("auteur", "date"))
    line = Element("p", {"class": "details"})
    line.tail = "\n"
    if author:
        SubElement(line, "span").text = author
    if day:
        place = SubElement(line, "span")
        try:
            moment = date.fromisoformat(day)
        except ValueError:
            place.text = day
        else:
            when = SubElement(place, "time", {"datetime": moment.isoformat()})
            when.text = date_fr(moment) if french else day
    return line if len(line) else None


class _Essays(Treeprocessor):
    """Each essay is a section that its title names; the list of the page is theirs, else that of all headings."""

    def __init__(self, md: Markdown, french: bool) -> None:
        super().__init__(md)
        self.french = french
        self.contents = "Sommaire" if french else "Contents"

    def run(self, root: Element) -> None:
        essays = [node for node in root if _HEADING.match(node.tag) and "essai" in (node.get("class") or "").split()]
        lists = [node for node in root.iter("div") if node.get("class") == "toc"]
        for node in lists:
            node.tag = "nav"
            node.set("class", "contents")
            node.set("aria-label", self.contents)
            if essays:
                self._only(node, essays)
        if essays:
            root[:] = self._sections(list(root))

    @staticmethod
    def _only(node: Element, essays: list[Element]) -> None:
        named = {f"#{title.get('id')}" for title in essays}
        links = [link for link in node.iter("a") if link.get("href") in named]
        for child in list(node):
            node.remove(child)
        listed = SubElement(node, "ol")
        for link in links:
            link.tail = None
            SubElement(listed, "li").append(link)

    def _sections(self, nodes: list[Element]) -> list[Element]:
        """The blocks of a page, those of each essay in its section, up to a title that is no part of it."""
        found = list[Element]()
        section: Element | None = None
        level = ""
        for node in nodes:
            heading = _HEADING.match(node.tag)
            if heading and "essai" in (node.get("class") or "").split():
                section, level = (
                    Element("section", {"class": "essai", "aria-labelledby": node.get("id") or ""}),
                    node.tag,
                )
                section.text, section.tail = "\n", "\n"
                found.append(section)
                signed = _signed(node, self.french)
                self._linked(node)
                section.append(node)
                if signed is not None:
                    section.append(signed)
                continue
            if (heading and node.tag <= level) or node.get("class") == "footnote":
                section = None
            (found if section is None else section).append(node)
        return found

    @staticmethod
    def _linked(title: Element) -> None:
        """Make the title of an essay the link to it, which readers copy."""
        names = [name for name in (title.get("class") or "").split() if name != "essai"]
        del title.attrib["class"]
        if names:
            title.set("class", " ".join(names))
        if next(title.iter("a"), None) is None:
            link = Element("a", {"href": f"#{title.get('id')}"})
            link.text, title.text = title.text, None
            link.extend(title)
            title[:] = [link]
