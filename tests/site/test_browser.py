"""The published site in a real Chromium: what a reader sees, on a phone and a desktop, in light and dark.

Screenshots are left in .cache/captures/ for whoever wants to look.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from loopback import serving_site

from plugins.common.places import CACHE

CAPTURES = CACHE / "captures"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
ADDRESSES = {
    "accueil": "",
    "liste": "articles/",
    "article": "articles/mesurer-ce-que-rapporte-un-billet/",
    "client": "articles/vendre-une-solution/",
    "auteur": "auteurs/redaction/",
    "ateliers": "ateliers/",
    "ateliers-lieu": "ateliers/par/lieu/lyon/",
    "ateliers-theme": "ateliers/par/theme/ecriture/",
    "ateliers-mode": "ateliers/par/mode/en-ligne/",
    "atelier": "ateliers/prendre-la-parole-en-ligne/",
    "session": "ateliers/prendre-la-parole-en-ligne/nantes-2027-01/",
    "session-complete": "ateliers/prendre-la-parole-en-ligne/lyon-2026-12/",
    "session-annulee": "ateliers/ecrire-un-billet/visio-2027-02/",
    "session-passee": "ateliers/ecrire-un-billet/visio-2026-09/",
    "guide": "guides/trois-mois-pour-se-faire-lire/",
    "page": "mentions-legales/",
    "declaration": "accessibilite/",
    "archives": "archives/2026/",
    "carte": "oembed/mesurer-ce-que-rapporte-un-billet/",
}
NOW = "2026-11-22T09:00:00+01:00"  # the instant of the build
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def address(published_site: Path) -> Iterator[str]:
    """The published site, served under a sub-path as the agency's is."""
    with serving_site(published_site) as place:
        yield f"http://{place}/"


def prepare(page: Any, address: str) -> Any:
    """Keeps in `complaints` whatever a page complains of or asks elsewhere."""
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: request.url.startswith(address) or page.complaints.append(request.url))
    page.on("response", lambda answer: answer.status < 400 or page.complaints.append(f"{answer.status} {answer.url}"))
    return page


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page of the site as a new visitor does."""
    contexts = []

    def open_(name: str, viewport: dict[str, int], now: str = NOW, script: bool = True) -> Any:
        context = browser.new_context(viewport=viewport, java_script_enabled=script)
        contexts.append(context)
        page = prepare(context.new_page(), address)
        page.clock.set_fixed_time(datetime.fromisoformat(now))
        page.goto(address + ADDRESSES[name])
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def window(browser: Any, address: str) -> Iterator[Any]:
    """A window kept for all the tests that only look."""
    context = browser.new_context()
    yield prepare(context.new_page(), address)
    context.close()


@pytest.fixture
def visit(window: Any, address: str) -> Any:
    """Goes to a page of the site in the window that tests share."""

    def visit_(name: str, viewport: dict[str, int] = DESKTOP, scheme: str = "light", now: str = NOW) -> Any:
        window.complaints.clear()
        window.clock.set_fixed_time(datetime.fromisoformat(now))
        window.emulate_media(color_scheme=scheme, reduced_motion="no-preference")
        window.set_viewport_size(viewport)
        window.goto(address + ADDRESSES[name])
        return window

    return visit_


@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing(visit: Any, name: str) -> None:
    """Aucune règle d’accessibilité automatique n’est enfreinte, en clair ni en sombre ; rien n’est demandé ailleurs."""
    page = visit(name, DESKTOP)
    page.evaluate(AXE.read_text("utf-8"))  # not as an element: the page's policy refuses it
    found = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # at once: a colour in transition is neither
        violations = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
        found[scheme] = [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in violations]

    assert found == {"light": [], "dark": []}
    assert page.complaints == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(visit: Any, name: str) -> None:
    """À 320 pixels de large, aucune page ne défile de côté (RGAA 10.11)."""
    page = visit(name, {"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["accueil", "article", "ateliers", "atelier", "session"])
@pytest.mark.parametrize(("device", "viewport"), [("bureau", DESKTOP), ("telephone", PHONE)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_dressed(visit: Any, name: str, device: str, viewport: dict[str, int], scheme: str) -> None:
    """La feuille de style et la police arrivent, et le fond suit le réglage clair ou sombre de l’appareil."""
    page = visit(name, viewport, scheme)
    CAPTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=CAPTURES / f"{name}-{device}-{scheme}.png", full_page=True)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    channels = [int(value) for value in background.removeprefix("rgb(").rstrip(")").split(",")]

    assert (sum(channels) > 600) == (scheme == "light")
    assert page.evaluate("document.fonts.check('16px \"Tribune Serif\"')")


def test_the_skip_link_comes_first_and_leads_to_the_content(open_page: Any) -> None:
    """Le premier arrêt de la touche Tab saute au contenu, et le focus se voit."""
    page = open_page("article", DESKTOP)
    page.keyboard.press("Tab")
    box = page.evaluate("(box => box.top >= 0 && box.height > 0)(document.activeElement.getBoundingClientRect())")
    page.keyboard.press("Enter")

    assert box
    assert page.evaluate("document.activeElement.id") == "contenu-principal"


def test_a_page_leaves_nothing_on_the_visitors_device(open_page: Any) -> None:
    """Aucun cookie ni stockage local n’est déposé."""
    page = open_page("article", DESKTOP)

    assert page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]


def test_the_text_stays_still_while_the_page_loads(open_page: Any) -> None:
    """Rien ne bouge au chargement d’un article illustré (CLS au plus 0,01)."""
    page = open_page("article", PHONE)
    script = """new Promise(done => { let sum = 0;
      new PerformanceObserver(list => list.getEntries().forEach(entry => { sum += entry.value }))
        .observe({type: 'layout-shift', buffered: true});
      setTimeout(() => done(sum), 500) })"""

    assert page.evaluate(script) <= 0.01


@pytest.mark.parametrize("name", ["ateliers", "atelier", "ateliers-lieu"])
def test_a_session_that_has_begun_since_the_build_is_no_longer_sold(visit: Any, name: str) -> None:
    """Une session qui a commencé depuis la construction est « En cours », puis « Session terminée », à la minute."""

    def first(now: str) -> str:
        return visit(name, now=now).locator(".session").first.inner_text()

    before, begun = first("2026-12-03T08:59:00+01:00"), first("2026-12-03T09:00:00+01:00")
    last, after = first("2026-12-04T17:29:00+01:00"), first("2026-12-04T17:30:00+01:00")

    assert "liste d’attente" in before and "En cours" not in before
    assert begun == last and "En cours" in begun and "liste d’attente" not in begun
    assert "Session terminée" in after and "En cours" not in after


def test_the_home_page_lets_go_of_what_has_begun(visit: Any) -> None:
    """L’accueil ne montre que ce qui s’achète : une session qui commence en sort."""
    rows = [
        visit("accueil", now=now).locator(".session").locator("visible=true").count()
        for now in ("2026-12-03T08:59:00+01:00", "2026-12-03T09:00:00+01:00")
    ]

    assert rows == [3, 2]


def test_other_sessions_stay_offered(visit: Any) -> None:
    """Les sessions à venir restent proposées."""
    page = visit("atelier", now="2026-12-05T09:00:00+01:00")

    assert page.get_by_text("Session terminée").locator("visible=true").count() == 1
    assert page.locator(".session .button").locator("visible=true").count() == 3


def test_the_page_of_a_session_that_has_begun_stops_offering_it_but_not_the_others(visit: Any) -> None:
    """La page d’une session commencée, puis finie, n’a plus ni prix ni bouton, et propose encore les autres dates."""
    begun = visit("session", now="2027-01-21T09:00:00+01:00")
    assert "En cours" in begun.locator(".session-side").inner_text()
    assert begun.locator(".session-side .button, .price").locator("visible=true").count() == 0

    page = visit("session", now="2027-01-23T09:00:00+01:00")
    assert "Session terminée" in page.locator(".session-side").inner_text()
    assert page.locator(".session-side .button").locator("visible=true").count() == 0
    assert page.locator(".session .button").locator("visible=true").count() == 2


def test_a_price_past_its_limit_is_hidden(visit: Any) -> None:
    """Un prix dont le dernier jour est passé disparaît ; les autres restent."""
    last = visit("atelier", now="2026-12-15T23:59:00+01:00").locator(".facts-side").inner_text()
    after = visit("atelier", now="2026-12-16T00:00:00+01:00").locator(".facts-side").inner_text()
    facts = visit("session", now="2026-12-16T00:00:00+01:00").locator(".facts").all_inner_texts()

    assert "1\u202f150" in last
    assert "1\u202f150" not in after + "".join(facts)
    assert "1\u202f290" in after


def test_a_page_left_open_corrects_itself(open_page: Any) -> None:
    """Une page laissée ouverte se corrige dans la minute."""
    page = open_page("atelier", DESKTOP, now="2026-12-04T17:29:30+01:00")
    page.clock.install(time=datetime.fromisoformat("2026-12-04T17:29:30+01:00"))
    page.reload()
    page.clock.run_for(61_000)

    assert "Session terminée" in page.locator(".session").first.inner_text()


def test_without_javascript_the_page_says_when_it_was_true(open_page: Any) -> None:
    """Sans JavaScript, la page dit à quelle date elle était juste, et les filtres sont des liens."""
    page = open_page("ateliers", DESKTOP, script=False)

    assert "Dates à jour au 22\u00a0novembre 2026" in page.locator("main").inner_text()
    page.get_by_role("link", name="Nantes", exact=True).click()
    assert page.url.endswith("/ateliers/par/lieu/nantes/")
    assert page.locator(".session").count() == 1
