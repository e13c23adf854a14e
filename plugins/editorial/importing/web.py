"""A web page, as a browser or an office suite saves it: what is the text of it, and what its styles mean."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path
from urllib.parse import unquote, unquote_to_bytes

from bs4 import BeautifulSoup, Comment, Doctype, Tag
from bs4.element import NavigableString, ProcessingInstruction

from plugins.common.files import read_file
from plugins.editorial.importing.imported import PICTURE, Imported, ImportRefused, Picture, described, quoted

_ASIDE = ("script", "style", "noscript", "template", "iframe", "form", "nav", "svg", "object", "embed", "button")
_MEANT = {  # what a style says that an element would
    "strong": re.compile(r"font-weight:\s*(?:bold|[6-9]00)"),
    "em": re.compile(r"font-style:\s*(?:italic|oblique)"),
    "s": re.compile(r"text-decoration[\w-]*:[^;]*line-through"),
}
_RULE = re.compile(r"\.([\w-]+)\s*\{([^{}]*)\}")
_BIGGEST = 60_000_000  # bytes of a picture beside the page


def read_web(path: Path, data: bytes) -> Imported:
    """Read a page of HTML; its pictures are those of its folder, or in the page itself."""
    soup = BeautifulSoup(data, "html.parser")
    imported = Imported(title=_said(soup.title))
    description = soup.find("meta", attrs={"name": "description"})
    if isinstance(description, Tag) and description.get("content"):
        imported.meta["summary"] = str(description["content"])
    author = soup.find("meta", attrs={"name": "author"})
    imported.author = str(author.get("content") or "") if isinstance(author, Tag) else ""
    classes = dict(_RULE.findall("".join(style.get_text() for style in soup.find_all("style"))))
    mains = soup.find_all("article") or soup.find_all("main")
    root = mains[0] if len(mains) == 1 else soup.body or soup
    for node in root.find_all(_ASIDE):
        if node.name == "iframe":
            imported.notes.append(f"un cadre (iframe) n’a pas été repris : {node.get('src') or 'sans adresse'}")
        node.decompose()
    for text in root.find_all(string=lambda text: isinstance(text, Comment | Doctype | ProcessingInstruction)):
        text.extract()
    _comments(root, imported)
    for node in root.find_all(True):
        _meant(node, classes)
    for image in root.find_all("img"):
        _picture(image, path, imported)
    if not root.get_text(strip=True):
        raise ImportRefused(f"« {path.name} » n’a pas de texte : est-ce la bonne page ?")
    imported.html = root.decode()
    return imported


def _comments(root: Tag, imported: Imported) -> None:
    """Tell the comments that Google Docs writes at the end of its pages, and take them out."""
    for mark in root.find_all("a", id=re.compile(r"^cmnt\d+$")):
        holder = mark.find_parent("div") or mark.find_parent("p") or mark
        mark.extract()
        imported.notes.append(f"commentaire, laissé de côté : {quoted(_said(holder), 200)}")
        holder.decompose()
    for call in root.find_all("a", href=re.compile(r"^#cmnt\d+$")):
        (call.find_parent("sup") or call).decompose()


def _said(node: Tag | NavigableString | None) -> str:
    return " ".join(node.get_text().split()) if node is not None else ""


def _meant(node: Tag, classes: dict[str, str]) -> None:
    """Give a span, or what a style makes bold, italic or struck, the element that says so."""
    style = ";".join([*(classes.get(str(name), "") for name in node.get("class") or ()), str(node.get("style") or "")])
    if node.name in ("b", "strong") and re.search(r"font-weight:\s*normal", style):
        node.unwrap()  # around the whole of a paste of Google Docs
        return
    if node.name == "p" and "title" in (node.get("class") or ()):  # Google Docs
        node.name = "h1"
        node["class"] = "titre-du-document"
    if node.name != "span":
        return
    for name, pattern in _MEANT.items():
        if pattern.search(style) and node.get_text(strip=True):
            inner = BeautifulSoup("", "html.parser").new_tag(name)
            for child in list(node.children):
                inner.append(child.extract())
            node.append(inner)


def _picture(image: Tag, path: Path, imported: Imported) -> None:
    """Keep a picture of the page's folder, or one that the page holds; one of another site is told."""
    address = str(image.get("src") or "")
    name = unquote(re.sub(r"[?#].*", "", address))
    alt = described(str(image.get("alt") or ""), name)
    image["alt"] = alt
    if address.startswith(("http:", "https:", "//")):
        imported.notes.append(f"image d’un autre site, à télécharger dans content/images/ : {address}")
        return
    try:
        if address.startswith("data:"):
            kind, _, held = address.partition(",")
            data = base64.b64decode(held) if kind.endswith(";base64") else unquote_to_bytes(held)
            image["src"] = imported.keep(Picture(data))
            return
        image["src"] = imported.keep(Picture(read_file(path.parent / name.removeprefix("file://"), _BIGGEST), name))
    except (OSError, ValueError, binascii.Error):
        imported.notes.append(f"image introuvable à côté du fichier : {name[:80]}")
        if not address.startswith(PICTURE):
            image.decompose()
