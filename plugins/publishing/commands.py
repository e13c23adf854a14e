"""Tasks that tell when to build (`due`) and note what was published (`addresses.record`, `addresses.forget`)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from invoke import Context, Exit, task

from plugins.common.places import ROOT
from plugins.common.problems import render
from plugins.model.article import ARTICLE
from plugins.model.content import Content, public_address
from plugins.model.loader import load_site, read_agency, read_timezone, read_url, shown_path
from plugins.model.memory import REGISTER, Remembered, entry_id, memory_of, read_addresses, written
from plugins.model.options import CONTENT, NOW, clock, content_folder
from plugins.model.register_files import read_register, shown_register, write_register
from plugins.publishing.addresses import file_of, promise_of, promises
from plugins.publishing.headers import FORMS, asked_for, folders_of, papers_of, rules
from plugins.publishing.next_change import FILE, Unreadable, is_due, register_digest
from plugins.site.indexing import reservation_headers

NOT_DUE = 3  # told apart from a failure (1) and from a wrong command (2)
TIMEOUT, LIMIT = 20, 100_000  # seconds; bytes


@task(
    help={
        "output": "dossier du site construit (output/ si absent)",
        "url": "adresse du site en ligne",
        "online": "lit le site en ligne, à l’adresse de agence.yaml",
        **CONTENT,
        **NOW,
    }
)
def due(c: Context, output: str = "", url: str = "", online: bool = False, content: str = "", now: str = "") -> None:
    """Dit s’il faut reconstruire le site : code 0, ou 3 si non."""
    folder = content_folder(content)
    if output and (url or online):
        raise Exit("--output, --url et --online : choisissez-en un", code=2)
    instant = clock(now)(read_timezone(folder))
    address = url or (read_url(folder) if online else "")
    try:
        text = _fetch(address) if address else _read(Path(output) if output else ROOT / "output")
        to_build, sentence = is_due(text, instant, register_digest(folder))
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
    import httpx  # with what follows, for this task alone

    from plugins.common.http import Transport
    from plugins.common.timed_network import BROKEN, TimedNetwork, deadline

    if not address.startswith(("https://", "http://")):
        raise Exit(f"--url « {address} » : écrivez une adresse complète, comme https://exemple.fr/", code=2)
    target = f"{address.rstrip('/')}/{FILE}"
    network = TimedNetwork(deadline(TIMEOUT))
    read = b""
    try:
        with (
            httpx.Client(transport=Transport(network), trust_env=False, follow_redirects=True) as client,
            client.stream("GET", target, headers={"Cache-Control": "no-cache"}) as answer,
        ):
            if not answer.is_success:
                raise Unreadable(f"{target} : réponse {answer.status_code}")
            for part in answer.iter_bytes():
                read += part
                if len(read) > LIMIT:
                    raise Unreadable(f"{target} : réponse de plus de {LIMIT} octets")
        return read.decode("utf-8")
    except (*BROKEN, httpx.InvalidURL, UnicodeDecodeError):  # no network, no such host, not UTF-8
        raise Unreadable(f"{target} : sans réponse") from None


@task(
    help={
        "output": "dossier du site mis en ligne (output/ si absent)",
        **CONTENT,
    }
)
def record(c: Context, output: str = "", content: str = "") -> None:
    """Note au registre les adresses du site mis en ligne, et ce que disent ses textes."""
    folder = Path(output) if output else ROOT / "output"
    if not (folder / FILE).is_file():
        raise Exit(f"« {shown_path(folder)} » n’est pas un site publié (./inv publish) : rien n’est noté.", code=1)
    site = _published(content, folder)
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    addresses = promises(names)
    changed = write_register(site, REGISTER, written(addresses, memory_of(site).known.struck, noted(site, addresses)))
    shown = shown_register(site, REGISTER)
    print(f"{shown} : noté, à ajouter au dépôt (git add)." if changed else f"{shown} : déjà à jour.")


@task(
    positional=["address"],
    help={
        "address": "adresse retirée, comme /articles/ancien/",
        **CONTENT,
    },
)
def forget(c: Context, address: str, content: str = "") -> None:
    """Note qu’une adresse publiée est retirée exprès."""
    site = _registered(content)
    text, faults = read_register(site, REGISTER)
    known, strange = read_addresses(text or "", shown_register(site, REGISTER))
    if faults or strange:
        raise Exit(f"{render([*faults, *strange])}\nRegistre illisible : rien n’est noté.", code=1)
    name = f"/{address.strip('/')}{'/' if address.endswith('/') else ''}" if address.strip("/") else "/"
    if promise_of(file_of(name)) is None:
        raise Exit(f"« {address} » n’est pas une adresse notée : écrivez-la comme /articles/ancien/", code=2)
    write_register(site, REGISTER, written(known.lines, {*known.struck, name}, known.texts))
    print(f"{shown_register(site, REGISTER)} : {name} est retirée exprès, à ajouter au dépôt (git add).")


def noted(site: Content, addresses: Iterable[str]) -> dict[str, Remembered]:
    """What is noted of the texts at these addresses; what was of one that is there no more, as it was."""
    memory, found = memory_of(site), {}
    for address in addresses:
        document = site.by_address.get(address[1:])
        if document is None:
            continue
        first = entry = None
        if document.kind is ARTICLE and (day := getattr(document.record, "date", None)):
            first = site.aware(day)
            entry = entry_id(public_address(site, document), first)
        found[address] = memory.noting(document, first, entry or "")
    return {**memory.known.texts, **found}


def _published(content: str, output: Path) -> Content:
    """The content of a site that was published, read at the instant at which it was."""
    folder = content_folder(content)
    if not folder.is_dir():
        raise Exit(f"« {shown_path(folder)} » introuvable : vérifiez --content", code=2)
    try:
        built = datetime.fromisoformat(json.loads((output / FILE).read_text("utf-8"))["built"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Exit(
            f"« {shown_path(output / FILE)} » illisible : publiez de nouveau, rien n’est noté.", code=1
        ) from None
    site = load_site(folder, lambda timezone: built.astimezone(ZoneInfo(timezone)))
    _, faults = read_register(site, REGISTER)
    if faults:
        raise Exit(f"{render(faults)}\nRegistre illisible : rien n’est noté.", code=1)
    return site


def _registered(content: str) -> Content:
    folder = content_folder(content)
    if not folder.is_dir():
        raise Exit(f"« {shown_path(folder)} » introuvable : vérifiez --content", code=2)
    return Content(root=folder, shown=shown_path(folder).rstrip("/"))


@task(
    positional=["form"],
    help={
        "form": "nginx, caddy ou _headers",
        "output": "dossier du site construit (output/ si absent)",
        **CONTENT,
    },
)
def headers(c: Context, form: str = "", output: str = "", content: str = "") -> None:
    """Écrit ce que le serveur doit dire de chaque fichier."""
    if form not in FORMS:
        raise Exit(f"« {form} » : écrivez ./inv headers {', ou '.join(FORMS)}", code=2)
    folder = Path(output) if output else ROOT / "output"
    kinds = ("*.html", "*.pdf")
    files = [path.relative_to(folder).as_posix() for kind in kinds for path in folder.rglob(kind)]
    if not any(name.endswith(".html") for name in files):
        raise Exit(f"aucun site dans « {folder} » : lancez ./inv publish", code=2)
    agency = read_agency(content_folder(content))
    asked = asked_for(files, agency)
    found = rules(folders_of(files), agency.url, reservation_headers(agency), papers_of(files) - asked, asked)
    print(FORMS[form](found), end="")


@task(help={"output": "dossier du site construit (output/ si absent)"})
def compress(c: Context, output: str = "") -> None:
    """Met à côté de chaque texte du site ses copies .br et .gz."""
    folder = Path(output) if output else ROOT / "output"
    if not (folder / "index.html").is_file():
        raise Exit(f"aucun site dans « {folder} » : lancez ./inv publish", code=2)
    from plugins.publishing.compressed import compress_site  # here: no other task needs an encoder

    made = compress_site(folder)
    print(f"{made.files} copies à côté de {made.texts} textes, dont {made.new} nouvelles : {made.told}.")


TASKS = (due, headers, compress)
ADDRESSES = (record, forget)
