"""The attributes of images that keep a page still while it loads."""

from __future__ import annotations

import re
from collections.abc import Callable

Size = tuple[int, int]  # width, height in pixels
_IMG = re.compile(r"<img\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*?)\s*/?>", re.I)
_SRC = re.compile(r"\ssrc\s*=\s*\"([^\"]*)\"", re.I)


def add_image_sizes(html: str, size_of: Callable[[str], Size | None]) -> str:
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
