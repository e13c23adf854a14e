"""Tasks of typography: `typography.diff`, `bench.typography`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from invoke import Context, Exit, task


@task(positional=["path"], help={"path": "un fichier Markdown, ou un dossier"})
def diff(c: Context, path: str) -> None:
    """Montre ce que la typographie change (⍽ insécable, ⎵ fine)."""
    # Here: what one task alone needs, the others do not wait for.
    from plugins.model.source import read_source
    from plugins.typography.diff import diff_markdown
    from plugins.typography.options import site_options

    options = site_options()
    target = Path(path)
    if not target.exists():
        raise Exit(f"{path} : introuvable", code=1)
    files = sorted(target.rglob("*.md")) if target.is_dir() else [target]
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    changed = 0
    for file in files:
        text, faults = read_source(file)
        if faults:
            raise Exit("\n".join(f"{file}:{fault.line}:{fault.column}: {fault.message}" for fault in faults), code=1)
        shown = diff_markdown(text, str(file), options, color)
        if shown:
            changed += 1
            print(shown, end="" if shown.endswith("\n") else "\n")
    print(f"{changed} texte{'s' if changed > 1 else ''} à composer sur {len(files)}.", file=sys.stderr)


@task(name="typography")
def bench(c: Context) -> None:
    """Mesure la typographie, python-markdown et typogrify."""
    from plugins.typography.bench import run

    print("µs par Ko de HTML, sur un cœur, le même texte, le meilleur de plusieurs tours")
    rows = run()
    own = rows[0].microseconds_per_kb
    for row in rows:
        print(f"{row.name:<18}{row.microseconds_per_kb:>8.0f}{row.microseconds_per_kb / own:>8.2f} ×")
