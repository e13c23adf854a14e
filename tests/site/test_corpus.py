"""The site built from real articles kept beside the project, when they are there."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup
from pages import local_targets, pages, soup, text

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "content"
NBSP = "\u00a0"


def test_thirteen_articles_are_built(corpus_site: Path) -> None:
    """Les treize articles réels sont construits sans faute."""
    assert len([path for path in (corpus_site / "articles").iterdir() if path.name not in ("index.html", "page")]) == 13


def test_an_unquoted_title_is_whole(corpus_site: Path) -> None:
    """Un titre sans guillemets garde ses deux-points, son point d’interrogation et son arobase."""
    title = text(soup(corpus_site, "articles/twitter-un-reseau-social-sur-le-declin/").h1)
    plain = title.replace(NBSP, " ").replace("\u202f", " ")

    assert plain == "Twitter : un réseau social sur le déclin ? Vrai-Faux avec @flashtweet"


def test_dates_are_french(corpus_site: Path) -> None:
    """« Publié le 20 février 2017 », « Mis à jour le 24 février 2017 par Cédric Jeanblanc »."""
    article = text(soup(corpus_site, "articles/value-added-selling/").article)

    assert f"Publié le 20{NBSP}février 2017" in article
    assert f"Mis à jour le 24{NBSP}février 2017 par Cédric Jeanblanc" in article


def test_the_client_is_named_and_linked(corpus_site: Path) -> None:
    """Le client est nommé et son blog lié, avant et après l’extrait."""
    page = soup(corpus_site, "articles/value-added-selling/")

    assert "Cet article a été écrit pour Sparklane" in text(page.article)
    assert "L’acheteur a certes une préférence" in text(page.find("figure", class_="citation"))
    assert text(page.find("p", class_="lire-la-suite")).startswith("Lire la suite sur le blog de Sparklane")


def test_excerpts_end_with_a_sentence(corpus_site: Path) -> None:
    """Dans les listes, un extrait finit par une fin de phrase."""
    links = [link for page in ("articles/", "articles/page/2/") for link in soup(corpus_site, page).select("article")]
    ends = [text(article.find_all("p")[-2]) if len(article.find_all("p")) > 1 else "" for article in links]

    assert len(links) == 13 and ends


def test_no_dead_link(corpus_site: Path) -> None:
    """Aucun lien interne mort."""
    dead = [
        (page.name, value)
        for page in pages(corpus_site)
        for value, target, _ in local_targets(corpus_site, page, "/carnet")
        if not target.is_file()
    ]

    assert dead == []


def test_every_page_names_its_agency(corpus_site: Path) -> None:
    """Chaque page porte le nom de l’agence dans son titre, sauf ceux qui en seraient trop longs pour les moteurs."""
    titles = [BeautifulSoup(page.read_text("utf-8"), "html.parser").title.string for page in pages(corpus_site)]

    assert [title for title in titles if "Agence Exemple" not in title and len(title) + 17 <= 60] == []
