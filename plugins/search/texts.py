"""What is indexed: of each text that search engines may know, what its page shows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html import unescape

from pydantic import BaseModel

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.french.dates import date_fr
from plugins.model.article import ARTICLE
from plugins.model.content import Document, site_path
from plugins.model.fields import Record
from plugins.model.guide import GUIDE
from plugins.model.workshop import WORKSHOP
from plugins.site.assemble import Site
from plugins.site.values import Html

SORTS = {ARTICLE.name: ("Articles", "Article"), WORKSHOP.name: ("Ateliers", "Atelier"), GUIDE.name: ("Guides", "Guide")}
OTHERS = ("Pages", "Page")
# The keys of headers whose words stand on a page, in any kind of content. Nothing else of a header is indexed: notes,
# exceptions and orders are not for readers.
BEFORE = (
    "summary",
    "role",
    "audience",
    "objectives",
    "prerequisites",
    "access",
    "methods",
    "assessment",
    "funding",
    "faq",
)
AFTER = ("image_caption", "series", "theme", "tags")  # the body comes between
_TAG = regex(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.S)
_NOTE = regex(r"<sup id=\"fnref[^\"]*\">.*?</sup>|<a class=\"footnote-backref\".*?</a>", re.S)
_IN_LINE = frozenset(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd mark q s samp small span strike strong sub sup"
    " time tt u var wbr".split()
)


@frozen
class Text:
    """A text to index: `sort` is what filters call its kind, `one` what one such is called; `when` is empty for what
    has no date; `before` and `after` its body come words of its header; all as published."""

    url: str
    sort: str
    one: str
    title: str
    when: str
    before: tuple[str, ...]
    body: Html
    after: tuple[str, ...]

    def blocks(self) -> Iterator[tuple[str, str]]:
        """Its titles and paragraphs in their order, each with the name of its element: « h1 », « h2 », « p »."""
        yield "h1", self.title
        yield from (("p", text) for text in self.before)
        yield from blocks_of(str(self.body))
        yield from (("p", text) for text in self.after)


def texts_of(site: Site, known: Collection[str]) -> tuple[Text, ...]:
    """The texts of a site whose pages search engines may know, by their addresses; in the order of addresses."""
    found = [_text(site, each) for each in site.content.documents() if site_path(each) in known]
    return tuple(sorted(found, key=lambda text: text.url))


def _text(site: Site, document: Document[Record]) -> Text:
    record = document.record
    sort, one = SORTS.get(document.kind.name, OTHERS)
    date = getattr(record, "date", None) if document.kind is ARTICLE else None
    before, after = (
        tuple(text for key in keys for text in _words(getattr(record, key, None))) for keys in (BEFORE, AFTER)
    )
    return Text(
        url=site_path(document),
        sort=sort,
        one=one,
        title=document.title,
        when=date_fr(date) if date else "",
        before=before,
        body=site.text(document).body,
        after=after,
    )


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _words(each)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _words(getattr(value, name))


def blocks_of(html: str) -> Iterator[tuple[str, str]]:
    """The titles and paragraphs of the HTML of a body as plain text, each with the name of its element."""
    name, parts, at = "p", [], 0
    html = _NOTE.sub("", html)
    for match in _TAG.finditer(html):
        parts.append(html[at : match.start()])
        at = match.end()
        tag = (match[2] or "").lower()
        if not tag or tag in _IN_LINE:
            continue
        if text := unescape("".join(parts)).strip():
            yield name, text
        parts = []
        name = tag if not match[1] and re.fullmatch("h[2-6]", tag) else "p"
    if text := unescape("".join([*parts, html[at:]])).strip():
        yield name, text
