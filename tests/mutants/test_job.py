"""The mutation job: its list is up to date, its mutants are what they say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.conftest import write
from tests.mutants.guards import GUARDS
from tests.mutants.job import ROOT, Known, Missing, Order, Verdicts, all_mutants, mutants_of
from tests.mutants.pages import BREAKAGES

CODE = "def guard(x, y):\n    if x and not y:\n        raise ValueError\n    return x == 1\n"


def test_each_guard_is_in_the_code_and_its_tests_too() -> None:
    """Chaque garde de la liste existe, avec de quoi la casser, et les tests qui la tiennent aussi."""
    for target, tests in GUARDS:
        assert mutants_of(target, tests), target
        assert all((ROOT / test).exists() for test in tests), target


def test_each_breakage_of_pages_is_one_and_its_test_is_there() -> None:
    """Ce que casse `--pages` est une fois dans son fichier, qui reste du Python s’il en était ; son test existe."""
    for each in BREAKAGES:
        broken = replace(each, root=ROOT)
        assert broken.source != (ROOT / each.file).read_text("utf-8")
        if each.file.endswith(".py"):
            compile(broken.source, each.file, "exec")
        file, _, test = each.test.partition("::")
        assert f"def {test.partition('[')[0]}(" in (ROOT / file).read_text("utf-8"), each.test


def test_a_guard_that_has_gone_is_told(tmp_path: Path) -> None:
    """Une garde déplacée ou renommée est une erreur, non un oubli."""
    (tmp_path / "a.py").write_text(CODE, "utf-8")
    for target in ("a.py:autre", "a.py:guard.dedans", "b.py:guard"):
        with pytest.raises(Missing, match="n’existe plus"):
            mutants_of(target, (), tmp_path)


def test_one_thing_changes_at_a_time(tmp_path: Path) -> None:
    """Chaque mutant change une chose, et la dit avec sa ligne."""
    (tmp_path / "a.py").write_text(CODE, "utf-8")
    said = {(mutant.line, mutant.before, mutant.after) for mutant in mutants_of("a.py:guard", (), tmp_path)}

    assert said == {
        (2, "x and (not y)", "False"),
        (2, "x and (not y)", "not y"),
        (2, "x and (not y)", "x"),
        (2, "not y", "y"),
        (3, "raise ValueError", "pass"),
        (4, "x == 1", "x != 1"),
    }
    assert len({mutant.source for mutant in mutants_of("a.py:guard", (), tmp_path)}) == len(said)


def test_a_mutant_that_no_test_sees_survives(tmp_path: Path) -> None:
    """Un mutant qu’un test voit meurt, un autre survit ; le fichier copié est remis comme il était.

    Des tests qui ne se lancent pas ne sont pas des tests qui voient : l’épreuve s’arrête et le dit.
    """
    copied = tmp_path / "projet"
    write(copied, "a.py", CODE)
    write(copied, "tests/conftest.py", (ROOT / "tests" / "conftest.py").read_text("utf-8"))
    write(copied, "tests/test_a.py", "from a import guard\ndef test(): assert guard(1, 1)\n")
    used = "forked.py receiving.py system.py client_pages.py relays services".split()  # by conftest.py
    for name in ("pyproject.toml", "plugins", *(f"tests/{each}" for each in used)):
        (copied / name).symlink_to(ROOT / name)
    script = (
        "import sys; from pathlib import Path; from tests.mutants.job import *\n"
        "copied = Path(sys.argv[1])\n"
        "try:\n"
        "    for name in ('test_a.py', 'absent.py'):\n"
        "        for mutant in mutants_of('a.py:guard', (f'tests/{name}',), copied)[-2:]:\n"
        "            print(mutant.line, mutant.after, judge(mutant, copied), sep='|')\n"
        "except Missing as missing: print(str(missing).splitlines()[0])\n"
    )
    done = subprocess.run([sys.executable, "-c", script, copied], cwd=ROOT, capture_output=True, text=True)
    *judged, refused = done.stdout.splitlines() or [done.stderr]

    assert judged == ["3|pass|survit", "4|x != 1|vu"]
    assert refused.startswith("a.py:3: raise ValueError  →  pass : les tests ne se lancent pas")
    assert (copied / "a.py").read_text("utf-8") == CODE


def test_what_is_known_is_not_tried_again(tmp_path: Path) -> None:
    """Un verdict est gardé sur le disque tant que ni le mutant ni ses tests ne changent."""
    write(tmp_path, "a.py", CODE)
    test = write(tmp_path, "test_a.py", "")
    one, other, *_ = mutants_of("a.py:guard", (str(test),), tmp_path)
    Verdicts(tmp_path / "v.json").put(one, "vu")

    assert [Verdicts(tmp_path / "v.json").get(mutant) for mutant in (one, other)] == ["vu", None]
    test.write_text("# autre", "utf-8")
    assert Verdicts(tmp_path / "v.json").get(one) is None


def test_tests_that_run_a_line_come_first() -> None:
    """Ceux qui passent par la ligne d’abord, les plus brefs avant les autres ; ceux qui échouaient déjà, jamais."""
    items = [SimpleNamespace(nodeid=name) for name in ("lent", "bref", "ailleurs", "rouge")]
    known = Known({"lent": 2, "bref": 1, "ailleurs": 0.1, "rouge": 0}, ["rouge"])
    Order(known, {"lent", "bref"}).pytest_collection_modifyitems(items)

    assert [item.nodeid for item in items] == ["bref", "lent", "ailleurs"]


def test_a_short_run_sees_every_guard() -> None:
    """Les premiers mutants viennent de gardes différentes : un essai court les a toutes vues."""
    guards = [target for target, _ in GUARDS if "publishing/" in target]
    first = all_mutants(only="publishing/")[: len(guards)]

    assert len({mutant.target for mutant in first}) == len(guards) > 3
    assert {mutant.file for mutant in first} == {target.partition(":")[0] for target in guards}


def test_a_seed_draws_the_same_sample_from_all_guards() -> None:
    """Une graine donne toujours les mêmes mutants, un de chaque garde avant le second d’une seule."""
    drawn = all_mutants(only="publishing/gate", seed=3)
    guards = [target for target, _ in GUARDS if "publishing/gate" in target]

    assert drawn == all_mutants(only="publishing/gate", seed=3) != all_mutants(only="publishing/gate", seed=4)
    assert {mutant.file for mutant in drawn[: len(guards)]} == {target.partition(":")[0] for target in guards}
