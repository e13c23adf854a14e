"""What the preview tells the browsers: one state, followed by any number of them as Server-Sent Events."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from plugins.build.report import BuildReport

HEARTBEAT = 15.0  # seconds; a browser that went away is noticed at the next one


@dataclass(frozen=True)
class BuildState:
    """Where the preview stands: `number` is the last build's, `good` the last successful build's.

    `ready` says whether there was a successful build; `report` is the last one, kept while the next one runs.
    """

    event: Literal["building", "built", "fault"]
    number: int
    good: int
    ready: bool = False
    report: BuildReport | None = None

    def as_event(self) -> bytes:
        """The state as one event (HTML Standard, § 9.2 « Server-sent events »), its id the build number."""
        report = self.report or BuildReport()
        data = {"number": self.number, "good": self.good, **report.as_json()}
        return f"id: {self.number}\nevent: {self.event}\ndata: {json.dumps(data)}\n\n".encode()


class Feed:
    """The current state and those who follow it.

    An event holds the whole state: a browser that slept, came late or missed some needs only the last one.
    """

    def __init__(self, heartbeat: float = HEARTBEAT) -> None:
        # Counted from the clock's second, so that a browser left open over a restart sees a greater number.
        start = int(time.time())
        self.state = BuildState("built", start, start)
        self._heartbeat = heartbeat
        self._changed = threading.Condition()
        self._turn = 0
        self._closed = False

    def building(self) -> None:
        """A build begins."""
        self._publish(replace(self.state, event="building"))

    def finished(self, report: BuildReport) -> None:
        """A build ended, well or not."""
        state, number = self.state, self.state.number + 1
        if report.ok:
            self._publish(BuildState("built", number, number, ready=True, report=report))
        else:
            self._publish(BuildState("fault", number, state.good, ready=state.ready, report=report))

    def close(self) -> None:
        """End every `follow`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _is_past(self, turn: int) -> bool:
        return self._closed or self._turn != turn

    def follow(self) -> Iterator[bytes]:
        """The state now, then each new one; a comment after a silent heartbeat; ends at `close`."""
        yield b"retry: 1000\n\n"
        seen = -1
        while True:
            with self._changed:
                changed = self._changed.wait_for(partial(self._is_past, seen), self._heartbeat)
                if self._closed:
                    return
                seen, state = self._turn, self.state
            # Outside of the lock: a browser slow to read must not hold the others.
            yield state.as_event() if changed else b": \n\n"

    def _publish(self, state: BuildState) -> None:
        with self._changed:
            self.state = state
            self._turn += 1
            self._changed.notify_all()
