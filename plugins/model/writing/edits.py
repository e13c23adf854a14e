"""Parts of a text replaced, in the bytes of its file: what no edit names stays, line ends and byte order mark too."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from plugins.model.source import decode, normalise

MARK = b"\xef\xbb\xbf"


class CannotWrite(ValueError):
    """A text cannot be changed as asked; the message is French and says what to do."""


@dataclass(frozen=True)
class Edit:
    """What stands from one offset of a text to another, and what is written there instead; by which rule, if by one."""

    start: int
    end: int
    replacement: str
    rule: str = ""


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with its edits; ValueError when two of them overlap."""
    parts, last = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < last or edit.end < edit.start:
            raise ValueError(f"edits overlap at {edit.start}")
        parts += [text[last : edit.start], edit.replacement]
        last = edit.end
    return "".join([*parts, text[last:]])


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
        Edit(place(edit.start), place(edit.end), normalise(edit.replacement).replace("\n", ends)) for edit in edits
    ]
    return data[: len(data) - len(raw.encode("utf-8"))] + edited(raw, placed).encode("utf-8")
