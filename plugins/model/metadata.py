"""A document as the page engine wants it: HTML, and plain values that become attributes of the content object."""

from __future__ import annotations

import re
from functools import partial
from html import escape, unescape
from typing import Any
from urllib.parse import quote

from plugins.common.html import rewrite_addresses
from plugins.common.texts import slugify
from plugins.model import excerpt
from plugins.model.content import Document, Site
from plugins.model.links import EXTERNAL, resolve_link, split_target

STATE_BANNERS = ("draft", "scheduled", "hidden")


def render_document(site: Site, document: Document[Any], *, production: bool) -> tuple[str, dict[str, Any]]:
    """The HTML of a document and its metadata.

    Links are in Pelican's notation (`{filename}/articles/x.md`), which the engine resolves for each page. The marks
    `<!-- extrait -->` stay for the relay; `<!-- more -->` is gone. Every type has `record`, `document`, `banner`.
    """
    state = site.state(document)
    metadata: dict[str, Any] = {
        "slug": document.id,
        "record": document.record,
        "document": document,
        "status": _status(state, production),
        "banner": state if state in STATE_BANNERS and not production else None,
    }
    if metadata["status"] == "skip":
        return "", metadata
    rendered = document.rendered
    # `alt` without a value is an empty text; written as `alt=""`, Pelican would take it for a forgotten one.
    html = re.sub(r"(<img\b[^<>]*?\salt)=(?:\"\"|'')", r"\1", rendered.html)
    html = rewrite_addresses(html, partial(_address, site, document))
    build = {"article": _article, "page": _page, "workshop": _titled, "guide": _titled}.get(document.kind.name, _named)
    metadata.update(build(site, document, html, rendered.headings))
    modified = getattr(document.record, "modified", None)
    first = getattr(document.record, "date", None)
    # Updated before it appeared: a warning tells the author, and readers are not told nonsense.
    early = modified and first and modified.date() < first.date()
    metadata["updated"] = site.aware(modified) if modified and not early else None
    return excerpt.MORE.sub("", html), metadata


def _address(site: Site, document: Document[Any], value: str) -> str:
    """The value of an attribute that leads to a text or a file of the content, in the engine's notation.

    Any other value stays as it is, to the letter: an address that is decoded loses its meaning, or its quotes.
    """
    target = unescape(value)
    if EXTERNAL.match(target) or target.startswith("#"):
        return value
    resolved = resolve_link(site, document, target)[0]
    if resolved == target:
        return value
    path, mark = split_target(resolved)
    return escape(quote(path, safe="/{}") + mark)


def _status(state: str, production: bool) -> str:
    """Drafts and scheduled texts are shown in preview as if published, and never written in production."""
    if state in ("draft", "scheduled"):
        return "skip" if production else "published"
    return state


def _article(site: Site, document: Document[Any], html: str, headings: list[dict[str, Any]]) -> dict[str, Any]:
    record = document.record
    own = excerpt.without_passage(html) if record.client else html
    listed = excerpt.excerpt_html(own, record.summary)
    teaser = excerpt.teaser_text(listed, record.summary)
    category = site.category_names[slugify(record.category or site.agency.default_category)]
    return {
        "title": record.title,
        "date": site.aware(record.date) if record.date else site.now,
        "category": category,
        "tags": list(dict.fromkeys(site.tag_names[slugify(tag)] for tag in record.tags)),
        "author_ids": [site.author_id(name) for name in record.authors or ()],
        "updated_by_id": site.author_id(record.modified_by) if record.modified_by else None,
        "lang": record.lang or "fr",
        "excerpt": listed,
        "teaser": teaser,
        "description": record.description or teaser,
        "seo_title": record.seo_title or record.title,
        "canonical_url": record.canonical,
        "noindex": record.noindex,
        "reading_time": excerpt.reading_minutes(html),
        "toc_items": [_toc_item(heading) for heading in headings] if record.toc else [],
    }


def _toc_item(heading: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": heading["id"],
        "title": heading["name"],
        "children": [_toc_item(child) for child in heading["children"]],
    }


def _page(site: Site, document: Document[Any], html: str, headings: list[dict[str, Any]]) -> dict[str, Any]:
    record = document.record
    description = record.summary or excerpt.teaser_text(excerpt.excerpt_html(html, None), None)
    metadata = {
        "title": record.title,
        "summary": record.summary or "",
        "description": description,
        "menu": record.menu,
        "lang": "fr",
    }
    if record.template:
        metadata["template"] = record.template
    return metadata


def _titled(site: Site, document: Document[Any], html: str, headings: list[dict[str, Any]]) -> dict[str, Any]:
    record = document.record
    return {
        "title": record.title,
        "summary": record.summary,
        "description": excerpt.cut_at_sentence(record.summary, excerpt.TEASER_LENGTH),
    }


def _named(site: Site, document: Document[Any], html: str, headings: list[dict[str, Any]]) -> dict[str, Any]:
    record = document.record
    description = excerpt.teaser_text(excerpt.excerpt_html(html, None), None)
    return {"title": record.name, "name": record.name, "description": description}
