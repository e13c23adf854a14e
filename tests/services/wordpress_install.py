"""A later WordPress than Debian's, put together once from npm: `.cache/wordpress/<build>/` keeps it for the next runs.

The package `@wp-playground/wordpress-builds` (GPL-2.0-or-later) holds builds of WordPress: a zip of the programs, and
beside it the static files that its editors load.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import zipfile

from plugins.common import places

PACKAGE, VERSION, BUILD = "@wp-playground/wordpress-builds", "0.9.19", "wp-nightly"  # WordPress 6.7-alpha
HOME = places.CACHE / "wordpress" / f"{VERSION}-{BUILD}"
CORE = HOME / "core"
READY = HOME / "ready"
LIMIT = 600  # seconds for the download, 160 MB


class InstallError(Exception):
    """The installation failed; the message says why."""


def install() -> None:
    """Install what is not there yet, one process at a time. Raises InstallError."""
    HOME.parent.mkdir(parents=True, exist_ok=True)
    with (HOME.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not READY.is_file():
            _install()


def _install() -> None:
    if shutil.which("npm") is None:
        raise InstallError("pas de WordPress plus récent que celui de Debian : installez Node avec npm")
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    packed = subprocess.run(
        ["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"],
        cwd=HOME,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    archives = list(HOME.glob("*.tgz"))
    if packed.returncode or not archives:
        raise InstallError(f"pas de WordPress plus récent que celui de Debian : npm ne donne pas {PACKAGE}@{VERSION}")
    parts = [f"package/src/wordpress/{BUILD}.zip", f"package/public/{BUILD}"]
    subprocess.run(["tar", "-xzf", str(archives[0]), *parts], cwd=HOME, check=True, timeout=LIMIT)
    with zipfile.ZipFile(HOME / parts[0]) as programs:
        programs.extractall(CORE)
    shutil.copytree(HOME / parts[1], CORE, dirs_exist_ok=True)
    shutil.rmtree(HOME / "package")
    archives[0].unlink()
    READY.write_text(VERSION, encoding="utf-8")
