"""Lists of articles are numbered from the oldest: what a page shows once, it shows for ever."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from plugins.common.outputs import Source
from plugins.site.indexing import ARTICLES
from plugins.site.outputs import list_pages
from plugins.site.views import ArticlesPage, ListSlice

SIZE = 3
COUNTS = range(20)


def slices(count: int) -> dict[str, ListSlice]:
    """The pages of a list of `count` articles, whose addresses are their ranks from the oldest, by address."""
    site: Any = SimpleNamespace(options=SimpleNamespace(page_size=SIZE))
    articles: Any = tuple(SimpleNamespace(url=str(rank)) for rank in reversed(range(count)))

    def view(articles_page: ListSlice) -> ArticlesPage:
        return ArticlesPage(trail=(), articles_page=articles_page)

    return {
        each.url: each.view.articles_page
        for each in list_pages("liste/", Source("t"), articles, view, site, ARTICLES)
        if isinstance(each.view, ArticlesPage)
    }


@pytest.mark.parametrize("count", COUNTS)
def test_each_article_is_on_one_page(count: int) -> None:
    """De page en page, du plus récent au plus ancien, chaque article figure une fois."""
    pages, seen, address, before = slices(count), [], "liste/", ""
    while address:
        page = pages.pop(address)
        assert page.previous_url == before
        seen += page.object_list
        before, address = address, page.next_url

    assert [each.url for each in seen] == [str(rank) for rank in reversed(range(count))] and not pages


@pytest.mark.parametrize("count", COUNTS)
def test_the_first_page_is_full_and_others_hold_as_many(count: int) -> None:
    """La première page montre au moins autant d’articles que les suivantes, et moins du double."""
    first, *others = slices(count).values()

    assert first.number == 0 and min(SIZE, count) <= len(first.object_list) < 2 * SIZE
    assert [page.number for page in others] == list(range(len(others), 0, -1))
    assert all(len(page.object_list) == SIZE for page in others)


@pytest.mark.parametrize("count", COUNTS)
def test_a_new_article_changes_two_pages(count: int) -> None:
    """Un nouvel article change la première page, et une autre quand une page se remplit ; aucun texte ne bouge."""
    before, after = slices(count), slices(count + 1)
    changed = [address for address in before if before[address] != after[address]]

    assert len(changed) <= 2 and len(after) - len(before) in (0, 1)
    assert all(before[address].object_list == after[address].object_list for address in before if "page" in address)
