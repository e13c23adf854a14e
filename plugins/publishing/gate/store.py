"""Facts kept from one build to the next, by the digest of each file and by the rules: a file that did not change is
not read again.

Nearly all pages name the same links: each is written once, in a table, and a page has their ranks. What a page leads
to within itself is looked at when it is read.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import astuple
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from plugins.common.files import write_whole
from plugins.common.untyped import Json
from plugins.publishing.gate.values import Facts, Fault

_SIZE = 16
_FORM = "tribune-controle-1"  # another one is not read
_SPARED = 2  # times the links of use: beyond, those that nothing has any more are forgotten

Target = tuple[str, str, str]  # the file that a link leads to, the id in it, the link as it was written
# A file: its digest, its faults, its ids (NUL between two: none holds it), the ranks of its links as an array("I"),
# each as often as it is written.
Entry = tuple[bytes, tuple[tuple[Json, ...], ...], str, bytes]


class Store:
    """Facts by path and digest. A file that is missing, cut, changed, or of other rules is an empty store."""

    def __init__(self, file: Path, rules: str, *, fresh: bool = False) -> None:
        self._file = file
        self._rules = rules
        self.kept: dict[str, Entry] = {}
        self.targets: list[Target] = []
        self._used = 0  # how long the table was when it held what is of use alone
        if not fresh:
            self._load()
        self.now: dict[str, Entry] = {}
        self._secret: set[str] = set()
        self._new = False

    @cached_property
    def _ranks(self) -> _Ranks:
        return _Ranks(self.targets)

    def known(self, files: Mapping[str, bytes]) -> list[str]:
        """Of files with their digests, those whose facts are not known; the facts of the others are of this build."""
        kept, now = self.kept, self.now
        for path, digest in files.items():
            entry = kept.get(path)
            if entry is not None and entry[0] == digest:
                now[path] = entry
        return [path for path in files if path not in now]

    def put(self, path: str, digest: bytes, facts: Facts) -> None:
        """Have the facts of a file for this build, and for the next one unless they tell a secret."""
        ids, ranks = frozenset(facts.ids), self._ranks
        leading = [link for link in facts.links if link[0] != path or not is_there(link.fragment, ids)]
        faults = tuple(astuple(fault) for fault in facts.faults)
        if any(fault.kind == "secret" for fault in facts.faults):
            self._secret.add(path)
        self.now[path] = (digest, faults, "\0".join(facts.ids), array("I", [ranks[link] for link in leading]).tobytes())
        self._new = True

    def faults(self) -> list[tuple[str, Fault]]:
        """The faults of the files of this build, by their paths."""
        return [
            (path, Fault(message, tuple(needles), kind))
            for path in sorted(path for path, entry in self.now.items() if entry[1])
            for message, needles, kind in self.now[path][1]
        ]

    def ids(self, path: str) -> frozenset[str]:
        """The ids of a file of this build."""
        return frozenset(self.now[path][2].split("\0"))

    def ranks(self, path: str) -> array[int]:
        """The ranks of the links of a file of this build."""
        return array("I", self.now[path][3])

    def forget_the_unused(self) -> None:
        """Have the table of links hold those of this build alone, once it is saved."""
        self._used, self._new = 0, True

    def save(self) -> None:
        """Keep what this build used, for the next one; a folder that cannot be written costs time alone."""
        if not self._new and len(self.now) == len(self.kept):
            return
        kept = {path: entry for path, entry in self.now.items() if path not in self._secret}
        if self._secret or len(self.targets) > _SPARED * self._used:
            kept = self._compacted(kept)
        body = marshal.dumps((kept, self.targets, self._used), 2)
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, self._head(body) + b"\n" + body, durable=False)

    def _compacted(self, kept: dict[str, Entry]) -> dict[str, Entry]:
        """The same facts, over a table of what they name alone."""
        used = sorted({rank for entry in kept.values() for rank in array("I", entry[3])})
        ranks = {old: new for new, old in enumerate(used)}
        self.targets = [self.targets[rank] for rank in used]
        self._used = len(used)
        return {
            path: (*entry[:3], array("I", [ranks[rank] for rank in array("I", entry[3])]).tobytes())
            for path, entry in kept.items()
        }

    def _load(self) -> None:
        with suppress(OSError, ValueError, EOFError, TypeError):
            head, _, body = self._file.read_bytes().partition(b"\n")
            if head == self._head(body):
                self.kept, self.targets, self._used = marshal.loads(body)

    def _head(self, body: bytes) -> bytes:
        return f"{_FORM} {array('I').itemsize} {self._rules} {blake2b(body, digest_size=_SIZE).hexdigest()}".encode()


class _Ranks(dict[Target, int]):
    """The ranks of links in a table, to which those that it lacks are added."""

    def __init__(self, targets: list[Target]) -> None:
        super().__init__({target: rank for rank, target in enumerate(targets)})
        self._targets = targets

    def __missing__(self, link: Target) -> int:
        self[link] = rank = len(self._targets)
        self._targets.append((link[0], link[1], link[2]))  # plain, as marshal asks
        return rank


def is_there(fragment: str, ids: frozenset[str]) -> bool:
    """Whether a page with these ids has the passage that a link names."""
    name, _, _ = fragment.partition(":~:")  # a text fragment scrolls to words, not to an id
    return not name or name in ids or name.lower() == "top"
