"""What a machine has, and the command that installs what it lacks, as its system spells it."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys

# The names of a piece for apt, dnf and brew.
PANGO = ("libpango-1.0-0 libpangoft2-1.0-0", "pango", "pango")
CHROMIUM = ("chromium", "chromium", "--cask chromium")
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
    return all(_loads(library) for library in _PANGO.get(sys.platform, ()))


def find_browser() -> str | None:
    """The path of a Chromium or Chrome of the system."""
    return next((path for name in _BROWSERS if (path := shutil.which(name))), None)


def _loads(library: str) -> bool:
    folders = ("", "/opt/homebrew/lib/") if sys.platform == "darwin" else ("",)
    for folder in folders:
        try:
            ctypes.CDLL(folder + library)
            return True
        except OSError:
            continue
    return False
