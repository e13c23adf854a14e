"""The rules as data: dated, with their source, and the days on which nobody trains."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from plugins.model.agency import Agency
from plugins.model.workshop import Workshop
from plugins.workshops.rules import declaration, easter, holiday, rules


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
