"""AVIF images and MP4 films without what is said of them (ISO/IEC 14496-12: a file is a tree of boxes).

Boxes hold the places of others in the file: what is private is overwritten with zeros where it stands, so that
nothing moves.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from plugins.media.container import Container
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

_INSIDE = frozenset((b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"edts", b"dinf"))
_PRIVATE = frozenset((b"udta", b"uuid", b"free", b"skip", b"wide", b"prft", b"emsg"))
_TOP = frozenset((b"ftyp", b"styp", b"meta", b"mdat", b"moov", b"moof", b"sidx", b"mfra", b"ssix", b"pdin", b"idat"))
_PRIVATE_ITEMS = frozenset((b"Exif", b"mime", b"uri "))


@dataclass(frozen=True)
class _Box:
    name: bytes
    start: int
    body: int
    end: int


def strip_film(data: bytes) -> bytes:
    """An MP4 without its place, its date of shooting, its camera, nor what follows it. Raises Broken when it is cut."""
    return bytes(_cleaned(data)[0])


def strip_avif(data: bytes) -> Container:
    """An AVIF without its Exif and XMP items, nor what follows it.

    It is turned by a property of its own, which browsers follow: the size is the one that is seen.
    """
    kept, meta = _cleaned(data)
    if meta is None:
        raise Broken(UNREADABLE)
    inner = {box.name: box for box in _boxes(data, meta.body + 4, meta.end)}
    names = _private_items(data, inner)
    for at in names.values():
        kept[at : at + 4] = b"free"  # no reader takes it for an Exif that is ill-formed
    for start, end in _extents(data, inner, names):
        if end > len(data):
            raise Broken(TRUNCATED)
        kept[start:end] = bytes(end - start)
    size, odd = _shown(data, inner)
    if 0 in size:
        raise Broken(UNREADABLE)
    return Container(bytes(kept), size[::-1] if odd else size)


def _cleaned(data: bytes) -> tuple[bytearray, _Box | None]:
    kept, meta, end = bytearray(data), None, 0
    for box in _boxes(data, 0, len(data)):
        if box.name not in _TOP and box.name not in _PRIVATE:
            break  # what follows an image is no box: an archive, a film
        end = box.end
        if box.name == b"meta":
            meta = box
        elif box.name in _PRIVATE:
            _blank(kept, box)
        elif box.name in _INSIDE:
            _clean_inside(data, kept, box)
    if end == 0:
        raise Broken(UNREADABLE)
    return kept[:end], meta


def _clean_inside(data: bytes, kept: bytearray, parent: _Box, depth: int = 0) -> None:
    for box in _boxes(data, parent.body, parent.end):
        if box.name in _PRIVATE or box.name == b"meta":  # below moov it holds QuickTime’s keys, the place among them
            _blank(kept, box)
        elif box.name in (b"mvhd", b"tkhd", b"mdhd"):
            wide = 8 if data[box.body] == 1 else 4
            kept[box.body + 4 : box.body + 4 + 2 * wide] = bytes(2 * wide)  # made, modified
        elif box.name in _INSIDE and depth < 8:
            _clean_inside(data, kept, box, depth + 1)


def _blank(kept: bytearray, box: _Box) -> None:
    kept[box.start + 4 : box.start + 8] = b"free"
    kept[box.body : box.end] = bytes(box.end - box.body)


def _boxes(data: bytes, at: int, end: int) -> Iterator[_Box]:
    while at + 8 <= end:
        length, name, body = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], at + 8
        if length == 1:
            length, body = int.from_bytes(data[at + 8 : at + 16], "big"), at + 16
        elif length == 0:
            length = end - at
        if length < body - at or at + length > end:
            if name in _TOP:
                raise Broken(TRUNCATED)
            return
        yield _Box(name, at, body, at + length)
        at += length


def _private_items(data: bytes, meta: dict[bytes, _Box]) -> dict[int, int]:
    """Where the type of each item that is no picture is written, by the number of the item (§ 8.11.6, `iinf`)."""
    found: dict[int, int] = {}
    if b"iinf" in meta:
        info = meta[b"iinf"]
        for entry in _boxes(data, info.body + (6 if data[info.body] == 0 else 8), info.end):
            wide = 4 if data[entry.body] >= 3 else 2
            kind = entry.body + 4 + wide + 2
            if entry.name == b"infe" and data[entry.body] >= 2 and data[kind : kind + 4] in _PRIVATE_ITEMS:
                found[int.from_bytes(data[entry.body + 4 : entry.body + 4 + wide], "big")] = kind
    return found


def _extents(data: bytes, meta: dict[bytes, _Box], items: Collection[int]) -> Iterator[tuple[int, int]]:
    """Where the bytes of some items stand (§ 8.11.3, `iloc`)."""
    if b"iloc" not in meta:
        return
    box, version = meta[b"iloc"], data[meta[b"iloc"].body]
    at = box.body + 4
    offset_size, length_size = data[at] >> 4, data[at] & 15
    base_size, index_size = data[at + 1] >> 4, data[at + 1] & 15 if version else 0
    at += 2

    def take(length: int) -> int:
        nonlocal at
        value = int.from_bytes(data[at : at + length], "big")
        at += length
        return value

    for _ in range(take(4 if version == 2 else 2)):
        item = take(4 if version == 2 else 2)
        method = take(2) & 15 if version else 0
        take(2)
        base = take(base_size)
        if method == 1:
            base += meta[b"idat"].body if b"idat" in meta else 0
        for _ in range(take(2)):
            take(index_size)
            start = base + take(offset_size)
            length = take(length_size)
            if item in items and method < 2:
                yield start, start + length
        if at > box.end:
            raise Broken(UNREADABLE)


def _shown(data: bytes, meta: dict[bytes, _Box]) -> tuple[tuple[int, int], bool]:
    """The largest size of an item, and whether it is turned by a quarter (`ispe`, `irot`)."""
    size, odd = (0, 0), False
    if b"iprp" in meta:
        for group in _boxes(data, meta[b"iprp"].body, meta[b"iprp"].end):
            for box in _boxes(data, group.body, group.end) if group.name == b"ipco" else ():
                if box.name == b"ispe":
                    width, height = (int.from_bytes(data[box.body + at : box.body + at + 4], "big") for at in (4, 8))
                    size = max(size, (width, height), key=lambda each: each[0] * each[1])
                elif box.name == b"irot":
                    odd = bool(data[box.body] & 1)
    return size, odd
