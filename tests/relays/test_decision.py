"""Decisions that no blog is needed to see: what stands in the case decides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from pydantic import TypeAdapter

from plugins.relays.case import Case, Wish
from plugins.relays.decision import decide
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.entry import Entry
from plugins.relays.events import Adopted, Answered, Event, Intended, Text, Untracked, Withdrawn
from plugins.targets.target import BlogPost, Post

SENT = Text("Titre", "<p>Le texte envoyé.</p>")
THEIRS = Text("Titre", "<p>Le texte corrigé par le client.</p>")
TODAY = Text("Titre", "<p>Le texte d’aujourd’hui.</p>")
WANTED = DesiredPost(
    article="essai",
    client="orvane",
    source="articles/essai.md",
    aliases=(),
    due=None,
    published=date(2026, 1, 1),
    address="https://agence.example/articles/essai/",
    reference="https://agence.example/articles/essai/",
    tracking="",
    title=TODAY[0],
    excerpt=TODAY[1],
    invitation="Lire la suite",
    status="published",
)


def trashed(text: Text) -> BlogPost:
    """The post that was put away, with what it holds."""
    return BlogPost(
        id="7",
        status="trash",
        version="1",
        url="https://b.example/7",
        edit_url="",
        slug="essai",
        title=text[0],
        content=text[1],
    )


AT = "2026-05-01T09:00:00+02:00"
NOW = datetime.fromisoformat("2026-06-01T09:00:00+02:00")
THERE = {"id": "7", "status": "published", "url": "https://b.example/7"}
CREATED = Answered(
    at=AT,
    action="create",
    post=THERE,
    held=SENT,
    asked="published",
)
ADOPTED = Adopted(
    at=AT,
    post=THERE,
    held=THEIRS,
    sent=SENT,
    asked="published",
)
GONE = Withdrawn(at=AT, by="contenu")


def entry_of(*events: Event) -> Entry:
    return Entry("essai@orvane", "cx-1", "essai", "orvane", events=list(events))


def case(entry: Entry, *found: BlogPost, **fields: object) -> Case:
    """A relay that the article asks for, with what the blog holds of it."""
    post = Post("cx-1", TODAY[0], TODAY[1], WANTED.address, "", "essai", "published")
    return replace(Case(entry, True, WANTED, post, TODAY, found, NOW), **fields)


@pytest.mark.parametrize("events", [[CREATED, GONE], [CREATED, GONE, Intended(at=AT, action="restore")]])
@pytest.mark.parametrize(("adopted", "held"), [(True, THEIRS), (False, SENT)])
def test_an_adopted_correction_comes_back_as_it_is(events: list[Event], adopted: bool, held: Text) -> None:
    """Le billet revient avec la correction adoptée du client, que notre texte n’écrase pas ; sinon avec notre texte."""
    entry = entry_of(events[0], *([ADOPTED] if adopted else []), *events[1:])
    decision = decide(case(entry, trashed(held)))

    assert decision.action == "update" and "restore" in decision.fields
    assert ("content" in decision.fields) == (bool(decision.changes)) == (not adopted)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (THEIRS, SENT, "relay.adopt garde le 7"),
        (SENT, THEIRS, "supprimez-en une"),
        (THEIRS, THEIRS, "supprimez-en une"),
    ],
)
def test_a_copy_that_the_client_changed_is_theirs_to_settle(first: Text, second: Text, said: str) -> None:
    """De deux copies, celle que le client a modifiée est gardée telle quelle si c’est la première ; sinon avec lui."""
    copies = [replace(trashed(text), id=id, status="published") for id, text in (("7", first), ("8", second))]
    decision = decide(case(entry_of(CREATED), *copies))

    assert decision.action == "conflict" and said in decision.reason and decision.changes


@pytest.mark.parametrize("elsewhere", [False, True])
def test_an_untracked_relay_is_followed_on_a_new_blog(elsewhere: bool) -> None:
    """Un relais qui n’est plus suivi l’est sur le blog où il était ; chez le nouveau blog du client, il repart."""
    entry = entry_of(CREATED, Untracked(at=AT))

    assert (decide(case(entry, elsewhere=elsewhere)).action == "nothing") == (not elsewhere)


def test_a_post_of_a_lost_ledger_comes_back_as_it_is() -> None:
    """Sans mémoire de ce qui fut envoyé, rien ne dit qui a changé le billet qui revient : son texte reste."""
    decision = decide(case(entry_of(GONE), trashed(THEIRS)))

    assert "texte du client" not in decision.reason and decision.fields == {"restore"}


LIVE = replace(trashed(SENT), status="published")
CORRECTED = replace(trashed(THEIRS), status="published")


@pytest.mark.parametrize(
    ("wish", "events", "found", "action", "said"),
    [
        ("adopt", [CREATED], [CORRECTED], "adopt", ""),
        ("adopt", [CREATED], [], "blocked", "aucun billet sur ce blog"),
        ("adopt", [CREATED, GONE], [trashed(SENT)], "blocked", "aucun billet sur ce blog"),
        ("resolve", [CREATED], [CORRECTED], "resolve", "notre texte sera remis"),
        ("withdraw", [CREATED], [LIVE], "withdraw", ""),
        ("withdraw", [CREATED], [CORRECTED], "withdraw", ""),
        ("withdraw", [], [], "blocked", "aucun billet de ce relais"),
        ("restore", [CREATED, GONE], [trashed(SENT)], "update", "retour demandé"),
        ("restore", [CREATED, GONE], [trashed(THEIRS)], "update", "avec le texte du client"),
        ("restore", [CREATED, GONE], [], "lift", "relay.apply en créera un"),
        ("restore", [CREATED, GONE], [LIVE], "lift", "relay.apply l’inscrit"),
        ("restore", [CREATED], [LIVE], "blocked", "n’est pas retiré"),
        ("untrack", [CREATED], [], "untrack", ""),
        ("untrack", [CREATED, Intended(at=AT, action="update", text=TODAY)], [], "untrack", ""),
        ("untrack", [CREATED, GONE], [], "blocked", "déjà clos"),
    ],
)
def test_a_wish_is_decided_like_the_rest(
    wish: Wish, events: list[Event], found: list[BlogPost], action: str, said: str
) -> None:
    """Ce qu’une personne demande d’un relais se décide sans réseau : ce qui sera fait, ou pourquoi cela ne se peut."""
    decision = decide(case(entry_of(*events), *found), wish)

    assert (decision.action, said in decision.reason) == (action, True)


@pytest.mark.parametrize(
    ("events", "found", "fields", "action"),
    [
        ([], [], {}, "create"),
        ([Intended(at=AT, action="create", text=TODAY)], [], {}, "create"),
        ([Intended(at=AT, action="create", text=TODAY)], [replace(LIVE, content=TODAY.content)], {}, "drift"),
        ([CREATED], [LIVE], {}, "update"),
        ([CREATED], [LIVE], {"text": SENT}, "nothing"),
        ([CREATED], [CORRECTED], {}, "conflict"),
        ([CREATED, ADOPTED], [CORRECTED], {"text": SENT}, "nothing"),
        ([CREATED, ADOPTED], [CORRECTED], {}, "conflict"),
        ([CREATED], [], {}, "drift"),
        ([CREATED], [trashed(SENT)], {}, "drift"),
        ([CREATED, Intended(at=AT, action="withdraw", by="nous")], [trashed(SENT)], {}, "drift"),
        ([CREATED, Withdrawn(at=AT, by="client")], [trashed(SENT)], {}, "nothing"),
        ([CREATED, Withdrawn(at=AT, by="nous")], [LIVE], {}, "drift"),
        ([CREATED], [LIVE], {"wanted": None}, "withdraw"),
        ([CREATED], [LIVE], {"wanted": None, "article_gone": True}, "ask"),
        ([CREATED], [LIVE], {"wanted": None, "article_gone": True, "word": "all"}, "withdraw"),
        ([CREATED], [CORRECTED], {"wanted": None, "word": "all"}, "ask"),
        ([CREATED], [CORRECTED], {"wanted": None, "word": "this"}, "withdraw"),
        ([CREATED], [replace(LIVE, access="view", signed="Marie")], {}, "blocked"),
        ([CREATED], [LIVE, replace(LIVE, id="8")], {}, "duplicate"),
        ([CREATED], [LIVE, replace(LIVE, id="8", copied=True)], {"text": SENT}, "nothing"),
    ],
)
def test_the_table_of_cases(events: list[Event], found: list[BlogPost], fields: dict[str, object], action: str) -> None:
    """Ce que le registre sait, ce que le blog a, ce que l’article veut : une seule chose à faire."""
    if "wanted" in fields:
        fields = {**fields, "post": None, "text": None}

    decision = decide(case(entry_of(*events), *found, **fields))

    assert decision.action == action and (action != "conflict" or decision.changes)


def test_the_log_gives_the_state_again() -> None:
    """Relu, un journal donne le même état, événement par événement ; ajouter à la fin ne change rien d’avant."""
    entry = entry_of(Intended(at=AT, action="create", text=SENT), CREATED, ADOPTED, GONE, Untracked(at=AT))
    read = TypeAdapter(Entry).validate_python(json.loads(entry.to_json()))

    assert read == entry and (read.state, read.by, read.base, read.sent) == ("withdrawn", "oubli", THEIRS, SENT)
    assert entry.to_json().startswith(entry_of(*entry.events[:-1]).to_json().split("\n ],")[0].rstrip("}\n "))
