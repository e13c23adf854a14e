"""The files of content/racine/, which servers and other sites look for at the root."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Run = Callable[..., CompletedProcess[str]]


@pytest.fixture
def publish(inv: Run, content: Path, tmp_path: Path) -> Callable[[], Any]:
    """Publishes the small content with an address that readers can open."""
    agency = content / "agence.yaml"
    text = agency.read_text("utf-8")
    if "url:" not in text:
        agency.write_text(f"{text}url: https://agence.example\n", encoding="utf-8")

    def run() -> CompletedProcess[str]:
        options = ("--content", str(content), "--output", str(tmp_path / "site"), "--now", "2026-03-01")
        return inv("publish", *options)

    return run


def put(content: Path, name: str, text: str) -> None:
    path = content / "racine" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_files_of_the_root_are_published_as_they_are(content: Path, tmp_path: Path, publish: Callable[[], Any]) -> None:
    """`.well-known/security.txt`, un fichier de vérification : à la racine, à l’octet près ; le reste de côté."""
    put(content, ".well-known/security.txt", "Contact: mailto:securite@agence.example\nExpires: 2027-01-01T00:00:00Z\n")
    put(content, "verification-0123.txt", "cle-0123\n")
    put(content, "google0123.html", "google-site-verification: google0123.html\n")
    put(content, ".nojekyll", "")
    put(content, ".DS_Store", "machine")
    put(content, "brouillon.txt~", "non")
    (content / "articles" / "lien.md").write_text(
        "---\ntitle: Signaler une faille\ndate: 2026-02-02\n---\n[Nous écrire](/.well-known/security.txt)\n", "utf-8"
    )
    done = publish()

    assert done.returncode == 0, done.stdout + done.stderr
    site = tmp_path / "site"
    assert (site / ".well-known/security.txt").read_text("utf-8").startswith("Contact:")
    assert (site / "verification-0123.txt").is_file() and (site / ".nojekyll").is_file()
    assert not (site / ".DS_Store").exists() and not (site / "brouillon.txt~").exists()
    assert "../../.well-known/security.txt" in (site / "articles/lien/index.html").read_text("utf-8")


def test_the_gate_looks_at_files_of_the_root(content: Path, publish: Callable[[], Any]) -> None:
    """Un fichier de la racine passe par le contrôle final : le chemin d’un dossier privé y est refusé, à son nom."""
    put(content, "notes.txt", f"Relu dans {content.absolute()}/articles\n")
    done = publish()

    assert done.returncode == 1 and "racine/notes.txt" in done.stdout + done.stderr


def test_a_file_of_the_root_takes_no_address_of_the_site(content: Path, publish: Callable[[], Any]) -> None:
    """Un fichier de la racine ne prend pas la place d’une page : c’est une erreur, aux deux noms."""
    put(content, "index.html", "<!doctype html><title>x</title>")
    done = publish()

    assert done.returncode == 1 and "racine/index.html" in done.stdout + done.stderr


def test_a_text_in_the_root_is_told(content: Path, publish: Callable[[], Any]) -> None:
    """Un article posé dans racine/ par erreur est dit : personne ne le lirait."""
    put(content, "article.md", "---\ntitle: X\n---\nTexte\n")
    done = publish()

    assert "racine/article.md" in done.stdout + done.stderr and "articles/" in done.stdout + done.stderr
