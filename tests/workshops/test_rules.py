"""The rules as data: dated, with their source, and the days on which nobody trains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from plugins.model.agency import Agency
from plugins.model.workshop import Workshop
from plugins.workshops.rules import declaration, easter, holiday, rules, wordings


@pytest.mark.parametrize(
    "sunday", ["2000-04-23", "2008-03-23", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"]
)
def test_easter_is_on_its_day(sunday):
    """Pâques tombe où le calendrier grégorien le met."""
    assert easter(int(sunday[:4])) == date.fromisoformat(sunday)


def test_france_has_eleven_holidays():
    """La France a onze jours fériés (Code du travail, art. L3133-1)."""
    days = [date.fromordinal(number) for number in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]

    assert len([day for day in days if holiday(day, None)]) == 11


def references(node: Any) -> Iterator[dict[str, Any]]:
    """Each rule that names a reference."""
    if isinstance(node, dict):
        if "reference" in node:
            yield node
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_rule_has_a_source_and_a_date():
    """Chaque règle a sa source et sa date, chaque clé demandée existe."""
    law = {name: rule for name, rule in rules().items() if name != "holidays"}

    assert rules()["verified"]
    assert all(rule["since"] for rule in references(law))
    assert {rule["key"] for rule in rules()["completeness"]} <= set(Workshop.model_fields)


def test_the_declaration_is_said_in_the_words_of_the_law():
    """L’enregistrement se dit d’une seule façon, et jamais pour une agence étrangère."""
    training = {"activity_number": "84 69 00000 69", "region": "Bretagne"}
    agency = Agency(name="A", training=training)
    abroad = Agency(name="A", training=training, address={"country": "CH"})

    assert declaration(agency) == (
        "Déclaration d’activité enregistrée sous le numéro 84 69 00000 69 auprès du préfet de région Bretagne. "
        "Cet enregistrement ne vaut pas agrément de l’État."
    )
    assert declaration(abroad) is None


def spellings(items: Iterable[Any]) -> Iterator[str]:
    """A text for each way through a pattern as `re` has parsed it: each choice, with and without what may lack."""
    yield from map("".join, product(*(list(one(name, value)) for name, value in items)))


def one(name: Any, value: Any) -> Iterator[str]:
    """The texts of one item of a pattern."""
    match str(name):
        case "LITERAL":
            yield chr(value)
        case "IN" if str(value[0][0]) in ("LITERAL", "RANGE"):
            yield chr(value[0][1] if str(value[0][0]) == "LITERAL" else value[0][1][0])
        case "IN":  # a negated class, a letter
            yield "x"
        case "AT":
            yield ""
        case "BRANCH":
            for branch in value[1]:
                yield from spellings(branch)
        case "SUBPATTERN":
            yield from spellings(value[3])
        case "MAX_REPEAT":
            least, most, inner = value
            for times in {least, min(most, 1)}:
                for each in spellings(inner):
                    yield each * times


@pytest.mark.parametrize("number", range(len(wordings())))
def test_what_a_wording_finds_has_one_of_its_signs(number):
    """Tout passage qu’une règle trouve tient un de ses signes, quelle que soit la façon de l’écrire."""
    said = wordings()[number]
    found = [text for text in spellings(_parser.parse(said.pattern.pattern)) if said.pattern.search(f" {text} ")]

    assert found
    assert not [text for text in found if not any(sign in text.lower() for sign in said.signs)]
