"""Tasks that tell when to build: `due`."""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from invoke import Context, Exit, task

from plugins.common.clock import ClockError, read_clock
from plugins.model.reading import read_timezone, read_url
from plugins.publishing.changes import FILE, Unreadable, is_due

ROOT = Path(__file__).resolve().parents[2]
NOT_DUE = 3  # told apart from a failure (1) and from a wrong command (2)
TIMEOUT, LIMIT = 20, 100_000  # seconds; bytes


@task(
    help={
        "output": "dossier du site construit (output/ si absent)",
        "url": "adresse du site en ligne",
        "online": "lit le site en ligne, à l’adresse de agence.yaml",
        "content": "dossier du contenu (content/ si absent)",
        "now": "instant de référence, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
    }
)
def due(c: Context, output: str = "", url: str = "", online: bool = False, content: str = "", now: str = "") -> None:
    """Dit s’il faut reconstruire le site : code 0, ou 3 si non."""
    folder = Path(content) if content else ROOT / "content"
    if output and (url or online):
        raise Exit("--output, --url et --online : choisissez-en un", code=2)
    try:
        instant = read_clock(now or None, read_timezone(folder))
    except ClockError as error:
        raise Exit(str(error), code=2) from None
    address = url or (read_url(folder) if online else "")
    try:
        text = _fetch(address) if address else _read(Path(output) if output else ROOT / "output")
        to_build, sentence = is_due(text, instant)
    except Unreadable as error:
        # A site that says nothing of itself is older than this file, or was never built: building is right.
        to_build, sentence = True, f"à reconstruire : {error}"
    print(sentence)
    if not to_build:
        raise Exit(code=NOT_DUE)


def _read(folder: Path) -> str:
    try:
        return (folder / FILE).read_text(encoding="utf-8")
    except OSError:
        raise Unreadable(f"{folder / FILE} introuvable") from None


def _fetch(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise Exit(f"--url « {address} » : écrivez une adresse complète, comme https://exemple.fr/", code=2)
    target = f"{address.rstrip('/')}/{FILE}"
    try:
        with urlopen(Request(target, headers={"Cache-Control": "no-cache"}), timeout=TIMEOUT) as answer:
            return answer.read(LIMIT).decode("utf-8")
    except HTTPError as error:
        raise Unreadable(f"{target} : réponse {error.code}") from None
    except (OSError, ValueError):  # no network, no such host, not UTF-8
        raise Unreadable(f"{target} : sans réponse") from None
