"""What holds a run back: a word before a public post goes, a pace, a client that is slow, a client renamed."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from plugins.relays.ledger import Ledger
from plugins.relays.report import report
from plugins.targets.errors import Busy
from tests.relays import desk as desks
from tests.relays.desk import TEXT, Desk
from tests.relays.memory import Memory

URL = "https://orvane.example/blog"


def gone(paper: Desk, how: str) -> None:
    """The article « un » goes, one way or another."""
    if how == "fichier":
        (paper.content / "articles/2026-11-02-un.md").unlink()
    else:
        paper.article("un", **({"status": "draft"} if how == "brouillon" else {"clients": ""}))


@pytest.mark.parametrize(
    ("how", "status", "action"),
    [
        ("fichier", "published", "ask"),
        ("brouillon", "published", "ask"),
        ("fichier", "draft", "withdraw"),
        ("relais ôté", "published", "withdraw"),
    ],
)
def test_a_public_post_does_not_follow_its_article_away(
    paper: Desk, memory: Memory, how: str, status: str, action: str
) -> None:
    """Un article disparu ou dépublié ne retire pas seul un billet public ; un brouillon, un relais ôté, si."""
    paper.client("orvane", URL, "agence", "secret", status=status)
    paper.article("un")
    paper.apply()
    gone(paper, how)
    line, applied = paper.line("un"), paper.apply()
    site = paper.site()
    told = report(site, Ledger.of(site), "2026-11")

    assert line.action == action and applied.exit_code == 0
    assert ("### En ligne sans leur article (1)" in told) is (action == "ask")
    assert (memory.posts["1"].status == "trash") is (action == "withdraw")
    assert ("--retirer" in line.reason) is (action == "ask")


@pytest.mark.parametrize("how", ["--retirer", "plan", "relay.withdraw"])
def test_a_word_withdraws_it(paper: Desk, memory: Memory, how: str) -> None:
    """Un mot suffit : l’option, la ligne répondue du plan relu, ou la commande ; le billet revient avec l’article."""
    paper.article("un")
    paper.apply()
    gone(paper, "fichier")
    if how == "--retirer":
        paper.apply(retire=True)
    elif how == "plan":
        paper.apply(json.loads(paper.plan().to_json()))
        assert memory.posts["1"].status == "published"  # read, and not answered
        paper.apply(paper.answered())
    else:
        paper.wish("withdraw", "un")
    withdrawn, quiet = memory.posts["1"].status, paper.plan().exit_code
    paper.article("un")
    paper.apply()

    assert (withdrawn, quiet) == ("trash", 0)
    assert memory.posts["1"].status == ("trash" if how == "relay.withdraw" else "published")


@pytest.mark.parametrize("how", ["fichier", "relais ôté"])
def test_a_corrected_post_goes_by_its_own_name_only(paper: Desk, memory: Memory, how: str) -> None:
    """Un billet que le client a corrigé ne part ni seul, ni avec les autres : une personne le nomme."""
    paper.article("un")
    paper.apply()
    memory.edit("1", title="Corrigé")
    paper.apply()
    gone(paper, how)
    line, applied = paper.line("un"), paper.apply(retire=True)
    kept = memory.posts["1"].status
    paper.wish("withdraw", "un")

    assert line.action == "ask" and "relay.withdraw un orvane" in line.reason
    assert kept == "published" and memory.posts["1"].status == "trash"
    assert not [outcome for outcome in applied.outcomes if outcome.line.action == "withdraw"]


def test_one_line_that_moved_is_refused_alone(paper: Desk, memory: Memory) -> None:
    """D’un plan relu, la ligne dont le monde a changé est refusée, et les autres sont faites."""
    for slug in ("un", "deux", "trois"):
        paper.article(slug)
    read = json.loads(paper.plan().to_json())
    paper.article("deux", text=TEXT.replace("téléphone", "mobile"))
    paper.article("quatre")
    applied = paper.apply(read)

    assert applied.exit_code == 3 and {post.title for post in memory.posts.values()} == {
        "À propos de un",
        "À propos de trois",
    }
    assert [outcome.line.article for outcome in applied.outcomes if outcome.moved] == ["deux", "quatre"]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Sets the instant of the desk: days after that of the tests, and an hour."""

    def at(days: int, hour: int = 9) -> None:
        monkeypatch.setattr(desks, "NOW", start.replace(hour=hour) + timedelta(days=days))

    start = desks.NOW
    yield at


def test_posts_go_in_the_order_of_their_dates_some_a_week(paper: Desk, memory: Memory, clock: Any) -> None:
    """Deux billets par semaine, du plus ancien au plus récent ; le plan dit quand le suivant part."""
    paper.client("orvane", URL, "agence", "secret", per_week="2")
    for day, slug in enumerate(["zebre", "yack", "xylophone", "wapiti"], 1):
        paper.write(
            f"articles/2026-11-0{day}-{slug}.md",
            f"---\ntitle: Le {slug}\ndate: 2026-11-0{day}\nrelay: [orvane]\n---\n\n{TEXT}\n",
        )
    sent = []
    for days in (0, 1, 6, 7):
        clock(days)
        paper.apply()
        sent.append([post.slug for post in memory.posts.values()])
        if days == 1:
            waits = paper.line("wapiti")

    assert sent[0] == sent[1] == sent[2] == ["zebre", "yack"] and sent[3] == ["zebre", "yack", "xylophone", "wapiti"]
    assert waits.action == "nothing" and "2 par semaine, pas avant le 29\u00a0novembre 2026 à 9\u00a0h" in waits.reason


def test_posts_go_at_the_hours_of_the_client(paper: Desk, memory: Memory, clock: Any) -> None:
    """Un nouveau billet attend les heures du client ; une correction, non."""
    paper.article("un")
    paper.apply()
    paper.client("orvane", URL, "agence", "secret", hours="9-18")
    paper.article("un", title="Corrigé")
    paper.article("deux")
    clock(0, 18)
    paper.apply()
    late = [post.title for post in memory.posts.values()]
    clock(1, 9)
    paper.apply()

    assert late == ["Corrigé"] and len(memory.posts) == 2


def renamed(paper: Desk, **header: str) -> None:
    """The client's file takes another name, and the article follows."""
    paper.article("un", clients="cadran-groupe")
    text = (paper.content / "clients/cadran.md").read_text("utf-8")
    extra = "".join(f"{key}: {value}\n" for key, value in header.items())
    (paper.content / "clients/cadran.md").unlink()
    paper.write("clients/cadran-groupe.md", text.replace("relay:\n", f"{extra}relay:\n"))


@pytest.mark.parametrize("lost", [False, True], ids=["registre", "registre perdu"])
def test_a_client_that_is_renamed_keeps_its_posts(paper: Desk, memory: Memory, lost: bool) -> None:
    """La fiche renommée avec « redirect_from » garde ses billets, même registre perdu ; le registre suit."""
    paper.client("cadran", "https://cadran.example/blog", "agence", "secret")
    paper.article("un", clients="cadran")
    paper.apply()
    renamed(paper, redirect_from="[/clients/cadran/]")
    if lost:
        (paper.content / "registre/relais/un@cadran.json").unlink()
    memory.calls.clear()
    paper.apply()
    paper.article("un", clients="cadran-groupe", title="Corrigé")
    paper.apply()

    assert memory.calls == ["update content,title"] and paper.plan().exit_code == 0
    assert paper.entry("un", "cadran-groupe").id == "un@cadran"


def test_a_client_renamed_without_a_word_is_asked_about(paper: Desk, memory: Memory) -> None:
    """Sans « redirect_from », le même blog sous un autre client est un conflit : rien n’est posté une seconde fois."""
    paper.client("cadran", "https://cadran.example/blog", "agence", "secret")
    paper.article("un", clients="cadran")
    paper.apply()
    renamed(paper)
    memory.calls.clear()
    plan, applied = paper.plan(), paper.apply()

    assert {line.action for line in plan.lines} == {"conflict"} and applied.exit_code == 3 and memory.calls == []
    assert all("« cadran » renommé « cadran-groupe »" in line.reason for line in plan.lines)
    assert "redirect_from: [/clients/cadran/]" in plan.lines[0].reason


def test_a_drop_leaves_no_intent(paper: Desk, memory: Memory) -> None:
    """Un client qui demande de revenir plus tard : ce qui n’a pas été tenté n’est pas « interrompu »."""

    for slug in ("un", "deux"):
        paper.article(slug)
    memory.faults.append(Busy("maintenance", None))
    applied = paper.apply()
    reasons = {line.article: line.reason for line in paper.plan().lines}

    assert applied.exit_code == 4 and "plus tard" in paper.said(applied)
    assert reasons == {"deux": "envoi interrompu, rien sur le blog", "un": "nouveau"}
    assert paper.apply().exit_code == 0 and len(memory.posts) == 2


def test_the_client_s_hand_is_told_apart(paper: Desk, memory: Memory) -> None:
    """Brouillon devenu publié, signé d’un autre, programmé, protégé : inscrit d’un mot, jamais un conflit."""
    paper.client("orvane", URL, "agence", "secret", status="draft")
    paper.article("un")
    paper.apply()
    said = []
    for change in ({"status": "scheduled"}, {"status": "published"}, {"signed": "Marie"}, {"protected": True}):
        memory.posts["1"] = replace(memory.posts["1"], **change)
        said.append((paper.line("un").action, paper.line("un").reason))
        paper.apply()
        assert paper.action("un") == "nothing"

    assert said == [
        ("drift", "brouillon devenu programmé chez le client"),
        ("drift", "programmé devenu publié chez le client"),
        ("drift", "signé de Marie chez le client"),
        ("drift", "protégé par un mot de passe chez le client"),
    ]


def test_a_client_has_its_own_time(paper: Desk, memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un blog lent n’est lu que le temps donné à son client ; ce qui reste est bloqué, et dit."""
    for number in range(5):
        paper.article(f"article-{number}")
    monkeypatch.setattr("plugins.relays.planner.CLIENT_TIME", 0.2)
    monkeypatch.setattr(memory, "check", lambda post: time.sleep(0.15) or [])
    lines = paper.plan().lines

    assert 1 <= sum(line.action == "create" for line in lines) <= 3
    assert all("n’ont pas suffi" in line.reason for line in lines if line.action != "create")
