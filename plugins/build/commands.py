"""Tasks that build: `build`, `publish`, `check` (which replaces nothing), `preview`, `clean`."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from invoke import Context, Exit, task

from plugins.build.build import Engine, build
from plugins.build.checking import examine
from plugins.build.report import BuildRequest, tell
from plugins.build.request import request_of
from plugins.common.outputs import Outputs
from plugins.common.places import CACHE, ROOT, is_ours
from plugins.common.problems import Form, render, summary
from plugins.common.soak import soak
from plugins.common.staging import OutputRefused, disk_refusal, remove, reserved
from plugins.model.content import Content
from plugins.model.loader import read_timezone
from plugins.model.named_texts import NotFound
from plugins.model.options import CONTENT, NOW, clock, content_folder
from plugins.site.feature import listed_features

PREVIEW = CACHE / "apercu"
FORMATS: dict[str, Form] = {"text": "text", "json": "json", "github": "github"}
WATCHED = ("theme", "plugins", "pelicanconf.py", "publishconf.py", "requirements.txt")
_HELP = {
    **CONTENT,
    "output": "dossier de sortie (output/ si absent)",
    "now": "instant de la construction, AAAA-MM-JJ ou AAAA-MM-JJ HH:MM",
}
_FRESH = {"neuf": "refait tout, sans rien reprendre des constructions précédentes : les mêmes octets"}
_LOSS = {"accepter-la-perte": "laisse disparaître des adresses publiées : c’est un avertissement, non une erreur"}


@task(name="build", help={**_HELP, **_FRESH})
def build_(c: Context, content: str = "", output: str = "", now: str = "", neuf: bool = False) -> None:
    """Construit le site pour relecture, brouillons compris."""
    _build(_request(content, output, now, fresh=neuf))


@task(help={**_HELP, **_LOSS, **_FRESH})
def publish(
    c: Context,
    content: str = "",
    output: str = "",
    now: str = "",
    accepter_la_perte: bool = False,
    neuf: bool = False,
) -> None:
    """Construit le site à mettre en ligne, s’il est sans faute."""
    _build(replace(_request(content, output, now, production=True, fresh=neuf), accept_loss=accepter_la_perte))


@task(
    iterable=["files"],
    help={
        "files": "les seuls textes ou dossiers à montrer (tout le contenu si absent)",
        **CONTENT,
        "format": "text, json, ou github (annotations de la demande de fusion)",
        **NOW,
        **_LOSS,
        **_FRESH,
    },
)
def check(
    c: Context,
    content: str = "",
    format: str = "text",
    now: str = "",
    files: list[str] | None = None,
    accepter_la_perte: bool = False,
    neuf: bool = False,
) -> None:
    """Montre tout ce qui empêcherait de publier, sans rien remplacer.

    Lit tous les textes ; s’ils sont sans erreur, construit le site à l’essai dans le cache et le contrôle.
    ./inv check content/articles/mon-article.md : les fautes de ce texte seul, ses liens vérifiés sur tout le site,
    sans cet essai.
    """
    if format not in FORMATS:
        raise Exit(f"--format « {format} » : au choix {', '.join(FORMATS)}", code=2)
    request = replace(_request(content, "", now, production=True, fresh=neuf), accept_loss=accepter_la_perte)
    with _counted_when_long("vérification du site") as progress:
        try:
            checked = examine(request, _engine(progress), files or (), say=_aside)
        except NotFound as error:
            raise Exit(str(error), code=2) from None
    output = render(checked.problems, FORMATS[format])
    if output:
        print(output)
    if format != "json":
        count = checked.elsewhere
        rest = f" Ailleurs : {count} faute{'s' if count > 1 else ''} (./inv check les montre)." if count else ""
        plural = "s" if checked.report.texts > 1 else ""
        read = ", ".join(files) if files else f"{checked.report.texts} texte{plural} lu{plural}"
        tried = ", site construit à l’essai" if checked.tried else ""
        print(f"{read}{tried} : {summary(checked.problems, checked.report.excused)}.{rest}", file=sys.stderr)
    if not checked.report.ok:
        raise Exit(code=1)


@task(
    help={
        **_HELP,
        "output": "dossier de sortie (apercu/ dans le cache si absent)",
        "port": "port de l’aperçu (8000, ou le suivant s’il est pris)",
        "open": "ouvre le navigateur",
        "follow": "le navigateur va à la page du texte enregistré",
        **_FRESH,
    }
)
def preview(
    c: Context,
    content: str = "",
    output: str = "",
    now: str = "",
    port: int = 0,
    open: bool = False,
    follow: bool = False,
    neuf: bool = False,
) -> None:
    """Sert le site sur votre poste ; un changement se voit aussitôt."""
    from plugins.build.preview import DEFAULT_PORT  # here: the other tasks do not need the watcher
    from plugins.build.preview import preview as run

    request = _request(content, output or str(PREVIEW), now, fresh=neuf)
    current: Callable[[], datetime] | None = None if now else lambda: clock("")(read_timezone(request.content))
    watched = [request.content, *(ROOT / name for name in WATCHED)]
    code = run(
        request,
        watched,
        faces=next((feature.faces for feature in listed_features() if feature.faces), ""),
        open_browser=open,
        follow=follow,
        clock=current,
        port=port or DEFAULT_PORT,
        exact_port=bool(port),
    )
    if code:
        raise Exit(code=code)


@task(help={"cache": "efface aussi le cache (aperçu, PDF, modèles)"})
def clean(c: Context, cache: bool = False) -> None:
    """Efface la sortie ; avec --cache, le cache aussi."""
    if cache and not is_ours(CACHE):
        raise Exit(f"« {CACHE} » (TRIBUNE_CACHE) n’a pas été créé par Tribune : effacez-le vous-même", code=1)
    try:
        if remove(ROOT / "output", _aside):
            print("output/ effacé.")
        if cache and CACHE.exists():
            with reserved(PREVIEW, _aside):  # a preview may be writing there
                shutil.rmtree(os.path.realpath(CACHE))
            print(f"{CACHE.relative_to(ROOT) if CACHE.is_relative_to(ROOT) else CACHE}/ effacé.")
    except OutputRefused as refusal:
        raise Exit(f"erreur : {refusal}", code=1) from None
    except OSError as error:
        raise Exit(f"erreur : {disk_refusal(error, ROOT)}", code=1) from None


@task(help={"runs": "nombre de morts subites (100 si absent)"})
def kills(c: Context, runs: int = 100) -> None:
    """Tue 100 constructions : le site reste entier."""
    soak("tests/build/test_killed.py", TRIBUNE_SOAK_RUNS=runs)


@task(help={"sites": "nombre de sites inventés (300 si absent)"})
def agree(c: Context, sites: int = 300) -> None:
    """Invente des sites : check et publish disent la même chose."""
    soak("tests/build/test_check_and_publish.py", TRIBUNE_AGREE=sites)


def _request(content: str, output: str, now: str, *, production: bool = False, fresh: bool = False) -> BuildRequest:
    folder, place = content_folder(content), Path(output) if output else ROOT / "output"
    request = request_of(folder, place, clock(now)(read_timezone(folder)), listed_features(), production=production)
    return replace(request, fresh=fresh)


def _aside(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _build(request: BuildRequest) -> None:
    with _counted_when_long("construction du site") as progress:
        report = build(request, _engine(progress), say=_aside, recall=True)
    if code := tell(report, request):
        raise Exit(code=code)


def _engine(progress: Callable[[int], None]) -> Engine:
    """Pelican, loaded when the texts are right: it takes a third of a second."""

    def engine(request: BuildRequest, site: Content, outputs: Outputs) -> int:
        from plugins.build.pelican import run_pelican

        return run_pelican(request, site, outputs, progress)

    return engine


@contextmanager
def _counted_when_long(what: str, delay: float = 2.0) -> Iterator[Callable[[int], None]]:
    """A function to be told how many pages are written; a line says it each `delay` seconds, none in CI."""
    done = threading.Event()
    pages, begun = [0], time.monotonic()

    def count(written: int) -> None:
        pages[0] = written

    def say() -> None:
        while not done.wait(delay):
            count = f"{pages[0]} pages" if pages[0] else f"{time.monotonic() - begun:.0f} s"  # texts are read first
            print(f"{what}… {count}", file=sys.stderr, flush=True)

    speaker = threading.Thread(target=say, daemon=True)
    if not os.environ.get("CI"):
        speaker.start()
    try:
        yield count
    finally:
        done.set()
