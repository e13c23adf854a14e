"""What this machine has and lacks for the project, what each lack costs, and the command that mends it."""

from __future__ import annotations

import os
import platform
import shutil
import socket
import sys
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugins.common.frozen import frozen
from plugins.common.machine import (
    CHROMIUM,
    GIT,
    PANGO,
    can_lead_a_browser,
    find_browser,
    has_pango,
    install_command,
    pango_version,
)
from plugins.common.places import CACHE
from plugins.common.problems import reason

ROOM = 300  # megabytes: a preview, its images and its PDF files
PORTS = range(8000, 8021)  # those that the preview tries


@frozen
class Finding:
    """One thing looked for. `cost`: what is lost without it; `needed`: the preview cannot work without it."""

    name: str
    there: bool
    cost: str = ""
    remedy: str = ""
    needed: bool = False

    def __str__(self) -> str:
        if self.there:
            return f"présent  {self.name}"
        lines = [f"{'MANQUE' if self.needed else 'absent'}   {self.name} : {self.cost}", f"         → {self.remedy}"]
        return "\n".join(lines)


def examine(content: Path) -> Iterator[Finding]:
    """Everything that the project takes from the machine, what the preview needs first."""
    version = platform.python_version()
    yield Finding(f"Python {version}, outils dans {sys.prefix}", True)
    yield _folder(CACHE, "l’aperçu n’a pas où écrire", "export TRIBUNE_CACHE=… (un dossier où vous pouvez écrire)")
    yield _folder(Path(_temporary()), "aucun fichier de passage", "export TMPDIR=… (un dossier où vous pouvez écrire)")
    readable = content.is_dir() and os.access(content, os.R_OK | os.X_OK)
    yield Finding(f"contenu {content}", readable, "rien à montrer", "--content dit où il est", needed=True)
    free = next((port for port in PORTS if _is_free(port)), None)
    ports = f"{PORTS[0]} à {PORTS[-1]}"
    yield Finding(
        f"port {free}" if free else f"un port de {ports}",
        free is not None,
        "ils sont tous pris",
        "fermez un aperçu, ou ./inv preview --port 9000",
        needed=True,
    )
    yield Finding(
        "fuseaux horaires",
        _works(lambda: ZoneInfo("Europe/Paris"), ZoneInfoNotFoundError),
        "les dates n’ont pas d’heure",
        "supprimez le dossier des outils, puis relancez ./inv",
        needed=True,
    )
    yield from _comfort()


def _comfort() -> Iterator[Finding]:
    from PIL import features

    yield Finding(
        f"Pango {pango_version()}".strip(),
        has_pango(),
        "pas de PDF ; l’aperçu les laisse de côté, publish refuse s’il y a un atelier ou un guide",
        install_command(*PANGO),
    )
    for kind in ("webp", "avif"):
        yield Finding(
            f"images {kind.upper()}",
            features.check(kind) is True,
            "les images de ce format ne sont pas lues",
            "supprimez le dossier des outils, puis relancez ./inv",
        )
    yield Finding(
        "git",
        shutil.which("git") is not None,
        "pas d’historique, et relay.apply --push refuse",
        install_command(*GIT),
    )
    yield Finding(
        "navigateur",
        _works(webbrowser.get, webbrowser.Error),
        "preview --open n’ouvre rien",
        "ouvrez vous-même l’adresse que l’aperçu donne",
    )
    yield Finding(
        "Chromium",
        find_browser() is not None and can_lead_a_browser(),
        "./inv test l’installe, ou passe ses tests ; l’aperçu et publish s’en passent",
        install_command(*CHROMIUM),
    )
    encoding = _terminal_encoding()
    yield Finding(
        "terminal en UTF-8",
        "utf" in encoding.lower().replace("-", ""),
        f"réglé en {encoding} : les accents des messages peuvent s’y lire mal ; les fichiers, eux, sont justes",
        "export LC_ALL=C.UTF-8",
    )


def _folder(folder: Path, cost: str, remedy: str) -> Finding:
    """A folder that the project writes in, tried by writing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"0" * 65536)
        room = shutil.disk_usage(folder).free // 1_000_000
    except OSError as error:
        return Finding(f"écrire dans {folder}", False, f"{reason(error)} : {cost}", remedy, needed=True)
    if room < ROOM:
        return Finding(f"place dans {folder}", False, f"{room} Mo libres, il en faut {ROOM}", "libérez de la place")
    return Finding(f"écrire dans {folder}", True)


def _temporary() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return os.environ.get("TMPDIR") or "/tmp"


def _is_free(port: int) -> bool:
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return _works(lambda: tried.bind(("127.0.0.1", port)), OSError)


def _works(action: Callable[[], object], error: type[Exception]) -> bool:
    try:
        action()
    except error:
        return False
    return True


def _terminal_encoding() -> str:
    """What the system’s locale says, whatever Python has been told to write."""
    name = next((os.environ[key] for key in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(key)), "POSIX")
    return name.partition(".")[2] or name
