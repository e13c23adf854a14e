"""Files of people, read without a wait: what stands in the place of one may be a pipe, a device or a socket.

And files written whole or not at all, whatever dies meanwhile.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plugins.common.exchange import flush_names


def read_file(path: Path, limit: int | None = None) -> bytes:
    """The bytes of a regular file, the first `limit` of them; OSError (ENXIO for what is no regular file)."""
    # Without O_NONBLOCK, opening a pipe waits for somebody to write into it.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with open(handle, "rb") as file:  # noqa: PTH123
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(errno.ENXIO, "", str(path))
        return file.read() if limit is None else file.read(limit)


def write_whole(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Give a file these bytes, or leave it as it was and raise OSError; its mode stays, a new one is read by all.

    `durable`: the disk holds them, and the name, before the return. A cache does without.
    """
    handle, partial = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123
            file.write(data)
            file.flush()
            if durable:
                os.fsync(handle)  # a rename that outlives its data would leave an empty file
        Path(partial).chmod(stat.S_IMODE(path.stat().st_mode) if path.is_file() else 0o644)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    if durable:
        flush_names(path.parent)  # without this, a power cut may bring the old file back


def irregular(folder: Path) -> Iterator[Path]:
    """What is neither a file nor a folder below a folder, links followed; sorted."""
    for directory, folders, names in os.walk(folder):
        folders.sort()
        for path in (Path(directory, name) for name in sorted(names)):
            if path.exists() and not path.is_file():
                yield path
