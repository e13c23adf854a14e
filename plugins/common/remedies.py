"""The command that installs what a machine lacks, as its system spells it."""

from __future__ import annotations

import os
import shutil
import sys

PANGO = ("libpango-1.0-0 libpangoft2-1.0-0", "pango", "pango")
CHROMIUM = ("chromium", "chromium", "--cask chromium")
GIT = ("git", "git", "git")
FONTS = ("fonts-dejavu-core", "dejavu-sans-fonts", "--cask font-dejavu")
SIGNS = ("fonts-noto-core fonts-noto-color-emoji", "google-noto-sans-fonts", "--cask font-noto-sans")  # most scripts


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
