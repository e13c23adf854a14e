"""The illustration of a relay: sent once, and given up when the blog does not take it; the blog is in memory."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image

from plugins.relays.events import Seen
from plugins.relays.ledger import Ledger
from plugins.targets.errors import Uncertain
from plugins.targets.target import Picture
from tests.relays.desk import TEXT, Desk
from tests.relays.memory import Memory


def illustrated(paper: Desk, colour: str, text: str = TEXT) -> str:
    """The article with a picture of that colour; its name for the blog."""
    image = paper.picture(f"{colour}.png", colour)
    paper.article("un", image=image, image_alt=f"Un carré {colour}", text=text)
    return Picture(paper.content / image, "", paper.content / image).name


PREPARED = ("plugins.media.checks:check_images",)


def photographed(paper: Desk, slug: str) -> Path:
    """The article with a picture that says where it was taken, which readers are not given; the author's file."""
    where = Image.Exif()
    where[0x010E] = "12 rue des Lilas"  # ImageDescription
    file = paper.content / "images" / "lieu.jpg"
    file.parent.mkdir(exist_ok=True)
    if not file.exists():
        Image.new("RGB", (40, 30), "red").save(file, exif=where)
    paper.article(slug, image="images/lieu.jpg", image_alt="Une porte")
    return file


@pytest.mark.parametrize("kept", ["file", "bytes"])
def test_an_illustration_prepared_otherwise_is_the_same(paper: Desk, memory: Memory, kept: str) -> None:
    """Une photo déjà envoyée, connue par son fichier ou ses octets, ne repart pas si on la prépare autrement."""
    file = photographed(paper, "un")
    paper.apply()  # the file as it stood
    paper.checks = PREPARED
    if kept == "bytes":
        entry = paper.entry("un")
        name = Picture(paper.site().published["images/lieu.jpg"].path, "", file).name
        entry.add(Seen(at=entry.since, post=entry.remote, picture=name))
        Ledger(paper.content).write(entry)
    plan = paper.plan()

    assert (plan.exit_code, plan.lines[0].action) == (0, "nothing")


def test_a_blog_is_sent_what_readers_are_given(paper: Desk, memory: Memory) -> None:
    """Le blog reçoit la photo préparée ; le registre retient le fichier de l’auteur."""
    paper.checks = PREPARED
    file = photographed(paper, "un")
    paper.apply()
    (post,) = memory.posts.values()

    prepared = paper.site().published["images/lieu.jpg"].path.read_bytes()

    assert b"Lilas" in file.read_bytes() and b"Lilas" not in prepared
    assert post.picture == f"media cx-{hashlib.sha256(prepared).hexdigest()[:16]}"
    assert paper.entry("un").picture == Picture(file, "", file).origin and paper.plan().exit_code == 0


@pytest.mark.parametrize("first", [True, False], ids=["à la création", "ensuite"])
def test_a_refused_picture_is_asked_for_once(paper: Desk, memory: Memory, first: bool) -> None:
    """Une illustration que le blog refuse n’est demandée qu’une fois, sans écriture vide, jusqu’à ce qu’elle change."""
    if not first:
        paper.article("un")
        paper.apply()
    memory.refused = illustrated(paper, "red")
    memory.calls.clear()
    said = paper.said(paper.apply())
    calls, rest = list(memory.calls), paper.plan()
    illustrated(paper, "blue")
    memory.calls.clear()
    again = paper.line("un")
    paper.apply()

    assert calls == (["upload", "create"] if first else ["upload"]) and "illustration non envoyée" in said
    assert (rest.exit_code, rest.lines[0].action) == (0, "nothing")
    assert again.reason == "nouvelle illustration" and memory.calls == ["upload", "update picture"]
    assert paper.action("un") == "nothing"


def test_a_picture_refused_with_a_new_text_is_not_taken_for_sent(paper: Desk, memory: Memory) -> None:
    """Le texte part sans l’illustration refusée, et le registre garde celle que le billet a."""
    before = illustrated(paper, "red")
    paper.apply()
    memory.refused = illustrated(paper, "blue", TEXT.replace("téléphone", "mobile"))
    memory.calls.clear()
    paper.apply()

    assert memory.calls == ["upload", "update content"] and paper.entry("un").picture == before
    assert memory.posts["1"].picture == f"media {before}" and paper.plan().exit_code == 0


def test_a_picture_that_breaks_the_line_twice_is_given_up(paper: Desk, memory: Memory) -> None:
    """Une illustration dont l’envoi reste sans réponse est redemandée une fois ; puis l’extrait part sans elle."""
    illustrated(paper, "red")
    memory.faults += [Uncertain("POST /media : HTTP 500"), Uncertain("POST /media : HTTP 500")]
    first, second = paper.apply(), paper.apply()

    assert (first.exit_code, second.exit_code) == (4, 0) and memory.calls == ["upload", "upload", "create"]
    assert "illustration non envoyée" in paper.said(second) and paper.plan().exit_code == 0
