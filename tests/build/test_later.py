"""The preview shows pages before the PDF programmes of workshops are made, and makes each when it is asked for."""

from __future__ import annotations

import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.build.test_live import Desk, Running, until
from tests.conftest import write

PROGRAMME = "ateliers/ecrire/programme.pdf"
PAGE = "ateliers/ecrire/"
WORKSHOP = """---
title: Écrire un billet
summary: Une journée pour écrire.
modified: 2026-02-02
audience: Dirigeants
objectives: [Choisir un sujet, Tenir un plan]
prerequisites: Aucun
duration: {hours: 7, days: 1}
mode: onsite
formats: [inter, intra]
prices: [{label: Inter, amount: 590, unit: par personne, vat: excluded, for: inter}]
access: Par courriel
access_delay: 2 à 4 semaines
methods: Exercices
assessment: Questionnaire
accessibility: {text: Nous étudions chaque besoin, contact: Claire Martin}
trainers: [claire]
contact: {email: ateliers@essai.example}
sessions: []
---

## Matin

On écrit.
"""

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="le moteur qui reste se dédouble")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    before = os.environ.get("TRIBUNE_CACHE")
    desk = Desk(tmp_path_factory.mktemp("later"))
    write(desk.content, "ateliers/ecrire.md", WORKSHOP)
    write(desk.content, "auteurs/claire.md", "---\nname: Claire Martin\ntrainer: true\n---\n")
    yield desk
    if before is None:
        del os.environ["TRIBUNE_CACHE"]
    else:
        os.environ["TRIBUNE_CACHE"] = before


@pytest.fixture(scope="module")
def shared_running(desk: Desk) -> Iterator[Running]:
    running = Running(desk)
    yield running
    running.end()


@pytest.fixture
def running(desk: Desk, shared_running: Running) -> Iterator[Running]:
    yield shared_running
    desk.restore()
    until(shared_running.settled)


def saved(running: Running, change: Callable[[], object]) -> None:
    """Change something, and wait for the build that takes it in."""
    builds = running.builds()
    change()
    until(lambda: running.builds() > builds)


def got(running: Running, address: str, cookie: str = "") -> tuple[int, str, bytes]:
    """The status, the type and the bytes of an address of the preview."""
    request = urllib.request.Request(running.address + address, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read()


def made() -> list[Path]:
    """The programmes that the cache holds."""
    return [*Path(os.environ["TRIBUNE_CACHE"], "programmes").glob("*.pdf")]


def test_pages_come_before_programmes(desk: Desk, running: Running) -> None:
    """L’aperçu montre la page sans avoir fait le PDF, qu’elle annonce sans poids ; demandé, il est fait, une fois pour
    deux qui le demandent ensemble, et la construction suivante en dit le poids."""
    page = got(running, PAGE)[2].decode()
    assert running.builds() == 1 and "1 avertissement" not in running.lines[-1] and made() == []
    assert re.search(
        r'href="[^"]*programme\.pdf"[^>]*>Programme à télécharger</a> <span class="small">PDF</span>', page
    )

    with ThreadPoolExecutor(3) as askers:
        asked = [askers.submit(got, running, address) for address in (PROGRAMME, PROGRAMME, PAGE)]
        first, second, beside = (each.result() for each in asked)
    assert first == second and first[:2] == (200, "application/pdf") and first[2].startswith(b"%PDF-")
    assert beside[0] == 200
    (file,) = made()
    assert file.read_bytes() == first[2] and not (desk.output / PROGRAMME).exists()

    saved(running, lambda: desk.replace(desk.content / "ateliers/ecrire.md", "On écrit.", "On écrit beaucoup."))
    assert made() == [file]
    until(lambda: got(running, PROGRAMME)[2] != first[2])
    again = got(running, PROGRAMME)
    assert again[:2] == (200, "application/pdf") and len(made()) == 2

    saved(running, lambda: desk.replace(desk.content / "pages/contact.md", "Écrivez-nous", "Appelez-nous"))
    until(lambda: re.search(r"PDF, \d+\sko", got(running, PAGE)[2].decode(), re.I))
    assert got(running, PROGRAMME) == again and (desk.output / PROGRAMME).is_file()


def test_a_fault_of_a_programme_is_told_when_it_is_asked_for(desk: Desk, running: Running) -> None:
    """Un PDF qui ne peut être fait le dit en français, à son atelier, à sa seule adresse ; corrigé, il est fait."""
    style = desk.project / "theme/print/paper.css"
    saved(running, lambda: desk.replace(style, "* { margin: 0;", "* { grid-flavour: mint; margin: 0;"))
    until(lambda: got(running, PROGRAMME)[0] != 200)
    status, kind, body = got(running, PROGRAMME)
    text = body.decode()
    assert (status, kind) == (503, "text/html; charset=utf-8") and "<h1>Ce fichier ne peut pas être fait</h1>" in text
    assert "ateliers/ecrire.md:1:1" in text and "programme PDF" in text and "grid-flavour" in text
    assert got(running, PAGE)[0] == 200

    desk.restore()
    until(lambda: got(running, PROGRAMME)[:2] == (200, "application/pdf"))


def test_readers_have_the_programmes_of_their_site(desk: Desk, running: Running) -> None:
    """Vu comme un lecteur, le PDF d’un atelier publié est donné ; celui d’un brouillon n’existe que dans l’aperçu."""
    draft = WORKSHOP.replace("summary:", "status: draft\nsummary:")
    saved(running, lambda: desk.change(desk.content / "ateliers/cache.md", draft))
    port = running.address.rsplit(":", 1)[1].strip("/")
    cookie = f"tribune-lecteurs-{port}=1"
    until(lambda: got(running, "ateliers/cache/programme.pdf")[:2] == (200, "application/pdf"))
    assert got(running, PROGRAMME, cookie)[:2] == (200, "application/pdf")
    assert got(running, "ateliers/cache/programme.pdf", cookie)[0] == 404
    assert got(running, "ateliers/absent/programme.pdf")[0] == 404


def test_the_pdf_of_a_guide_is_made_when_it_is_asked_for(desk: Desk, running: Running) -> None:
    """Le PDF d’un guide vient aussi à la demande : sa page l’annonce sans poids, et il est fait pour qui le demande."""
    guide = "---\ntitle: Lire\nsummary: Un guide.\narticles: [premier]\n---\n\nÀ lire.\n"
    (desk.content / "guides").mkdir(exist_ok=True)
    saved(running, lambda: desk.change(desk.content / "guides/lire.md", guide))
    until(lambda: got(running, "guides/lire/")[0] == 200)

    assert "Télécharger le guide (PDF)</a>" in got(running, "guides/lire/")[2].decode()
    status, kind, data = got(running, "guides/lire/guide.pdf")
    assert (status, kind) == (200, "application/pdf") and data.startswith(b"%PDF-")
