"""What is drawn or encoded, each file made once: kept by its address, which follows from all that it is made of."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from plugins.common.files import write_whole
from plugins.media.store import CACHE, usable

_UNUSED = 60 * 86_400  # seconds: what no build has made nor wanted for so long is let go
_BATCH = 4  # jobs given to a process at a time


class Job(NamedTuple):
    """Some files that are made together: their addresses, then a function and its arguments that give the bytes of
    those that it is asked, address by address."""

    addresses: tuple[str, ...]
    make: Callable[..., Iterator[tuple[str, bytes]]]
    arguments: tuple[object, ...]


class Folder:
    """The folder of what was made; it outlives outputs, and travels between machines."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = usable(folder or CACHE / "medias")
        self._there: set[str] = set()
        with suppress(OSError):
            self._there = {each.name for each in os.scandir(self._folder)}
        self._jobs: dict[str, Job] = {}
        self._unwritten: dict[str, bytes] = {}  # what the disk refused, by address

    def make(self, jobs: Iterable[Job], *, all_wanted: bool = True) -> None:
        """Make what is lacking, by as many processes as there are processors; `all_wanted` by the build, which lets go
        of what it has not wanted for long."""
        lacking: list[Job] = []
        named: set[str] = set()
        for job in jobs:
            self._jobs.update(dict.fromkeys(job.addresses, job))
            names = {_name(each): each for each in job.addresses}
            new = tuple(address for name, address in names.items() if name not in self._there and name not in named)
            named.update(names)
            if new:
                lacking.append(job._replace(addresses=new))
        if lacking:
            self._unwritten |= _share(self._folder, lacking)
            if all_wanted:
                self._forget(named)

    def reader(self, address: str) -> Callable[[str], bytes]:
        """What gives the bytes of an address."""
        file = self._folder / _name(address)

        def made(address: str) -> bytes:
            if address in self._unwritten:
                return self._unwritten[address]
            try:
                return file.read_bytes()
            except OSError:  # the cache is gone meanwhile
                job = self._jobs[address]
                return dict(job.make((address,), *job.arguments))[address]

        return made

    def _forget(self, named: set[str]) -> None:
        for name in self._there - named:
            path = self._folder / name
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _UNUSED:
                    path.unlink()


def _name(address: str) -> str:
    return PurePosixPath(address).name


def _share(folder: Path, jobs: Sequence[Job]) -> dict[str, bytes]:
    """Make the files of some jobs; those that the disk refused, by address."""
    workers = min(os.cpu_count() or 1, len(jobs))
    unwritten: dict[str, bytes] = {}
    if workers > 1 and hasattr(os, "fork"):
        from concurrent.futures import ProcessPoolExecutor  # here: most builds have nothing to make
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        with suppress(BrokenProcessPool), ProcessPoolExecutor(workers, get_context("fork")) as pool:
            size = _BATCH if len(jobs) > _BATCH * workers else 1
            for refused in pool.map(_work, [folder] * len(jobs), jobs, chunksize=size):
                unwritten |= refused
    for job in jobs:  # what a process that was killed has left
        unwritten |= _work(folder, job._replace(addresses=tuple(set(job.addresses) - unwritten.keys())))
    return unwritten


def _work(folder: Path, job: Job) -> dict[str, bytes]:
    """Make the files of a job that are not there; those that the disk refused, by address."""
    wanted = tuple(each for each in job.addresses if not (folder / _name(each)).exists())
    unwritten = {}
    for address, data in job.make(wanted, *job.arguments) if wanted else ():
        try:
            write_whole(folder / _name(address), data, durable=False)
        except OSError:
            unwritten[address] = data
    return unwritten
