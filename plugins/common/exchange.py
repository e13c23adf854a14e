"""Two folders that change places in one step, and writes that outlive a power cut, where the system can."""

from __future__ import annotations

import ctypes
import errno
import os
from pathlib import Path

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTTY}


def exchange(one: Path, other: Path) -> bool:
    """Give each of two paths what the other held, with no instant between (renameat2(2), RENAME_EXCHANGE).

    False, and nothing is changed, where the kernel, the C library or the file system cannot. Raises OSError for any
    other refusal.
    """
    rename = _libc("renameat2")
    if rename is None or not rename(
        _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), ctypes.c_uint(_RENAME_EXCHANGE)
    ):
        return rename is not None
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))


def flush(folder: Path) -> None:
    """Have the disk hold all that was written below a folder: a rename that outlives its data publishes empty pages."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        sync = _libc("syncfs")
        if sync is None or sync(handle):
            os.sync()
    finally:
        os.close(handle)


def flush_names(folder: Path) -> None:
    """Have the disk hold the names that a folder gives to what is in it (fsync(2))."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _libc(name: str) -> ctypes._NamedFuncPointer | None:
    return getattr(ctypes.CDLL(None, use_errno=True), name, None)
