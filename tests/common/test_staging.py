"""An output folder that changes whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections import namedtuple
from functools import partial
from pathlib import Path

import pytest

from plugins.common import staging
from plugins.common.outputs import Source
from plugins.common.staging import SIGNATURE, OutputRefused, check_output, disk_refusal, remove, reserved


def files_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def build(
    output: Path, text: str = "nouveau", failure: Exception | None = None, manifests: Path | None = None
) -> list[str]:
    """Replace a site by one of three files, or fail once they are written; the names of those that were made."""
    made: list[str] = []

    def make(name: str, data: str) -> bytes:
        made.append(name)
        return data.encode()

    with reserved(output, manifests=manifests) as place, place.staged() as outputs:
        for name, data in built(text).items():
            outputs.emit(name, Source("content/a.md"), data.encode(), partial(make, name, data))
        if failure:
            raise failure
    return made


def built(text: str = "nouveau") -> dict[str, str]:
    return {"index.html": f"<html>{SIGNATURE}>{text}", "ici/index.html": text, "site.css": text}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """A site already built."""
    folder = tmp_path / "sites" / "output"
    (folder / "ancien").mkdir(parents=True)
    (folder / "index.html").write_text(f"<html>{SIGNATURE}>ancien")
    (folder / "ancien" / "index.html").write_text("ancien")
    return folder


@pytest.fixture(params=["exchange", "two renames", "moved", "mount point"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to replace a folder, as file systems allow it."""
    if request.param == "two renames":
        monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    elif request.param == "moved":
        monkeypatch.setattr(staging, "exchange", refuse(errno.EBUSY))
    elif request.param == "mount point":
        monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "output")
    return request.param


def refuse(code: int):
    def refused(one: Path, other: Path) -> bool:
        raise OSError(code, os.strerror(code), str(one), None, str(other))

    return refused


def test_a_build_that_ends_well_takes_the_place_of_the_old_one(way, output):
    """Une construction qui finit bien remplace tout, et ne laisse rien à côté."""
    build(output)

    assert (files_of(output), names_in(output.parent)) == (built(), ["output"])
    assert names_in(output) == ["ici", "index.html", "site.css"]


def test_a_build_that_fails_leaves_the_old_one(way, output):
    """Une construction qui échoue laisse l’ancienne sortie telle quelle."""
    before = files_of(output)

    with pytest.raises(RuntimeError):
        build(output, failure=RuntimeError())

    assert (files_of(output), names_in(output), names_in(output.parent)) == (
        before,
        ["ancien", "index.html"],
        ["output"],
    )


def test_a_first_build_makes_its_folders(tmp_path):
    """La première construction crée la sortie et les dossiers qui y mènent."""
    build(tmp_path / "a" / "b")

    assert (files_of(tmp_path / "a" / "b"), names_in(tmp_path / "a")) == (built(), ["b"])


def test_a_first_build_that_fails_leaves_no_folder(tmp_path):
    """Une première construction qui échoue ne laisse pas les dossiers qu’elle a créés."""
    with pytest.raises(RuntimeError):
        build(tmp_path / "a" / "b" / "c", failure=RuntimeError())

    assert names_in(tmp_path) == []


@pytest.mark.parametrize("mask", [0o077, 0o000])
def test_the_umask_decides_of_no_mode(mask, way, output):
    """Fichiers en 644, dossiers en 755, quel que soit le umask de qui construit."""
    before = os.umask(mask)
    try:
        build(output)
    finally:
        os.umask(before)
    modes = {oct(path.stat().st_mode & 0o7777) for path in output.rglob("*") if path.is_dir()}
    modes |= {oct(output.stat().st_mode & 0o7777)} if way != "mount point" else set()
    files = {oct(path.stat().st_mode & 0o7777) for path in output.rglob("*") if path.is_file()}

    assert (modes, files) == ({"0o755"}, {"0o644"})


def test_the_folders_change_places_at_once(output, monkeypatch):
    """Là où le système sait échanger deux dossiers, l’ancien n’est jamais absent de son chemin."""
    monkeypatch.setattr(staging.Place, "_replace_in_two_steps", None)

    build(output)

    assert files_of(output) == built()


def test_the_old_site_comes_back_when_the_second_rename_fails(output, monkeypatch):
    """Si le second renommage échoue, l’ancienne sortie est remise en place."""
    before = files_of(output)
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if Path(target) == output and "previous" not in self.name:
            raise OSError(errno.EIO, "refus")
        return rename(self, target)

    monkeypatch.setattr(staging, "exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="refus"):
        build(output)

    assert (files_of(output), names_in(output.parent)) == (before, ["output"])


def test_what_a_killed_build_left_is_removed(way, output):
    """Ce qu’une construction interrompue a laissé est effacé par la suivante."""
    home, name = (output, ".tribune-mort_0a1") if way == "mount point" else (output.parent, ".output.tribune-mort_0a1")
    (home / name / "articles").mkdir(parents=True)

    build(output)

    assert (files_of(output), names_in(output.parent)) == (built(), ["output"])


def test_what_is_of_another_output_stays(output):
    """Le dossier en cours d’une autre sortie au nom voisin n’est pas effacé."""
    others = [".output.tribune-b.tribune-abcd1234", ".outputs.tribune-abcd1234", ".output.tribune-notes-a-moi"]
    for name in others:
        (output.parent / name).mkdir()

    build(output)

    assert names_in(output.parent) == sorted([*others, "output"])


@pytest.mark.parametrize("name", ["site[1]", "é té", "*", "-sortie"])
def test_any_name_of_output_is_swept(name, tmp_path):
    """Les restes sont effacés quel que soit le nom de la sortie."""
    (tmp_path / f".{name}.tribune-abcd1234").mkdir()

    build(tmp_path / name)

    assert names_in(tmp_path) == [name]


def test_a_site_left_aside_by_a_death_is_put_back(output):
    """Une mort entre les deux renommages : la commande suivante remet l’ancienne sortie, même si elle échoue."""
    before = files_of(output)
    output.rename(output.with_name(".output.tribune-previous"))

    with pytest.raises(RuntimeError):
        build(output, failure=RuntimeError())

    assert (files_of(output), names_in(output.parent)) == (before, ["output"])


def test_a_site_left_aside_does_not_replace_a_newer_one(output):
    """Une ancienne sortie laissée à côté ne remplace pas celle qui est en place."""
    shutil.copytree(output, output.with_name(".output.tribune-previous"))
    (output / "index.html").write_text("plus récent")

    with reserved(output):
        pass

    assert ((output / "index.html").read_text(), names_in(output.parent)) == ("plus récent", ["output"])


def test_a_folder_that_is_a_link_stays_one(output):
    """Une sortie qui est un lien : le dossier vers lequel il mène est remplacé, le lien reste."""
    link = output.parent.parent / "public"
    link.symlink_to(output)

    build(link)

    assert (link.is_symlink(), files_of(output), names_in(output.parent)) == (True, built(), ["output"])


def test_a_link_to_nothing_makes_its_folder(tmp_path):
    """Un lien vers un dossier qui n’existe pas encore : le dossier est créé."""
    (tmp_path / "public").symlink_to(tmp_path / "sites" / "v1")

    build(tmp_path / "public")

    assert files_of(tmp_path / "sites" / "v1") == built()


def test_a_moved_site_may_turn_a_page_into_a_folder(output, monkeypatch):
    """Fichier par fichier aussi, une page peut prendre la place d’un dossier, et l’inverse."""
    monkeypatch.setattr(staging, "exchange", refuse(errno.EXDEV))
    (output / "ici").write_text("page")
    (output / "site.css").mkdir()
    (output / "site.css" / "x").write_text("x")
    (output.parent / "ailleurs").mkdir()
    (output / "lien").symlink_to(output.parent / "ailleurs")

    build(output)

    assert (files_of(output), (output.parent / "ailleurs").is_dir()) == (built(), True)


def test_across_file_systems_files_are_copied(output, monkeypatch):
    """D’un système de fichiers à l’autre, chaque fichier est copié à côté puis renommé."""
    replace = Path.replace

    def across(self: Path, target: Path) -> Path:
        if self.parent != Path(target).parent:
            raise OSError(errno.EXDEV, "autre disque")
        return replace(self, target)

    monkeypatch.setattr(staging, "exchange", refuse(errno.EXDEV))
    monkeypatch.setattr(Path, "replace", across)

    build(output)

    assert (files_of(output), oct((output / "site.css").stat().st_mode & 0o777)) == (built(), "0o644")


def test_what_the_file_system_keeps_at_its_root_is_left(tmp_path, monkeypatch):
    """Un disque neuf monté comme sortie a son « lost+found » : il n’empêche rien, et il reste."""
    output = tmp_path / "output"
    (output / "lost+found" / "perdu").mkdir(parents=True)
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path).name == "output")
    check_output(output, tmp_path / "content", tmp_path / "projet")

    build(output)

    assert ((output / "lost+found" / "perdu").is_dir(), files_of(output)) == (True, built())


def test_a_full_disk_is_told_before_the_first_copy(output, monkeypatch):
    """Un disque plein est dit avant que rien ne soit recopié."""
    before = files_of(output)
    monkeypatch.setattr(staging, "exchange", refuse(errno.EXDEV))
    monkeypatch.setattr(staging.shutil, "disk_usage", lambda path: namedtuple("Usage", "free")(0))

    with pytest.raises(OutputRefused, match=re.escape(f"pas assez de place dans « {output} » : il faut 0,0 Mo")):
        build(output)

    assert files_of(output) == before


def test_a_refusal_of_the_disk_names_the_folder(tmp_path):
    """Un refus du système nomme le dossier et l’acte, même quand l’écriture n’a pas de nom de fichier."""
    named = disk_refusal(PermissionError(errno.EACCES, "", str(tmp_path / "x.pdf")), Path("/"))
    nameless = disk_refusal(OSError(errno.ENOSPC, "No space left on device"), tmp_path / "pas" / "encore")

    told = f"lecture ou écriture impossible dans « {tmp_path} »"
    assert named == f"{told} (accès refusé) : travaillez dans un dossier où vous pouvez écrire"
    assert nameless == f"{told} (plus de place sur le disque) : libérez de la place"


def test_a_site_is_removed_whole(way, output):
    """Effacer la sortie n’en laisse rien ; une autre fois, il n’y a rien à effacer."""
    first, second = remove(output), way != "mount point" and remove(output)

    assert (first, second, names_in(output) if output.exists() else []) == (True, False, [])
    assert set(names_in(output.parent)) <= {"output"}


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("projet/content", "la sortie « {} » est dans le contenu : choisissez un autre dossier (--output)"),
        ("projet/content/sortie", "la sortie « {} » est dans le contenu : choisissez un autre dossier (--output)"),
        ("projet", "la sortie « {} » contient les sources : choisissez un autre dossier (--output)"),
        (".", "la sortie « {} » contient les sources : choisissez un autre dossier (--output)"),
        ("fichier", "la sortie « {} » est un fichier : déplacez-le, ou choisissez un autre dossier"),
        ("boucle", "la sortie « {} » est un fichier : déplacez-le, ou choisissez un autre dossier"),
        ("tube", "la sortie « {} » est un fichier : déplacez-le, ou choisissez un autre dossier"),
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
    (tmp_path / "boucle").symlink_to("boucle")
    os.mkfifo(tmp_path / "tube")

    with pytest.raises(OutputRefused, match=re.escape(message.format(tmp_path / output))):
        check_output(tmp_path / output, tmp_path / "projet" / "content", tmp_path / "projet")


@pytest.mark.parametrize("name", ["output", "nouvelle", "vide", "contenu-bis", "entame"])
def test_a_site_an_empty_folder_or_none_is_a_good_output(name, output, tmp_path):
    """Un site, un dossier vide, un dossier à créer, ou qu’une première construction a entamé : de bonnes sorties."""
    (output.parent / "vide").mkdir()
    (output.parent / "entame" / ".tribune-abcd1234").mkdir(parents=True)

    assert check_output(output.parent / name, tmp_path / "contenu", tmp_path / "projet") is None
