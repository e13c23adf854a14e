"""GIF without what its pixels do not need (GIF89a specification: a file is a run of blocks)."""

from __future__ import annotations

from plugins.media.container import Container
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")  # how often an animation is played


def strip(data: bytes) -> Container:
    """The image alone: no comment, text nor application block but the one that counts loops, nothing after its end.

    Raises Broken when a block is cut.
    """
    size = screen = int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")
    at = 13 + (_table(data[10]) if len(data) > 10 else 0)
    kept, frames = [data[:at]], 0
    while True:
        mark = data[at : at + 1]
        if mark == b";" or (not mark and frames):  # some programs leave the last byte out
            kept.append(b";")
            break
        if mark == b",":
            if at + 10 > len(data):
                raise Broken(TRUNCATED)
            left, top, width, height = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (1, 3, 5, 7))
            size = max(size[0], left + width), max(size[1], top + height)  # as decoders do with one that overflows
            end = _blocks_end(data, at + 10 + _table(data[at + 9]) + 1)
            kept.append(data[at:end])
            frames += 1
        elif mark == b"!":
            end = _blocks_end(data, at + 2)
            label = data[at + 1 : at + 2]
            if label == b"\xf9" or (label == b"\xff" and data[at + 3 : at + 14] in _LOOPS):
                kept.append(data[at:end].replace(_LOOPS[1], _LOOPS[0], 1))  # every decoder knows the first name
        else:
            raise Broken(UNREADABLE if mark else TRUNCATED)
        at = end
    if not frames or 0 in screen:
        raise Broken(UNREADABLE)
    return Container(b"".join(kept), size, frames=frames, lossless=True)


def _table(flags: int) -> int:
    """The bytes of a colour table, by the flags that announce it."""
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    """Where a run of sub-blocks ends: each begins with its length, an empty one is the last."""
    while True:
        if at >= len(data):
            raise Broken(TRUNCATED)
        length = data[at]
        at += 1 + length
        if not length:
            return at
