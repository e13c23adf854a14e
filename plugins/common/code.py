"""The digest of what makes values out of values: what it makes of the same ones is the same as long as it is."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path

from plugins.common.places import ROOT

SIZE = 16  # bytes of a digest
_LOADED = time.time_ns()  # what was written since then is not what runs
# What decides besides the code: settings, and the libraries' versions.
_OTHERS = ("pelicanconf.py", "publishconf.py", "requirements.txt")


def code_digest(root: Path = ROOT, loaded: int = _LOADED) -> bytes:
    """The digest of the code of a checkout, of its settings, of the versions of Python and of libraries.

    Another one each time where a file was written after this process began to load them (`loaded`, in ns): what runs
    is not what the disk holds, and nothing that it makes may be kept.
    """
    state = blake2b(sys.version.encode(), digest_size=SIZE)
    for path in sorted(_code(f"{root}/plugins")) + [f"{root}/{name}" for name in _OTHERS]:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - three hundred files at each start
                if os.fstat(file.fileno()).st_mtime_ns > loaded:
                    return os.urandom(SIZE)
                data = file.read()
        except FileNotFoundError:
            continue
        state.update(f"{path[len(str(root)) :]}\0{len(data)}\0".encode())
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
