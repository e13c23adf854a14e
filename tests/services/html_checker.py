"""The Nu HTML checker, of validator.w3.org: what it says of pages. It needs Java; npm gives it (node_pieces.py)."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.services import node_pieces

LIMIT = 300  # seconds, for some hundreds of pages


def vnu(pages: Iterable[Path], *, warnings: bool = False) -> list[str]:
    """The faults of HTML pages, « path:line:column: message », warnings too when they are asked; none for no page.

    Raises InstallError without Java or Node.
    """
    files = [str(page) for page in pages]
    if not files:
        return []
    java = shutil.which("java")
    if java is None:
        raise node_pieces.InstallError("pas de Java : sudo apt install default-jre-headless")
    jar = node_pieces.install() / "node_modules/vnu-jar/build/dist/vnu.jar"
    # One core, and no compilation that a run of some seconds would not pay back.
    command = [java, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss2m", "-jar", str(jar)]
    level = [] if warnings else ["--errors-only"]
    done = subprocess.run(
        [*command, "--format", "json", "--stdout", "--exit-zero-always", *level, *files],
        capture_output=True, text=True, timeout=LIMIT, check=True,
    )  # fmt: skip
    return [
        f"{each['url'].removeprefix('file:')}:{each.get('lastLine', 1)}:{each.get('firstColumn', 1)}: {each['message']}"
        for each in json.loads(done.stdout)["messages"]
    ]
