"""From a save to the new text served, in the preview: wall, and processor of its processes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from tests.bench.process import processor
from tests.bench.tribune import NOW, Tribune

PORT = 8765
STEP = 0.02  # seconds between two requests
TIMEOUT = 600  # seconds, for one save
QUIET = 1.0  # seconds without work before the next save


@dataclass(frozen=True)
class Saves:
    """Saves of one kind: milliseconds of wall and of processor, the median, the least and the most."""

    what: str
    walls: list[float]
    cpus: list[float]

    @property
    def row(self) -> str:
        """The line of the table."""
        wall, cpu = (f"{statistics.median(of):.0f} ({min(of):.0f}–{max(of):.0f})" for of in (self.walls, self.cpus))
        return f"| {self.what} | {len(self.walls)} | {wall} | {cpu} |"


def measure(site: Tribune, saves: int, say: Callable[[str], object]) -> list[Saves]:
    """Save each kind of file `saves` times, wait for what readers of the preview get; the preview is ended."""
    process = subprocess.Popen(
        site.command("preview", "--port", str(PORT), "--now", NOW), cwd=site.root, env=site.environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    middle = site.url(len(site.articles) // 2)
    kinds: tuple[tuple[str, Callable[[], str], Callable[[str], str]], ...] = (
        ("un mot", site.word, lambda mark: middle),
        ("un gabarit", site.template, lambda mark: middle),
        ("la feuille de style", site.style, lambda mark: "/theme/css/site.css"),
        ("un nouvel article", site.new_article, lambda mark: f"/articles/{mark}/"),
    )
    try:
        _until_served(process, middle, "")
        found = []
        for what, edit, where in kinds:
            walls, cpus = [], []
            for number in range(saves):
                _until_quiet(process.pid)
                before, begun = processor(process.pid), time.monotonic()
                mark = edit()
                _until_served(process, where(mark), mark)
                walls.append((time.monotonic() - begun) * 1000)
                cpus.append((processor(process.pid) - before) * 1000)
                say(f"aperçu, {what}, {number + 1}/{saves} : {walls[-1]:.0f} ms")
            found.append(Saves(what, walls, cpus))
        return found
    finally:
        process.terminate()
        process.wait(60)


def _until_served(process: subprocess.Popen[bytes], address: str, mark: str) -> None:
    end = time.monotonic() + TIMEOUT
    while time.monotonic() < end and process.poll() is None:
        try:
            connection = HTTPConnection("127.0.0.1", PORT, timeout=TIMEOUT)
            connection.request("GET", address)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            connection.close()
            if answer.status == 200 and mark in text:
                return
        except (OSError, HTTPException):
            pass
        time.sleep(STEP)
    sys.exit(f"Banc arrêté : l’aperçu n’a pas montré « {mark} » à {address}.")


def _until_quiet(pid: int) -> None:
    """Wait until the preview has nothing more to do: what it builds behind is not of the next save."""
    last = -1.0
    while (now := processor(pid)) > last + 0.02:
        last = now
        time.sleep(QUIET)
