"""What a client's page says that it has taken from us, and what the report counts without an account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from plugins.relays import feeds
from plugins.relays.entry import Entry
from plugins.relays.events import Answered, Changed, Event, Intended, Text, Withdrawn
from plugins.relays.ledger import Ledger
from plugins.relays.placements import placements
from plugins.relays.report import report
from plugins.typography.options import Options as Typography
from tests.relays.desk import Desk

URL = "https://orvane.example/blog"


@pytest.fixture
def paper(tmp_path: Path) -> Desk:
    """A desk for what needs no blog."""
    desk = Desk(tmp_path, {})
    desk.agency()
    return desk


def relayed(paper: Desk, kind: str) -> None:
    """« orvane » takes our excerpts in that way."""
    if kind in ("feed", "card"):
        paper.write(
            "clients/orvane.md", f"---\nname: Orvane\nurl: {URL}\nblog_url: {URL}\nrelay: {{kind: {kind}}}\n---\n"
        )
    else:
        paper.client("orvane", URL, "agence", "secret")


AT = "2026-11-20T08:00:00+01:00"
PUBLIC = Answered(at=AT, action="create", post={"id": "1", "status": "published"}, held=Text("Titre", "Texte"))
DRAFT = Answered(at=AT, action="create", post={"id": "1", "status": "draft"}, held=Text("Titre", "Texte"))
CHANGED = Changed(at=AT, post={"id": "1", "status": "published"}, theirs=Text("Titre", "Autre texte"))


def remembered(paper: Desk, slug: str, *events: Event, client: str = "orvane") -> None:
    """The ledger has an entry for an article and a client, with these events."""
    Ledger(paper.content).write(Entry(f"{slug}@{client}", "cx-1", slug, client, events=list(events)))


@pytest.mark.parametrize("kind", ["feed", "card"])
def test_what_is_ours_is_shown_from_its_day(paper: Desk, kind: str) -> None:
    """Par le flux ou la carte, un article est repris dès son jour, une fois, et jamais s’il est masqué."""
    relayed(paper, kind)
    paper.article("un")
    paper.article("deux", clients="{client: orvane, date: 2026-11-23}")
    paper.article("trois", status="hidden")

    assert placements(paper.site()) == {"orvane": ["un"]}


@pytest.mark.parametrize(
    ("slug", "client", "events", "shown"),
    [
        ("un", "orvane", [PUBLIC], True),
        ("ancien", "orvane", [PUBLIC], True),
        ("un", "orvane", [PUBLIC, Withdrawn(at=AT, by="nous")], False),
        ("un", "orvane", [PUBLIC, CHANGED], False),
        ("un", "orvane", [Intended(at=AT, action="create")], False),
        ("un", "orvane", [DRAFT], False),
        ("un", "cadran", [PUBLIC], False),
    ],
)
def test_a_post_is_shown_when_the_ledger_says_that_readers_have_it(
    paper: Desk, slug: str, client: str, events: list[Event], shown: bool
) -> None:
    """Un billet compte quand le registre dit qu’il est public chez le client, et alors seulement."""
    relayed(paper, "wordpress")
    paper.article("un", redirect_from="[/articles/ancien/]")
    remembered(paper, slug, *events, client=client)

    assert (placements(paper.site()) == {"orvane": ["un"]}) is shown


def test_a_post_never_sent_is_not_shown(paper: Desk) -> None:
    """Un article jamais envoyé n’est pas dit repris."""
    relayed(paper, "wordpress")
    paper.article("un")

    assert placements(paper.site()) == {}


def test_a_client_s_page_lists_what_the_client_shows(paper: Desk, inv: Any) -> None:
    """La page d’un client ne liste que ce qu’il montre, même quand le registre a un fichier abîmé."""
    relayed(paper, "wordpress")
    paper.article("un", title="Un titre envoyé")
    paper.article("deux", title="Un titre en attente")
    remembered(paper, "un", PUBLIC)
    (paper.content / "registre/relais/faux@orvane.json").write_text("{", encoding="utf-8")
    done = inv("build", "--content", paper.content, "--output", paper.root / "out", "--now", "2026-11-22 09:00")
    page = (paper.root / "out/clients/orvane/index.html").read_text("utf-8").partition("repris par Orvane")[2]

    assert "Un titre envoyé" in page and "Un titre en attente" not in page, done.stderr


@pytest.mark.parametrize("state", ["hidden", "published"])
def test_the_feed_and_its_freeze_hold_the_same(paper: Desk, inv: Any, state: str) -> None:
    """Ce que la commande fige dans le flux y paraît : un article masqué n’est ni figé, ni montré."""
    relayed(paper, "feed")
    paper.article("un", status=state)
    options = ("--content", paper.content, "--now", "2026-11-22 09:00")
    inv("relay.apply", *options)
    inv("build", *options, "--output", paper.root / "out")
    frozen = (paper.content / feeds.FOLDER / "un@orvane.json").exists()

    assert frozen is (state == "published")
    assert ("À propos de un" in (paper.root / "out/clients/orvane/flux.xml").read_text("utf-8")) is frozen


@pytest.mark.parametrize(("kind", "how"), [("feed", "par le flux"), ("card", "par la carte")])
def test_the_report_counts_what_needs_no_account(paper: Desk, kind: str, how: str) -> None:
    """Le compte rendu compte les extraits donnés par le flux et par la carte : le mois de leur jour, puis en ligne."""
    relayed(paper, kind)
    paper.article("un")
    paper.article("deux", clients="{client: orvane, date: 2026-12-01}")
    site = paper.site()
    told = report(site, Ledger(site.root), "2026-11")

    assert "### Donnés ce mois-ci (1)" in told and "### En ligne aujourd’hui (1)" in told
    assert f"- [À propos de un](https://essai.example/carnet/articles/un/), {how}, le 2 novembre 2026" in told
    assert "### Donnés ce mois-ci (0)" in report(site, Ledger(site.root), "2026-10")


def test_the_report_tells_when_an_item_entered_the_feed(paper: Desk) -> None:
    """Pour un flux figé, le compte rendu donne le lien et le jour du gel, et dit ce qui n’y est plus."""
    relayed(paper, "feed")
    paper.article("un")
    ledger = Ledger(paper.content, feeds.FOLDER)
    feeds.freeze(feeds.feed_relays(paper.site(), Typography()), ledger, ["un"], "2026-11-20T08:00:00+01:00")
    told = report(paper.site(), Ledger(paper.content), "2026-11")
    paper.article("un", clients="")
    after = report(paper.site(), Ledger(paper.content), "2026-11")

    assert "par le flux, le 20 novembre 2026" in told and "### Retirés (0)" in told
    assert "### En ligne aujourd’hui (0)" in after and "- À propos de un, n’est plus dans le flux" in after
