"""The rules of the house: one list, read from the code."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from plugins.common.problems import Rule
from plugins.common.rules import all_rules, rules_by_package

PLUGINS = Path(__file__).parents[2] / "plugins"


def test_no_two_rules_have_one_name():
    """Un nom de règle est unique dans toute la maison, et s’écrit sans accent ni majuscule."""
    names = [rule.id for rules in rules_by_package().values() for rule in rules]

    assert [name for name, times in Counter(names).items() if times > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []


def test_the_list_holds_each_rule_that_the_code_declares():
    """La liste tient toutes les règles du code : aucune n’est déclarée ailleurs que dans un « rules.py »."""
    written = [
        (match[1], path.name)
        for path in PLUGINS.rglob("*.py")
        for match in re.finditer(r"(?:\bRule|^[A-Z_]+ = _read)\(\s*\"([^\"]+)\"", path.read_text("utf-8"), re.M)
    ]

    assert {name for name, _ in written} == set(all_rules())
    assert {file for _, file in written} == {"rules.py"}


def test_each_rule_is_one_that_some_check_uses():
    """Aucune règle n’est un nom sans faute : chacune sert hors du fichier qui la déclare."""
    code = {path: path.read_text("utf-8") for path in PLUGINS.rglob("*.py")}
    unused = []
    for path, text in code.items():
        for name in re.findall(r"^([A-Z_]+) = (?:Rule|_read)\(", text, re.M):
            users = (other for other in code if other != path and re.search(rf"\b{name}\b", code[other]))
            if not any("rules import" in code[other] for other in users):
                unused.append(f"{path.parent.name}: {name}")

    assert unused == []


def test_the_package_of_a_rule_gives_its_title():
    """Chaque « rules.py » a un titre, sous lequel docs/rules.md range ses règles."""
    assert all(rules and all(isinstance(rule, Rule) for rule in rules) for rules in rules_by_package().values())
    declaring = [path for path in PLUGINS.glob("*/rules.py") if "= Rule(" in path.read_text("utf-8")]
    assert len(rules_by_package()) == len(declaring)
