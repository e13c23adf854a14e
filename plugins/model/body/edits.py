"""Changes of a text as plain data: where, what is written there, by which rule; and where an offset was before them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple


class Edit(NamedTuple):
    """`text[start:end]` becomes `replacement`; `rule` is the id of the rule that says so (docs/rules.md)."""

    start: int
    end: int
    replacement: str
    rule: str


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with edits that are sorted and do not overlap."""
    parts: list[str] = []
    done = 0
    for start, end, replacement, _ in edits:
        parts += (text[done:start], replacement)
        done = end
    return "".join([*parts, text[done:]])


def without_overlaps(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits sorted by place; of those that overlap, the one that was given first stays, whatever its place."""
    edits = list(edits)
    ordered = sorted(edits)
    if all(
        end < following or (end == following and (start != following or end != last))
        for (start, end, *_), (following, last, *_) in pairwise(ordered)
    ):
        return tuple(ordered)
    ranked = sorted((edit.start, edit.end, rank, edit) for rank, edit in enumerate(edits))
    kept: list[tuple[int, Edit]] = []
    for start, end, rank, edit in ranked:
        while kept and (start < kept[-1][1].end or (start, end) == kept[-1][1][:2]) and rank < kept[-1][0]:
            kept.pop()
        if not kept or (start >= kept[-1][1].end and (start, end) != kept[-1][1][:2]):
            kept.append((rank, edit))
    return tuple(edit for _, edit in kept)


class Places:
    """Where the offsets of an edited text were in its source."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        self._edits = edits
        self._starts: list[int] = []  # of each replacement, in the edited text
        shift = 0
        for start, end, replacement, _ in edits:
            self._starts.append(start + shift)
            shift += len(replacement) - (end - start)

    def __call__(self, offset: int) -> int:
        """The offset in the source of one of the edited text; within a replacement, its own in what it replaces."""
        rank = bisect_right(self._starts, offset) - 1
        if rank < 0:
            return offset
        start, end, replacement, _ = self._edits[rank]
        inside = offset - self._starts[rank]
        return start + min(inside, end - start) if inside < len(replacement) else end + inside - len(replacement)
