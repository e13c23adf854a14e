"""The body of a document as readers get it: links resolved, French typography set, images given their size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

from plugins.common.html import rewrite_addresses
from plugins.french.quoting import is_french
from plugins.model import excerpt
from plugins.model.content import Content, Document, site_path
from plugins.model.links import EXTERNAL, resolve_link, split_target
from plugins.site.image_sizes import settle_images
from plugins.site.values import ROOT, Heading, Text
from plugins.typography.options import Options as Typography
from plugins.typography.rules import typeset_body, typeset_html, typeset_text

_PASSAGE_MARK = re.compile(r"<!--\s*/?\s*extrait\s*-->")
_ABSENT = f"{ROOT}absent"
_NOTED = re.compile(r"\{(?:filename|static)\}/([^?#]*)(.*)", re.S)


def text_of(content: Content, document: Document[Any], typography: Typography) -> Text:
    """What readers get of the body of a document, whose record is typeset."""
    record = document.record
    french = is_french(getattr(record, "lang", None))
    rendered = document.rendered
    # `alt` without a value is an empty text.
    html = re.sub(r"(<img\b[^<>]*?\salt)=(?:\"\"|'')", r"\1", rendered.html)
    html = rewrite_addresses(html, partial(_address, content, document))
    if _ABSENT in html:
        html = _without_absent(html)
    summary = getattr(record, "summary", None)
    own = excerpt.without_passage(html) if getattr(record, "client", None) else html
    listed = excerpt.excerpt_html(own, summary)
    teaser = excerpt.teaser_text(listed, summary)
    description = getattr(record, "description", None) or teaser
    headings = _headings(rendered.headings, typography, french) if getattr(record, "toc", False) else ()
    minutes = excerpt.reading_minutes(html)
    body = excerpt.MORE.sub("", html)
    if french:
        body = typeset_body(body, typography)
        listed = typeset_html(listed, typography)
        teaser, description = typeset_text(teaser, typography), typeset_text(description, typography)
    return Text(_with_sizes(content, body), body, listed, teaser, description, minutes, headings)


def _without_absent(html: str) -> str:
    """The HTML without the images that no reader is given, and without the links to such files: no media feature."""
    html = re.sub(rf"<img\b[^<>]*{_ABSENT}[^<>]*>", "", html)
    html = re.sub(r"<figure[^<>]*>\s*</figure>", "", html)
    return re.sub(rf"<a\b[^<>]*{_ABSENT}[^<>]*>(.*?)</a>", r"\1", html, flags=re.S).replace(_ABSENT, "")


def without_marks(html: str) -> str:
    """The HTML of a body without the marks of the passage that it quotes."""
    return _PASSAGE_MARK.sub("", html) if "extrait" in html else html


def _with_sizes(content: Content, html: str) -> str:
    def size_of(src: str) -> tuple[int, int] | None:
        file = content.published.get(unquote(src.removeprefix(f"{ROOT}/")))
        return file.size if file else None

    return settle_images(html, size_of)


def _headings(items: Iterable[Mapping[str, Any]], typography: Typography, french: bool) -> tuple[Heading, ...]:
    return tuple(
        Heading(
            item["id"],
            typeset_text(item["name"], typography) if french else item["name"],
            _headings(item["children"], typography, french),
        )
        for item in items
    )


def _address(content: Content, document: Document[Any], value: str) -> str:
    """The value of an attribute that leads to a text or a file of the content, from the root of the site.

    Any other value stays as it is, to the letter: an address that is decoded loses its meaning, or its quotes.
    """
    target = unescape(value)
    if EXTERNAL.match(target) or target.startswith("#"):
        return value
    resolved, _, found = resolve_link(content, document, target)
    if found is not None:
        return f"{ROOT}/{site_path(found)}{escape(split_target(resolved)[1])}"
    noted = _NOTED.fullmatch(resolved)
    if noted and resolved.startswith("{static}") and noted[1] not in content.published:
        return _ABSENT
    return f"{ROOT}/{quote(noted[1])}{escape(noted[2])}" if noted else value
