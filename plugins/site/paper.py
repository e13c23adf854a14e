"""PDF files of texts: what they are made of, and what is told where one cannot be made.

A kind of them has a template, `theme/templates/<name>.html`, and a style, `theme/print/<name>.css`, after the one of
all, `theme/print/paper.css`. The template is given the values of its sheet, and no other source of facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from plugins.common.frozen import frozen
from plugins.common.pdf import BASE, Document, PdfCache, PdfFault, PdfUnavailable
from plugins.common.places import CACHE, ROOT
from plugins.common.problems import BuildRefused, Problem, Rule
from plugins.common.rules import NO_PDF
from plugins.french.dates import NBSP
from plugins.french.file_size import size_label
from plugins.model.agency import Agency
from plugins.model.content import Content
from plugins.model.content import Document as ContentDocument
from plugins.model.fields import Record
from plugins.site.assemble import Site
from plugins.site.heard import below_a_heading
from plugins.site.outputs import Output, Render
from plugins.site.slots import Download

PAPERS = CACHE / "programmes"  # PDFs already made
FONTS = ("tribune-serif.woff2", "tribune-serif-italic.woff2")


@frozen
class Kind:
    """PDF files of one form: the name of their template and style, what one and several are called, the folder of
    their texts in the content, and the rule that one breaks which cannot be made."""

    name: str
    one: str
    many: str
    folder: str
    rule: Rule


@dataclass
class Papers:
    """The PDF files of some texts; what pages say of each, by the id of its text; what is to be said of them."""

    outputs: list[Output] = field(default_factory=list)
    downloads: dict[str, Download] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def make_papers(
    site: Site,
    kind: Kind,
    sheets: Iterable[tuple[ContentDocument[Record], str, object]],
    cache: PdfCache,
    render: Render,
) -> Papers:
    """The PDF file of each text, given its address below the root and its sheet; none where it cannot be made.

    Where the site may have them later (`Options.later`), those that are not made are made when they are asked for, and
    what is to be said of them is said then.

    Where the machine cannot (no Pango) a preview goes on and says so; a site to publish does not, as its pages would
    lose their downloads in silence (BuildRefused). A trial of it goes on with a warning: what this machine lacks is no
    fault of a text. What is wrong in a file is told at its text.
    """
    made, origin = Papers(), public_origin(site.content)
    missing: dict[str, list[str]] = {}  # the texts by what the machine lacks
    papers = [
        (document, url, paper_document(render(kind.name, sheet), kind.name, ROOT / "theme", site.content, origin))
        for document, url, sheet in sheets
    ]
    if not site.options.later:
        cache.prepare(paper for *_, paper in papers)
    for document, url, paper in papers:
        try:
            file = cache.known(paper) if site.options.later else cache.get(paper)
        except PdfFault as fault:
            made.problems.append(_at_fault(document, kind, fault))
            continue
        except PdfUnavailable as lack:
            missing.setdefault(str(lack), []).append(document.shown)
            continue
        later = partial(_made_later, cache, paper, document, kind) if file is None else None
        made.outputs.append(Output(url, document.source(), file=file, later=later))
        made.downloads[document.id] = Download(url, size_label(file.stat().st_size) if file else "")
    strict = site.options.production
    if missing and strict and not site.options.trial:
        raise BuildRefused(f"les {kind.many} ne peuvent être faits : {' ; '.join(missing)}")
    for why, names in missing.items():
        place = names[0] if len(names) == 1 else f"{site.content.shown}/{kind.folder}"
        refused = f"« publish » ne peut faire les {kind.many} ici" if strict else f"{kind.many} laissés de côté"
        made.problems.append(NO_PDF.at(place, 1, 1, f"{refused} : {why}"))
    return made


def _at_fault(document: ContentDocument[Record], kind: Kind, fault: PdfFault) -> Problem:
    return document.problem((), f"{kind.one} : {fault}", kind.rule)


def _made_later(cache: PdfCache, paper: Document, document: ContentDocument[Record], kind: Kind) -> Path | Problem:
    """A file that is asked for, or why there is none."""
    try:
        return cache.get(paper)
    except PdfFault as fault:
        return _at_fault(document, kind, fault)
    except PdfUnavailable as lack:
        return NO_PDF.at(document.shown, 1, 1, f"{kind.one} laissé de côté : {lack}")
    finally:
        cache.forget()


def public_origin(site: Content) -> str:
    """The public address, without a last slash: a PDF leaves the site, whatever serves the build that makes it."""
    return site.agency.url.rstrip("/")


def paper_document(html: str, name: str, theme: Path, site: Content, origin: str) -> Document:
    """What a PDF is made of: the page, the styles, the theme's fonts, the images that the page shows."""
    files = {f"{BASE}fonts/{font}": theme / "static" / "fonts" / font for font in FONTS}
    for address in sorted(set(re.findall(r"<img\b[^>]*?\ssrc=\"([^\"]+)\"", html))):
        address = unescape(address)
        path = site.for_readers(site.stored_path(_content_path(unquote(address), origin)))
        if path is not None:
            files[address] = path
    # The two hyphens have one glyph, which a PDF would read as U+2011 everywhere.
    html = html.replace("\u2011", "-")
    styles = [(theme / "print" / f"{each}.css").read_text("utf-8") for each in ("paper", name)]
    return Document(html, styles, files)


def for_paper(fragment: str) -> str:
    """A body to stand below a title of its own, without the ids and links within itself that paper does not follow."""
    text = re.sub(r"(<[a-zA-Z][^<>]*?)\sid=\"[^\"]*\"", r"\1", fragment)
    text = re.sub(r"\s*<a class=\"footnote-backref\".*?</a>", "", text, flags=re.S)
    text = re.sub(r"<a\b[^>]*href=\"#[^\"]*\"[^>]*>(.*?)</a>", r"\1", text, flags=re.S)
    return below_a_heading(text)


def image_address(site: Content, path: str | None) -> str | None:
    """The address, for a template, of an image that a header names."""
    return f"{BASE}{site.stored_path(path)}" if path else None


def legal_line(agency: Agency) -> str:
    """« Agence Vigie SAS, 12 quai de l’Exemple, 69002 Lyon. SIREN 000 000 000 »."""
    address = agency.address
    town = " ".join(filter(None, (address.postcode, address.city))) if address else None
    parts = [agency.legal_name or agency.name, address.street if address else None, town]
    text = ", ".join(part for part in parts if part)
    return f"{text}. SIREN{NBSP}{agency.siren.replace(' ', NBSP)}" if agency.siren else text


def drawing_fault(path: Path, cache: PdfCache) -> bool:
    """Whether a drawing (SVG) cannot be put into a PDF; without Pango nobody can tell."""
    address = f"{BASE}dessin.svg"
    page = f'<html lang="fr"><title>Dessin</title><img src="{address}" alt="Dessin">'
    try:
        cache.get(Document(page, [], {address: path}))
    except PdfFault:
        return True
    except PdfUnavailable:
        pass
    return False


def _content_path(address: str, origin: str) -> str:
    for base in (BASE, f"{origin}/"):
        if address.startswith(base):
            return address.removeprefix(base)
    return address
