"""Where a fault of the output is mended: the line of the text that holds its cause, else that of the template."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Protocol

from plugins.common.outputs import Source, address_of
from plugins.common.problems import Problem, Rule
from plugins.publishing.gate.values import Fault, Kind
from plugins.publishing.rules import ANNOUNCED, BRACES, DATA, DEAD_LINK, LOCAL, PAGE, SECRET, UNPUBLISHED

Place = tuple[str, int, int]  # file as messages show it, line and column from 1
# What an author shows on purpose is no fault of the build, or one to look at; a secret is never meant.
_MEANT: Mapping[Kind, Rule | None] = {"local": None, "unpublished": ANNOUNCED, "template": BRACES}
_RULES: Mapping[Kind, Rule] = {"link": DEAD_LINK, "secret": SECRET, "local": LOCAL, "unpublished": UNPUBLISHED}


class Texts(Protocol):
    """The texts of authors, by the path that messages show."""

    def find(self, path: str, needle: str) -> Sequence[Place]:
        """Where a text holds some words, each time."""

    def anywhere(self, needle: str) -> Place | None:
        """Where any published text holds them."""


def problems_of(
    faults: Iterable[tuple[str, Fault]], sources: Mapping[str, Source], texts: Texts, theme: Path
) -> list[Problem]:
    """Each fault once, at its place, with the files of the site that show it."""
    seen: dict[tuple[Place, str, Rule], list[str]] = {}
    written: dict[str, tuple[Place, Rule | None]] = {}  # by what is said: the text where it was found
    unplaced: list[tuple[str, Fault, Place]] = []
    template_line = _templates(theme)
    faults = list(faults)
    for (path, fault), own in zip(faults, _in_texts(faults, sources, texts), strict=True):
        place, meant = (
            (own, True) if own else _elsewhere(fault, sources.get(path) or Source(path), texts, template_line)
        )
        if not meant:
            unplaced.append((path, fault, place))
            continue
        rule = _MEANT[fault.kind] if fault.kind in _MEANT else _rule(path, fault)
        written.setdefault(fault.message, (place, rule))
        if rule:
            seen.setdefault((place, fault.message, rule), []).append(path)
    for path, fault, place in unplaced:  # what a feed or a list says of a text is mended in that text
        found, rule = written.get(fault.message, (place, _rule(path, fault)))
        if rule:
            seen.setdefault((found, fault.message, rule), []).append(path)
    return sorted(
        rule.at(*place, f"{message}{_where(place[0], paths)}") for (place, message, rule), paths in seen.items()
    )


def _rule(path: str, fault: Fault) -> Rule:
    return _RULES.get(fault.kind, PAGE if path.endswith((".html", ".htm")) else DATA)


def _in_texts(
    faults: Sequence[tuple[str, Fault]], sources: Mapping[str, Source], texts: Texts
) -> Sequence[Place | None]:
    """Where the text of each file holds what is at fault.

    Of those that look alike, the n-th is at the n-th place, when there are as many of both: a text shows some as code,
    and a page says others twice.
    """
    find = cache(texts.find)
    alike: dict[tuple[str, str, str], list[int]] = {}
    for rank, (path, fault) in enumerate(faults):
        text = sources[path].path if path in sources else path
        spellings = (spelling for needle in fault.needles for spelling in _spellings(needle))
        held = next((spelling for spelling in spellings if find(text, spelling)), None)
        if held is not None:
            alike.setdefault((path, text, held), []).append(rank)
    found: list[Place | None] = [None] * len(faults)
    for (_, text, held), ranks in alike.items():
        places = find(text, held)
        for number, rank in enumerate(ranks):
            found[rank] = places[number if len(places) == len(ranks) else 0]
    return found


def _elsewhere(
    fault: Fault, source: Source, texts: Texts, template_line: Callable[[str, str], Place | None]
) -> tuple[Place, bool]:
    """The place of a fault that its own text does not hold, and whether an author wrote there what is at fault."""
    for needle in fault.needles:
        if fault.kind not in ("fault", "link") and (found := texts.anywhere(needle)):
            return found, True
    for needle in fault.needles:
        if source.template and (found := template_line(source.template, needle)):
            return found, False
    for needle in fault.needles:
        if len(needle) > 8 and (found := texts.anywhere(needle)):
            return found, True
    return (source.path, source.line, source.column), False


def _spellings(needle: str) -> Sequence[str]:
    """How a text may have written what the page holds: as it stands, or the end of a path that was resolved."""
    path = needle.partition("#")[0].rstrip("/")
    name = posixpath.basename(path.removesuffix("/index.html"))
    return (needle, *((name,) if "/" in needle and len(name) > 3 else ()))


def _templates(theme: Path) -> Callable[[str, str], Place | None]:
    """A search in the template of a page, then in those that it may include or extend."""
    folder = theme / "templates"

    def search(template: str, needle: str) -> Place | None:
        if len(needle) < 4:
            return None
        own = folder / posixpath.basename(template)
        shared = sorted(folder.glob("_*.html"))
        for file in (own, folder / "base.html", *shared):
            text = file.read_text("utf-8", "replace") if file.is_file() else ""
            offset = text.find(needle)
            if offset >= 0:
                line = text.count("\n", 0, offset) + 1
                column = offset - text.rfind("\n", 0, offset)
                return f"{posixpath.dirname(template)}/{file.name}", line, column
        return None

    return search


def _where(shown: str, paths: list[str]) -> str:
    first = address_of(paths[0])
    if shown.endswith(paths[0]) and len(paths) == 1:
        return ""
    more = len(set(paths)) - 1
    others = f" et {more} autre{'s' if more > 1 else ''} fichier{'s' if more > 1 else ''}" if more else ""
    return f" (vu dans {first}{others})"
