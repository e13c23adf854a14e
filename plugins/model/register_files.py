"""The site's memory, `content/registre/`: files that commands write and git keeps. Read and written here alone."""

from __future__ import annotations

from plugins.common.files import write_whole
from plugins.common.problems import Problem
from plugins.model import source
from plugins.model.content import Content

FOLDER = "registre"


def read_register(site: Content, name: str) -> tuple[str | None, list[Problem]]:
    """The text of a file of the register, line feeds only, and its faults; None when it is absent or faulty."""
    path = site.root / FOLDER / name
    if not path.exists():
        return None, []
    text, faults = source.read_source(path, None)
    shown = shown_register(site, name)
    problems = [fault.rule.at(shown, fault.line, fault.column, fault.message) for fault in faults]
    return (None if problems else text), problems


def write_register(site: Content, name: str, text: str) -> bool:
    """Write a file of the register whole or not at all; False when it already says so and is left alone."""
    path = site.root / FOLDER / name
    if path.is_file() and source.normalise(path.read_text("utf-8", "replace")) == source.normalise(text):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode("utf-8"))
    return True


def shown_register(site: Content, name: str) -> str:
    """How messages name a file of the register."""
    return f"{site.shown}/{FOLDER}/{name}"
