"""What stands around the text of an article on a blog's page, told by how elements are named and not by site.

Menus, comments, shares, bylines, related posts, forms. A name that flags most of a page says nothing
(« category-social-selling », « elementor-widget »).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bs4 import NavigableString, Tag

from plugins.common.texts import count_words
from plugins.quotes.page_tree import BLOCK_TAGS, names_of, word_counts


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TAGS = _set("nav aside footer form dialog link amp-sidebar amp-consent amp-user-notification amp-lightbox amp-ad")
_ROLES = _set("navigation complementary search dialog alertdialog contentinfo banner")
_HIDDEN = _set("screen-reader-text sr-only visually-hidden visuallyhidden offscreen")
_WIDGET = re.compile(r"widget(?:$|_|[-_]area|s$)|(?:et_pb|sidebar)[-_]widget")
# Words of the names of elements. A name is cut at hyphens, underscores and inner capitals.
_CUT = re.compile(r"[-_\s:./]+|(?<=[a-zà-ÿ])(?=[A-Z])")
_STRONG = _set(
    "share sharing sharer sharedaddy partage addtoany addthis social socials related relatedposts similar similaires"
    " cookie cookies consent newsletter subscribe breadcrumb breadcrumbs ariane sidebar pagination promo advert"
    " advertisement ads adsbygoogle publicite sponsored toolbar recommended recommendations recirculation trending"
    " footer nav navigation menu paywall regwall modal popup popin overlay banner form toc contactform signup"
    " infinite readmore outbrain taboola"
)
# These also name what holds a text: they count where little is said.
_WEAK = _set(
    "byline author auteur authors vcard bio meta date timestamp published modified datepublished datemodified readtime"
    " duration reading tags taglist categories category keywords cta button buttons btn actions rating claps reactions"
    " likes views dateline posted headline title caption headerinfo postinfo cartouche submitted info ttr kicker"
    " eyebrow surtitre"
)
_COMMENTS = _set("comment comments commentlist commentaire commentaires disqus respond replies responses isso forum")
_ABOUT_COMMENTS = _set("open closed has no with without count")
_PAIRS = frozenset(
    (pair[0], pair[1])
    for pair in (
        words.split("-")
        for words in (
            "read-more read-next lire-aussi lire-suite recent-posts latest-posts latest-articles other-posts"
            " autres-articles more-posts more-articles next-article post-nav prev-next you-may also-like see-also"
            " voir-aussi call-to lead-magnet skip-link progress-bar time-ago to-read ad-slot ad-container ad-wrapper"
            " mot-cle mots-cles article-list posts-list author-box author-bio author-card about-author post-author"
        ).split()
    )
)
LITTLE = 60  # words: above, what a weak word names is a text
ENOUGH = 20  # words: below, what is named like a text is an empty shell

# Words by which blog engines and their themes name the text itself, and its first paragraphs.
_TEXT_OF = _set("entry post article blog story news node page single blogpost td the theme full")
_TEXT = _set("content body text texte contenu corps richtext description markdown markup")
_TEXT_NAMES = _set(
    "e-content gh-content articlebody field--name-body field-name-body field--type-text-with-summary w-richtext"
    " rich-text richtext prose markdown-body texte rte wysiwyg post-description available-content"
    " article-content-blocks notion-page-content postbody contenu-article"
)
_LEAD = _set("excerpt chapo chapeau intro introduction lead lede standfirst summary accroche")


def _words(name: str) -> list[str]:
    return [word.lower() for word in _CUT.split(name) if word]


def names_text(element: Tag) -> bool:
    """Whether the names of an element say that it holds the text of an article."""
    for name in names_of(element):
        if name.lower() in _TEXT_NAMES:
            return True
        words = _words(name)
        if any(first in _TEXT_OF and second in _TEXT for first, second in pairwise(words)):
            return words[-1] in _TEXT or not set(words) & (_STRONG | _WEAK | _COMMENTS)
    return False


def is_lead(element: Tag) -> bool:
    """Whether the names of an element say that it holds the first paragraphs of an article."""
    return any(set(_words(name)) & _LEAD for name in names_of(element))


def strip_surroundings(root: Tag) -> None:
    """Take from a tree what surrounds the text, by the tags, roles and names of elements."""
    counts = word_counts(root)
    texts = (each for each in root.find_all(True) if names_text(each) and counts[id(each)] >= ENOUGH)
    flagged = list(_flagged(root, counts, _with_ancestors(texts)))
    said: Counter[str] = Counter()
    for element, reason in flagged:
        said[reason] += counts[id(element)]
    for element, reason in flagged:
        if reason in _COMMENTS or said[reason] * 2 < counts[id(root)]:
            element.decompose()
    for element in _teasers(root):
        element.decompose()


def _with_ancestors(elements: Iterator[Tag]) -> set[int]:
    """The identities of elements and of all that holds them."""
    found: set[int] = set()
    for element in elements:
        for each in (element, *element.parents):
            if id(each) in found:
                break
            found.add(id(each))
    return found


def _flagged(root: Tag, counts: Counter[int], kept: set[int]) -> Iterator[tuple[Tag, str]]:
    """The outermost elements that are no text, each with the word that says so."""
    stack = [child for child in reversed(root.contents) if isinstance(child, Tag)]
    while stack:
        element = stack.pop()
        reason = _reason(element, counts[id(element)]) if id(element) not in kept else ""
        if reason and (reason in _COMMENTS or counts[id(element)] * 2 < counts[id(root)]):
            yield element, reason
        else:
            stack += [child for child in reversed(element.contents) if isinstance(child, Tag)]


def _reason(element: Tag, words: int) -> str:
    """The word by which an element is no part of a text; empty when nothing says so."""
    if element.name in _TAGS or element.has_attr("hidden") or element.get("aria-hidden") == "true":
        return element.name
    if str(element.get("role", "")) in _ROLES:
        return str(element["role"])
    if element.name == "header" and element.find_parent("article") is None and words < LITTLE:
        return "header"
    return next(filter(None, (_said_by(name, element, words) for name in names_of(element))), "")


def _said_by(name: str, element: Tag, words: int) -> str:
    if name in _HIDDEN or _WIDGET.match(name):
        return name
    cut = _words(name)
    found = set(cut)
    if found & _COMMENTS and not found & _ABOUT_COMMENTS and element.find("h1") is None:
        return min(found & _COMMENTS)
    if found & _STRONG:
        return min(found & _STRONG)
    little = words < LITTLE and not re.fullmatch("h[2-6]", element.name)
    if little and found & _WEAK:
        return "" if _says(element) else min(found & _WEAK)
    return next((" ".join(pair) for pair in pairwise(cut) if pair in _PAIRS), "")


def _says(element: Tag) -> bool:
    """Whether an element holds two paragraphs, or is one: a name with « date » or « author » is then no byline."""
    if element.name == "p":
        return count_words(element.get_text(" ")) >= 25
    return sum(count_words(each.get_text(" ")) >= 15 for each in element.find_all("p")) > 1


_CARDS = ("article", "li", "div", "section", "a")
_CARD_HEADINGS = ["h2", "h3", "h4", "h5"]


def _teasers(root: Tag) -> list[Tag]:
    """Cards of other articles: neighbours of a few words, each with a heading that is a link; none if most is."""
    families: dict[tuple[int, str], dict[int, Tag]] = {}
    counts = word_counts(root)
    for heading in root.find_all(_CARD_HEADINGS):
        card = _card(heading, root, counts) if _is_link(heading) else None
        if card is not None and counts[id(card)] < LITTLE:
            families.setdefault((id(card.parent), card.name), {})[id(card)] = card
    found = [card for family in families.values() if len(family) > 1 for card in family.values()]
    return found if sum(counts[id(card)] for card in found) * 2 < counts[id(root)] else []


def _is_link(heading: Tag) -> bool:
    inner = heading.find("a", href=True)
    if isinstance(inner, Tag):
        return inner.get_text(strip=True) == heading.get_text(strip=True)
    return heading.find_parent("a", href=True) is not None


def _card(heading: Tag, root: Tag, counts: Counter[int]) -> Tag | None:
    """The largest box around a heading that has a few words and no other heading."""
    card = next((each for each in heading.parents if each.name in _CARDS), None)
    while card is not None and card is not root and card.parent is not None and card.parent is not root:
        outer = card.parent
        few = counts[id(outer)] < LITTLE and len(outer.find_all(_CARD_HEADINGS)) == 1
        if not few or outer.name not in _CARDS:
            break
        card = outer
    return None if card is root else card


def prose_counts(root: Tag) -> Counter[int]:
    """Words of running text below each element, by its identity: those of blocks that are not mostly links."""
    words: Counter[int] = Counter()
    linked: Counter[int] = Counter()
    owners: dict[int, Tag] = {}
    for node in root.descendants:
        if type(node) is not NavigableString:
            continue
        owner = next((parent for parent in node.parents if parent.name in BLOCK_TAGS or parent is root), root)
        count = count_words(str(node))
        owners[id(owner)] = owner
        words[id(owner)] += count
        if any(parent.name == "a" for parent in node.parents):
            linked[id(owner)] += count
    prose: Counter[int] = Counter()
    for key, owner in owners.items():
        if linked[key] * 2 < words[key]:
            for each in (owner, *owner.parents):
                prose[id(each)] += words[key]
                if each is root:
                    break
    return prose
