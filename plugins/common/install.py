"""Makes the project's Python environment from the lock: `install.py PROJECT ENVIRONMENT CACHE STAMP`, run by `inv`.

It runs in the system's Python, before any package is there: the standard library alone. It says what it does and how
far it is; what pip says is shown only if it fails, with a cause and a remedy.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

_SAID_LINES = 25  # of pip's words, when it fails
_QUIET = 20.0  # seconds between two lines where there is no terminal
_PLACE = "export TRIBUNE_VENV=…"
_NETWORK = "vérifiez la connexion, puis relancez la même commande ; une première installation demande le réseau"
# What pip says, the cause and the remedy; the first that is found.
CAUSES = (
    (r"No space left on device|Disk quota exceeded", "plus de place sur le disque", "libérez 600 Mo, puis relancez"),
    (
        r"DO NOT MATCH THE HASHES",
        "un paquet reçu n’est pas celui que la liste décrit",
        "relancez ; si cela persiste, un serveur intermédiaire (proxy, miroir) modifie les paquets : prévenez "
        "la personne qui gère le réseau",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError|SSLCertVerification",
        "le certificat du serveur des paquets n’est pas reconnu",
        "derrière le proxy d’une entreprise, donnez son certificat : export PIP_CERT=/chemin/du/certificat.pem",
    ),
    (r"ProxyError|Proxy Authentication", "le proxy refuse la connexion", "réglez https_proxy, puis relancez"),
    (
        r"name resolution|Name or service not known|NewConnectionError|Network is unreachable|Connection refused"
        r"|ConnectTimeout|ReadTimeout|Connection reset|nodename nor servname|ConnectionError|IncompleteRead",
        "pas de réseau, ou un réseau qui ne laisse pas passer",
        _NETWORK,
    ),
    (r"Permission denied|Read-only file system", "dossier où l’on ne peut pas écrire", f"donnez-en un autre, {_PLACE}"),
    (
        r"Failed building wheel|subprocess-exited-with-error|metadata-generation-failed|error: command '.*(?:gcc|cc)'",
        "un paquet n’a pas de version toute faite pour ce Python sur cette machine, et ne se compile pas",
        "installez Python 3.11 à 3.14 sur un processeur x86-64 ou ARM 64 bits, ou de quoi compiler "
        "(sudo apt install build-essential python3-dev)",
    ),
    (
        r"No matching distribution found|Could not find a version",
        "le serveur de paquets ne donne pas une version de la liste",
        "si vous passez par un miroir (PIP_INDEX_URL), il est en retard : prenez-en un autre",
    ),
)


class InstallError(Exception):
    """The environment cannot be made; the message is French and says the remedy."""


def cause_of(said: str) -> str:
    """« cause : remède » for what pip said when it failed."""
    for pattern, cause, remedy in CAUSES:
        if re.search(pattern, said):
            return f"{cause} : {remedy}"
    return f"pip s’est arrêté : {_NETWORK}"


def wanted(requirements: str) -> int:
    """How many packages a lock lists."""
    return len(re.findall(r"^[A-Za-z0-9][\w.-]*==", requirements, re.M))


class Progress:
    """One line that moves on a terminal; elsewhere a line now and then."""

    def __init__(self, show: Callable[[str], object], *, moving: bool) -> None:
        self._show, self._moving = show, moving
        self._begun = self._said = time.monotonic()
        self._text = ""
        self._done = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)
        self._ticker.start()

    def tell(self, text: str) -> None:
        """What is being done now."""
        self._text = text

    def close(self) -> None:
        """Leave the terminal clean."""
        self._done.set()
        self._ticker.join()
        if self._moving:
            self._show("\r\x1b[K")

    def _tick(self) -> None:
        while not self._done.wait(0.2 if self._moving else 0.5):
            now = time.monotonic()
            line = f"  {self._text} ({now - self._begun:.0f} s)"
            if self._moving:
                self._show(f"\r\x1b[K{line[: shutil.get_terminal_size().columns - 1]}")
            elif self._text and now - self._said > _QUIET:
                self._said = now
                self._show(f"{line}\n")


def is_ready(environment: Path, stamp: str) -> bool:
    """Whether an environment is whole, made for this stamp (« Python 3.11.2 » and the list’s sum), its Python there."""
    try:
        if (environment / "ready").read_text(encoding="utf-8").strip() != stamp:
            return False
        version = subprocess.run([environment / "bin" / "python", "-V"], capture_output=True, text=True).stdout.strip()
    except OSError:
        return False
    return stamp.startswith(f"{version} ")


def install(project: Path, environment: Path, show: Callable[[str], object], *, moving: bool) -> None:
    """Make the environment anew. Raises InstallError when that cannot be."""
    lock = project / "requirements.txt"
    count = wanted(lock.read_text(encoding="utf-8"))
    show(f"Tribune : installation de ses outils dans {environment} ({count} paquets, une à trois minutes, une fois)…\n")
    start = time.monotonic()
    if environment.is_dir() and any(environment.iterdir()) and not (environment / "pyvenv.cfg").is_file():
        raise InstallError(f"« {environment} » contient autre chose que des outils : donnez un autre dossier, {_PLACE}")
    shutil.rmtree(environment, ignore_errors=True)
    pip = _make_environment(environment)
    # The lock is whole: with `--no-deps` pip looks for nothing else, where it would take the newest of a package that
    # another asks for with an extra, then refuse it for want of a hash.
    command = [*pip, "--disable-pip-version-check", "install", "--no-deps", "--no-compile", "--progress-bar", "off"]
    progress = Progress(show, moving=moving)
    try:
        code, said = _follow([*command, "--require-hashes", "-r", str(lock)], count, progress)
    finally:
        progress.close()
    if code:
        shutil.rmtree(environment, ignore_errors=True)
        last = "\n".join(f"  pip : {line}" for line in said.splitlines()[-_SAID_LINES:])
        raise InstallError(f"{last}\nInstallation impossible, {cause_of(said)}.")
    show(f"Outils installés en {time.monotonic() - start:.0f} s.\n")


def _make_environment(environment: Path) -> list[str]:
    """Make it, and give the command that fills it."""
    # Debian ships venv without ensurepip, and its pip refuses to install outside of one: it fills the new one.
    own = importlib.util.find_spec("pip") is None
    if own and importlib.util.find_spec("ensurepip") is None:
        raise InstallError("pip manque : sudo apt install python3-pip (sous Debian ou Ubuntu)")
    command = [sys.executable, "-m", "venv", *([] if own else ["--without-pip"]), str(environment)]
    made = subprocess.run(command, capture_output=True, text=True)
    if made.returncode:
        said = f"{made.stdout}{made.stderr}".strip()
        if "ensurepip" in said or "No module named venv" in said:
            raise InstallError("pip et venv manquent : sudo apt install python3-pip python3-venv (Debian ou Ubuntu)")
        raise InstallError(f"  venv : {said[-500:]}\nInstallation impossible dans « {environment} », {cause_of(said)}.")
    python = str(environment / "bin" / "python")
    return [python, "-m", "pip"] if own else [sys.executable, "-m", "pip", "--python", python]


def _follow(command: Sequence[str], count: int, progress: Progress) -> tuple[int, str]:
    """Run pip, told line by line; its exit code and all that it said."""
    # What a user's pip.conf may ask for their own installations (`user = true`) is not for this one.
    own = {"PYTHONUNBUFFERED": "1", "LC_ALL": "C", "PIP_NO_INPUT": "1", "PIP_USER": "0", "PIP_QUIET": "0"}
    environ = {name: value for name, value in os.environ.items() if name not in ("PIP_TARGET", "PIP_PREFIX")} | own
    said, found = [], 0
    progress.tell("connexion au serveur de paquets…")
    with subprocess.Popen(
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            said.append(line)
            if match := re.match(r"Collecting ([\w.-]+)", line):
                found += 1
                progress.tell(f"téléchargement {min(found, count)} / {count} : {match[1]}")
            elif line.startswith("Installing collected packages"):
                progress.tell(f"installation des {count} paquets…")
            elif "Retrying" in line:
                progress.tell("le serveur de paquets ne répond pas, nouvel essai…")
    return process.returncode, "".join(said)


@contextlib.contextmanager
def alone(cache: Path, show: Callable[[str], object]) -> Iterator[None]:
    """One installation at a time: a second one waits."""
    with (cache / "installation.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            show("Tribune : une autre commande installe les outils ; attente…\n")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(project: Path, environment: Path, cache: Path, stamp: str) -> int:
    """Install unless another command has just done it, and leave `stamp` in the environment; 1 after a refusal."""

    def show(text: str) -> None:
        with contextlib.suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()

    try:
        with alone(cache, show):
            if not is_ready(environment, stamp):
                install(project, environment, show, moving=sys.stderr.isatty() and os.environ.get("TERM") != "dumb")
                (environment / "ready").write_text(
                    stamp, encoding="utf-8"
                )  # last: half an environment is never taken for one
    except InstallError as error:
        show(f"{error}\n")
        return 1
    except OSError as error:
        show(f"Installation impossible dans « {environment} » ({error.strerror}) : donnez un autre dossier, {_PLACE}\n")
        return 1
    except KeyboardInterrupt:
        shutil.rmtree(environment, ignore_errors=True)
        show("Installation interrompue : relancez la même commande.\n")
        return 130
    return 0


if __name__ == "__main__":
    _project, _environment, _cache, _stamp = sys.argv[1:5]
    sys.exit(main(Path(_project), Path(_environment), Path(_cache), _stamp))
