"""Asides that an author sets apart with `!!!`: their titles, their classes, their absence from excerpts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from plugins.model.excerpt import excerpt_html
from plugins.model.markdown import render


def aside(line: str, lang: str | None = None):
    """The aside that a line opens."""
    return BeautifulSoup(render(f"{line}\n    Un mot.\n", lang).html, "html.parser").aside


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("!!! note", "À noter"),
        ("!!! warning", "Attention"),
        ("!!! tip", "Conseil"),
        ("!!! important", "Important"),
        ("!!! example", "Exemple"),
        ("!!! quote", "Citation"),
        ("!!! Warning", "Attention"),
        ("!!! méthode", "Méthode"),
        ('!!! note "Un titre à moi"', "Un titre à moi"),
    ],
)
def test_an_aside_has_a_french_title(line, title):
    """Un encadré porte le titre de l’auteur, sinon celui de son type ; un type inconnu donne son mot."""
    assert aside(line).p.text == title


def test_an_aside_may_have_no_title():
    """Un titre vide n’est pas écrit."""
    assert [paragraph.text for paragraph in aside('!!! note ""').find_all("p")] == ["Un mot."]


def test_an_aside_of_another_language_keeps_its_word():
    """Dans un article en anglais, le titre donné d’office reste un mot anglais."""
    assert aside("!!! warning", "en").p.text == "Warning"


@pytest.mark.parametrize("kind", ["note", "button", "hidden tags"])
def test_the_type_of_an_aside_takes_no_style_of_the_theme(kind):
    """Le type d’un encadré, libre, n’est le nom d’aucune classe du thème."""
    assert all(name.startswith("admonition") for name in aside(f"!!! {kind}")["class"])


def test_an_aside_holds_lists_and_asides():
    """Un encadré tient une liste imbriquée et un autre encadré."""
    body = "!!! note\n    Avant.\n\n    - un\n        - deux\n\n    !!! tip\n        Trois.\n\nAprès.\n"
    page = BeautifulSoup(render(body).html, "html.parser")

    assert page.aside.ul.ul.text.strip() == "deux" and "Trois." in page.aside.aside.text
    assert page.find_all("p")[-1].parent is page


@pytest.mark.parametrize("more", ["", "\n<!-- more -->\n\nLa suite.\n"])
def test_an_aside_is_in_no_excerpt(more):
    """Un encadré n’entre pas dans l’extrait des listes, même lorsqu’il en tient un autre."""
    body = f"!!! warning\n    Un.\n\n    !!! tip\n        Deux.\n\n    Trois.\n\nLe texte commence.\n{more}"

    assert excerpt_html(render(body).html, None) == "<p>Le texte commence.</p>"
