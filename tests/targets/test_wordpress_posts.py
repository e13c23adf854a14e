"""The listing of our posts: all its pages, what it leaves out, and what came since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from plugins.targets.api_client import Answer, kept_by
from plugins.targets.errors import Refused
from plugins.targets.wordpress_posts import A_PAGE, BlogPosts

KEY = "cx-0123456789abcdef"


def row(id: int, author: int = 3, slug: str = "", key: str = KEY, view: bool = False) -> dict[str, Any]:
    """A post of the API."""
    text = f'<p>Un.</p><p class="lire-la-suite {key}"><a href="https://a.example/">Lire</a></p>'
    form = "rendered" if view else "raw"
    return {
        "id": id, "link": f"https://b.example/{id}/", "status": "publish", "slug": slug or f"p-{id}", "author": author,
        "title": {form: "T"}, "content": {form: text, "protected": False},
    }  # fmt: skip


class Line:
    """Answers as a WordPress does of what it has; `counts`: whether its counting headers come through."""

    base = "https://b.example"

    def __init__(
        self, rows: list[dict[str, Any]], *, counts: bool = True, closed: frozenset[int] = frozenset()
    ) -> None:
        self.rows, self.counts, self.closed = rows, counts, closed
        self.asked: list[Mapping[str, Any]] = []

    def read(self, path: str, asked: Mapping[str, Any], *, anonymous: bool = False) -> Answer:
        self.asked.append({"path": path, **asked})
        if "/users/" in path:
            return Answer(200, httpx.Headers(), {"name": "Marie"})
        if not path.endswith("/posts"):
            found = next((row for row in self.rows if path.endswith(f"/{row['id']}")), None)
            if found is None or (found["id"] in self.closed and asked["context"] == "edit"):
                raise Refused("non", 404 if found is None else 403, "rest_x", {})
            return Answer(200, httpx.Headers(), found)
        rows = [each for each in self.rows if asked.get("author") in (None, each["author"])]
        rows = [each for each in rows if each["author"] != asked.get("author_exclude")]
        rows = sorted(rows, key=lambda each: each["id"], reverse=asked["order"] == "desc")
        start = (asked["page"] - 1) * A_PAGE
        if start >= max(len(rows), 1):
            raise Refused("non", 400, "rest_post_invalid_page_number", {})
        pages = -(-len(rows) // A_PAGE)
        headers = {"x-wp-total": str(len(rows)), "x-wp-totalpages": str(pages)} if self.counts else {}
        page = rows[start : start + A_PAGE]
        if asked["context"] == "edit":
            page = [each for each in page if each["id"] not in self.closed]
        return Answer(200, httpx.Headers(headers), page)


def posts(line: Line) -> BlogPosts:
    made = BlogPosts(line)  # type: ignore[arg-type]
    made.me = 3
    return made


@pytest.mark.parametrize("counts", [True, False])
def test_every_page_of_the_listing_is_read(counts: bool) -> None:
    """Deux cent un billets : trois pages, que le blog les compte ou non, et une seule liste pour deux recherches."""
    line = Line([row(id, key=f"cx-{id:016x}") for id in range(1, 202)], counts=counts)
    ours = posts(line)
    found = [ours.find(f"cx-{id:016x}", fresh=False) for id in (1, 201)]

    assert [[post.id for post in each] for each in found] == [["1"], ["201"]] and len(line.asked) == 3


def test_what_came_since_the_listing_is_found() -> None:
    """Un billet écrit depuis la liste par un autre passage est trouvé, d’une requête, sans tout relire."""
    line = Line([row(id, key=f"cx-{id:016x}") for id in range(1, 131)])
    ours = posts(line)
    assert ours.find(KEY, fresh=False) == []
    line.rows.append(row(131))
    line.asked.clear()

    assert ours.find(KEY, fresh=False) == []
    assert [post.id for post in ours.find(KEY, fresh=True)] == ["131"] and len(line.asked) == 1


def test_a_known_post_is_read_again_before_a_write() -> None:
    """Une recherche fraîche relit le billet que la liste avait : il a pu changer depuis."""
    line = Line([row(1)])
    ours = posts(line)
    ours.find(KEY, fresh=False)
    line.rows[0] = {**line.rows[0], "status": "trash"}

    assert ours.find(KEY, fresh=True)[0].status == "trash"


def test_a_post_that_the_listing_hides_is_seen_as_visitors_do() -> None:
    """Un billet compté et non donné (contributeur, publié) est lu par la vue publique."""
    line = Line([row(1, view=True), row(2, key="cx-" + "0" * 16)], closed=frozenset((1,)))
    (found,) = posts(line).find(KEY, fresh=False)

    assert (found.id, found.access, found.signed) == ("1", "view", "") and found.out_of_reach


@pytest.mark.parametrize(
    ("later", "copied"),
    [
        (row(5, slug="rendez-vous-2"), False),
        (row(5, slug="rendez-vous"), False),
        (row(5, slug="rendez-vous-copie"), True),
        (row(5, slug="autre"), True),
    ],
)
def test_a_copy_is_told_from_a_second_post_of_ours(later: dict[str, Any], copied: bool) -> None:
    """Une seconde création a notre adresse, numérotée ; une copie en a une autre."""
    first, second = posts(Line([row(4, slug="rendez-vous"), later])).find(KEY, fresh=False)

    assert (first.copied, second.copied) == (False, copied)


def test_a_post_that_another_signs_is_found_by_its_mark() -> None:
    """Rien de nous dans la liste : le billet qu’un autre signe est retrouvé, par une recherche pour tous."""
    line = Line([row(4, author=8, view=True)], closed=frozenset((4,)))
    ours = posts(line)
    (found,) = ours.find(KEY, fresh=False)
    searches = [each for each in line.asked if "search" in each]
    ours.find("cx-" + "1" * 16, fresh=False)

    assert (found.signed, found.access) == ("Marie", "view")
    assert len(searches) == len([each for each in line.asked if "search" in each]) == 1


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"Age": "12"}, "Age: 12"),
        ({"Age": "0", "X-Cache": "MISS from a"}, ""),
        ({"X-Cache": "HIT from a"}, "x-cache: HIT from a"),
        ({"CF-Cache-Status": "HIT"}, "cf-cache-status: HIT"),
        ({"CF-Cache-Status": "DYNAMIC", "Cache-Control": "hit"}, ""),
        ({"X-LiteSpeed-Cache": "hit,litemage"}, "x-litespeed-cache: hit,litemage"),
        ({}, ""),
    ],
)
def test_an_answer_kept_by_a_cache_is_known(headers: dict[str, str], said: str) -> None:
    """Un en-tête dit qu’un cache a répondu à la place du blog."""
    assert kept_by(httpx.Headers(headers)) == said
