"""`check` and `new`, as an author or a machine calls them."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator

import pytest
from invoke import Config, Context, Exit

from plugins.editorial.commands import check, new

CHECKS = ["plugins.editorial.checks:check_editorial"]


@pytest.fixture(autouse=True)
def _pipes() -> Iterator[None]:
    """`check` lets a closed pipe end its process: the other tests of this run must outlive it."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)


@pytest.fixture
def context() -> Context:
    """The context that tasks.py gives."""
    return Context(Config(overrides={"tribune": {"checks": CHECKS, "publication_checks": []}}))


def test_a_right_content_is_checked_in_silence(content, context, capsys):
    """Un contenu juste ne montre qu’un bilan, et la tâche réussit."""
    check.body(context, content=str(content))

    assert tuple(capsys.readouterr()) == ("", "2 textes lus : aucune faute.\n")


@pytest.mark.parametrize(
    ("form", "output"),
    [
        ("text", "content/articles/a.md:3:7: date « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM"),
        ("github", "::error file=content/articles/a.md,line=3,col=7::date « demain » : écrivez AAAA-MM-JJ"),
    ],
)
def test_an_error_ends_with_a_failure(form, output, content, context, write, capsys):
    """Une erreur est montrée et fait échouer la tâche."""
    write("a", date="demain")

    with pytest.raises(Exit) as stop:
        check.body(context, content=str(content), format=form)

    captured = capsys.readouterr()
    assert stop.value.code == 1
    assert captured.out.startswith(output)
    assert captured.err == "3 textes lus : 1 erreur.\n"


def test_json_is_json_alone(content, context, write, capsys):
    """La forme json ne montre rien d’autre que du json."""
    write("a", title="Premier")
    check.body(context, content=str(content), format="json")
    captured = capsys.readouterr()

    assert captured.err == ""
    assert [(fault["path"], fault["line"], fault["severity"]) for fault in json.loads(captured.out)] == [
        ("content/articles/premier.md", 2, "warning")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"format": "xml"}, "--format « xml » : au choix text, json, github"),
        ({"now": "demain"}, "--now « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM, par exemple 2026-03-01 08:30"),
    ],
)
def test_a_wrong_option_is_told(arguments, message, content, context):
    """Une option fausse dit ce qu’il faut écrire."""
    with pytest.raises(Exit) as stop:
        check.body(context, content=str(content), **arguments)

    assert (stop.value.message, stop.value.code) == (message, 2)


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
