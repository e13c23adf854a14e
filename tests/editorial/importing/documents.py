"""Pictures for the tests of what is taken from other tools."""

from __future__ import annotations

import io

from PIL import Image


def picture(color: str) -> bytes:
    """A small PNG of one colour."""
    made = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(made, "PNG")
    return made.getvalue()
