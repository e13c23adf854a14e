"""A Word document (.docx): mammoth makes HTML of it; comments and tracked changes are told, and stay out of it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, fromstring

from plugins.common.untyped import Untyped
from plugins.editorial.importing.imported import Imported, ImportRefused, Picture, described, quoted

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
# Styles by their names in the file, which are the English ones whatever the language of Word or of LibreOffice.
_STYLES = """
p[style-name='Title'] => h1.titre-du-document:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='caption'] => p.legende:fresh
p[style-name='Caption'] => p.legende:fresh
p[style-name='Figure'] => p.legende:fresh
p[style-name='Illustration'] => p.legende:fresh
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
strike => s
"""


def read_word(path: Path, data: bytes) -> Imported:
    """Read a .docx; ImportRefused for a file that is none."""
    import mammoth

    imported = Imported()

    def picture(image: Untyped) -> dict[str, str]:
        with image.open() as file:
            address = imported.keep(Picture(file.read()))
        return {"src": address, "alt": described(image.alt_text)}

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")}
        result = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(picture)
        )
    except (zipfile.BadZipFile, KeyError, ParseError, OSError, ValueError):
        raise ImportRefused(f"« {path.name} » n’est pas un document Word lisible : enregistrez-le en .docx") from None
    # mammoth leaves an empty alternative out: it is to be asked for.
    imported.html = re.sub(r"<img (?![^>]*alt=)", '<img alt="" ', result.value)
    core = parts.get("docProps/core.xml")
    if core is not None:
        imported.title = (core.findtext(f"{_DC}title") or "").strip()
        imported.author = (core.findtext(f"{_DC}creator") or "").strip()
    document = parts.get("word/document.xml")
    if document is not None:
        imported.notes += _comments(document, parts.get("word/comments.xml"))
        imported.notes += _changes(document)
        if any(True for _ in document.iter("{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath")):
            imported.notes.append("une formule n’a pas été reprise : écrivez-la, ou faites-en une image")
    return imported


def _comments(document: Element, comments: Element | None) -> Iterator[str]:
    """Each comment, with the words that it is about."""
    about: dict[str, str] = {}
    opened: list[str] = []
    for node in document.iter():
        number = node.get(f"{_W}id", "")
        if node.tag == f"{_W}commentRangeStart":
            opened.append(number)
            about[number] = ""
        elif node.tag == f"{_W}commentRangeEnd" and number in opened:
            opened.remove(number)
        elif node.tag == f"{_W}t":
            for each in opened:
                about[each] += node.text or ""
    for comment in comments if comments is not None else ():
        text = quoted(_words(comment), 200)
        where = about.get(comment.get(f"{_W}id", ""), "")
        on = f" sur {quoted(where)}" if where.strip() else ""
        yield f"commentaire de {comment.get(f'{_W}author') or 'quelqu’un'}{on}, laissé de côté : {text}"


def _changes(document: Element) -> Iterator[str]:
    """Each tracked change: what was taken away stays away, what was added stays in the text."""
    names = {"ins": "ajouté", "del": "supprimé", "moveTo": "déplacé", "moveFrom": "déplacé d’ici"}
    last, words = ("", ""), ""
    for paragraph in document.iter(f"{_W}p"):
        for node in paragraph:
            kind = node.tag.removeprefix(_W)
            change = (kind, node.get(f"{_W}author", "")) if kind in names else ("", "")
            if change != last:
                if words.strip() and last[0] != "moveFrom":
                    yield _told(names[last[0]], last, words)
                last, words = change, ""
            if change[0]:
                words += _words(node)
        if words.strip() and last[0] != "moveFrom":
            yield _told(names[last[0]], last, words)
        last, words = ("", ""), ""


def _told(name: str, change: tuple[str, str], words: str) -> str:
    author = f" par {change[1]}" if change[1] else ""
    fate = "absent du texte" if change[0] == "del" else "gardé dans le texte"
    return f"modification suivie, passage {name}{author}, {fate} : {quoted(words)}"


def _words(node: Element) -> str:
    """The words below a node, paragraphs apart."""
    parts = []
    for each in node.iter():
        if each.tag in (f"{_W}t", f"{_W}delText"):
            parts.append(each.text or "")
        elif each.tag in (f"{_W}p", f"{_W}br", f"{_W}tab"):
            parts.append(" ")
    return "".join(parts)
