"""Structured data of an article written for a client: the work that it is drawn from."""

from __future__ import annotations

from typing import Any


def is_based_on(article: Any) -> dict[str, Any]:
    """The node of `isBasedOn` (https://schema.org/isBasedOn) of an article with `original` and `client`; else empty.

    An original that is gone keeps its name and its publisher, and gives no address.
    """
    original, client = getattr(article, "original", None), getattr(article, "client", None)
    if original is None or client is None:
        return {}
    node: dict[str, Any] = {"@type": "CreativeWork", "name": original.title or article.title}
    if not getattr(original, "gone", False):
        node["url"] = original.url
    if original.date:
        node["datePublished"] = original.date.isoformat()
    node["publisher"] = {"@type": "Organization", "name": client.name, "url": client.site}
    return node
