"""What machines show of a built page: a search engine, a network, a reader mode, a reader of feeds, a letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser

from plugins.common.texts import count_words, plain_text

_ATOM = "{http://www.w3.org/2005/Atom}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MEDIA = "{http://search.yahoo.com/mrss/}content"
_DRAWN = (".svg", ".webp", ".avif")  # what LinkedIn shows no picture of
_HEAVY = 5_000_000  # bytes: LinkedIn’s limit


def faces(site: Path, file: Path) -> Iterator[tuple[str, list[str]]]:
    """Each machine by its French name, with the lines that say what it shows of a page of a built site."""
    page = LexborHTMLParser(file.read_text("utf-8"))
    said: dict[str, str] = {}
    for node in page.css("meta"):
        name = node.attributes.get("name") or node.attributes.get("property")
        if name:
            said.setdefault(name, node.attributes.get("content") or "")
    links = page.css("link[rel=canonical]")
    address = (links[0].attributes.get("href") or "") if links else ""
    title = page.css_first("title")
    robots = said.get("robots", "")
    kept = "gardée" if "noindex" not in robots else "laissée de côté (« noindex »), ses liens sont suivis"
    yield "Google", [title.text() if title else "", address, said.get("description", ""), f"page {kept}"]
    yield "LinkedIn", _network(site, said, address)
    yield "Mode lecture de Firefox", _reading(page, said)
    yield "Lecteur de flux", _entry(site, address)
    yield "Lettre", _letter(site, address)


def _network(site: Path, said: dict[str, str], address: str) -> list[str]:
    picture, origin = said.get("og:image", ""), origin_of(site)
    lines = [said.get("og:title", ""), said.get("og:description", "")]
    if not picture:
        return [*lines, "aucune image : donnez-en une au texte (« image »)"]
    lines.append(picture)
    file = site / unquote(picture.removeprefix(f"{origin}/"))
    if picture.lower().endswith(_DRAWN):
        lines.append("image refusée : il faut un JPEG ou un PNG")
    elif file.is_file() and file.stat().st_size > _HEAVY:
        lines.append("image refusée : plus de 5 Mo")
    return lines


def origin_of(site: Path) -> str:
    """The public address of a built site, without a final slash: the first of its map."""
    found = re.search(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    return found[1].rstrip("/") if found else ""


def _reading(page: LexborHTMLParser, said: dict[str, str]) -> list[str]:
    prose = page.css_first(".article-main > .prose") or page.css_first(".prose")
    if prose is None:
        return ["pas de mode lecture : cette page est une liste"]
    html = prose.html or ""
    counted = f"{count_words(plain_text(html))} mots, {len(prose.css('h2, h3, h4'))} intertitres"
    heading = page.css_first("h1")
    by = said.get("author", "")
    return [
        heading.text().strip() if heading else "",
        *([f"par {by}"] if by else []),
        f"{counted}, images : {len(prose.css('img'))}, {len(prose.css('blockquote'))} citations",
    ]


def _entry(site: Path, address: str) -> list[str]:
    for path in (site / "flux" / "atom.xml", *sorted((site / "flux").glob("archives/*.xml"))):
        for entry in ElementTree.parse(path).iter(f"{_ATOM}entry"):
            link = entry.find(f"{_ATOM}link")
            if link is not None and link.get("href") == address:
                names = [name.text or "" for name in entry.iter(f"{_ATOM}name")]
                return [
                    entry.findtext(f"{_ATOM}title", ""),
                    f"par {', '.join(names)}, parue le {entry.findtext(f'{_ATOM}published', '')[:10]}, "
                    f"changée le {entry.findtext(f'{_ATOM}updated', '')[:10]}",
                    f"{_words(entry.findtext(f'{_ATOM}content', ''))} mots, dans {path.relative_to(site)}",
                    f"identifiant {entry.findtext(f'{_ATOM}id', '')}",
                ]
    return ["dans aucun flux du site"]


def _letter(site: Path, address: str) -> list[str]:
    for item in ElementTree.parse(site / "flux" / "rss.xml").iter("item"):
        if item.findtext("link", "") == address:
            picture = item.find(_MEDIA)
            shown = picture.get("url", "") if picture is not None else "sans image"
            summary = plain_text(item.findtext("description", ""))[:200]
            return [item.findtext("title", ""), summary, shown, f"{_words(item.findtext(_ENCODED, ''))} mots"]
    return ["dans aucune : le flux RSS n’a pas ce texte parmi les derniers"]


def _words(html: str) -> int:
    return count_words(plain_text(html))
