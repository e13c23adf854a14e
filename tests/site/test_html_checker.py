"""Every page is valid for the checker of the W3C, those of other sites’ cards and of old addresses too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.services import node_pieces
from tests.services.html_checker import vnu
from tests.site.golden import CONTENT


def faults(*pages: Path) -> list[str]:
    """What the checker says; without Java or Node, a skip that says so, and a failure in CI."""
    try:
        return vnu(pages)
    except node_pieces.InstallError as error:
        missing(str(error))
        raise


def test_every_page_is_valid(published_site: Path, build_once: Callable[..., Path]) -> None:
    """Chaque page du site de démonstration et de celui qui a de tout est sans faute pour le W3C (RGAA 8.2)."""
    sites = (published_site, build_once("golden", "publish", "--content", CONTENT))

    assert faults(*(page for site in sites for page in sorted(site.rglob("*.html")))) == []


def test_a_fault_is_told(tmp_path: Path) -> None:
    """Une faute est dite à sa ligne."""
    page = tmp_path / "index.html"
    page.write_text('<!DOCTYPE html>\n<html lang="fr"><title>x</title>\n<p><img src="a.png">', "utf-8")
    (told,) = faults(page)

    assert told.startswith(f"{page}:3:4: ") and "alt" in told


def test_without_java_the_command_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sans Java, une ligne dit comment l’installer."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(node_pieces.InstallError, match="default-jre-headless"):
        vnu([tmp_path / "index.html"])
