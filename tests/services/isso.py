"""A real Isso on loopback, gone when the tests end; its packages are in a folder of their own, installed once.

`isso.txt` pins each package by hash; it is no part of the site's own lock.
"""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import httpx

from plugins.common import places
from tests.services.processes import end, free_port, serve, wait_for

LOCKED = Path(__file__).with_name("isso.txt")
LIMIT = 300  # seconds: two of its packages are built, one of them in C
_CONF = """[general]
dbpath = {home}/isso.db
host = {site}
notify = stdout
log-file = {home}/isso.log
[moderation]
enabled = true
[server]
listen = {url}
public-endpoint = {url}
[guard]
enabled = {guard}
ratelimit = 2
reply-to-self = true
[markup]
renderer = mistune
"""


class InstallError(Exception):
    """The installation failed; the message says why."""


def install() -> Path:
    """The program `isso`, one process at a time. Raises InstallError."""
    version = blake2b(LOCKED.read_bytes(), digest_size=6).hexdigest()
    folder = places.CACHE / f"isso-{version}-{sys.version_info.major}.{sys.version_info.minor}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not (folder / "ready").is_file():
            _install(folder)
    return folder / "venv" / "bin" / "isso"


def _install(folder: Path) -> None:
    python = folder / "venv" / "bin" / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    for command in ([sys.executable, "-m", "venv", "--clear", str(folder / "venv")], [*pip, "-r", str(LOCKED)]):
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise InstallError(f"Isso ne s’installe pas ({error})") from None
        if done.returncode:
            why = " ".join(done.stderr.split())[-300:]
            raise InstallError(f"Isso ne s’installe pas (sudo apt install gcc python3-dev python3-venv ?) : {why}")
    (folder / "ready").touch()


@dataclass
class Isso:
    """A server of comments for the pages of one site."""

    url: str
    home: Path

    def activate(self, number: int) -> None:
        """Accept a comment, by the link that the moderator is sent."""
        wait_for(lambda: bool(self._links(number)), "le lien de modération")
        assert httpx.post(self._links(number)[-1], trust_env=False).text == "Comment has been activated"

    def delete(self, number: int) -> None:
        """Take a comment away, as the moderator does."""
        link = self._links(number)[-1].replace("/activate/", "/delete/")
        assert httpx.post(link, trust_env=False).text == "Comment has been deleted"

    def post(self, thread: str, origin: str, **values: object) -> int:
        """Leave a comment without a browser; its number."""
        answer = httpx.post(
            f"{self.url}/new", params={"uri": thread}, json={"title": "x", **values}, headers={"Origin": origin},
            trust_env=False,
        )  # fmt: skip
        assert answer.status_code in (201, 202), answer.text
        return int(answer.json()["id"])

    def _links(self, number: int) -> list[str]:
        said = "".join(path.read_text("utf-8", "replace") for path in self.home.glob("*.log"))
        return re.findall(rf"{re.escape(self.url)}/id/{number}/activate/[\w.-]+", said)


@contextmanager
def running(home: Path, site: str, *, guard: bool = False) -> Iterator[Isso]:
    """An Isso that moderates the comments of a site, by its address. Raises InstallError."""
    program, url = install(), f"http://127.0.0.1:{free_port()}"
    home.mkdir(parents=True)
    settings = home / "isso.cfg"
    settings.write_text(_CONF.format(home=home, site=site, url=url, guard=str(guard).lower()), "utf-8")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    process = serve([str(program), "-c", str(settings), "run"], home / "out.log", environment)
    try:
        wait_for(lambda: httpx.get(f"{url}/config", trust_env=False).status_code == 200, "Isso")
        yield Isso(url, home)
    finally:
        end(process)
