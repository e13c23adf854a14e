"""A ledger that is lost, a blog that is another, a client that is gone: never a second post, never someone else's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from plugins.targets.errors import RelayError
from plugins.targets.target import BlogPost
from tests.relays.desk import Desk
from tests.relays.memory import Memory
from tests.services.wordpress import Blog

URL = "https://orvane.example/blog"
NEW = "https://neuf.example/blog"


@pytest.fixture
def new_blog(paper: Desk, memory: Memory) -> Memory:
    """Another blog, which a client's file may lead to, with a post of its own under the number of ours."""
    made = Memory()
    made.posts["1"] = BlogPost("1", f"{NEW}/1/", "published", "À eux", "Leur texte.", "1")
    paper.kinds = {"wordpress": lambda relay, environment: made if str(relay.url) == NEW else memory}
    return made


def leads_to(paper: Desk, url: str, account: str = "agence", **options: Any) -> None:
    paper.client("orvane", url, account, "secret", **options)


def test_a_renamed_article_is_found_again_without_a_ledger(paper: Desk, memory: Memory) -> None:
    """Registre perdu, un article renommé retrouve son billet par son ancien nom : il n’est pas posté deux fois."""
    paper.article("ancien")
    paper.apply()
    key = paper.entry("ancien").key
    (paper.content / "registre/relais/ancien@orvane.json").unlink()
    (paper.content / "articles/2026-11-02-ancien.md").unlink()
    paper.article("neuf", redirect_from="[/articles/milieu/, /articles/ancien/]")
    memory.calls.clear()
    line = paper.line("neuf")
    paper.wish("resolve", "neuf")
    paper.apply()

    assert line.action == "conflict" and "le registre ne le connaît pas" in line.reason
    assert memory.calls == ["update content,title"] and "/articles/neuf/" in memory.posts["1"].content
    assert (paper.entry("neuf").key, paper.action("neuf")) == (key, "nothing")


def test_an_old_name_used_again_is_no_lost_post(paper: Desk, memory: Memory) -> None:
    """L’ancien nom repris par un nouvel article n’est pas un billet perdu : chacun a le sien."""
    paper.article("ancien")
    paper.apply()
    paper.article("neuf", redirect_from="[/articles/ancien/]")

    assert (paper.action("ancien"), paper.action("neuf")) == ("nothing", "create")


@pytest.mark.parametrize("change", [{"url": NEW}, {"account": "autre"}, {"kind": "ghost"}])
def test_a_plan_read_for_another_blog_is_refused(paper: Desk, memory: Memory, change: dict[str, str]) -> None:
    """Un plan relu est refusé quand l’adresse du blog, le compte ou la sorte du client a changé depuis."""
    paper.kinds = {"wordpress": memory, "ghost": memory}
    paper.article("un")
    read = json.loads(paper.plan().to_json())
    leads_to(paper, **{"url": URL, **change})

    applied = paper.apply(read)

    assert applied.exit_code == 3 and "a changé depuis ce plan" in paper.said(applied)
    assert memory.calls == []


def test_another_blog_is_not_a_post_taken_off(paper: Desk, memory: Memory, new_blog: Memory) -> None:
    """Une adresse qui mène à un autre blog bloque le relais, et le dit : le client n’y a rien retiré."""
    paper.article("un")
    paper.apply()
    leads_to(paper, NEW)
    plan, applied = paper.plan(), paper.apply()
    paper.article("un", clients="")
    unwanted = paper.line("un")
    leads_to(paper, URL)
    paper.article("un")

    assert (plan.exit_code, applied.exit_code, plan.lines[0].action, unwanted.action) == (4, 4, "blocked", "blocked")
    assert URL in plan.lines[0].reason and "relay.untrack un orvane" in plan.lines[0].reason
    assert new_blog.calls == [] and paper.action("un") == "nothing"


def test_the_same_blog_under_another_address_goes_on(paper: Desk, memory: Memory) -> None:
    """Le même blog sous une autre adresse, où le billet se retrouve par sa marque et son numéro, n’arrête rien."""
    paper.article("un", title="Avant")
    paper.apply()
    leads_to(paper, NEW)
    still = paper.action("un")
    paper.article("un", title="Après")
    paper.apply()

    assert (still, paper.action("un")) == ("nothing", "nothing") and paper.entry("un").blog == f"wordpress {NEW}"


def test_a_relay_forgotten_starts_anew_on_another_blog(paper: Desk, memory: Memory, new_blog: Memory) -> None:
    """Oublié, le billet reste sur l’ancien blog, et le nouveau reçoit le sien."""
    paper.article("un")
    paper.apply()
    leads_to(paper, NEW)
    memory.calls.clear()
    said = paper.wish("untrack", "un")
    paper.apply()

    assert "https://blog.example/1/" in said.message and memory.calls == [] and memory.posts["1"].status == "published"
    assert new_blog.calls == ["create"] and new_blog.posts["1"].title == "À eux"
    assert (paper.entry("un").remote["id"], paper.action("un")) == ("2", "nothing")


def test_a_client_that_is_gone_can_be_forgotten(paper: Desk, memory: Memory) -> None:
    """Le relais d’un client dont la fiche a disparu bloque, dit la sortie ; oublié, il ne bloque plus."""
    paper.article("un")
    paper.apply()
    paper.article("un", clients="")
    (paper.content / "clients/orvane.md").unlink()
    memory.calls.clear()
    before = paper.plan()
    said = paper.wish("untrack", "un")
    after = paper.plan()

    assert before.exit_code == 4 and "relay.untrack un orvane" in before.lines[0].reason
    assert "reste en ligne : https://blog.example/1/" in said.message and memory.calls == []
    assert (after.exit_code, after.lines[0].action) == (0, "nothing") and "plus suivi" in after.lines[0].reason


def test_a_forgotten_relay_can_be_followed_again(paper: Desk, memory: Memory) -> None:
    """Un relais oublié n’est ni reposté ni repris ; « --back » reprend le même billet."""
    paper.article("un")
    paper.apply()
    paper.wish("untrack", "un")
    held = paper.line("un")
    paper.wish("restore", "un")
    memory.calls.clear()
    paper.apply()

    assert held.action == "nothing" and "relay.restore" in held.reason
    assert memory.calls == [] and paper.action("un") == "nothing" and paper.entry("un").state == "published"


def test_nothing_to_forget_is_said(paper: Desk) -> None:
    """Oublier un relais que le registre ne connaît pas est un message."""
    paper.article("un")
    with pytest.raises(RelayError, match="le registre ne connaît pas"):
        paper.wish("untrack", "un")


def test_the_task_forgets(paper: Desk, inv: Any) -> None:
    """« relay.withdraw ARTICLE CLIENT --forget » ne contacte pas le blog et dit où reste le billet."""
    paper.article("un")
    paper.apply()
    done = inv("relay.withdraw", "un", "orvane", "--forget", "--content", paper.content)

    assert done.returncode == 0 and "https://blog.example/1/" in done.stdout and paper.entry("un").by == "oubli"


def test_the_post_of_another_relay_is_not_adopted(paper: Desk, memory: Memory) -> None:
    """Le billet d’un autre relais, ou qui en porte la marque, n’est pas pris pour celui-ci."""
    for slug in ("un", "deux"):
        paper.article(slug)
    paper.apply()
    paper.article("trois")
    ids = {paper.entry(slug).remote["id"]: slug for slug in ("un", "deux")}
    (paper.content / "registre/relais/deux@orvane.json").unlink()
    said = {}
    for id, slug in ids.items():
        with pytest.raises(RelayError) as error:
            paper.wish("adopt", "trois", address=id)
        said[slug] = str(error.value)

    assert "« un »" in said["un"] and "marque d’un autre relais" in said["deux"]


def test_a_post_of_another_site_is_not_adopted(desk: Desk, blog: Blog) -> None:
    """L’adresse d’un autre site est refusée, même si le blog du client a un billet de ce nom."""
    slug = desk.new("ailleurs")
    blog.ask("POST", "wp/v2/posts", role="author", json={"title": "À eux", "slug": slug, "status": "publish"})
    for address in (f"https://ailleurs.example/2026/11/{slug}/", f"ailleurs.example/{slug}/"):
        with pytest.raises(RelayError, match=r"ailleurs\.example"):
            desk.wish("adopt", slug, address=address)


@pytest.mark.parametrize(("kind", "word"), [("feed", "flux"), ("card", "carte")])
def test_a_feed_has_nothing_to_take_off(paper: Desk, kind: str, word: str) -> None:
    """Un client par flux ou par carte n’a rien à retirer ni à adopter, et le message le dit."""
    leads_to(paper, URL, kind=kind)
    paper.article("un")
    with pytest.raises(RelayError, match=f"{word}.*rien à retirer"):
        paper.wish("withdraw", "un")
