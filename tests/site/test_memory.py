"""The memory of what was published: what machines are told of texts that are renamed, dated anew, edited."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from feedgenerator import get_tag_uri
from lxml import etree

from plugins.model.memory import entry_id
from tests.conftest import LEGAL, missing, write

ATOM = "{http://www.w3.org/2005/Atom}"
FIRST, LATER = "2026-03-01 10:00", "2026-04-02 10:00"
REGISTER = "registre/adresses.txt"

Publish = Callable[..., Any]


@pytest.fixture
def publish(inv, content: Path, tmp_path: Path) -> Publish:
    """Publishes the small content at an instant, and returns what was said; `record` notes it."""

    def run(now: str, *, record: bool = False, code: int = 0) -> str:
        result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", now, CI="true")
        assert result.returncode == code, result.stderr
        if record:
            noted = inv("addresses.record", "--content", content, "--output", tmp_path / "out")
            assert noted.returncode == 0, noted.stderr
        return result.stderr

    return run


def entries(site: Path) -> dict[str, tuple[str, str]]:
    """The entries of the feed: id → address, instant of the last change; the same ids in every form of it."""
    root = etree.parse(site / "flux/atom.xml").getroot()
    found = {
        entry.findtext(f"{ATOM}id"): (entry.find(f"{ATOM}link").get("href"), entry.findtext(f"{ATOM}updated"))
        for entry in root.findall(f"{ATOM}entry")
    }
    rss = etree.parse(site / "flux/rss.xml").getroot()
    told = json.loads((site / "flux/feed.json").read_text("utf-8"))
    assert [*found] == [guid.text for guid in rss.iter("guid")] == [item["id"] for item in told["items"]]
    return found


def rename(content: Path, old: str, new: str, added: str = "") -> None:
    """Give another name to an article, with one more line in its header."""
    path = content / "articles" / f"{old}.md"
    text = path.read_text("utf-8").replace("---\n", f"---\n{added}", 1)
    path.unlink()
    write(content, f"articles/{new}.md", text)
    for other in content.glob("articles/*.md"):
        other.write_text(other.read_text("utf-8").replace(f"({old}.md)", f"({new}.md)"), "utf-8")


def test_no_entry_is_shown_again(publish: Publish, content: Path, tmp_path: Path) -> None:
    """Un texte renommé, une date corrigée, un site déménagé : aucun abonné ne revoit une entrée qu’il a lue."""
    publish(FIRST, record=True)
    before = entries(tmp_path / "out")
    rename(content, "2026-02-01-second", "2026-02-03-deuxieme", "redirect_from: [/articles/second/]\n")
    moved = content / "articles/2026-02-03-deuxieme.md"
    moved.write_text(moved.read_text("utf-8").replace("date: 2026-02-01", "date: 2026-02-03"), "utf-8")
    write(content, "agence.yaml", f"name: Agence Essai\nurl: https://www.essai.example\n{LEGAL}")
    publish(LATER, record=True)
    after = entries(tmp_path / "out")

    assert after.keys() == before.keys()
    assert {address for address, _ in after.values()} == {
        f"https://www.essai.example/articles/{name}/" for name in ("premier", "deuxieme")
    }
    rename(content, "2026-02-03-deuxieme", "dernier-nom", "")
    text = (content / "articles/dernier-nom.md").read_text("utf-8")
    write(
        content,
        "articles/dernier-nom.md",
        text.replace("[/articles/second/]", "[/articles/second/, /articles/deuxieme/]"),
    )
    publish(LATER)

    assert entries(tmp_path / "out").keys() == before.keys()


Read = dict[str, dict[str, dict[str, str]]]  # by reader and feed: the id that it knows an entry by → its address


def read_by_all(site: Path, node_pieces: Path) -> Read:
    """What six readers of feeds know of each feed of a site: feedparser of Python, five of Node in one process."""
    try:
        import feedparser
    except ImportError:
        missing("pas de feedparser (pip install feedparser)")
    paths = (*site.glob("flux/*.*"), *site.glob("*/*/atom.xml"))
    feeds = {str(path.relative_to(site)): path.read_text("utf-8") for path in paths}
    judge = Path(__file__).with_name("parsers.mjs")
    done = subprocess.run(
        ["node", str(judge), str(node_pieces)],
        input=json.dumps(feeds),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told = json.loads(done.stdout)
    told["feedparser de Python"] = {
        name: [(entry.id, entry.link, entry.title) for entry in feedparser.parse(text.encode()).entries]
        for name, text in feeds.items()
        if name.endswith(".xml")
    }
    assert [(reader, name) for reader, by_feed in told.items() for name in by_feed if not by_feed[name]] == []
    assert [entry for by_feed in told.values() for held in by_feed.values() for entry in held if not all(entry)] == []
    return {
        reader: {name: {entry[0]: entry[1] for entry in held} for name, held in by_feed.items()}
        for reader, by_feed in told.items()
    }


def test_no_reader_shows_an_entry_again(publish: Publish, content: Path, tmp_path: Path, node_pieces: Path) -> None:
    """Six lecteurs de flux, d’une parution à l’autre : renommé, redaté, déménagé, rien ne revient ; un neuf paraît."""
    publish(FIRST, record=True)
    before = read_by_all(tmp_path / "out", node_pieces)
    rename(content, "2026-02-01-second", "2026-02-03-deuxieme", "redirect_from: [/articles/second/]\n")
    moved = content / "articles/2026-02-03-deuxieme.md"
    moved.write_text(moved.read_text("utf-8").replace("date: 2026-02-01", "date: 2026-02-03"), "utf-8")
    write(content, "agence.yaml", f"name: Agence Essai\nurl: https://www.essai.example\n{LEGAL}")
    fresh = "---\ntitle: Un neuf\ndate: 2026-04-01\nauthors: [redaction]\ntags: [essai]\n---\n\nDes mots neufs.\n"
    write(content, "articles/2026-04-01-neuf.md", fresh)
    publish(LATER)
    after = read_by_all(tmp_path / "out", node_pieces)

    assert len(before) == 6 and before.keys() == after.keys()
    for reader, feeds in after.items():
        assert feeds.keys() == before[reader].keys() >= {"flux/atom.xml", "themes/essai/atom.xml"}
        assert ("flux/rss.xml" in feeds) and ("flux/feed.json" in feeds) == (reader in {"feedsmith", "feed-extractor"})
        for name, held in feeds.items():
            shown = [held[each] for each in held if each not in before[reader][name]]
            assert (reader, name, shown) == (reader, name, ["https://www.essai.example/articles/neuf/"])
            assert (reader, name, before[reader][name].keys() - held.keys()) == (reader, name, set())


def test_a_site_without_the_memory_keeps_its_ids(publish: Publish, tmp_path: Path) -> None:
    """Un site qui n’a jamais rien noté garde les identifiants qu’il donnait, avant et après sa première note."""
    publish(FIRST)
    before = entries(tmp_path / "out").keys()
    publish(FIRST, record=True)
    publish(LATER)

    assert before == entries(tmp_path / "out").keys() == {
        "tag:essai.example,2026-01-05:/carnet/articles/premier/",
        "tag:essai.example,2026-02-01:/carnet/articles/second/",
    }  # fmt: skip


def test_a_silent_change_is_told_and_dated(publish: Publish, content: Path, tmp_path: Path) -> None:
    """Des mots changés sans « modified » sont signalés à la ligne, et le flux comme le plan disent ce jour-là."""
    publish(FIRST, record=True)
    path = content / "articles/2026-02-01-second.md"
    path.write_text(path.read_text("utf-8").replace("Un second texte.", "Un second texte, récrit."), "utf-8")
    said = publish(LATER, record=True)
    dates = dict(
        re.findall(r"<loc>(.*?)</loc><lastmod>(.*?)</lastmod>", (tmp_path / "out/sitemap.xml").read_text("utf-8"))
    )

    assert (
        "2026-02-01-second.md:2:8: avertissement : les mots ont changé depuis le 1er mars 2026 sans que"
        in said.replace("\u00a0", " ")
    )
    assert entries(tmp_path / "out")["tag:essai.example,2026-02-01:/carnet/articles/second/"][1][:10] == "2026-04-02"
    assert dates["https://essai.example/carnet/articles/second/"] == "2026-04-02T00:00:00+02:00"
    assert dates["https://essai.example/carnet/articles/premier/"][:10] == "2026-01-05"
    assert "les mots ont changé" not in publish("2026-05-01 10:00")
    assert entries(tmp_path / "out")["tag:essai.example,2026-02-01:/carnet/articles/second/"][1][:10] == "2026-04-02"


def test_a_change_that_is_said_is_dated_by_it(publish: Publish, content: Path, tmp_path: Path) -> None:
    """Des mots changés avec « modified » ne sont pas signalés ; une espace ou une majuscule n’est pas un changement."""
    publish(FIRST, record=True)
    first, second = (content / f"articles/{name}.md" for name in ("2026-01-05-premier", "2026-02-01-second"))
    second.write_text(
        second.read_text("utf-8").replace("tags:", "modified: 2026-03-20\ntags:") + "\nUne suite.\n", "utf-8"
    )
    first.write_text(first.read_text("utf-8").replace("Un premier texte, avec", "UN PREMIER  texte — avec"), "utf-8")

    assert "les mots ont changé" not in publish(LATER, record=True)
    assert entries(tmp_path / "out")["tag:essai.example,2026-02-01:/carnet/articles/second/"][1][:10] == "2026-03-20"


def test_renamed_without_a_redirect_is_refused(publish: Publish, content: Path) -> None:
    """Un texte renommé sans redirection est refusé ; reconnu à ses mots, il est nommé avec la ligne à écrire."""
    publish(FIRST, record=True)
    rename(content, "2026-02-01-second", "2026-02-01-tout-autre-nom")
    write(content, "articles/2026-02-02-secunda.md", "---\ntitle: Autre\ndate: 2026-02-02\n---\n\nD’autres mots.\n")
    said = publish(LATER, code=1)

    assert "/articles/second/ n’existe plus : ajoutez « redirect_from: [/articles/second/] » à" in said
    assert "2026-02-01-tout-autre-nom.md" in said


def test_the_register_says_what_is_kept(publish: Publish, content: Path, inv, tmp_path: Path) -> None:
    """Le registre note de chaque texte son instant, son identifiant, ses mots ; un retrait voulu garde cette ligne."""
    publish(FIRST, record=True)
    lines = (content / REGISTER).read_text("utf-8").splitlines()
    (second,) = [line for line in lines if line.startswith("/articles/second/")]

    assert re.fullmatch(
        r"/articles/second/ parue=2026-02-01T00:00:00\+01:00"
        r" entree=tag:essai\.example,2026-02-01:/carnet/articles/second/ mots=[0-9a-f]{16} vue=2026-03-01",
        second,
    )
    inv("addresses.forget", "/articles/second/", "--content", content)
    assert f"{second} retirée" in (content / REGISTER).read_text("utf-8").splitlines()
    write(content, REGISTER, f"{second[:-4]}\n")
    assert "n’est pas une adresse : effacez cette ligne" in publish(LATER, code=1)


@pytest.mark.parametrize(
    "address",
    ["https://www.Agence.example/articles/x/", "http://localhost:8000/articles/x/", "https://a.example/carnet/é/",
     "https://a.example"],
)  # fmt: skip
def test_the_id_of_an_entry_is_the_tag_of_the_library_of_feeds(address: str) -> None:
    """L’identifiant d’une entrée est celui que donnait la bibliothèque des flux : un lecteur ne revoit rien."""
    day = datetime(2024, 1, 5, 23, 59)

    assert entry_id(address, day) == get_tag_uri(address, day)
