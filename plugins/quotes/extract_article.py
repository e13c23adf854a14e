"""The body of an article in a page of someone else's blog: found, cleaned, and cut into blocks of plain text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from soupsieve import SelectorSyntaxError

from plugins.common.texts import count_words
from plugins.quotes.blocks import Block, BlockKind

# Where the usual blog engines put the text: the vocabularies first (schema.org, microformats2), then class names of
# WordPress, Ghost, HubSpot, Drupal and their themes, then what HTML itself says.
CONTAINERS = (
    "[itemprop~=articleBody]",
    ".e-content",
    ".entry-content",
    ".post-content",
    ".post__content",
    ".article-content",
    ".article__content",
    ".article-body",
    ".post-body",
    ".blog-post-body",
    ".gh-content",
    ".field--name-body",
    ".single-content",
    "article",
    "main",
    "[role=main]",
    "body",
)
MIN_WORDS = 20  # a container with less is an empty shell, the text is elsewhere
_NEVER = (
    "nav, aside, footer, form, dialog, link, [hidden], #comments, #respond, .comments-area, .comment-respond,"
    " .screen-reader-text, .sr-only, .visually-hidden"
)
_NOISE = re.compile(
    r"(?:^|[-_])(?:share|sharing|sharedaddy|addtoany|social|socials|related|relatedposts|similar|similaires|comments?"
    r"|cookies?|newsletter|subscribe|breadcrumbs?|sidebar|widget|pagination|author-?(?:box|bio|card)|post-?nav"
    r"|post-?meta|entry-?meta|entry-?footer|post-?footer|byline|promo|advert|ads)(?:$|[-_])",
    re.I,
)
_TAGS = frozenset(
    "p br h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong b i u s sub sup cite q abbr mark small"
    " table tbody thead tr td th dl dt dd figure figcaption div section a".split()
)
_BLOCK_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tbody thead tr td th dl dt dd figure figcaption div"
    " section article main header".split()
)
_SEEN_TAGS = set(_TAGS | _BLOCK_TAGS | set("span nav aside footer form dialog link hgroup center font time".split()))
_EMPTIED_TAGS = set("script style title noscript template iframe object svg canvas textarea select button".split())
MAX_DEPTH = 400  # Chromium itself stops at 512
MAX_TAGS = 50_000
_OPAQUE = {"": "-->", "script": "</script", "style": "</style"}
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
# Void elements, and those that the next one closes: a long page of them is not a deep one.
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)
_HEADINGS: dict[str, BlockKind] = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}


class BodyError(ValueError):
    """The body of a page cannot be looked for; the message is French."""


@dataclass(frozen=True)
class Body:
    """The body of an article: sanitised HTML, its blocks, the address that the page gives as its own.

    `by_selector` is false when the client's selector found nothing and the usual containers were looked at.
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
    soup = _parse(page)
    canonical = _canonical(soup)
    chosen = _selected(soup, selector) if selector else []
    by_selector = bool(chosen)
    if not chosen:
        chosen = _usual(soup)
    for container in chosen:
        _strip_noise(container)
    html = sanitise("".join(map(str, chosen)))
    return Body(html, tuple(blocks_of(html)), canonical, by_selector)


def _parse(page: str) -> BeautifulSoup:
    """The page as a tree. nh3 reads it first, as a browser would: paragraphs that nobody closed do not nest."""
    _bound_tags(page)
    opening = re.search(r"<body\b[^<>]{0,2000}>", page, re.I)
    cleaned = nh3.clean(
        page,
        tags=_SEEN_TAGS,
        clean_content_tags=_EMPTIED_TAGS,
        attributes={"*": {"class", "id", "itemprop", "role", "hidden"}, "a": {"href"}, "link": {"rel", "href"}},
        link_rel=None,
    )
    # A fragment has no <body>, and a client's selector may name its classes.
    return BeautifulSoup(f"{opening[0] if opening else '<body>'}{cleaned}</body>", "html.parser")


def _bound_tags(page: str) -> None:
    """Refuse a page whose tags nest or follow without end: the time of HTML parsers grows with the square of them."""
    depth = offset = 0
    for _ in range(MAX_TAGS):
        match = _TAG.search(page, offset)
        if match is None:
            return
        offset = match.end()
        name = (match[2] or "").lower()
        if name in _OPAQUE and not match[1]:
            # What stands in a comment or a script is no tag; when it never ends, neither does the page.
            offset = page.find(_OPAQUE[name], offset)
            if offset < 0:
                return
        elif name not in _UNNESTED and not match[0].endswith("/>"):
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > MAX_DEPTH:
                break
    raise BodyError("page illisible : ses balises s’imbriquent ou se suivent sans fin")


def sanitise(html: str) -> str:
    """HTML with the tags of a text only: no script, style, image, class, event or address but http(s) links."""
    cleaned: str = nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={"a": {"href"}, "abbr": {"title"}},
        url_schemes={"http", "https"},
        link_rel="noopener",
        strip_comments=True,
    )
    return cleaned.strip()


def blocks_of(html: str) -> Iterator[Block]:
    """The blocks of a fragment in its order, each with its text on one line; empty ones are left out."""
    parts: list[str] = []
    owner: Tag | None = None
    for node in BeautifulSoup(html, "html.parser").descendants:
        if isinstance(node, Tag) and node.name == "br":
            parts.append("\n")
        if type(node) is not NavigableString:
            continue
        # A block begins and ends wherever the nearest block element changes.
        nearest = next((parent for parent in node.parents if parent.name in _BLOCK_TAGS), None)
        if nearest is not owner:
            yield from _flush(parts, _kind(owner))
            parts, owner = [], nearest
        parts.append(_line(str(node)))
    yield from _flush(parts, _kind(owner))


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


def _usual(soup: BeautifulSoup) -> list[Tag]:
    counts = _word_counts(soup)
    for selector in CONTAINERS:
        # A page may show teasers of other articles in the same container: the longest is the article.
        best = max(soup.select(selector), key=lambda element: counts[id(element)], default=None)
        if best is not None and counts[id(best)] >= MIN_WORDS:
            return [best]
    return [soup.body or soup]


def _strip_noise(container: Tag) -> None:
    for element in container.select(_NEVER):
        if not element.decomposed:
            element.decompose()
    counts = _word_counts(container)
    in_article = container.name == "article" or container.find_parent("article") is not None
    for element in container.find_all(True):
        if element.decomposed:
            continue
        if element.name == "header" and not in_article and element.find_parent("article") is None:
            element.decompose()
            continue
        names = [*element.get_attribute_list("class"), *element.get_attribute_list("id")]
        # What holds most of the words is the text, whatever a theme calls it (« category-social-selling »).
        if any(_NOISE.search(name) for name in names if name) and counts[id(element)] * 2 < counts[id(container)]:
            element.decompose()


def _word_counts(root: Tag) -> Counter[int]:
    """Words below each element, by its identity, in one pass: children come after their parent in document order."""
    counts: Counter[int] = Counter()
    for node in reversed([root, *root.descendants]):
        if node is not root:
            counts[id(node.parent)] += counts[id(node)] if isinstance(node, Tag) else count_words(str(node))
    return counts


def _canonical(soup: BeautifulSoup) -> str | None:
    link = soup.select_one("link[rel~=canonical][href]")
    address = str(link["href"]).strip() if link else ""
    return address if re.match(r"https?://[^\s<>\"]+$", address) and len(address) <= 2000 else None
