"""Where the project is and where it may write what can be made again."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN_CACHE = ROOT / ".cache"
# `inv` gives it where the checkout cannot be written; anyone may set it.
CACHE = Path(os.environ.get("TRIBUNE_CACHE") or OWN_CACHE).absolute()
TAG = "CACHEDIR.TAG"  # bford.info/cachedir: `inv` leaves it in a cache that it makes elsewhere


def is_ours(cache: Path) -> bool:
    """Whether a cache may be deleted whole: the project's own, or one that `inv` made."""
    return cache == OWN_CACHE or (cache / TAG).is_file()
