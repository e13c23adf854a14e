"""Problems, shown in three forms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugins.common.problems import Rule, has_errors, reason, render, summary

ERROR = Rule("valeur", "Une valeur a sa forme.").at(
    "content/articles/a,b.md", 4, 7, "date « 1/3/2026 » : écrivez AAAA-MM-JJ\n100 %"
)
WARNING = Rule("doute", "Un doute est levé.", "warning", waivable=True).at(
    "content/articles/a,b.md", 2, 1, "titre déjà pris"
)


def test_problems_are_shown_in_the_order_of_lines():
    """Les fautes sont dites dans l’ordre des lignes, une erreur sans étiquette, un avertissement avec."""
    assert render([ERROR, WARNING]) == (
        "content/articles/a,b.md:2:1: avertissement : titre déjà pris [doute]\n"
        "content/articles/a,b.md:4:7: date « 1/3/2026 » : écrivez AAAA-MM-JJ\n100 %"
    )


def test_annotations_of_a_pull_request_are_escaped():
    """Une annotation de demande de fusion tient sur une ligne et protège ses signes."""
    assert render([ERROR], "github") == (
        "::error file=content/articles/a%2Cb.md,line=4,col=7,title=valeur::"
        "date « 1/3/2026 » : écrivez AAAA-MM-JJ%0A100 %25"
    )  # fmt: skip


def test_json_holds_every_field():
    """La forme json tient chaque champ de chaque faute."""
    assert json.loads(render([WARNING], "json")) == [
        {
            "path": "content/articles/a,b.md",
            "line": 2,
            "column": 1,
            "message": "titre déjà pris",
            "severity": "warning",
            "rule": "doute",
            "waivable": True,
        }
    ]


@pytest.mark.parametrize(
    ("problems", "text", "errors"),
    [
        ([], "aucune faute", False),
        ([WARNING], "1 avertissement", False),
        ([ERROR, ERROR, WARNING], "2 erreurs, 1 avertissement", True),
        ([ERROR, WARNING, WARNING], "1 erreur, 2 avertissements", True),
    ],
)
def test_summary_agrees_in_number(problems, text, errors):
    """Le bilan s’accorde en nombre, et seule une erreur arrête une construction."""
    assert (summary(problems), has_errors(problems)) == (text, errors)


def test_what_is_excused_is_counted():
    """Les fautes admises sont comptées, pas montrées."""
    assert (summary([], 1), summary([WARNING], 2)) == (
        "aucune faute, 1 faute admise",
        "1 avertissement, 2 fautes admises",
    )


def test_the_id_of_a_rule_is_told_to_who_may_answer_it():
    """Le nom d’une règle suit le message, entre crochets, quand on peut l’admettre : c’est lui que l’on écrit."""
    assert (ERROR.told, WARNING.told) == (ERROR.message, "titre déjà pris [doute]")


def test_a_refusal_of_the_system_is_french():
    """Ce que le système refuse est dit en français."""
    try:
        Path("/nulle/part").read_bytes()
    except OSError as error:
        assert reason(error) == "introuvable"
