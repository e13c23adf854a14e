"""WebP without what its pixels do not need (RFC 9649 § 2: a file is a run of RIFF chunks)."""

from __future__ import annotations

from plugins.media.colour import is_srgb
from plugins.media.container import Container, Size, exif_orientation
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

_NEEDED = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_IN_FRAME = frozenset((b"VP8 ", b"VP8L", b"ALPH"))
_ICC, _EXIF, _XMP = 0x20, 0x08, 0x04  # flags of the VP8X chunk
_FRAME_HEADER = 16


def strip(data: bytes) -> Container:
    """The image alone: no Exif, XMP nor unknown chunk, nothing after its end. Animations stay.

    Raises Broken when a chunk is cut.
    """
    end = 8 + int.from_bytes(data[4:8], "little")
    if end > len(data):
        raise Broken(TRUNCATED)
    found = _chunks(data, 12, end)
    profile = next((payload for name, payload in found if name == b"ICCP"), None)
    if profile is not None and is_srgb(profile):
        profile = None
    kept, orientation, frames, size = [], 1, 0, None
    for name, payload in found:
        if name == b"EXIF":
            orientation = exif_orientation(payload)
        if name not in _NEEDED or (name == b"ICCP" and profile is None):
            continue
        if name == b"VP8X":
            flags = payload[0] & ~(_EXIF | _XMP | (0 if profile else _ICC))
            payload = bytes((flags,)) + payload[1:]
        elif name == b"ANMF":
            inner = [chunk for chunk in _chunks(payload, _FRAME_HEADER, len(payload)) if chunk[0] in _IN_FRAME]
            payload = payload[:_FRAME_HEADER] + b"".join(_chunk(*chunk) for chunk in inner)
            frames += 1
        size = size or _size(name, payload)
        kept.append(_chunk(name, payload))
    if size is None or 0 in size:
        raise Broken(UNREADABLE)
    body = b"WEBP" + b"".join(kept)
    lossless = any(name == b"VP8L" for name, _ in found)
    stripped = b"RIFF" + len(body).to_bytes(4, "little") + body
    return Container(stripped, size, orientation, profile, max(frames, 1), lossless=lossless)


def _chunks(data: bytes, at: int, end: int) -> list[tuple[bytes, bytes]]:
    found = []
    while at + 8 <= end:
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + length > end:
            raise Broken(TRUNCATED)
        found.append((data[at : at + 4], data[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return found


def _chunk(name: bytes, payload: bytes) -> bytes:
    return name + len(payload).to_bytes(4, "little") + payload + b"\0" * (len(payload) % 2)


def _size(name: bytes, payload: bytes) -> Size | None:
    if name == b"VP8X":
        return int.from_bytes(payload[4:7], "little") + 1, int.from_bytes(payload[7:10], "little") + 1
    if name == b"VP8 ":
        return int.from_bytes(payload[6:8], "little") & 0x3FFF, int.from_bytes(payload[8:10], "little") & 0x3FFF
    if name == b"VP8L":
        bits = int.from_bytes(payload[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
