"""The register of what a build writes: each file once, inside its folder, with what it was made of.

Every writer asks for its path here. What it says of sources serves the messages of whatever looks at the output.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import shutil
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from plugins.common.problems import Problem
from plugins.common.rules import TAKEN_PATH


@dataclass(frozen=True)
class Source:
    """What a file was made of: the text of the content (or of the theme) with the line to mend, and the template.

    `path` is shown as it stands; `template` is empty for what no template makes.
    """

    path: str
    line: int = 1
    column: int = 1
    template: str = ""


@dataclass
class Outputs:
    """The files of one build, by their path below `folder` (with `/`, never first), and the writers refused.

    `making` is the text that is being read or written, None between two: what fails there is told of it.
    """

    folder: Path
    sources: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    making: Source | None = None
    _files: dict[str, str] = field(default_factory=dict)
    _folders: dict[str, str] = field(default_factory=dict)
    _inside: set[Path] = field(default_factory=set)
    _written: dict[str, tuple[int, str]] = field(default_factory=dict)

    def claim(self, path: str, source: Source) -> Path | None:
        """Where to write a file, its folder made; None, and a problem at `source`, when it may not be written there.

        Two paths that one disk or one address takes for the same are one: letter case, and « é » in one sign or two.
        """
        name = posixpath.normpath(path) if path else "."
        fault = self._outside(path, name) or self._taken(name)
        if fault:
            self.problems.append(TAKEN_PATH.at(source.path, source.line, source.column, fault))
            return None
        target = self.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if not self._leads_inside(target.parent) or target.is_symlink():
            self.problems.append(TAKEN_PATH.at(source.path, source.line, source.column, _leaves(path)))
            return None
        self.sources[name] = source
        self._files[disk_key(name)] = name
        folder = posixpath.dirname(name)
        while folder and disk_key(folder) not in self._folders:
            self._folders[disk_key(folder)] = name
            folder = posixpath.dirname(folder)
        return target

    def write(self, path: str, data: str | bytes, source: Source) -> bool:
        """Write a file, UTF-8 and as it stands, under its folder; False when it was refused."""
        target = self.claim(path, source)
        if target:
            written = data.encode("utf-8") if isinstance(data, str) else data
            target.write_bytes(written)
            self._note(path, written)
        return target is not None

    def copy(self, path: str, file: Path, source: Source) -> bool:
        """Copy a file; False when it was refused."""
        target = self.claim(path, source)
        if target:
            shutil.copyfile(file, target)
            self._note(path, target.read_bytes())
        return target is not None

    def manifest(self) -> str:
        """What was written, as JSON sorted by path: the size in bytes, the SHA-256 and the source of each file."""
        files = {
            name: {
                "size": size,
                "sha256": digest,
                "source": f"{source.path}:{source.line}",
                "template": source.template,
            }
            for name, source in sorted(self.sources.items())
            for size, digest in (self._written[name],)
        }
        return json.dumps({"files": files}, ensure_ascii=False, indent=1) + "\n"

    def _note(self, path: str, data: bytes) -> None:
        self._written[posixpath.normpath(path)] = len(data), hashlib.sha256(data).hexdigest()

    def _outside(self, path: str, name: str) -> str | None:
        if path.startswith("/") or name in (".", "..") or name.startswith("../") or set(path) & set("\\\0"):
            return _leaves(path)
        return None

    def _taken(self, name: str) -> str | None:
        first = self._files.get(disk_key(name))
        if first is None and disk_key(name) in self._folders:
            first = self._folders[disk_key(name)]
        if first is None:
            parents = (name[:end] for end, char in enumerate(name) if char == "/")
            first = next((self._files[disk_key(parent)] for parent in parents if disk_key(parent) in self._files), None)
        if first is None:
            return None
        return (
            f"adresse « {address_of(name)} » déjà prise par {self.sources[first].path}"
            f"{'' if first == name else f' (« {address_of(first)} »)'} : choisissez-en une autre, ou retirez celle-ci"
        )

    def _leads_inside(self, folder: Path) -> bool:
        if folder not in self._inside:
            real = Path(os.path.realpath(folder))
            if not real.is_relative_to(os.path.realpath(self.folder)):
                return False
            self._inside.add(folder)
        return True


def address_of(name: str) -> str:
    """The address of a file below the site's root: `articles/x/index.html` gives `/articles/x/`."""
    return "/" + (name[: -len("index.html")] if name == "index.html" or name.endswith("/index.html") else name)


def file_at(address: str) -> str:
    """The file of an address, which may begin with `/`: `/articles/x/` gives `articles/x/index.html`."""
    path = address.lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def disk_key(name: str) -> str:
    """Files with one key are one file on some disk: case and the way to spell « é » tell none apart (APFS, NTFS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _leaves(path: str) -> str:
    shown = path.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    return f"« {shown} » sort du dossier du site : écrivez une adresse du site, comme /2016/05/ancien-article/"
