"""What is asked of who publishes; what each legal form must say, with its sources and dates: `rules.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from plugins.common.problems import Rule
from plugins.common.untyped import JsonObject

TITLE = "Mentions légales"
NOTICES = Rule(
    "mention-absente",
    "Un site publié dit qui le publie et l’héberge, et ce que deviennent les données de ses lecteurs.",
    source="loi nº 2004-575, art. 1-1 et 19 ; RGPD, art. 13 ; plugins/legal/rules.yaml",
)
HANDWRITTEN = Rule(
    "mentions-a-la-main",
    "Les mentions légales et la page Confidentialité sont faites d’agence.yaml, où elles sont vérifiées.",
    "warning",
    waivable=True,
)


@dataclass(frozen=True)
class Ask:
    """A key of agence.yaml that some legal forms must give: its path, what it is, who asks it, an example.

    `unless` is a key whose value does instead. The example stands in the record that the path leads to; `whole` is that
    of a record that is not there.
    """

    key: tuple[str, ...]
    what: str
    reference: str
    example: str
    forms: frozenset[str]
    unless: tuple[str, ...] = ()
    whole: str = ""


@cache
def asks() -> tuple[Ask, ...]:
    """What is asked, in the order of the file."""
    read = _read()
    groups: dict[str, list[str]] = read["groups"]
    return tuple(
        Ask(
            tuple(each["key"].split(".")),
            each["what"],
            read["sources"][each["source"]],
            each["example"],
            frozenset(form for name in each["of"] for form in groups[name]),
            tuple(each["unless"].split(".")) if "unless" in each else (),
            each.get("whole", ""),
        )
        for each in read["asks"]
    )


def kept_asks() -> dict[str, dict[str, str]]:
    """What the duration of each thing that is kept is called, `what`, with an `example`, by its key."""
    found: dict[str, dict[str, str]] = _read()["kept"]
    return found


def mediation() -> tuple[str, str]:
    """Who asks for a mediator, and an example."""
    read = _read()["mediator"]
    return str(read["reference"]), str(read["example"])


@cache
def _read() -> JsonObject:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # each build reads it
    read: JsonObject = yaml.load(Path(__file__).with_name("rules.yaml").read_bytes(), Loader=loader)
    return read
