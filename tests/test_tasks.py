"""The test command: what it runs for what it is asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from invoke import Context, Exit

import tasks

ROOT = Path(tasks.__file__).parent


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that the task would run, each as one line."""
    found: list[str] = []
    monkeypatch.setattr(tasks, "_run_all", lambda commands: found.extend(" ".join(each[1:]) for each in commands))
    return found


def test_everything_is_the_code_then_the_tests(steps: list[str]) -> None:
    """Sans rien demander : mise en forme, style et types, puis tous les tests."""
    tasks.test.body(Context())

    tools = [step.split()[0 if step.startswith("tests") else 1] for step in steps]
    assert tools == ["ruff", "ruff", "mypy", "tests/system.py", "pytest"]


@pytest.mark.parametrize("asked", [{"path": "tests/common"}, {"k": "counted"}, {"ghost": True}])
def test_chosen_tests_are_run_alone(steps: list[str], asked: dict[str, Any]) -> None:
    """Les tests que l’on nomme ont lieu seuls, sans contrôle du code."""
    tasks.test.body(Context(), **asked)

    assert "pytest" in steps[-1] and not [step for step in steps if "ruff" in step or "mypy" in step]


def test_a_path_is_of_the_folder_where_one_is(inv: Callable[..., Any], tmp_path: Path) -> None:
    """`./inv test CHEMIN` part du dossier où l’on est."""
    (tmp_path / "test_ici.py").write_text("def test_ici(): pass\n", encoding="utf-8")
    result = inv("test", "test_ici.py", cwd=tmp_path)

    assert result.returncode == 0 and "1 passed" in result.stdout + result.stderr


def test_a_formatter_that_fails_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """`./inv format` ne réussit pas quand l’outil échoue (disque en lecture seule, fichier illisible)."""
    monkeypatch.setattr(tasks.sys, "executable", "/bin/false")

    with pytest.raises(Exit) as ended:
        tasks.format.body(Context())

    assert ended.value.code == 1


def test_what_a_task_held_is_not_looked_through_as_it_ends() -> None:
    """Une tâche qui se termine rend sa mémoire telle quelle : Python n’y cherche plus rien."""
    script = "import atexit, gc; atexit.register(lambda: print(len(gc.get_objects()))); import tasks"
    left = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True).stdout

    assert int(left) < 1000
