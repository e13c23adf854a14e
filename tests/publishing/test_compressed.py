"""The Brotli and gzip copies of the texts of a site."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from plugins.publishing import compressed
from plugins.publishing.compressed import compress_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of two texts, a short one and a picture."""
    folder = tmp_path / "site"
    (folder / "articles").mkdir(parents=True)
    (folder / "index.html").write_text("<p>accueil</p>" * 100)
    (folder / "articles" / "style.css").write_text("p { color: red }" * 50)
    (folder / "court.txt").write_text("court")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8" * 500)
    return folder


def test_each_text_has_its_copies_and_they_are_the_text(site: Path, tmp_path: Path) -> None:
    """Chaque texte a deux copies qui se décompressent en lui ; une image et un fichier minuscule, aucune."""
    made = compress_site(site, tmp_path / "copies")

    assert (made.files, made.texts, made.new) == (4, 2, 4)
    for text in (site / "index.html", site / "articles" / "style.css"):
        assert brotli.decompress(text.with_name(f"{text.name}.br").read_bytes()) == text.read_bytes()
        assert gzip.decompress(text.with_name(f"{text.name}.gz").read_bytes()) == text.read_bytes()
    assert not list(site.glob("*.jpg.*")) and not list(site.glob("court.txt.*"))


def test_a_copy_is_made_once(site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une copie faite sert à toutes les mises en ligne : rien n’est compressé deux fois, d’un dossier à l’autre."""
    compress_site(site, tmp_path / "copies")
    for path in (*site.rglob("*.br"), *site.rglob("*.gz")):
        path.unlink()
    monkeypatch.setattr(compressed, "_FORMS", {each: lambda data: pytest.fail("refait") for each in (".br", ".gz")})

    assert compress_site(site, tmp_path / "copies").new == 0
    assert (site / "index.html.br").is_file()


def test_what_changed_has_new_copies_what_is_gone_has_none(site: Path, tmp_path: Path) -> None:
    """Un texte changé a de nouvelles copies, un texte parti n’en laisse pas."""
    compress_site(site, tmp_path / "copies")
    (site / "index.html").write_text("<p>autre</p>" * 100)
    (site / "articles" / "style.css").unlink()
    made = compress_site(site, tmp_path / "copies")

    assert made.new == 2 and not list((site / "articles").iterdir())
    assert brotli.decompress((site / "index.html.br").read_bytes()) == (site / "index.html").read_bytes()


def test_a_copy_is_no_older_than_its_text(site: Path, tmp_path: Path) -> None:
    """La copie porte la date de son texte, que les serveurs comparent."""
    compress_site(site, tmp_path / "copies")

    assert (site / "index.html.br").stat().st_mtime_ns == (site / "index.html").stat().st_mtime_ns
