"""The digest of the code: another as soon as a file of it is."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from plugins.common.code import code_digest
from tests.conftest import write


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "plugins/a.py", "a = 1\n")
    write(tmp_path, "plugins/b/c.py", "c = 1\n")
    write(tmp_path, "plugins/b/__pycache__/c.py", "")
    write(tmp_path, "pelicanconf.py", "")
    return tmp_path


def now(root: Path) -> bytes:
    return code_digest(root, time.time_ns() + 10**9)


@pytest.mark.parametrize(
    "name", ["plugins/a.py", "plugins/b/c.py", "plugins/b/d.py", "pelicanconf.py", "requirements.txt"]
)
def test_each_file_counts(root: Path, name: str) -> None:
    """Un fichier de code, les réglages, les versions demandées : tout compte, rien d’autre."""
    before = now(root)
    assert now(root) == before
    write(root, name, "autre = 2\n")

    assert now(root) != before


def test_what_moves_from_a_file_to_another_counts(root: Path) -> None:
    """Une ligne passée d’un fichier au suivant change l’empreinte, un fichier renommé aussi."""
    found = [now(root)]
    (root / "plugins/a.py").rename(root / "plugins/a2.py")
    found.append(now(root))
    write(root, "plugins/a2.py", "a = 1\nc = 1\n")
    write(root, "plugins/b/c.py", "")
    found.append(now(root))

    assert len(set(found)) == 3


def test_caches_and_other_files_do_not_count(root: Path) -> None:
    """Ce que Python ou un éditeur laisse à côté du code ne change rien."""
    before = now(root)
    write(root, "plugins/b/__pycache__/c.py", "x")
    write(root, "plugins/notes.md", "x")

    assert now(root) == before


def test_code_that_changed_since_it_was_loaded_keeps_nothing(root: Path) -> None:
    """Un fichier récrit depuis que le processus a chargé le code : ce qui tourne n’est pas ce qui est écrit."""
    loaded = time.time_ns()
    os.utime(root / "plugins/b/c.py", ns=(loaded + 1, loaded + 1))

    assert code_digest(root, loaded) != code_digest(root, loaded)
    os.utime(root / "plugins/b/c.py", ns=(1, 1))
    os.utime(root / "plugins/a.py", ns=(1, 1))
    os.utime(root / "pelicanconf.py", ns=(1, 1))
    assert code_digest(root, loaded) == code_digest(root, loaded)
