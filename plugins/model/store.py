"""Where facts wait for the next build: a file of SQLite in the cache, a row for each text, known by its bytes, and for
each record of agence.yaml, lieux.yaml and the comments, known by its words.

It holds nothing that a build could not make again: a store that is cut, foreign, of another version of the code, or
that the disk refuses is an empty one, and the site is the same.
"""

from __future__ import annotations

import marshal
import os
import sqlite3
import time
from contextlib import closing, suppress
from hashlib import blake2b
from pathlib import Path

from plugins.common.problems import reason
from plugins.common.untyped import JsonObject
from plugins.model.limits import TooCostly

# Bytes, inode, nanoseconds of the last change of its words, and of anything of it: that one nobody can put back.
Stamp = tuple[int, int, int, int]
UNSEEN: Stamp = (0, 0, 0, 0)  # of what is known by its bytes alone
Kept = tuple[object, ...]  # a fact: the key of its argument, its value, the digest of its long text if it has one
_SCHEMA = (
    "CREATE TABLE texts (path TEXT PRIMARY KEY, size INTEGER, inode INTEGER, changed INTEGER, altered INTEGER,"
    " seen INTEGER, digest BLOB, value BLOB, sum BLOB) WITHOUT ROWID",
    "CREATE TABLE long (digest BLOB PRIMARY KEY, value TEXT)",
    "CREATE TABLE version (code BLOB)",
)
PATIENCE = 5  # seconds that another build is given to write
_TOGETHER = 4_000_000  # signs of long texts that wait in memory to be written together
# A file changed just before it was read may change again within one tick of its clock (git's « racy » files).
_YOUNG = 2_000_000_000


class Facts(dict[str, Kept]):
    """The facts of one document by name (model/facts.py). `new` says that one was computed in this build.

    What cost too much is refused again without being tried. `mixed`: the file has changed since it was read, so that
    some are of other words, and none is kept.
    """

    def __init__(self, store: Store, known: dict[str, Kept] | None = None) -> None:
        super().__init__(known or {})
        self.store = store
        self.new = False
        self.mixed = False
        self.refused: dict[str, TooCostly] = {}


class Entry:
    """What is known of one file: its stamp and when it was seen, the digest of its bytes, what was read of it."""

    def __init__(self, stamp: Stamp, seen: int, digest: bytes, value: JsonObject, *, new: bool = False) -> None:
        self.stamp, self.seen, self.digest, self.value, self.new = stamp, seen, digest, value, new


class Store:
    """The facts of one content folder; without a file, for as long as this one lives.

    `code` is the digest of what makes them. `fresh`: what is kept is not believed, and gives place to what is made.
    `complaint` says in French why nothing can be kept, empty when all is well.
    """

    def __init__(self, file: Path | None = None, code: bytes = b"", *, fresh: bool = False) -> None:
        self.complaint = ""
        self._known: dict[str, Entry] = {}
        self._texts: dict[str, tuple[Entry, Facts]] = {}
        self._trusting = not os.environ.get("CI")  # a fresh checkout has new dates, and may have old ones
        self._pending: dict[bytes, str] = {}
        self._waiting = 0
        self._file = file
        self._code = code
        self._base: sqlite3.Connection | None = None
        self._saved: Path | None = None
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            try:
                self._base = _open(file, code, fresh)
                self._known = self._read(self._base)
            except sqlite3.OperationalError:
                raise
            except (sqlite3.DatabaseError, ValueError, EOFError, TypeError):
                self.close()
                _remove(file)
                self._base = _open(file, code)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error)

    def _read(self, base: sqlite3.Connection) -> dict[str, Entry]:
        entries = {}
        for path, size, inode, changed, altered, seen, digest, value, kept in base.execute("SELECT * FROM texts"):
            if _sum(value) == kept:
                entries[path] = Entry((size, inode, changed, altered), seen, digest, marshal.loads(value))
        return entries

    def known(self, path: str, stamp: Stamp) -> Entry | None:
        """What is known of a file that has this stamp; None when its bytes must be read to tell."""
        entry = self._known.get(path)
        if entry is None or not self._trusting or entry.stamp != stamp or entry.seen - max(stamp[2:]) < _YOUNG:
            return None
        return entry

    def same(self, path: str, stamp: Stamp, data: bytes) -> Entry | None:
        """What is known of a file that has these bytes, read a moment ago."""
        entry = self.unchanged(path, data)
        if entry is not None:
            entry.stamp, entry.seen, entry.new = stamp, time.time_ns(), True
        return entry

    def unchanged(self, path: str, data: bytes) -> Entry | None:
        """What is known of these bytes, which were read whatever the stamp of their file."""
        entry = self._known.get(path)
        return entry if entry is not None and entry.digest == digest_of(data) else None

    def entry(self, stamp: Stamp, data: bytes, value: JsonObject) -> Entry:
        """What was just read of a file."""
        return Entry(stamp, time.time_ns(), digest_of(data), value, new=True)

    def facts(self, path: str, entry: Entry) -> Facts:
        """The facts of a text of this build, which `save` keeps with it."""
        facts = Facts(self, entry.value.pop("facts", None))
        self._texts[path] = (entry, facts)
        return facts

    def text(self, digest: bytes) -> str | None:
        """A long text by its digest; None when it is not there, or no longer itself."""
        if digest in self._pending:
            return self._pending[digest]
        try:
            if self._base is not None:
                found = _long(self._base, digest)
            elif self._saved:
                with closing(sqlite3.connect(f"{self._saved.as_uri()}?mode=ro", uri=True)) as base:
                    found = _long(base, digest)
            else:
                return None
        except sqlite3.Error:
            return None
        return found[0] if found and digest_of(found[0].encode()) == digest else None

    def keep_text(self, text: str) -> bytes:
        """Keep a long text; it is written with others. Returns its digest."""
        digest = digest_of(text.encode())
        if digest not in self._pending:
            self._pending[digest] = text
            self._waiting += len(text)
            if self._waiting > _TOGETHER and self._base is not None:
                self._write_texts(self._base)
        return digest

    def _write_texts(self, base: sqlite3.Connection) -> None:
        try:
            self._begin(base)
            base.executemany("INSERT OR REPLACE INTO long VALUES (?, ?)", self._pending.items())
            base.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)  # they stay in memory
            return
        self._pending.clear()
        self._waiting = 0

    def save(self) -> None:
        """Keep what was read and computed anew; forget the files that are gone, and the long texts that none names."""
        rows, mixed = [], set()
        for path, (entry, facts) in self._texts.items():
            if facts.mixed:
                mixed.add(path)
            elif entry.new or facts.new:
                value = marshal.dumps({**entry.value, "facts": dict(facts)})
                rows.append((path, *entry.stamp, entry.seen, entry.digest, value, _sum(value)))
        gone = [(path,) for path in self._known if path not in self._texts or path in mixed]
        if self._base is not None and self._pending:
            self._write_texts(self._base)
        if self._base is None or not (rows or gone):
            return
        try:
            self._begin(self._base)
            self._base.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
            self._base.executemany("DELETE FROM texts WHERE path = ?", gone)
            self._forget_texts(self._base)
            self._base.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(error)
            return
        for entry, facts in self._texts.values():
            entry.new = facts.new = False

    def _begin(self, base: sqlite3.Connection) -> None:
        """Begin to write, unless another build has meanwhile given the file to other code, which would believe us."""
        base.execute("BEGIN IMMEDIATE")
        if base.execute("SELECT code FROM version").fetchone() != (self._code,):
            raise sqlite3.OperationalError("le code du site a changé pendant la construction")

    def _forget_texts(self, base: sqlite3.Connection) -> None:
        """Remove the long texts that no fact names, once they are a quarter of all."""
        named = {kept[2] for _, facts in self._texts.values() for kept in facts.values() if len(kept) > 2}
        (count,) = base.execute("SELECT count(*) FROM long").fetchone()
        if count > len(named) + len(named) // 4 + 50:
            there = [digest for (digest,) in base.execute("SELECT digest FROM long")]
            base.executemany("DELETE FROM long WHERE digest = ?", [(each,) for each in there if each not in named])

    def take(self) -> dict[bytes, str]:
        """The long texts that wait, taken away: in a forked process, for the one that writes."""
        taken, self._pending, self._waiting = self._pending, {}, 0
        return taken

    def detach(self) -> None:
        """In a process that was forked: nothing is read from the file any more, nor written."""
        self._base = None

    def _give_up(self, error: Exception) -> None:
        self.close()
        if self._file and isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
            with suppress(OSError):
                _remove(self._file)  # it is spoilt: the next build makes another
        self.complaint = f"rien n’est gardé pour la construction suivante ({self._file} : {_said(error)})"

    def close(self) -> None:
        """Let the file go; a long text is still found there, opened for it alone."""
        if self._base is not None:
            self._saved = self._file
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None


def _long(base: sqlite3.Connection, digest: bytes) -> tuple[str] | None:
    found: tuple[str] | None = base.execute("SELECT value FROM long WHERE digest = ?", (digest,)).fetchone()
    return found


# What SQLite says (sqlite.org/rescode.html), by words of it, to those who do not read English.
_SAID = {
    "locked": "une autre construction s’en sert",
    "full": "il n’y a plus de place",
    "readonly": "on ne peut y écrire",
    "unable to open": "on ne peut l’ouvrir",
    "disk I/O": "le disque ne répond pas",
    "malformed": "fichier abîmé, effacé",
}


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        return reason(error)
    return next((said for words, said in _SAID.items() if words in str(error)), str(error))


def _remove(file: Path) -> None:
    for name in (file.name, f"{file.name}-journal"):
        file.with_name(name).unlink(missing_ok=True)


def _open(file: Path, code: bytes, fresh: bool = False) -> sqlite3.Connection:
    """The base of a file, empty when it was made by other code, or is to be `fresh`."""
    base = sqlite3.connect(file, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        base.execute("PRAGMA synchronous=OFF")  # what a power cut spoils, the sums of the rows tell
        if not fresh and _is_of(base, code):
            return base
        base.execute("BEGIN IMMEDIATE")
        if not fresh and _is_of(base, code):  # another build has just made it
            base.execute("ROLLBACK")
            return base
        for name in _tables(base):
            base.execute(f'DROP TABLE "{name}"')
        for statement in _SCHEMA:
            base.execute(statement)
        base.execute("INSERT INTO version VALUES (?)", (code,))
        base.execute("COMMIT")
    except BaseException:
        base.close()
        raise
    return base


def _tables(base: sqlite3.Connection) -> list[str]:
    return [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]


def _is_of(base: sqlite3.Connection, code: bytes) -> bool:
    return bool(_tables(base)) and base.execute("SELECT code FROM version").fetchone() == (code,)


def stamp_of(found: os.stat_result) -> Stamp:
    """What tells that a file has not changed, without reading it."""
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def digest_of(data: bytes) -> bytes:
    """The name of some bytes."""
    return blake2b(data, digest_size=16).digest()


def _sum(value: bytes) -> bytes:
    return blake2b(value, digest_size=8).digest()
