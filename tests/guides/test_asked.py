"""A guide that is asked for by mail: a form in a real Chromium, a page elsewhere, a message; its PDF, told nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from receiving import Desk

from plugins.model.agency import Agency, GuideForm
from plugins.model.loader import load_site
from plugins.publishing.headers import asked_for, caddy, headers_file, nginx, rules
from plugins.site.letter import guide_box
from tests.conftest import LEGAL, small_content, write

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
KEPT = LEGAL.replace("comments: un an", "comments: un an, guides: trois mois, letter: un an")
GUIDES = """email: bonjour@essai.example
letter: {endpoint: "https://lettre.essai.example/x", privacy: /confidentialite/}
guides:
  endpoint: ENDPOINT
  privacy: /confidentialite/
  consent: J’accepte de recevoir ce guide.
  names: {email: EMAIL, consent: OPT_IN, guide: GUIDE, trap: email_address_check}
  consent_value: "1"
  fields: {locale: fr, html_type: simple}
"""


def site_of(root: Path, guides: str) -> Path:
    """A content with a guide, and how it is asked for."""
    small_content(root)
    write(root, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example/carnet\n{KEPT}{guides}")
    write(root, "pages/confidentialite.md", "---\ntitle: Confidentialité\ntemplate: confidentialite\n---\n\nVoici.\n")
    write(root, "guides/lire.md", "---\ntitle: Lire\nsummary: Deux.\narticles: [premier]\n---\n\nA.\n")
    return root


@pytest.fixture(scope="module")
def site(inv: Any, receiver: Desk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site whose guide that tool sends."""
    folder = tmp_path_factory.mktemp("guide")
    content = site_of(folder / "contenu", GUIDES.replace("ENDPOINT", receiver.url))
    result = inv("build", "--content", content, "--output", folder / "site", "--now", "2026-11-22 09:00")
    assert result.returncode == 0, result.stdout + result.stderr
    return folder / "site"


@pytest.fixture(scope="module")
def address(site: Path, receiver: Desk) -> Iterator[str]:
    """Where it is served."""
    with serving_site(site) as place:
        receiver.then = f"http://{place}/confidentialite/"
        yield f"http://{place}/"


def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "lxml")


@pytest.mark.parametrize("script", [True, False], ids=["avec script", "sans script"])
def test_a_guide_is_asked_for(browser: Any, address: str, receiver: Desk, script: bool) -> None:
    """Le formulaire d’un guide part chez l’outil de l’agence, à ses noms de champs, avec le nom du guide."""
    receiver.received.clear()
    page = browser.new_page(java_script_enabled=script)
    page.goto(f"{address}guides/lire/")
    page.get_by_label("Adresse e-mail").fill("zoe@client.example")
    page.get_by_label("J’accepte de recevoir ce guide").check()
    page.get_by_role("button", name="Recevoir le guide").click()
    page.wait_for_url("**/confidentialite/")
    page.close()

    ((path, sent),) = receiver.received
    assert path == "/recevoir?de=essai"
    assert sent == [
        ("locale", "fr"),
        ("html_type", "simple"),
        ("GUIDE", "lire"),
        ("EMAIL", "zoe@client.example"),
        ("email_address_check", ""),
        ("OPT_IN", "1"),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_fault(browser: Any, address: str, scheme: Any) -> None:
    """axe ne trouve rien à redire à la page qui a le formulaire, claire ou sombre ; rien n’est demandé à un tiers."""
    page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640}, bypass_csp=True)
    page.goto(f"{address}guides/lire/")
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")
    wide, origin = page.evaluate("document.documentElement.scrollWidth"), page.evaluate("location.origin")
    asked = page.evaluate("performance.getEntriesByType('resource').map(each => new URL(each.name).origin)")
    page.close()

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []
    assert wide <= 320 and set(asked) <= {origin}


def test_on_paper_nothing_is_asked(browser: Any, address: str) -> None:
    """Imprimée, la page n’a ni formulaire ni couverture sans encre ; son titre y est."""
    page = browser.new_page()
    page.goto(f"{address}guides/lire/")
    page.emulate_media(media="print")
    seen = [page.locator(each).first.is_visible() for each in (".letter", ".cover-drawn", "h1")]
    page.close()

    assert seen == [False, False, True]


def test_the_form_is_sent_to_the_tool_alone(site: Path, receiver: Desk) -> None:
    """La politique des pages nomme l’outil des guides ; celui de la lettre y est aussi."""
    policy = soup(site / "guides/lire/index.html").find("meta", {"http-equiv": "Content-Security-Policy"})["content"]

    assert f"form-action https://lettre.essai.example/x {receiver.url.partition('?')[0]} 'self'" in policy


def test_the_pdf_is_made_and_its_address_told_nowhere(site: Path) -> None:
    """Le PDF est fait, pour l’outil qui l’envoie ; aucun texte du site ne dit son adresse."""
    assert (site / "guides/lire/guide.pdf").read_bytes().startswith(b"%PDF")
    texts = [path for path in site.rglob("*") if path.suffix in (".html", ".xml", ".json", ".txt", ".webmanifest")]

    assert [path.name for path in texts if "guide.pdf" in path.read_text("utf-8")] == []
    assert len(texts) > 10
    assert "Envoyé par courriel" in soup(site / "guides/index.html").get_text()


def test_the_page_asks_for_one_thing(site: Path) -> None:
    """La page n’a qu’un formulaire : la lettre n’y est pas, ni le téléchargement."""
    page = soup(site / "guides/lire/index.html")

    assert len(page.find_all("form")) == 1
    assert page.find("a", download=True) is None


def test_the_privacy_page_says_what_is_kept(site: Path) -> None:
    """La page Confidentialité dit ce qu’on laisse pour un guide, chez qui, et combien de temps."""
    text = soup(site / "confidentialite/index.html").get_text(" ")

    assert "demandez un guide" in text and "trois mois" in text and "127.0.0.1" in text


def test_without_a_form() -> None:
    """Sans formulaire à copier, la page de l’outil ; sans outil, un courriel déjà écrit ; sans réglage, le PDF est à
    prendre."""
    form = GuideForm(privacy="/confidentialite/")
    agency = Agency(name="Essai", email="bonjour@essai.example", guides=form)
    elsewhere = agency.model_copy(update={"guides": form.model_copy(update={"page": "https://outil.example/f"})})
    written, led = guide_box(agency, "Lire", "https://essai.example"), guide_box(elsewhere, "Lire", "")
    assert written and led

    assert written.message.startswith("mailto:bonjour@essai.example?") and not written.page
    assert "votre guide « Lire »" in unquote(written.message)
    assert (led.page, led.message, led.endpoint) == ("https://outil.example/f", "", "")
    assert guide_box(Agency(name="Essai"), "Lire", "") is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ENDPOINT", "http://outil.example/x", "formulaire envoyé en clair : écrivez https://outil"),
        ("{locale: fr, ", "{EMAIL: x, ", "« EMAIL » est un champ que le formulaire a déjà"),
        ("guide: GUIDE", "guide: EMAIL", "deux champs du même nom"),
        ("endpoint: ENDPOINT", "endpoint: ENDPOINT\n  page: https://outil.example/f", "gardez « endpoint »"),
        ("email: bonjour@essai.example\n", "", None),
    ],
)
def test_the_tool_is_told_right(tmp_path: Path, old: str, new: str, told: str | None) -> None:
    """Un réglage fautif se dit à sa ligne."""
    content = site_of(tmp_path, GUIDES.replace(old, new).replace("ENDPOINT", "https://outil.example/x"))
    found = load_site(content, lambda zone: datetime(2026, 11, 22, tzinfo=ZoneInfo(zone)), []).problems
    texts = [re.sub(r"^.*?/", "", str(each)) for each in found if "agence.yaml" in str(each)]

    assert any(told in each for each in texts) if told else texts == []


def test_someone_is_to_be_asked(tmp_path: Path) -> None:
    """Sans outil ni courriel, personne à qui demander : c’est une faute, non un téléchargement libre."""
    lacks = GUIDES.replace("  endpoint: ENDPOINT\n", "").replace("email: bonjour@essai.example\n", "")
    found = load_site(site_of(tmp_path, lacks), lambda zone: datetime(2026, 11, 22, tzinfo=ZoneInfo(zone)), []).problems

    assert any("à qui demander un guide ?" in str(each) for each in found), [str(each) for each in found]


def test_servers_are_told_of_it() -> None:
    """Les trois formes d’en-têtes disent aux moteurs de laisser le PDF que l’on demande, et lui seul."""
    asked = Agency(name="Essai", guides=GuideForm(privacy="/confidentialite/"))
    paths = ["guides/lire/guide.pdf", "guides/lire/index.html", "ateliers/x/programme.pdf"]
    found = rules({"guides"}, "https://essai.example/carnet", unlisted=asked_for(paths, asked))

    assert asked_for(paths, asked) == {"guides/lire/guide.pdf"} and asked_for(paths, Agency(name="Essai")) == set()
    assert "location ^~ /carnet/guides/lire/guide.pdf {" in nginx(found)
    assert 'add_header X-Robots-Tag "noindex" always;' in nginx(found)
    assert '\tX-Robots-Tag "noindex"' in caddy(found)
    assert "/carnet/guides/lire/guide.pdf*\n  X-Robots-Tag: noindex" in headers_file(found)
