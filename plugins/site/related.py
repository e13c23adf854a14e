"""Texts to read after an article: those with which it shares the rarest themes.

An index of the themes is made once; what is looked at for one article is bounded, so that all take a time that grows as
their number. Nothing depends on the instant, and a new article changes only what is near it: a tie goes to the nearest
date, and what completes a choice is near too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugins.common.texts import slugify
from plugins.site.doc import doc, value
from plugins.site.values import Article, Picture

HOW_MANY = 3
NEAR = 6  # of each theme, the texts looked at on each side of the article, in the order of dates
LOOKED_AT = 16  # texts, from which no more common theme is looked at


@value
class RelatedText:
    """A text to read after another: what its card says, and no more, so that a word changed in it changes it alone."""

    url: str = doc("its address below the root")
    title: str = doc("its title")
    lang: str = doc("the code of its language, « fr »")
    category: str = doc("the name of its category")
    hero: Picture | None = doc("its main image")
    reading_time: int = doc("in minutes, 1 at least")


class Related:
    """The articles of a site by what they share. `articles` are those of lists, latest first."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._articles = articles
        self._themes = [frozenset(tag.url for tag in article.tags) for article in articles]
        self._series = [slugify(article.series or "") for article in articles]
        self._shown = [_shown(article) for article in articles]
        self._rank = {article.id: rank for rank, article in enumerate(articles)}
        self._by_theme: dict[str, list[int]] = {}
        self._by_category: dict[str, list[int]] = {}
        for rank, article in enumerate(articles):
            self._by_category.setdefault(article.category.url, []).append(rank)
            for name in self._themes[rank]:
                self._by_theme.setdefault(name, []).append(rank)
        # A power of two more or less: a theme that gains a text keeps its weight, most of the time.
        whole = len(articles).bit_length()
        self._weights = {name: whole - len(ranks).bit_length() + 1 for name, ranks in self._by_theme.items()}
        # Themes as bits: those that two texts share are then found at once, and weighed once.
        bits = {name: 1 << at for at, name in enumerate(self._by_theme)}
        self._bits = [sum(map(bits.__getitem__, themes)) for themes in self._themes]
        self._weighed: dict[int, int] = {}
        self._places = {
            name: {rank: at for at, rank in enumerate(ranks)}
            for index in (self._by_theme, self._by_category)
            for name, ranks in index.items()
        }

    def of(self, article: Article) -> tuple[RelatedText, ...]:
        """Three texts to read after an article that lists show, fewer on a small site, none after one that they do
        not."""
        here = self._rank.get(article.id)
        if here is None:
            return ()
        own, chosen = self._series[here], dict[int, None]()
        for group in (self._sharing, self._of_category, self._around):
            for rank in group(here):
                if rank != here and not (own and self._series[rank] == own):
                    chosen.setdefault(rank)
                    if len(chosen) == HOW_MANY:
                        return tuple(self._shown[each] for each in chosen)
        return tuple(self._shown[each] for each in chosen)

    def _sharing(self, here: int) -> Iterable[int]:
        """The texts that share a theme, those that share the rarest looked at first, the nearest in meaning first."""
        themes, weights = self._themes[here], self._weights
        found: set[int] = set()
        for name in sorted(themes, key=lambda name: (-weights[name], name)):
            found.update(_near(self._by_theme[name], self._places[name][here]))
            if len(found) > LOOKED_AT:
                break
        bits, own, weighed = self._bits, self._bits[here], self._weighed
        order = []
        for rank in found:
            shared = own & bits[rank]
            if shared not in weighed:
                weighed[shared] = sum(weights[name] for name in themes & self._themes[rank])
            order.append((-weighed[shared], abs(rank - here), -rank))  # as `_distance`
        order.sort()
        return [-older for *_, older in order]

    def _of_category(self, here: int) -> Iterable[int]:
        name = self._articles[here].category.url
        found = _near(self._by_category[name], self._places[name][here])
        return sorted(found, key=lambda rank: _distance(here, rank))

    def _around(self, here: int) -> Iterable[int]:
        found = range(max(0, here - NEAR), min(len(self._articles), here + NEAR + 1))
        return sorted(found, key=lambda rank: _distance(here, rank))


def _near(ranks: Sequence[int], at: int) -> Sequence[int]:
    return ranks[max(0, at - NEAR) : at + NEAR + 1]


def _distance(here: int, rank: int) -> tuple[int, int]:
    """The nearest first; of two as near, the older, which no new article moves."""
    return abs(rank - here), -rank


def _shown(article: Article) -> RelatedText:
    return RelatedText(
        article.url, article.title, article.lang, article.category.name, article.hero, article.reading_time
    )
