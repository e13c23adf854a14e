"""What every raster format gives once stripped, and the two values that are read out of what is left behind."""

from __future__ import annotations

from dataclasses import dataclass

Size = tuple[int, int]


@dataclass(frozen=True)
class Container:
    """An image without what its pixels do not need.

    `data` is the source itself, byte for byte, when there was nothing to take away. `size` is that of the stored
    pixels; `orientation` how they are to be turned (Exif 2.32, tag 0x0112: 1 as they are, 2 to 8 turned or mirrored).
    `profile` is the colour profile (ICC) that was left in. `frames` is 1 for a still image. `deep` says more than
    eight bits a channel; `lossless` that no pixel is lost when it is written again.
    """

    data: bytes
    size: Size
    orientation: int = 1
    profile: bytes | None = None
    frames: int = 1
    deep: bool = False
    lossless: bool = False


def exif_orientation(exif: bytes) -> int:
    """The orientation of an Exif block (a TIFF file, « Exif\\0\\0 » before it or not); 1 when it says none."""
    tiff = exif.removeprefix(b"Exif\0\0")
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if order is None:
        return 1

    def number(at: int, length: int) -> int:
        return int.from_bytes(tiff[at : at + length], order)  # type: ignore[arg-type]

    first = number(4, 4)
    for entry in range(first + 2, first + 2 + 12 * min(number(first, 2), 200), 12):
        if number(entry, 2) == 0x0112:
            found = number(entry + 8, 2)
            return found if 1 <= found <= 8 else 1
    return 1


def turned(size: Size, orientation: int) -> Size:
    """The size as it is seen once the orientation is applied."""
    return (size[1], size[0]) if orientation >= 5 else size
