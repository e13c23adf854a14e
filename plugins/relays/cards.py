"""The card of an article on other sites: a client pastes our address in an editor, and gets title, excerpt and link.

No account and no copy: the card is a page of ours in a frame, which changes when the article does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape

from plugins.common.old_addresses import read_old_address
from plugins.common.untyped import JsonObject
from plugins.site.values import ArticleCard

KIND = "card"
WIDTH, HEIGHT = 600, 480  # pixels; the frame is then set to the height that the card announces
CACHE_AGE = 86_400  # seconds during which a site may keep the answer


def card_address(origin: str, slug: str) -> str:
    """The page that the frame shows."""
    return f"{origin}/oembed/{slug}/"


def former_slugs(redirect_from: Iterable[str]) -> list[str]:
    """The slugs that an article had, by its old addresses below /articles/."""
    found = (re.fullmatch(r"/articles/([a-z0-9-]+)/?", read_old_address(old).path) for old in redirect_from)
    return [match[1] for match in found if match]


SHARED = "carte"  # the source that a card says when several clients show it: the page that sends a reader tells which


def card_tracking(trackings: Sequence[str]) -> str:
    """What the links of a card say of those who show it, given the tracking of each client that asks for it."""
    found = list(dict.fromkeys(trackings))
    return found[0] if len(found) == 1 else f"utm_source={SHARED}&utm_medium=relais" if found else ""


def oembed(article: ArticleCard, origin: str, agency: str, tracking: str = "") -> str:
    """The oEmbed answer for an article (oembed.com, version 1.0, type `rich`), as JSON with sorted keys.

    WordPress keeps of an unknown provider's HTML only a `blockquote`, an `iframe` and links, and shows the frame when
    both have its class (wp-includes/embed.php, `wp_filter_oembed_result`); elsewhere the quotation is the card.
    The frame is as wide as its column: WordPress narrows no frame of an address pasted outside a block.
    """
    address = f"{origin}/{article.url}{f'?{tracking}' if tracking else ''}"
    link = f'<a href="{escape(address)}">{escape(article.title)}</a>'
    answer: JsonObject = {
        "version": "1.0",
        "type": "rich",
        "title": article.title,
        "provider_name": agency,
        "provider_url": f"{origin}/",
        "author_name": ", ".join(person.name for person in article.people) or agency,
        "cache_age": CACHE_AGE,
        "width": WIDTH,
        "height": HEIGHT,
        "html": (
            f'<blockquote class="wp-embedded-content">{link}</blockquote>'
            f'<iframe class="wp-embedded-content" src="{escape(card_address(origin, article.id))}" '
            f'width="100%" height="{HEIGHT}" title="{escape(article.title)}" '
            'frameborder="0"></iframe>'
        ),
    }
    if article.people:
        answer["author_url"] = f"{origin}/{article.people[0].url}"
    if article.hero and article.hero.width:
        answer |= {
            "thumbnail_url": f"{origin}/{article.hero.src}",
            "thumbnail_width": article.hero.width,
            "thumbnail_height": article.hero.height,
        }
    # « < » as an escape: a title that holds a tag is harmless even where this text is pasted into a page.
    return json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True).replace("<", "\\u003c") + "\n"
