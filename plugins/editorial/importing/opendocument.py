"""An OpenDocument text (.odt) to HTML: what its styles mean, its notes, tables and pictures.

Comments are told, deleted passages too; neither is in the HTML. ODF 1.3, part 3; no library that reads it is kept.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError, fromstring

from plugins.common.files import read_file
from plugins.editorial.importing.imported import Imported, ImportRefused, Picture, described, quoted

_SPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0": "svg",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://purl.org/dc/elements/1.1/": "dc",
}
_QUOTES = ("Quotations", "Quote", "Quotation", "Intense_20_Quote")
_CODE = ("Preformatted_20_Text", "Source_20_Code")
_CAPTIONS = ("Caption", "Figure", "Illustration", "Drawing", "Text")


def read_opendocument(path: Path, data: bytes) -> Imported:
    """Read an .odt; ImportRefused for a file that is none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            content = _plain_names(fromstring(archive.read("content.xml")))
            styles = _plain_names(fromstring(archive.read("styles.xml"))) if "styles.xml" in names else None
            meta = _plain_names(fromstring(archive.read("meta.xml"))) if "meta.xml" in names else None
            pictures = {name: archive.read(name) for name in names if name.startswith("Pictures/")}
    except (zipfile.BadZipFile, KeyError, ParseError, OSError, RuntimeError):
        message = f"« {path.name} » n’est pas un document OpenDocument lisible : enregistrez-le à nouveau en .odt"
        raise ImportRefused(message) from None
    imported = Imported()
    if meta is not None:
        imported.title = (meta.findtext(".//dc_title") or "").strip()
        imported.author = (meta.findtext(".//dc_creator") or "").strip()
    body = content.find("office_body/office_text")
    if body is None:
        raise ImportRefused(
            f"« {path.name} » n’est pas un texte : enregistrez-le en .odt depuis un traitement de texte"
        )
    imported.html = _Text(imported, pictures, [styles, content], path.parent).html(body)
    return imported


def _plain_names(root: Element) -> Element:
    """A tree whose names begin with the usual prefixes, not with the addresses of their spaces: `text_p`."""

    def plain(name: str) -> str:
        space, _, local = name.rpartition("}")
        return f"{_SPACES.get(space[1:], 'x')}_{local}" if space else local

    for node in root.iter():
        node.tag = plain(node.tag)
        node.attrib.update({plain(name): node.attrib.pop(name) for name in list(node.attrib)})
    return root


class _Text:
    """One text as it is written in HTML."""

    def __init__(
        self, imported: Imported, pictures: dict[str, bytes], roots: list[Element | None], folder: Path
    ) -> None:
        self.imported, self.pictures, self.folder = imported, pictures, folder
        there = [root for root in roots if root is not None]
        found = [node for root in there for node in root.iter("style_style")]
        self.styles = {node.get("style_name", ""): node for node in found}
        self.lists = {node.get("style_name", ""): node for root in there for node in root.iter("text_list-style")}
        self.notes: list[tuple[str, str]] = []
        self.inserted: dict[str, str] = {}  # who has added the passage of a tracked change
        self.added: dict[str, str] = {}  # and its words
        self.open: list[str] = []

    def html(self, body: Element) -> str:
        changes = body.find("text_tracked-changes")
        if changes is not None:
            self._changes(changes)
        html = "".join(self.blocks(body))
        for identifier, words in self.added.items():
            if words.strip():
                author = self.inserted[identifier]
                told = f"modification suivie, passage ajouté{author}, gardé dans le texte : {quoted(words)}"
                self.imported.notes.append(told)
        if self.notes:
            html += "<ol>" + "".join(f'<li id="{name}">{text}</li>' for name, text in self.notes) + "</ol>"
        return html

    def _changes(self, changes: Element) -> None:
        for region in changes:
            identifier = region.get("text_id") or region.get("x_id") or ""
            creator = region.findtext(".//dc_creator")
            author = f" par {creator}" if creator else ""
            deletion = region.find("text_deletion")
            if deletion is not None:
                words = "".join(" ".join(node.itertext()) for node in deletion if node.tag != "office_change-info")
                if words.strip():
                    told = f"modification suivie, passage supprimé{author}, absent du texte : {quoted(words)}"
                    self.imported.notes.append(told)
            elif region.find("text_insertion") is not None:
                self.inserted[identifier] = author

    def blocks(self, parent: Element) -> Iterator[str]:
        """The blocks below a node; paragraphs of one quotation, or of one block of code, together."""
        kind, held = "", list[str]()
        for node in parent:
            role = self._role(node) if node.tag == "text_p" else ""
            if role != kind and held:
                yield _together(kind, held)
                held = []
            kind = role
            if role in ("quote", "code"):
                held.append("".join(self.inline(node)))
            else:
                yield from self.block(node, role)
        if held:
            yield _together(kind, held)

    def block(self, node: Element, role: str = "") -> Iterator[str]:
        if node.tag == "text_h":
            level = min(6, int(node.get("text_outline-level") or 1))
            yield f"<h{level}>{self.words(node)}</h{level}>"
        elif node.tag == "text_p":
            text = self.words(node)
            name = {"title": "h1"}.get(role, role if role.startswith("h") else "p")
            mark = {"title": ' class="titre-du-document"', "caption": ' class="legende"'}.get(role, "")
            if text.strip():
                yield f"<{name}{mark}>{text}</{name}>"
        elif node.tag == "text_list":
            yield from self.listed(node, 1)
        elif node.tag == "table_table":
            yield from self.table(node)
        elif node.tag in ("text_section", "text_index-body", "text_numbered-paragraph", "office_text", "draw_text-box"):
            yield from self.blocks(node)
        elif node.tag == "draw_frame":
            yield f"<p>{''.join(self.frame(node))}</p>"
        elif node.tag.startswith("text_") and node.tag.endswith(("-index", "table-of-content", "bibliography")):
            self.imported.notes.append("le sommaire du document est laissé de côté : « toc: true » en fait un")

    def listed(self, node: Element, level: int, style: str = "") -> Iterator[str]:
        style = node.get("text_style-name") or style
        found = self.lists.get(style)
        kind = "ul"
        for each in found if found is not None else ():
            if each.get("text_level") == str(level) and each.tag == "text_list-level-style-number":
                kind = "ol" if each.get("style_num-format") else "ul"
        yield f"<{kind}>"
        for item in node:
            if item.tag in ("text_list-item", "text_list-header"):
                yield "<li>"
                tight = sum(child.tag in ("text_p", "text_h") for child in item) < 2
                for child in item:
                    if child.tag == "text_list":
                        yield from self.listed(child, level + 1, style)
                    elif tight and child.tag == "text_p":
                        yield from self.inline(child)
                    else:
                        yield from self.block(child)
                yield "</li>"
        yield f"</{kind}>"

    def table(self, node: Element) -> Iterator[str]:
        yield "<table>"
        rows = [row for row in node.iter("table_table-row")]
        heads = {id(row) for header in node.iter("table_table-header-rows") for row in header}
        for rank, row in enumerate(rows):
            cell = "th" if id(row) in heads or (not heads and rank == 0) else "td"
            cells = [
                f"<{cell}>{'<br>'.join(self.words(p) for p in each.iter('text_p'))}</{cell}>"
                * min(50, int(each.get("table_number-columns-repeated") or 1))
                for each in row
                if each.tag in ("table_table-cell", "table_covered-table-cell")
            ]
            yield f"<tr>{''.join(cells)}</tr>"
        yield "</table>"

    def words(self, node: Element) -> str:
        return "".join(self.inline(node))

    def inline(self, node: Element) -> Iterator[str]:
        """The text below a node, with what its parts mean."""
        yield self._said(node.text)
        for child in node:
            yield from self._part(child)
            yield self._said(child.tail)

    def _said(self, text: str | None) -> str:
        for identifier in self.open:
            self.added[identifier] += text or ""
        return escape(text or "", quote=False)

    def _part(self, node: Element) -> Iterator[str]:
        name = node.tag
        if name == "text_span":
            marks = self._marks(node.get("text_style-name") or "")
            yield "".join(f"<{mark}>" for mark in marks)
            yield from self.inline(node)
            yield "".join(f"</{mark}>" for mark in reversed(marks))
        elif name == "text_a":
            yield f'<a href="{escape(node.get("xlink_href") or "")}">'
            yield from self.inline(node)
            yield "</a>"
        elif name == "text_s":
            yield " " * min(50, int(node.get("text_c") or 1))
        elif name == "text_tab":
            yield " "
        elif name == "text_line-break":
            yield "<br>"
        elif name == "text_note":
            body = node.find("text_note-body")
            label = f"footnote-{len(self.notes) + 1}"
            self.notes.append((label, ""))  # its place: a note in a note comes after
            rank = len(self.notes) - 1
            self.notes[rank] = (label, "".join(self.blocks(body)) if body is not None else "")
            yield f'<sup><a href="#{label}">[{rank + 1}]</a></sup>'
        elif name == "office_annotation":
            author = node.findtext("dc_creator") or "quelqu’un"
            words = quoted(
                " ".join("".join(part.itertext()) for part in node if part.tag in ("text_p", "text_list")), 200
            )
            self.imported.notes.append(f"commentaire de {author}, laissé de côté : {words}")
        elif name == "text_change-start" and node.get("text_change-id") in self.inserted:
            self.open.append(node.get("text_change-id") or "")
            self.added.setdefault(self.open[-1], "")
        elif name == "text_change-end" and node.get("text_change-id") in self.open:
            self.open.remove(node.get("text_change-id") or "")
        elif name == "draw_frame":
            yield from self.frame(node)
        elif name == "draw_a":
            yield from (part for child in node for part in self._part(child))
        elif name in ("text_soft-page-break", "text_bookmark", "text_bookmark-start", "text_bookmark-end"):
            return
        elif not name.startswith(("draw_", "office_", "x_")):  # a field: date, page, reference…
            yield from self.inline(node)

    def frame(self, node: Element) -> Iterator[str]:
        """A picture with its alternative; a box of text, as Writer sets captions in, is a picture and its caption."""
        image, box = node.find("draw_image"), node.find("draw_text-box")
        if image is not None:
            address = image.get("xlink_href") or ""
            alt = node.findtext("svg_desc") or node.findtext("svg_title") or ""
            if address in self.pictures:
                kept = self.imported.keep(Picture(self.pictures[address]))
                yield f'<img src="{kept}" alt="{escape(described(alt))}">'
            else:
                yield self.linked(address, described(alt))
        elif box is not None:
            for paragraph in box.iter("text_p"):
                found = "".join(self.inline(paragraph)).strip()
                if found.startswith("<img"):
                    picture, _, caption = found.partition(">")
                    yield f"<figure>{picture}><figcaption>{caption}</figcaption></figure>"
                elif found:
                    yield f"<p>{found}</p>"
        elif node.find("draw_object") is not None:
            told = "un objet du document (formule, graphique, tableau) n’a pas été repris : faites-en une image"
            self.imported.notes.append(told)

    def linked(self, address: str, alt: str) -> str:
        """A picture that is beside the document, or elsewhere."""
        try:
            picture = Picture(read_file(self.folder / unquote(address.removeprefix("../"))), unquote(address))
            return f'<img src="{self.imported.keep(picture)}" alt="{escape(alt)}">'
        except (OSError, ValueError):
            self.imported.notes.append(f"image qui n’est pas dans le document : {address}")
            return ""

    def _role(self, node: Element) -> str:
        """« title », « quote », « code », « caption », « h1 », or nothing: what the style of a paragraph means."""
        for name in self._lineage(node.get("text_style-name") or ""):
            if re.fullmatch(r"Heading_20_[1-6]", name):
                return f"h{name[-1]}"
            if name == "Title":
                return "title"
            if name in _QUOTES:
                return "quote"
            if name in _CODE:
                return "code"
            if name in _CAPTIONS:
                return "caption"
        return ""

    def _lineage(self, name: str) -> Iterator[str]:
        """A style and those that it is made from."""
        seen = set()
        while name and name not in seen:
            seen.add(name)
            yield name
            style = self.styles.get(name)
            name = (style.get("style_parent-style-name") or "") if style is not None else ""

    def _marks(self, name: str) -> list[str]:
        """The elements that the style of a span means."""
        said: dict[str, str] = {}
        for each in reversed(list(self._lineage(name))):
            style = self.styles.get(each)
            properties = style.find("style_text-properties") if style is not None else None
            said.update(properties.attrib if properties is not None else {})
        found = ["strong"] if said.get("fo_font-weight") in ("bold", "600", "700", "800", "900") else []
        found += ["em"] if said.get("fo_font-style") in ("italic", "oblique") else []
        found += ["s"] if said.get("style_text-line-through-style", "none") != "none" else []
        position = said.get("style_text-position", "")
        if re.match(r"super|sub|-?[1-9]", position):
            found.append("sub" if position.startswith(("sub", "-")) else "sup")
        return found


def _together(kind: str, held: list[str]) -> str:
    if kind == "code":
        return f"<pre>{chr(10).join(held)}</pre>"
    return f"<blockquote>{''.join(f'<p>{text}</p>' for text in held if text.strip())}</blockquote>"
