"""Every message that an author can meet, whole, with its line and column: messages.md holds one block for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from plugins.common.rules import all_rules

CASES = Path(__file__).with_name("messages.md")


class Case(NamedTuple):
    """A block of the golden file."""

    title: str
    path: str
    text: str
    expected: list[str]


def read_cases() -> Iterator[Case]:
    """The blocks of messages.md: a title (with the file it speaks of), the file, the messages, each after a point."""
    blocks = re.split(r"^\.\n", CASES.read_text("utf-8"), flags=re.M)
    for title, text, expected in zip(blocks[0::3], blocks[1::3], blocks[2::3], strict=False):
        *_, line = title.strip().split("\n")
        name, _, path = line.partition(" → ")
        yield Case(name, path or "articles/2026-03-01-essai.md", text, expected.splitlines())


def completed(case: Case, required: dict[str, dict[str, str]]) -> str:
    """The file of a block, its line « … » replaced by the other keys that such a text must have."""
    keys = required.get(case.path.partition("/")[0], {})
    others = [f"{key}: {value}" for key, value in keys.items() if not re.search(rf"(?mi)^{key}\s*:", case.text)]
    return re.sub(r"^…$", lambda _: "\n".join(others), case.text, flags=re.M)


@pytest.mark.parametrize("case", [pytest.param(case, id=case.title) for case in read_cases()])
def test_each_fault_has_its_message(case, folder, required):
    """Chaque faute a son message : où, ce qui a été lu, ce qu’il faut écrire."""
    folder.write(case.path, completed(case, required))

    problems = [problem for problem in folder.load().problems if problem.path == f"content/{case.path}"]

    assert [str(problem).removeprefix(f"content/{case.path}:") for problem in problems] == case.expected
    assert {problem.rule for problem in problems} <= all_rules().keys()
