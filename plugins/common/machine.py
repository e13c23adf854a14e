"""What a machine has, and the command that installs what it lacks, as its system spells it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys

# The names of a piece for apt, dnf and brew.
PANGO = ("libpango-1.0-0 libpangoft2-1.0-0", "pango", "pango")
CHROMIUM = ("chromium libatomic1", "chromium libatomic", "--cask chromium")  # the second for Playwright, which leads it
GIT = ("git", "git", "git")
FONTS = ("fonts-dejavu-core", "dejavu-sans-fonts", "--cask font-dejavu")
SIGNS = ("fonts-noto-core fonts-noto-color-emoji", "google-noto-sans-fonts", "--cask font-noto-sans")  # most scripts

_BROWSERS = ("chromium", "google-chrome", "chromium-browser")
_PANGO = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0"),
    "darwin": ("libpango-1.0.0.dylib", "libpangoft2-1.0.0.dylib"),
}


def install_command(apt: str, dnf: str, brew: str) -> str:
    """« sudo apt install … », by the names that each system gives; a French sentence where none of them is there.

    Without sudo for root: a bare container has none.
    """
    sudo = "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "sudo "
    if sys.platform == "darwin":
        return f"brew install {brew}"
    if shutil.which("apt-get"):
        return f"{sudo}apt install {apt}"
    if shutil.which("dnf"):
        return f"{sudo}dnf install {dnf}"
    return f"installez-le par le gestionnaire de paquets de votre système (sous Debian : sudo apt install {apt})"


def has_pango() -> bool:
    """Whether Pango’s libraries load."""
    return all(_load(library) for library in _PANGO.get(sys.platform, ()))


def pango_version() -> str:
    """« 1.50.12 », on which the bytes of PDF files depend; empty without Pango."""
    pango = next((loaded for library in _PANGO.get(sys.platform, ())[:1] if (loaded := _load(library))), None)
    if pango is None:
        return ""
    pango.pango_version_string.restype = ctypes.c_char_p
    said: bytes = pango.pango_version_string()
    return said.decode()


def find_browser() -> str | None:
    """The path of a Chromium or Chrome of the system."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def can_lead_a_browser() -> bool:
    """Whether the Node that comes with Playwright starts: on Linux it needs a library that a bare system lacks."""
    return sys.platform != "linux" or _load("libatomic.so.1") is not None


def _load(library: str) -> ctypes.CDLL | None:
    folders = ("", "/opt/homebrew/lib/") if sys.platform == "darwin" else ("",)
    for folder in folders:
        try:
            return ctypes.CDLL(folder + library)
        except OSError:
            continue
    return None
