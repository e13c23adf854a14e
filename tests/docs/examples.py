"""The examples of a guide: each fenced block, with the note above it that says what a reader need not see.

The language of a block says what is done with it:

    console   commands after « $ », and all that they print
    text      lines of `./inv check`
    sh        commands that are read, not run
    yaml      a header, or some of its keys
    markdown  the body of a text

The note is an HTML comment, `<!-- essai … -->`, whose content is YAML:

    avant     commands run before
    change    files changed then: `{fichier, remplace, par}`, or `{fichier, texte}` for a whole file
    puis      files changed while the preview of a `console` block runs
    dans      the file that the keys of a `yaml` block go into (an article if absent)
    entete    keys of the text whose body a `markdown` block is
    rendu     what must be in its published page, as HTML; `absent`, what must not
    texte     a body, in a note that stands alone: what the prose claims
    pourquoi  why the block is not tried
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("guide-*.md")))
GUIDES = (*GUIDES, "docs/relais.md")
LANGUAGES = ("console", "text", "sh", "yaml", "markdown")
KEYS = {"change", "avant", "puis", "dans", "entete", "rendu", "absent", "texte", "pourquoi"}
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})\s*(\S*)\s*$")


class GuideError(Exception):
    """A block that cannot be tried as it is; the message begins with `guide:line`."""


@dataclass
class Example:
    """A block of a guide; `line` is that of its fence, or of its note when it stands alone."""

    guide: str
    line: int
    language: str
    text: str
    note: dict[str, Any] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"{self.guide}:{self.line}"

    @property
    def name(self) -> str:
        """A name for a file of its own."""
        return f"exemple-{Path(self.guide).stem.lower()}-l{self.line}"


def examples(guide: str, text: str) -> Iterator[Example]:
    """The examples of a guide, in order. Raises GuideError."""
    lines = text.split("\n")
    note, note_line = None, 0
    number = 0
    while number < len(lines):
        line, start = lines[number], number + 1
        number += 1
        if line.startswith("<!-- essai"):
            if note is not None:
                yield _alone(guide, note_line, note)
            inside = [line.removeprefix("<!-- essai")]
            while not inside[-1].rstrip().endswith("-->"):
                if number == len(lines):
                    raise GuideError(f"{guide}:{start}: note « <!-- essai » sans « --> »")
                inside.append(lines[number])
                number += 1
            note, note_line = _read(guide, start, "\n".join(inside).rstrip().removesuffix("-->")), start
        elif fence := _FENCE.fullmatch(line):
            body = []
            while number < len(lines) and not re.fullmatch(
                rf" {{0,3}}{fence[1][0]}{{{len(fence[1])},}}\s*", lines[number]
            ):
                body.append(lines[number])
                number += 1
            if number == len(lines):
                raise GuideError(f"{guide}:{start}: bloc sans fin")
            number += 1
            if fence[2] not in LANGUAGES:
                said = f"langage « {fence[2]} »" if fence[2] else "bloc sans langage"
                raise GuideError(f"{guide}:{start}: {said} ; au choix {', '.join(LANGUAGES)} (tests/docs/examples.py)")
            yield Example(guide, start, fence[2], "".join(f"{each}\n" for each in body), note or {})
            note = None
        elif line.strip() and note is not None:
            yield _alone(guide, note_line, note)
            note = None
    if note is not None:
        yield _alone(guide, note_line, note)


def _read(guide: str, line: int, text: str) -> dict[str, Any]:
    try:
        note = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise GuideError(f"{guide}:{line}: note illisible : {error}") from None
    if not isinstance(note, dict) or not set(note) <= KEYS:
        raise GuideError(f"{guide}:{line}: note « essai » : clés possibles {', '.join(sorted(KEYS))}")
    return note


def _alone(guide: str, line: int, note: dict[str, Any]) -> Example:
    if "texte" not in note:
        raise GuideError(f"{guide}:{line}: note « essai » sans bloc au-dessous ni « texte »")
    return Example(guide, line, "markdown", note["texte"], note)
