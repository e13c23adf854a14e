"""`new`, as an author or a machine calls it."""

from __future__ import annotations

import pytest
from invoke import Config, Context, Exit

from plugins.editorial.commands import new


@pytest.fixture
def context() -> Context:
    """The context that tasks.py gives."""
    return Context(Config())


def test_new_says_where_the_file_is(content, context, capsys):
    """La création d’un texte dit le chemin du fichier."""
    new.body(context, "article", "Vendre : écouter ?", content=str(content), now="2026-03-01")

    assert capsys.readouterr().out == "content/articles/2026-03-01-vendre-ecouter.md\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("article", "Premier"), "l’article « premier » existe déjà : content/articles/premier.md"),
        (("articl", "Essai"), "« articl » n’est pas un type de contenu ; voulez-vous « article » ?"),
    ],
)
def test_new_says_why_it_cannot(arguments, message, content, context):
    """Une création impossible dit pourquoi."""
    with pytest.raises(Exit) as stop:
        new.body(context, *arguments, content=str(content), now="2026-03-01")

    assert (stop.value.message, stop.value.code) == (message, 1)
