"""The body of a document as readers get it: links resolved, French typography set, images given their size."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from html import escape, unescape
from pathlib import Path
from typing import NamedTuple, cast
from urllib.parse import quote

from plugins.common.html import rewrite_addresses
from plugins.common.regex import regex
from plugins.common.texts import plain_text
from plugins.common.untyped import Json
from plugins.french.file_size import size_label
from plugins.french.quoting import is_french
from plugins.model import excerpt, memory
from plugins.model.blocks import is_document
from plugins.model.content import Content, Document, site_path
from plugins.model.facts import Fact, LongFact, LongText
from plugins.model.fields import Record
from plugins.model.links import EXTERNAL, resolve_link, sees_drafts, split_target
from plugins.model.markdown import HeadingToken
from plugins.model.prepare import Wanted
from plugins.model.store import digest_of
from plugins.site.heard import heard
from plugins.site.pictures import Renditions, Shown, renditions_of, with_pictures
from plugins.site.typesetting import CHANGES, typeset_record_of
from plugins.site.values import ROOT, Heading, Html, Picture, Text, shared_of
from plugins.typography.options import Options as Typography
from plugins.typography.rules import typeset_body, typeset_html, typeset_text

_PASSAGE_MARK = regex(r"<!--\s*/?\s*extrait\s*-->")
_DOWNLOAD = regex(
    r'(<p class="telechargement[^"]*"[^<>]*><a\b[^<>]*?\bhref="([^"]*)"[^<>]*>(?:(?!</a>).)*)</a></p>', re.S
)
PART = 2  # the rank of the headings that part a text
LONG_PARTS, LONG_MINUTES = 4, 4  # what a text has at least that shows its contents without being asked
_OWN_CONTENTS = regex(r'<nav\b[^<>]*class="contents"')
_ABSENT = f"{ROOT}absent"
_NOTED = regex(r"\{(?:filename|static)\}/([^?#]*)(.*)", re.S)


class _Address(NamedTuple):
    """What an address of a body becomes for readers, as it is escaped there, and the size of the image, or the weight
    of the document, that it leads to; then the renditions of the image."""

    written: str
    resolved: str
    size: tuple[int, int] | None
    weight: str = ""
    renditions: Renditions | None = None

    def plain(self) -> tuple[object, ...]:
        """What tells it from any other, for marshal."""
        return (*self[:4], self.renditions and tuple(vars(self.renditions).values()))


def text_of(content: Content, document: Document[Record], typography: Typography) -> Text:
    """What readers get of the body of a document of a content."""
    words, (filled, listed, teaser, description, minutes, headings, targets) = WORDS.of(document, typography)
    known: dict[tuple[str, bool, str], _Address] = content.once("addresses in texts", dict) if targets else {}
    sight = document.folder, sees_drafts(content, document)
    addresses = []
    for target in targets:
        address = known.get((*sight, target))
        if address is None:
            address = known[(*sight, target)] = _resolved(content, document, target)
        addresses.append(address)
    digest = digest_of(words.digest + marshal.dumps([each.plain() for each in addresses], 2))
    body = Html(digest, filled, partial(_with_addresses, words, addresses))
    first = getattr(document.record, "image", None) is None
    return Text(
        content=body.then(f"page {first}", partial(_for_page, addresses, first)).shown_by_several(),
        body=body,
        excerpt=listed,
        teaser=teaser,
        description=description,
        minutes=minutes,
        headings=tuple(map(_heading, headings)),
        first=shared_of(*(_picture(each) for each in addresses)),
    )


_Headings = tuple[tuple[str, str, Json], ...]  # the mark, the words, the headings below
# whether it has some HTML, then excerpt, teaser, description, minutes, headings, addresses as they were written
_Parts = tuple[bool, str, str, str, int, _Headings, tuple[str, ...]]


def _words(document: Document[Record], typography: Typography) -> tuple[str, _Parts]:
    """The body of a document, typeset, with its addresses as they were written; then what `text_of` takes apart."""
    record = typeset_record_of(document, typography)
    french = is_french(getattr(record, "lang", None))
    rendered = document.rendered
    # `alt` without a value is an empty text.
    html = re.sub(r"(<img\b[^<>]*?\salt)=(?:\"\"|'')", r"\1", rendered.html)
    targets: dict[str, None] = {}

    def note(value: str) -> str:
        if not value.startswith("#") and (value.startswith("http") or not EXTERNAL.match(unescape(value))):
            targets[value] = None
        return value

    html = rewrite_addresses(html, note)
    summary = getattr(record, "summary", None)
    own = excerpt.without_passage(html) if getattr(record, "client", None) else html
    listed = excerpt.excerpt_html(own, summary)
    teaser = excerpt.teaser_text(listed, summary)
    description = getattr(record, "description", None) or teaser
    minutes = excerpt.reading_minutes(document.plain if html == rendered.html else plain_text(html))
    listed_headings = rendered.headings if _has_contents(record, rendered.headings, html, minutes) else []
    headings = _headings(listed_headings, typography, french)
    body = excerpt.MORE.sub("", html)
    if french:
        body = typeset_body(body, typography)
        listed = typeset_html(listed, typography)
        teaser, description = typeset_text(teaser, typography), typeset_text(description, typography)
    return body, (bool(body), listed, teaser, description, minutes, headings, tuple(targets))


WORDS: LongFact[_Parts] = LongFact(_words, None, ())


def wanted(typography: Typography) -> tuple[Wanted, ...]:
    """The facts that pages ask of every text."""
    return (
        (cast("Fact[object]", CHANGES), typography),
        (cast("Fact[object]", WORDS), typography),
        (
            cast("Fact[object]", memory.WORDS),
            None,
        ),
    )


def _with_addresses(words: LongText, addresses: Iterable[_Address]) -> str:
    known = {each.written: each.resolved for each in addresses}
    html = rewrite_addresses(str(words), lambda value: known.get(value, value))
    weights = {each.resolved: each.weight for each in addresses if each.weight}
    if weights:
        html = _DOWNLOAD.sub(lambda match: _weighed(match, weights), html)
    return _without_absent(html) if _ABSENT in html else html


def _weighed(match: re.Match[str], weights: Mapping[str, str]) -> str:
    """A document to download with its format and its weight, within the link: who follows it knows what comes."""
    weight = weights.get(match[2])
    return f'{match[1]} <span class="poids">({weight})</span></a></p>' if weight else match[0]


def _without_absent(html: str) -> str:
    """The HTML without the images that no reader is given, and without the links to such files: no media feature."""
    html = re.sub(rf"<img\b[^<>]*{_ABSENT}[^<>]*>", "", html)
    html = re.sub(r"<figure[^<>]*>\s*</figure>", "", html)
    return re.sub(rf"<a\b[^<>]*{_ABSENT}[^<>]*>(.*?)</a>", r"\1", html, flags=re.S).replace(_ABSENT, "")


def _kept_by_readers(html: str) -> str:
    """The HTML as reader modes keep it whole when they draw a text out of its page.

    Readability, of Firefox, throws away headings that an id likens to a frame: « comment-ecrire », « contacts »,
    « le-social-selling » (`unlikelyCandidates` and `negative` of its REGEXPS), unless a class says « article »; and
    each `aside`, whereas a box or a call of the text is a note of it (ARIA, role « note »).
    """
    html = re.sub(r'<(h[2-6]) id=("[^"]*")>', r'<\1 id=\2 class="in-article">', html)
    return html.replace("<aside", '<div role="note"').replace("</aside>", "</div>") if "<aside" in html else html


def without_marks(html: str) -> str:
    """The HTML of a body without the marks of the passage that it quotes."""
    return _PASSAGE_MARK.sub("", html) if "extrait" in html else html


def _for_page(addresses: Iterable[_Address], first: bool, html: str) -> str:
    """A body as its page shows it: pictures for each screen, what reader modes would throw away, what is heard."""
    known = {each.resolved: Shown(each.size, each.renditions) for each in addresses}
    return heard(_kept_by_readers(with_pictures(html, known.get, ROOT, first=first)))


def _has_contents(record: Record, headings: Sequence[HeadingToken], html: str, minutes: int) -> bool:
    """Whether a text shows the list of its headings: as asked, else when it is long and has none of its own."""
    asked = getattr(record, "toc", False)
    if asked is not None:
        return bool(asked)
    parts = sum(item["level"] == PART for item in headings)
    return parts >= LONG_PARTS and minutes >= LONG_MINUTES and not _OWN_CONTENTS.search(html)


def _headings(items: Iterable[HeadingToken], typography: Typography, french: bool) -> _Headings:
    return tuple(
        (
            item["id"],
            typeset_text(item["name"], typography) if french else item["name"],
            _headings(item["children"], typography, french),
        )
        for item in items
    )


def _heading(item: tuple[str, str, Json]) -> Heading:
    return Heading(item[0], item[1], tuple(map(_heading, item[2])))


def _resolved(content: Content, document: Document[Record], value: str) -> _Address:
    resolved, name = _address(content, document, value)
    file = content.published.get(name)
    if file is None:
        return _Address(value, resolved, None)
    weight = _weight(file.path) if is_document(value) else ""
    return _Address(value, resolved, file.size, weight, renditions_of(name, file))


def _weight(path: Path) -> str:
    """« PDF, 1,2 Mo »."""
    return f"{path.suffix[1:].upper()}, {size_label(path.stat().st_size)}"


def _picture(address: _Address) -> Picture | None:
    """The picture that an address leads to."""
    if address.renditions is None:
        return None
    width, height = address.size or (None, None)
    return Picture(address.resolved.removeprefix(f"{ROOT}/"), "", None, None, width, height, address.renditions)


def _address(content: Content, document: Document[Record], value: str) -> tuple[str, str]:
    """The value of an attribute that leads to a text or a file of the content, from the root of the site; the path of
    that file in the content.

    Any other value stays as it is, to the letter: an address that is decoded loses its meaning, or its quotes.
    """
    resolved, _, found = resolve_link(content, document, unescape(value))
    if found is not None:
        return f"{ROOT}/{site_path(found)}{escape(split_target(resolved)[1])}", ""
    noted = _NOTED.fullmatch(resolved)
    if noted and resolved.startswith("{static}") and noted[1] not in content.published:
        return _ABSENT, ""
    if noted is None:
        return value, ""
    return f"{ROOT}/{quote(content.served_path(noted[1]))}{escape(noted[2])}", "" if noted[2] else noted[1]
