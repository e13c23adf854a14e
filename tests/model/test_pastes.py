"""What people paste, by where it comes from: a golden file of pastes/ holds texts, their HTML, what is told of them.

Four points a case: what it is, the text, its HTML, the messages, whose lines count from the first of the text. Signs
that no eye sees are written ⇥ (tab), ⍽ and ⎵ (no-break spaces), ∅ (U+200B), ¬ (soft hyphen), ↲ (U+2028).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from plugins.model.body.edits import apply_edits
from plugins.model.body.reading import certain_edits

FOLDER = Path(__file__).with_name("pastes")
SIGNS = str.maketrans({"⇥": "\t", "⍽": "\u00a0", "⎵": "\u202f", "∅": "\u200b", "¬": "\u00ad", "↲": "\u2028"})
HEADER = "---\ntitle: Essai\ndate: 2026-03-01\n---\n"


class Paste(NamedTuple):
    """A case of a golden file."""

    title: str
    text: str
    html: str
    messages: list[str]


def read_cases() -> Iterator[Paste]:
    """The cases of all sources."""
    for file in sorted(FOLDER.glob("*.md")):
        blocks = re.split(r"^\.\n", file.read_text("utf-8").translate(SIGNS), flags=re.M)
        for title, text, html, messages in zip(*(blocks[rank::4] for rank in range(4)), strict=False):
            yield Paste(f"{file.stem} : {title.strip()}", text, html.removesuffix("\n"), messages.splitlines())


CASES = [pytest.param(case, id=case.title) for case in read_cases()]


@pytest.mark.parametrize("case", CASES)
def test_a_paste_is_read_or_told(case, folder):
    """Ce qui est collé est lu comme on l’entend, ou dit à sa ligne avec ce qu’il faut écrire."""
    folder.write("articles/2026-03-01-essai.md", HEADER + case.text)
    site = folder.load()
    document = site.by_path["articles/2026-03-01-essai.md"]
    problems = [each for each in site.problems if each.path == document.shown]

    assert document.rendered.html == case.html
    assert [f"{p.line - 4}:{str(p).split(':', 2)[2]}" for p in problems] == case.messages


@pytest.mark.parametrize("case", CASES)
def test_what_is_certain_is_written_once(case):
    """Ce qui est certain, une fois écrit dans le texte, n’y change plus rien."""
    text = apply_edits(case.text, certain_edits(case.text))

    assert certain_edits(text) == ()
