"""The register of what a build writes: one writer a file, and none outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.common.outputs import Outputs, Source, address_of

FIRST, SECOND = Source("content/a.md", 3, 5), Source("content/b.md", 7, 2)


@pytest.fixture
def outputs(tmp_path: Path) -> Outputs:
    """An empty folder, and beside it one that is not of the site."""
    (tmp_path / "site").mkdir()
    (tmp_path / "dehors").mkdir()
    return Outputs(tmp_path / "site")


def test_a_file_is_written_with_its_folders(outputs: Outputs) -> None:
    """Un fichier est écrit là où il est demandé, et le registre sait de quoi il est fait."""
    assert outputs.write("a/b/index.html", "é", FIRST) and outputs.write("x.bin", b"\x00", SECOND)
    assert (outputs.folder / "a/b/index.html").read_bytes() == "é".encode()
    assert outputs.sources == {"a/b/index.html": FIRST, "x.bin": SECOND} and outputs.problems == []


@pytest.mark.parametrize(
    "path",
    ["/index.html", "//index.html", "../x", "a/../../x", "..", ".", "", "a\\..\\x", "a\0b", "lien/x.html", "lien"],
)
def test_no_path_leads_outside(outputs: Outputs, tmp_path: Path, path: str) -> None:
    """Aucun chemin ne sort du dossier : ni absolu, ni par « .. », ni par un lien."""
    (outputs.folder / "lien").symlink_to(tmp_path / "dehors")

    assert not outputs.write(path, "x", SECOND)
    assert [(p.path, p.line, p.column) for p in outputs.problems] == [("content/b.md", 7, 2)]
    assert "sort du dossier du site" in outputs.problems[0].message
    assert list((tmp_path / "dehors").iterdir()) == [] and not (tmp_path / "x").exists()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/index.html", "a/index.html"),
        ("a/index.html", "a/./index.html"),
        ("a/index.html", "a//index.html"),
        ("a/index.html", "b/../a/index.html"),
        ("a/index.html", "A/Index.html"),
        ("\u00e9/index.html", "e\u0301/index.html"),
        ("stra\u00dfe.html", "STRASSE.html"),
        ("flux/atom.xml", "flux/atom.xml/index.html"),
        ("flux/atom.xml/index.html", "flux/atom.xml"),
        ("Flux/atom.xml", "flux/ATOM.XML/x/index.html"),
    ],
)
def test_the_second_writer_of_a_path_is_told(outputs: Outputs, first: str, second: str) -> None:
    """Un chemin écrit deux fois, à la casse ou à l’accent près, ou à la fois fichier et dossier : la seconde fois est
    en faute, et la première reste."""
    assert outputs.write(first, "un", FIRST)
    assert not outputs.write(second, "deux", SECOND)
    assert [(p.path, p.line) for p in outputs.problems] == [("content/b.md", 7)]
    assert "déjà prise par content/a.md" in outputs.problems[0].message
    assert (outputs.folder / first).read_text("utf-8") == "un" and list(outputs.sources) == [first]


def test_a_file_that_waits_has_its_path_alone(outputs: Outputs) -> None:
    """Un fichier qui sera fait sur demande réserve son adresse sans être écrit ; celui d’avant s’en va."""
    outputs.write("a/programme.pdf", b"avant", Source("x.md"))
    outputs.close()
    after = Outputs(outputs.folder, outputs.manifest())
    after.promise("a/programme.pdf", Source("x.md"))
    after.write("a/programme.pdf", b"", Source("y.md"))
    after.close()

    assert after.later == ["a/programme.pdf"] and "déjà prise par x.md" in after.problems[0].message
    assert not (outputs.folder / "a/programme.pdf").exists() and after.absent == []


def test_neighbours_are_no_second_writers(outputs: Outputs) -> None:
    """Deux fichiers d’un dossier, ou un dossier dont le nom commence comme un fichier, ne se gênent pas."""
    for path in ("a.html", "a/index.html", "a/b.html", "ab/index.html", "a.html2/index.html"):
        assert outputs.write(path, path, FIRST)


@pytest.mark.parametrize(("name", "address"), [("index.html", "/"), ("a/index.html", "/a/"), ("a/x.pdf", "/a/x.pdf")])
def test_the_address_of_a_file(name: str, address: str) -> None:
    """L’adresse d’une page est celle de son dossier."""
    assert address_of(name) == address
