"""Decisions that no blog is needed to see: what stands in the case decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugins.relays.decision import Decision, decide
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.ledger import Entry
from plugins.relays.relay_state import RelayState
from plugins.targets.target import BlogPost, Post, text_digest

SENT = ("Titre", "<p>Le texte envoyé.</p>")
THEIRS = ("Titre", "<p>Le texte corrigé par le client.</p>")
TODAY = ("Titre", "<p>Le texte d’aujourd’hui.</p>")
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


def trashed(text: tuple[str, str]) -> BlogPost:
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


def returned(entry: Entry, held: tuple[str, str]) -> Decision:
    """What is decided of a relay that the article asks for again."""
    post = Post(
        key=entry.key,
        title=TODAY[0],
        excerpt=TODAY[1],
        link=WANTED.address,
        invitation="",
        slug="essai",
        status="published",
    )
    return decide(RelayState(entry, True, WANTED, post, TODAY, [trashed(held)], date(2026, 6, 1)))


@pytest.mark.parametrize(("adopted", "held"), [(True, THEIRS), (False, SENT)])
@pytest.mark.parametrize("state", ["withdrawn", "interrupted"])
def test_an_adopted_correction_comes_back_as_it_is(adopted: bool, held: tuple[str, str], state: str) -> None:
    """Le billet revient avec la correction adoptée du client, que notre texte n’écrase pas ; sinon avec notre texte."""
    entry = Entry(
        article="essai",
        client="orvane",
        uid="essai",
        key="cx-1",
        state="withdrawn",
        by="contenu",
        remote={"id": "7", "status": "trash", "was": "published"},
        base={"title": held[0], "content": held[1], "sent": text_digest(*SENT)},
        adopted=adopted,
    )
    if state == "interrupted":
        entry = replace(entry, intent={"action": "restore"})
    decision = returned(entry, held)

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
def test_a_copy_that_the_client_changed_is_theirs_to_settle(
    first: tuple[str, str], second: tuple[str, str], said: str
) -> None:
    """De deux copies, celle que le client a modifiée est gardée telle quelle si c’est la première ; sinon avec lui."""
    base = {"title": SENT[0], "content": SENT[1], "sent": text_digest(*SENT)}
    entry = Entry(article="essai", client="orvane", uid="essai", key="cx-1", remote={"id": "7"}, base=base)
    copies = [replace(trashed(text), id=id, status="publish") for id, text in (("7", first), ("8", second))]
    decision = decide(RelayState(entry, True, WANTED, None, TODAY, copies, date(2026, 6, 1)))

    assert decision.action == "conflict" and said in decision.reason


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_forgotten_relay_is_followed_on_a_new_blog(elsewhere: bool) -> None:
    """Un relais oublié l’est sur le blog où il était ; chez le nouveau blog du client, il repart."""
    entry = Entry(article="essai", client="orvane", uid="essai", key="cx-1", state="withdrawn", by="oubli")
    relay_state = RelayState(entry, True, WANTED, None, TODAY, [], date(2026, 6, 1), elsewhere=elsewhere)

    assert (decide(relay_state).action == "nothing") == (not elsewhere)


def test_a_post_of_a_lost_ledger_comes_back_as_it_is() -> None:
    """Sans mémoire de ce qui fut envoyé, rien ne dit qui a changé le billet qui revient : son texte reste."""
    entry = Entry(article="essai", client="orvane", uid="essai", key="cx-1", state="withdrawn", by="contenu", base={})

    decision = returned(entry, THEIRS)

    assert "texte du client" not in decision.reason and decision.fields == {"restore"}
