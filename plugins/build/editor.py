"""The editor of whoever writes: how a file is opened there, at a line."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

_ADDRESS = "vscode://file/{file}:{line}:{column}"
# Those that have a window of their own, by the name of their command: one that needs a terminal has none to open in.
_PLACES = {
    **dict.fromkeys(("code", "codium", "cursor"), "--goto {file}:{line}:{column}"),
    **dict.fromkeys(("subl", "zed"), "{file}:{line}:{column}"),
    **dict.fromkeys(("gedit", "gvim", "mousepad", "emacs"), "+{line} {file}"),
    "kate": "--line {line} --column {column} {file}",
}


def open_in_editor(file: Path, line: int, column: int, environ: Mapping[str, str] = os.environ) -> str:
    """Open a file; the address that the browser is to go to for that, empty when a command was run.

    TRIBUNE_EDITOR is a command or an address, where `{file}`, `{line}` and `{column}` stand for the place; else EDITOR
    counts, when it is one that opens a window; else Visual Studio Code is asked, by its address.
    """
    pattern = environ.get("TRIBUNE_EDITOR") or _of_the_system(environ) or _ADDRESS
    if "://" in pattern:
        return pattern.format(file=quote(str(file).lstrip("/")), line=line, column=column)
    words = shlex.split(pattern if "{file}" in pattern else f"{pattern} {_place(pattern)}")
    command = [word.format(file=file, line=line, column=column) for word in words]
    quiet = subprocess.DEVNULL
    subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)
    return ""


def _place(command: str) -> str:
    return _PLACES.get(Path(shlex.split(command)[0]).name, "{file}")


def _of_the_system(environ: Mapping[str, str]) -> str:
    command = environ.get("VISUAL") or environ.get("EDITOR") or ""
    return command if command and Path(shlex.split(command)[0]).name in _PLACES else ""
