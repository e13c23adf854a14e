"""The formats that pandoc alone reads: it makes HTML of them, where the machine has it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from plugins.common.machine import install_command
from plugins.editorial.importing.imported import Imported, ImportRefused
from plugins.editorial.importing.web import read_web

# As pandoc calls them (pandoc.org/MANUAL.html, « --from »).
FORMATS = {".rtf": "rtf", ".rst": "rst", ".tex": "latex", ".org": "org", ".epub": "epub", ".textile": "textile"}
SECONDS = 120
PANDOC = ("pandoc", "pandoc", "pandoc")


def read_converted(path: Path, data: bytes) -> Imported:
    """Read a file by pandoc. Raises ImportRefused when it is not there, or cannot read the file."""
    program = shutil.which("pandoc")
    if program is None:
        raise ImportRefused(
            f"« {path.name} » demande pandoc : {install_command(*PANDOC)} ; ou enregistrez ce texte en .docx ou en .odt"
        )
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "texte.html")
        command = [
            program,
            "--sandbox",
            "--standalone",
            "-f",
            FORMATS[path.suffix.lower()],
            "-t",
            "html",
            "-o",
            str(made),
        ]
        try:
            subprocess.run(command, input=data, check=True, capture_output=True, timeout=SECONDS, cwd=folder)
            return read_web(made, made.read_bytes())
        except (subprocess.SubprocessError, OSError):
            raise ImportRefused(f"« {path.name} » : pandoc ne peut le lire ; enregistrez ce texte en .docx") from None
