"""How the cost of a site grows: with its links, and with the number of its texts. Ratios, taken in one run.

Processor seconds (user) of whole processes: what else the machine does changes them by a third at most, and both sides
of a ratio alike. `./inv bench --growth --sizes 500` builds sites of 500 and of 1,000 articles.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from tests.bench.content import Size, write_content

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-07-01"
LINKS = 40  # of each article
TIMEOUT = 1800  # seconds, for one build
LINKS_COST = 1.3  # at most, the same texts with links beside those without
DOUBLE_COST = 2.2  # at most, twice the articles beside once


@dataclass(frozen=True)
class Row:
    """A line of the table: two costs in seconds, and what their ratio may be at most (None: it is only told)."""

    what: str
    one: float
    other: float
    limit: float | None

    @property
    def ratio(self) -> float:
        return self.other / self.one

    @property
    def kept(self) -> bool:
        return self.limit is None or self.ratio <= self.limit


def measure(articles: int, folder: Path) -> list[Row]:
    """Build sites of `articles` texts and of twice as many, in a folder, and compare what they cost."""
    plain, linked = Size(articles, tags=articles), Size(articles, LINKS, tags=articles)
    double = replace(linked, articles=2 * articles, tags=2 * articles)
    rich = replace(
        linked, images=articles // 4, workshops=articles // 20, clients=articles // 10, authors=articles // 7
    )
    rich_double = replace(
        rich, articles=2 * articles, tags=2 * articles, images=2 * rich.images, workshops=2 * rich.workshops,
        clients=2 * rich.clients, authors=2 * rich.authors,
    )  # fmt: skip
    sizes = {"plain": plain, "linked": linked, "double": double, "rich": rich, "rich_double": rich_double}
    for name, size in sizes.items():
        write_content(folder / name, size)

    def cost(task: str, name: str) -> float:
        output = ["--output", str(folder / "output" / name)] if task == "publish" else []
        return _cpu(
            [sys.executable, str(ROOT / "tasks.py"), task, "--content", str(folder / name), "--now", NOW, *output], ROOT
        )

    costs = {name: cost("publish", name) for name in ("plain", "linked", "double")}
    rows = [
        Row(f"publish : {LINKS} liens par texte / sans lien", costs["plain"], costs["linked"], LINKS_COST),
        Row(f"publish : {2 * articles} textes / {articles}", costs["linked"], costs["double"], DOUBLE_COST),
    ]
    rows.append(
        Row(
            f"check : {2 * articles} textes, images, ateliers, clients / {articles}",
            cost("check", "rich"),
            cost("check", "rich_double"),
            DOUBLE_COST,
        )
    )
    return rows


def _cpu(command: list[str], folder: Path) -> float:
    """Processor seconds (user) of a command and of its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "CI": "true"}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        sys.exit(f"Banc arrêté : « {' '.join(command[1:3])} » dure plus de {TIMEOUT} s.")
    if done.returncode:
        sys.exit(f"Banc arrêté : {' '.join(command)}\n{done.stderr.decode(errors='replace')[-2000:]}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def table(rows: list[Row]) -> str:
    """The rows as a person reads them."""
    width = max(len(row.what) for row in rows)
    lines = [f"{'':{width}}  secondes de calcul      rapport   au plus"]
    for row in rows:
        limit = f"{row.limit:.1f}" if row.limit else "–"
        verdict = "" if row.kept else "  TROP"
        line = f"{row.what:{width}}  {row.one:8.1f} → {row.other:8.1f}   {row.ratio:8.2f}  {limit:>8}{verdict}"
        lines.append(line.replace(".", ","))
    return "\n".join(lines)
