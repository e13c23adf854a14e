"""The register of what a build writes: each file once, inside its folder, with what it was made of.

Every file goes through `emit`: its path is claimed, and it is made only when its key is not the one that the folder, or
the site in place, was given for it. What it says of sources serves the messages of whatever looks at the output.
"""

# Some calls a file, of tens of thousands: a Path costs more than what it asks of the system.
# ruff: noqa: PTH101, PTH102, PTH106, PTH108, PTH112, PTH114, PTH123

from __future__ import annotations

import errno
import os
import posixpath
import shutil
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from json.encoder import encode_basestring as quoted
from pathlib import Path
from random import Random

from plugins.common.frozen import frozen
from plugins.common.problems import BuildRefused, Problem
from plugins.common.regex import regex
from plugins.common.rules import TAKEN_PATH
from plugins.common.trees import FILE_MODE, FOLDER_MODE, File, Folder, Manifest, is_file, strays

_PLAIN = regex(r"[a-z0-9_-][a-z0-9_.-]*(?:/[a-z0-9_-][a-z0-9_.-]*)*")  # a path that no disk spells otherwise
_NOT_LINKED = {errno.EPERM, errno.EMLINK, errno.EXDEV, errno.ENOSYS, errno.EOPNOTSUPP}  # the file system has no such


@frozen
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

    `known` is what the folder holds of an earlier build. `served`, with its root, is the site in place: what it has
    under the same key is linked, and written through by nobody since a file is never written in place. With `trial`
    what is known is not in the folder, and need not be.
    `later` are files that the folder has not, which are made when they are asked for.
    `changes` are instants at which what is written will be another by itself, past or to come; so is each midnight.
    `making` is the text that is being read or written, None between two: what fails there is told of it.
    """

    folder: Path
    known: Manifest = field(default_factory=Manifest)
    served: Manifest = field(default_factory=Manifest)
    served_root: Path | None = None
    trial: bool = False
    sources: dict[str, Source] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    undeclared: list[tuple[str, bool]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    changes: frozenset[datetime] = frozenset()
    making: Source | None = None
    closed: bool = False
    _kept: dict[str, Callable[[], bytes]] = field(default_factory=dict)
    _made: set[str] = field(default_factory=set)
    _folders: dict[str, Folder] = field(default_factory=dict)
    _touched: set[str] = field(default_factory=set)
    _by_key: dict[str, str] = field(default_factory=dict)
    _folders_by_key: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._here = self.known.files
        self._there = self.served.files
        if not self.trial:
            self._folders.update(self.known.folders)
        if "" not in self._folders:
            self._folders[""] = (0, 0)
            self._touched.add("")
        mask = os.umask(0)
        os.umask(mask)
        self._masked = mask & FOLDER_MODE

    def emit(self, path: str, source: Source, key: bytes, make: Callable[[], bytes]) -> bool:
        """Have a file under the folder, made when its key is not known; False, and a problem, when it is refused.

        `make` gives its bytes, the same ones as long as the key is.
        """
        name = self._claim(path, source)
        if name is None:
            return False
        here, there = self._here.get(name), self._there.get(name)
        if here is not None and here[0] == key:
            self.files[name] = here
            self._kept[name] = make
            return True
        if there is not None and there[0] == key and self._link(name, there):
            self._kept[name] = make
            return True
        return self._write(path, name, source, key, make())

    def write(self, path: str, data: str | bytes, source: Source) -> bool:
        """Have a file of these bytes, or of this text as UTF-8; False when it was refused."""
        written = data.encode("utf-8") if isinstance(data, str) else data
        return self.emit(path, source, sha256(written).digest(), lambda: written)

    def copy(self, path: str, file: Path, source: Source, digest: str = "") -> bool:
        """Have a copy of a file; False when it was refused.

        `digest` is its SHA-256 where that is known: it is then not read as long as it is. Raises BuildRefused when it
        holds other bytes since.
        """
        if digest:
            return self.emit(path, source, bytes.fromhex(digest), partial(_as_it_was, file, digest, source))
        return self.write(path, file.read_bytes(), source)

    def promise(self, path: str, source: Source) -> None:
        """Claim the path of a file that will be made when it is asked for, as in a preview."""
        name = self._claim(path, source)
        if name is not None:
            self.later.append(name)

    def made(self) -> list[str]:
        """Which files were made, being known from nowhere; sorted."""
        return sorted(self._made)

    def data(self, name: str) -> bytes:
        """The bytes of a file that was claimed."""
        if self.trial and name in self._kept:
            return self._kept[name]()
        return (self.folder / name).read_bytes()

    def stale(self, count: int, chance: Random) -> list[str]:
        """Of some pages that were not made, drawn by chance, those that would be others: none, unless a key lies."""
        pages = [name for name in self._kept if self.sources[name].template]
        found = []
        for name in chance.sample(pages, min(count, len(pages))):
            self.making = self.sources[name]
            if sha256(self._kept[name]()).digest() != self.files[name][1]:
                found.append(name)
        self.making = None
        return found

    def close(self) -> None:
        """Remove from the folder what no writer has claimed, and look for what no writer has declared."""
        if self.closed:
            return
        for name in () if self.trial else self._here.keys() - self.files.keys():
            self._remove(name)
        self.undeclared = sorted(strays(self.folder, self._touched, self.files, self._folders.keys()))
        self.absent = sorted(name for name in self._made if not os.path.lexists(self.folder / name))
        for name in self._touched:
            found = os.lstat(self.folder / name)
            self._folders[name] = found.st_mtime_ns, found.st_ino
        self.closed = True

    def manifest(self) -> Manifest | None:
        """What the folder holds once it is closed; None when that is not what was claimed."""
        whole = self.closed and not self.undeclared and not self.absent
        return Manifest(self.files, self._folders) if whole else None

    def published(self) -> str:
        """What was written, as JSON sorted by path: the size in bytes, the SHA-256 and the source of each file."""
        lines = []
        for name in sorted(self.sources):
            source, (_, digest, size, *_) = self.sources[name], self.files[name]
            made_of = f'"source": {quoted(f"{source.path}:{source.line}")}, "template": {quoted(source.template)}'
            lines.append(f'{quoted(name)}: {{"size": {size}, "sha256": "{digest.hex()}", {made_of}}}')
        return '{"files": {\n' + ",\n".join(lines) + "\n}}\n"

    def _claim(self, path: str, source: Source) -> str | None:
        """The name of a file, this writer's alone; None, and a problem at `source`, when it may not be written there.

        Two paths that one disk or one address takes for the same are one: letter case, and « é » in one sign or two.
        """
        if _PLAIN.fullmatch(path):
            name = key = path
            fault = self._taken(name, key)
        else:
            name = posixpath.normpath(path) if path else "."
            key = disk_key(name)
            fault = self._outside(path, name) or self._taken(name, key)
        if fault:
            self._refuse(source, fault)
            return None
        self.sources[name] = source
        self._by_key[key] = name
        folder = key.rpartition("/")[0]
        while folder and folder not in self._folders_by_key:
            self._folders_by_key[folder] = name
            folder = folder.rpartition("/")[0]
        return name

    def _refuse(self, source: Source, fault: str) -> None:
        self.problems.append(TAKEN_PATH.at(source.path, source.line, source.column, fault))

    def _write(self, path: str, name: str, source: Source, key: bytes, data: bytes) -> bool:
        digest = sha256(data).digest()
        here = None if self.trial else self._here.get(name)  # in a trial it is nowhere
        for known, link in ((here, False), (self._there.get(name), True)):
            if known is not None and known[1] == digest and (not link or self._link(name, known)):
                self.files[name] = (key, *self.files.get(name, known)[1:])  # the same bytes: the file and its date stay
                return True
        handle = self._open(name)
        if handle is None:
            del self.sources[name], self._by_key[disk_key(name)]
            self._refuse(source, _leaves(path))
            return False
        with open(handle, "wb") as file:
            file.write(data)
            file.flush()
            if self._masked:
                os.fchmod(handle, FILE_MODE)
            found = os.fstat(handle)
        self.files[name] = key, digest, len(data), found.st_mtime_ns, found.st_ino
        self._made.add(name)
        self._touched.add(posixpath.dirname(name))
        return True

    def _open(self, name: str) -> int | None:
        """A new file under a name, open: the inode that was there may have other names. None where a link stands."""
        if not self._enter(posixpath.dirname(name)):
            return None
        target, flags = f"{self.folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            return os.open(target, flags, FILE_MODE)
        except FileExistsError:
            if os.path.islink(target):
                return None
            _clear(target)
            return os.open(target, flags, FILE_MODE)

    def _link(self, name: str, file: File) -> bool:
        """Give the folder the file that the site in place has under a name, if that is still the one that it says."""
        source, target = f"{self.served_root}/{name}", f"{self.folder}/{name}"
        try:
            if not is_file(os.lstat(source), file) or not self._enter(posixpath.dirname(name)):
                return False
        except OSError:
            return False
        try:
            try:
                os.link(source, target, follow_symlinks=False)
            except FileExistsError:
                _clear(target)
                os.link(source, target, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NOT_LINKED:
                raise
            shutil.copy2(source, target, follow_symlinks=False)
            file = (*file[:4], os.lstat(target).st_ino)
        self.files[name] = file
        self._touched.add(posixpath.dirname(name))
        return True

    def _enter(self, folder: str) -> bool:
        """Make a folder that is not yet there, and those above; False where something leads elsewhere."""
        if folder in self._folders:
            return True
        above = posixpath.dirname(folder)
        if not self._enter(above):
            return False
        path = f"{self.folder}/{folder}"
        try:
            os.mkdir(path, FOLDER_MODE)
        except FileExistsError:
            mode = os.lstat(path).st_mode
            if stat.S_ISLNK(mode):
                return False
            if not stat.S_ISDIR(mode):  # a file of the build before
                os.unlink(path)
                os.mkdir(path, FOLDER_MODE)
        if self._masked:
            os.chmod(path, FOLDER_MODE)
        self._folders[folder] = (0, 0)
        self._touched.update((above, folder))
        return True

    def _remove(self, name: str) -> None:
        """Remove a file that is no output any more, and the folders that it leaves empty."""
        path, other = f"{self.folder}/{name}", self._by_key.get(disk_key(name))
        if name in self._folders:
            return  # a folder has its name
        try:
            if other not in (None, name) and os.path.samestat(os.lstat(path), os.lstat(f"{self.folder}/{other}")):
                return  # a file has its name, on a disk that tells « A » and « a » not apart
            os.unlink(path)
        except (FileNotFoundError, NotADirectoryError):
            pass  # what took its place removed it
        folder = posixpath.dirname(name)
        while folder:
            try:
                os.rmdir(f"{self.folder}/{folder}")
            except (FileNotFoundError, NotADirectoryError):
                pass
            except OSError:
                break
            self._folders.pop(folder, None)
            self._touched.discard(folder)
            folder = posixpath.dirname(folder)
        self._touched.add(folder)

    def _outside(self, path: str, name: str) -> str | None:
        if path.startswith("/") or name in (".", "..") or name.startswith("../") or "\\" in path or "\0" in path:
            return _leaves(path)
        return None

    def _taken(self, name: str, key: str) -> str | None:
        first = self._by_key.get(key) or self._folders_by_key.get(key)
        folder = key.rpartition("/")[0]
        while first is None and folder and folder not in self._folders_by_key:  # those above it were looked at then
            first = self._by_key.get(folder)
            folder = folder.rpartition("/")[0]
        if first is None:
            return None
        return (
            f"adresse « {address_of(name)} » déjà prise par {self.sources[first].path}"
            f"{'' if first == name else f' (« {address_of(first)} »)'} : choisissez-en une autre, ou retirez celle-ci"
        )


def _as_it_was(file: Path, digest: str, source: Source) -> bytes:
    try:
        data = file.read_bytes()
    except OSError:
        data = b""
    if sha256(data).hexdigest() != digest:
        raise BuildRefused(f"{source.path} a changé pendant la construction : recommencez")
    return data


def _clear(target: str) -> None:
    """Remove what stands at the path of a file: the one of the build before, or a folder of that name."""
    if os.path.isdir(target) and not os.path.islink(target):
        shutil.rmtree(target)
    else:
        os.unlink(target)


def address_of(name: str) -> str:
    """The address of a file below the site's root: `articles/x/index.html` gives `/articles/x/`."""
    return "/" + (name[: -len("index.html")] if name == "index.html" or name.endswith("/index.html") else name)


def file_at(address: str) -> str:
    """The file of an address, which may begin with `/`: `/articles/x/` gives `articles/x/index.html`."""
    path = address.lstrip("/")
    return f"{path}index.html" if path.endswith("/") or not path else path


def disk_key(name: str) -> str:
    """Files with one key are one file on some disk: case and the way to spell « é » tell none apart (APFS, NTFS)."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _leaves(path: str) -> str:
    shown = path.encode("utf-8", "backslashreplace").decode().replace("\0", "\\0")
    return f"« {shown} » sort du dossier du site : écrivez une adresse du site, comme /2016/05/ancien-article/"
