"""JPEG without what its pixels do not need (ITU-T T.81, annex B: a file is a run of marked segments)."""

from __future__ import annotations

import re

from plugins.media.colour import is_srgb
from plugins.media.container import Container, exif_orientation
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

_NEXT_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # in coded data FF00 is a byte, FFD0 to FFD7 restarts
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_NEEDED = _FRAMES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}  # tables, restarts, and what hierarchical files add
_SOS, _EOI = 0xDA, 0xD9
_ICC = b"ICC_PROFILE\0"


def strip(data: bytes) -> Container:
    """The image alone: no Exif, XMP, IPTC, comment, thumbnail, second picture, nor what follows its end.

    The Adobe segment stays, without which four colours are read wrong; so does a profile that is not sRGB.
    Raises Broken when the file is cut.
    """
    segments = list(_segments(data))
    profile = b"".join(
        data[start + 4 + len(_ICC) + 2 : end]
        for marker, start, end in segments
        if marker == 0xE2 and data[start + 4 : start + 4 + len(_ICC)] == _ICC
    )
    kept, orientation, size = [b"\xff\xd8"], 1, None
    for marker, start, end in segments:
        payload = data[start + 4 : end]
        if marker in _NEEDED or marker in (_SOS, _EOI):
            kept.append(data[start:end])
            if marker in _FRAMES and size is None:
                size = int.from_bytes(payload[3:5], "big"), int.from_bytes(payload[1:3], "big")
        elif marker == 0xE0 and payload[:5] == b"JFIF\0" and len(payload) >= 14 and len(kept) == 1:
            kept.append(b"\xff\xe0\0\x10" + payload[:12] + b"\0\0")  # the last two: the size of a thumbnail
        elif marker == 0xEE and payload[:5] == b"Adobe":
            kept.append(b"\xff\xee\0\x0e" + payload[:12])
        elif marker == 0xE2 and payload.startswith(_ICC) and not is_srgb(profile):
            kept.append(data[start:end])
        elif marker == 0xE1 and payload[:6] == b"Exif\0\0":
            orientation = exif_orientation(payload)
    if size is None or 0 in size:
        raise Broken(UNREADABLE)
    return Container(b"".join(kept), size, orientation, profile=profile if profile and not is_srgb(profile) else None)


def _segments(data: bytes) -> list[tuple[int, int, int]]:
    """(marker, start, end) of each segment up to the end of the image; coded data belongs to the scan before it."""
    found: list[tuple[int, int, int]] = []
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 2 > len(data):
            raise Broken(TRUNCATED)
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise Broken(UNREADABLE)
        if marker == _EOI:
            return [*found, (marker, at, at + 2)]
        end = at + 2 if marker == 1 or 0xD0 <= marker <= 0xD8 else at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SOS:
            following = _NEXT_MARKER.search(data, end)
            if following is None:
                raise Broken(TRUNCATED)
            end = following.start()
        if end > len(data):
            raise Broken(TRUNCATED)
        found.append((marker, at, end))
        at = end
