"""Decisions that no blog is needed to see: what stands in the case decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from plugins.relays.case import Case
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
CREATED = Answered(at=AT, action="create", post={"id": "7", "status": "published"}, held=SENT, asked="published")
ADOPTED = Adopted(at=AT, post={"id": "7", "status": "published"}, held=THEIRS, sent=SENT, asked="published")
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
