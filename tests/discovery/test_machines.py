"""`./inv machines`: a page as search engines, networks, reader modes, feeds and letters show it."""

from __future__ import annotations

from pathlib import Path

import pytest

from plugins.discovery.faces import faces
from tests.conftest import LEGAL, write


@pytest.mark.parametrize(
    "address", ["/articles/publiez-moins/", "https://agence.example/carnet/articles/publiez-moins/"]
)
def test_an_article_as_machines_show_it(published_site: Path, inv, address: str) -> None:
    """Un article : son titre et sa description, son image, ses mots, son entrée, sa lettre."""
    said = inv("machines", address, "--output", published_site).stdout

    for part in (
        "Google\n  #1 des mauvais conseils",
        "  https://agence.example/carnet/articles/publiez-moins/",
        "  page gardée",
        "LinkedIn\n",
        "Mode lecture de Firefox\n",
        "3 intertitres, images : 1, 0 citations",
        "Lecteur de flux\n",
        "identifiant tag:agence.example,2026-11-17:/carnet/articles/publiez-moins/",
        "Lettre\n",
    ):
        assert part in said, said


def test_every_kind_of_page_is_shown(published_site: Path) -> None:
    """De chaque page du site, chaque machine dit quelque chose ; les pages indexées ont titre, description et image."""
    poor = {}
    for page in sorted(published_site.rglob("*.html")):
        told = dict(faces(published_site, page))
        assert all(any(lines) for lines in told.values()) and len(told) == 5, page
        if "page gardée" in told["Google"] and 'http-equiv="refresh"' not in page.read_text("utf-8"):
            shown = [*told["Google"][:3], *told["LinkedIn"][:3]]
            if not all(shown) or not shown[-1].endswith((".png", ".jpg")) or len(told["LinkedIn"]) > 3:
                poor[page.relative_to(published_site).as_posix()] = shown

    assert poor == {}


def test_a_list_has_neither_entry_nor_reader_mode(published_site: Path, inv) -> None:
    """Une liste trop courte le dit : laissée de côté, sans mode lecture ni entrée."""
    said = inv("machines", "/themes/mesure/", "--output", published_site).stdout

    assert "laissée de côté" in said and "cette page est une liste" in said and "dans aucun flux" in said


def test_an_address_that_is_no_page_is_refused(published_site: Path, inv, tmp_path: Path) -> None:
    """Une adresse inconnue, ou un dossier qui n’est pas un site, sont refusés avec le remède."""
    wrong, empty = inv("machines", "/nulle-part/", "--output", published_site), inv("machines", "--output", tmp_path)

    assert wrong.returncode == 2 and "écrivez-la comme /articles/essai/" in wrong.stderr
    assert empty.returncode == 1 and "./inv publish" in empty.stderr


def test_what_goes_to_the_root_of_the_host(content: Path, inv) -> None:
    """Pour un site sous un chemin, la tâche donne les lignes du robots.txt de la racine et le tdmrep.json."""
    write(content, "agence.yaml", "name: Essai\nurl: https://essai.example/carnet\nai: {training: reserved}\n" + LEGAL)
    said = inv("machines", "--racine", "--content", content).stdout

    assert "Disallow: /carnet/\n" in said and "Sitemap: https://essai.example/carnet/sitemap.xml" in said
    assert "/.well-known/tdmrep.json" in said and '"location": "/carnet/*"' in said
