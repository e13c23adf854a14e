"""A real Ghost put together from npm, once: `.cache/ghost/<version>/` keeps it for the next runs.

Node 22 is npm's package `node`, whatever Node the machine has. Ghost comes as its published archive, and pnpm installs
what its lock names: the plain `npm install ghost` fails, the archive names parts of itself by file.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from pathlib import Path

from plugins.common import places

GHOST = "6.65.0"
NODE = "22.23.3"
PNPM = "11"
CACHE = places.CACHE / "ghost"
HOME = CACHE / f"{GHOST}-node{NODE}"
NODE_BIN = HOME / "node" / "node_modules" / ".bin"
PACKAGE = HOME / "package"
READY = HOME / "ready"
# `npm` fetches, the compiler builds better-sqlite3 for this Node: its ready-made builds come from another site.
TOOLS = ("npm", "g++", "make", "python3")
# Node trusts a list of its own: behind a company's proxy the system's holds one certificate more.
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LIMIT = 1200  # seconds for one step of the installation


class InstallError(Exception):
    """The installation failed; the message says at which step, and where its log is."""


def lacking() -> list[str]:
    """What of the machine is not there; an empty list when a Ghost is installed or can be."""
    if READY.is_file():
        return []
    absent = [name for name in TOOLS if shutil.which(name) is None]
    return absent if platform.machine() in ("x86_64", "aarch64") else [*absent, f"Node 22 pour {platform.machine()}"]


def environment() -> dict[str, str]:
    """The variables that a Node 22 process is given: its own programs first, its own headers to compile against."""
    kind = {"x86_64": "x64", "aarch64": "arm64"}.get(platform.machine(), "x64")
    headers = HOME / "node" / "node_modules" / "node" / "node_modules" / f"node-linux-{kind}"
    # A nodedir of the user's npmrc would give the headers of the machine's own Node: another ABI.
    path = os.pathsep.join([str(NODE_BIN), os.environ.get("PATH", "")])
    trusted = {"NODE_EXTRA_CA_CERTS": str(CERTIFICATES)} if CERTIFICATES.is_file() else {}
    return {**trusted, **os.environ, "PATH": path, "npm_config_nodedir": str(headers), "CI": "true"}


def install() -> None:
    """Install what is not there yet. Raises InstallError."""
    if READY.is_file():
        return
    shutil.rmtree(HOME, ignore_errors=True)
    (HOME / "node").mkdir(parents=True)
    quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
    _run(["npm", "install", "--no-save", *quiet, f"node@{NODE}", f"pnpm@{PNPM}"], HOME / "node")
    _run(["npm", "pack", *quiet, f"ghost@{GHOST}"], HOME)
    _run(["tar", "-xzf", f"ghost-{GHOST}.tgz"], HOME)
    manifest = PACKAGE / "package.json"
    data = json.loads(manifest.read_text(encoding="utf-8"))
    data.pop("packageManager", None)  # it asks for one exact pnpm, fetched anew
    manifest.write_text(json.dumps(data, indent=2), encoding="utf-8")
    pnpm = ["pnpm", "--config.pm-on-fail=ignore"]
    fixed = ["--prod", "--frozen-lockfile", "--ignore-scripts", f"--store-dir={HOME / 'store'}"]
    _run([*pnpm, "install", *fixed, "--reporter=append-only"], PACKAGE)
    _run([*pnpm, "rebuild", "better-sqlite3"], PACKAGE)  # the one compiled part that Ghost needs to start
    shutil.rmtree(HOME / "store")
    (HOME / f"ghost-{GHOST}.tgz").unlink()
    READY.write_text(GHOST, encoding="utf-8")


def _run(command: list[str], folder: Path) -> None:
    log = HOME / "install.log"
    with log.open("ab") as out:
        done = subprocess.run(command, cwd=folder, env=environment(), stdout=out, stderr=out, timeout=LIMIT)
    if done.returncode:
        raise InstallError(f"Ghost ne s’installe pas : « {' '.join(command[:3])} » échoue, voyez {log}")
