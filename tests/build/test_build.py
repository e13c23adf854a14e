"""One build: what it refuses, what it says of the disk, what it never replaces."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.build import build as module
from plugins.build.build import build
from plugins.build.report import BuildReport, BuildRequest
from plugins.common.outputs import Outputs
from plugins.common.staging import SIGNATURE, reserved
from plugins.model.content import Content
from tests.conftest import write


def made(content: Path, output: Path, meanwhile: Callable[[], object] = lambda: None, **values: bool) -> BuildReport:
    """A build whose engine writes one page; `meanwhile` happens after it."""

    def engine(request: BuildRequest, site: Content, outputs: Outputs) -> int:
        (outputs.folder / "index.html").write_text(f"{SIGNATURE}>nouveau", "utf-8")
        meanwhile()
        return 1

    now = datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))
    return build(BuildRequest(content, output, now, production=values.get("production", True)), engine)


@pytest.fixture
def output(tmp_path: Path) -> Path:
    (tmp_path / "sites" / "output").mkdir(parents=True)
    (tmp_path / "sites" / "output" / "index.html").write_text(f"{SIGNATURE}>ancien", "utf-8")
    return tmp_path / "sites" / "output"


def page(output: Path) -> str:
    return (output / "index.html").read_text("utf-8").rpartition(">")[2]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("images/carre.png", lambda path: path.write_bytes(b"")),
        ("images/carre.png", lambda path: path.write_bytes(path.read_bytes()[:40])),
        ("articles/2026-02-01-second.md", lambda path: path.unlink()),
    ],
)
def test_a_file_that_changes_during_the_build_replaces_nothing(name, change, content, output) -> None:
    """Une image vidée ou un texte effacé pendant la construction : rien n’est remplacé, et cela se dit."""
    report = made(content, output, lambda: change(content / name))

    assert report.failure == f"{content}/{name} a changé pendant la construction : relancez la commande"
    assert page(output) == "ancien"


def test_a_preview_is_built_whatever_changes(content, output) -> None:
    """L’aperçu se construit pendant qu’on écrit : un changement le reconstruira."""
    report = made(content, output, lambda: (content / "images/carre.png").write_bytes(b""), production=False)

    assert (report.ok, page(output)) == (True, "nouveau")


@pytest.mark.parametrize(
    "name",
    ["agence.yaml", "lieux.yaml", "articles/x.md", "images/x.png", "registre/agendas/ateliers.ics",
     "registre/relais/x.json", "registre/flux/x.json"],
)  # fmt: skip
def test_a_pipe_in_the_place_of_a_file_hangs_nothing(name: str, content: Path, tmp_path: Path, inv: Callable) -> None:
    """Un tube à la place de n’importe quel fichier que le site lit : `check` finit, et le dit."""
    if name.startswith("registre/"):
        write(content, "clients/o.md", "---\nname: O\nurl: https://o.example\nblog_url: https://o.example/b\n---\n")
    (content / name).unlink(missing_ok=True)
    (content / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(content / name)

    result = inv("check", "--content", content)

    assert name in result.stdout
    assert result.returncode == (0 if "relais" in name else 1)  # a ledger that cannot be read stops relays alone


def test_what_a_folder_of_texts_is_replaced_by_is_told(content, output) -> None:
    """Un fichier à la place du dossier des articles n’en fait pas un site sans articles."""
    shutil.rmtree(content / "articles")
    (content / "articles").write_text("")

    report = made(content, output)

    assert "ce n’est pas un dossier" in str(report.problems)
    assert page(output) == "ancien"


def test_a_site_left_aside_comes_back_though_the_build_finds_a_fault(content, output) -> None:
    """Après une mort entre deux renommages, une construction qui trouve une faute remet d’abord l’ancien site."""
    output.rename(output.with_name(".output.tribune-previous"))
    write(content, "pages/contact.md", "---\ntitre: x\n---\n")

    report = made(content, output)

    assert (report.ok, page(output)) == (False, "ancien")


def test_a_build_waits_for_the_other_and_says_so(content, output, monkeypatch) -> None:
    """Une construction dit qu’elle attend, puis renonce sans rien remplacer."""
    monkeypatch.setattr("plugins.common.locks.PATIENCE", 0.2)
    with reserved(output):
        report = made(content, output)

    assert f"« {output} » : un autre processus (numéro {os.getpid()}) l’occupe" in (report.failure or "")
    assert page(output) == "ancien"


def test_a_full_disk_is_one_sentence_with_its_folder(content, output) -> None:
    """Un disque plein, qui ne nomme pas de fichier, est dit en une phrase, avec le dossier."""

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    report = made(content, output, full)

    assert report.failure and report.failure.startswith("lecture ou écriture impossible dans « ")
    assert report.failure.endswith("» (plus de place sur le disque) : libérez de la place")
    assert page(output) == "ancien"


def test_a_pipe_in_the_theme_is_told(content, output, tmp_path, monkeypatch) -> None:
    """Un tube dans le thème est dit avant que rien ne le lise."""
    (tmp_path / "projet" / "theme").mkdir(parents=True)
    os.mkfifo(tmp_path / "projet" / "theme" / "base.html")
    monkeypatch.setattr(module, "ROOT", tmp_path / "projet")

    assert made(content, output).failure == "theme/base.html : ce n’est pas un fichier ordinaire, retirez-le"
