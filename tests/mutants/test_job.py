"""The mutation job: its list is up to date, its mutants are what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutants.guards import GUARDS
from tests.mutants.job import ROOT, Missing, all_mutants, mutants_of, survives

CODE = "def guard(x, y):\n    if x and not y:\n        raise ValueError\n    return x == 1\n"


def test_each_guard_is_in_the_code_and_its_tests_too() -> None:
    """Chaque garde de la liste existe, avec de quoi la casser, et les tests qui la tiennent aussi."""
    for target, tests in GUARDS:
        assert next(mutants_of(target, tests), None), target
        assert all((ROOT / test).exists() for test in tests), target


def test_a_guard_that_has_gone_is_told(tmp_path: Path) -> None:
    """Une garde déplacée ou renommée est une erreur, non un oubli."""
    (tmp_path / "a.py").write_text(CODE, "utf-8")
    for target in ("a.py:autre", "a.py:guard.dedans", "b.py:guard"):
        with pytest.raises(Missing, match="n’existe plus"):
            list(mutants_of(target, (), tmp_path))


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
    """Un mutant qu’un test voit meurt, un autre survit ; le fichier copié est remis comme il était."""
    (tmp_path / "a.py").write_text(CODE, "utf-8")
    (tmp_path / "test_a.py").write_text("from a import guard\ndef test(): assert guard(1, 1)\n", "utf-8")
    *_, unseen, seen = mutants_of("a.py:guard", ("test_a.py",), tmp_path)

    assert (unseen.before, survives(unseen, tmp_path)) == ("raise ValueError", True)
    assert (seen.before, survives(seen, tmp_path)) == ("x == 1", False)
    assert (tmp_path / "a.py").read_text("utf-8") == CODE


def test_a_short_run_sees_every_guard() -> None:
    """Les premiers mutants viennent de gardes différentes : un essai court les a toutes vues."""
    guards = [target for target, _ in GUARDS if "publishing/" in target]
    first = all_mutants(only="publishing/")[: len(guards)]

    assert len({mutant.source for mutant in first}) == len(guards) > 3
    assert {mutant.file for mutant in first} == {target.partition(":")[0] for target in guards}
