"""Doing a plan: under a lock, planned again (refused when it is not the plan that was read), then relay by relay.

One client's failure is a line of the report; the others go on.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from plugins.common.untyped import Json
from plugins.relays.context import Outcome, Run
from plugins.relays.executor import RelayExecutor
from plugins.relays.ledger import Ledger
from plugins.relays.plan import Line, Plan, make_plan
from plugins.targets.errors import Busy, RelayError

LOCK_WAIT = 120.0  # seconds


class PlanMoved(RelayError):
    """The blogs or the content are not what the plan was made from."""


@dataclass
class Applied:
    """The outcomes of a run."""

    outcomes: list[Outcome]
    plan: Plan

    @property
    def exit_code(self) -> int:
        """0 all done, 3 a conflict waits for a person, 4 something remains to be done."""
        met = [outcome.line.relay_state for outcome in self.outcomes]
        if any(line.action == "conflict" for line in self.plan.lines) or any(
            relay_state is not None and relay_state.entry.state == "conflict" for relay_state in met
        ):
            return 3
        blocked = any(line.action == "blocked" for line in self.plan.lines)
        return 4 if blocked or not all(outcome.done for outcome in self.outcomes) else 0


@contextmanager
def locked(path: Path, wait: float = LOCK_WAIT) -> Iterator[None]:
    """One run at a time on this machine; the lock goes with the process, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + wait
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise RelayError("un autre passage des relais est en cours : attendez qu’il finisse") from None
                time.sleep(0.05)
        yield


def apply_plan(run: Run, read: Mapping[str, Json] | None = None) -> Applied:
    """Do the plan of now; with `read` (a plan's JSON), only if each of its lines still starts from the same world."""
    with locked(run.lock):
        ledger = Ledger(run.site.root)  # inside the lock: another run may just have written it
        plan = make_plan(run.site, ledger, run.blogs, run.typography)
        if read is not None:
            _check_unmoved(plan, read)
        outcomes = []
        left: dict[str, str] = {}  # clients left for later in this run, and why
        for line in plan.lines:
            if line.action in ("nothing", "blocked"):
                continue
            if line.action == "conflict":
                _remember_conflict(run, ledger, line)
                continue
            if line.client in left:
                outcomes.append(Outcome(line, False, left[line.client]))
                continue
            try:
                outcomes.append(RelayExecutor(run, ledger, line).do())
            except Busy as error:
                left[line.client] = f"{error}, plus tard"
                outcomes.append(Outcome(line, False, left[line.client]))
            except RelayError as error:
                outcomes.append(Outcome(line, False, str(error)))
        return Applied(outcomes, plan)


def _check_unmoved(plan: Plan, read: Mapping[str, Json]) -> None:
    before = {(line["article"], line["client"]): line for line in read.get("lines", ())}
    moved = []
    for line in plan.lines:
        old = before.pop((line.article, line.client), None)
        if line.action != "blocked" and (old is None or old["base"] != line.base or old["action"] != line.action):
            moved.append(line.name)
    moved += ["@".join(name) for name in before]
    if moved:
        raise PlanMoved(f"le monde a changé depuis ce plan ({', '.join(sorted(moved))}) : refaites relay.plan")


def _remember_conflict(run: Run, ledger: Ledger, line: Line) -> None:
    assert line.relay_state is not None
    entry = line.relay_state.entry
    if line.relay_state.known and entry.state != "conflict":
        entry.state = "conflict"
        entry.note(run.site.now.isoformat(timespec="seconds"), "conflict", line.reason)
        path = ledger.write(entry)
        run.push_ledger([path], f"Relay conflict: {entry.name}")
