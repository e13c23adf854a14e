"""The line of help of each field of the values that templates read."""

from __future__ import annotations

from dataclasses import MISSING, field
from typing import Any


def doc(text: str, *, default: Any = MISSING, for_code: bool = False) -> Any:
    """A field with the line that docs/templates.md says of it. One `for_code` is for features, no template reads it."""
    metadata = {"doc": text, "for_code": for_code}
    return field(metadata=metadata) if default is MISSING else field(default=default, metadata=metadata)
