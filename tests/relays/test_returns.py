"""A post that went away and comes back: with the client's words untouched, else with ours of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plugins.targets.target import BlogPost
from tests.relays.desk import TEXT, Desk
from tests.relays.memory import Memory
from tests.services.wordpress import Blog

OURS = TEXT.replace("téléphone", "mobile")


def corrected(memory: Memory) -> None:
    """Marie, of the client's, changes two words of the first post."""
    memory.edit("1", content=memory.posts["1"].content.replace("trois lignes", "dix pages"))
    memory.editors["1"] = ("Marie", "2026-11-20T10:00:00Z")


def asked_again(paper: Desk, memory: Memory) -> None:
    corrected(memory)
    paper.apply()
    paper.article("un", clients="")
    paper.apply(paper.answered())
    paper.article("un")
    paper.apply()


def brought_back(paper: Desk, memory: Memory) -> None:
    corrected(memory)
    paper.apply()
    for wish in ("withdraw", "restore"):
        paper.wish(wish, "un")


def put_back_by_the_client(paper: Desk, memory: Memory) -> None:
    memory.edit("1", status="trash")
    paper.apply()
    memory.edit("1", status="published")
    corrected(memory)
    paper.apply()


def cloned(paper: Desk, memory: Memory) -> None:
    memory.posts["2"] = replace(memory.posts["1"], id="2")
    corrected(memory)
    paper.apply()


@pytest.mark.parametrize("path", [asked_again, brought_back, put_back_by_the_client, cloned])
def test_a_correction_outlives_a_return(paper: Desk, memory: Memory, path: Callable[[Desk, Memory], None]) -> None:
    """Ôté puis remis, ou doublé, le billet que le client a corrigé reste un conflit à son nom jusqu’à l’adoption."""
    paper.article("un")
    paper.apply()
    path(paper, memory)
    paper.article("un", text=OURS)
    memory.calls.clear()
    plan, applied = paper.plan(), paper.apply()
    paper.wish("adopt", "un")
    paper.apply()

    assert (plan.exit_code, applied.exit_code) == (3, 3) and "par Marie le 20 novembre 2026" in plan.lines[0].reason
    assert memory.posts["1"].status == "published" and "dix pages" in memory.posts["1"].content
    assert memory.calls == (["withdraw"] if path is cloned else []) and paper.plan().exit_code == 0


def test_a_return_with_the_client_s_words_ends_with_a_conflict(paper: Desk, memory: Memory) -> None:
    """Remettre un billet que le client avait corrigé le remet tel quel, et le passage dit le conflit (code 3)."""
    paper.article("un")
    paper.apply()
    corrected(memory)
    paper.article("un", clients="")
    paper.apply(paper.answered())
    paper.article("un", text=OURS)
    memory.calls.clear()
    line, applied = paper.line("un"), paper.apply()

    assert line.action == "update" and "texte du client" in line.reason and line.changes == []
    assert memory.calls == ["restore"] and applied.exit_code == 3 and paper.entry("un").state == "conflict"


def test_a_remark_of_the_blog_hides_no_correction(paper: Desk, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une correction faite pendant notre écriture reste un conflit, même si le blog répond avec une remarque."""
    paper.article("un")
    paper.apply()
    paper.article("un", text=OURS)
    write = memory.update

    def raced(id: str, *options: Any) -> BlogPost:
        memory.edit(id, title="Chez eux")
        return write(id, *options).with_notes("catégorie non retenue")

    monkeypatch.setattr(memory, "update", raced)
    applied = paper.apply()

    assert applied.exit_code == 4 and (paper.action("un"), memory.posts["1"].title) == ("conflict", "Chez eux")


def test_a_relay_asked_for_again_comes_back_with_our_text_of_today(paper: Desk, memory: Memory) -> None:
    """Remis après une réécriture, le billet revient d’une écriture avec le texte d’aujourd’hui, que le plan montre."""
    paper.article("un", title="Avant")
    paper.apply()
    paper.article("un", clients="")
    paper.apply()
    paper.article("un", title="Après", text=OURS)
    memory.calls.clear()
    line = paper.line("un")
    paper.apply()

    assert line.changes[0].diff == "[-Avant-] {+Après+}" and "mobile" in line.changes[1].diff
    assert memory.calls == ["update content,status,title"] and memory.posts["1"].title == "Après"
    assert memory.posts["1"].status == "published" and paper.action("un") == "nothing"


def test_a_death_while_coming_back_is_mended(paper: Desk, memory: Memory) -> None:
    """Arrêté à n’importe quelle étape d’un retour, le passage suivant l’achève avec le texte d’aujourd’hui."""

    class Death(BaseException):
        pass

    names: list[str] = []
    for number in range(99):
        slug = paper.article(f"un-{number}", title="Avant")
        paper.apply()
        paper.article(slug, clients="")
        paper.apply()
        paper.article(slug, title="Après")
        names.clear()

        def step(name: str, number: int = number) -> None:
            names.append(name)
            if len(names) > number:
                raise Death

        try:
            paper.apply(step=step)
            break
        except Death:
            paper.apply()
        held = memory.posts[paper.entry(slug).remote["id"]]
        assert (held.title, held.status, paper.action(slug)) == ("Après", "published", "nothing"), names[-1]
    assert names[2:4] == ["looked", "written"] and len(names) == 7


@pytest.mark.parametrize("back", [False, True])
@pytest.mark.parametrize("change", [{"title": "Chez eux", "version": "9"}, {"status": "draft"}, None])
def test_what_moves_between_the_plan_and_the_write_is_left_alone(
    paper: Desk, memory: Memory, back: bool, change: dict[str, str] | None
) -> None:
    """Corrigé, dépublié ou supprimé par le client juste avant notre écriture, le billet reste comme il l’a laissé."""
    paper.article("un")
    paper.apply()
    if back:
        paper.article("un", clients="")
        paper.apply()
    paper.article("un", text=OURS)
    memory.calls.clear()
    steps: list[str] = []

    def step(name: str) -> None:
        steps.append(name)
        if len(steps) == 1:
            assert name != "looked"
            memory.edit("1", **change) if change else memory.posts.pop("1")

    applied = paper.apply(step=step)

    assert applied.exit_code == 4 and "vient de changer chez le client" in paper.said(applied)
    assert memory.calls == []


def test_a_day_to_come_holds_for_a_return(paper: Desk, memory: Memory) -> None:
    """Un relais remis avec une date à venir attend son jour."""
    paper.article("un")
    paper.apply()
    paper.article("un", clients="")
    paper.apply()
    paper.article("un", clients="{client: orvane, date: 2026-11-23}")
    memory.calls.clear()
    line = paper.line("un")
    paper.apply()

    assert (line.action, line.reason) == ("nothing", "pas avant le 23 novembre 2026") and memory.calls == []


def test_a_post_that_the_client_published_comes_back_published(paper: Desk, memory: Memory) -> None:
    """Envoyé en brouillon et publié par le client, un billet retiré revient publié."""
    paper.client("orvane", "https://orvane.example/blog", "agence", "secret", status="draft")
    paper.article("un")
    paper.apply()
    memory.edit("1", status="published")
    paper.apply()
    for wish in ("withdraw", "restore"):
        paper.wish(wish, "un")

    assert memory.posts["1"].status == "published" and paper.action("un") == "nothing"


def test_a_correction_outlives_a_return_on_wordpress(desk: Desk, blog: Blog) -> None:
    """Sur un vrai blog aussi, ôter puis remettre le relais n’écrase pas la correction de Marie."""
    slug = desk.new("correction-remise")
    desk.apply()
    id = desk.entry(slug).remote["id"]
    content = desk.entry(slug).base.content.replace("trois lignes", "dix pages")
    blog.ask("POST", f"wp/v2/posts/{id}", role="editor", json={"content": content})
    desk.article(slug, clients="")
    desk.apply(desk.answered())
    desk.article(slug)
    desk.apply()
    desk.article(slug, text=OURS)
    line, applied = desk.line(slug), desk.apply()

    assert line.action == "conflict" and "par Marie le" in line.reason and applied.exit_code == 3
    assert "dix pages" in blog.ask("GET", f"wp/v2/posts/{id}")["content"]["rendered"]


@pytest.mark.parametrize("plugin", [False, True], ids=["sans extension", "avec extension"])
def test_a_rewritten_relay_comes_back_on_wordpress(desk: Desk, blog: Blog, plugin: bool) -> None:
    """Sur un vrai blog, le billet remis après réécriture est public, à son adresse, avec le texte d’aujourd’hui."""
    blog.plugin(plugin)
    slug = desk.new("remis", title="Avant")
    desk.apply()
    entry = desk.entry(slug)
    desk.article(slug, clients="")
    desk.apply()
    desk.article(slug, title="Après", text=OURS)
    applied = desk.apply()
    page = blog.page(entry.remote["url"])

    assert applied.exit_code == 0 and (page.status_code, "mobile" in page.text) == (200, True)
    assert desk.entry(slug).remote["id"] == entry.remote["id"] and desk.action(slug) == "nothing"
