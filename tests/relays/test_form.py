"""Our own change of form (emphasis, a heading, a list) has no word of its own, and leaves all the same."""

from __future__ import annotations

from plugins.targets.errors import Uncertain
from tests.relays.desk import TEXT, Desk
from tests.relays.memory import Memory

STRESSED = TEXT.replace("téléphone", "*téléphone*")


def test_a_change_of_emphasis_is_written(paper: Desk, memory: Memory) -> None:
    """Un mot mis en italique dans l’article l’est chez le client ; puis tout est au repos."""
    slug = paper.article("porte")
    paper.apply()
    paper.article("porte", text=STRESSED)
    line = paper.line(slug)
    paper.apply()

    assert (line.action, line.changes) == ("update", []) and "<em>téléphone</em>" in memory.posts["1"].content
    assert paper.action(slug) == "nothing"


def test_a_change_of_emphasis_outlives_a_draft_that_the_client_publishes(paper: Desk, memory: Memory) -> None:
    """Le client publie le brouillon pendant que l’article change de forme : l’un est inscrit, l’autre part."""
    paper.client("orvane", "https://orvane.example/blog", "agence", "secret", status="draft")
    slug = paper.article("porte")
    paper.apply()
    paper.article("porte", text=STRESSED)
    memory.edit("1", status="published")
    paper.apply()
    paper.apply()

    assert "<em>téléphone</em>" in memory.posts["1"].content and memory.posts["1"].status == "published"
    assert paper.action(slug) == "nothing"


def test_a_change_of_emphasis_outlives_a_lost_answer(paper: Desk, memory: Memory) -> None:
    """Une écriture dont rien ne revient n’est pas tenue pour faite sur la foi de ses mots, qui y étaient déjà."""
    slug = paper.article("porte")
    paper.apply()
    paper.article("porte", text=STRESSED)
    memory.faults.append(Uncertain("ligne coupée"))
    first = paper.apply()
    paper.apply()  # what the blog holds is looked at
    paper.apply()

    assert first.exit_code == 4 and "<em>téléphone</em>" in memory.posts["1"].content
    assert paper.action(slug) == "nothing"


def test_the_client_s_emphasis_is_no_conflict(paper: Desk, memory: Memory) -> None:
    """Un mot mis en gras par le client n’ouvre pas de conflit, et rien ne part pour autant."""
    slug = paper.article("porte")
    paper.apply()
    memory.edit("1", content=memory.posts["1"].content.replace("téléphone", "<strong>téléphone</strong>"))
    paper.apply()

    assert paper.action(slug) == "nothing" and "<strong>" in memory.posts["1"].content


def test_a_post_corrected_since_the_plan_is_not_taken_off(paper: Desk, memory: Memory) -> None:
    """Corrigé entre le plan et le retrait, le billet reste : on le relit juste avant de l’ôter."""
    paper.article("porte")
    paper.apply()
    paper.article("porte", clients="")

    def step(name: str) -> None:
        if "intent" in name:
            memory.edit("1", content=memory.posts["1"].content.replace("trois lignes", "dix lignes"))

    applied = paper.apply(step=step, retire=True)

    assert applied.exit_code == 4 and memory.posts["1"].live and "dix lignes" in memory.posts["1"].content
