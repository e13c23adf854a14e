"""What a name of code tells: features name their functions and kinds, so that each is loaded when it is used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def load(name: str) -> Any:
    """What stands under a name, `module:attribute`. Raises ImportError or AttributeError when nothing does."""
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)
