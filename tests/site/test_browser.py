"""The published site in a real Chromium: what a reader sees, on a phone and a desktop, in light and dark.

Screenshots are left in .cache/captures/ for whoever wants to look.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest

CAPTURES = Path(__file__).resolve().parents[2] / ".cache" / "captures"
AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
ADDRESSES = {
    "accueil": "",
    "liste": "articles/",
    "article": "articles/mesurer-ce-que-rapporte-un-billet/",
    "client": "articles/vendre-une-solution/",
    "auteur": "auteurs/redaction/",
    "ateliers": "ateliers/",
    "atelier": "ateliers/prendre-la-parole-en-ligne/",
    "guide": "guides/trois-mois-pour-se-faire-lire/",
    "page": "mentions-legales/",
    "archives": "archives/2026/",
}
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Requests are not worth a line each."""


@pytest.fixture(scope="module")
def address(published_site: Path) -> Iterator[str]:
    """The published site, served under a sub-path as the agency's is."""

    class BelowCarnet(Quiet):
        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/carnet"))

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(BelowCarnet, directory=str(published_site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/carnet/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    """Opens a page of the site; whatever it complains of or asks elsewhere is in `complaints`."""
    contexts = []

    def open_(name: str, viewport: dict[str, int], scheme: str = "light") -> Any:
        context = browser.new_context(viewport=viewport, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: request.url.startswith(address) or page.complaints.append(request.url))
        page.on(
            "response", lambda answer: answer.status < 400 or page.complaints.append(f"{answer.status} {answer.url}")
        )
        page.goto(address + ADDRESSES[name])
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ADDRESSES)
def test_axe_finds_nothing(open_page: Any, name: str, scheme: str) -> None:
    """Aucune règle d’accessibilité automatique n’est enfreinte, en clair ni en sombre ; rien n’est demandé ailleurs."""
    page = open_page(name, DESKTOP, scheme)
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document)")["violations"]

    assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found] == []
    assert page.complaints == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_page_scrolls_sideways_on_a_narrow_phone(open_page: Any, name: str) -> None:
    """À 320 pixels de large, aucune page ne défile de côté (RGAA 10.11)."""
    page = open_page(name, {"width": 320, "height": 640})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("name", ["accueil", "article"])
@pytest.mark.parametrize(("device", "viewport"), [("bureau", DESKTOP), ("telephone", PHONE)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_is_dressed(open_page: Any, name: str, device: str, viewport: dict[str, int], scheme: str) -> None:
    """La feuille de style et la police arrivent, et le fond suit le réglage clair ou sombre de l’appareil."""
    page = open_page(name, viewport, scheme)
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
