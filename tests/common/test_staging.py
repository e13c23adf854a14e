"""An output folder that changes whole or not at all."""

from __future__ import annotations

import os
import re
from collections import namedtuple
from pathlib import Path

import pytest

from plugins.common import staging
from plugins.common.staging import SIGNATURE, OutputRefused, check_output, staged


def files_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site already built."""
    folder = tmp_path / "sites" / "output"
    (folder / "ancien").mkdir(parents=True)
    (folder / "index.html").write_text(f"<html>{SIGNATURE}>ancien")
    (folder / "ancien" / "index.html").write_text("ancien")
    return folder


def test_a_build_that_ends_well_takes_the_place_of_the_old_one(output, tmp_path):
    """Une construction qui finit bien remplace tout, et ne laisse rien à côté."""
    with staged(output, tmp_path / "cache") as folder:
        (folder / "index.html").write_text("nouveau")

    assert (files_of(output), names_in(output.parent)) == ({"index.html": "nouveau"}, ["output"])


def test_a_build_that_fails_leaves_the_old_one(output, tmp_path):
    """Une construction qui échoue laisse l’ancienne sortie telle quelle."""
    before = files_of(output)

    with pytest.raises(RuntimeError), staged(output, tmp_path / "cache") as folder:
        (folder / "index.html").write_text("nouveau")
        raise RuntimeError

    assert (files_of(output), names_in(output.parent)) == (before, ["output"])


def test_what_a_killed_build_left_is_removed(output, tmp_path):
    """Ce qu’une construction interrompue a laissé est effacé par la suivante."""
    (output.parent / ".output.tribune-mort").mkdir()

    with staged(output, tmp_path / "cache"):
        pass

    assert names_in(output.parent) == ["output"]


def test_a_mount_point_is_copied_over(output, tmp_path, monkeypatch):
    """Un point de montage, qu’on ne peut renommer, est recopié fichier par fichier."""
    monkeypatch.setattr(os.path, "ismount", lambda path: True)

    with staged(output, tmp_path / "cache") as folder:
        (folder / "index.html").write_text("nouveau")

    assert (files_of(output), (output / "ancien").exists()) == ({"index.html": "nouveau"}, False)


def test_a_full_disk_is_told_before_the_first_copy(output, tmp_path, monkeypatch):
    """Un disque plein est dit avant que rien ne soit recopié."""
    before = files_of(output)
    monkeypatch.setattr(os.path, "ismount", lambda path: True)
    monkeypatch.setattr(staging.shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(0))

    with pytest.raises(OutputRefused, match="pas assez de place"), staged(output, tmp_path / "cache") as folder:
        (folder / "index.html").write_text("nouveau")

    assert files_of(output) == before


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("projet/content", "la sortie « {} » est dans le contenu : choisissez un autre dossier (--output)"),
        ("projet/content/sortie", "la sortie « {} » est dans le contenu : choisissez un autre dossier (--output)"),
        ("projet", "la sortie « {} » contient les sources : choisissez un autre dossier (--output)"),
        (".", "la sortie « {} » contient les sources : choisissez un autre dossier (--output)"),
        ("fichier", "la sortie « {} » est un fichier : déplacez-le, ou choisissez un autre dossier"),
        (
            "photos",
            "le dossier « {} » contient autre chose qu’un site de Tribune : videz-le, ou choisissez-en un autre",
        ),
    ],
)
def test_an_output_that_holds_something_else_is_refused(output, message, tmp_path):
    """Une sortie dont le remplacement perdrait autre chose qu’un site est refusée."""
    (tmp_path / "projet" / "content").mkdir(parents=True)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "index.html").write_text("mes photos")
    (tmp_path / "fichier").touch()

    with pytest.raises(OutputRefused, match=re.escape(message.format(tmp_path / output))):
        check_output(tmp_path / output, tmp_path / "projet" / "content", tmp_path / "projet")


@pytest.mark.parametrize("name", ["output", "nouvelle", "vide", "contenu-bis"])
def test_a_site_an_empty_folder_or_none_is_a_good_output(name, output, tmp_path):
    """Un site, un dossier vide ou un dossier à créer sont de bonnes sorties."""
    (output.parent / "vide").mkdir()

    assert check_output(output.parent / name, tmp_path / "contenu", tmp_path / "projet") is None
