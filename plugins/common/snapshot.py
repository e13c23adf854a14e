"""What a folder looked like at an instant: a file that changes while it is read would be published half."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import blake2b
from pathlib import Path

# Bytes, inode, nanoseconds of the last change of its words, and of anything of it: that one nobody can put back.
Stamp = tuple[int, int, int, int]
# A file changed just before it was read may change again within one tick of its clock (git's « racy » files).
YOUNG = 2_000_000_000  # nanoseconds
_SIZE = 16  # bytes of a digest


class Snapshot:
    """The size, the dates and the inode of each file below a folder, links followed; and its folders."""

    def __init__(self, root: Path) -> None:
        self._root = f"{root}/"
        start = len(self._root)
        self._stamps: dict[str, Stamp | None] = {}
        self._folders: list[str] = []
        self._whole = True
        for directory, folders, names in os.walk(root):
            base = f"{directory}/"[start:]
            for name in folders:
                self._folders.append(base + name)
                self._whole = self._whole and not os.path.islink(f"{directory}/{name}")  # noqa: PTH114
            for name in names:
                self._stamps[base + name] = _stamp(f"{directory}/{name}")

    def changed(self, names: Iterable[str]) -> list[str]:
        """Which files, named from the folder, are no longer what they were; sorted."""
        return sorted(name for name in names if _content(_stamp(self._root + name)) != _content(self._stamps.get(name)))

    def digest(self) -> bytes:
        """What tells that nothing of the folder has changed; another one each time where a link leads to a folder that
        was not looked into."""
        if not self._whole:
            return os.urandom(_SIZE)
        said = repr((sorted(self._stamps.items()), sorted(self._folders)))
        return blake2b(said.encode(), digest_size=_SIZE).digest()

    def young(self, now: int) -> bool:
        """Whether a file changed so shortly before `now` (in ns) that it may change again under the same stamp."""
        return any(stamp is not None and max(stamp[2:]) > now - YOUNG for stamp in self._stamps.values())


def _content(stamp: Stamp | None) -> tuple[int, ...] | None:
    return stamp and stamp[:3]


def _stamp(path: str) -> Stamp | None:
    try:
        return stamp_of(os.stat(path))  # noqa: PTH116 - a Path for each file takes longer than what it is asked
    except OSError:
        return None


def stamp_of(found: os.stat_result) -> Stamp:
    """What tells that a file has not changed, without reading it."""
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns
