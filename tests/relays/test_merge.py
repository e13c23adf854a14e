"""A client's correction carried into the article: word by word, where its place is sure; the rest is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.relays.case import held
from plugins.relays.events import Text
from plugins.relays.merge import Merge, merge
from tests.relays.desk import Desk
from tests.relays.memory import Memory

SOURCE = """<!-- extrait -->
Un *bon* rendez-vous commence avant la porte. On relit trois lignes, on écrit
une question, on range [son téléphone](https://x.example/).

- D'abord, l'écoute ;
- puis **la parole**.

## Après

Le reste tient à l'attention : « rien » d'autre.
<!-- /extrait -->

Après l’extrait, on relit trois lignes."""


def corrected(paper: Desk, memory: Memory, *changes: tuple[str, str], title: str = "") -> Merge:
    """How the merge goes, once the client has replaced some words of the post."""
    post = memory.posts["1"]
    content = post.content
    for old, new in changes:
        assert old in content, content
        content = content.replace(old, new)
    memory.edit("1", content=content, title=title or post.title)
    base = paper.entry("un").base
    assert base is not None
    return merge(paper.site().articles["un"], base, held(memory.posts["1"]))


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("trois lignes", "dix pages", "trois lignes", "dix pages"),
        ("avant la porte", "bien avant la porte", "avant la porte", "bien avant la porte"),
        ("trois lignes, on", "trois lignes puis on", "trois lignes, on", "trois lignes puis on"),
        ("l’écoute", "l’oreille", "l'écoute", "l'oreille"),
        ("la parole", "le silence", "**la parole**", "**le silence**"),
        (">son téléphone<", ">son appareil<", "[son téléphone]", "[son appareil]"),
        ("Le reste tient", "Tout le reste tient", "Le reste", "Tout le reste"),
        ("puis <strong>la parole</strong>.", "puis.", "puis **la parole**.", "puis."),
        ("<em>bon</em> ", "", "*bon* ", ""),
        ("</h2>", " coup</h2>", "## Après", "## Après coup"),
        (", on écrit une question,", ",", "on écrit\nune question, on range", "on range"),
        ("porte. On", "porte. Une phrase de plus. On", "porte. On", "porte. Une phrase de plus. On"),
    ],
)
def test_a_change_goes_where_its_words_stand(
    paper: Desk, memory: Memory, old: str, new: str, before: str, after: str
) -> None:
    """Chaque mot corrigé va à sa place dans la source ; liens, emphases, listes et retours à la ligne restent."""
    paper.article("un", text=SOURCE)
    paper.apply()
    path = paper.content / "articles/2026-11-02-un.md"
    source = path.read_text("utf-8")
    found = corrected(paper, memory, (old, new))
    found.write()

    wanted = source.replace(before, after, 1)
    assert wanted != source and [change.sure for change in found.changes] == [True] * len(found.changes)
    assert path.read_text("utf-8") == wanted


def test_half_of_an_emphasis_is_left_to_a_person(paper: Desk, memory: Memory) -> None:
    """Une correction qui couperait une emphase en deux est dite, et la source reste."""
    paper.article("un", text=SOURCE)
    paper.apply()
    found = corrected(paper, memory, ("Un <em>bon</em>", "Tout"), ("trois lignes", "dix pages"))

    assert [(change.before, change.sure) for change in found.changes] == [("Un *bon", False), ("trois lignes", True)]


def test_a_carried_correction_is_no_more_to_adopt(paper: Desk, memory: Memory) -> None:
    """La correction reportée puis adoptée, les deux textes sont le même : le plan suivant est calme."""
    paper.article("un", title="Un titre", text=SOURCE)
    paper.apply()
    corrected(paper, memory, ("trois lignes", "dix pages"), title="Leur titre").write()
    paper.wish("adopt", "un")

    assert "title: Leur titre" in (paper.content / "articles/2026-11-02-un.md").read_text("utf-8")
    assert not paper.entry("un").adopted and paper.action("un") == "nothing" and paper.plan().exit_code == 0


def test_a_place_that_changed_here_too_is_told(paper: Desk, memory: Memory) -> None:
    """Deux corrections du même endroit : la ligne et les mots sont dits, la source reste, le plan suivant est calme."""
    paper.article("un", text=SOURCE)
    paper.apply()
    paper.article("un", text=SOURCE.replace("trois lignes,", "quatre lignes,"))
    found = corrected(paper, memory, ("trois lignes", "dix pages"), ("la parole", "le silence"))
    before = (paper.content / "articles/2026-11-02-un.md").read_text("utf-8")
    found.write()
    paper.wish("adopt", "un")

    assert "articles/2026-11-02-un.md:8 : [-trois lignes-] {+dix pages+} : à reporter à la main" in found.to_text()
    assert (paper.content / "articles/2026-11-02-un.md").read_text("utf-8") == before.replace("la parole", "le silence")
    assert paper.action("un") == "nothing"


def test_a_summary_takes_the_correction(paper: Desk, memory: Memory) -> None:
    """L’extrait venu du chapô y reçoit la correction, guillemets de l’en-tête compris."""
    paper.article("un", summary="'Un chapô d’une phrase : « cité ».'", text="Autre chose, d’une phrase.")
    paper.apply()
    corrected(paper, memory, ("une phrase", "une ligne")).write()
    paper.wish("adopt", "un")

    assert paper.site().articles["un"].record.summary == "Un chapô d’une ligne : « cité »."
    assert not paper.entry("un").adopted and paper.action("un") == "nothing"


def test_the_way_to_our_article_is_not_of_the_text(paper: Desk, memory: Memory) -> None:
    """« Lire la suite » ôté ou récrit par le client n’est pas une phrase de l’article."""
    paper.article("un", text=SOURCE)
    paper.apply()
    base = Text("Un titre", '<p>Un texte.</p><p class="lire-la-suite cx-1"><a href="/">Lire la suite</a></p>')
    theirs = Text("Un titre", '<p>Un texte.</p><p class="lire-la-suite cx-1"><a href="/">Lire plus</a></p>')

    assert merge(paper.site().articles["un"], base, theirs).changes == ()


def test_the_file_of_windows_keeps_its_line_ends(paper: Desk, memory: Memory) -> None:
    """Un fichier écrit sous Windows garde ses fins de ligne."""
    paper.article("un", text=SOURCE)
    path: Path = paper.content / "articles/2026-11-02-un.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    paper.apply()
    before = path.read_bytes()
    corrected(paper, memory, ("la parole", "le silence")).write()

    assert path.read_bytes() == before.replace(b"la parole", b"le silence")
