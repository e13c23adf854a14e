"""What texts and the house answer to rules: `exceptions` in a header, `rules` in agence.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from plugins.common.rules import all_rules
from plugins.common.texts import suggestion
from plugins.model.fields import Code, Fault, Loc, Record, brief, refuse
from plugins.model.rules import REFUSED_VALUE, UNKNOWN_KEY

LEVELS = ("off", "warning", "error")


def rule_fault(name: str) -> str | None:
    """What is wrong, in French, with the name of a rule that is to be answered."""
    rule = all_rules().get(name)
    if rule is None:
        known = [rule.id for rule in all_rules().values() if rule.waivable]
        return f"règle « {brief(name)} » inconnue{suggestion(name, known) or ' : voyez docs/rules.md'}"
    if not rule.waivable:
        return f"la règle « {name} » n’admet pas d’exception : corrigez la faute, et retirez cette ligne"
    return None


def _rule_name(value: str) -> str:
    if fault := rule_fault(value):
        raise refuse(fault)
    return value


class Waiver(Record):
    """A rule that a text does not follow, and why."""

    rule: Annotated[Code, AfterValidator(_rule_name)] = Field(
        description="Règle, telle que la dit un avertissement entre crochets"
    )
    reason: Code = Field(description="Pourquoi la faute est voulue, pour qui relira")


def _waivers(value: object) -> object:
    if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
        return value
    act = "écrivez une liste, [{rule: nom, reason: pourquoi}], dans un en-tête entre deux lignes « --- »"
    raise refuse(f"« {brief(value)} » ; {act}")


Waivers = Annotated[
    list[Waiver],
    BeforeValidator(_waivers),
    Field(
        default_factory=list,
        description="Fautes voulues : [{rule: nom d’une règle (docs/rules.md), reason: pourquoi}]",
    ),
]


def _answer(value: object) -> object:
    if isinstance(value, list) and value and all(isinstance(item, str) and item.strip() for item in value):
        return value
    if isinstance(value, str) and value in LEVELS:
        return value
    raise refuse(f"« {brief(value)} » ; écrivez off, warning, error, ou la liste des textes admis : [articles/x.md]")


Answer = Annotated[str | list[str], BeforeValidator(_answer)]
Answers = dict[str, Answer]


def answer_faults(answers: Mapping[str, str | list[str]]) -> Iterator[Fault]:
    """A rule that is raised exists; one that is lowered, or that texts do not follow, may be."""
    for name, answer in answers.items():
        fault = rule_fault(name)
        rule = all_rules().get(name)
        if rule is not None and rule.reading:
            fault = f"« {name} » se refuse texte par texte, par « exceptions » dans leur en-tête : retirez cette ligne"
            yield Fault(("rules", name), fault, REFUSED_VALUE)
        elif fault and not (rule and (answer == "error" or answer == rule.severity)):
            loc: Loc = ("rules", name)
            yield Fault(loc, fault, REFUSED_VALUE if rule else UNKNOWN_KEY)


def relative_path(path: str) -> str:
    """The path, below the content, of a text that `rules` names: `content/articles/x.md` or `articles/x.md`."""
    return re.sub(r"^(?:\./)*(?:content/)?", "", path.strip().replace("\\", "/"))
