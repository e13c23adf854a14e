"""A long catalogue: its list stays short, each session is on a page, and a script filters by several facets at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from loopback import serving_site
from selectolax.lexbor import LexborHTMLParser

from plugins.workshops.facets import PAIRS
from tests.bench.catalogue import THEMES, CatalogueSize, write_catalogue
from tests.bench.workshops import nodes
from tests.waiting import answers, until

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
SIZE = CatalogueSize(workshops=12, sessions=6)
NOW = datetime.fromisoformat("2026-11-22T09:00:00+01:00")  # the instant of the build
LISTS = ("ateliers/par/lieu", "ateliers/par/mode", "ateliers/par/mois", "ateliers/par/theme")


@pytest.fixture(scope="module")
def catalogue(build_once: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published site of a catalogue too long for one page."""
    content = tmp_path_factory.mktemp("catalogue") / "content"
    write_catalogue(content, SIZE)
    for rank, path in enumerate(sorted((content / "ateliers").iterdir())):  # enough of a theme to be narrowed
        path.write_text(
            re.sub(r"^theme: .*$", f"theme: {THEMES[rank % 3]}", path.read_text("utf-8"), flags=re.M), "utf-8"
        )
    return build_once("catalogue", "publish", "--content", content, told=("[atelier-endormi]", "[atelier-double]"))


def links(page: Path) -> set[str]:
    """The addresses of the sessions that a page lists, from the root of the site."""
    found = LexborHTMLParser(page.read_bytes()).css(".session .when a")
    return {re.sub(r"^(\.\./|\./)+", "", link.attributes["href"] or "") for link in found}


def sessions_to_come(site: Path) -> set[str]:
    """Those that the pages of workshops list as sessions to come."""
    return set().union(*(links(page) for page in site.glob("ateliers/atelier-*/index.html")))


def test_the_first_page_is_short_and_soonest_first(catalogue: Path) -> None:
    """La page des ateliers reste légère : les prochaines sessions, par mois, puis les chemins vers les autres."""
    page = catalogue / "ateliers" / "index.html"
    document = LexborHTMLParser(page.read_bytes())
    dates = [time.attributes["datetime"] or "" for time in document.css(".session time")]
    months = [heading.text() for heading in document.css(".sessions-month")]

    assert len(page.read_bytes()) < 60_000 and nodes(page) < 800
    assert len(dates) == 12 and dates == sorted(dates) and len(set(months)) == len(months) > 1
    assert {each.attributes["id"] for each in document.css(".facets .label")} == {
        "par-lieu", "par-mode", "par-mois", "par-theme",
    }  # fmt: skip


@pytest.mark.parametrize("folder", LISTS[1:])
def test_each_session_is_on_a_page_of_each_kind(catalogue: Path, folder: str) -> None:
    """Chaque session à venir est dans une page de sa modalité, de son mois et de son thème."""
    pages = list((catalogue / folder).rglob("index.html"))
    shown = set().union(*map(links, pages))

    assert len(sessions_to_come(catalogue)) > 24
    assert shown == sessions_to_come(catalogue)
    assert all(len(links(page)) <= 24 for page in pages)


def test_pages_that_follow_lead_to_each_other(catalogue: Path) -> None:
    """D’une page d’un lieu, d’un thème ou d’une modalité à la suivante, et retour."""
    first = catalogue / "ateliers" / "par" / "mode" / "sur-place" / "index.html"
    after = LexborHTMLParser(first.read_bytes()).css_first('a[rel="next"]').attributes["href"] or ""
    second = (first.parent / after / "index.html").resolve()
    back = LexborHTMLParser(second.read_bytes()).css_first('a[rel="prev"]').attributes["href"] or ""

    assert (second.parent / back / "index.html").resolve() == first.resolve()
    assert not links(first) & links(second) and links(second)


def sessions_of(site: Path, address: str) -> set[str]:
    """The sessions of a list, over all its pages."""
    return set().union(*(links(page) for page in (site / address).glob("**/index.html") if is_of(page, site / address)))


def is_of(page: Path, folder: Path) -> bool:
    """Whether a page is one of a list, and not of a list of two criteria below it."""
    return page.parent == folder or (page.parent.parent.name == "page" and page.parents[2] == folder)


def test_two_criteria_have_a_page_when_it_says_something_else(catalogue: Path) -> None:
    """Deux critères ont une page sans script dès six sessions, si chacun en a d’autres : les sessions des deux."""
    made = {f"{page.parent.relative_to(catalogue)}" for page in catalogue.glob("ateliers/par/*/*/*/*/index.html")}
    made = {name for name in made if "/page/" not in name}
    each = {
        kind: {path.name: sessions_of(catalogue, f"ateliers/par/{kind}/{path.name}") for path in folder.iterdir()}
        for kind in ("theme", "lieu", "mode", "mois")
        for folder in [catalogue / "ateliers/par" / kind]
        if folder.is_dir()
    }
    wanted = {}
    for one, other in PAIRS:
        for first, some in each[one].items():
            for second, others in each[other].items():
                if 6 <= len(some & others) < min(len(some), len(others)):
                    wanted[f"ateliers/par/{one}/{first}/{other}/{second}"] = some & others

    assert made == wanted.keys() and len(made) > 1
    assert {name: sessions_of(catalogue, name) for name in made} == wanted
    assert len(made) < 2 * len(PAIRS) * len(sessions_to_come(catalogue)) / 6


def test_a_criterion_is_added_and_withdrawn_by_links(catalogue: Path) -> None:
    """La page d’un critère mène à celles de deux, d’où l’on retire l’un ou l’autre ; elles n’ont pas de calendrier."""
    for page in catalogue.glob("ateliers/par/theme/*/mode/*/index.html"):
        document = LexborHTMLParser(page.read_bytes())
        out = [link for link in document.css("a") if link.text() == "Retirer ce critère"]
        parents = [(page.parent / (link.attributes["href"] or "") / "index.html").resolve() for link in out]
        names = [link.attributes["aria-label"] or "" for link in out]
        title = document.css_first("h1").text()

        assert [path.parent.parent.name for path in parents] == ["mode", "theme"] and len(set(names)) == 2
        assert re.fullmatch(r"Ateliers\s: .+, (en ligne|sur place|sur place ou en ligne)", title), title
        for parent in parents:
            ways = LexborHTMLParser(parent.read_bytes()).css("nav[aria-label='Préciser la liste'] a")
            assert page.resolve() in {
                (parent.parent / (link.attributes["href"] or "") / "index.html").resolve() for link in ways
            }
        assert not document.css("a[href^='webcal:']")


def test_lists_of_two_criteria_are_indexed_once(catalogue: Path) -> None:
    """Le plan du site nomme chaque page de deux critères, sauf celle qui en répète une autre, qu’elle nomme."""
    sitemap = (catalogue / "sitemap.xml").read_text("utf-8")
    known: dict[frozenset[str], str] = {}
    for page in sorted(catalogue.glob("ateliers/par/*/*/*/*/index.html")):
        if "/page/" in str(page):
            continue
        address = f"/{page.parent.relative_to(catalogue)}/"
        canonical = LexborHTMLParser(page.read_bytes()).css_first("link[rel=canonical]").attributes["href"] or ""
        assert (f"{address}</loc>" in sitemap) == canonical.endswith(address), address
        known.setdefault(frozenset(sessions_of(catalogue, address.strip("/"))), canonical)
        assert known[frozenset(sessions_of(catalogue, address.strip("/")))] == canonical


def test_every_workshop_is_in_one_list(catalogue: Path) -> None:
    """Tous les ateliers sont dans la liste des titres, dans l’ordre de l’alphabet."""
    document = LexborHTMLParser((catalogue / "ateliers" / "par" / "titre" / "index.html").read_bytes())
    titles = [link.text() for link in document.css(".titles a")]

    assert len(titles) == SIZE.workshops and len(document.css(".session")) == 0
    assert titles == sorted(titles, key=lambda title: title.replace("É", "E").replace("é", "e"))


@pytest.fixture(scope="module")
def address(catalogue: Path) -> Iterator[str]:
    """The site, served under a sub-path."""
    with serving_site(catalogue) as place:
        yield f"http://{place}/"


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A new visitor's page, with what it complains of."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.complaints = []
    opened.on("console", lambda message: opened.complaints.append(message.text))
    opened.on("pageerror", lambda error: opened.complaints.append(str(error)))
    opened.clock.set_fixed_time(NOW)
    opened.goto(f"{address}ateliers/")
    opened.wait_for_selector(".filters select")
    yield opened
    context.close()


def chosen(page: Any, **values: str) -> list[str]:
    """The sessions found for some choices, by their links."""
    for kind, label in values.items():
        page.select_option(f"#filtre-{kind}", label=label)
    while page.locator(".results > button").is_visible():
        page.locator(".results > button").click()
    return [link.get_attribute("href") for link in page.locator(".results .when a").all()]


def test_facets_combine(page: Any, catalogue: Path) -> None:
    """Un mode et un mois donnent les sessions qui sont dans les deux listes ; leur nombre est annoncé."""
    label, folder = page.evaluate(
        "() => [document.querySelector('#par-mois + ul a')].map(a => [a.textContent, a.getAttribute('href')])[0]"
    )
    of_month, online = catalogue / "ateliers" / folder / "index.html", catalogue / "ateliers" / "par" / "mode"
    found = {re.sub(r"^(\.\./)+", "", each) for each in chosen(page, mois=label, mode="Sur place")}
    wanted = links(of_month) & set().union(*(links(each) for each in (online / "sur-place").rglob("index.html")))

    assert found == wanted != set()
    status = page.locator(".results [role=status]")
    assert status.inner_text().startswith(f"{len(wanted)}\u00a0session")
    assert page.locator("#sessions").is_hidden() and "mode=sur-place" in page.url
    page.reload()
    page.wait_for_selector(".results .session")
    assert page.locator(".results .session").count() == len(wanted)
    for kind in ("mois", "mode"):
        page.select_option(f"#filtre-{kind}", value="")
    assert page.locator("#sessions").is_visible() and page.locator(".results").is_hidden() and page.complaints == []


def test_what_is_found_tells_the_offer_of_the_moment(page: Any) -> None:
    """Une session trouvée dit ce que dit sa page, à l’instant où on la lit : commencée, elle n’est plus à vendre."""
    page.select_option("#filtre-mode", label="Sur place")
    first = page.locator(".results .session").first
    page.goto(first.locator(".when a").evaluate("link => link.href"))
    starts = datetime.fromisoformat(page.locator("time[datetime]").first.get_attribute("datetime"))
    state = page.locator("[data-state] .state:visible").first.inner_text()
    page.go_back()
    page.wait_for_selector(".results .session")
    assert page.locator(".results .session .state:visible").first.inner_text() == state
    page.clock.set_fixed_time(starts + timedelta(minutes=1))
    page.reload()
    page.wait_for_selector(".results .session")
    seen = page.locator(".results .session").first
    assert seen.locator(".state:visible").inner_text() == "En cours"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page: Any, scheme: str) -> None:
    """Aucune règle automatique n’est enfreinte, avant et après un filtre ; rien ne déborde à 320 pixels."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.evaluate(AXE.read_text("utf-8"))
    for choose in (False, True):
        if choose:
            page.select_option("#filtre-mode", label="Sur place")
        found = page.evaluate("axe.run().then(result => result.violations.map(each => each.id))")
        assert found == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_without_the_index_the_lists_remain(browser: Any, address: str) -> None:
    """Sans l’index, ou sans JavaScript, les filtres sont des liens, et aucun champ ne reste sans effet."""
    context = browser.new_context()
    opened = context.new_page()
    opened.route("**/sessions.js", lambda route: route.abort() if "/par/" in route.request.url else route.continue_())
    opened.goto(f"{address}ateliers/")
    until(lambda: answers(opened, "!document.querySelector('.filters')"))

    assert opened.locator(".session").count() == 12 and opened.locator(".facets a").first.is_visible()
    context.close()
