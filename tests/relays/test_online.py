"""An excerpt goes out when readers can open the article that it leads to; a real site of this machine answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from loopback import Loopback, page, serving

from plugins.common.fetch import FetchPolicy, fetch
from plugins.relays.online import PATIENCE, PAUSES, Online
from tests.relays.desk import Desk
from tests.relays.memory import Memory

POLICY = FetchPolicy(seconds=5, allow_loopback_for_tests=True)


@pytest.fixture
def site(paper: Desk) -> Iterator[Loopback]:
    """The agency's own site, on this machine; nothing is on it yet."""
    with serving() as server:
        paper.agency(f"{server.url}/carnet")
        yield server


class Waits(list[float]):
    """The pauses that were asked for, and what happens meanwhile."""

    def __init__(self, then: Callable[[], None] = lambda: None) -> None:
        self.then = then

    def __call__(self, seconds: float) -> None:
        self.append(seconds)
        self.then()


def put(site: Loopback, slug: str, canonical: str = "") -> None:
    """An article on line; its page names its own address unless told."""
    path = f"/carnet/articles/{slug}/"
    link = f'<link rel="canonical" href="{canonical or site.url + path}">'
    site.answers[path] = page(f"<!doctype html><html><head>{link}</head><body>Texte.</body></html>")


def applied(paper: Desk, waits: Waits | None = None) -> Any:
    online = Online(partial(fetch, policy=POLICY, ignore_robots=True), Waits() if waits is None else waits)
    return paper.apply(online=online)


def test_an_article_on_line_is_relayed(paper: Desk, memory: Memory, site: Loopback) -> None:
    """L’extrait part quand la page de l’article répond, avec sa propre adresse de référence."""
    put(site, paper.article("un"))
    done = applied(paper)

    assert (done.exit_code, len(memory.posts)) == (0, 1)


def test_an_article_that_is_not_on_line_waits(paper: Desk, memory: Memory, site: Loopback) -> None:
    """Sans page en ligne rien ne part, rien n’est noté, et le passage dit quoi faire."""
    paper.article("un")
    put(site, paper.article("deux"))
    done = applied(paper)
    said = paper.said(done)

    assert done.exit_code == 4 and [entry.title for entry in memory.posts.values()] == ["À propos de deux"]
    assert f"{site.url}/carnet/articles/un/ répond 404" in said and "mettez le site en ligne, puis relancez" in said
    assert not (paper.content / "registre/relais/un@orvane.json").exists()


def test_a_deploy_that_takes_a_moment_is_waited_for(paper: Desk, memory: Memory, site: Loopback) -> None:
    """Une page qui arrive un peu après le déploiement est attendue."""
    slug = paper.article("un")
    waits = Waits(lambda: put(site, slug))
    done = applied(paper, waits)

    assert (done.exit_code, waits, len(memory.posts)) == (0, [PAUSES[0]], 1)


def test_the_waiting_of_a_run_is_bounded(paper: Desk, memory: Memory, site: Loopback) -> None:
    """Dix articles absents ne font pas attendre dix fois."""
    for number in range(10):
        paper.article(f"absent-{number}")
    waits = Waits()
    done = applied(paper, waits)

    assert done.exit_code == 4 and memory.posts == {} and sum(waits) <= PATIENCE


@pytest.mark.parametrize("canonical", ["https://autre.example/articles/un/", ""])
def test_another_page_at_that_address_is_not_the_article(
    paper: Desk, memory: Memory, site: Loopback, canonical: str
) -> None:
    """Une page qui répond 200 sans être l’article (accueil, page d’attente) ne suffit pas."""
    slug = paper.article("un")
    if canonical:
        put(site, slug, canonical)
    else:
        site.answers[f"/carnet/articles/{slug}/"] = page("<h1>Site en travaux</h1>")
    said = paper.said(applied(paper))

    assert memory.posts == {} and "ce n’est pas l’article qui est en ligne" in said
    assert (canonical or "n’a pas d’adresse de référence") in said


def test_the_reference_that_an_article_declares_is_the_one_expected(
    paper: Desk, memory: Memory, site: Loopback
) -> None:
    """Un article dont l’adresse de référence est ailleurs (`canonical`) est reconnu à celle-là."""
    elsewhere = "https://revue.example/un"
    put(site, paper.article("un", canonical=elsewhere), elsewhere)

    assert applied(paper).exit_code == 0 and len(memory.posts) == 1


def test_a_site_that_does_not_answer_is_asked_once(paper: Desk, memory: Memory) -> None:
    """Un site injoignable est dit pour chaque article, sans être redemandé ni attendu."""
    paper.agency("http://127.0.0.1:9/carnet")
    paper.article("un")
    paper.article("deux")
    waits = Waits()
    done = applied(paper, waits)

    assert (memory.posts, waits, done.exit_code) == ({}, [], 4)
    assert paper.said(done).count("le site n’a pas pu être vu en ligne") == 2


def test_what_comes_off_a_blog_asks_nothing_of_our_site(paper: Desk, memory: Memory, site: Loopback) -> None:
    """Retirer un billet se fait sans que l’article soit en ligne ; le remettre, non."""
    slug = paper.article("un")
    put(site, slug)
    applied(paper)
    site.answers.clear()
    online = Online(partial(fetch, policy=POLICY, ignore_robots=True), Waits())
    gone = paper.wish("withdraw", slug, online=online)
    with pytest.raises(Exception, match="n’est pas en ligne"):
        paper.wish("restore", slug, online=online)

    assert gone.done and memory.posts["1"].status == "trash"
