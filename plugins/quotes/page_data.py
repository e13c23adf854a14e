"""What a page says of itself in data for machines (JSON-LD): the text of its article, whether it is free to read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from plugins.common.untyped import Json

_SCRIPT = re.compile(r"<script\b[^<>]{0,500}application/ld\+json[^<>]{0,500}>(.*?)</script", re.I | re.S)
_LOCKED = re.compile(
    r"itemprop\s*=\s*[\"']?isAccessibleForFree\b[^<>]{0,200}content\s*=\s*[\"']?false"
    r"|(?:article:content_tier|content_tier)[\"'][^<>]{0,200}content\s*=\s*[\"']?(?:locked|metered)",
    re.I,
)


def article_bodies(page: str) -> Iterator[str]:
    """The texts that a page gives as those of its articles."""
    for item in _items(page):
        text = item.get("articleBody")
        if isinstance(text, str) and text.strip():
            yield text


def is_locked(page: str) -> bool:
    """Whether a page says that it is not free to read (schema.org, `isAccessibleForFree`)."""
    if _LOCKED.search(page):
        return True
    return any(
        str(item.get("isAccessibleForFree", "")).rpartition("/")[2].casefold() == "false" for item in _items(page)
    )


def _items(page: str) -> Iterator[dict[str, Json]]:
    """Every object of the JSON-LD of a page, whatever holds it; what is no JSON says nothing."""
    for match in _SCRIPT.finditer(page):
        try:
            stack = [json.loads(match[1], strict=False)]
        except (ValueError, RecursionError):
            continue
        while stack:
            node = stack.pop()
            if isinstance(node, dict):
                yield node
                stack += node.values()
            elif isinstance(node, list):
                stack += node
