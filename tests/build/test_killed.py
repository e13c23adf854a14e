"""A machine that dies anywhere, two checkouts that build one folder: the old site or the new one, whole."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT, small_content

RUNS = int(os.environ.get("TRIBUNE_SOAK_RUNS", "3"))
Tree = dict[str, str]


def tree(folder: Path) -> Tree:
    """Each file of a folder, by the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


class Killer:
    """A site to build anew over an old one, again and again; each build dies on order."""

    def __init__(self, content: Path, folder: Path) -> None:
        self.folder, self.output, self.content = folder, folder / "sites" / "output", content
        self.faulty = folder / "faulty"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.build.killed"],
            cwd=ROOT,
            # A cache of its own: what others publish meanwhile would have its manifest written anew.
            env={**os.environ, "PYTHONPATH": str(ROOT), "CI": "true", "TRIBUNE_CACHE": str(folder / "cache")},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        shutil.copytree(content, self.faulty)
        (self.faulty / "articles/2026-01-05-premier.md").write_text("---\ntitre\n", "utf-8")
        assert self.publish(content) == 0
        self.old, self.before = self.folder / "old", self.folder / "before"
        shutil.copytree(self.output, self.old)
        shutil.copytree(content, self.before)
        text = (content / "pages/contact.md").read_text("utf-8")
        (content / "pages/contact.md").write_text(text.replace("Écrivez-nous", "Appelez-nous"), "utf-8")
        begun = time.monotonic()
        assert self.publish(content) == 0
        self.lasts = time.monotonic() - begun
        self.trees = {"old": tree(self.old), "new": tree(self.output)}
        assert self.trees["old"] != self.trees["new"]

    def reset(self) -> None:
        """The old site in its place."""
        shutil.rmtree(self.output.parent)
        shutil.copytree(self.old, self.output)

    def publish(
        self, content: Path, seconds: float | None = None, rename: int = 0, after: bool = False, **environ: str
    ) -> int:
        """The exit code of a build, -9 when it died."""
        arguments = ["publish", "--content", str(content), "--output", str(self.output), "--now", NOW]
        said = [str(self.folder / name) for name in ("stdout", "stderr")]
        given = {**os.environ, "CI": "true", **environ}
        order = {"arguments": arguments, "cwd": str(ROOT), "environ": given, "said": said}
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps({**order, "seconds": seconds, "rename": rename, "after": after}), file=self._process.stdin)
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def found(self) -> str:
        """Which site is in place: `old`, `new`, `none`, or `mixed`."""
        there = tree(self.output) if self.output.exists() else None
        return next((name for name, files in self.trees.items() if files == there), "mixed" if there else "none")

    def found_after_a_fault(self) -> tuple[str, list[str]]:
        """Which site is in place once a build that finds a fault has passed, and what stands beside it."""
        assert self.publish(self.faulty) == 1
        return self.found(), sorted(
            path.name for path in self.output.parent.iterdir() if path.name != ".output.tribune-standby"
        )

    def stop(self) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    folder = tmp_path_factory.mktemp("tuee")
    started = Killer(small_content(folder / "content"), folder)
    yield started
    started.stop()


def test_a_death_at_any_instant_leaves_a_whole_site(killer: Killer) -> None:
    """Tuée à n’importe quel instant, une construction laisse l’ancien site ou le nouveau, entier."""
    chance, count = random.Random(2026), Counter[tuple[str, str]]()
    for _ in range(RUNS):
        killer.reset()
        code = killer.publish(killer.content, seconds=chance.uniform(0, killer.lasts * 1.05))
        found = killer.found()
        count["tuée" if code == -9 else "finie", found] += 1
        assert killer.found_after_a_fault() == (found, ["output"])
    print(f"{RUNS} instants : {dict(count)}")

    assert {found for _, found in count} <= {"old", "new"}


def test_a_death_at_each_rename_leaves_a_whole_site(killer: Killer) -> None:
    """Tuée juste avant ou juste après chacun de ses renommages, une construction laisse un site entier."""
    count = Counter[tuple[str, str]]()
    for after in (False, True):
        for number in range(1, 60):
            killer.reset()
            if killer.publish(killer.content, rename=number, after=after) == 0:
                break
            found = killer.found()
            count["après" if after else "avant", found] += 1
            assert killer.found_after_a_fault() == (found, ["output"])
    print(f"{count.total()} renommages : {dict(count)}")

    # The last of them is the exchange, or what puts the old tree aside after it: that one is removed rather than kept
    # when it is not known, by an inode that another tree had before or not.
    assert set(count) - {("avant", "new")} == {("avant", "old"), ("après", "old"), ("après", "new")}


def test_a_death_with_two_trees_leaves_a_whole_site(killer: Killer) -> None:
    """Tuée encore et encore alors qu’un arbre attend, une construction laisse un site entier."""
    chance, count = random.Random(2027), Counter[tuple[str, str]]()
    killer.reset()
    for number in range(2 * RUNS + 2):
        content, wanted = ((killer.content, "new"), (killer.before, "old"))[number % 2]
        assert killer.publish(content) == 0 and killer.found() == wanted  # both trees are there, and differ
        assert killer.output.with_name(".output.tribune-standby").is_dir() or number < 1
        other = (killer.before, killer.content)[number % 2]
        rename = chance.randint(1, 4) if number % 2 else 0
        code = killer.publish(other, None if rename else chance.uniform(0, killer.lasts), rename, bool(number % 4 < 2))
        found = killer.found()
        count["tuée" if code == -9 else "finie", found] += 1
        assert found in killer.trees
    print(f"{sum(count.values())} instants : {dict(count)}")


def test_a_death_between_two_edits_leaves_a_whole_site_and_the_next_build_is_right(
    killer: Killer, tmp_path: Path
) -> None:
    """Tuée pendant qu’elle met un site à jour, une construction ne trompe ni les lecteurs ni la suivante."""
    content = tmp_path / "content"
    shutil.copytree(killer.content, content)
    page = content / "pages/contact.md"
    text = page.read_text("utf-8")
    chance, count = random.Random(2027), Counter[tuple[str, str]]()

    def edit(rank: int) -> bytes:
        page.write_text(f"{text}\nVersion {rank:06d}.\n", "utf-8")
        return f"Version {rank:06d}".encode()

    first, mark = edit(0), b""
    shutil.rmtree(killer.output.parent)
    begun = time.monotonic()
    assert killer.publish(content, CI="") == 0
    lasts = time.monotonic() - begun
    whole = contents(killer.output)
    assert sum(first in data for data in whole.values()) >= 1

    def version(rank: bytes) -> dict[str, bytes]:
        return {name: data.replace(first, rank) for name, data in whole.items()}

    old = first
    for rank in range(1, RUNS + 1):
        mark = edit(rank)
        begun = time.monotonic()
        code = killer.publish(content, seconds=chance.uniform(0, lasts * 1.05), CI="")
        lasts = time.monotonic() - begun if code == 0 else lasts
        there = contents(killer.output)
        found = next((name for name, it in (("old", old), ("new", mark)) if there == version(it)), "mixed")
        count["tuée" if code == -9 else "finie", found] += 1
        assert found != "mixed", rank
        assert killer.publish(content, CI="") == 0
        assert contents(killer.output) == version(mark), rank
        old = mark
    print(f"{RUNS} éditions : {dict(count)}")


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file of a folder, but for the index of words, whose very names follow from every text."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: data for name, data in found.items() if not name.startswith("pagefind/")}


def test_two_checkouts_that_build_one_folder_take_turns(killer: Killer) -> None:
    """Deux copies du projet qui construisent une même sortie, écrite de deux façons : un site entier, sans erreur."""
    other = killer.folder / "checkout"
    for name in ("plugins", "theme"):
        shutil.copytree(ROOT / name, other / name)
    for name in ("tasks.py", "pelicanconf.py", "publishconf.py"):
        shutil.copy(ROOT / name, other / name)
    (killer.folder / "lien").symlink_to(killer.output.parent)
    count = Counter[tuple[int, ...]]()
    for _ in range(max(1, RUNS // 5)):
        killer.reset()
        runs = [
            subprocess.Popen(
                [sys.executable, root / "tasks.py", "publish", "--content", killer.content, "--output", output],
                env={**os.environ, "CI": "true", "SOURCE_DATE_EPOCH": "1795334400"},
                stderr=subprocess.PIPE,
                text=True,
            )
            for root, output in ((ROOT, killer.output), (other, killer.folder / "lien" / "." / "output"))
        ]
        said = [run.communicate(timeout=300)[1] for run in runs]
        codes = tuple(run.returncode for run in runs)
        count[codes] += 1
        assert codes == (0, 0), said
        assert killer.found_after_a_fault()[1] == ["output"]
        assert set(tree(killer.output)) == set(killer.trees["new"])
    print(f"{count.total()} fois deux constructions : {dict(count)}")
