"""Hostile lengths: short signs repeated to 20, 100 and 200 KB, deep and wide structures, read as texts.

Each text is read as an article, with every check, then typeset when it is accepted, in a fork whose processor time is
counted. What is refused must say so at a line of its file, before the limit of a text; what is accepted must cost about
ten times more for ten times its length. `./inv soak.lengths`; the same texts for the same seed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from plugins.common.clock import read_clock  # noqa: E402
from plugins.model.limits import SECONDS  # noqa: E402
from plugins.model.loader import load_site  # noqa: E402
from plugins.site.feature import content_checks, listed_features  # noqa: E402
from plugins.site.texts import text_of  # noqa: E402
from plugins.typography.options import Options  # noqa: E402
from tests.conftest import LEGAL, write  # noqa: E402

CHECKS = content_checks(listed_features(), production=False)
LENGTHS = (20_000, 100_000, 200_000)  # characters
GROWTH = 1.6  # times what a length proportional to the text would cost, from 20 to 200 KB
MARGIN = 1.5  # seconds: what is done of a refused text besides
SMALL = 1.0  # seconds: below, growth is that of what a process costs anyway
KILL = 60  # seconds of processor after which a fork is ended by the system
SIGNS = "[]()<>{}!#*_`|:\\\"'&;=-~^/%$@+.,? \n\t1aé"
HEADER = "---\ntitle: Un texte\ndate: 2026-03-01\nsummary: De quoi il parle.\n---\n\n"


def units(sample: int, seed: int) -> Iterator[str]:
    """Every sign, then as many of the pairs and triples as the sample asks, drawn by a seed."""
    yield from (sign for sign in SIGNS if sign.strip())
    longer = ["".join(signs) for size in (2, 3) for signs in product(SIGNS, repeat=size) if "".join(signs).strip()]
    yield from random.Random(seed).sample(longer, min(sample, len(longer)))


def structures(size: int) -> Iterator[tuple[str, str]]:
    """Deep, wide and numerous things of Markdown and HTML, of about `size` characters where depth allows it."""

    def rows(unit: str, line: str) -> str:
        return "\n".join(f"{unit * (level % 40)}{line} {level}" for level in range(size // 60))

    def repeated(unit: str) -> str:
        return "".join(unit.replace("@", str(rank)) for rank in range(max(1, size // len(unit))))

    yield "listes de 400 niveaux", "\n".join(f"{'  ' * level}- niveau {level}" for level in range(400))
    yield "citations de 400 niveaux", "\n".join(f"{'> ' * level}niveau {level}\n" for level in range(400))
    yield "listes et citations mêlées", rows("> - ", "niveau")
    row = "|".join("c" * 3 for _ in range(1000))
    yield "table de 1 000 colonnes", f"{row}\n{'|'.join('---' for _ in range(1000))}\n" + f"{row}\n" * (size // 4000)
    yield "notes", repeated("mot[^@] ") + "\n\n" + repeated("[^@]: note\n")
    yield "notes qui s’appellent", "mot[^0]\n\n" + repeated("[^@]: note[^@]\n\n")
    yield "références", repeated("[mot][@] ") + "\n\n" + repeated("[@]: https://a.example/@\n")
    yield "abréviations", repeated("A@ ") + "\n\n" + repeated("*[A@]: mot\n\n")
    yield "entités", repeated("&eacute;&#x1F600;&amp;&lt;&nbsp;&quot;")
    yield "emphase ouverte", repeated("*a **b ***c _d __e ")
    yield "emphase fermée", repeated("*a* **b** ***c*** _d_ ")
    yield "emphase emboîtée", "*a **b " * (size // 14) + "** *" * (size // 14)
    yield "titres", repeated("## Titre @\n\n")
    yield "mêmes titres", repeated("## Titre\n\n")
    yield "liens", repeated("[mot](https://a.example/@) ")
    yield "liens du site", repeated("[mot](../articles/second.md) ")
    yield "liens morts", repeated("[mot](absent-@.md)\n\n")
    yield "adresses nues", repeated("https://a.example/@ ")
    yield "courriels", repeated("<a@@example.org> ")
    yield "images", repeated("![un carré](../images/carre.png)\n\n")
    yield "code en ligne", repeated("`a` ``b`` ")
    yield "accents graves inégaux", " ".join("`" * length for length in range(1, int((2 * size) ** 0.5)))
    yield "fences", repeated("```\ncode @\n```\n\n")
    yield "fences jamais fermées", repeated("~~~\nmot\n\n```\n")
    yield "code indenté", repeated("    code @\n")
    yield "div emboîtés", "<div>\n\n" * 400 + "mot\n\n" + "</div>\n\n" * 400
    yield "div à la suite", repeated("<div>\n\nmot @\n\n</div>\n\n")
    yield "div jamais fermés", repeated("<div>\n\n")
    yield "span jamais fermés", repeated("<span>a ")
    yield "fermetures de trop", repeated("a</b> ")
    yield "balises du HTML", repeated('<b class="x">a</b> <i title="@">b</i> ')
    yield "commentaires", repeated("<!-- mot @ --> a\n\n")
    yield "commentaires ouverts", repeated("a <!-- mot ")
    yield "attributs", repeated("mot {: .classe#id@ }\n\n")
    yield "apartés", repeated("!!! note\n    mot @\n\n")
    yield "définitions", repeated("Terme @\n:   définition\n\n")
    yield "tâches", repeated("- [ ] tâche @\n")
    yield "une ligne", "mot " * (size // 4)
    yield "un mot", "a" * size
    yield "lignes courtes", repeated("a\n")
    yield "puces", repeated("- a\n")
    yield "numéros", repeated("@. a\n")
    yield "lignes vides", "a" + "\n" * size
    yield "espaces", "a" + " " * size + "b"
    yield "sauts de ligne", repeated("a  \nb\\\n")
    yield "échappements", repeated("\\*\\[\\]\\\\")
    yield "guillemets", repeated("« a » “b” \"c\" 'd' ")
    yield "ponctuation", repeated("a : b ; c ! d ? 1 000 € ")


def measured(text: str, folder: Path) -> tuple[float, float, list[str]]:
    """Seconds of processor that a text takes to be read, then typeset, and the errors told of it."""
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(source)
            resource.setrlimit(resource.RLIMIT_CPU, (KILL, KILL))
            write(folder, "articles/x.md", HEADER + text)
            with os.fdopen(sink, "w") as told:
                json.dump(_read(folder), told)
        finally:
            os._exit(0)
    os.close(sink)
    with os.fdopen(source) as told:
        said = told.read()
    os.waitpid(child, 0)
    return tuple(json.loads(said)) if said else (float(KILL), 0.0, ["fin sans un mot"])


def _read(folder: Path) -> tuple[float, float, list[str]]:
    start = time.process_time()
    site = load_site(folder, lambda zone: read_clock("2026-06-01", zone), CHECKS)
    read = time.process_time()
    errors = [str(problem) for problem in site.problems if problem.severity == "error"]
    if not errors:
        text_of(site, site.articles["x"], Options())
    return read - start, time.process_time() - read, errors


def faults(name: str, found: list[tuple[float, float, list[str]]]) -> Iterator[str]:
    """What is wrong in the costs of one text at each length."""
    for rank, (read, typeset, told) in enumerate(found, 1):
        if max(read - MARGIN, typeset) > SECONDS:
            which = f"longueur {rank} de {len(found)}"
            yield f"{name} : {read:.1f} + {typeset:.1f} s, {which}{' ; ' + told[0] if told else ''}"
        if any("articles/x.md:" not in message for message in told):
            yield f"{name} : {told[0]}"
    short, long = sum(found[0][:2]), sum(found[-1][:2])
    if not found[-1][2] and long > SMALL and long > GROWTH * 10 * max(short, 0.02):
        yield f"{name} : de {short:.2f} à {long:.2f} s pour dix fois plus long"


def main() -> None:
    """Try what the options ask for, within the minutes given; exit with 1 when something is wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--only", default="")
    chosen = parser.parse_args()
    end = time.monotonic() + 60 * chosen.minutes
    named = [dict(structures(length)) for length in LENGTHS]
    texts = [(name, [texts[name] for texts in named]) for name in named[0]]
    for unit in units(chosen.sample, chosen.seed):
        texts.append((repr(unit), [(unit * (length // len(unit) + 1))[:length] for length in LENGTHS]))
    random.Random(chosen.seed).shuffle(texts)  # a run that is short has seen some of each
    tried = accepted = wrong = 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "content")
        write(folder, "agence.yaml", f"name: Agence\nurl: https://essai.example/\n{LEGAL}")
        write(folder, "articles/second.md", "---\ntitle: Second\ndate: 2026-01-01\n---\n\nUn texte.\n")
        (folder / "images").mkdir()
        from PIL import Image

        Image.new("RGB", (4, 3)).save(folder / "images" / "carre.png")
        measured("Un mot.", folder)
        for name, lengths in texts:
            if chosen.only not in name:
                continue
            if time.monotonic() > end:
                break
            short, middle, long = lengths
            found = [measured(short, folder), measured(long, folder)]
            if found[-1][2]:  # refused: the half of it may not be
                found.insert(1, measured(middle, folder))
            tried += 1
            accepted += not found[-1][2]
            if chosen.only:
                print(name, *(f"{read:.2f}+{typeset:.2f}" for read, typeset, _ in found), found[-1][2][:2])
            for fault in faults(name, found):
                wrong += 1
                print(fault, flush=True)
            if tried % 20 == 0:
                print(f"  {tried} / {len(texts)}", file=sys.stderr, flush=True)
    print(f"{tried} textes sur {len(texts)} à trois longueurs, dont {accepted} acceptés : {wrong} à revoir.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
