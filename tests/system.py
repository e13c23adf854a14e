"""What the tests need of the system: found, else installed when that is allowed, else left for the tests to say.

Run by the test command before pytest; prints one line for each thing that it installs.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.services.wordpress import PACKAGES, lacking

BROWSERS = ("chromium", "google-chrome", "chromium-browser")
PANGO = {"libpango-1.0.so.0": "libpango-1.0-0", "libpangoft2-1.0.so.0": "libpangoft2-1.0-0"}


def find_browser() -> str | None:
    """The path of a Chromium or Chrome of the system."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def apt_install(*packages: str) -> bool:
    """Install Debian packages, as root or with a sudo that asks nothing; whether it worked."""
    if not shutil.which("apt-get"):
        return False
    root: Sequence[str] = [] if os.geteuid() == 0 else ["sudo", "-n"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
    ):
        try:
            done = subprocess.run([*root, *command], env=environment, capture_output=True, timeout=600)
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode:
            return False
    return True


def downloaded_browser() -> bool:
    """Whether playwright has downloaded a Chromium of its own."""
    default = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return any(default.glob("chromium*"))


def ensure_browser() -> None:
    """A Chromium: the system's, Debian's package, else playwright's download."""
    if find_browser() or downloaded_browser():
        return
    print("Tests : installation de Chromium, une seule fois…", file=sys.stderr, flush=True)
    if apt_install("chromium"):
        return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=600)


def ensure_wordpress() -> None:
    """What a real WordPress on loopback takes, for the relays: Debian's packages."""
    if not lacking() or not shutil.which("apt-get"):
        return
    print("Tests : installation de WordPress, une seule fois…", file=sys.stderr, flush=True)
    apt_install(*PACKAGES)


def ensure_pango() -> None:
    """Pango, which sets the PDF programmes: Debian's packages on Linux; elsewhere the tests say what is missing."""
    absent = [package for library, package in PANGO.items() if not loads(library)]
    if absent and sys.platform == "linux":
        print("Tests : installation de Pango, une seule fois…", file=sys.stderr, flush=True)
        apt_install(*absent)


def loads(library: str) -> bool:
    """Whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    ensure_browser()
    ensure_wordpress()
    ensure_pango()
