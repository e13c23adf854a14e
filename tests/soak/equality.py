"""A site edited at random, built from what earlier builds kept, is the one that a clean build makes: to the byte.

Two caches, one checkout: after each step the site is built with the first, which knows all that came before, then with
the second, which is emptied. Files, names, modes, what was published and what was told are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random, SystemRandom
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from plugins.common.places import CACHE
from tests.soak.site_edits import EDITS, Edit, Place

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "tests" / "site" / "content"
TODAY = date(2026, 11, 22)
# Of a cache, what a clean build need not make again: each is known by the digest of all that it is made of.
BY_DIGEST = ("programmes", "images", "modeles", "recherche")
LEFT_OUT = ("billet-4", "billet-5", "billet-6", "billet-7", "billet-8", "billet-9", "billet-1", "projet", "masquee")
Tree = dict[str, tuple[int, bytes]]  # the mode of each file and folder, and its bytes
Breaks = Callable[[Path], object]


# What the engine could forget, each a fault that this proof must see: the file, what it says, what it would say.
BREAKS = {
    "un champ d’une vue": (
        "plugins/common/values.py",
        "[field.name for field in fields(cls)]",
        '[field.name for field in fields(cls) if field.name not in ("title", "teaser", "excerpt")]',
    ),
    "l’argument d’un fait": (
        "plugins/model/facts.py",
        "key = key_of(argument)",
        'key = ""',
    ),
    "les modèles qu’un modèle inclut": (
        "plugins/site/keys.py",
        "found: set[str] = set()\n",
        "found: set[str] = set()\n        return {name}\n",
    ),
    "où mènent les liens d’un texte": (
        "plugins/site/texts.py",
        "digest_of(words.digest + marshal.dumps([each.plain() for each in addresses], 2))",
        "digest_of(words.digest)",
    ),
    "la date de ce qui n’est pas le texte": (
        "plugins/common/snapshot.py",
        "found.st_mtime_ns, found.st_ctime_ns",
        "found.st_mtime_ns, found.st_mtime_ns",
    ),
    "la lecture d’un texte": (
        "plugins/model/document_reader.py",
        "key_of((kind.name, str(self.site.zone), tuple(reserved)))",
        "kind.name",
    ),
    "ce que toutes les pages lisent": (
        "plugins/site/keys.py",
        "self._digests.of(self._code, _of_settings(settings), *shared)",
        "self._digests.of(self._code, _of_settings(settings))",
    ),
    "les réglages": ("plugins/common/code.py", '"pelicanconf.py", ', ""),
}  # fmt: skip


class Difference(AssertionError):
    """Two builds of one content that are not the same."""


def tree(folder: Path) -> Tree:
    """All that stands below a folder, its own mode included."""
    found: Tree = {}
    for path in (folder, *folder.rglob("*")):
        mode = path.lstat().st_mode
        data = path.read_bytes() if stat.S_ISREG(mode) else b""
        found[path.relative_to(folder).as_posix()] = mode, data
    return found


def differences(found: Tree, right: Tree) -> Iterator[str]:
    """What a tree has that it should not have, or not so."""
    for name in sorted(found.keys() | right.keys()):
        if name not in right:
            yield f"{name} : de trop"
        elif name not in found:
            yield f"{name} : absent"
        elif found[name][0] != right[name][0]:
            yield f"{name} : mode {found[name][0]:o}, non {right[name][0]:o}"
        elif found[name][1] != right[name][1]:
            at = next((i for i, (a, b) in enumerate(zip(found[name][1], right[name][1], strict=False)) if a != b), -1)
            start = max(0, at - 80)
            yield f"{name} : {found[name][1][start : at + 80]!r} au lieu de {right[name][1][start : at + 80]!r}"


class Builder:
    """A process that builds with one cache."""

    def __init__(self, checkout: Path, home: Path) -> None:
        self.home, self.cache, self.output = home, home / "cache", home / "sites" / "output"
        home.mkdir(exist_ok=True)
        self._checkout = checkout
        environ = {name: value for name, value in os.environ.items() if name not in ("CI", "PYTHONDONTWRITEBYTECODE")}
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests/soak/builder.py")],
            cwd=checkout,
            env={**environ, "PYTHONPATH": str(checkout), "TRIBUNE_CACHE": str(self.cache), "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdin is not None
        print(json.dumps(self._order(SITE, home / "warm", TODAY)), file=self._process.stdin, flush=True)

    def build(self, place: Place, production: bool, **order: Any) -> dict[str, Any] | None:
        """What a build told; None when it died. `dies`: at which of its acts; `few`: texts for one process."""
        told = self.home / "told.json"
        told.unlink(missing_ok=True)
        assert self._process.stdin is not None and self._process.stdout is not None
        asked = {**self._order(place.content, self.output, place.now), "production": production, **order}
        print(json.dumps(asked), file=self._process.stdin, flush=True)
        code = int(self._process.stdout.readline())
        if code == -9:
            return None
        assert code == 0, f"la construction s’est arrêtée (code {code})"
        text = told.read_text("utf-8").replace(str(self.home), "MAISON")
        return dict(json.loads(text))

    def _order(self, content: Path, output: Path, now: date) -> dict[str, Any]:
        return {
            "content": str(content),
            "output": str(output),
            "now": f"{now}T09:00",
            "production": True,
            "told": str(self.home / "told.json"),
            "dies": 0,
            "counts": False,
            "seconds": 0,
            "few": 64,
            "young": 0,
            "fresh": False,
        }

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)


class Bench:
    """A checkout to edit, and the two builders; `journal` says what was done since the site was put back."""

    def __init__(self, folder: Path, breaks: Breaks = lambda checkout: None) -> None:
        self.folder = folder
        checkout = folder / "checkout"
        for name in ("plugins", "theme"):
            shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("pelicanconf.py", "publishconf.py", "requirements.txt", "tasks.py"):
            shutil.copy(ROOT / name, checkout / name)
        breaks(checkout)
        shutil.copytree(SITE, folder / "start" / "content")
        for path in (folder / "start" / "content").rglob("*.md"):
            if any(path.stem.endswith(name) for name in LEFT_OUT):
                path.unlink()
        for name in ("theme", "pelicanconf.py"):
            _copy(checkout / name, folder / "start" / name)
        self.place = Place(checkout, TODAY)
        programmes = CACHE / "programmes"  # each is named by all that it is made of: those already made are as good
        for home in (folder / "a", folder / "b"):
            if programmes.is_dir():
                shutil.copytree(programmes, home / "cache" / "programmes")
        self.count: Counter[str] = Counter()
        self.kept = Builder(checkout, folder / "a")
        self.clean = Builder(checkout, folder / "b")
        self.journal: list[str] = []
        self.acts = 400

    def stop(self) -> None:
        self.kept.stop()
        self.clean.stop()

    def start(self) -> None:
        """The first site, an empty cache (but for drawn programmes, which take the longest), and nothing built."""
        self.journal, self.place.now = [], TODAY
        self.mend(self.folder / "start")
        for builder in (self.kept, self.clean):
            shutil.rmtree(builder.output.parent, ignore_errors=True)
            self.empty(builder)
        self.production, self.good = True, self.folder / "start"
        self.faulty = False
        self.check(few=64)

    def empty(self, builder: Builder, *spared: str) -> None:
        """Remove a cache; what is named by all that it is made of stays, but once in ten times."""
        self.count["clean"] += 1
        for path in builder.cache.iterdir() if builder.cache.is_dir() else ():
            if path.name not in (*BY_DIGEST, *spared) or self.count["clean"] % 10 == 9:
                shutil.rmtree(path) if path.is_dir() else path.unlink()

    def mend(self, good: Path) -> None:
        """Put back an earlier state of the content, of the theme and of the settings: what differs alone."""
        for name in ("content", "theme", "pelicanconf.py"):
            _copy(good / name, self.place.root / name)

    def edit(self, edit: Edit, chance: Random) -> None:
        """One edit; one that finds nothing to edit does nothing."""
        try:
            self.journal.append(f"{edit.__name__}: {edit(self.place, chance)}")
        except (IndexError, FileNotFoundError):
            self.journal.append(f"{edit.__name__}: nothing")

    def check(self, few: int) -> None:
        """Build with what is kept, then anew, and compare. Raises Difference."""
        before = self.folder / "before"
        shutil.rmtree(before, ignore_errors=True)
        if self.kept.output.exists():
            shutil.copytree(self.kept.output, before, symlinks=True)
        kept = self.kept.build(self.place, self.production, few=few, counts=True)
        shutil.rmtree(self.clean.output.parent, ignore_errors=True)
        if before.exists():
            self.clean.output.parent.mkdir()
            before.rename(self.clean.output)
        self.empty(self.clean)
        clean = self.clean.build(self.place, self.production)
        assert kept and clean
        self.acts = kept["acts"]
        self.count["steps"] += 1
        self.count["well" if clean["report"]["ok"] else "at fault"] += 1
        found = [f"{kept['said']} dit, non {clean['said']}"] if kept["said"] != clean["said"] else []
        for name, value in clean["report"].items():
            if kept["report"][name] != value:
                found.append(f"{name} : {kept['report'][name]!r} au lieu de {value!r}")
        trees = [tree(builder.output) if builder.output.exists() else {} for builder in (self.kept, self.clean)]
        found += differences(trees[0], trees[1])
        self.journal.append(
            f"built for {'readers' if self.production else 'editors'} on {self.place.now}: "
            + ("well" if clean["report"]["ok"] else f"{clean['report']['failure'] or clean['report']['problems'][:1]}")
        )
        if self.production and clean["report"]["ok"]:
            names = [builder.cache / "manifest.json" for builder in (self.kept, self.clean)]
            if names[0].read_bytes() != names[1].read_bytes():
                found.append("manifest.json")
        beside = sorted(path.name for path in self.kept.output.parent.iterdir()) if trees[0] else []
        if set(beside) - {"output", ".output.tribune-standby", ".output.tribune.lock"}:
            found.append(f"à côté de la sortie : {beside}")
        if found:
            self.count["red"] = self.count["red"] or self.count["steps"]
            steps = "\n".join(f"  {line}" for line in self.journal)
            raise Difference(f"{steps}\n{len(found)} différences :\n" + "\n".join(found[:12]))
        self.faulty = not clean["report"]["ok"]
        if not self.faulty:
            self.good = self.folder / "good"
            for name in ("content", "theme", "pelicanconf.py"):
                _copy(self.place.root / name, self.good / name)

    def die(self, share: float) -> None:
        """A build that is killed at one of its acts; the site in place is then the one before or the one after."""
        old = tree(self.kept.output) if self.kept.output.exists() else {}
        dead = self.kept.build(self.place, self.production, dies=max(1, int(share * self.acts)))
        self.journal.append("built to the end" if dead else f"killed at {share:.2f}")
        self.count["killed"] += dead is None
        now = tree(self.kept.output) if self.kept.output.exists() else {}
        self.check(few=64)
        new = tree(self.kept.output)
        if now not in (old, new) and not (not now and not old):
            # the exchange in two steps is put right by whoever comes next
            raise Difference("\n".join([*self.journal, "la construction tuée a laissé :", *differences(now, new)][:40]))


def _copy(source: Path, target: Path) -> None:
    """Make a file or a folder what another is, touching what differs alone."""
    if source.is_file():
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in source.iterdir()}
    for path in list(target.iterdir()):
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in source.iterdir():
        _copy(path, target / path.name)


# --- what others than authors do


def damage_the_cache(bench: Bench, chance: Random) -> str:
    """A file of the cache is cut, emptied, filled with zeros, or gone."""
    folders = [each for each in ("textes", "arbres", "images", "modeles", "") if (bench.kept.cache / each).is_dir()]
    files = sorted(path for path in (bench.kept.cache / chance.choice(folders)).iterdir() if path.is_file())
    if not files:
        return "nothing"
    path = chance.choice(files)
    data = path.read_bytes()
    which, at = chance.randrange(4), chance.randrange(len(data) + 1)
    if which == 0:
        path.unlink()
    elif which == 1:
        path.write_bytes(data[:at])
    elif which == 2:
        path.write_bytes(data[:at] + bytes(min(512, len(data) - at)) + data[at + 512 :])
    else:
        shutil.rmtree(path.parent)
    return f"{path.name} ({which}, {at})"


def damage_a_tree(bench: Bench, chance: Random) -> str:
    """Somebody edits, removes or adds a file of the site in place, or of the tree that waits."""
    trees = [bench.kept.output, bench.kept.output.with_name(".output.tribune-standby")]
    root = chance.choice([each for each in trees if each.is_dir()])
    path = chance.choice(sorted(path for path in root.rglob("*") if path.is_file() and path.name != "index.html"))
    which = chance.randrange(4)
    if which == 0:
        path.unlink()
    elif which == 1:
        data = path.read_bytes()
        path.unlink()  # the other tree may have the same inode, and nobody writes in it
        path.write_bytes(data + b"x")
    elif which == 2:
        path.with_name("etranger.txt").write_text("x")
    else:
        path.chmod(0o600)
    return f"{root.name}/{path.relative_to(root)} ({which})"


class Machine(RuleBasedStateMachine):
    """Edits, builds and deaths in any order."""

    bench: ClassVar[Bench]
    until: ClassVar[float]

    @initialize()
    def begin(self) -> None:
        """The first site, built with nothing kept."""
        self.over = time.monotonic() > self.until
        if not self.over:
            self.bench.count["sequences"] += 1
            self.bench.start()
            told = ", ".join(f"{count} {name}" for name, count in self.bench.count.items())
            print(f"  {told}", file=sys.stderr, flush=True)

    def _change(self, groups: tuple[str, ...], numbers: list[int], few: bool) -> None:
        bench = self.bench
        if self.over:
            return
        for number in numbers:
            chance = Random(number)
            if bench.faulty and chance.random() < 0.8:
                bench.mend(bench.good)
                bench.journal.append("mended")
                bench.faulty = False
            bench.edit(chance.choice([edit for group in groups for edit in EDITS[group]]), chance)
        bench.check(few=2 if few else 64)

    _numbers = st.lists(st.integers(0, 2**32), min_size=1, max_size=2)

    @rule(numbers=_numbers, few=st.booleans())
    def bodies(self, numbers: list[int], few: bool) -> None:
        self._change(("body", "links"), numbers, few)

    @rule(numbers=_numbers, few=st.booleans())
    def headers(self, numbers: list[int], few: bool) -> None:
        self._change(("header",), numbers, few)

    @rule(numbers=_numbers, few=st.booleans())
    def files(self, numbers: list[int], few: bool) -> None:
        self._change(("files", "images"), numbers, few)

    @rule(numbers=_numbers, few=st.booleans())
    def data(self, numbers: list[int], few: bool) -> None:
        self._change(("data",), numbers, few)

    @rule(numbers=_numbers, few=st.booleans())
    def theme(self, numbers: list[int], few: bool) -> None:
        self._change(("theme", "settings", "time"), numbers, few)

    @rule(numbers=st.lists(st.integers(0, 2**32), min_size=2, max_size=4), few=st.booleans())
    def several(self, numbers: list[int], few: bool) -> None:
        self._change(tuple(EDITS), numbers, few)

    @rule()
    def other_readers(self) -> None:
        if not self.over:
            self.bench.production = not self.bench.production
            self.bench.check(few=64)

    @rule(number=st.integers(0, 2**32), share=st.floats(0, 1))
    def killed(self, number: int, share: float) -> None:
        if not self.over:
            chance = Random(number)
            self.bench.edit(chance.choice([edit for group in EDITS.values() for edit in group]), chance)
            self.bench.die(share)

    @rule(number=st.integers(0, 2**32))
    def damaged(self, number: int) -> None:
        if self.over:
            return
        chance = Random(number)
        damage = chance.choice((damage_the_cache, damage_a_tree))
        try:
            self.bench.journal.append(f"{damage.__name__}: {damage(self.bench, chance)}")
        except IndexError:
            return
        self.bench.check(few=64)


_TOGETHER = 10  # sequences of one seed: the first that hypothesis draws is the shortest of all


def run(bench: Bench, examples: int, steps: int, number: int, until: float = float("inf")) -> None:
    """So many sequences of so many steps; raises Difference at the first that two builds have."""
    machine = type("Machine", (Machine,), {"bench": bench, "until": until})
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
    )
    seed(number)(machine)
    run_state_machine_as_test(machine, settings=chosen)


def breaks(name: str) -> Breaks:
    """What makes of a checkout one that forgets something. AssertionError when its code has changed meanwhile."""
    file, says, would_say = BREAKS[name]

    def change(checkout: Path) -> None:
        text = (checkout / file).read_text("utf-8")
        assert says in text, f"{file} ne dit plus « {says} »"
        (checkout / file).write_text(text.replace(says, would_say), "utf-8")

    return change


def seen(name: str, examples: int, steps: int, number: int) -> int:
    """After how many comparisons the proof sees what the engine forgets; 0 when it has not."""
    with tempfile.TemporaryDirectory(prefix="tribune-egalite-") as folder:
        bench = Bench(Path(folder), breaks(name))
        try:
            while bench.count["sequences"] < examples:
                run(bench, min(_TOGETHER, examples - bench.count["sequences"]), steps, number)
                number += 1
        except Exception:  # hypothesis wraps some
            return bench.count["red"]
        finally:
            bench.stop()
    return 0


def main() -> None:
    """Sequences till their number or the minutes are reached; exit with 1 at a fault."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--examples", type=int, default=500)
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--broken", action="store_true")
    chosen = parser.parse_args()
    number = chosen.seed or SystemRandom().randrange(1, 10**6)
    first, wrong = number, 0
    if chosen.broken:
        for name in BREAKS:
            count = seen(name, chosen.examples, chosen.steps, number)
            wrong += not count
            print(f"sans {name} : {f'vu à la comparaison {count}' if count else 'rien vu'}", flush=True)
        sys.exit(bool(wrong))
    until = time.monotonic() + 60 * chosen.minutes if chosen.minutes else float("inf")
    with tempfile.TemporaryDirectory(prefix="tribune-egalite-") as folder:
        bench = Bench(Path(folder))
        try:
            while bench.count["sequences"] < chosen.examples and time.monotonic() < until:
                print(f"  graine {number}", file=sys.stderr, flush=True)
                try:
                    run(bench, min(_TOGETHER, chosen.examples - bench.count["sequences"]), chosen.steps, number, until)
                except Exception as error:
                    wrong += 1
                    print(f"graine {number} : {type(error).__name__}\n{error}", flush=True)
                    for each in getattr(error, "exceptions", ()):
                        print(each, flush=True)
                number += 1
        finally:
            bench.stop()
    print(
        f"{bench.count['sequences']} suites de {chosen.steps} pas, graines {first} à {number - 1}, "
        f"{bench.count['steps']} comparaisons, {bench.count['killed']} constructions tuées : {wrong} suites à revoir."
    )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
