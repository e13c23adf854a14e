"""The size of an image, read from its first bytes, and the attributes that keep a page still while it loads."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PIL import Image, UnidentifiedImageError

Size = tuple[int, int]
_IMG = re.compile(r"<img\b([^>]*?)\s*/?>")
_SRC = re.compile(r"\ssrc=\"([^\"]*)\"")


def image_size(path: Path) -> Size | None:
    """Width and height in pixels, None when the file is no image that is known."""
    if path.suffix.lower() == ".svg":
        return _svg_size(path)
    try:
        with Image.open(path) as image:
            return image.size
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
        return None


def _svg_size(path: Path) -> Size | None:
    head = path.read_text(encoding="utf-8", errors="replace")[:4000]
    tag = re.search(r"<svg\b[^>]*>", head)
    if not tag:
        return None
    width = re.search(r"\swidth=\"([\d.]+)(?:px)?\"", tag[0])
    height = re.search(r"\sheight=\"([\d.]+)(?:px)?\"", tag[0])
    if width and height:
        return round(float(width[1])), round(float(height[1]))
    box = re.search(r"\sviewBox=\"[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)\"", tag[0])
    return (round(float(box[1])), round(float(box[2]))) if box else None


def settle_images(html: str, size_of: Callable[[str], Size | None]) -> str:
    """The HTML with width, height and lazy loading on each image that has not said them.

    `size_of` gives the size of an image by its address in the HTML. Without width and height the text jumps when an
    image arrives (web.dev, « Cumulative Layout Shift »).
    """

    def settle(match: re.Match[str]) -> str:
        attributes = match[1]
        source = _SRC.search(attributes)
        size = size_of(source[1]) if source and "width=" not in attributes else None
        if size:
            attributes += f' width="{size[0]}" height="{size[1]}"'
        if "loading=" not in attributes:
            attributes += ' loading="lazy" decoding="async"'
        return f"<img{attributes}>"

    return _IMG.sub(settle, html) if "<img" in html else html
