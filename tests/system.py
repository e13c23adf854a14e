"""What the tests need of the system: found, else installed when that is allowed, else left for the tests to say.

Run by the test command before pytest, with the tests that were asked for; what these do not need is left alone.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from plugins.common import machine
from plugins.common.machine import can_lead_a_browser, find_browser, has_pango
from tests.services import wordpress

TESTS = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Piece:
    """One thing that tests need: `needed` is found in the files of tests that do, `shown` in what fails without it.

    The lack of one that is only `quicker` than another fails nothing, and is not told.
    """

    name: str
    packages: str
    there: Callable[[], bool]
    needed: str
    shown: str
    quicker: bool = False

    def lack(self) -> str:
        """« pas de Pango : sudo apt install … »."""
        return f"pas de {self.name} : {machine.install_command(self.packages, self.packages, self.packages)}"


def windowless_browser() -> str | None:
    """The path of Debian's Chromium without windows: a new page costs it a quarter of what it costs the whole one."""
    return shutil.which("chromium-headless-shell")


def _on_debian() -> bool:
    with suppress(OSError):
        return platform.freedesktop_os_release().get("ID") == "debian"
    return False


def downloaded_browser() -> bool:
    """Whether playwright has downloaded a Chromium of its own."""
    default = os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or os.path.expanduser("~/.cache/ms-playwright")  # noqa: PTH111
    return any(Path(default).glob("chromium*"))


PIECES = (
    Piece(
        "Pango",
        machine.PANGO[0],
        has_pango,
        r"pdf|publish|workshops|programme",
        r"ne trouve pas Pango|libpango|libgobject",
    ),
    Piece("git", machine.GIT[0], lambda: bool(shutil.which("git")), r'"git"', r"No such file or directory: 'git'"),
    Piece(
        "Chromium",
        machine.CHROMIUM[0],
        lambda: (bool(find_browser()) or downloaded_browser()) and can_lead_a_browser(),
        r"\bbrowser\b",
        r"BrowserType.launch|Connection closed while reading from the driver",
    ),
    Piece(
        "Chromium sans fenêtre",
        "chromium-headless-shell",
        lambda: bool(windowless_browser()) or not _on_debian(),
        r"\bbrowser\b",
        r"(?!)",
        quicker=True,
    ),
    Piece("Java", "default-jre-headless", lambda: bool(shutil.which("java")), r"\bvnu\b", r"pas de Java"),
    Piece(
        "WordPress",
        " ".join(wordpress.PACKAGES),
        lambda: not wordpress.lacking(),
        r"\bwordpress\b",
        r"pas de WordPress",
    ),
)


def missing_piece(said: str) -> str | None:
    """What the machine lacks that explains a failure, with the command that installs it."""
    return next((piece.lack() for piece in PIECES if re.search(piece.shown, said) and not piece.there()), None)


def apt_install(*packages: str) -> str:
    """Install Debian packages, as root or with a sudo that asks nothing; why it did not work, empty when it did."""
    if not shutil.which("apt-get"):
        return "ce système n’a pas apt"
    return apt_get("update") or apt_get("install", "-y", "--no-install-recommends", *packages)


@cache
def apt_get(*arguments: str) -> str:
    """Run apt-get, the same command once; why it did not work."""
    root: Sequence[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    command = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300", *arguments]  # another installation may be running
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run([*root, *command], env=environment, capture_output=True, text=True, timeout=600)
    except FileNotFoundError:
        return "installer demande les droits de l’administrateur"
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode and root and "password" in done.stderr:
        return "installer demande les droits de l’administrateur"
    return (done.stderr.strip().splitlines() or ["apt-get a échoué"])[-1] if done.returncode else ""


def ensure(piece: Piece) -> None:
    """Install a piece that is not there, and say so; say why when that cannot be."""
    if piece.there():
        return
    print(f"Tests : installation de {piece.name}, une seule fois…", file=sys.stderr, flush=True)
    why = apt_install(*piece.packages.split())
    if why and piece.name == "Chromium":
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        with suppress(OSError, subprocess.TimeoutExpired):  # the line below says what is missing
            subprocess.run(command, capture_output=True, timeout=600)
    if not piece.there() and not piece.quicker:
        print(
            f"Tests : {piece.lack()} ({why or 'toujours absent'}). Ses tests n’auront pas lieu.",
            file=sys.stderr,
            flush=True,
        )


def main(asked: Sequence[str]) -> None:
    """Ensure what the tests asked for need; all of them when none is named."""
    chosen = [path for name in asked or [str(TESTS)] for path in _files(Path(name.partition("::")[0]))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in chosen)
    for piece in PIECES:
        if re.search(piece.needed, text):
            ensure(piece)


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        return [found for found in path.rglob("*.py") if found != Path(__file__).resolve()]
    return [path] if path.is_file() else []


if __name__ == "__main__":
    main(sys.argv[1:])
