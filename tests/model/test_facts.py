"""Facts of one text: computed once, kept, computed again when what they are made of changes, by one process or many."""

from __future__ import annotations

import os
import signal
from collections.abc import Hashable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from plugins.model import prepare
from plugins.model.content import Content, Document
from plugins.model.facts import FACTS, Fact, LongFact, LongText
from plugins.model.fields import Record
from plugins.model.limits import TooCostly
from plugins.model.loader import load_site
from plugins.model.store import Store
from plugins.site.texts import wanted
from plugins.typography.options import Options
from tests.model.conftest import Folder, text_of

NAME = "articles/2026-02-01-premier.md"
OWN = os.getpid()


@pytest.fixture(autouse=True)
def any_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are believed as soon as they are written, in CI too."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("plugins.common.snapshot.YOUNG", 0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "textes.sqlite"


class Counted:
    """A fact that says of which texts it was computed, in this process."""

    def __init__(self, long: bool = False, name: str = "compte") -> None:
        self.calls: list[str] = []
        self.of: Fact[Any] = LongFact(self._long, None, ()) if long else Fact(self._short, None, ())
        self.of.name = name

    def _short(self, document: Document[Record], argument: Hashable = None) -> object:
        self.calls.append(document.relative)
        return [document.title, argument]

    def _long(self, document: Document[Record], argument: Hashable = None) -> object:
        self.calls.append(document.relative)
        return document.header.body, document.title


def load(folder: Folder, store: Store | None, *also: tuple[Fact[object], Hashable]) -> Content:
    """A content read with a store, which keeps what is new."""
    site = load_site(
        folder.root,
        lambda zone: datetime.fromisoformat("2026-06-01").replace(tzinfo=ZoneInfo(zone)),
        store=store,
        also=also,
    )
    site.store.save()
    site.store.close()
    return site


def test_a_fact_is_computed_once_and_kept(folder: Folder, file: Path) -> None:
    """Un fait est calculé une fois par texte, et non à la construction suivante."""
    counted = Counted()
    site = load(folder, Store(file), (counted.of, None))
    document = site.by_path[NAME]
    assert counted.of.of(document) == counted.of(site, document) == ["Premier", None]
    assert sorted(counted.calls) == sorted(site.by_path)

    counted.calls.clear()
    again = load(folder, Store(file), (counted.of, None))

    assert counted.of.of(again.by_path[NAME]) == ["Premier", None]
    assert counted.calls == []


def test_a_fact_is_computed_again_when_the_bytes_change(folder: Folder, file: Path) -> None:
    """Récrit, un texte a d’autres faits ; les autres textes gardent les leurs."""
    counted = Counted()
    load(folder, Store(file), (counted.of, None))
    counted.calls.clear()
    folder.write(NAME, text_of("articles", title="Autre"))

    site = load(folder, Store(file), (counted.of, None))

    assert counted.calls == [NAME]
    assert counted.of.of(site.by_path[NAME]) == ["Autre", None]


def test_a_fact_is_computed_again_when_its_argument_changes(folder: Folder, file: Path) -> None:
    """Ce qu’un fait sait du site fait partie de lui : un autre argument, un autre fait ; `None` en est un."""
    counted = Counted()
    found = []
    for argument in (None, "a", "b", "b", None):
        counted.calls.clear()
        site = load(folder, Store(file), (counted.of, argument))
        found.append((counted.of.of(site.by_path[NAME], argument), bool(counted.calls)))

    assert found == [
        (["Premier", None], True),
        (["Premier", "a"], True),
        (["Premier", "b"], True),
        (["Premier", "b"], False),
        (["Premier", None], True),
    ]


def test_a_fact_is_computed_again_when_the_code_changes(folder: Folder, file: Path) -> None:
    """D’autre code ne croit pas ce que le premier a fait."""
    counted = Counted()
    load(folder, Store(file, b"un"), (counted.of, None))
    counted.calls.clear()

    load(folder, Store(file, b"deux"), (counted.of, None))

    assert len(counted.calls) == 9


def test_a_renamed_text_has_facts_of_its_own(folder: Folder, file: Path) -> None:
    """Deux textes de mêmes octets ont chacun leurs faits : le nom du fichier en est."""
    counted = Counted()
    load(folder, Store(file), (counted.of, None))
    counted.calls.clear()
    (folder.root / NAME).rename(folder.root / "articles/2026-02-02-dernier.md")

    load(folder, Store(file), (counted.of, None))

    assert counted.calls == ["articles/2026-02-02-dernier.md"]


def test_the_argument_of_a_fact_comes_from_the_content(folder: Folder) -> None:
    """`of_site` tire l’argument du contenu, une fois par type de texte."""
    asked = []

    def of_site(site: Content, kind: Any) -> str:
        asked.append(kind.name)
        return f"{site.agency.name}, {kind.name}"

    fact: Fact[object] = Fact(lambda document, argument: argument, of_site, ())
    site = load(folder, None)

    assert [fact(site, each) for each in site.articles.values()] == ["Agence Exemple, article"] * 3
    assert asked == ["article"]


def test_a_long_text_is_read_when_it_is_asked_for(folder: Folder, file: Path) -> None:
    """Le corps d’un fait long reste dans la réserve tant qu’on ne le demande pas ; perdu, il est refait."""
    counted = Counted(long=True)
    load(folder, Store(file), (counted.of, None))
    counted.calls.clear()

    store = Store(file)
    site = load_site(folder.root, lambda zone: datetime(2026, 6, 1, tzinfo=ZoneInfo(zone)), store=store)
    text, rest = counted.of.of(site.by_path[NAME])
    assert isinstance(text, LongText)
    assert (str(text).strip(), rest, counted.calls) == ("Le texte.", "Premier", [])
    assert store._base is not None
    store._base.execute("DELETE FROM long")
    assert (str(text).strip(), counted.calls) == ("Le texte.", [NAME])
    store.close()


@pytest.fixture
def many(folder: Folder) -> Folder:
    """A content that several processes share."""
    for rank in range(40):
        folder.write(
            f"articles/2026-03-02-n{rank}.md", text_of("articles", title=f"N{rank}") + f"\n## T{rank}\n\nMot.\n"
        )
    return folder


def values(site: Content) -> dict[str, dict[str, object]]:
    """What is known of each text, long texts with it."""
    return {
        path: {
            name: (kept[:2], site.store.text(kept[2]) if len(kept) > 2 else "")  # type: ignore[arg-type]
            for name, kept in each.facts.items()
        }
        for path, each in site.by_path.items()
    }


def alone_and_shared(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, *also: tuple[Fact[object], Hashable]
) -> list[Content]:
    """The content as one process prepares it, then as several do."""
    found = []
    for few in (10_000, 1):
        monkeypatch.setattr(prepare, "_FEW", few)
        found.append(
            load_site(folder.root, lambda zone: datetime(2026, 6, 1, tzinfo=ZoneInfo(zone)), store=Store(), also=also)
        )
    return found


def test_forked_processes_give_what_one_gives(many: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plusieurs processus calculent les mêmes faits qu’un seul, corps compris, en plusieurs fois s’il le faut."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(prepare, "_BATCH", 4)
    monkeypatch.setattr(prepare, "_INHERITED", 18)
    one, several = alone_and_shared(many, monkeypatch, *wanted(Options()))

    assert set(FACTS) - {"essai"} <= {name for each in one.by_path.values() for name in each.facts}
    assert values(several) == values(one)
    assert several.problems == one.problems


def test_each_text_is_given_to_a_worker(many: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Partagés en plusieurs fois, tous les textes sont confiés aux autres processus : rien ne reste au premier."""
    for name, value in {"_FEW": 1, "_BATCH": 4, "_INHERITED": 18}.items():
        monkeypatch.setattr(prepare, name, value)
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    fact: Fact[object] = Fact(lambda document: os.getpid(), None, ())
    site = load(many, None, (fact, None))

    assert OWN not in {each.facts[fact.name][1] for each in site.by_path.values()}


def test_what_stops_a_worker_is_what_stops_one_process(many: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une panne dans un processus est celle qu’un seul aurait eue, avec sa trace."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)

    def breaks(document: Document[Record]) -> str:
        return document.title + 1 if document.title == "N7" else ""  # type: ignore[operator]

    told = []
    for few in (10_000, 1):
        monkeypatch.setattr(prepare, "_FEW", few)
        with pytest.raises(TypeError) as stopped:
            load(many, None, (Fact(breaks, None, ()), None))
        told.append((str(stopped.value), stopped.traceback[-1].name))

    assert told[0] == told[1] and told[0][1] == "breaks"


def test_a_worker_that_is_killed_costs_time_alone(many: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un processus tué (la mémoire manque) n’arrête ni ne fige rien : le premier fait le reste."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    own = os.getpid()

    def dies(document: Document[Record]) -> str:
        if document.title == "N7" and os.getpid() != own:
            os.kill(os.getpid(), signal.SIGKILL)
        return document.title

    fact: Fact[object] = Fact(dies, None, ())
    monkeypatch.setattr(prepare, "_FEW", 1)
    site = load(many, None, (fact, None))

    assert all(each.facts[fact.name] == ("", each.title) for each in site.by_path.values())


@pytest.mark.parametrize("few", [10_000, 1])
def test_what_costs_too_much_is_refused_once_and_never_kept(
    many: Folder, file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, few: int
) -> None:
    """Un texte trop coûteux n’est tenté qu’une fois par construction, dit les mêmes mots, et n’est jamais gardé."""
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(prepare, "_FEW", few)
    tried = tmp_path / "essais"

    def costs(document: Document[Record]) -> str:
        if document.title == "N7":
            with tried.open("a") as log:
                log.write("x")
            raise TooCostly("ce texte demande trop de calcul", 3)
        return ""

    fact: Fact[object] = Fact(costs, None, ())
    for count in (1, 2):
        site = load(many, Store(file), (fact, None))
        document = site.by_path["articles/2026-03-02-n7.md"]
        for _ in range(3):
            with pytest.raises(TooCostly, match="trop de calcul") as refused:
                fact.of(document)
            assert refused.value.line == 3
        assert (tried.read_text(), fact.name in document.facts) == ("x" * count, False)
