"""Break the lines that protect readers and clients, one at a time, and see whether a test goes red.

The project is copied. Its tests are run there once, unbroken: which test runs which line, and how long it takes. Then
each mutant is put in the copy and judged by a fork of this process: the tests that run its line, the quickest first,
then the others of its guard. What no test notices is told with its line. Verdicts are kept in the cache by the bytes of
the mutant and of its tests: a run that was stopped goes on, and what did not change is not tried again.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import importlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402
from coverage import CoverageData  # noqa: E402

from plugins.common.places import CACHE  # noqa: E402
from tests.mutants.guards import GUARDS  # noqa: E402
from tests.mutants.pages import Breakage, broken  # noqa: E402

COPIED = (
    "plugins",
    "tests",
    "theme",
    "content",
    "tasks.py",
    "pelicanconf.py",
    "publishconf.py",
    "pyproject.toml",
    "docs",
    "requirements.txt",
)
KEPT = CACHE / "mutants"
TEST_TIMEOUT = 300  # seconds: a mutant that makes the tests endless is noticed too
SAYINGS = "paroles"  # what the tests say, beside the copy
SEEN, UNSEEN, ENDLESS = "vu", "survit", "sans fin"
QUIET = "-q -p no:cacheprovider -W ignore::pytest.PytestAssertRewriteWarning".split()
# Read once, before the forks; nothing of the project is.
LIBRARIES = ("hypothesis", "pydantic", "markdown", "yaml", "PIL.Image", "pelican", "bs4", "selectolax.lexbor", "invoke")
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


Change = tuple[ast.AST, str, int | None, ast.expr | ast.stmt, ast.expr | ast.stmt]


class Missing(Exception):
    """A target of the list is not in the code any more, or its tests do not run: nothing would be judged."""


@dataclass(frozen=True)
class Mutant:
    """One change of one line of a guard: how it reads, and the whole file as it becomes, made when it is asked for."""

    target: str
    rank: int
    line: int
    before: str
    after: str
    tests: tuple[str, ...]
    root: Path

    @property
    def file(self) -> str:
        """The file of the guard, from the project's folder."""
        return self.target.partition(":")[0]

    @property
    def source(self) -> str:
        """The file with that change, as Python writes it again."""
        tree, changes = _changes_of(self.target, self.root)
        parent, name, rank, _, new = changes[self.rank]
        if rank is None:
            setattr(parent, name, new)
        else:
            getattr(parent, name)[rank] = new
        return ast.unparse(ast.fix_missing_locations(tree))

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before}  →  {self.after}"


@dataclass(eq=False)  # a plugin of pytest goes in sets
class Known:
    """What the tests did unbroken: seconds of each, and which run a line; those that fail already judge nothing."""

    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    running: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a test took, and whether it failed."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.failed.append(report.nodeid)


@dataclass(eq=False)
class Order:
    """Puts the tests that run a line first, the quickest before the others."""

    known: Known
    running: set[str]

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort what was found; leave out what fails without any mutant."""
        items[:] = [item for item in items if item.nodeid not in self.known.failed]
        items.sort(key=lambda item: (item.nodeid not in self.running, self.known.seconds.get(item.nodeid, 0)))


def mutants_of(target: str, tests: tuple[str, ...], root: Path = ROOT) -> list[Mutant]:
    """Every mutant of a target. Raises Missing when the file has no such name."""
    return [
        Mutant(target, rank, old.lineno, _shown(old), _shown(new), tests, root)
        for rank, (_, _, _, old, new) in enumerate(_changes_of(target, root)[1])
    ]


def _changes_of(target: str, root: Path) -> tuple[ast.Module, list[Change]]:
    file, _, name = target.partition(":")
    path = root / file
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    function = _find(tree, name.split("."))
    if function is None:
        raise Missing(f"tests/mutants/guards.py : « {target} » n’existe plus ; écrivez son nouveau nom, ou ôtez-le")
    return tree, _changes(function)


def _find(node: ast.AST, names: Sequence[str]) -> ast.FunctionDef | None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and child.name == names[0]:
            if len(names) > 1:
                return _find(child, names[1:])
            return child if isinstance(child, ast.FunctionDef) else None
    return None


def _changes(function: ast.FunctionDef) -> list[Change]:
    """What can be broken: where it hangs, what stands there, what takes its place."""
    found: list[Change] = []
    for parent in ast.walk(function):
        for name, value in ast.iter_fields(parent):
            for rank, node in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(node, ast.expr | ast.stmt):
                    found += [(parent, name, rank, node, new) for new in _broken(node, name)]
    return sorted(found, key=lambda change: (change[3].lineno, change[3].col_offset))


def _broken(node: ast.expr | ast.stmt, name: str) -> Iterator[ast.expr | ast.stmt]:
    """A guard that never fires, a condition the less, a comparison turned round, an act that is not done."""
    if name == "test" and isinstance(node, ast.expr):
        yield ast.copy_location(ast.Constant(False), node)
    if isinstance(node, ast.BoolOp):
        for rank in range(len(node.values)):
            kept = [value for place, value in enumerate(node.values) if place != rank]
            yield kept[0] if len(kept) == 1 else ast.copy_location(ast.BoolOp(node.op, kept), node)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPPOSITE:
        turned = copy.copy(node)
        turned.ops = [_OPPOSITE[type(node.ops[0])]()]
        yield turned
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Raise) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Yield | ast.YieldFrom)
    ):
        yield ast.copy_location(ast.Pass(), node)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace":
        yield node.func.value


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:89] + "…"


def all_mutants(only: str = "", root: Path = ROOT, seed: int | None = None) -> list[Mutant]:
    """The mutants of all guards, the first of each, then the second of each, and so on; a seed draws that order."""
    lists = [mutants_of(target, tests, root) for target, tests in GUARDS if only in target]
    if seed is not None:
        drawn = random.Random(seed)
        for mutants in lists:
            drawn.shuffle(mutants)
        drawn.shuffle(lists)
    return [mutant for turn in zip_longest(*lists) for mutant in turn if mutant is not None]


def copy_project(copied: Path) -> None:
    """What the tests need of the project, in a folder of its own."""
    copied.mkdir()
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copied / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(ROOT / name, copied / name)


def unbroken(tests: Iterable[str], copied: Path) -> Known:
    """Run these tests once, in a fork, and say what they do; what was found stays in the copy's folder."""
    found = copied / "unbroken.json"

    def learn() -> int:
        known = Known()
        Path("coverage.ini").write_text("[run]\nsource = plugins\n", "utf-8")
        options = ["--cov", "--cov-config=coverage.ini", "--cov-context=test", "--cov-report="]
        code = pytest.main([*QUIET, *options, *tests], plugins=[known])
        found.write_text(json.dumps([known.seconds, known.failed]), "utf-8")
        return int(code)

    in_a_fork(learn, copied, 3600)
    known = Known(*json.loads(found.read_text("utf-8"))) if found.is_file() else Known()
    if not known.seconds:
        raise Missing(f"les tests des gardes ne se lancent pas :\n{(copied.parent / SAYINGS).read_text('utf-8')}")
    lines = CoverageData(str(copied / "coverage"))
    lines.read()
    for path in lines.measured_files():
        for line, contexts in lines.contexts_by_lineno(path).items():
            names = {context.rpartition("|")[0] for context in contexts if context}
            known.running[Path(path).resolve().relative_to(copied.resolve()).as_posix(), line] = names
    return known


def judge(mutant: Mutant | Breakage, copied: Path, known: Known | None = None) -> str:
    """What the tests of a mutant, run in a copy of the project, say of it: SEEN, UNSEEN or ENDLESS."""
    known = known or Known()
    path = copied / mutant.file
    sound = path.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    order = Order(known, known.running.get((mutant.file, mutant.line), set()))
    try:
        code = in_a_fork(lambda: int(pytest.main([*QUIET, "-x", *mutant.tests], plugins=[order])), copied, TEST_TIMEOUT)
    finally:
        path.write_bytes(sound)
    if code is None:
        return ENDLESS
    if code > pytest.ExitCode.INTERRUPTED:
        raise Missing(f"{mutant} : les tests ne se lancent pas :\n{(copied.parent / SAYINGS).read_text('utf-8')}")
    return UNSEEN if code == pytest.ExitCode.OK else SEEN  # below 0, the process died of it


def in_a_fork(work: Callable[[], int], copied: Path, timeout: float) -> int | None:
    """The exit code of some work done in a fork of this process, in the copy; None when it takes longer than that."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.setsid()
            os.chdir(copied)
            silent = os.open(copied.parent / SAYINGS, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            for name in [name for name in sys.modules if name.partition(".")[0] in ("tests", "plugins", "tasks")]:
                del sys.modules[name]
            sys.path[:] = [str(copied), *(place for place in sys.path if place != str(ROOT))]
            sys.dont_write_bytecode = True
            os.environ |= {"PYTHONPATH": str(copied), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
            os.environ["COVERAGE_FILE"] = str(copied / "coverage")
            for name in ("TRIBUNE_CACHE", "PYTEST_ADDOPTS"):  # of the run that this is part of
                os.environ.pop(name, None)
            code = work()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


class Verdicts:
    """What was found, kept in a file: the bytes of a mutant and of its tests are the key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text("utf-8")) if path.is_file() else {}
        self._tests: dict[str, bytes] = {}

    def key(self, mutant: Mutant | Breakage) -> str:
        """The same as long as neither the mutant nor its tests change."""
        parts = [
            mutant.file.encode(),
            mutant.source.encode(),
            *(self._bytes(test, mutant.root) for test in mutant.tests),
        ]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()

    def get(self, mutant: Mutant | Breakage) -> str | None:
        """What was found of a mutant, None when it was not tried."""
        return self._known.get(self.key(mutant))

    def put(self, mutant: Mutant | Breakage, verdict: str) -> None:
        """Keep what was found, on disk at once."""
        self._known[self.key(mutant)] = verdict
        self._path.parent.mkdir(parents=True, exist_ok=True)
        written = self._path.with_suffix(".neuf")
        written.write_text(json.dumps(self._known), "utf-8")
        written.replace(self._path)

    def _bytes(self, test: str, root: Path) -> bytes:
        if test not in self._tests:
            path = root / test.partition("::")[0]
            files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
            self._tests[test] = hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).digest()
        return self._tests[test]


def read_libraries() -> None:
    """What every fork would read."""
    for name in LIBRARIES:
        importlib.import_module(name)


def _said(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Run for the minutes given; say the survivors. Exit with 1 when there are some, 2 when the list is out of date."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    parser.add_argument("--pages", action="store_true")
    chosen = parser.parse_args()
    if chosen.pages:
        sys.exit(broken(chosen.only, chosen.minutes))
    end = time.monotonic() + 60 * chosen.minutes
    try:
        with tempfile.TemporaryDirectory() as folder:
            copied = Path(folder, "projet")
            copy_project(copied)  # read from there on: the project may change meanwhile
            every = all_mutants(chosen.only, copied, chosen.seed)
            mutants = every[: chosen.sample] if chosen.sample else every
            verdicts = Verdicts(KEPT / "verdicts.json")
            new = [mutant for mutant in mutants if verdicts.get(mutant) is None]
            _said(f"{len(mutants)} lignes à casser sur {len(every)}, dont {len(new)} à essayer")
            read_libraries()
            known = unbroken(sorted({test for mutant in new for test in mutant.tests}), copied) if new else Known()
            for test in known.failed:
                _said(f"  échoue sans rien de cassé, et ne juge rien : {test}")
            for rank, mutant in enumerate(new, 1):
                if time.monotonic() > end:
                    break
                verdicts.put(mutant, judge(mutant, copied, known))
                if verdicts.get(mutant) == UNSEEN:
                    _said(f"  survit : {mutant}")
                if rank % 10 == 0:
                    _said(f"  {rank} / {len(new)}, encore {max(0, (end - time.monotonic()) / 60):.0f} min au plus")
            found = [verdict for verdict in map(verdicts.get, mutants) if verdict is not None]
            for mutant in mutants:
                if verdicts.get(mutant) == UNSEEN:
                    print(f"survit  {mutant}")
            print(
                f"{len(found)} lignes cassées sur {len(every)} : {found.count(SEEN)} vues, "
                f"{found.count(ENDLESS)} sans fin, {found.count(UNSEEN)} sans qu’un test le voie."
            )
    except Missing as missing:
        _said(str(missing))
        sys.exit(2)
    sys.exit(UNSEEN in found)


if __name__ == "__main__":
    main()
