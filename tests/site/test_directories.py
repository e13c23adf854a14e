"""The lists of guides, categories, themes and signatures, the numbers of pages, the opening of the home page."""

from __future__ import annotations

from pathlib import Path

import pytest
from pages import soup, text

from plugins.site.filters import heading
from plugins.site.outputs import _numbers


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("rubriques/", ["Changement numérique", "Méthodes de vente", "Parole de dirigeant", "Social selling"]),
        ("auteurs/", ["L’équipe des ateliers", "La rédaction"]),
        ("guides/", ["Trois mois pour se faire lire"]),
    ],
)
def test_a_list_names_all_that_there_is(published_site: Path, address: str, names: list[str]) -> None:
    """La page dit le nom de chacun, mène à sa page, et dit combien d’articles il a."""
    page = soup(published_site, address)
    found = [text(node) for node in page.select("main h2")]

    assert found == names
    assert len(page.select("main h2 a")) == len(page.select("main .details")) == len(names)
    assert all("article" in text(node) for node in page.select("main .details"))


def test_themes_are_in_the_order_of_their_names_and_have_a_capital(published_site: Path) -> None:
    """Les thèmes sont dans l’ordre de l’alphabet, accents mis à part, chacun avec sa majuscule."""
    found = [text(node) for node in soup(published_site, "themes/").select("main h2")]

    assert found == sorted(found, key=lambda name: name.replace("É", "E").replace("é", "e").lower())
    assert "Écriture" in found and "LinkedIn" in found
    assert text(soup(published_site, "themes/ecriture/").h1) == "Écriture"


def test_a_category_is_presented_by_the_agency(published_site: Path) -> None:
    """La phrase que l’agence donne d’une rubrique est sur sa page et dans la liste."""
    said = "Pourquoi celui ou celle qui dirige gagne à écrire lui-même, et comment s’y tenir."

    assert text(soup(published_site, "rubriques/parole-de-dirigeant/").select_one(".standfirst")) == said
    assert said in text(soup(published_site, "rubriques/").select_one("main"))


@pytest.mark.parametrize(("name", "shown"), [("vente", "Vente"), ("iPhone 4", "iPhone 4"), ("B2B", "B2B"), ("", "")])
def test_a_name_has_its_capital(name: str, shown: str) -> None:
    """Un nom prend une majuscule en titre, sauf s’il en a une à sa place."""
    assert heading(name) == shown


@pytest.mark.parametrize(
    ("count", "here", "numbers", "apart"),
    [(0, 0, [], []), (1, 0, [1], []), (7, 0, [7, 6, 1], [1]), (7, 4, [5, 4, 3, 2, 1], []), (9, 1, [2, 1], [])],
)
def test_a_page_names_those_near_and_the_oldest(count: int, here: int, numbers: list[int], apart: list[int]) -> None:
    """Une page nomme la suivante, quelques-unes avant elle et la plus ancienne ; une coupure se voit."""
    found = _numbers("articles/", count, here)

    assert [each.number for each in found] == numbers
    assert [each.number for each in found if each.apart] == apart
    assert [each.number for each in found if each.current] == ([here] if here else [])
    assert all(each.url == f"articles/page/{each.number}/" for each in found)


def test_the_home_page_says_what_is_sold_and_the_next_seat(published_site: Path) -> None:
    """L’accueil s’ouvre sur l’offre et la première session où il reste une place, une session complète passée."""
    opening = soup(published_site, "").select_one(".opening")

    assert "Nous aidons les dirigeants" in text(opening.select_one(".offer"))
    first = opening.select(".coming > div")[0]
    assert "Jeudi 10\u00a0décembre 2026" in text(first) and first["data-fin"]


@pytest.mark.parametrize("screen", [(390, 844), (1440, 900)])
def test_both_are_on_the_first_screen(browser, published_site: Path, screen: tuple[int, int]) -> None:
    """Sur un téléphone comme sur un bureau, le bouton du prochain atelier est dans le premier écran."""
    from loopback import serving_site

    with serving_site(published_site) as place:
        page = browser.new_page(viewport={"width": screen[0], "height": screen[1]})
        page.goto(f"http://{place}/")
        bottom = page.evaluate("document.querySelector('.coming .button').getBoundingClientRect().bottom")
        page.close()

    assert bottom < screen[1]


def test_an_article_leads_on(published_site: Path) -> None:
    """Après un article : un atelier daté, avec son prix et son bouton, et trois textes dont aucun n’est lui."""
    page = soup(published_site, "articles/mesurer-ce-que-rapporte-un-billet/")
    step = page.select_one(".next-date > div")

    assert "Jeudi 10\u00a0décembre 2026" in text(step) and "260" in text(step)
    assert step.select_one(".button").get_text() == "S’inscrire, session du jeudi 10\u00a0décembre 2026"
    links = [node["href"] for node in page.select(".after .grid h3 a")]
    assert len(set(links)) == 3 and not any("mesurer" in link for link in links)
    assert text(page.select_one(".article-head .standfirst")).startswith("Les vues montent")
