"""What tests run in Node, put together from npm once: `.cache/node-<lock>/` keeps it for the next runs.

`node/package-lock.json` names each package with the hash of its archive, and npm refuses another.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from hashlib import blake2b
from pathlib import Path

from plugins.common import places
from tests.services.ghost_install import CERTIFICATES

LOCKED = Path(__file__).with_name("node")
LIMIT = 400  # seconds for 200 packages, 190 MB, when others share the machine


class InstallError(Exception):
    """The installation failed; the message says why."""


def install(locked: Path = LOCKED) -> Path:
    """The folder whose `node_modules` has what a folder locks, one process at a time. Raises InstallError."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise InstallError("pas de Node ni de npm : sudo apt install nodejs npm")
    lock = (locked / "package-lock.json").read_bytes()
    folder = places.CACHE / f"node-{blake2b(lock, digest_size=6).hexdigest()}"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not (folder / "ready").is_file():
            _install(folder, locked)
    return folder


def _install(folder: Path, locked: Path) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(locked / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    trusted = {"NODE_EXTRA_CA_CERTS": str(CERTIFICATES)} if CERTIFICATES.is_file() else {}
    done = subprocess.run(
        command, cwd=folder, env={**trusted, **os.environ}, capture_output=True, text=True, timeout=LIMIT
    )
    if done.returncode:
        raise InstallError(
            f"npm n’installe pas {locked.parent.name}/{locked.name}/package-lock.json : {done.stderr.strip()[-200:]}"
        )
    (folder / "ready").touch()
