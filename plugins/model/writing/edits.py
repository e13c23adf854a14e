"""Parts of a text replaced, in the bytes of its file: what no edit names stays, line ends and byte order mark too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import pairwise

from plugins.model.body.edits import Edit, apply_edits
from plugins.model.source import decode, normalise

MARK = b"\xef\xbb\xbf"


class CannotWrite(ValueError):
    """A text cannot be changed as asked; the message is French and says what to do."""


def change(start: int, end: int, replacement: str, rule: str = "") -> Edit:
    """An edit; of no rule when a person, or a command, asks for it."""
    return Edit(start, end, replacement, rule)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with its edits, in any order; ValueError when two of them overlap."""
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
    if any(after.start < before.end for before, after in pairwise(ordered)):
        raise ValueError("edits overlap")
    return apply_edits(text, ordered)


def edited_bytes(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes of a file with edits whose offsets are those of its text, as `source.decode` gives it.

    What is written has the line ends of the file: those of Windows when it has more of them. Raises CannotWrite for
    bytes that are no text.
    """
    text, faults = decode(data)
    if not text:
        raise CannotWrite(faults[0].message)
    raw = data.removeprefix(MARK).decode("utf-8")
    windows = raw.count("\r\n")
    ends = "\r\n" if windows > raw.count("\n") - windows else "\n"
    # Offsets, in the text, of the line feeds that two characters of the file stand for.
    double, offset = [], 0
    for part in raw.split("\r\n")[:-1]:
        offset += len(part)
        double.append(offset)
        offset += 1

    def place(at: int) -> int:
        return at + bisect_left(double, at)

    placed = [
        edit._replace(
            start=place(edit.start), end=place(edit.end), replacement=normalise(edit.replacement).replace("\n", ends)
        )
        for edit in edits
    ]
    return data[: len(data) - len(raw.encode("utf-8"))] + edited(raw, placed).encode("utf-8")
