"""The public page is looked at after each write: what the blog's API says is not what its readers see."""

from __future__ import annotations

import pytest

from plugins.targets.errors import Uncertain
from plugins.targets.target import page_state
from tests.relays.desk import Desk
from tests.relays.memory import Memory
from tests.services.wordpress import Blog

OURS = '<p class="lire-la-suite cx-01">'


@pytest.mark.parametrize(
    ("status", "page", "state"),
    [
        (200, OURS, "there"),
        (200, "<p>Un autre billet, où mène une redirection.</p>", "other"),
        (404, OURS, "gone"),
        (410, "", "gone"),
        (503, OURS, "unknown"),
        (301, "", "unknown"),
    ],
)
def test_a_page_is_judged_by_what_it_shows(status: int, page: str, state: str) -> None:
    """Une page est là si elle montre l’extrait, disparue si elle le dit ; une panne ou un renvoi ne prouvent rien."""
    assert page_state(lambda url: (status, page), "https://a.example/x", "cx-01") == state


def test_a_page_that_cannot_be_read_proves_nothing() -> None:
    """Une page que l’on n’a pas pu lire n’est dite ni là, ni disparue."""

    def read(url: str) -> tuple[int, str]:
        raise Uncertain("coupure")

    assert page_state(read, "https://a.example/x", "cx-01") == "unknown"


def test_a_page_without_the_excerpt_is_told(paper: Desk, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un billet publié dont la page ne montre pas l’extrait est fait, et c’est dit."""
    monkeypatch.setattr(memory, "public_state", lambda remote, key: "other")
    paper.article("un")
    applied = paper.apply()

    assert applied.exit_code == 0 and "la page publique ne montre pas encore l’extrait" in paper.said(applied)


def test_a_page_that_stays_is_told(paper: Desk, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un billet retiré dont la page reste lisible (un cache) est retiré, et c’est dit."""
    paper.article("un")
    paper.apply()
    monkeypatch.setattr(memory, "public_state", lambda remote, key: "there")
    paper.article("un", clients="")
    applied = paper.apply()

    assert applied.exit_code == 0 and "la page publique montre encore l’extrait" in paper.said(applied)


def test_a_real_page_is_there_then_gone(desk: Desk, blog: Blog) -> None:
    """Sur un vrai WordPress, la page du billet publié montre l’extrait, celle du billet retiré n’est plus là."""
    slug = desk.new("page")
    given = desk.said(desk.apply())
    desk.article(slug, clients="")
    taken = desk.said(desk.apply())

    assert slug in given and slug in taken
    assert "la page publique" not in given + taken
