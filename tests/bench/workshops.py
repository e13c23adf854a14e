"""`./inv bench.workshops`: what a catalogue of trainings costs to check and to publish, and what its list weighs.

Each command is a process of its own, one after the other, in a folder that is removed. What a page, a PDF and the
image that networks show of a page cost comes of three publications without output: all is made in the first, PDFs alone
in the third, neither in the second.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from selectolax.lexbor import LexborHTMLParser  # noqa: E402

from tests.bench.bench import machine, say  # noqa: E402
from tests.bench.catalogue import CatalogueSize, write_catalogue  # noqa: E402
from tests.bench.tribune import KEPT_WHEN_COLD, Project  # noqa: E402

COMPILED = ("bytecode", "CACHEDIR.TAG")


@dataclass(frozen=True)
class Line:
    """A line of the table: what was measured, in which unit, and what it may reach."""

    what: str
    found: float
    unit: str
    most: float | None = None

    def __str__(self) -> str:
        figure, most = (f"{each:,.3g}" if each < 100 else f"{each:,.0f}" for each in (self.found, self.most or 0))
        over = "**au-dessus**" if self.most is not None and self.found > self.most else ""
        cells = [self.what, f"{figure} {self.unit}", f"{most} {self.unit}" if self.most is not None else "–", over]
        return f"| {' | '.join(cells)} |".replace(",", "\u202f").replace(".", ",")


def measure(folder: Path, size: CatalogueSize) -> list[Line]:
    """Write a catalogue, check and publish it."""
    project = Project(folder)
    write_catalogue(project.content, CatalogueSize(workshops=1, sessions=1))
    say("code compilé par une première publication, non comptée")
    project.run("publish")
    shutil.rmtree(project.content)
    write_catalogue(project.content, size)
    project.forget(COMPILED)
    say("textes lus à froid")
    reading = project.run("check", str(project.content / "ateliers"))
    project.forget(COMPILED)
    say("publication à froid, programmes et images compris")
    cold = project.run("publish")
    say("publication sans rien de changé")
    same = project.run("publish")
    say("contrôle, une première fois, puis sans rien de changé")
    project.run("check")
    checked = project.run("check")
    pages, programmes = (len(list(project.output.rglob(name))) for name in ("*.html", "*.pdf"))
    project.forget(KEPT_WHEN_COLD)
    say("publication à froid, programmes et images déjà faits")
    known = project.run("publish")
    images = len(list((project.cache / "images").rglob("*.png")))
    project.forget([each for each in KEPT_WHEN_COLD if each != "programmes"])
    say("publication à froid, programmes à refaire")
    papers = project.run("publish")
    weight = len((project.output / "ateliers" / "index.html").read_bytes())
    calendar = len((project.output / "ateliers.ics").read_bytes())
    most = max(each.memory for each in (reading, cold, same, checked, known, papers))
    return [
        Line("textes lus et contrôlés, à froid (check d’un dossier)", reading.cpu, "s", 6),
        Line("publish, rien de changé", same.cpu, "s", 3),
        Line("check, rien de changé", checked.cpu, "s", 3),
        Line(f"publish à froid, {programmes} programmes et {images} images à faire", cold.cpu, "s"),
        Line(f"publish à froid, programmes et images déjà faits, {pages} pages", known.cpu, "s"),
        Line("un programme PDF", (papers.cpu - known.cpu) / programmes, "s", 0.4),
        Line("une image de partage", (cold.cpu - papers.cpu) / images, "s"),
        Line("une page", known.cpu / pages, "s", 0.02),
        Line("mémoire", most, "Mio", 300),
        Line("/ateliers/", weight / 1000, "ko", 100),
        Line("/ateliers/", nodes(project.output / "ateliers" / "index.html"), "nœuds", 1000),
        Line("ateliers.ics", calendar / 1000, "ko"),
    ]


def nodes(page: Path) -> int:
    """How many elements a page has."""
    root = LexborHTMLParser(page.read_bytes()).root
    return sum(1 for _ in root.traverse(include_text=False)) if root else 0


def main() -> None:
    """Write the table on the output."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workshops", type=int, default=300)
    parser.add_argument("--sessions", type=int, default=7)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tribune-banc-") as name:
        lines = measure(Path(name), CatalogueSize(given.workshops, given.sessions))
    count = f"{given.workshops} ateliers, {given.workshops * given.sessions} sessions"
    print(
        "\n".join(
            [machine("bench.workshops"), "", f"| {count} | mesuré | au plus | |", "|---|---|---|---|", *map(str, lines)]
        )
    )


if __name__ == "__main__":
    main()
