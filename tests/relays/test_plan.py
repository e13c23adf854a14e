"""The decisions of a plan, and the order in which it is done; the blog is in memory."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from plugins.targets.errors import Uncertain
from tests.relays.desk import TEXT, Desk
from tests.relays.memory import Memory


def test_a_plan_writes_nothing(paper: Desk, memory: Memory) -> None:
    """Le plan n’écrit rien : ni chez le client, ni dans le registre."""
    paper.article("un")
    plan = paper.plan()

    assert (plan.lines[0].action, plan.exit_code) == ("create", 2)
    assert memory.calls == [] and not (paper.content / "registre").exists()


@pytest.mark.parametrize(("action", "code"), [("nothing", 0), ("drift", 2), ("conflict", 3), ("duplicate", 2)])
def test_the_exit_code_says_what_the_plan_holds(paper: Desk, memory: Memory, action: str, code: int) -> None:
    """Le code de sortie dit : 0 rien à faire, 2 des changements, 3 un conflit."""
    paper.article("un")
    paper.apply()
    if action == "drift":
        memory.edit("1", status="draft")
    elif action == "conflict":
        memory.edit("1", title="Autre titre")
    elif action == "duplicate":
        memory.posts["2"] = replace(memory.posts["1"], id="2")
    plan = paper.plan()

    assert (plan.lines[0].action, plan.exit_code) == (action, code)


def test_the_json_of_a_plan_says_each_relay(paper: Desk) -> None:
    """Le plan en JSON dit chaque relais : l’action, la raison, le changement mot à mot, l’état de départ."""
    paper.article("un", title="Un titre")
    (line,) = json.loads(paper.plan().to_json())["lines"]

    assert (line["article"], line["client"], line["action"]) == ("un", "orvane", "create")
    assert line["changes"][0] == {"field": "titre", "before": "", "after": "Un titre", "diff": "{+Un titre+}"}
    assert len(line["base"]) == 24


def test_a_relay_waits_for_its_day(paper: Desk, memory: Memory) -> None:
    """Un relais daté n’est pas envoyé avant son jour."""
    paper.article("un", clients="{client: orvane, date: 2026-11-23}")
    paper.article("deux", clients="{client: orvane, date: 2026-11-22}")
    actions = {line.article: line.action for line in paper.plan().lines}

    assert actions == {"un": "nothing", "deux": "create"}


@pytest.mark.parametrize("header", [{"status": "draft"}, {"status": "skip"}])
def test_an_article_without_readers_is_not_relayed(paper: Desk, header: dict[str, str]) -> None:
    """Un brouillon n’est relayé nulle part."""
    paper.article("un", **header)

    assert paper.plan().lines == []


def test_a_lost_ledger_is_found_again_on_the_blog(paper: Desk, memory: Memory) -> None:
    """Sans registre, le billet qui porte notre marque et notre texte est inscrit, jamais reposté."""
    paper.article("un")
    paper.apply()
    paper.entry("un")
    (paper.content / "registre/relais/un@orvane.json").unlink()
    memory.calls.clear()
    line = paper.line("un")
    paper.apply()

    assert line.action == "drift" and memory.calls == [] and paper.entry("un").remote["id"] == "1"


def test_the_intent_is_on_the_disk_before_the_write(paper: Desk, memory: Memory) -> None:
    """Avant d’écrire chez le client, l’intention est au registre ; une réponse perdue l’y laisse."""
    paper.article("un")
    memory.faults.append(Uncertain("ligne coupée"))
    applied = paper.apply()
    entry = paper.entry("un")

    assert applied.exit_code == 4 and entry.state == "intent"
    assert entry.intent is not None and entry.intent.action == "create" and entry.intent.text
    assert paper.line("un").reason == "envoi interrompu, rien sur le blog"


def test_the_tracking_is_that_of_the_first_publication(paper: Desk, memory: Memory) -> None:
    """Changer les paramètres de suivi ne change pas le lien d’un billet déjà publié."""
    paper.client("orvane", "https://orvane.example/blog", "agence", "secret", utm="utm_source=un")
    paper.article("un")
    paper.apply()
    paper.client("orvane", "https://orvane.example/blog", "agence", "secret", utm="utm_source=deux")
    paper.article("neuf")

    assert "articles/un/?utm_source=un" in memory.posts["1"].content
    assert paper.action("un") == "nothing" and "utm_source=deux" in paper.line("neuf").changes[1].after


def test_a_death_between_any_two_steps_is_mended(paper: Desk, memory: Memory) -> None:
    """Arrêté après n’importe quelle étape, le passage suivant achève le relais, d’une seule création."""
    names: list[str] = []
    paper.article("repere")
    paper.apply(step=names.append)

    class Death(BaseException):
        pass

    for number in range(len(names)):
        slug = paper.article(f"mort-{number}")
        passed: list[str] = []

        def step(name: str, passed: list[str] = passed, number: int = number) -> None:
            passed.append(name)
            if len(passed) > number:
                raise Death

        memory.calls.clear()
        with pytest.raises(Death):
            paper.apply(step=step)
        paper.apply()
        assert memory.calls == ["create"], names[number]
        assert paper.action(slug) == "nothing"
    assert names[:2] == ["ledger-intent", "published-intent"] and len(names) == 8


def test_only_the_field_that_differs_is_sent(paper: Desk, memory: Memory) -> None:
    """Une mise à jour n’envoie que les champs qui diffèrent."""
    paper.article("un", title="Un")
    paper.apply()
    memory.calls.clear()
    paper.article("un", title="Un", text=TEXT.replace("trois", "deux"))
    paper.apply()

    assert memory.calls == ["update content"]


def test_a_clock_that_disagrees_stops_before_any_write(paper: Desk, memory: Memory) -> None:
    """Une horloge qui avance de plus de trente secondes bloque le client : WordPress programmerait le billet."""
    memory.account = replace(memory.account, skew=31.0)
    paper.article("un")
    applied = paper.apply()

    assert applied.exit_code == 4 and memory.calls == [] and "avance de 31 s" in applied.plan.lines[0].reason


def test_a_status_changed_in_the_client_s_file_publishes_the_draft(paper: Desk, memory: Memory) -> None:
    """Passer le client de « draft » à « published » publie le brouillon ; le client, lui, peut le dépublier."""
    options: dict[str, Any] = {"url": "https://orvane.example/blog", "account": "a", "password": "s"}
    paper.client("orvane", **options, status="draft")
    paper.article("un")
    paper.apply()
    paper.client("orvane", **options, status="published")
    line = paper.line("un")
    paper.apply()
    published = memory.posts["1"].status
    memory.edit("1", status="draft")
    paper.apply()

    assert line.action == "update" and published == "published"
    assert memory.posts["1"].status == "draft" and paper.action("un") == "nothing"


def test_a_copy_the_client_changed_is_not_binned(paper: Desk, memory: Memory) -> None:
    """Un doublon que le client a retouché est un conflit : aucun des deux billets n’est touché."""
    paper.article("un")
    paper.apply()
    memory.posts["2"] = replace(memory.posts["1"], id="2", title="Retouché")
    memory.calls.clear()
    line = paper.line("un")
    paper.apply()

    assert line.action == "conflict" and memory.calls == []


def test_a_content_with_a_fault_takes_nothing_away(paper: Desk, inv: Any) -> None:
    """Un article illisible n’est pas un article retiré : une faute du contenu arrête le plan."""
    paper.article("un")
    paper.write("articles/2026-11-03-faux.md", "---\ntitle: Faux\ndate: 3/11/2026\n---\n\nTexte.\n")
    result = inv("relay.plan", "--content", paper.content)

    assert result.returncode == 1 and "3/11/2026" in result.stdout and "aucun relais" in result.stderr
