"""The part of an article that leaves for a client's blog: found, cleaned, links made whole, cut at a sentence end.

It is the passage between the marks of the article, else what its author set apart (`more`, `summary`), else the first
blocks of the text, whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape, unescape

import nh3
from bs4 import BeautifulSoup, PageElement, Tag

from plugins.common.html import close_at, rewrite_addresses, without_asides
from plugins.common.texts import count_words, plain_text
from plugins.french.quoting import is_french
from plugins.model import excerpt
from plugins.model.article import Article
from plugins.model.content import Content, Document, public_address
from plugins.model.links import resolve_link, split_target
from plugins.quotes.quote_markers import find_passage

ELLIPSIS = "[…]"
AUTOMATIC_WORDS = 120  # of the first blocks of a text, for a client who agreed on no length: about a screen of a phone
_KEPT = frozenset(
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote a strong em b i code q cite abbr sub sup br".split()
)
_BLOCKS = frozenset("p h2 h3 h4 h5 h6 ul ol dl pre blockquote".split())
_BOXES = ["div", "section", "article", "aside", "details", "summary", "address", "center"]
_TEXTS = ["p", "h2", "h3", "h4", "h5", "h6", "li", "dt", "dd", "blockquote"]  # what holds a text that a reader hears
_LEFT_BEHIND = ["figure", "picture", "img", "table", "nav", "script", "style"]
_PIECE = re.compile(r"<!--.*?-->|<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|.", re.S)


@dataclass(frozen=True)
class Given:
    """What an article gives: HTML, and the words by which it would announce what it leaves behind, empty when none."""

    html: str
    announced: str = ""


def relay_excerpt(site: Content, document: Document[Article], limit: int | None) -> str:
    """The HTML of the excerpt that an article gives, its links whole.

    `limit` in words. A passage that the author chose is cut after the last whole sentence within it and ends with
    « […] »; the first blocks of a text are as many as are within it, `AUTOMATIC_WORDS` without a limit.
    """
    given = given_excerpt(document, limit, lambda value: _absolute(site, document, value)).html
    language = document.record.lang
    return given if language is None or is_french(language) else mark_language(given, language)


def given_excerpt(
    document: Document[Article], limit: int | None, address: Callable[[str], str] = lambda value: value
) -> Given:
    """The excerpt that an article gives, and what it announces and does not hold; `address` rewrites each link."""
    html = rewrite_addresses(document.rendered.html, address)
    chosen = _chosen(html, document.record.summary)
    if not chosen:
        return first_blocks(html, limit or AUTOMATIC_WORDS)
    cleaned = clean(chosen)
    given = cut(cleaned, limit) if limit else cleaned
    blocks = _blocks(given)
    lost = next((block for block in _before_losses(chosen)), "") or (blocks[-1] if blocks else "")
    return Given(given, plain_text(lost) if _announces(lost) else "")


def _chosen(html: str, summary: str | None) -> str:
    """What the author of a text set apart to be given: between its marks, before `more`, its summary; or nothing."""
    passage = find_passage(html).quote
    marker = None if passage else excerpt.MORE.search(html)
    before = close_at(html, marker.start()) if marker else ""
    if plain_text(passage or before):
        return passage or without_asides(before)
    return f"<p>{escape(summary, quote=False)}</p>" if summary else ""


def first_blocks(html: str, limit: int) -> Given:
    """The first blocks of a text, whole, within `limit` words; never a heading nor « … : » before what is not given.

    A first block that is longer alone is cut like a passage.
    """
    kept: list[str] = []
    left, announced = limit, ""
    nodes = list(_top_blocks(without_asides(html)))
    for node in nodes:
        blocks = _blocks(clean(node))
        if not blocks:  # a picture, a table: what stands before may announce it
            if kept and _announces(kept[-1]):
                break
            continue
        words = sum(count_words(plain_text(block)) for block in blocks)
        if words > left:
            break
        kept += blocks
        left -= words
    while kept:
        if _announces(kept[-1]):
            announced = announced or plain_text(kept[-1])
            kept[-1:] = _without_announcement(kept[-1])
        elif re.match(r"<h[2-6]\b", kept[-1]):
            kept.pop()
        else:
            break
    if not kept:
        kept = _blocks(cut(clean("".join(nodes)), limit))
        kept = [] if kept and (_announces(kept[-1]) or re.match(r"<h[2-6]\b", kept[-1])) else kept
    return Given("\n".join(kept), announced)


def _top_blocks(html: str) -> Iterator[str]:
    """The elements of a fragment one after the other, as HTML; its notes and contents aside."""
    for node in BeautifulSoup(html, "html.parser").contents:
        if isinstance(node, Tag) and not {"toc", "footnote"} & set(node.get_attribute_list("class")):
            yield str(node)


def _blocks(html: str) -> list[str]:
    """The elements of a cleaned fragment."""
    return [str(node) for node in BeautifulSoup(html, "html.parser").contents if isinstance(node, Tag)]


def _announces(block: str) -> bool:
    """Whether a block ends by announcing what follows it."""
    text = plain_text(block).removesuffix(ELLIPSIS).rstrip(" \u00a0\u202f")
    return text.endswith(":")


def _without_announcement(block: str) -> list[str]:
    """A paragraph without its last sentence, which announces; nothing when it is its only one, or no paragraph."""
    text, offsets = _text_offsets(block)
    ends = [end for end in excerpt.sentence_ends(text) if end < len(text.rstrip())]
    return [close_at(block, offsets[ends[-1] - 1])] if ends and block.startswith("<p") else []


def _before_losses(html: str) -> Iterator[str]:
    """The blocks of a chosen passage that stand before what does not leave: a table, a picture."""
    before = ""
    for node in _top_blocks(html):
        blocks = _blocks(clean(node))
        if not blocks and _announces(before):
            yield before
        before = blocks[-1] if blocks else ""


def clean(html: str) -> str:
    """A fragment of paragraphs, headings, lists and quotations, which every account may write on a blog."""
    soup = BeautifulSoup(html, "html.parser")
    # Not by a CSS selector: reading the first one costs as much as the rest of a small build.
    for node in soup.find_all(_LEFT_BEHIND) + soup.find_all("div", class_=["toc", "footnote"]):
        node.decompose()
    for node in soup.find_all("sup", id=re.compile("^fnref")):
        node.decompose()
    for node in soup.find_all(_BOXES):  # the words of two boxes are not one paragraph
        if not node.find([*_BLOCKS, *_BOXES]):
            node.name = "p"
    kept = nh3.clean(
        str(soup),
        tags=set(_KEPT),
        attributes={"a": {"href", "hreflang"}, "abbr": {"title"}, "*": {"lang"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    soup = BeautifulSoup(kept, "html.parser")
    _wrap_runs(soup, lambda: soup.new_tag("p"))
    for piece in list(soup.contents):
        if not plain_text(str(piece)):
            piece.extract()
    for link in soup.find_all("a", href=False):
        link.unwrap()
    return "\n".join(str(node) for node in soup.contents)


def mark_language(html: str, language: str) -> str:
    """The fragment with each of its texts in a `<span lang>`: RGAA 4.1, criterion 8.7, for a page that is in French.

    On the paragraph itself the attribute would make WordPress's editor call the block invalid.
    """
    soup = BeautifulSoup(html, "html.parser")
    for node in soup.find_all(_TEXTS):
        _wrap_runs(node, lambda: soup.new_tag("span", lang=language))
    return str(soup)


def _wrap_runs(parent: Tag, wrapper: Callable[[], Tag]) -> None:
    """Set each run of inline siblings below a node in an element of its own."""
    run: list[PageElement] = []
    for node in [*parent.contents, None]:
        if node is not None and not (isinstance(node, Tag) and node.name in _BLOCKS):
            run.append(node)
            continue
        if any(str(each).strip() for each in run):
            run[0].insert_before(outer := wrapper())
            for each in run:
                outer.append(each)
        run = []


def _absolute(site: Content, document: Document[Article], value: str) -> str:
    """An address that means the same from another site; empty when no reader may follow it yet."""
    target = unescape(value)
    if re.match(r"(?:https?:)?//|mailto:|tel:", target):
        return value
    home = str(site.agency.url).rstrip("/")
    if target.startswith("#"):
        return escape(public_address(site, document) + target)
    if target.startswith("/"):
        return escape(home + target)
    resolved, _, found = resolve_link(site, document, target)
    mark = split_target(resolved)[1]
    if found is not None:
        return escape(public_address(site, found) + mark) if site.state(found) in ("published", "hidden") else "x:"
    match = re.match(r"\{(?:static|filename)\}(/[^?#]*)", resolved)
    return escape(home + match[1]) if match else "x:"


def cut(html: str, limit: int) -> str:
    """The fragment within `limit` words, cut after a whole sentence, « […] » at its end; whole when it is short.

    A first sentence longer than the limit is cut between two words: an agreed length is a promise. A list or a
    quotation with which nothing could be given is cut like a paragraph.
    """
    if count_words(plain_text(html)) <= limit:
        return html
    kept: list[str] = []
    left = limit
    nodes = [node for node in BeautifulSoup(html, "html.parser").contents if isinstance(node, Tag)]
    for node in nodes:
        words = count_words(plain_text(str(node)))
        if words <= left:
            kept.append(str(node))
            left -= words
            continue
        part = _cut_block(node, left, first=not kept)
        if part:
            kept.append(part)
        break
    while kept and (re.match(r"<h[2-6]\b", kept[-1]) or _announces(kept[-1])):  # what is no more there
        kept[-1:] = _without_announcement(kept[-1])
    texts = (str(node) for node in nodes if not re.fullmatch("h[2-6]", node.name))
    if not kept and (first := next(texts, "")):
        kept = [_cut_paragraph(first, limit, first=True)]
    return _mark("\n".join(kept))


def _cut_block(node: Tag, left: int, *, first: bool) -> str:
    if node.name in ("ul", "ol"):
        items = []
        for item in node.find_all("li", recursive=False):
            left -= count_words(plain_text(str(item)))
            if left < 0:
                break
            items.append(str(item))
        return f"<{node.name}>{''.join(items)}</{node.name}>" if items else ""
    if node.name in ("blockquote", "dl", "pre"):
        return ""  # given whole or not at all
    return _cut_paragraph(str(node), left, first=first)


def _cut_paragraph(html: str, left: int, *, first: bool) -> str:
    text, offsets = _text_offsets(html)
    ends = [end for end in excerpt.sentence_ends(text) if count_words(text[:end]) <= left]
    if ends:
        return close_at(html, offsets[ends[-1] - 1])
    if not first:
        return ""
    ends = [match.start() for match in re.finditer(r"[\s\u00a0\u202f]+", text)]
    within = [end for end in ends if end > 0 and count_words(text[:end]) <= left]
    return close_at(html, offsets[within[-1] - 1]) if within else ""


def _text_offsets(html: str) -> tuple[str, list[int]]:
    """The text of a fragment, and for each of its characters the offset just after it in the fragment."""
    text, offsets = [], []
    for match in _PIECE.finditer(html):
        piece = match[0]
        if piece.startswith("<"):
            continue
        for char in unescape(piece) if piece.startswith("&") else piece:
            text.append(" " if char in "\n\t\r" else char)
            offsets.append(match.end())
    return "".join(text), offsets


def _mark(html: str) -> str:
    """« […] » at the end of the last paragraph, or in one of its own after a list."""
    if html.endswith("</p>"):
        return f"{html.removesuffix('</p>').rstrip()} {ELLIPSIS}</p>"
    return f"{html}\n<p>{ELLIPSIS}</p>" if html else f"<p>{ELLIPSIS}</p>"
