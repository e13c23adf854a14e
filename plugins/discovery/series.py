"""Articles that follow each other under one name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plugins.common.texts import slugify


@dataclass(frozen=True)
class Part:
    """One article of a series, as the series block shows it."""

    number: int
    title: str
    url: str
    current: bool


@dataclass(frozen=True)
class Series:
    """A series seen from one of its articles."""

    name: str
    parts: list[Part]


def series_of(articles: Iterable[Any]) -> dict[str, list[Any]]:
    """Articles by series (slug of its name), sorted by part, then date; « Méthodes » and « methodes » are one."""
    found: dict[str, list[Any]] = {}
    for article in articles:
        if article.record.series:
            found.setdefault(slugify(article.record.series), []).append(article)
    for parts in found.values():
        parts.sort(key=lambda article: (article.record.series_part, article.date, article.slug))
    return found


def series_block(article: Any, by_name: dict[str, list[Any]]) -> Series | None:
    """The block of one article, None outside a series."""
    if not article.record.series:
        return None
    articles = by_name.get(slugify(article.record.series), [])
    parts = [Part(each.record.series_part, each.title, each.url, each is article) for each in articles]
    return Series(article.record.series, parts)
