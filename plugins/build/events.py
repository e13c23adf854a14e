"""What the preview tells the browsers: one state, followed by any number of them as Server-Sent Events."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from plugins.build.report import BuildReport

HEARTBEAT = 15.0  # seconds; a browser that went away is noticed at the next one


@dataclass(frozen=True)
class BuildState:
    """Where the preview stands: `number` is the last build's, `good` the last successful build's.

    `ready` says whether there was a successful build; `report` is the last one, kept while the next one runs.
    A page is out of date when `good` is another; when `turn` is, it may be: its digest tells. `styles` counts the
    changes of style sheets, `pictures` those of pictures; `follow` those of texts, with the address of the last.
    `unseen` are the addresses that readers do not see yet, each with why.
    """

    event: Literal["building", "built", "fault"]
    number: int
    good: int
    ready: bool = False
    report: BuildReport | None = None
    turn: int = 0
    styles: int = 0
    pictures: int = 0
    follow: tuple[int, str] = (0, "")
    unseen: Mapping[str, str] = field(default_factory=dict)

    def as_event(self) -> bytes:
        """The state as one event (HTML Standard, § 9.2 « Server-sent events »), its id the build number."""
        report = self.report or BuildReport()
        names = ("number", "good", "turn", "follow", "unseen")
        data = {**{name: getattr(self, name) for name in names}, **replace(report, later=[]).as_json()}
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

    def finished(
        self,
        report: BuildReport,
        unseen: Mapping[str, str] | None = None,
        *,
        alike: bool = False,
        styles: bool = False,
        pictures: bool = False,
    ) -> None:
        """A build ended, well or not. `alike`: a page that has the same bytes is still the one to show, but for its
        style sheets and its pictures when these have changed."""
        state = self.state
        number, ready = state.number + 1, state.ready or report.ok
        good = number if report.ok and not (alike and state.ready) else state.good
        unseen = state.unseen if unseen is None else unseen
        self._publish(
            replace(
                state,
                event="built" if report.ok else "fault",
                number=number,
                good=good,
                ready=ready,
                report=report,
                turn=state.turn + 1,
                styles=state.styles + (report.ok and styles),
                pictures=state.pictures + (report.ok and pictures),
                unseen=unseen,
            )
        )

    def shown(self, *, styles: bool, follow: str | None, mended: bool = False) -> None:
        """Pages have changed before a build: style sheets with `styles`, and the page to go to, if any.

        `mended`: the faults that are shown are no more, as far as is known before the build.
        """
        state = self.state
        self._publish(
            replace(
                state,
                turn=state.turn + 1,
                event="building" if mended else state.event,
                report=None if mended else state.report,
                styles=state.styles + styles,
                follow=state.follow if follow is None else (state.follow[0] + 1, follow),
            )
        )

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
