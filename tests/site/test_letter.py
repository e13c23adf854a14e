"""The letter: asked for by a form in a real Chromium, else by a message; the settings that are told wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import axe_playwright_python
import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from playwright.sync_api import expect
from receiving import Desk

from plugins.model.loader import load_site
from tests.conftest import small_content, write

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
LETTER = """email: bonjour@essai.example
letter:
  name: La lettre d’Essai
  summary: Une fois par mois, ce qui a paru.
  endpoint: ENDPOINT
  privacy: /confidentialite/
  consent: J’accepte de recevoir la lettre, et peux m’en désabonner.
  names: {email: EMAIL, consent: OPT_IN, guide: GUIDE, trap: email_address_check}
  fields: {locale: fr}
"""
PAGES = {"article": "articles/premier/", "accueil": "", "guide": "guides/lire/"}


def site_of(root: Path, letter: str) -> Path:
    """A content with an article, a guide, and a letter."""
    small_content(root)
    agency = root / "agence.yaml"
    agency.write_text(agency.read_text("utf-8") + letter, "utf-8")
    write(root, "pages/confidentialite.md", "---\ntitle: Confidentialité\n---\n\nRien n’est gardé.\n")
    write(root, "guides/lire.md", "---\ntitle: Lire\nsummary: Deux.\narticles: [premier]\n---\n\nA.\n")
    return root


@pytest.fixture(scope="module")
def address(inv: Any, receiver: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site whose form that tool receives."""
    folder = tmp_path_factory.mktemp("lettre")
    content = site_of(folder / "contenu", LETTER.replace("ENDPOINT", receiver.url))
    result = inv("build", "--content", content, "--output", folder / "site", "--now", "2026-11-22 09:00")
    assert result.returncode == 0, result.stdout + result.stderr
    with serving_site(folder / "site") as place:
        receiver.then = f"http://{place}/confidentialite/"
        yield f"http://{place}/"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """Opens a page as a new visitor does."""
    contexts = []

    def open_(page: str, *, script: bool = True, dark: bool = False) -> Any:
        scheme = "dark" if dark else "light"
        context = browser.new_context(java_script_enabled=script, color_scheme=scheme)
        contexts.append(context)
        opened = context.new_page()
        opened.goto(address + page)
        return opened

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("script", [True, False], ids=["avec script", "sans script"])
@pytest.mark.parametrize("name", PAGES)
def test_the_letter_is_asked_for(visit, receiver: Desk, name: str, script: bool) -> None:
    """Après un article, à l’accueil, sur un guide, le formulaire part chez l’outil, à ses noms de champs."""
    receiver.received.clear()
    page = visit(PAGES[name], script=script)
    page.get_by_label("Adresse e-mail").fill("zoe@client.example")
    page.get_by_label("J’accepte").check()
    page.get_by_role("button", name="Recevoir la lettre").click()
    page.wait_for_url("**/confidentialite/")

    ((path, sent),) = receiver.received
    assert path == "/recevoir?de=essai"
    assert sent == [
        ("locale", "fr"),
        *([("GUIDE", "lire")] if name == "guide" else []),
        ("EMAIL", "zoe@client.example"),
        ("email_address_check", ""),
        ("OPT_IN", "oui"),
    ]


def test_nothing_leaves_before_what_is_required_is_there(visit, receiver: Desk) -> None:
    """Sans adresse, avec une adresse mal écrite ou sans accord, rien ne part ; le champ fautif a le focus."""
    receiver.received.clear()
    page = visit(PAGES["article"])
    button = page.get_by_role("button", name="Recevoir la lettre")
    button.click()
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    page.get_by_label("Adresse e-mail").fill("zoe")
    button.click()
    expect(page.get_by_label("Adresse e-mail")).to_be_focused()
    page.get_by_label("Adresse e-mail").fill("zoe@client.example")
    button.click()
    expect(page.get_by_label("J’accepte")).to_be_focused()

    assert receiver.received == []


def test_what_is_required_and_why_is_said(visit) -> None:
    """Le formulaire annonce ses champs obligatoires, la finalité, le retrait, et mène à la page de confidentialité."""
    page = visit(PAGES["article"])
    letter = page.get_by_role("region", name="La lettre d’Essai")

    assert "Les champs marqués d’un astérisque (*) sont obligatoires." in letter.inner_text()
    assert "peux m’en désabonner" in letter.inner_text()
    link = letter.get_by_role("link", name="Ce que devient votre adresse")
    assert link.get_attribute("href").endswith("/confidentialite/")
    assert letter.locator("[required]").count() == 2


@pytest.mark.parametrize("dark", [False, True], ids=["clair", "sombre"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_fault(visit, name: str, dark: bool) -> None:
    """axe ne trouve rien à redire aux pages qui ont le formulaire, claires ou sombres."""
    page = visit(PAGES[name], dark=dark)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")

    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]] == []


def test_the_form_is_sent_nowhere_else(visit, receiver: Desk) -> None:
    """La politique de la page ne laisse partir le formulaire que chez l’outil de l’agence, et rien vers un tiers."""
    page = visit(PAGES["article"])
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")

    assert f"form-action {receiver.url.partition('?')[0]} 'self'" in policy
    asked = page.evaluate("performance.getEntriesByType('resource').map(each => new URL(each.name).origin)")
    assert set(asked) <= {page.evaluate("location.origin")}


def test_it_comes_after_the_related_texts(visit) -> None:
    """Dans un article, la lettre vient en dernier, après les textes à lire ensuite."""
    page = visit(PAGES["article"], script=False)
    regions = page.locator(".after > section").evaluate_all("found => found.map(each => each.ariaLabel)")

    assert regions[-2:] == ["À lire ensuite", "La lettre d’Essai"]


@pytest.mark.parametrize(
    ("letter", "block"),
    [
        (LETTER.replace("  endpoint: ENDPOINT\n", ""), "Demander la lettre par courriel"),
        ("", None),
        (LETTER.replace("  endpoint: ENDPOINT\n", "").partition("\n")[2], None),
    ],
    ids=["sans adresse", "sans lettre", "sans courriel"],
)
def test_without_a_tool_a_message_is_written(inv, tmp_path: Path, letter: str, block: str | None) -> None:
    """Sans outil, un courriel déjà écrit ; sans lettre, ou sans courriel à qui l’écrire, rien."""
    content = site_of(tmp_path / "contenu", letter)
    result = inv("build", "--content", content, "--output", tmp_path / "site", "--now", "2026-11-22 09:00")
    assert result.returncode == 0, result.stdout + result.stderr
    page = BeautifulSoup((tmp_path / "site/articles/premier/index.html").read_text("utf-8"), "lxml")

    assert page.find("form") is None
    if block is None:
        assert page.find(class_="letter") is None
        return
    link = page.find("a", string=block)
    assert link["href"].startswith("mailto:bonjour@essai.example?subject=La%20lettre")
    assert "Je souhaite recevoir votre lettre" in unquote(link["href"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("ENDPOINT", "http://outil.example/x", "agence.yaml:10:13: formulaire envoyé en clair : écrivez https://outil"),
        ("{locale: fr}", "{EMAIL: x}", "agence.yaml:14:19: « EMAIL » est un champ que le formulaire a déjà"),
        ("consent: OPT_IN", "consent: EMAIL", "agence.yaml:13:10: deux champs du même nom"),
        ("  privacy: /confidentialite/\n", "", "agence.yaml:7:1: clé « privacy » absente"),
        ("names: {email", "names: {courriel", "« courriel »"),
    ],
)
def test_the_tool_is_told_right(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Un réglage fautif de la lettre se dit à sa ligne."""
    content = site_of(tmp_path, LETTER.replace(old, new).replace("ENDPOINT", "https://outil.example/x"))
    found = load_site(content, lambda zone: datetime(2026, 11, 22, tzinfo=ZoneInfo(zone)), []).problems

    assert any(told in re.sub(r"^.*?/", "", str(each)) for each in found), [str(each) for each in found]
