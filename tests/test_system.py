"""What the tests install of the system, and what they say when they cannot."""

from __future__ import annotations

import pytest
import system
from system import PIECES, Piece


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pieces that would be installed, on a machine that has none."""
    names: list[str] = []
    monkeypatch.setattr(system, "ensure", lambda piece: names.append(piece.name))
    return names


def test_only_what_the_chosen_tests_need_is_installed(asked: list[str]) -> None:
    """Des tests qui n’ont besoin de rien n’installent rien ; tous les tests demandent tout."""
    system.main([str(system.TESTS / "common" / "test_texts.py")])
    assert asked == []

    system.main([])
    assert asked == [piece.name for piece in PIECES]


def test_a_piece_that_cannot_be_installed_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sans droits, une ligne dit ce qui manque, pourquoi, et la commande."""
    monkeypatch.setattr(system, "apt_install", lambda *packages: "installer demande les droits de l’administrateur")
    system.ensure(Piece("Pango", "libpango-1.0-0", lambda: False, "", ""))
    said = capsys.readouterr().err

    assert "Tests : pas de Pango : " in said and "libpango-1.0-0 (installer demande les droits" in said


def test_without_rights_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans sudo, l’installation dit qu’il faut les droits, sans attendre de mot de passe."""
    monkeypatch.setattr(system.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setenv("PATH", "/nulle-part")

    assert system.apt_install("x") == "installer demande les droits de l’administrateur"


def test_a_failure_is_explained_by_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Un test qui échoue faute de Pango est passé avec le remède ; une vraie faute reste une faute."""
    absent = Piece("Pango", "libpango-1.0-0", lambda: False, "", "ne trouve pas Pango")
    monkeypatch.setattr(system, "PIECES", (absent,))

    assert (system.missing_piece("PdfUnavailable: WeasyPrint ne trouve pas Pango") or "").startswith("pas de Pango : ")
    assert system.missing_piece("AssertionError: 1 == 2") is None


def test_what_is_only_quicker_is_not_said_to_lack(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Un navigateur plus rapide qui ne s’installe pas ne fait passer aucun test : rien ne dit qu’il manque."""
    monkeypatch.setattr(system, "apt_install", lambda *packages: "le paquet n’existe pas")
    system.ensure(Piece("Chromium sans fenêtre", "chromium-headless-shell", lambda: False, "", "", quicker=True))

    assert "pas de Chromium" not in capsys.readouterr().err
    quick = next(piece for piece in PIECES if piece.quicker)
    assert quick.shown and system.re.search(quick.shown, "BrowserType.launch: Executable doesn't exist") is None
