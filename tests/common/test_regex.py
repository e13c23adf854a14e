"""Regular expressions compiled at their first use."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from plugins.common.regex import regex

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("model", "typography", "site")
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for layer in LAYERS
    for path in sorted((ROOT / "plugins" / layer).rglob("*.py"))
]


def test_it_answers_as_what_re_compiles() -> None:
    """Les méthodes, les drapeaux et le texte de l’expression sont ceux que donne `re.compile`."""
    ours, theirs = regex(r"(?P<mot>\w+) !", re.I), re.compile(r"(?P<mot>\w+) !", re.I)

    assert ours.sub(r"\1", "Ah ! Oh !") == theirs.sub(r"\1", "Ah ! Oh !")
    assert (ours.flags, ours.pattern, ours.groupindex) == (theirs.flags, theirs.pattern, theirs.groupindex)


def test_a_method_is_looked_for_once() -> None:
    """Une méthode déjà demandée est celle de l’expression compilée, sans détour."""
    expression = regex("a")

    assert expression.search is expression.search


@pytest.mark.parametrize("name", MODULES)
def test_each_of_a_module_can_be_compiled(name: str) -> None:
    """Chaque expression d’un module est correcte, même si aucun texte n’y conduit."""
    own = [value for value in vars(import_module(name)).values() if type(value) is type(regex(""))]

    assert all(isinstance(each.flags, int) for each in own)


def test_what_reads_and_typesets_compiles_none_as_it_is_loaded() -> None:
    """Charger ce qui lit les textes, les compose et les assemble ne compile aucune expression."""
    script = """
import re, sys
compile = re.compile
def seen(*given, **named):
    print(sys._getframe(1).f_globals["__name__"])
    return compile(*given, **named)
re.compile = seen
"""
    script += "\n".join(f"import {name}" for name in MODULES)
    told = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)

    assert told.returncode == 0
    assert [line for line in told.stdout.splitlines() if line in MODULES] == []
