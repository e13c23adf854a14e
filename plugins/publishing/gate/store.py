"""Facts kept from one build to the next, by the bytes of each file and by the rules: a file that did not change is
not read again."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path

from plugins.common.files import write_whole
from plugins.common.untyped import Json
from plugins.publishing.gate.values import Facts, Fault, Link

_SIZE = 16


class Store:
    """Facts by path and digest. A file that is missing, cut, changed, or of other rules is an empty store."""

    def __init__(self, file: Path, rules: str) -> None:
        self._file = file
        self._rules = rules
        self._kept = self._load()
        self._now: dict[str, list[Json]] = {}
        self._new = False

    def get(self, path: str, digest: str) -> Facts | None:
        """The facts of a file with these bytes, if they are known."""
        entry = self._kept.get(path)
        if entry is None or entry[0] != digest:
            return None
        self._now[path] = entry
        faults, ids, links = entry[1:]
        return Facts([Fault(message, tuple(needles), kind) for message, needles, kind in faults], ids, _links(links))

    def put(self, path: str, digest: str, facts: Facts) -> None:
        """Keep the facts of a file."""
        faults = [list(asdict(fault).values()) for fault in facts.faults]
        links = [[link.target, link.fragment, link.raw, link.times] for link in facts.links]
        self._now[path] = [digest, faults, facts.ids, links]
        self._new = True

    def save(self) -> None:
        """Keep what this build used, for the next one; a folder that cannot be written costs time alone."""
        if not self._new and len(self._now) == len(self._kept):
            return
        body = json.dumps(self._now, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, f"{self._rules} {digest(body)}\n".encode() + body, durable=False)

    def _load(self) -> dict[str, list[Json]]:
        try:
            head, _, body = self._file.read_bytes().partition(b"\n")
        except OSError:
            return {}
        if head.decode("ascii", "replace") != f"{self._rules} {digest(body)}":
            return {}
        kept: dict[str, list[Json]] = json.loads(body)
        return kept


def _links(values: list[list[Json]]) -> list[Link]:
    return [Link(*value) for value in values]


def digest(data: bytes) -> str:
    return blake2b(data, digest_size=_SIZE).hexdigest()
