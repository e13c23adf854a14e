"""PNG without what its pixels do not need (PNG, third edition, § 5: a file is a run of chunks)."""

from __future__ import annotations

import zlib

from plugins.media.colour import is_srgb
from plugins.media.container import Container, exif_orientation
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

_NEEDED = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT".split()
)
_NAMES = frozenset((b"icc", b"ICC", b"ICC Profile", b"ICC profile", b"Display P3", b"Adobe RGB (1998)"))
_PROFILE_MAX = 4_000_000  # bytes: a profile is data from a stranger, and compressed


def strip(data: bytes) -> Container:
    """The image alone: no text, time nor Exif chunk, none that the standard does not know, nothing after its end.

    Animations stay. Raises Broken when a chunk is cut or does not have its checksum.
    """
    kept = [data[:8]]
    size, orientation, frames, deep, profile, ended = (0, 0), 1, 1, False, None, False
    at = 8
    while at < len(data) and not ended:
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(data):
            raise Broken(TRUNCATED)
        payload, chunk = data[at + 8 : end - 4], data[at:end]
        if zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Broken(UNREADABLE)
        if name == b"IHDR":
            size = int.from_bytes(payload[:4], "big"), int.from_bytes(payload[4:8], "big")
            deep = payload[8:9] == b"\x10"
        elif name == b"acTL":
            frames = max(1, int.from_bytes(payload[:4], "big"))
        elif name == b"eXIf":
            orientation = exif_orientation(payload)
        elif name == b"iCCP":
            label, _, packed = payload.partition(b"\0")
            profile = _unpacked(packed[1:])
            if profile is None or is_srgb(profile):
                profile, name = None, b""
            elif label not in _NAMES:
                chunk = _chunk(b"iCCP", b"ICC Profile\0\0" + zlib.compress(profile, 9))
        if name in _NEEDED:
            kept.append(chunk)
        ended = name == b"IEND"
        at = end
    if not ended:
        raise Broken(TRUNCATED)
    if 0 in size:
        raise Broken(UNREADABLE)
    return Container(b"".join(kept), size, orientation, profile, frames, deep, lossless=True)


def _unpacked(packed: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(packed, _PROFILE_MAX)
    except zlib.error:
        return None


def _chunk(name: bytes, payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + name + payload + zlib.crc32(name + payload).to_bytes(4, "big")
