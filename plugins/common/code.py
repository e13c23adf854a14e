"""The digest of what makes values out of values: what it makes of the same ones is the same as long as it is."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache, lru_cache
from hashlib import blake2b
from pathlib import Path

from plugins.common.places import ROOT
from plugins.common.snapshot import Stamp, stamp_of

SIZE = 16  # bytes of a digest
_LOADED = time.time_ns()  # what was written since then is not what runs
# What decides besides the code: settings, and the libraries' versions.
_OTHERS = ("pelicanconf.py", "publishconf.py", "requirements.txt")


def code_digest(root: Path = ROOT, loaded: int = _LOADED) -> bytes:
    """The digest of the code of a checkout, of its settings, of the versions of Python and of libraries.

    Another one each time where a file was written after this process began to load them (`loaded`, in ns): what runs
    is not what the disk holds, and nothing that it makes may be kept.
    """
    files = []
    for path in sorted(_code(f"{root}/plugins")) + [f"{root}/{name}" for name in _OTHERS]:
        with suppress(FileNotFoundError):
            files.append((path[len(str(root)) :], stamp_of(os.stat(path))))  # noqa: PTH116 - three hundred files
    if any(stamp[2] > loaded for _, stamp in files):
        return os.urandom(SIZE)
    return _digest(str(root), tuple(files))


@lru_cache(maxsize=4)
def _digest(root: str, files: tuple[tuple[str, Stamp], ...]) -> bytes:
    """The digest of files as their stamps know them: a build asks for it several times, and reads them once."""
    state = blake2b(sys.version.encode(), digest_size=SIZE)
    for name, _ in files:
        with open(root + name, "rb") as file:  # noqa: PTH123 - three hundred files at each start
            data = file.read()
        state.update(f"{name}\0{len(data)}\0".encode())
        state.update(data)
    return state.digest()


@cache
def pinned(name: str, root: Path = ROOT) -> str:
    """The version of a library, by the project’s list: to ask the package itself takes a hundredth of a second."""
    found = re.search(rf"^{re.escape(name)}==(\S+)", (root / "requirements.txt").read_text("utf-8"), re.M)
    if found is None:
        raise LookupError(f"{name} is not pinned in requirements.txt")
    return found[1]


def _code(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.name.endswith((".py", ".yaml")):
            yield entry.path
        elif entry.is_dir() and entry.name != "__pycache__":
            yield from _code(entry.path)
