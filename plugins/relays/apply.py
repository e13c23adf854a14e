"""Doing a plan, client by client, under a lock; and what a person wishes of one relay.

Everything is planned again. A line of a plan that was read is done only if it still starts from the same world; one
that moved is refused alone. Each client is served by a thread of its own: one that is mute, or fails, delays nobody.
The ledger is made known before anything is written at a client's, once a client, and when all is done, once.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from plugins.common.texts import suggestion
from plugins.common.untyped import Json
from plugins.relays.case import Wish
from plugins.relays.context import Outcome, Run
from plugins.relays.entry import Entry
from plugins.relays.executor import RelayExecutor
from plugins.relays.ledger import Ledger
from plugins.relays.plan import Line, Plan, ordered
from plugins.relays.planner import READERS, Asked, Said, asked_relays, client_lines, make_plan
from plugins.targets.errors import Busy, RelayError
from plugins.targets.target import BlogPost
from plugins.targets.texts import relay_marks

LOCK_WAIT = 120.0  # seconds
WRITING_TIME = 600.0  # seconds of writes at one client's
PAGES = {"feed": "un flux, une page de notre site", "card": "une carte, une page de notre site"}


@dataclass
class Applied:
    """The outcomes of a run; `fault` says why the ledger could not be made known after it."""

    outcomes: list[Outcome]
    plan: Plan
    fault: str = ""

    @property
    def exit_code(self) -> int:
        """0 all done, 3 a conflict waits for a person or a line moved since it was read, 4 something remains."""
        met = [outcome.line.case for outcome in self.outcomes]
        if (
            any(line.action == "conflict" for line in self.plan.lines)
            or any(case is not None and case.entry.state == "conflict" for case in met)
            or any(outcome.moved for outcome in self.outcomes)
        ):
            return 3
        blocked = any(line.action == "blocked" for line in self.plan.lines)
        return 4 if blocked or self.fault or not all(outcome.done for outcome in self.outcomes) else 0


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


@dataclass
class _Served:
    """What was done for one client, and the files of the ledger that it wrote."""

    lines: list[Line]
    outcomes: list[Outcome] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)


def apply_plan(run: Run, read: Mapping[str, Json] | None = None, *, retire: bool = False) -> Applied:
    """Do the plan of now; with `read` (a plan's JSON), only those of its lines that start from the same world.

    `retire`: public posts whose article is gone may be withdrawn.
    """
    with locked(run.lock):
        ledger = Ledger.of(run.site)  # inside the lock: another run may just have written it
        relays = asked_relays(run.site, ledger, run.blogs, run.typography, Said.of(retire, read))
        bases = None if read is None else {(line["article"], line["client"]): line for line in read.get("lines", ())}
        with ThreadPoolExecutor(READERS, "relais") as pool:
            served = list(pool.map(lambda client: _serve(run, ledger, client, relays[client], bases), relays))
        outcomes = [outcome for each in served for outcome in each.outcomes]
        plan = ordered([line for each in served for line in each.lines])
        named = {(line.article, line.client) for line in plan.lines}
        outcomes += [_refused(Line(*name, "nothing", "")) for name in bases or () if name not in named]
        outcomes.sort(key=lambda outcome: (outcome.line.client, outcome.line.article))
        fault = _publish(run, [path for each in served for path in each.written])
        return Applied([outcome for outcome in outcomes if not outcome.silent], plan, fault)


def _publish(run: Run, paths: Sequence[Path]) -> str:
    """Make the ledger known after a run; why it could not be, in French."""
    if not paths:
        return ""
    try:
        names = sorted({path.stem for path in paths})
        run.push_ledger(sorted(set(paths)), f"Relay: {', '.join(names[:3])}{'…' if len(names) > 3 else ''}")
    except RelayError as error:
        return str(error)
    run.step("published")
    return ""


def _refused(line: Line) -> Outcome:
    return Outcome(line, False, "cette ligne a changé depuis ce plan : refaites relay.plan", moved=True)


def _serve(
    run: Run, ledger: Ledger, client: str, relays: Sequence[Asked], read: Mapping[tuple[str, str], Json] | None
) -> _Served:
    """All that is to be done for one client. Its failure is told line by line, and touches no other."""
    served = _Served(client_lines(run.site, ledger, run.blogs, client, relays))
    executors: list[RelayExecutor] = []
    for line in served.lines:
        if read is not None and _moved(line, read.get((line.article, line.client))):
            served.outcomes.append(_refused(line))
        elif line.decision is not None and line.decision.action == line.action and _does(line):
            executors.append(RelayExecutor(run, ledger, line))
    _carry_out(run, executors, served)
    return served


def _moved(line: Line, read: Json) -> bool:
    if line.action == "blocked":
        return False
    answered = read is not None and (read["action"], line.action) == ("ask", "withdraw")
    return read is None or read["base"] != line.base or not (answered or read["action"] == line.action)


def _does(line: Line) -> bool:
    if line.action == "nothing":
        return line.decision is not None and bool(line.decision.outcome)
    return line.action not in ("blocked", "ask")


def _carry_out(run: Run, executors: Sequence[RelayExecutor], served: _Served) -> None:
    """Intents, known to the others, then the writes one by one."""
    ready: list[RelayExecutor] = []
    intents: list[Path] = []
    for executor in executors:
        try:
            intents += [executor.path] if executor.intend() else []
            ready.append(executor)
        except RelayError as error:
            served.outcomes.append(Outcome(executor.line, False, str(error)))
    if intents:
        client = executors[0].line.client
        served.written += intents
        try:
            run.push_ledger(intents, f"Relay intents: {client} ({len(intents)})")
        except RelayError as error:
            served.outcomes += [Outcome(executor.line, False, str(error)) for executor in ready]
            return
        run.step("published-intent")
    end = time.monotonic() + WRITING_TIME
    left = ""
    for executor in ready:
        before = len(executor.entry.events)
        try:
            if not left and time.monotonic() > end:
                left = f"{WRITING_TIME / 60:.0f} minutes n’ont pas suffi, plus tard"
            served.outcomes.append(executor.drop(left) if left else executor.do())
        except Busy as error:
            left = f"{error}, plus tard"
            served.outcomes.append(Outcome(executor.line, False, left))
        except RelayError as error:
            served.outcomes.append(Outcome(executor.line, False, str(error)))
        if len(executor.entry.events) > before:
            served.written.append(executor.path)


def grant(run: Run, article: str, client: str, wish: Wish, address: str = "") -> Outcome:
    """Do what a person wishes of one relay; only its client's blog is asked, and not at all to untrack.

    `address` names an existing post, by number or address, to adopt. Raises RelayError, with nothing written, for a
    wish that cannot be.
    """
    with locked(run.lock):
        ledger = Ledger.of(run.site)
        plan = make_plan(
            run.site, ledger, run.blogs, run.typography, wish=wish, only=(article, client), address=address
        )
        if not plan.lines:
            raise RelayError(_no_relay(run, ledger, article, client))
        (line,) = plan.lines
        if line.action in ("blocked", "conflict") or line.case is None:
            raise RelayError(line.reason)
        if line.case.named is not None:
            _check_free(ledger, line.case.entry, line.case.named, address)
        served = _Served([line])
        _carry_out(run, [RelayExecutor(run, ledger, line)], served)
        (outcome,) = served.outcomes
        fault = _publish(run, served.written)
        if fault or not outcome.done:
            raise RelayError(fault or outcome.message)
        return outcome


def _no_relay(run: Run, ledger: Ledger, article: str, client: str) -> str:
    if client not in run.site.clients and not any(entry.client == client for entry in ledger):
        return f"client « {client} » inconnu{suggestion(client, run.site.clients)}"
    if article not in run.site.articles and not any(entry.article == article for entry in ledger):
        return f"article « {article} » inconnu{suggestion(article, run.site.articles)}"
    document = run.site.clients.get(client)
    relay = document.record.relay if document else None
    if relay and relay.kind in PAGES:
        return f"« {client} » reçoit nos extraits par {PAGES[relay.kind]} : rien à retirer ni à adopter"
    return f"aucun relais de « {article} » chez « {client} » : vérifiez « relay » dans l’article"


def _check_free(ledger: Ledger, entry: Entry, remote: BlogPost, address: str) -> None:
    """A post that a person names is on this blog and is no other relay's. Raises RelayError when it is not so."""
    named, held = _host(address), _host(remote.url)
    if named and named != held:
        raise RelayError(f"« {address} » est sur {named}, et le blog du client sur {held} : vérifiez l’adresse")
    for other in ledger:
        if other.client == entry.client and other.id != entry.id and other.remote.get("id") == remote.id:
            raise RelayError(f"le billet {remote.id} est déjà celui de « {other.article} » chez ce client")
    if relay_marks(remote.content) - {entry.key}:
        raise RelayError(f"le billet {remote.id} porte la marque d’un autre relais : son article le retrouvera")


def _host(address: str) -> str:
    """The host of an address, also written without `https://`; empty for a number or a name alone."""
    if "/" not in address:
        return ""
    return (urlsplit(address if "//" in address else f"//{address}").hostname or "").removeprefix("www.")
