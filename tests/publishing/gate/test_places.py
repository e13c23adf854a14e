"""Where a fault is told: the line of the text, else the template, each once."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest

from plugins.common.outputs import Source
from plugins.model.loader import load_site
from plugins.publishing.gate.known import SiteTexts
from plugins.publishing.gate.places import problems_of
from plugins.publishing.gate.values import Fault
from tests.conftest import write


class Texts:
    """Three texts: one says « onclick » on its second line, another nothing, the third says « onload » twice."""

    held: ClassVar[dict[str, str]] = {
        "content/a.md": "un\ndeux onclick {{ x }} secret\n",
        "content/b.md": "rien\n",
        "content/c.md": "a onload\nb\nc onload\n",
    }

    def find(self, path: str, needle: str):
        text = self.held.get(path, "")
        ends = (match.start() for match in re.finditer(re.escape(needle), text))
        return [(path, text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)) for at in ends]

    def anywhere(self, needle: str):
        return next((place for path in self.held for place in self.find(path, needle)), None)


SOURCES = {
    "a/index.html": Source("content/a.md", template="theme/templates/article.html"),
    "b/index.html": Source("content/b.md", template="theme/templates/article.html"),
    "c/index.html": Source("content/c.md", template="theme/templates/article.html"),
    "index.html": Source("theme/templates/index.html", template="theme/templates/index.html"),
    "flux/atom.xml": Source("content/agence.yaml"),
}


@pytest.fixture
def told(tmp_path: Path):
    """The problems of some faults, as messages show them."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "article.html").write_text("x\n<p onload=x>\n")
    (tmp_path / "templates" / "base.html").write_text('x\n\n<link rel="preconnect">\n')

    def say(*faults: tuple[str, Fault]) -> list[str]:
        return [str(problem) for problem in problems_of(faults, SOURCES, Texts(), tmp_path)]

    return say


def test_a_fault_is_told_at_the_line_that_holds_its_cause(told) -> None:
    """Une faute est dite à la ligne du texte où sa cause est écrite."""
    assert told(("a/index.html", Fault("x", ("onclick",)))) == ["content/a.md:2:6: x (vu dans /a/)"]


@pytest.mark.parametrize(
    ("faults", "lines"),
    [
        ([Fault("x", ("onload",))] * 2, [1, 3]),
        ([Fault("x", ("onload",)), Fault("y", ("absent", "onload"))], [1, 3]),
        ([Fault("x", ("onload",))], [1]),  # which of the two, nothing tells
        ([Fault("x", ("onload",))] * 3, [1]),
    ],
)
def test_each_of_several_faults_is_told_at_its_own_line(told, faults: list[Fault], lines: list[int]) -> None:
    """La deuxième de deux mêmes fautes est dite à sa ligne ; s’il y en a plus ou moins que de lignes, à la première."""
    found = told(*(("c/index.html", fault) for fault in faults))

    assert [line.split(":")[:2] for line in found] == [["content/c.md", str(line)] for line in lines]


def test_what_a_feed_and_a_list_show_of_a_text_is_told_once(told) -> None:
    """Le même mal, vu dans la page, la liste et le flux, est dit une fois, dans le texte."""
    fault = Fault("x", ("onclick",))
    found = told(("index.html", fault), ("flux/atom.xml", fault), ("a/index.html", fault))

    assert found == ["content/a.md:2:6: x (vu dans /a/ et 2 autres fichiers)"]


def test_a_fault_of_the_theme_names_its_template(told) -> None:
    """Une faute que le texte n’a pas est celle du modèle, à sa ligne, ou de celui qu’il prolonge."""
    assert told(("b/index.html", Fault("x", ("onload",)))) == ["theme/templates/article.html:2:4: x (vu dans /b/)"]
    assert told(("b/index.html", Fault("x", ('rel="preconnect"',)))) == [
        "theme/templates/base.html:3:7: x (vu dans /b/)"
    ]


def test_a_fault_found_nowhere_is_told_at_the_text(told) -> None:
    """Une faute dont la cause ne se retrouve pas est dite au texte de la page."""
    assert told(("b/index.html", Fault("x", ("introuvable",)))) == ["content/b.md:1:1: x (vu dans /b/)"]


@pytest.mark.parametrize(
    ("kind", "needle", "expected"),
    [
        ("local", "secret", []),
        ("secret", "secret", ["content/a.md:2:22: x (vu dans /a/)"]),
        ("template", "{{ x }}", ["content/a.md:2:14: avertissement : x (vu dans /a/) [accolades-montrees]"]),
        ("unpublished", "deux", ["content/a.md:2:1: avertissement : x (vu dans /a/) [annonce-d-un-texte]"]),
        ("unpublished", "ailleurs", ["content/a.md:1:1: x (vu dans /a/)"]),
    ],
)
def test_what_an_author_wrote_is_meant_unless_it_is_a_secret(told, kind, needle, expected) -> None:
    """Ce qu’un auteur a écrit lui-même est voulu, ou à regarder ; un secret ne l’est jamais."""
    assert told(("a/index.html", Fault("x", (needle,), kind))) == expected


def test_what_a_comment_says_is_told_at_its_line(content: Path) -> None:
    """Une faute venue d’un commentaire est dite dans le fichier des commentaires, à la ligne de ce commentaire."""
    said = "comments:\n- {id: a, author: Zoé, date: 2026-01-06, text: Un.}\n- id: b\n  author: Max\n"
    write(content, "commentaires/premier.yaml", f"{said}  date: 2026-01-07\n  text: Voir https://essai.example/rien/\n")
    site = load_site(content, lambda zone: datetime(2026, 11, 22, tzinfo=ZoneInfo(zone)), [])
    article = site.articles["premier"].shown

    assert SiteTexts(site).find(article, "essai.example/rien/") == ((f"{site.shown}/commentaires/premier.yaml", 6, 9),)
    assert SiteTexts(site).find(article, "Un premier texte")[0][0] == article
