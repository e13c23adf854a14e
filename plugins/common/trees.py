"""What the folder of a site holds, as the build that wrote it noted: the next one makes only what differs.

A note is believed as long as each file and folder has the size, the date, the inode and the mode that it says: what a
person edits, adds or removes there makes it void, and the folder is written anew.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import field
from hashlib import blake2b
from pathlib import Path

from plugins.common.files import write_whole
from plugins.common.frozen import frozen

FILE_MODE, FOLDER_MODE = 0o644, 0o755  # what a web server of another account reads, whatever the umask
_FORM = "tribune-arbre-1"  # another one is not read

File = tuple[bytes, bytes, int, int, int]  # the key of its making, its SHA-256, its bytes, its date (ns), its inode
Folder = tuple[int, int]  # its date (ns), its inode


@frozen
class Manifest:
    """The files and the folders of a tree, by their path below its root, which is the folder `""`."""

    files: dict[str, File] = field(default_factory=dict)
    folders: dict[str, Folder] = field(default_factory=dict)


def fits(root: Path, manifest: Manifest) -> bool:
    """Whether a folder holds just what a manifest says, which was made of it."""
    base = f"{root}/"
    try:
        for name, (date, inode) in manifest.folders.items():
            found = os.lstat(base + name)
            if found.st_mtime_ns != date or found.st_ino != inode or (found.st_mode & 0o777 != FOLDER_MODE and name):
                return False
        return all(is_file(os.lstat(base + name), file) for name, file in manifest.files.items())
    except OSError:
        return False


def is_file(found: os.stat_result, file: File) -> bool:
    """Whether what stands somewhere is the file that a manifest says."""
    return (
        found.st_ino == file[4]
        and found.st_mtime_ns == file[3]
        and found.st_size == file[2]
        and found.st_mode & 0o777 == FILE_MODE
    )


def as_it_stands(root: Path, manifest: Manifest) -> Manifest:
    """A manifest whose files and folders were moved to another root, one by one."""

    def stamp(name: str) -> tuple[int, int]:
        found = os.lstat(f"{root}/{name}")
        return found.st_mtime_ns, found.st_ino

    files = {name: (*file[:3], *stamp(name)) for name, file in manifest.files.items()}
    return Manifest(files, {name: stamp(name) for name in manifest.folders})


class Ledger:
    """The manifests of the trees of one owner (the real path of an output), in a folder of the cache.

    Each is known by the inode of its root: a tree that is renamed keeps its own. Without a tree it is that of what was
    made and kept nowhere. A cache that cannot be read or written is one that knows nothing.
    """

    def __init__(self, folder: Path, owner: Path) -> None:
        self._folder = folder
        self._owner = os.path.realpath(owner)
        self._start = blake2b(os.fsencode(self._owner), digest_size=12).hexdigest()

    def of(self, tree: Path | None) -> Manifest | None:
        """The manifest of a tree; None where there is none, or one that was cut, changed or of another form."""
        try:
            head, _, body = self._file(tree).read_bytes().partition(b"\n")
            if head != self._head(body):
                return None
            return Manifest(*marshal.loads(body))
        except (OSError, ValueError, EOFError, TypeError):
            return None

    def digest(self, tree: Path) -> bytes:
        """What tells the manifest of a tree from any other; empty where there is none."""
        try:
            return self._file(tree).read_bytes().partition(b"\n")[0] + str(tree.stat().st_ino).encode()
        except OSError:
            return b""

    def has(self, tree: Path) -> bool:
        """Whether something is noted of a tree."""
        return self._file(tree).is_file()

    def keep(self, tree: Path | None, manifest: Manifest) -> None:
        """Note what a tree holds."""
        body = marshal.dumps((manifest.files, manifest.folders), 2)
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._file(tree), self._head(body) + b"\n" + body, durable=False)

    def forget(self, tree: Path) -> bool:
        """Know a tree no longer, before it is changed; False where that cannot be noted."""
        try:
            self._file(tree).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def sweep(self, *trees: Path) -> None:
        """Forget all but these trees, and the manifests of owners that are no more."""
        with suppress(OSError):
            kept = {self._file(tree) for tree in trees if tree.is_dir()}
            for path in list(self._folder.iterdir()):
                gone = path not in kept if path.name.startswith(self._start) else not os.path.lexists(_owner_of(path))
                if gone:
                    path.unlink(missing_ok=True)

    def _file(self, tree: Path | None) -> Path:
        return self._folder / (f"{self._start}-{tree.stat().st_ino}" if tree else f"{self._start}-essai")

    def _head(self, body: bytes) -> bytes:
        checksum = blake2b(body, digest_size=16).hexdigest()
        return f"{_FORM} {checksum} ".encode() + os.fsencode(self._owner).replace(b"\n", b"\0")


def _owner_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        return b"/".join(opened.readline(8192).rstrip(b"\n").split(b" ", 2)[2:]).replace(b"\0", b"\n")


def strays(
    root: Path, touched: Iterable[str], files: Container[str], folders: Container[str]
) -> Iterator[tuple[str, bool]]:
    """What some folders of a tree hold and nothing has declared, by its path, with whether it is an ordinary file."""
    waiting = sorted(touched)
    while waiting:
        name = waiting.pop()
        start = f"{name}/" if name else ""
        for entry in os.scandir(root / name):
            path = start + entry.name
            if entry.is_dir(follow_symlinks=False):
                if path not in folders:
                    waiting.append(path)
            elif path not in files or not entry.is_file(follow_symlinks=False):
                yield path, entry.is_file(follow_symlinks=False)
