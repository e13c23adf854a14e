"""What was read of texts and waits for the next build: when it is believed, what becomes of it when it is spoilt."""

from __future__ import annotations

import marshal
import os
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest

from plugins.model import source
from plugins.model.content import Content, Document
from plugins.model.facts import Fact
from plugins.model.fields import Record
from plugins.model.loader import load_site
from plugins.model.record_reader import RecordReader
from plugins.model.store import Store
from plugins.site.texts import WORDS, wanted
from plugins.typography.options import Options
from tests.model.conftest import Folder, text_of

NAME = "articles/2026-02-01-premier.md"
TEXTS = 9  # of the folder of the fixture
OLD = time.time_ns() - 3600 * 10**9


@pytest.fixture(autouse=True)
def not_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    """There every file is read."""
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the texts whose bytes are read, as they are."""
    names: list[str] = []
    read = source.read_bytes

    def noted(path: Path, limit: int | None = source.MAX_BYTES) -> tuple[bytes | None, list[source.TextFault]]:
        if path.suffix == ".md":
            names.append(path.name)
        return read(path, limit)

    monkeypatch.setattr(source, "read_bytes", noted)
    return names


def build(folder: Folder, store: Store, *facts: Fact[object]) -> Content:
    """A content read with what a store knows, which keeps what is new."""
    also = (*((each, None) for each in facts), *wanted(Options()))
    site = load_site(
        folder.root,
        lambda zone: datetime.fromisoformat("2026-06-01").replace(tzinfo=ZoneInfo(zone)),
        store=store,
        also=also,
    )
    store.save()
    store.close()
    return site


def words(site: Content) -> dict[str, str]:
    """The typeset words of each text."""
    return {path: str(WORDS.of(each, Options())[0]) for path, each in site.by_path.items()}


@pytest.fixture
def base(folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a store that a build has just filled, its texts a while old: nobody waits two seconds for it."""
    monkeypatch.setattr("plugins.common.snapshot.YOUNG", 0)
    file = tmp_path / "cache" / "textes.sqlite"
    for path in folder.root.rglob("*.md"):
        os.utime(path, ns=(OLD, OLD))
    build(folder, Store(file, b"code"))
    return file


def test_a_text_that_has_not_changed_is_not_read(folder: Folder, base: Path, opened: list[str]) -> None:
    """Un texte qui n’a pas changé n’est pas ouvert : ce qu’il a dit est gardé."""
    site = build(folder, Store(base, b"code"))

    assert (len(site.by_path), opened) == (TEXTS, [])
    assert site.articles["premier"].record.title == "Premier"


def test_a_text_that_has_changed_is_read_alone(folder: Folder, base: Path, opened: list[str]) -> None:
    """Un texte récrit est relu, et lui seul."""
    folder.write(NAME, text_of("articles", title="Autre"))

    site = build(folder, Store(base, b"code"))

    assert set(opened) == {"2026-02-01-premier.md"}
    assert site.articles["premier"].record.title == "Autre"


def test_what_says_who_publishes_where_and_who_comments_is_validated_once(
    folder: Folder, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """agence.yaml, lieux.yaml et les commentaires qui n’ont pas changé ne sont pas validés : leur lecture est gardée.

    Ceux du site d’exemple, qui en disent long.
    """
    example = Path(source.__file__).parents[2] / "content"
    for name in ("agence.yaml", "lieux.yaml"):
        folder.write(name, (example / name).read_bytes())
    folder.write("commentaires/premier.yaml", (example / "commentaires/publiez-moins.yaml").read_bytes())
    first = build(folder, Store(base, b"code"))
    monkeypatch.setattr(RecordReader, "record", lambda *_: pytest.fail("validated again"))
    second = build(folder, Store(base, b"code"))

    assert (second.agency, second.places, second.threads) == (first.agency, first.places, first.threads)
    assert len(second.places) > 0 and len(second.threads) == 1
    assert second.agency.model_fields_set == first.agency.model_fields_set
    assert second.agency_header.place(("email",)) == first.agency_header.place(("email",))


def test_who_publishes_is_read_again_when_it_changes_or_is_at_fault(folder: Folder, base: Path) -> None:
    """agence.yaml récrit est relu ; fautif, il le dit à chaque construction."""
    folder.write("agence.yaml", "name: Avant\n")
    before = build(folder, Store(base, b"code"))
    folder.write("agence.yaml", "name: Après\nemail: personne\n")
    faulty = [[str(each) for each in build(folder, Store(base, b"code")).problems] for _ in range(2)]
    folder.write("agence.yaml", "name: Après\n")
    after = build(folder, Store(base, b"code"))

    assert (before.agency.name, after.agency.name) == ("Avant", "Après")
    assert any("agence.yaml" in each for each in faulty[0]) and faulty[0] == faulty[1]


@pytest.mark.parametrize("rewrite", ["touch", "chmod", "copy"])
def test_the_same_bytes_are_worth_the_same(folder: Folder, base: Path, opened: list[str], rewrite: str) -> None:
    """Les mêmes octets sous une autre date : lus, reconnus, et rien n’est refait."""
    path, calls = folder.root / NAME, []
    fact: Fact[object] = Fact(lambda document: calls.append(document.relative), None, ())
    fact.name = "essai"
    build(folder, Store(base, b"code"), fact)
    calls.clear()
    opened.clear()
    if rewrite == "touch":
        path.touch()
    elif rewrite == "chmod":
        path.chmod(0o640)
    else:
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)

    build(folder, Store(base, b"code"), fact)

    assert (opened, calls) == (["2026-02-01-premier.md"], [])


def test_a_date_that_was_put_back_hides_nothing(folder: Folder, base: Path) -> None:
    """D’autres octets, aussi nombreux, écrits en place, et la date remise : le texte est relu."""
    path = folder.root / NAME
    with path.open("r+b") as file:
        file.write(path.read_bytes().replace(b"Premier", b"Dernier"))
    os.utime(path, ns=(OLD, OLD))

    assert build(folder, Store(base, b"code")).articles["premier"].record.title == "Dernier"


def test_a_young_file_is_read_again(folder: Folder, tmp_path: Path, opened: list[str]) -> None:
    """Un fichier écrit moins de deux secondes avant d’être lu l’est encore : l’horloge du disque peut être grosse."""
    base = tmp_path / "cache" / "textes.sqlite"
    build(folder, Store(base, b"code"))
    time.sleep(2.1)
    build(folder, Store(base, b"code"))
    (folder.root / NAME).touch()
    build(folder, Store(base, b"code"))
    opened.clear()

    build(folder, Store(base, b"code"))

    assert opened == ["2026-02-01-premier.md"]


def test_every_byte_is_read_in_ci(
    folder: Folder, base: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Avec CI=true, les dates ne sont pas crues : tous les octets sont lus."""
    monkeypatch.setenv("CI", "true")

    build(folder, Store(base, b"code"))

    assert len(opened) == TEXTS


@pytest.mark.parametrize(("code", "fresh"), [(b"autre", False), (b"code", True)])
def test_other_code_and_a_fresh_build_believe_nothing(
    folder: Folder, base: Path, opened: list[str], code: bytes, fresh: bool
) -> None:
    """Un autre code, ou « --neuf », ne croit rien de ce qui est gardé, et le remplace."""
    build(folder, Store(base, code, fresh=fresh))
    read = len(set(opened))
    opened.clear()
    build(folder, Store(base, code))

    assert (read, opened) == (TEXTS, [])


def test_what_is_wrong_does_not_survive_a_fresh_build(folder: Folder, base: Path) -> None:
    """Ce que la réserve dit de faux, « --neuf » l’efface : la construction suivante ne le retrouve pas."""
    with sqlite3.connect(base) as opened_base:
        ((value,),) = opened_base.execute("SELECT value FROM texts WHERE path = ?", (NAME,)).fetchall()
        wrong = marshal.loads(value)
        wrong["record"] = marshal.dumps({**marshal.loads(wrong["record"]), "title": "Faux"})
        data = marshal.dumps(wrong)
        from plugins.model.store import _sum

        opened_base.execute("UPDATE texts SET value = ?, sum = ? WHERE path = ?", (data, _sum(data), NAME))
    assert build(folder, Store(base, b"code")).articles["premier"].record.title == "Faux"

    build(folder, Store(base, b"code", fresh=True))

    assert build(folder, Store(base, b"code")).articles["premier"].record.title == "Premier"


def test_another_time_zone_is_another_reading(folder: Folder, base: Path, opened: list[str]) -> None:
    """Le fuseau de l’agence décide de ce que disent les dates : un autre, et les textes sont relus."""
    folder.write("agence.yaml", "name: Agence\nurl: https://agence.example/\ntimezone: America/Montreal\n")

    build(folder, Store(base, b"code"))

    assert len(set(opened)) == TEXTS


def test_a_text_that_is_gone_is_forgotten(folder: Folder, base: Path) -> None:
    """Un texte effacé n’est plus gardé."""
    (folder.root / "pages/contact.md").unlink()

    build(folder, Store(base, b"code"))

    with sqlite3.connect(base) as opened_base:
        assert ("pages/contact.md",) not in opened_base.execute("SELECT path FROM texts").fetchall()


def test_long_texts_that_nothing_names_are_forgotten(folder: Folder, base: Path) -> None:
    """Un texte récrit cent fois ne laisse pas cent corps dans la réserve."""
    for rank in range(100):
        folder.write(NAME, text_of("articles") + f"\nVersion {rank}.\n")
        build(folder, Store(base, b"code"))

    with sqlite3.connect(base) as opened_base:
        ((count,),) = opened_base.execute("SELECT count(*) FROM long").fetchall()
    assert count <= TEXTS + TEXTS // 4 + 51


def test_a_text_that_changes_while_it_is_built_is_not_kept(folder: Folder, base: Path) -> None:
    """Récrit pendant la construction, puis remis comme il était : rien de l’autre version ne reste."""
    path = folder.root / NAME
    right = path.read_bytes()
    path.write_bytes(right + b"\nUne suite.\n")
    changed = path.read_bytes()

    def late(document: Document[Record]) -> str:
        path.write_bytes(right)
        document.forget()  # its words are read again by the fact that comes next
        return "x"

    build(folder, Store(base, b"code"), _named(late))  # the words of `right`, under the bytes of `changed`?
    path.write_bytes(changed)
    site = build(folder, Store(base, b"code"))

    assert "suite" in words(site)[NAME]


def _named(function: object) -> Fact[object]:
    fact: Fact[object] = Fact(function, None, ())  # type: ignore[arg-type]
    return fact


def _cut(file: Path, share: float) -> None:
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])


def _zero(file: Path, share: float) -> None:
    data = file.read_bytes()
    at = int(len(data) * share)
    file.write_bytes(data[:at] + bytes(min(4096, len(data) - at)) + data[at + 4096 :])


@pytest.mark.parametrize("share", [0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
@pytest.mark.parametrize("damage", [_cut, _zero])
def test_a_spoilt_store_costs_time_alone(folder: Folder, base: Path, damage: object, share: float) -> None:
    """Coupée ou pleine de zéros n’importe où, la réserve donne les mêmes textes, et se refait."""
    right = words(build(folder, Store(base, b"code")))
    damage(base, share)  # type: ignore[operator]

    assert words(build(folder, Store(base, b"code"))) == right
    for _ in range(2):  # what was found as it was written is removed, and is made again
        last = Store(base, b"code")
        assert words(build(folder, last)) == right
    assert last.complaint == ""


@pytest.mark.parametrize("data", [b"", b"autre chose", b"SQLite format 3\0" + bytes(5000)])
def test_a_file_that_is_no_store_is_replaced(folder: Folder, base: Path, data: bytes) -> None:
    """Un fichier qui n’est pas une réserve est remplacé, sans un mot."""
    base.write_bytes(data)
    store = Store(base, b"code")
    build(folder, store)

    assert store.complaint == ""
    with sqlite3.connect(base) as opened_base:
        assert opened_base.execute("SELECT count(*) FROM texts WHERE path LIKE '%.md'").fetchall() == [(TEXTS,)]


def test_a_store_that_another_process_holds_is_told(
    folder: Folder, base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tenue par un autre processus, la réserve est dite inutile en une ligne ; les textes sont là."""
    monkeypatch.setattr("plugins.model.store.PATIENCE", 0.2)
    holder = sqlite3.connect(base, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    store = Store(base, b"code")
    site = build(folder, store)
    holder.close()

    assert len(site.by_path) == TEXTS
    assert store.complaint.startswith("rien n’est gardé") and "une autre construction" in store.complaint


def test_other_code_that_takes_the_store_meanwhile_is_not_deceived(folder: Folder, base: Path) -> None:
    """Pendant une construction, un autre code prend la réserve : ce que le premier a fait n’y entre pas."""
    folder.write(NAME, text_of("articles", title="Nouveau"))
    first = Store(base, b"code")
    Store(base, b"autre").close()
    build(folder, first)

    assert "le code du site a changé" in first.complaint
    with sqlite3.connect(base) as opened_base:
        assert opened_base.execute("SELECT count(*) FROM texts").fetchall() == [(0,)]


def test_builds_that_begin_together_make_one_store(tmp_path: Path) -> None:
    """Des constructions qui commencent ensemble, sans réserve : une seule la crée, toutes s’en servent."""
    for turn in range(20):
        base = tmp_path / str(turn) / "textes.sqlite"
        base.parent.mkdir()
        gate = Barrier(4)

        def begin(base: Path = base, gate: Barrier = gate) -> Store:
            gate.wait()
            return Store(base, b"code")

        with ThreadPoolExecutor(4) as pool:
            stores = [each.result() for each in [pool.submit(begin) for _ in range(4)]]
        assert [store.complaint for store in stores] == [""] * 4
        for store in stores:
            store.close()


def test_a_cache_that_goes_during_a_build_is_told(folder: Folder, base: Path) -> None:
    """Le dossier de la réserve est effacé pendant une construction : elle aboutit."""
    import shutil

    folder.write(NAME, text_of("articles", title="Nouveau"))
    store = Store(base, b"code")
    shutil.rmtree(base.parent)
    site = build(folder, store)

    assert site.articles["premier"].record.title == "Nouveau"
    assert store.complaint or not base.exists()
    assert words(build(folder, Store(base, b"code")))[NAME]


@pytest.mark.skipif(os.geteuid() == 0, reason="l’administrateur écrit partout")
def test_a_folder_where_nobody_writes_is_told(folder: Folder, tmp_path: Path) -> None:
    """Un dossier où l’on n’écrit pas : une ligne, et les textes."""
    closed = tmp_path / "ferme"
    closed.mkdir(mode=0o500)
    store = Store(closed / "sous" / "textes.sqlite", b"code")

    assert len(build(folder, store).by_path) == TEXTS
    assert store.complaint.startswith("rien n’est gardé")


def test_a_file_in_the_place_of_the_folder_is_told(folder: Folder, tmp_path: Path) -> None:
    """Un fichier à la place du dossier : une ligne, et les textes."""
    (tmp_path / "cache").write_text("x")
    store = Store(tmp_path / "cache" / "textes.sqlite", b"code")

    assert len(build(folder, store).by_path) == TEXTS
    assert store.complaint.startswith("rien n’est gardé")


def test_a_full_disk_is_told(folder: Folder, tmp_path: Path) -> None:
    """Un disque plein pendant l’écriture : une ligne, les textes, et la construction suivante se refait."""
    import resource
    import signal

    file = tmp_path / "cache" / "textes.sqlite"
    for rank in range(30):
        folder.write(f"articles/2026-03-01-long-{rank}.md", text_of("articles") + "\nUn mot de plus. " * 400)
    store = Store(file, b"code")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        site = build(folder, store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)

    assert len(words(site)) == TEXTS + 30
    assert store.complaint.startswith("rien n’est gardé")
    next_one = Store(file, b"code")
    assert (words(build(folder, next_one)), next_one.complaint) == (words(site), "")
