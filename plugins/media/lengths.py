"""The size of a drawing, by the attributes of its root (SVG 2 § 7.2; CSS Values 4 § 6.2 for the units)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from plugins.media.container import Size

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_LENGTH = re.compile(rf"\s*({_NUMBER})\s*([a-zA-Z%]*)\s*")
_BOX = re.compile(rf"\s*{_NUMBER}[\s,]+{_NUMBER}[\s,]+({_NUMBER})[\s,]+({_NUMBER})\s*")
# In pixels of 1/96 inch. A font of 16 pixels is what a drawing of its own starts from.
_UNITS = {
    "": 1.0,
    "px": 1.0,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 96 / 25.4,
    "q": 96 / 101.6,
    "pt": 96 / 72,
    "pc": 16.0,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "ch": 8.0,
}


def svg_size(root: Mapping[str, str]) -> Size | None:
    """Width and height in pixels, from `width`, `height` and `viewBox`; None when they do not say them.

    A side that is missing, or in percent, follows from the other and the box; without either, the box is the size.
    """
    width, height = _pixels(root.get("width")), _pixels(root.get("height"))
    box = _BOX.fullmatch(root.get("viewBox", ""))
    ratio = None
    if box and float(box[1]) > 0 and float(box[2]) > 0:
        ratio = float(box[1]) / float(box[2])
    if ratio is not None:
        if width is None and height is None:
            width, height = float(box[1]), float(box[2])  # type: ignore[index]
        width = width or height * ratio  # type: ignore[operator]
        height = height or width / ratio
    if not width or not height or max(width, height) > 1e6:
        return None
    return max(1, round(width)), max(1, round(height))


def _pixels(text: str | None) -> float | None:
    match = _LENGTH.fullmatch(text or "")
    unit = _UNITS.get(match[2].lower()) if match else None
    value = float(match[1]) * unit if match and unit else 0.0
    return value if 0 < value < 1e7 else None
