"""What the last build told, kept with all that it read: one that reads the same is not made again.

A build is a function of its request, of the content, of the theme, of the code and of the instant. It is recalled when
each file has the stamp that it had, before the first instant at which what was written changes by itself, on the same
day, and when the site in place is still what was written.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from plugins.build.report import BuildReport, BuildRequest
from plugins.common.code import code_digest
from plugins.common.files import write_whole
from plugins.common.outputs import Outputs
from plugins.common.places import CACHE, ROOT
from plugins.common.rules import NO_PDF
from plugins.common.snapshot import Snapshot
from plugins.common.staging import Place
from plugins.common.trees import fits
from plugins.common.untyped import JsonObject
from plugins.model.content import Content

NOTES = CACHE / "acquis"
MADE_AGAIN = 10  # of so many builds that could be recalled, one is made all the same
_SIZE = 16
_OF_THE_MACHINE = {NO_PDF.id}  # what installing a program mends, without a file of the site


@dataclass(frozen=True)
class Note:
    """What the last build told, for the builds from `since` to `until` that read the same.

    `site` is the digest of what was left in place and told of it, `secrets` the variables of the environment that were
    looked for there; `times` says how often this was recalled.
    """

    key: str
    since: datetime
    until: datetime
    secrets: tuple[str, ...]
    site: str
    report: BuildReport
    times: int = 0


class Recall:
    """What is known of the builds of one output, in one mode; `manifest` is where what was published is told.

    Made before the content is read: what changes meanwhile has another stamp the next time.
    """

    def __init__(self, request: BuildRequest, content: Snapshot, manifest: Path) -> None:
        self._request, self._manifest = request, manifest
        self._begun = time.time_ns()
        self._snapshots = content, Snapshot(ROOT / "theme")
        asked = replace(request, fresh=False).as_json()
        del asked["now"]
        places = [os.path.realpath(path) for path in (request.content, request.output)]
        name = blake2b(repr((asked["production"], asked["trial"], places)).encode(), digest_size=12).hexdigest()
        self._file = NOTES / f"{name}.json"
        state = blake2b(repr((sorted(asked.items()), places, str(Path.cwd()))).encode(), digest_size=_SIZE)
        state.update(code_digest())
        for snapshot in self._snapshots:
            state.update(snapshot.digest())
        self._key = state.hexdigest()
        self.due = False

    def recalled(self, place: Place) -> BuildReport | None:
        """What this build would tell; None when it has to be made. `due`: it has to be, to see that nothing changes."""
        note = None if self._request.fresh or os.environ.get("CI") else self._read()
        if note is None or note.key != self._key or not note.since <= self._request.now < note.until:
            return None
        if note.site != self._site(place, note.secrets) or not (self._request.trial or _stands(place)):
            return None
        self.due = note.times + 1 >= MADE_AGAIN
        self._write(replace(note, times=note.times + 1))
        return None if self.due else note.report

    def keep(self, report: BuildReport, content: Content, outputs: Outputs, place: Place, *, quiet: bool) -> None:
        """Keep what a build without error told, for those that follow; nothing of one that may tell something else the
        next time: it said a word besides (not `quiet`), let addresses go, lacked a program, read a file just changed.
        """
        young = any(snapshot.young(self._begun) for snapshot in self._snapshots)
        machine = any(problem.rule in _OF_THE_MACHINE for problem in report.problems)
        if self._request.accept_loss or young or machine or not quiet:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
            return
        now = self._request.now
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        secrets = tuple(sorted(_secrets(content)))
        until = min([midnight, *(each for each in outputs.changes if each > now)])
        self._write(Note(self._key, now, until, secrets, self._site(place, secrets), report))

    def _site(self, place: Place, secrets: Iterable[str]) -> str:
        """The digest of what is in place, of what is told of it, and of the secrets that it must not hold."""
        state = blake2b(digest_size=_SIZE)
        if not self._request.trial and place.ledger:
            state.update(place.ledger.digest(place.output))
        with suppress(OSError):
            if self._request.goes_out:
                state.update(self._manifest.read_bytes())
        state.update(repr([(name, os.environ.get(name)) for name in secrets]).encode())
        return state.hexdigest()

    def _write(self, note: Note) -> None:
        said: JsonObject = vars(note) | {
            "since": note.since.isoformat(),
            "until": note.until.isoformat(),
            "report": note.report.as_json(),
        }
        body = json.dumps(said, ensure_ascii=False).encode()
        with suppress(OSError):
            NOTES.mkdir(parents=True, exist_ok=True)
            write_whole(self._file, _sum(body) + b"\n" + body, durable=False)

    def _read(self) -> Note | None:
        with suppress(OSError, ValueError, KeyError, TypeError):
            head, _, body = self._file.read_bytes().partition(b"\n")
            if head == _sum(body):
                said = json.loads(body)
                instants = {name: datetime.fromisoformat(said[name]) for name in ("since", "until")}
                report = BuildReport.from_json(said["report"])
                return Note(**said | instants | {"report": report, "secrets": tuple(said["secrets"])})
        return None


def _stands(place: Place) -> bool:
    """Whether the site in place is what was written there."""
    known = place.ledger.of(place.output) if place.ledger and place.output.is_dir() else None
    return known is not None and fits(place.output, known)


def _secrets(content: Content) -> Iterable[str]:
    relays = (document.record.relay for document in content.clients.values())
    return {relay.secret_env for relay in relays if relay and relay.secret_env}


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_SIZE).hexdigest().encode()
