"""Old addresses lead to the new ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.reading import load_site
from plugins.publishing.redirects import check_redirects, output_file, redirect_page


@pytest.mark.parametrize(
    ("old", "file"),
    [("/2016/05/x/", "2016/05/x/index.html"), ("/2016/x.html", "2016/x.html"), ("/x", "x/index.html")],
)
def test_an_old_address_has_its_file(old: str, file: str) -> None:
    """Chaque ancienne adresse a son fichier, avec ou sans barre finale."""
    assert output_file(old) == file


def test_the_page_of_an_old_address_leads_to_the_new_one() -> None:
    """La page d’une ancienne adresse mène à la nouvelle, par un lien aussi, et se ferme aux moteurs."""
    page = redirect_page("R&D : « oser »", "https://a.example/articles/x/?a=1&b=2")

    assert '<meta http-equiv="refresh" content="0; url=https://a.example/articles/x/?a=1&amp;b=2">' in page
    assert '<a href="https://a.example/articles/x/?a=1&amp;b=2">R&amp;D : « oser »</a>' in page
    assert '<meta name="robots" content="noindex">' in page


def test_an_old_address_keeps_the_card_of_its_article() -> None:
    """La page d’une ancienne adresse dit où est la carte de l’article ; sans carte, elle n’en dit rien."""
    page = redirect_page("Oser", "https://a.example/articles/x/", "https://a.example/oembed/x.json")

    assert '<link rel="alternate" type="application/json+oembed" href="https://a.example/oembed/x.json">' in page
    assert "oembed" not in redirect_page("Oser", "https://a.example/articles/x/")


def test_an_old_address_that_is_taken_is_a_fault(content: Path) -> None:
    """Une ancienne adresse qui est celle d’un autre texte est une faute, à sa ligne."""
    article = content / "articles" / "2026-02-01-second.md"
    text = article.read_text("utf-8").replace("tags: [essai]", "redirect_from: [/vieux/, /articles/premier/]")
    article.write_text(text, encoding="utf-8")
    site = load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))
    problems = [(problem.line, problem.column, problem.message) for problem in check_redirects(site)]
    taken = f"{content}/articles/2026-01-05-premier.md"

    assert problems == [(4, 26, f"adresse « /articles/premier/ » déjà prise par {taken} : retirez-la de cette liste")]


def test_an_old_address_is_written(published_site: Path) -> None:
    """Les anciennes adresses du contenu livré mènent à leur article, et à sa carte."""
    page = (published_site / "2026/03/intelligence-artificielle-et-voix-du-dirigeant/index.html").read_text("utf-8")

    assert "https://agence.example/carnet/articles/la-machine-ecrit-vous-signez/" in page
    assert "https://agence.example/carnet/oembed/la-machine-ecrit-vous-signez.json" in page
