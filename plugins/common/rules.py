"""Every rule that the code declares; those of what is common to all features."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path

from plugins.common.problems import Rule

TITLE = "Fichiers écrits"
TAKEN_PATH = Rule(
    "fichier-en-double", "Deux sources n’écrivent pas une même adresse, ni hors du site.", at_the_end=True
)
NO_PDF = Rule("pdf-impossible", "La machine peut faire les fichiers PDF.", "warning", at_the_end=True)


@cache
def rules_by_package() -> dict[str, tuple[Rule, ...]]:
    """The rules of the whole house, under the title of the `rules.py` that declares them, in their order.

    Those of a feature that is taken out too: a text that excepts itself from one is no fault for it.
    """
    found = {}
    for file in sorted(Path(__file__).parent.parent.glob("*/rules.py")):
        module = import_module(f"plugins.{file.parent.name}.rules")
        rules = tuple(value for value in vars(module).values() if isinstance(value, Rule))
        if rules:
            found[str(module.TITLE)] = rules
    return found


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by its id."""
    return {rule.id: rule for rules in rules_by_package().values() for rule in rules}
