"""What files became, kept between builds: by the hash of their bytes, and by that of the rules.

A file whose size, times and place on the disk are those of an earlier look is not opened again. Bytes that differ from
their source are kept in the folder; those that do not stay where the author put them.
"""

from __future__ import annotations

import atexit
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from plugins.common import places
from plugins.common.files import write_whole
from plugins.common.frozen import frozen
from plugins.common.problems import reason
from plugins.common.rules import all_rules
from plugins.common.untyped import Json, JsonObject
from plugins.media.faults import Fault
from plugins.media.rules import BROKEN
from plugins.model.content import PublishedFile

CACHE = places.CACHE / "images"
_STILL = 2_000_000_000  # ns: a file changed so lately may change again within one tick of the clock of its disk
_SPARED = 86_400  # seconds: another build may be about to use what it made


@frozen
class Entry:
    """What a file became: what is published (None with an error), what is to be told, who its properties name."""

    published: PublishedFile | None
    faults: tuple[Fault, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@cache
def rules() -> str:
    """The hash of all that decides of the published bytes besides those of the source: this code, and what decodes."""
    found = hashlib.sha256()
    for path in (*sorted(Path(__file__).parent.glob("*.py")), _version_of("PIL"), _version_of("pillow_heif")):
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def _version_of(package: str) -> Path:
    """The file that says the version of a package, found without loading any of it."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return Path(spec.origin).with_name("_version.py")


class Store:
    """The folder of prepared files, and its index."""

    def __init__(self, folder: Path = CACHE) -> None:
        self.folder = usable(folder)
        self.index = self.folder / "index.json"
        self.seen: dict[str, list[Json]] = {}  # path → [mark of the file, hash of its bytes]
        self.facts: dict[str, JsonObject] = {}  # hash and suffix → what it became
        self.exact: dict[str, bool] = {}  # hash of a drawing as it is published → what `PublishedFile` says of it
        self.used: set[str] = set()  # the keys of the facts that this build asked for
        self._read()

    def look(self, files: Mapping[str, Path]) -> dict[str, Entry]:
        """What each file becomes, by the names given; only those that have changed are opened."""
        before = len(self.facts), dict(self.seen)
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # Pillow decodes outside the interpreter's lock
            found = dict(zip(files, pool.map(self._entry, files.values()), strict=True))
        if before != (len(self.facts), self.seen):
            self._write()
        return found

    def weigh(self, drawings: Mapping[str, PublishedFile]) -> set[str]:
        """The names of the drawings that are exact and lightest at their own width; each is weighed once."""
        new = {each.digest: each.path for each in drawings.values() if each.digest not in self.exact}
        if new:
            from plugins.media.renditions import exact_is_lighter  # here: most builds have no new drawing

            with ThreadPoolExecutor(os.cpu_count()) as pool:
                self.exact |= zip(new, pool.map(exact_is_lighter, new.values()), strict=True)
        exact = self.exact  # as it is before what the folder does not hold is forgotten
        if new:
            self.used.update(self.facts)  # this build has looked at them already
            self._write()
        return {name for name, each in drawings.items() if exact[each.digest]}

    def _entry(self, path: Path) -> Entry:
        try:
            mark = _mark(path.stat())
            name = str(path.absolute())
            known = self.seen.get(name)
            if known and known[0] == mark and (entry := self._recall(known[1], path)):
                return entry
            data = path.read_bytes()
        except OSError as error:
            return Entry(None, (Fault(f"fichier illisible ({reason(error)}) : vérifiez ses droits"),))
        digest = hashlib.sha256(data).hexdigest()
        if time.time_ns() - mark[2] > _STILL:
            self.seen[name] = [mark, digest]
        return self._recall(digest, path) or self._make(data, digest, path)

    def _recall(self, digest: str, path: Path) -> Entry | None:
        key = digest + path.suffix.lower()
        fact = self.facts.get(key)
        if fact is None:
            return None
        self.used.add(key)
        faults = tuple(Fault(message, all_rules()[rule], *at) for message, rule, *at in fact["faults"])
        named = tuple((what, value) for what, value in fact["named"])
        if any(fault.rule is BROKEN for fault in faults):
            return Entry(None, faults, named)
        size = tuple(fact["size"]) if fact["size"] else None
        said = size, fact["length"], fact["form"], (), fact["suffix"]
        if fact["published"] == digest:
            return Entry(PublishedFile(path, digest, *said), faults, named)
        prepared = self._prepared(digest, fact["suffix"] or path.suffix.lower())
        if not prepared.is_file():
            return None
        return Entry(PublishedFile(prepared, fact["published"], *said), faults, named)

    def _make(self, data: bytes, digest: str, path: Path) -> Entry:
        from plugins.media.prepare import prepare  # here: most builds have no new file, and open none

        suffix = path.suffix.lower()
        made = prepare(data, suffix)
        published = digest
        if made.data != data:
            published = hashlib.sha256(made.data).hexdigest()
            write_whole(self._prepared(digest, made.suffix or suffix), made.data, durable=False)
        self.facts[digest + suffix] = {
            "published": published,
            "size": made.size,
            "length": len(made.data),
            "form": made.form,
            "suffix": made.suffix,
            "faults": [[each.message, each.rule.id, each.line, each.column] for each in made.faults],
            "named": made.named,
        }
        entry = self._recall(digest, path)
        assert entry is not None
        return entry

    def _prepared(self, digest: str, suffix: str) -> Path:
        return self.folder / f"{digest[:40]}-{rules()}{suffix}"

    def _read(self) -> None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            data = json.loads(self.index.read_text(encoding="utf-8"))
            if data["rules"] == rules():
                self.seen, self.facts, self.exact = dict(data["seen"]), dict(data["facts"]), dict(data["exact"])

    def _write(self) -> None:
        """Write the index; what no file is any more is forgotten, and its bytes with it."""
        self.seen = {name: value for name, value in self.seen.items() if Path(name).exists()}
        read = {digest for _, digest in self.seen.values()}
        self.facts = {key: fact for key, fact in self.facts.items() if key in self.used or key[:64] in read}
        published = {fact["published"] for fact in self.facts.values()}
        self.exact = {digest: exact for digest, exact in self.exact.items() if digest in published}
        with suppress(OSError):
            data = {"rules": rules(), "seen": self.seen, "facts": self.facts, "exact": self.exact}
            text = json.dumps(data, ensure_ascii=False)
            write_whole(self.index, text.encode("utf-8", "surrogateescape"), durable=False)
            kept = {key[:40] for key in self.facts}
            for path in self.folder.iterdir():
                stale = path.name[:40] not in kept or rules() not in path.name
                if path != self.index and stale and path.is_file() and time.time() - path.stat().st_mtime > _SPARED:
                    path.unlink(missing_ok=True)


def _mark(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]


def usable(folder: Path) -> Path:
    """The folder, made; where the cache cannot be written, one that goes with the build."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    if os.access(folder, os.W_OK):
        return folder
    passing = Path(tempfile.mkdtemp(prefix="tribune-images-"))
    atexit.register(shutil.rmtree, passing, ignore_errors=True)
    return passing
