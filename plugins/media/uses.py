"""Which text shows or offers which file of `images/`: what nothing reaches stays in the house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.common.safe_html import addresses_of
from plugins.model.checks import references, references_of
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Record
from plugins.model.links import resolve_link

WRITTEN = frozenset(("published", "hidden"))
_ADDRESS = regex(
    r"\s(?=[shpdb])(src|href|poster|srcset|data|background)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I
)
_STATIC = "{static}/"
_FULL_WIDTH = regex(r"<figure\b[^<>]*\bclass=\"[^\"]*\bpleine\b.*?</figure>", re.S)
SMALL, COLUMN = (160, 320), (400, 800, 1200, 1760)  # a portrait, a logo; a card, a column, the main image of a page
WINDOW = (*COLUMN, 2560)  # from one edge of the window to the other


@frozen
class Use:
    """A file that a text reaches; without a text, a setting of the agency does."""

    path: str
    document: Document[Record] | None
    widths: tuple[
        int, ...
    ] = ()  # in pixels: those of the place that shows it, for screens of one and of two dots a pixel

    def shown(self) -> str:
        """Where it is reached, as messages say it: `content/articles/x.md:12`."""
        if self.document is None:
            return "agence.yaml"
        body, name = self.document.header.body, PurePosixPath(self.path).name
        at = body.find(name)
        line = self.document.header.body_line + body.count("\n", 0, at) if at >= 0 else 1
        for loc, kind, value in references_of.of(self.document):
            if kind in ("image", "file") and PurePosixPath(value).name == name:
                line = self.document.place(loc)[0]
        return f"{self.document.shown}:{line}"


def uses(site: Content) -> tuple[Use, ...]:
    """Each file that a text or a setting reaches, whatever the state of the text."""
    return site.once("uses of files", lambda: tuple(_uses(site)))


def _uses(site: Content) -> Iterator[Use]:
    for _, kind, name in references(site.agency):
        if kind in ("image", "file") and (path := site.resolve(kind, name)):
            yield Use(path, None, SMALL if kind == "image" else ())
    for target in (*site.agency.redirects.values(), *site.agency.readings().values()):
        if (path := site.stored_path(unquote(target.lstrip("/")))) in site.files:
            yield Use(path, None)
    for document in site.documents():
        for loc, kind, name in references_of.of(document):
            if kind in ("image", "file") and (path := site.resolve(kind, name)):
                small = loc[:1] in (("portrait",), ("logo",))
                yield Use(path, document, () if kind == "file" else SMALL if small else COLUMN)
        yield from _shown(site, document)


def reached(site: Content, *, production: bool) -> set[str]:
    """The files that this build publishes: those of texts that it writes, drafts included in a preview."""
    states = WRITTEN if production else WRITTEN | {"draft", "scheduled"}
    return {use.path for use in uses(site) if use.document is None or site.state(use.document) in states}


def _shown(site: Content, document: Document[Record]) -> Iterator[Use]:
    """The files that the HTML of a body names."""
    for address, widths in _named(site, document):
        target = resolve_link(site, document, address)[0]
        if target.startswith(_STATIC):
            yield Use(re.split(r"[?#]", target.removeprefix(_STATIC), maxsplit=1)[0], document, tuple(widths))


@fact()
def _named(document: Document[Record]) -> list[tuple[str, tuple[int, ...]]]:
    """The addresses of a body that may lead to a file of the content, which is in `images/`, each with the widths that
    its place asks for."""
    body = document.header.body
    if "images" not in body and "%" not in body and "&#" not in body:
        return []
    html = document.rendered.html
    wide = [match.span() for match in _FULL_WIDTH.finditer(html)]
    found = []
    for match in _ADDRESS.finditer(html):
        widths: tuple[int, ...] = ()
        if match[1].lower() == "src":
            across = any(start < match.start() < end for start, end in wide)
            widths = WINDOW if across else COLUMN
        for address in addresses_of(match[1].lower(), unescape(match[2] or match[3] or match[4] or "")):
            if "images" in unquote(address):
                found.append((address, widths))
    return found
