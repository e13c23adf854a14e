"""Articles that follow each other under one name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from plugins.common.texts import slugify
from plugins.site.doc import doc, value
from plugins.site.values import Article


@value
class Part:
    """One article of a series, as the series block shows it."""

    number: int = doc("its rank, from 1")
    title: str = doc("its title")
    url: str = doc("its address below the root")
    current: bool = doc("whether it is the article that is read")


@value
class Series:
    """A series seen from one of its articles."""

    name: str = doc("its name")
    parts: tuple[Part, ...] = doc("its articles in their order")

    @property
    def previous(self) -> Part | None:
        """The part before the one that is read, None for the first."""
        at = self._at()
        return self.parts[at - 1] if at > 0 else None

    @property
    def next(self) -> Part | None:
        """The part after it, None for the last."""
        at = self._at()
        return self.parts[at + 1] if 0 <= at < len(self.parts) - 1 else None

    def _at(self) -> int:
        return next((at for at, part in enumerate(self.parts) if part.current), -1)


def series_of(articles: Iterable[Article]) -> dict[str, list[Article]]:
    """Articles by series (slug of its name), sorted by part, then date; « Méthodes » and « methodes » are one."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        if article.series:
            found.setdefault(slugify(article.series), []).append(article)
    for parts in found.values():
        parts.sort(key=lambda article: (article.series_part or 0, article.date, article.id))
    return found


def series_block(article: Article, by_name: Mapping[str, list[Article]]) -> Series | None:
    """The block of one article, None outside a series."""
    if not article.series:
        return None
    parts = by_name.get(slugify(article.series), [])
    return Series(
        article.series,
        tuple(Part(each.series_part or 0, each.title, each.url, each.id == article.id) for each in parts),
    )
