"""Break the lines that protect readers and clients, one at a time, and see whether a test goes red.

The project is copied, a copy is broken, the tests of that line run there; what no test notices is told with its line.
`python tests/mutants/job.py --minutes 20 [--only TEXT]`; the same mutants in the same order each time, a few of each
guard first, so that a short run has seen them all.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.mutants.guards import GUARDS  # noqa: E402

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
)
TEST_TIMEOUT = 300  # seconds: a mutant that makes the tests endless is noticed too
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


class Missing(Exception):
    """A target of the list is not in the code any more."""


@dataclass(frozen=True)
class Mutant:
    """One change of one line: the whole file as it becomes, and how the change reads."""

    file: str
    line: int
    before: str
    after: str
    source: str
    tests: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before}  →  {self.after}"


def mutants_of(target: str, tests: tuple[str, ...], root: Path = ROOT) -> Iterator[Mutant]:
    """Every mutant of a target. Raises Missing when the file has no such name."""
    file, _, name = target.partition(":")
    path = root / file
    tree = ast.parse(path.read_text("utf-8")) if path.is_file() else ast.Module([], [])
    function = _find(tree, name.split("."))
    if function is None:
        raise Missing(f"tests/mutants/guards.py : « {target} » n’existe plus ; écrivez son nouveau nom, ou ôtez-le")
    for parent, field, rank, old, new in _changes(function):
        _put(parent, field, rank, new)
        ast.fix_missing_locations(tree)
        yield Mutant(file, old.lineno, _shown(old), _shown(new), ast.unparse(tree), tests)
        _put(parent, field, rank, old)


def _find(node: ast.AST, names: Sequence[str]) -> ast.FunctionDef | None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef) and child.name == names[0]:
            if len(names) > 1:
                return _find(child, names[1:])
            return child if isinstance(child, ast.FunctionDef) else None
    return None


Change = tuple[ast.AST, str, int | None, ast.expr | ast.stmt, ast.expr | ast.stmt]


def _changes(function: ast.FunctionDef) -> list[Change]:
    """What can be broken: where it hangs, what stands there, what takes its place."""
    found: list[Change] = []
    for parent in ast.walk(function):
        for field, value in ast.iter_fields(parent):
            for rank, node in enumerate(value) if isinstance(value, list) else ((None, value),):
                if isinstance(node, ast.expr | ast.stmt):
                    found += [(parent, field, rank, node, new) for new in _broken(node, field)]
    return sorted(found, key=lambda change: (change[3].lineno, change[3].col_offset))


def _broken(node: ast.expr | ast.stmt, field: str) -> Iterator[ast.expr | ast.stmt]:
    """A guard that never fires, a condition the less, a comparison turned round, an act that is not done."""
    if field == "test" and isinstance(node, ast.expr):
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


def _put(parent: ast.AST, field: str, rank: int | None, node: ast.AST) -> None:
    if rank is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[rank] = node


def _shown(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 90 else text[:89] + "…"


def all_mutants(only: str = "", root: Path = ROOT) -> list[Mutant]:
    """The mutants of all guards, the first of each, then the second of each, and so on."""
    lists = [list(mutants_of(target, tests, root)) for target, tests in GUARDS if only in target]
    return [mutant for turn in zip_longest(*lists) for mutant in turn if mutant is not None]


def survives(mutant: Mutant, copied: Path) -> bool:
    """Whether the tests of a mutant, run in a copy of the project, see nothing."""
    path = copied / mutant.file
    sound = path.read_bytes()
    path.write_text(mutant.source, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(copied), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", *mutant.tests]
    try:
        done = subprocess.run(command, cwd=copied, env=environment, capture_output=True, timeout=TEST_TIMEOUT)
        return done.returncode == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        path.write_bytes(sound)


def main() -> None:
    """Run for the minutes given; say the survivors. Exit with 1 when there are some, 2 when the list is out of date."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    try:
        mutants = all_mutants(chosen.only)
    except Missing as missing:
        print(missing, file=sys.stderr)
        sys.exit(2)
    end = time.monotonic() + 60 * chosen.minutes
    tried, alive = 0, []
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(folder, "projet")
        for name in COPIED:
            source = ROOT / name
            ignored = shutil.ignore_patterns("__pycache__", "node_modules")
            copy_of = shutil.copytree if source.is_dir() else shutil.copy
            copied.mkdir(exist_ok=True)
            copy_of(source, copied / name, **({"ignore": ignored} if source.is_dir() else {}))  # type: ignore[operator]
        for mutant in mutants:
            if time.monotonic() > end:
                break
            tried += 1
            if survives(mutant, copied):
                alive.append(mutant)
                print(f"survit  {mutant}", flush=True)
    print(f"{tried} lignes cassées sur {len(mutants)}, {len(alive)} sans qu’un test le voie.")
    sys.exit(bool(alive))


if __name__ == "__main__":
    main()
