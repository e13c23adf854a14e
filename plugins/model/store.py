"""Where facts wait for the next build: a file of SQLite in the cache, a row for each text, known by its bytes.

It holds nothing that a build could not make again: a store that is cut, foreign, of another version of the code, or
that the disk refuses is an empty one, and the site is the same.
"""

from __future__ import annotations

import marshal
import os
import sqlite3
import time
from collections.abc import Iterable
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

Stamp = tuple[int, int, int]  # nanoseconds of the last change, bytes, inode
_SCHEMA = """
CREATE TABLE texts (path TEXT PRIMARY KEY, changed INTEGER, size INTEGER, inode INTEGER, seen INTEGER,
                    digest BLOB, value BLOB, sum BLOB) WITHOUT ROWID;
CREATE TABLE long (digest BLOB PRIMARY KEY, value TEXT);
CREATE TABLE version (code TEXT);
"""
_PENDING = 4_000_000  # signs of long texts that wait in memory to be written together
# A file changed just before it was read may change again within one tick of its clock (git's « racy » files).
_YOUNG = 2_000_000_000


class Entry:
    """What is known of one file: its stamp, the digest of its bytes, what was read of it."""

    __slots__ = ("digest", "seen", "stamp", "value")

    def __init__(self, stamp: Stamp, seen: int, digest: bytes, value: dict[str, Any]) -> None:
        self.stamp, self.seen, self.digest, self.value = stamp, seen, digest, value


class Store:
    """The facts of one content folder; without a file, for as long as this one lives.

    `complaint` says in French why nothing can be kept, empty when all is well.
    """

    def __init__(self, file: Path | None = None, code: str = "") -> None:
        self.complaint = ""
        self.entries: dict[str, Entry] = {}
        self._trusting = not os.environ.get("CI")  # a fresh checkout has new dates, and may have old ones
        self._pending: dict[bytes, str] = {}
        self._waiting = 0
        self._file = file
        self._base: sqlite3.Connection | None = None
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._base = self._open(file, code)
                self.entries = self._read()
            except sqlite3.DatabaseError:
                self._close()
                for name in (file.name, f"{file.name}-journal"):
                    file.with_name(name).unlink(missing_ok=True)
                self._base = self._open(file, code)
        except (OSError, sqlite3.Error) as error:
            self._refuse(error)

    def _open(self, file: Path, code: str) -> sqlite3.Connection:
        base = sqlite3.connect(file, timeout=5, isolation_level=None, check_same_thread=False)
        try:
            base.execute("PRAGMA synchronous=OFF")  # what a power cut spoils, the sums of the rows tell
            tables = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")}
            if tables and base.execute("SELECT code FROM version").fetchone() == (code,):
                return base
            base.execute("BEGIN IMMEDIATE")
            for name in tables:
                base.execute(f'DROP TABLE "{name}"')
            for statement in filter(str.strip, _SCHEMA.split(";")):
                base.execute(statement)
            base.execute("INSERT INTO version VALUES (?)", (code,))
            base.execute("COMMIT")
        except BaseException:
            base.close()
            raise
        return base

    def _read(self) -> dict[str, Entry]:
        assert self._base is not None
        entries = {}
        for path, changed, size, inode, seen, digest, value, kept in self._base.execute("SELECT * FROM texts"):
            if _sum(value) == kept:
                entries[path] = Entry((changed, size, inode), seen, digest, marshal.loads(value))
        return entries

    def known(self, path: str, stamp: Stamp) -> Entry | None:
        """What is known of a file that has this stamp; None when its bytes must be read to tell."""
        entry = self.entries.get(path)
        if entry is None or not self._trusting or entry.stamp != stamp or entry.seen - stamp[0] < _YOUNG:
            return None
        return entry

    def same(self, path: str, data: bytes) -> Entry | None:
        """What is known of a file with these bytes."""
        entry = self.entries.get(path)
        return entry if entry is not None and entry.digest == digest_of(data) else None

    def text(self, digest: bytes) -> str | None:
        """A long text by its digest; None when it is not there, or no longer itself."""
        if digest in self._pending:
            return self._pending[digest]
        if self._base is None:
            return None
        try:
            found = self._base.execute("SELECT value FROM long WHERE digest = ?", (digest,)).fetchone()
        except sqlite3.Error:
            return None
        return found[0] if found and digest_of(found[0].encode()) == digest else None

    def keep_text(self, digest: bytes, text: str) -> None:
        """Keep a long text; it is written with others."""
        self._pending[digest] = text
        self._waiting += len(text)
        if self._waiting > _PENDING and self._base is not None:
            self._write_texts()

    def _write_texts(self) -> None:
        assert self._base is not None
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT OR REPLACE INTO long VALUES (?, ?)", self._pending.items())
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._refuse(error)  # they stay in memory
            return
        self._pending.clear()
        self._waiting = 0

    def save(self, new: Iterable[tuple[str, Entry]], paths: set[str], long: set[bytes]) -> None:
        """Keep what was read anew; forget the files that are gone, and the long texts that none names."""
        if self._base is None:
            return
        rows = []
        for path, entry in new:
            value = marshal.dumps(entry.value)
            rows.append((path, *entry.stamp, entry.seen, entry.digest, value, _sum(value)))
        gone = [(path,) for path in self.entries if path not in paths]
        if not rows and not gone and not self._pending:
            return
        if self._pending:
            self._write_texts()
        if self._base is None:
            return
        try:
            self._base.execute("BEGIN IMMEDIATE")
            self._base.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._base.executemany("DELETE FROM texts WHERE path = ?", gone)
            (count,) = self._base.execute("SELECT count(*) FROM long").fetchone()
            if count > len(long) + len(long) // 4 + 100:
                there = [digest for (digest,) in self._base.execute("SELECT digest FROM long")]
                unused = [(digest,) for digest in there if digest not in long]
                self._base.executemany("DELETE FROM long WHERE digest = ?", unused)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._refuse(error)

    def _refuse(self, error: Exception) -> None:
        self._close()
        self.complaint = f"rien n’est gardé pour la construction suivante ({self._file} : {error})"

    def _close(self) -> None:
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    def close(self) -> None:
        """Let the file go; what waits is lost."""
        self._close()


def stamp_of(found: os.stat_result) -> Stamp:
    """What tells that a file has not changed, without reading it."""
    return found.st_mtime_ns, found.st_size, found.st_ino


def digest_of(data: bytes) -> bytes:
    """The name of some bytes."""
    return blake2b(data, digest_size=16).digest()


def now() -> int:
    """When files are looked at, by the clock that dates them."""
    return time.time_ns()


def _sum(value: bytes) -> bytes:
    return blake2b(value, digest_size=8).digest()
