"""`./inv bench`: what a site costs to build, beside its peers on the same texts, and what a save costs in the preview.

Each command is a process of its own; the runs of all engines are interleaved, so that what else the machine does weighs
on each alike: ratios are of one turn, then their median is taken. All is written in a folder that is removed.
"""

from __future__ import annotations

import argparse
import os
import platform
import pstats
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from plugins.common.places import CACHE  # noqa: E402
from tests.bench import growth, previewing  # noqa: E402
from tests.bench.engines import Peer, peers  # noqa: E402
from tests.bench.process import Cost, run  # noqa: E402
from tests.bench.tribune import Tribune  # noqa: E402

COLD = "à froid"


@dataclass
class Measured:
    """The costs of one command, a turn each; `pages` that it leaves; ratios to a peer's whole build, by turn."""

    name: str
    costs: list[Cost] = field(default_factory=list)
    pages: int = 0

    def median(self, what: str) -> float:
        """The median of `cpu`, `wall` or `memory`."""
        return statistics.median(getattr(cost, what) for cost in self.costs)

    def ratio(self, other: Measured | None) -> str:
        """The median of the ratios of processor, turn by turn; « – » without the other."""
        if other is None or other is self:
            return "–"
        found = (one.cpu / two.cpu for one, two in zip(self.costs, other.costs, strict=True))
        return f"{statistics.median(found):.2f}"


def measure(count: int, runs: int, folder: Path, engines: list[Peer]) -> list[Measured]:
    """Build the site of `count` articles `runs` times with each engine, and Tribune's after each kind of edit."""
    say(f"{count} articles : écriture des sites")
    site = Tribune(folder / "tribune", count)
    for peer in engines:
        peer.write(folder / peer.name, count)
    say(f"{count} articles : premières constructions, non comptées")
    site.build()
    for peer in engines:
        run(peer.command, folder / peer.name)
    rows = {name: Measured(name) for name in (COLD, *site.edit_kinds(), *(peer.name for peer in engines))}

    def note(number: int, name: str, cost: Cost, output: Path) -> None:
        rows[name].costs.append(cost)
        rows[name].pages = sum(1 for _ in output.rglob("*.html"))
        say(f"{count} articles, tour {number}/{runs}, {name} : {cost.cpu:.1f} s de calcul")

    for number in range(1, runs + 1):
        for peer in engines:
            shutil.rmtree(folder / peer.name / peer.output, ignore_errors=True)
            note(number, peer.name, run(peer.command, folder / peer.name), folder / peer.name / peer.output)
        site.forget()
        note(number, COLD, site.build(), site.output)
        for name, edit in site.edit_kinds().items():
            edit()
            note(number, name, site.build(), site.output)
    return list(rows.values())


def table(count: int, rows: list[Measured], engines: list[Peer]) -> str:
    """The rows as Markdown."""
    by_name = {row.name: row for row in rows}
    heads = [peer.name for peer in engines]
    lines = [
        f"| {count} articles | calcul (s) {''.join(f'| / {head} ' for head in heads)}"
        "| mur (s) | mémoire (Mio) | pages |",
        f"|---|---|{'---|' * len(heads)}---|---|---|",
    ]
    for row in rows:
        peer = next((peer for peer in engines if peer.name == row.name), None)
        name = f"{peer.name} {peer.version}" if peer else f"Tribune, {row.name}"
        cells = [
            name,
            f"{row.median('cpu'):.2f}",
            *(row.ratio(by_name[head]) for head in heads),
            f"{row.median('wall'):.2f}",
            f"{row.median('memory'):.0f}",
            str(row.pages),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def saves_table(count: int, found: list[previewing.Saves]) -> str:
    """The saves of the preview as Markdown."""
    head = f"| aperçu, {count} articles | enregistrements | mur (ms) | calcul (ms) |\n|---|---|---|---|"
    return "\n".join([head, *(saves.row for saves in found)])


def profile(count: int, folder: Path) -> str:
    """Seconds of a cold build by package, under the profiler, which doubles them: shares are what they say."""
    site = Tribune(folder / "profil", count)
    site.build()
    site.forget()
    kept = folder / "profil.dat"
    command = site.command("build", "--now", "2026-07-01")
    run([command[0], "-m", "cProfile", "-o", str(kept), *command[1:]], site.root, site.environment)
    by_package: dict[str, float] = defaultdict(float)
    for (file, _, _), (_, _, own, _, callers) in pstats.Stats(str(kept)).stats.items():  # type: ignore[attr-defined]
        if file == "~":  # a function of C is its caller's
            for (caller, _, _), (_, _, part, _) in callers.items():
                by_package[_package(caller, site.root)] += part
        else:
            by_package[_package(file, site.root)] += own
    total = sum(by_package.values())
    lines = [f"| {count} articles, profil | secondes | part |", "|---|---|---|"]
    for name, seconds in sorted(by_package.items(), key=lambda item: -item[1])[:20]:
        lines.append(f"| {name} | {seconds:.2f} | {100 * seconds / total:.0f} % |")
    return "\n".join([*lines, f"| en tout | {total:.2f} | |"])


def _package(file: str, root: Path) -> str:
    path = Path(file)
    if path.is_relative_to(root):
        return "/".join(path.relative_to(root).parts[:2])
    if "site-packages" in path.parts:
        return path.parts[path.parts.index("site-packages") + 1]
    return "Python"


def machine(task: str = "bench") -> str:
    """Where and when the figures of a task were taken: what a history needs."""
    commit = subprocess.run(["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True)
    model = next((line.partition(": ")[2] for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "?")
    tools = ", ".join(f"{name} {version(name)}" for name in ("pelican", "markdown", "jinja2", "typogrify"))
    command = " ".join(["./inv", task, *sys.argv[1:]])
    where = f"{os.cpu_count()} × {model}, charge {os.getloadavg()[0]:.1f}"
    return (
        f"{time.strftime('%Y-%m-%d')}, révision {commit.stdout.strip() or '?'}, {where} ; "
        f"Python {platform.python_version()}, {tools} ; `{command}`"
    )


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def say(text: str) -> None:
    """One line of progress."""
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


def main() -> None:
    """Print the tables; with `--growth`, exit with 1 when a ratio is over its bound."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", default="1000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--saves", type=int, default=0)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--growth", action="store_true")
    chosen = parser.parse_args()
    sizes = [int(size) for size in chosen.sizes.split(",")]
    kept = True
    with tempfile.TemporaryDirectory(prefix="tribune-banc-") as name:
        folder = Path(name)
        engines = [] if chosen.growth or chosen.profile else peers(CACHE / "banc", say)
        print(f"{machine()}\n", flush=True)
        for size in sizes:
            if chosen.growth:
                rows = growth.measure(size, folder / str(size))
                print(growth.table(rows))
                kept = kept and all(row.kept for row in rows)
            elif chosen.profile:
                print(profile(size, folder / str(size)))
            else:
                print(table(size, measure(size, chosen.runs, folder / str(size), engines), engines))
                if chosen.saves:
                    site = Tribune(folder / f"{size}-apercu", size)
                    print(f"\n{saves_table(size, previewing.measure(site, chosen.saves, say))}")
            print(flush=True)
            shutil.rmtree(folder / str(size), ignore_errors=True)
    sys.exit(not kept)


if __name__ == "__main__":
    main()
