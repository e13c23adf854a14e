"""What a folder looked like at an instant: a file that changes while it is read would be published half."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

Stamp = tuple[int, int, int]  # inode, bytes, nanoseconds


class Snapshot:
    """The size, the date and the inode of each file below a folder, links followed."""

    def __init__(self, root: Path) -> None:
        self._root = f"{root}/"
        start = len(self._root)
        self._stamps = {
            path[start:]: _stamp(path)
            for directory, _, names in os.walk(root)
            for path in (f"{directory}/{name}" for name in names)
        }

    def changed(self, names: Iterable[str]) -> list[str]:
        """Which files, named from the folder, are no longer what they were; sorted."""
        return sorted(name for name in names if _stamp(self._root + name) != self._stamps.get(name))


def _stamp(path: str) -> Stamp | None:
    try:
        found = os.stat(path)  # noqa: PTH116 - a Path for each file takes longer than what it is asked
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
