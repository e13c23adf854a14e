"""The body of an article in a page of someone else's blog: found, cleaned, and cut into blocks of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from soupsieve import SelectorSyntaxError

from plugins.quotes.blocks import Block, BlockKind
from plugins.quotes.page_data import article_bodies
from plugins.quotes.page_tree import BLOCK_TAGS, TEXT_TAGS, BodyError, parse
from plugins.quotes.short_lines import trim
from plugins.quotes.surroundings import is_lead, names_text, prose_counts, strip_surroundings

__all__ = ["Body", "BodyError", "blocks_of", "find_body", "sanitise", "wider_views"]

MIN_WORDS = 20  # a container with less is an empty shell, the text is elsewhere
MOST = 0.85  # share of the text that one element must hold for what is beside it to be none of it
_BOXES = frozenset("div section article main span center table tbody tr td".split())
_HEADINGS: dict[str, BlockKind] = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_CALL = re.compile(r"[\[(]?(?:\d{1,3}|[*†‡]{1,3}|[a-z])[\])]?")
# « m », « km », « 10 »: what follows raised is an exponent.
_EXPONENT_OF = re.compile(r"(?:(?<![^\W\d_])[kcmdhµ]?m|\d)$")


@dataclass(frozen=True)
class Body:
    """The body of an article: sanitised HTML, its blocks, the address that the page gives as its own.

    `by_selector` is false when the client's selector found nothing and the text was looked for.
    """

    html: str
    blocks: tuple[Block, ...]
    canonical: str | None = None
    by_selector: bool = False

    @property
    def text(self) -> str:
        """The plain text, one line a block."""
        return "\n".join(block.text for block in self.blocks)


def find_body(page: str, selector: str | None = None) -> Body:
    """The body of the article that a page holds, which may be empty.

    BodyError when `selector` is no CSS, or when the page is no page but a trap of nested tags.
    """
    soup = parse(page)
    canonical = _canonical(soup)
    chosen = _selected(soup, selector) if selector else []
    by_selector = bool(chosen)
    for container in chosen:
        strip_surroundings(container)
    if not chosen:
        root = soup.body or soup
        strip_surroundings(root)
        chosen = _containers(root)
    title = _title(page)
    for container in chosen:
        trim(container, title)
    html = sanitise("".join(map(str, chosen)))
    return Body(html, tuple(blocks_of(html)), canonical, by_selector)


def wider_views(page: str) -> Iterator[tuple[Block, ...]]:
    """The whole text of a page but its comments, then what it says in data (schema.org, `articleBody`).

    A passage that is not in the body is looked for there: it may be in what could not be told from the text.
    """
    soup = parse(page)
    for element in soup.find_all(id=re.compile(r"^(?:comments?|respond|disqus_thread)$")):
        element.decompose()
    yield tuple(blocks_of(sanitise(str(soup))))
    for text in article_bodies(page):
        yield tuple(blocks_of(sanitise(text if "<p" in text else "<br><br>".join(map(escape, text.split("\n"))))))


def sanitise(html: str) -> str:
    """HTML with the tags of a text only: no script, style, image, class, event or address but http(s) links."""
    cleaned: str = nh3.clean(
        html,
        tags=set(TEXT_TAGS),
        attributes={"a": {"href"}, "abbr": {"title"}},
        url_schemes={"http", "https"},
        link_rel="noopener",
        strip_comments=True,
    )
    return cleaned.strip()


def blocks_of(html: str) -> Iterator[Block]:
    """The blocks of a fragment in its order, each with its text on one line; empty ones and calls of notes left out."""
    parts: list[str] = []
    owner: Tag | None = None
    called: Tag | None = None
    for node in BeautifulSoup(html, "html.parser").descendants:
        if isinstance(node, Tag):
            if node.name == "br":
                parts.append("\n")
            elif node.name == "sup" and _is_call(node, "".join(parts[-3:])):
                called = node
        if type(node) is not NavigableString or (called is not None and called in node.parents):
            continue
        # A block begins and ends wherever the nearest block element changes.
        nearest = next((parent for parent in node.parents if parent.name in BLOCK_TAGS), None)
        if nearest is not owner:
            yield from _flush(parts, _kind(owner))
            parts, owner = [], nearest
        parts.append(_line(str(node)))
    yield from _flush(parts, _kind(owner))


def _is_call(sup: Tag, before: str) -> bool:
    """Whether a `<sup>` calls a note: it is a link, or a number after a word that is no unit (« m<sup>2</sup> »)."""
    text = sup.get_text().strip()
    if sup.find("a") is not None or str(sup.get("id", "")).startswith("fnref"):
        return _CALL.fullmatch(text) is not None or text == ""
    return _CALL.fullmatch(text) is not None and not text.isalpha() and not _EXPONENT_OF.search(before.rstrip())


def _flush(parts: list[str], kind: BlockKind) -> Iterator[Block]:
    # Two line breaks in a row are how old editors end a paragraph.
    for piece in re.split(r"\n[ \t\r]*\n", "".join(parts)):
        text = re.sub(r"[ \t\r\n]+", " ", piece).strip()
        if text:
            yield Block(kind, text)


def _line(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", text)


def _kind(owner: Tag | None) -> BlockKind:
    if owner is None:
        return "p"
    if owner.name in _HEADINGS:
        return _HEADINGS[owner.name]
    if owner.name == "pre":
        return "pre"
    for element in (owner, *owner.parents):
        if element.name == "li":
            return "ol" if element.parent is not None and element.parent.name == "ol" else "ul"
        if element.name == "blockquote":
            return "quote"
    return "p"


def _selected(soup: BeautifulSoup, selector: str) -> list[Tag]:
    """What the client's selector finds, less what stands inside another find."""
    try:
        found = soup.select(selector)
    except (SelectorSyntaxError, NotImplementedError, ValueError):
        raise BodyError(f"sélecteur « {selector} » illisible : écrivez un sélecteur CSS, comme « .texte »") from None
    kept = {id(element) for element in found}
    return [element for element in found if not any(id(parent) in kept for parent in element.parents)]


def _containers(root: Tag) -> list[Tag]:
    """The element that holds the text of a page, its surroundings already gone, after those of its first paragraphs.

    An element whose names say so, unless most of the text is elsewhere; else the deepest that holds nearly all.
    """
    prose = prose_counts(root)

    def words(element: Tag) -> int:
        return prose[id(element)]

    scope = root
    main = max([*root.find_all("main"), *root.find_all(role="main")], key=words, default=None)
    if main is not None and words(main) >= MIN_WORDS:
        scope = main
    # A page may show teasers of other articles: the longest is the article, when most of the text is in it.
    for found in (scope.find_all("article"), [each for each in scope.find_all(True) if names_text(each)]):
        best = max(found, key=words, default=None)
        if best is not None and words(best) >= max(MIN_WORDS, 0.5 * words(scope)):
            scope = best
    while True:
        boxes = (child for child in scope.contents if isinstance(child, Tag) and child.name in _BOXES)
        inner = next((box for box in boxes if words(box) >= max(MIN_WORDS, MOST * words(scope))), None)
        if inner is None:
            break
        scope = inner
    leads = []
    for element in (scope, *scope.parents):
        if element is root or (element is not scope and names_text(element)):
            break
        leads += [each for each in element.find_previous_siblings() if is_lead(each) and words(each)]
    return [*reversed(leads), scope]


def _title(page: str) -> str:
    """What a page calls itself, in its head."""
    found = re.search(r"<title\b[^<>]{0,500}>([^<]{0,1000})", page, re.I)
    return " ".join(unescape(found[1]).split()) if found else ""


def _canonical(soup: BeautifulSoup) -> str | None:
    link = soup.select_one("link[rel~=canonical][href]")
    address = str(link["href"]).strip() if link else ""
    return address if re.match(r"https?://[^\s<>\"]+$", address) and len(address) <= 2000 else None
