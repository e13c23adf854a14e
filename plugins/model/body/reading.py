"""The door of a body: what people paste becomes the Markdown that they meant, and each place keeps its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from plugins.model.body.edits import Edit, without_overlaps

_BULLET = re.compile(r"^(?P<indent>[ \t]*)(?P<mark>[•·▪◦‣●○■□➢➔✓✔]|\uf0b7|\u00a7\t)(?P<gap>[ \t\u00a0]+)(?=\S)", re.M)


def certain_edits(body: str) -> tuple[Edit, ...]:
    """What is certain in a body, as changes of its source: sorted, apart from one another.

    A pure function, linear in the body. Code is left alone. What it gives for the edited body is nothing.
    """
    return without_overlaps(edit for reading in _READINGS for edit in reading(body))


def _bullets(body: str) -> Iterator[Edit]:
    for match in _BULLET.finditer(body) if "•" in body else ():
        yield Edit(match.start("mark"), match.end(), "- ", "puce")


_READINGS: tuple[Callable[[str], Iterator[Edit]], ...] = (_bullets,)
