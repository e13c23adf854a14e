"""The bytes of a site that has one of everything: what a change of the code is not meant to change stays the same.

`python -m tests.site.golden` writes `golden.txt` anew, once a difference has been looked at and is meant.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = Path(__file__).with_name("content")
RECORD = Path(__file__).with_name("golden.txt")
NOW = "2026-11-22 09:00"
ENCODED = "-" * 64


def digests(site: Path) -> dict[str, str]:
    """The SHA-256 of each file of a site, PDF programmes aside: their bytes are Pango's, which machines differ in.

    Of what is encoded here (`medias/`, what excerpts of a search show), the name alone: it follows from what is drawn
    or indexed, the bytes from the encoders.
    """
    files = (path for path in site.rglob("*") if path.is_file() and path.suffix != ".pdf")
    found = {}
    for path in sorted(files):
        name = path.relative_to(site).as_posix()
        encoded = name.startswith(("medias/", "pagefind/fragment/"))
        found[name] = ENCODED if encoded else hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def recorded() -> dict[str, str]:
    """What was recorded, by path."""
    lines = (line.split("  ", 1) for line in RECORD.read_text("utf-8").splitlines())
    return {path: digest for digest, path in lines}


def record() -> None:
    """Build the site and record its bytes."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "site"
        options = ["--content", str(CONTENT), "--output", str(output), "--now", NOW]
        subprocess.run([sys.executable, str(ROOT / "tasks.py"), "publish", *options], check=True, cwd=ROOT)
        lines = [f"{digest}  {path}\n" for path, digest in digests(output).items()]
    RECORD.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    record()
