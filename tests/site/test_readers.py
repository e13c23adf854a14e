"""The published site as people read it: with a keyboard, large letters, spaced ones, forced colours, by ear.

Each page is visited once, in a real Chromium, and measured at each size (readers.js); each test then says one thing of
all pages. One of the pages is a text as careless as texts can be (`ugly_content`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from pages import pages

from tests.conftest import small_content, write

MEASURES = (Path(__file__).parent / "readers.js").read_text("utf-8")
KINDS = (
    "",
    "articles/",
    "articles/mesurer-ce-que-rapporte-un-billet/",
    "articles/vendre-une-solution/",
    "articles/linkedin-ou-blog/",
    "articles/publiez-moins/",
    "ateliers/",
    "ateliers/par/lieu/lyon/",
    "ateliers/prendre-la-parole-en-ligne/",
    "ateliers/prendre-la-parole-en-ligne/nantes-2027-01/",
    "auteurs/redaction/",
    "clients/",
    "guides/trois-mois-pour-se-faire-lire/",
    "archives/2026/",
    "rubriques/social-selling/",
    "contact/",
    "mentions-legales/",
    "accessibilite/",
    "plan-du-site/",
    "recherche/",
    "404.html",
)
UGLY = "articles/laid/"
DESKTOPS = ((1366, 650), (1093, 520), (320, 256))
PHONES = (390, 320)
LARGE = "html { font-size: 200% !important }"
SPACED = (  # WCAG 2.2, 1.4.12
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    " p { margin-bottom: 2em !important }"
)

Found = dict[str, dict[str, list[str]]]  # what is wrong, by measure and by page


@pytest.fixture(scope="module")
def ugly_site(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose one long article has all that an author can do to a page."""
    content = tmp_path_factory.mktemp("ugly") / "content"
    small_content(content)
    write(content, "articles/2026-03-01-laid.md", (Path(__file__).parent / "ugly.md").read_text("utf-8"))
    return build_once("ugly", "publish", "--content", content, told=("]",))


@pytest.fixture(scope="module")
def found(browser: Any, published_site: Path, ugly_site: Path, request: pytest.FixtureRequest) -> Found:
    """What is wrong of each page, by the measures that the tests of this run ask for."""
    marks = (item.get_closest_marker("measure") for item in request.session.items)
    wanted = {mark.args[0] for mark in marks if mark}
    measured: Found = {}
    with serving_site(published_site) as sample, serving_site(ugly_site) as ugly:
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        for address in (*(f"http://{sample}/{kind}" for kind in KINDS), f"http://{ugly}/{UGLY}"):
            page.goto(address)
            for measure, wrong in _measure(page, wanted):
                if wrong:
                    measured.setdefault(measure, {}).setdefault(address.partition("/")[2], []).extend(wrong)
        context.close()
    return measured


def _measure(page: Any, wanted: set[str]) -> Iterator[tuple[str, list[str]]]:
    page.evaluate(MEASURES)
    for width, height in DESKTOPS if "focus" in wanted else ():
        page.set_viewport_size({"width": width, "height": height})
        yield "focus", [f"{width} × {height} : {each}" for each in page.evaluate("readers.focus()")]
    for measure in sorted(wanted & {"links", "names", "targets", "ranks", "text"}):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            yield measure, [f"{width} : {each}" for each in page.evaluate(f"readers.{measure}()")]
    if "forced" in wanted:
        page.emulate_media(forced_colors="active")
        yield "forced", page.evaluate("readers.forced()")
        page.emulate_media(forced_colors="none")
    for measure, style, widths in (("large", LARGE, (1280, *PHONES)), ("spaced", SPACED, (1280, 320))):
        if measure not in wanted:
            continue
        page.evaluate("style => readers.style(style)", style)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 844})
            yield measure, [f"{width} : {each}" for each in page.evaluate("readers.text()")]


@pytest.mark.measure("focus")
def test_each_stop_of_the_tab_key_is_in_sight(found: Found) -> None:
    """À chaque arrêt de la touche Tab, ce qui a le focus est dans la fenêtre, cerné d’un anneau entier (RGAA 10.7)."""
    assert found.get("focus", {}) == {}


@pytest.mark.measure("large")
def test_letters_twice_as_large_are_neither_cut_nor_one_over_another(found: Found) -> None:
    """Les lettres seules à 200 %, rien n’est coupé ni recouvert, sur un écran ou un téléphone étroit (RGAA 10.4)."""
    assert found.get("large", {}) == {}


@pytest.mark.measure("spaced")
def test_letters_apart_are_neither_cut_nor_one_over_another(found: Found) -> None:
    """Lettres, mots et lignes espacés par le lecteur, rien n’est coupé ni recouvert (RGAA 10.12)."""
    assert found.get("spaced", {}) == {}


@pytest.mark.measure("text")
def test_nothing_is_cut_as_it_is(found: Found) -> None:
    """Rien n’est coupé ni recouvert dans la page telle qu’elle est."""
    assert found.get("text", {}) == {}


@pytest.mark.measure("links")
def test_a_link_among_words_is_told_from_them(found: Found) -> None:
    """Un lien dans une phrase est souligné, encadré, ou d’une couleur trois fois plus claire ou sombre (RGAA 10.6)."""
    assert found.get("links", {}) == {}


@pytest.mark.measure("names")
def test_a_name_leads_to_one_address(found: Found) -> None:
    """Dans une page, chaque lien a un nom, et un nom mène à une seule adresse (RGAA 6.1, 6.2)."""
    assert found.get("names", {}) == {}


@pytest.mark.measure("targets")
def test_a_finger_finds_each_target(found: Found) -> None:
    """Ce qui se touche a 24 pixels de côté au moins, hors des phrases (WCAG 2.5.8)."""
    assert found.get("targets", {}) == {}


@pytest.mark.measure("ranks")
def test_headings_go_down_by_one_rank_and_by_section(found: Found) -> None:
    """Un seul h1, aucun rang sauté, et les titres d’une partie sous le sien (RGAA 9.1)."""
    assert found.get("ranks", {}) == {}


@pytest.mark.measure("forced")
def test_a_button_keeps_its_edge_in_forced_colours(found: Found) -> None:
    """Quand le lecteur impose ses couleurs, un bouton garde un bord (RGAA 10.5)."""
    assert found.get("forced", {}) == {}


def test_the_tab_key_goes_through_the_page_in_its_order(browser: Any, published_site: Path) -> None:
    """La touche Tab va du premier arrêt au dernier, dans l’ordre de la page, sans piège (RGAA 12.8, 12.9)."""
    with serving_site(published_site) as site:
        page = browser.new_page(viewport={"width": 1366, "height": 650})
        page.goto(f"http://{site}/ateliers/prendre-la-parole-en-ligne/")
        page.evaluate(MEASURES)
        places = []
        while len(places) < 200:
            page.keyboard.press("Tab")
            # the way down to the element, which sorts as the page does
            place = page.evaluate(
                """(() => { const here = document.activeElement; if (here === document.body) return null;
                const box = here.getBoundingClientRect();
                const order = [...document.querySelectorAll("*")].indexOf(here);
                return [order, box.bottom > 0 && box.top < innerHeight]; })()"""
            )
            if place is None:
                break
            places.append(place)
        page.close()

    assert 20 < len(places) < 200
    assert [order for order, _ in places] == sorted({order for order, _ in places})
    assert all(seen for _, seen in places)


@pytest.fixture(scope="module")
def soups(published_site: Path, ugly_site: Path) -> dict[str, BeautifulSoup]:
    """Every page of both sites."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text("utf-8"), "html.parser")
        for site in (ugly_site, published_site)
        for path in pages(site)
    }


def test_a_captioned_image_is_a_named_figure(soups: dict[str, BeautifulSoup]) -> None:
    """Une image légendée et sa légende sont un groupe, qui a pour nom la légende (RGAA 1.9)."""
    figures = [
        figure for soup in soups.values() for figure in soup.find_all("figure") if figure.img and figure.figcaption
    ]
    wrong = [
        figure.figcaption.get_text()
        for figure in figures
        if figure.get("role") != "figure" or figure.get("aria-label") != figure.figcaption.get_text().strip()
    ]

    assert figures and wrong == []


def test_each_table_has_a_name_and_headers(soups: dict[str, BeautifulSoup]) -> None:
    """Un tableau a un nom que nul autre n’a dans la page, et des en-têtes : ceux des lignes si son coin est vide
    (RGAA 5.4, 5.6, 5.7)."""
    corners = 0
    for page, soup in soups.items():
        tables = [table for table in soup.find_all("table") if table.find_parent(class_="table-box")]
        names = [table.find_parent(class_="table-box")["aria-label"] for table in tables]
        assert len(set(names)) == len(names), (page, names)
        for table in tables:
            rows = table.find_all("tr")
            corner = rows[0].find(["th", "td"])
            if corner.get_text(strip=True) == "" and rows[0].find("th"):
                corners += 1
                assert {cell["scope"] for cell in rows[0].find_all("th")} == {"col"}
                assert all(row.find(["th", "td"]).get("scope") == "row" for row in rows[1:]), page
    assert corners


def test_navigation_holds_navigation(soups: dict[str, BeautifulSoup]) -> None:
    """Une zone de navigation ne tient pas que des liens qui sortent du site (RGAA 9.2)."""
    wrong = [
        page
        for page, soup in soups.items()
        for nav in soup.find_all("nav")
        if all(re.match(r"https?:|mailto:", link["href"]) for link in nav.find_all("a", href=True))
    ]

    assert wrong == []


def test_notes_say_what_they_are(soups: dict[str, BeautifulSoup]) -> None:
    """Les notes ont un titre, leurs appels et leurs retours un nom qui dit lequel (RGAA 6.1, 9.1)."""
    noted = [soup for soup in soups.values() if soup.find(class_="footnote")]

    assert noted
    for soup in noted:
        assert soup.find(class_="footnote").find("h2").get_text() == "Notes"
        for link in soup.find_all("a", class_=["footnote-ref", "footnote-backref"]):
            assert re.search(r"(?:Note|note)\s\d+", link["aria-label"]), link


def test_a_card_shows_its_link_in_the_height_that_it_announces(browser: Any, published_site: Path) -> None:
    """La carte d’un article tient, lien compris, dans la hauteur que son JSON annonce ; plus étroite, elle défile."""
    with serving_site(published_site) as site:
        page = browser.new_page()
        below, stuck = [], []
        for path in sorted((published_site / "oembed").glob("*.json")):
            told = json.loads(path.read_text("utf-8"))
            page.set_viewport_size({"width": told["width"], "height": told["height"]})
            page.goto(f"http://{site}/oembed/{path.stem}/")
            end = "document.querySelector('.more a').getBoundingClientRect().bottom"
            if page.evaluate(end) > told["height"]:
                below.append((path.stem, page.evaluate(end)))
            page.set_viewport_size({"width": 320, "height": told["height"]})
            page.evaluate("document.querySelector('.more a').scrollIntoView()")
            if page.evaluate(end) > told["height"] or "scrolling" in told["html"]:
                stuck.append(path.stem)
        page.close()

    assert (below, stuck) == ([], [])


def test_two_ways_lead_to_each_page(soups: dict[str, BeautifulSoup], published_site: Path) -> None:
    """Outre le menu, un plan mène à chaque page que le plan des moteurs nomme ; toute page y mène (RGAA 12.1, 12.3)."""
    plan = soups["plan-du-site/index.html"].find("main")
    named = {link["href"].removeprefix("../") or "." for link in plan.find_all("a", href=True)}  # type: ignore[union-attr]
    places = re.findall(
        r"<loc>https?://[^/]+/carnet/([^<]*)</loc>", (published_site / "sitemap.xml").read_text("utf-8")
    )

    assert len(places) > 30 and {place or "." for place in places} <= named
    assert all(soup.find("a", href=re.compile(r"plan-du-site/$")) for soup in soups.values())
