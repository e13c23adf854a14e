"""Texts to read after an article: what they share, what stays apart, what a change touches, what ten thousand cost."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from plugins.site.related import HOW_MANY, Related
from plugins.site.values import Article, Html, Link

FIRST = datetime(2020, 1, 1, tzinfo=ZoneInfo("Europe/Paris"))


def article(rank: int, *tags: str, category: str = "Idées", series: str | None = None) -> Article:
    """An article of a day, with its themes."""
    return Article(
        f"a{rank}", f"articles/a{rank}/", f"Titre {rank}", "fr", FIRST + timedelta(days=rank),
        Link(category, f"rubriques/{category}/"), (), None, "", "", 3,
        status="published", banner=None, summary="", updated=None, updated_by=None,
        tags=tuple(Link(tag, f"themes/{tag}/") for tag in tags), description="", seo_title="", canonical="",
        canonical_elsewhere=False, noindex=False, headings=(), series=series, series_part=None, source=None,
        entry_id="", changed=None, content=Html.of(""),
    )  # fmt: skip


def urls(articles: list[Article], rank: int) -> list[str]:
    """What follows the article of a rank, by the ends of addresses."""
    latest_first = sorted(articles, key=lambda each: each.date, reverse=True)
    of = next(each for each in articles if each.id == f"a{rank}")
    return [each.url.split("/")[1] for each in Related(latest_first).of(of)]


def many(count: int, seed: int = 1) -> list[Article]:
    """Articles of a blog: a few frequent themes, many rare ones."""
    random = Random(seed)
    names = [f"t{number}" for number in range(200)]
    weights = [1 / (number + 1) for number in range(200)]
    return [
        article(rank, *dict.fromkeys(random.choices(names, weights, k=4)), category=f"c{random.randrange(6)}")
        for rank in range(count)
    ]


def test_a_rare_theme_brings_nearer_than_two_common_ones() -> None:
    """Un thème que deux textes partagent rapproche plus que deux thèmes que tous portent."""
    common = [article(rank, "vente", "écrit") for rank in range(2, 40)]

    assert urls([article(1, "vente", "écrit", "Girardin"), *common, article(50, "Girardin")], 1)[0] == "a50"


def test_parts_of_the_same_series_are_not_among_them() -> None:
    """La série a ses propres liens : ses autres parties n’y sont pas, de quelque façon que son nom soit écrit."""
    parts = [article(1, "x", series="Méthodes"), article(2, "x", series="methodes"), article(3, "x")]

    assert urls([*parts, article(4, "y"), article(5, "z")], 1) == ["a3", "a4", "a5"]


def test_a_text_without_theme_is_followed_by_its_category_then_by_its_neighbours() -> None:
    """Sans thème commun, viennent les textes proches de la rubrique, puis les voisins de date."""
    articles = [article(1), article(2, category="Ailleurs"), article(3, category="Ailleurs"), article(9)]

    assert urls(articles, 1) == ["a9", "a2", "a3"]


@given(st.integers(1, 30), st.integers(0, 99))
def test_there_are_three_different_ones_when_the_site_has_them(count: int, seed: int) -> None:
    """Trois textes, jamais le même ni celui que l’on lit, moins quand le site n’en a pas trois autres."""
    articles = many(count, seed)
    for each in articles:
        found = urls(articles, int(each.id[1:]))
        assert len(set(found)) == len(found) == min(HOW_MANY, count - 1)
        assert each.id not in found


def test_a_word_changed_in_a_text_changes_no_other_page() -> None:
    """Ce que l’on montre d’un texte ne dépend ni de son corps, ni de son chapô, ni de son extrait."""
    articles = many(60)[::-1]
    changed = [replace(each, summary="Autre", teaser="Autre", content=Html.of("Autre")) for each in articles]

    assert [Related(articles).of(each) for each in articles] == [Related(changed).of(each) for each in changed]


def test_a_new_article_changes_few_pages() -> None:
    """Un article de plus, parmi mille : moins de quarante pages le montrent ou changent de voisins."""
    articles = many(1001)[::-1]
    before, after = Related(articles[1:]), Related(articles)

    assert sum(before.of(each) != after.of(each) for each in articles[1:]) < 40


def test_ten_times_the_articles_cost_about_ten_times_as_much() -> None:
    """Dix mille textes coûtent à peu près dix fois ce que coûtent mille, et tiennent en quelques secondes."""
    costs = []
    for count in (1000, 10_000):
        articles = many(count)[::-1]
        begun = time.process_time()
        index = Related(articles)
        for each in articles:
            index.of(each)
        costs.append(time.process_time() - begun)
    print(f"mille : {costs[0]:.2f} s, dix mille : {costs[1]:.2f} s")

    assert costs[1] < 25 * costs[0] and costs[1] < 4
