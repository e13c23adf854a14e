"""The ledger: one file a relay, the same bytes for the same facts, whole or not at all."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from plugins.relays.desired_posts import DesiredPost, relay_key
from plugins.relays.entry import Entry
from plugins.relays.events import Answered, Text
from plugins.relays.ledger import Ledger
from plugins.targets.errors import RelayError

# A whole file but for one value that a hand emptied.
FIRST = {"article": "un", "client": "orvane", "uid": "un", "key": "cx-1"}
NULL = json.dumps({**FIRST, "remote": None})
EVENT = {"at": "2026-11-20", "what": "answered", "action": "create", "post": {"id": "7", "status": "draft"}}
LOG = {"id": "un@orvane", "key": "cx-1", "article": "un", "client": "orvane", "events": [EVENT]}


def wanted(article: str, *, source: str = "articles/x.md", aliases: tuple[str, ...] = ()) -> DesiredPost:
    return DesiredPost(
        article=article,
        client="orvane",
        source=source,
        aliases=aliases,
        due=None,
        published=date(2026, 11, 2),
        address="https://a.example/",
        reference="https://a.example/",
        tracking="",
        title="Titre",
        excerpt="<p>Texte.</p>",
        invitation="Lire",
        status="draft",
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path)


def test_an_entry_is_one_file_with_sorted_keys(ledger: Ledger) -> None:
    """Une entrée est un fichier aux clés triées, nommé d’après l’article et le client."""
    path = ledger.write(ledger.new_entry(wanted("un")))
    data = json.loads(path.read_text(encoding="utf-8"))

    assert path.name == "un@orvane.json" and list(data) == sorted(data)
    assert Ledger(ledger.folder.parents[1]).entries["un@orvane"] == ledger.entries["un@orvane"]


def test_the_key_says_the_article_and_the_client() -> None:
    """La marque est stable, et propre à un article et à un client."""
    assert relay_key("un", "orvane") == relay_key("un", "orvane") == "cx-665dfc6530c03120"
    assert len({relay_key(article, client) for article in ("un", "deux") for client in ("orvane", "cadran")}) == 4


def test_an_article_finds_its_entry_by_its_former_address(ledger: Ledger) -> None:
    """Un article renommé retrouve son entrée par « redirect_from », sinon par son fichier."""
    entry = ledger.new_entry(wanted("ancien", source="articles/a.md"))
    ledger.write(entry)

    assert ledger.entry_of(wanted("neuf", source="articles/b.md", aliases=("ancien",)), ["neuf"]) is entry
    assert ledger.entry_of(wanted("neuf", source="articles/a.md"), ["neuf"]) is entry
    assert ledger.entry_of(wanted("neuf", source="articles/b.md"), ["neuf"]) is None


def test_an_article_that_still_exists_keeps_its_entry(ledger: Ledger) -> None:
    """Un article toujours là ne perd pas son entrée au profit d’un autre qui reprend son adresse."""
    ledger.write(ledger.new_entry(wanted("ancien")))

    assert ledger.entry_of(wanted("neuf", aliases=("ancien",)), ["neuf", "ancien"]) is None


def test_a_slug_used_again_gets_a_key_of_its_own(ledger: Ledger) -> None:
    """Un nouvel article qui reprend l’identifiant d’un article renommé a sa propre marque."""
    first = ledger.new_entry(wanted("un"))
    first.article = "renomme"
    ledger.write(first)
    second = ledger.new_entry(wanted("un"))

    assert second.uid == "un~2" and second.key != first.key


def test_a_failed_write_leaves_the_old_file(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une écriture qui échoue laisse l’ancien fichier entier, et aucun reste."""
    entry = ledger.new_entry(wanted("un"))
    path = ledger.write(entry)
    before = path.read_bytes()
    entry.add(Answered(at="2026-11-20", action="create", post={"id": "7"}, held=Text("Titre", "Texte")))

    def full(handle: int) -> None:
        raise OSError("disque plein")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="plein"):
        ledger.write(entry)
    assert path.read_bytes() == before and [each.name for each in ledger.folder.iterdir()] == ["un@orvane.json"]


def test_the_file_and_its_folder_are_flushed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le fichier puis son dossier sont poussés jusqu’au disque."""
    flushed: list[str] = []
    real = os.fsync

    def fsync(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    ledger.write(ledger.new_entry(wanted("un")))

    assert len(flushed) == 2 and flushed[0].endswith(".tmp") and flushed[1] == "relais"


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", '{"article": "un"}', NULL),
        *(
            json.dumps(LOG | {"events": events})
            for events in (None, [{}], [EVENT | {"what": "rien"}], [EVENT | {"x": 1}])
        ),
        json.dumps(LOG | {"article": None}),
    ],
)
def test_a_broken_file_is_told(ledger: Ledger, text: str) -> None:
    """Un fichier du registre illisible arrête tout, avec son nom : il n’est jamais pris pour absent."""
    ledger.folder.mkdir(parents=True)
    (ledger.folder / "un@orvane.json").write_text(text, encoding="utf-8")

    with pytest.raises(RelayError, match=r"un@orvane\.json"):
        Ledger(ledger.folder.parents[1])


def test_a_file_under_another_name_is_told(ledger: Ledger) -> None:
    """Un fichier renommé à la main est refusé : deux fichiers pour un relais feraient deux billets."""
    path = ledger.write(Entry("un@orvane", relay_key("un", "orvane"), "un", "orvane"))
    path.rename(path.with_name("copie@orvane.json"))

    with pytest.raises(RelayError, match=r"devrait se nommer un@orvane\.json"):
        Ledger(ledger.folder.parents[1])
