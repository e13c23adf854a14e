"""Two trees in turn: what is known is not made again, and whatever was done to either, the next site is right."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from plugins.common import outputs as register
from plugins.common.outputs import Outputs, Source
from plugins.common.staging import SIGNATURE, remove, reserved
from tests.common.test_staging import files_of, names_in

HOME = f"<html>{SIGNATURE}>"
FILES = {"index.html": HOME, "a/index.html": "un", "a/b/index.html": "deux", "site.css": "trois"}


class Builder:
    """Builds an output from a mapping of files; `made` are those that the last build made."""

    def __init__(self, folder: Path) -> None:
        self.output, self.manifests = folder / "sites" / "output", folder / "cache" / "arbres"
        self.made: list[str] = []

    def __call__(self, files: dict[str, str] = FILES, then: Callable[[Outputs], None] | None = None) -> list[str]:
        self.made = []

        def make(name: str) -> bytes:
            self.made.append(name)
            return files[name].encode()

        with reserved(self.output, manifests=self.manifests) as place, place.staged() as outputs:
            for name, text in files.items():
                outputs.emit(name, Source("content/a.md"), text.encode(), partial(make, name))
            outputs.close()
            if then:
                then(outputs)
        assert files_of(self.output) == files
        assert {oct(path.stat().st_mode & 0o777) for path in self.output.rglob("*") if path.is_file()} == {"0o644"}
        return self.made

    @property
    def standby(self) -> Path:
        return self.output.with_name(".output.tribune-standby")


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    return Builder(tmp_path)


@pytest.fixture
def twice(build: Builder) -> Builder:
    """Both trees are there, and hold the same site."""
    assert (sorted(build()), build(), build()) == (sorted(FILES), [], [])
    return build


def test_what_did_not_change_is_not_made(twice: Builder) -> None:
    """Sans changement, rien n’est refait ; un texte changé refait un seul fichier, une fois."""
    other = {**FILES, "a/index.html": "nouveau"}

    assert (twice(other), twice(other), twice(other), twice()) == (["a/index.html"], [], [], ["a/index.html"])


def test_what_did_not_change_keeps_its_date(twice: Builder) -> None:
    """Un fichier inchangé garde sa date, d’un arbre à l’autre : rsync ne le renvoie pas."""
    dates = {path: (twice.output / path).stat().st_mtime_ns for path in FILES}
    twice({**FILES, "site.css": "autre"})
    twice({**FILES, "site.css": "autre"})

    now = {path: (twice.output / path).stat().st_mtime_ns for path in FILES}
    assert {path for path in FILES if now[path] != dates[path]} == {"site.css"}


def test_bytes_that_are_the_same_under_another_key_keep_the_file(twice: Builder) -> None:
    """Une clé changée pour les mêmes octets (un commentaire du modèle) laisse le fichier et sa date."""
    before = (twice.output / "site.css").stat().st_mtime_ns
    for _ in range(2):
        with reserved(twice.output, manifests=twice.manifests) as place, place.staged() as outputs:
            for name, text in FILES.items():
                outputs.emit(name, Source("x"), b"autre" + text.encode(), text.encode)

    assert (twice.output / "site.css").stat().st_mtime_ns == before


def test_the_tree_that_waits_is_entered_by_nobody_else(twice: Builder) -> None:
    """L’arbre en attente n’est servi par personne : son dossier n’est ouvert qu’à son propriétaire."""
    assert oct(twice.standby.stat().st_mode & 0o777) == "0o700"
    assert oct(twice.output.stat().st_mode & 0o777) == "0o755"
    assert names_in(twice.output.parent) == [".output.tribune-standby", "output"]


EDITS: dict[str, Callable[[Path], object]] = {
    "edited": lambda tree: (tree / "a/index.html").write_text("faux"),
    "same size": lambda tree: (tree / "a/index.html").write_text("xx"),
    "replaced": lambda tree: Path(shutil.copy(tree / "site.css", tree.parent / "x")).replace(tree / "a/index.html"),
    "deleted": lambda tree: (tree / "a/b/index.html").unlink(),
    "folder deleted": lambda tree: shutil.rmtree(tree / "a"),
    "extra": lambda tree: (tree / "a/intrus.html").write_text("x"),
    "extra folder": lambda tree: shutil.copytree(tree / "a", tree / "c"),
    "renamed": lambda tree: (tree / "site.css").rename(tree / "autre.css"),
    "mode": lambda tree: (tree / "site.css").chmod(0o600),
    "link": lambda tree: ((tree / "site.css").unlink(), (tree / "site.css").symlink_to("/etc/hostname")),
    "folder for a file": lambda tree: ((tree / "site.css").unlink(), (tree / "site.css").mkdir()),
    "gone": shutil.rmtree,
}


@pytest.mark.parametrize("which", ["output", ".output.tribune-standby"])
@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_a_person_did_to_a_tree_is_put_right(edit, which: str, twice: Builder) -> None:
    """Fichier modifié, effacé, ajouté à la main, dans la sortie ou l’arbre en attente : le site suivant est juste."""
    edit(twice.output.parent / which)

    for text in ("un", "deux", "deux", "trois"):
        twice({**FILES, "a/index.html": text})


def test_a_file_is_never_written_through_its_other_name(twice: Builder) -> None:
    """Les deux arbres partagent leurs fichiers : aucun n’est écrit en place, ce qui est servi attend l’échange."""
    assert (twice.output / "a/index.html").samefile(twice.standby / "a/index.html")

    def looked_at(outputs: Outputs) -> None:
        assert files_of(twice.output) == FILES
        assert (outputs.folder / "a/index.html").read_text() == "nouveau"

    twice({**FILES, "a/index.html": "nouveau", "site.css": "autre"}, looked_at)
    assert files_of(twice.standby) == FILES


@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV, errno.EMLINK])
def test_where_files_cannot_be_linked_they_are_copied(code: int, build: Builder, monkeypatch) -> None:
    """Là où le disque ne sait pas donner deux noms à un fichier, il est copié, avec sa date."""

    def refuse(*arguments: object, **named: object) -> None:
        raise OSError(code, "refus")

    monkeypatch.setattr(register.os, "link", refuse)
    build()
    date = (build.output / "site.css").stat().st_mtime_ns

    assert (build(), build({**FILES, "a/index.html": "autre"})) == ([], ["a/index.html"])
    assert (build.output / "site.css").stat().st_mtime_ns == date


def test_a_page_may_become_a_folder_and_a_folder_a_page(twice: Builder) -> None:
    """D’une construction à l’autre, un fichier peut prendre le nom d’un dossier, et l’inverse."""
    other = {"index.html": HOME, "a": "un", "site.css/b/index.html": "deux"}

    for files in (other, other, FILES, other, FILES, FILES):
        twice(files)


def test_what_is_no_output_any_more_goes_with_its_folders(twice: Builder) -> None:
    """Un fichier qui n’est plus une sortie part, et les dossiers qu’il laisse vides avec lui."""
    for files in ({"index.html": HOME}, {"index.html": HOME}):
        twice(files)

    assert [path.name for path in twice.output.rglob("*")] == ["index.html"]


def test_a_name_in_other_letters_replaces_the_first(twice: Builder) -> None:
    """Un fichier dont seule la casse du nom change : le nouveau est là, l’ancien n’y est plus."""
    for files in ({**FILES, "Site.css": "trois"}, FILES, {**FILES, "Site.css": "trois"}):
        twice({name: text for name, text in files.items() if name != "site.css" or "Site.css" not in files})


@pytest.mark.parametrize(
    "harm",
    [lambda data: data[:-9], lambda data: data.replace(b"un", b"nu"), lambda data: b"", lambda data: b"x" + data],
)
def test_a_manifest_that_was_harmed_is_not_believed(harm, twice: Builder) -> None:
    """Un manifeste coupé, changé, vidé ou d’une autre version n’est pas cru : tout est refait."""
    for file in twice.manifests.iterdir():
        file.write_bytes(harm(file.read_bytes()))

    assert sorted(twice()) == sorted(FILES)


def test_a_cache_that_cannot_be_written_costs_time_alone(build: Builder) -> None:
    """Sans cache où écrire, chaque construction refait tout, et ne laisse rien à côté."""
    build.manifests.parent.mkdir()
    build.manifests.write_text("un fichier à la place du dossier")

    assert (len(build()), len(build())) == (4, 4)
    assert names_in(build.output.parent) == ["output"]


def test_a_manifest_that_cannot_be_forgotten_changes_no_tree(twice: Builder, monkeypatch) -> None:
    """Un cache devenu illisible en écriture : l’arbre en attente n’est pas modifié sous un manifeste qui reste."""
    monkeypatch.setattr("plugins.common.trees.Ledger.forget", lambda ledger, tree: False)

    assert twice({**FILES, "site.css": "autre"}) == ["site.css"]


def test_two_caches_take_turns_on_one_output(twice: Builder, tmp_path: Path) -> None:
    """Deux copies du projet, chacune avec son cache, sur une sortie : chaque site est juste."""
    other = Builder(tmp_path)
    other.manifests = tmp_path / "autre"

    for number in range(6):
        (twice, other)[number % 2]({**FILES, "a/index.html": str(number)})


def test_one_cache_serves_two_outputs(twice: Builder) -> None:
    """Deux sorties d’un même cache ne se mêlent pas."""
    first, second = twice.output, twice.output.with_name("second")
    twice.output = second
    assert len(twice({**FILES, "a/index.html": "second"})) == 4
    twice.output = first

    assert (twice(), files_of(second)["a/index.html"]) == ([], "second")


def test_an_output_that_moved_away_is_written_anew(twice: Builder, tmp_path: Path) -> None:
    """Une sortie déplacée ailleurs reste telle quelle, et la suivante est juste."""
    twice.output.rename(tmp_path / "ailleurs")
    twice({**FILES, "a/index.html": "nouveau"})
    twice({**FILES, "a/index.html": "encore"})

    assert files_of(tmp_path / "ailleurs") == FILES


def test_another_site_at_the_same_place_is_not_taken_for_ours(twice: Builder) -> None:
    """Une sortie remplacée par une copie d’elle-même, aux mêmes dates, n’est pas celle que l’on connaît."""
    copy = twice.output.with_name("copie")
    shutil.copytree(twice.output, copy)
    (copy / "a/index.html").write_text("autre")
    shutil.rmtree(twice.output)
    shutil.rmtree(twice.standby)
    copy.rename(twice.output)

    assert len(twice()) == 4


def test_a_site_that_is_withheld_is_not_made_again(twice: Builder) -> None:
    """Un site retenu par le contrôle n’est pas servi ; ce qui en était fait sert à la construction suivante."""

    def withhold(outputs: Outputs) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        twice({**FILES, "a/index.html": "nouveau"}, withhold)
    assert files_of(twice.output) == FILES

    assert twice({**FILES, "a/index.html": "nouveau"}) == []


def test_a_file_that_nothing_declares_is_seen(twice: Builder) -> None:
    """Un fichier écrit à côté du registre, là où la construction a écrit, est vu ; le dossier n’est plus cru."""
    found: list[tuple[str, bool]] = []
    with reserved(twice.output, manifests=twice.manifests) as place, place.staged() as outputs:
        for name, text in {**FILES, "a/index.html": "autre"}.items():
            outputs.write(name, text, Source("x"))
        (outputs.folder / "a/intrus.html").write_text("x")
        (outputs.folder / "a/lien").symlink_to("intrus.html")
        outputs.close()
        found = outputs.undeclared

    assert found == [("a/intrus.html", True), ("a/lien", False)]
    twice({**FILES, "a/index.html": "autre"})


def test_removing_a_site_removes_both_trees(twice: Builder) -> None:
    """Effacer la sortie efface aussi l’arbre en attente."""
    assert (remove(twice.output), names_in(twice.output.parent)) == (True, [])


@pytest.mark.parametrize("mount", [True, False], ids=["mount point", "moved"])
def test_where_a_folder_cannot_be_renamed_nothing_is_made_twice(mount: bool, build: Builder, monkeypatch) -> None:
    """Sur un point de montage, ce qui n’a pas changé n’est pas refait non plus, et la sortie seule est là."""

    def refuse(one: Path, other: Path) -> bool:
        raise OSError(errno.EBUSY, "occupé")

    build.output.mkdir(parents=True)
    monkeypatch.setattr(os.path, "ismount", lambda path: mount and Path(path).name == "output")
    monkeypatch.setattr("plugins.common.staging.exchange", refuse)
    other = {**FILES, "a/index.html": "autre"}

    assert (len(build()), build(), build(other), build(other)) == (4, [], ["a/index.html"], [])
    (build.output / "site.css").write_text("à la main")
    assert build(other) == ["site.css"]
    assert names_in(build.output.parent) == ["output"] and names_in(build.output) == ["a", "index.html", "site.css"]


def test_manifests_of_outputs_that_are_no_more_are_forgotten(twice: Builder, tmp_path: Path) -> None:
    """Le cache ne garde que les manifestes des sorties qui existent."""
    elsewhere = Builder(tmp_path / "b")
    elsewhere.manifests = twice.manifests
    elsewhere()
    assert len(list(twice.manifests.iterdir())) == 3
    shutil.rmtree(tmp_path / "b")
    twice()

    assert len(list(twice.manifests.iterdir())) == 2
