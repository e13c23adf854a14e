"""Files of people, read without a wait: what stands in the place of one may be a pipe, a device or a socket."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path


def read_file(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a regular file, the first `limit` of them; OSError (ENXIO for what is no regular file)."""
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.ENXIO, "", str(path))
        return file.read() if limit is None else file.read(limit)


def irregular(folder: Path) -> Iterator[Path]:
    """What is neither a file nor a folder below a folder, links followed; sorted."""
    for directory, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(directory, name) for name in sorted(names)):
            if path.exists() and not path.is_file():
                yield path
