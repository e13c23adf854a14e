"""The cache while a build runs: shared with another one, deleted, full, closed. The site is right, a line says why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT, small_content, write


def start(task: str, content: Path, output: Path, cache: Path, *more: str) -> subprocess.Popen[str]:
    """A build that runs."""
    return subprocess.Popen(
        [*more, sys.executable, ROOT / "tasks.py", task, "--content", content, "--output", output, "--now", NOW],
        env={**os.environ, "TRIBUNE_CACHE": str(cache), "CI": "true"},  # no count of pages aloud
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(run: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code and what it said aside."""
    _, said = run.communicate(timeout=300)
    return run.returncode, said


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file of a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A content with texts enough for a store of some size."""
    root = small_content(tmp_path_factory.mktemp("cache") / "content")
    for rank in range(20):
        text = (
            f"---\ntitle: Texte {rank}\ndate: 2026-03-01\n---\n\n" + f"Un mot du texte {rank}, puis d’autres.\n\n" * 60
        )
        write(root, f"articles/2026-03-01-n{rank}.md", text)
    return root


@pytest.fixture(scope="module")
def sites(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, bytes]]:
    """What each task makes of it."""
    found = {}
    for task in ("publish", "build"):
        folder = tmp_path_factory.mktemp(task)
        assert end(start(task, texts, folder / "sortie", folder / "cache")) == (0, "")
        found[task] = contents(folder / "sortie")
    return found


def test_two_builds_share_what_is_kept(texts: Path, sites: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    """Deux constructions d’un contenu à la fois, pour les lecteurs et pour la relecture : chacune a son site."""
    runs = {task: start(task, texts, tmp_path / task, tmp_path / "cache") for task in sites}

    assert {task: end(run) for task, run in runs.items()} == dict.fromkeys(sites, (0, ""))
    assert {task: contents(tmp_path / task) for task in sites} == sites


def test_the_cache_may_go_during_a_build(texts: Path, sites: dict[str, dict[str, bytes]], tmp_path: Path) -> None:
    """Le cache effacé pendant une construction, à plusieurs reprises : le site est le même, la suivante aussi."""
    cache = tmp_path / "cache"
    run = start("publish", texts, tmp_path / "sortie", cache)
    while run.poll() is None:
        shutil.rmtree(cache, ignore_errors=True)
        time.sleep(0.05)
    code, said = end(run)
    assert code == 0 and len(said.splitlines()) <= 1, said
    assert contents(tmp_path / "sortie") == sites["publish"]

    assert end(start("publish", texts, tmp_path / "sortie", cache)) == (0, "")
    assert contents(tmp_path / "sortie") == sites["publish"]


def test_a_cache_that_cannot_be_written_is_told_in_one_line(
    texts: Path, sites: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    """Un cache où rien ne peut être gardé : une ligne, et le bon site."""
    cache = Path("/proc/tribune")  # nobody makes a folder there, whatever its rights

    code, said = end(start("publish", texts, tmp_path / "sortie", cache))

    assert code == 0
    assert len(said.splitlines()) == 1 and "rien n’est gardé" in said
    assert contents(tmp_path / "sortie") == sites["publish"]


def test_a_full_disk_of_the_cache_is_told_in_one_line(
    texts: Path, sites: dict[str, dict[str, bytes]], tmp_path: Path
) -> None:
    """Un cache sur un disque plein : une ligne, le bon site, et la construction suivante se refait."""
    disk = tmp_path / "disque"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk]).returncode:
        pytest.skip("monter un disque demande les droits de l’administrateur")
    try:
        code, said = end(start("publish", texts, tmp_path / "sortie", disk / "cache"))
        assert code == 0
        assert len(said.splitlines()) == 1 and "rien n’est gardé" in said, said
        assert contents(tmp_path / "sortie") == sites["publish"]
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        assert end(start("publish", texts, tmp_path / "sortie", disk / "cache")) == (0, "")
        assert contents(tmp_path / "sortie") == sites["publish"]
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
