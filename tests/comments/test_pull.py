"""Comments brought back from a server: never twice, nothing of the house's own lost, whatever strangers write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.comments.isso import Remote
from plugins.comments.pull import Pulled, Unwritable, pull
from plugins.model.loader import load_site
from plugins.model.thread import MOST, Thread
from tests.conftest import write

PARIS = ZoneInfo("Europe/Paris")
DAY = datetime(2026, 3, 1, 14, 5, tzinfo=PARIS)
FIRST = Remote(12, None, "Marc Exemple", DAY, "D’accord : « oui » !\n\n- un point\n- deux")
ANSWER = Remote(15, 12, "Zoé", DAY, "Moi aussi.")
HAND = """# Les réponses de la maison.
closed: false
comments:
  # la première
  - id: lettre
    author: Une lectrice
    date: 2026-02-01
    text: "Reçu par courriel : « merci »."   # sur son accord
"""


def read(folder: Path, text: str) -> Thread:
    """The thread of a file, which has no error: a stranger’s accents may be a warning."""
    write(folder, "articles/x.md", "---\ntitle: X\ndate: 2026-01-01\nauthors: [a]\n---\n\nUn texte.\n")
    write(folder, "auteurs/a.md", "---\nname: A\n---\n\nA.\n")
    write(folder, "commentaires/x.yaml", text)
    site = load_site(folder, lambda zone: DAY)
    assert [each for each in site.problems if each.severity == "error"] == []
    return site.threads["x"]


def pulled(folder: Path, text: str, remotes: Sequence[Remote], *, remove: bool = False) -> Pulled:
    """A pull over a file, which may be empty."""
    return pull(text, read(folder, text) if text else Thread(), remotes, remove=remove)


def test_what_is_accepted_comes_once(tmp_path: Path) -> None:
    """Un commentaire vient une fois, avec sa réponse ; un second passage n’écrit rien."""
    made = pulled(tmp_path, "", [FIRST, ANSWER])
    thread = read(tmp_path, made.text)

    assert [(each.id, each.author, each.reply_to) for each in thread.comments] == [
        ("isso-12", "Marc Exemple", None),
        ("isso-15", "Zoé", "isso-12"),
    ]
    assert thread.comments[0].text == FIRST.text
    assert thread.comments[0].date == datetime(2026, 3, 1, 14, 5)
    assert pulled(tmp_path, made.text, [FIRST, ANSWER]) == Pulled(made.text, 0, 0, ())


def test_what_the_house_wrote_stays(tmp_path: Path) -> None:
    """Le fichier de la maison reste à l’octet près ; les nouveaux suivent."""
    made = pulled(tmp_path, HAND, [FIRST])

    assert made.text.startswith(HAND.rstrip("\n"))
    assert [each.id for each in read(tmp_path, made.text).comments] == ["lettre", "isso-12"]


def test_an_edit_there_is_taken_and_told(tmp_path: Path) -> None:
    """Changé sur le serveur, un commentaire l’est ici, et c’est dit ; les autres lignes ne bougent pas."""
    before = pulled(tmp_path, HAND, [FIRST, ANSWER]).text + "# fin\n"
    made = pulled(tmp_path, before, [replace(FIRST, text="Tout compte fait, non."), ANSWER])

    assert [each.text for each in read(tmp_path, made.text).comments][1:] == ["Tout compte fait, non.", "Moi aussi."]
    assert made.told == ("isso-12 (Marc Exemple) a changé sur le serveur : repris",)
    assert made.text.startswith(HAND.rstrip("\n")) and made.text.endswith("# fin\n")


def test_an_edit_here_is_kept(tmp_path: Path) -> None:
    """Corrigé ici, un commentaire le reste ; s’il change aussi là-bas, c’est dit et rien n’est écrit."""
    mine = pulled(tmp_path, "", [FIRST]).text.replace("- un point", "- un point.")

    assert pulled(tmp_path, mine, [FIRST]).text == mine
    made = pulled(tmp_path, mine, [replace(FIRST, text="Autre chose.")])
    assert made.text == mine
    assert made.told == ("isso-12 (Marc Exemple) a changé sur le serveur et ici : relisez-le, rien n’est écrit",)


def test_what_is_gone_there_is_told_then_removed(tmp_path: Path) -> None:
    """Retiré du serveur, un commentaire est dit ; --remove le retire, sa réponse reste ; ceux de la maison aussi."""
    before = pulled(tmp_path, HAND, [FIRST, ANSWER]).text
    told = pulled(tmp_path, before, [ANSWER])
    made = pulled(tmp_path, before, [ANSWER], remove=True)

    assert told.text == before
    assert told.told == ("isso-12 (Marc Exemple) n’est plus sur le serveur : --remove le retire",)
    left = read(tmp_path, made.text).comments
    assert [(each.id, each.reply_to) for each in left] == [("lettre", None), ("isso-15", None)]


def test_the_last_one_can_go(tmp_path: Path) -> None:
    """Du dernier commentaire retiré il reste un fichier que l’on relit, et où l’on ajoute."""
    empty = pulled(tmp_path, pulled(tmp_path, "", [FIRST]).text, [], remove=True).text

    assert read(tmp_path, empty).comments == []
    assert [each.id for each in read(tmp_path, pulled(tmp_path, empty, [ANSWER]).text).comments] == ["isso-15"]


def test_a_form_that_cannot_be_edited_is_left(tmp_path: Path) -> None:
    """Une liste écrite sur une ligne n’est pas devinée : rien n’est écrit, et on dit quoi faire."""
    flow = "{author: A, date: 2026-01-01, text: Un, id: "
    flow = f"comments: [{flow}a}}, {flow}b}}]\n"

    with pytest.raises(Unwritable, match="rangez-les ainsi"):
        pulled(tmp_path, flow, [FIRST])


def test_a_mail_address_is_never_kept(tmp_path: Path) -> None:
    """Une adresse donnée pour un nom n’entre pas dans le fichier."""
    made = pulled(tmp_path, "", [replace(FIRST, author="zoe@exemple.fr"), replace(ANSWER, author="Zoé <z@exemple.fr>")])

    assert "@" not in made.text
    assert [each.author for each in read(tmp_path, made.text).comments] == ["Anonyme", "Zoé <>"]


def test_a_text_has_so_many_comments_and_no_more(tmp_path: Path) -> None:
    """De dix mille commentaires, mille entrent ; le reste est dit, et le fichier se relit."""
    many = [replace(FIRST, number=number) for number in range(1, 10_001)]
    made = pulled(tmp_path, "", many)

    assert made.added == MOST and f"{MOST} commentaires ici, pas un de plus" in made.told[-1]
    assert len(read(tmp_path, made.text).comments) == MOST


def test_what_is_too_long_stays_there(tmp_path: Path) -> None:
    """Un commentaire de plus de quatre mille signes, ou sans rien de lisible, reste sur le serveur, et c’est dit."""
    made = pulled(tmp_path, "", [replace(FIRST, text="a" * 4001), replace(ANSWER, text="\u202e\u200b \x00")])

    assert made.added == 0 and made.text == ""
    assert [each.partition(" : ")[2] for each in made.told] == [
        "4001 signes, 4000 au plus : laissé sur le serveur",
        "sans texte lisible, laissé sur le serveur",
    ]


SIGNS = st.text(
    st.one_of(
        st.sampled_from("\n\n\t #:-'\"|>[]{}&*!%@`,?\\é«»\u00a0\u202e\u200b\ufeff\x00\x85\u2028\ufffd\ud800<>---"),
        st.characters(),
    ),
    max_size=200,
)


@given(st.lists(st.tuples(SIGNS, SIGNS, st.booleans()), max_size=4), st.booleans())
def test_whatever_is_written_is_read_again(tmp_path_factory, said, by_hand: bool) -> None:
    """Quoi qu’un inconnu ait écrit, le fichier se relit sans faute, et un second passage n’y change rien."""
    folder = tmp_path_factory.mktemp("fil")
    remotes = [
        Remote(number, number - 1 if answers and number > 1 else None, author, DAY, text)
        for number, (author, text, answers) in enumerate(said, 1)
    ]
    made = pulled(folder, HAND if by_hand else "", remotes)

    if made.text:
        assert len(read(folder, made.text).comments) == made.added + by_hand
    assert pulled(folder, made.text, remotes).text == made.text
