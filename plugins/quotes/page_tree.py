"""A page of someone else's site as a tree that is safe to walk: bounded, without what is never text."""

from __future__ import annotations

import re
from collections import Counter

import nh3
from bs4 import BeautifulSoup, Tag

from plugins.common.texts import count_words

TEXT_TAGS = frozenset(
    "p br h1 h2 h3 h4 h5 h6 ul ol li blockquote pre code em strong b i u s sub sup cite q abbr mark small"
    " table tbody thead tr td th dl dt dd figure figcaption div section a".split()
)
BLOCK_TAGS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tbody thead tr td th dl dt dd figure figcaption div"
    " section article main header center".split()
)
_SEEN_TAGS = set(
    TEXT_TAGS | BLOCK_TAGS | set("span nav aside footer form dialog link hgroup center font time address".split())
) | {"noscript", "amp-sidebar", "amp-consent", "amp-user-notification", "amp-lightbox", "amp-ad"}
_EMPTIED_TAGS = set("script style title template iframe object svg canvas textarea select button".split())
# By these the makers of pages say what an element is: some have no class that means anything.
NAMING = ("class", "id", "itemprop", "data-hook", "data-testid", "data-test-id", "data-widget_type")
MAX_DEPTH = 400  # Chromium itself stops at 512
MAX_TAGS = 50_000
_OPAQUE = {"": "-->", "script": "</script", "style": "</style"}
_TAG = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")
# Void elements, and those that the next one closes: a long page of them is not a deep one.
_UNNESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)
FEW_WORDS = 20  # a `noscript` with less shows a picture, or asks for JavaScript


class BodyError(ValueError):
    """The body of a page cannot be looked for; the message is French."""


def parse(page: str) -> BeautifulSoup:
    """The page as a tree. nh3 reads it first, as a browser would: paragraphs that nobody closed do not nest.

    What a page holds for readers without JavaScript is text like the rest. BodyError for a trap of nested tags.
    """
    _bound_tags(page)
    opening = re.search(r"<body\b[^<>]{0,2000}>", page, re.I)
    cleaned = nh3.clean(
        page,
        tags=_SEEN_TAGS,
        clean_content_tags=_EMPTIED_TAGS,
        attributes={"*": {*NAMING, "role", "hidden", "aria-hidden"}, "a": {"href"}, "link": {"rel", "href"}},
        link_rel=None,
    )
    # A fragment has no <body>, and a client's selector may name its classes.
    soup = BeautifulSoup(f"{opening[0] if opening else '<body>'}{cleaned}</body>", "html.parser")
    for element in soup.find_all("noscript"):
        text = element.get_text(" ")
        if count_words(text) < FEW_WORDS or re.search(r"javascript", text, re.I):
            element.decompose()
        else:
            element.unwrap()
    return soup


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


def word_counts(root: Tag) -> Counter[int]:
    """Words below each element, by its identity, in one pass: children come after their parent in document order."""
    counts: Counter[int] = Counter()
    for node in reversed([root, *root.descendants]):
        if node is not root:
            counts[id(node.parent)] += counts[id(node)] if isinstance(node, Tag) else count_words(str(node))
    return counts


def names_of(element: Tag) -> list[str]:
    """The names that an element is given by its class, its id and their like."""
    return [name for attribute in NAMING for name in element.get_attribute_list(attribute) if name]
