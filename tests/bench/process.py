"""What a command costs, with all the processes that it starts: processor, wall, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 3600  # seconds
MEMORY_STEP = 0.05  # seconds between two looks at the memory, at least
MEMORY_SHARE = 0.05  # of a processor, at most: half a gigabyte of pages takes a hundredth of a second to add up
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Cost:
    """Seconds of processor (user and system, of all processes), seconds of wall, MiB of memory at most."""

    cpu: float
    wall: float
    memory: float


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end in a folder. Exits with its last words when it fails or lasts more than an hour.

    Memory is the proportional share (PSS) of the processes of its tree, summed, looked at twenty times a second, less
    often where it is large: what forks share counts once. Looking costs the bench's process, not the command's.
    """
    begun = time.monotonic()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said)
        peak = [0.0]
        watcher = threading.Thread(target=_watch, args=(process.pid, peak), daemon=True)
        watcher.start()
        killer = threading.Timer(TIMEOUT, process.kill)
        killer.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        killer.cancel()
        watcher.join()
        if process.returncode:
            said.seek(0)
            last = said.read()[-2000:].decode(errors="replace")
            sys.exit(f"Banc arrêté : « {' '.join(map(str, command))} » a rendu {process.returncode}.\n{last}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, peak[0])


def _watch(pid: int, peak: list[float]) -> None:
    while Path(f"/proc/{pid}/smaps_rollup").exists():
        begun = time.thread_time()
        total = sum(map(_memory, tree(pid)))
        if not total:  # it has ended
            return
        peak[0] = max(peak[0], total)
        time.sleep(max(MEMORY_STEP, (time.thread_time() - begun) / MEMORY_SHARE))


def tree(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def _memory(pid: int) -> float:
    """MiB of a process, its share of what it has in common with others; 0 once it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def processor(pid: int) -> float:
    """Seconds of processor of a process that runs and of its tree, those that have ended included."""
    total = 0
    for each in tree(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            own, ended = fields[11:13], fields[13:15]  # utime stime, cutime cstime: proc(5)
            total += sum(map(int, own)) + sum(map(int, ended))
    return total / TICKS
