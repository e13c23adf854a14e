"""`typography.diff`: what typography changes in texts, read on what their pages show."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from invoke import Context, Exit, task

from plugins.common.problems import render
from plugins.editorial.places import Places
from plugins.model.content import Document
from plugins.model.fields import Record
from plugins.model.loader import read_alone, shown_path
from plugins.model.options import content_folder
from plugins.site.feature import content_kinds, listed_features
from plugins.site.texts import WORDS
from plugins.site.typesetting import typeset_record_of
from plugins.typography.diff import Change, changes, show
from plugins.typography.options import Options, site_options
from plugins.typography.records import prose_of


def composed(document: Document[Record], options: Options) -> Iterator[tuple[int, Change]]:
    """Each text of the header and of the body of a document that its page shows otherwise, with its line."""
    shown = dict(prose_of(typeset_record_of(document, options)))
    for loc, text in prose_of(document.record):
        if shown[loc] != text:
            yield document.place(loc)[0], Change(text, shown[loc])
    body, _ = WORDS.of(document, options)
    places = Places(document)
    for change in changes(document.rendered.html, str(body)):
        yield document.body_place(places.find(change.before))[0], change


@task(positional=["path"], help={"path": "un texte du contenu, ou un dossier de textes"})
def diff(c: Context, path: str) -> None:
    """Montre ce que la typographie change dans les pages (⍽ insécable, ⎵ fine)."""
    options = site_options()
    target = Path(path)
    if not target.exists():
        raise Exit(f"{path} : introuvable", code=1)
    content = _content_of(target)
    files = sorted(target.rglob("*.md")) if target.is_dir() else [target]
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    kinds = content_kinds(listed_features())
    changed = read = 0
    for file in files:
        document, faults = read_alone(content, file.resolve().relative_to(content).as_posix(), kinds)
        if document is None:
            if faults or target.is_file():
                raise Exit(render(faults) if faults else f"{path} : ce n’est pas un texte du contenu", code=1)
            continue
        read += 1
        found = list(composed(document, options))
        changed += bool(found)
        for line, change in found:
            print(show(change, f"{shown_path(file)}:{line}", color), end="")
    print(f"{changed} texte{'s' if changed > 1 else ''} à composer sur {read}.", file=sys.stderr)


def _content_of(path: Path) -> Path:
    """The content folder that a path is in: the nearest with an agence.yaml, else the project's. Exit when in none."""
    whole = path.resolve()
    found = next((each for each in (whole, *whole.parents) if (each / "agence.yaml").is_file()), None)
    content = found or content_folder("").resolve()
    if not whole.is_relative_to(content):
        raise Exit(f"{path} : ce n’est pas un texte du contenu", code=1)
    return content


TASKS = (diff,)
