"""The Content-Security-Policy of pages, in a real Chromium: nothing of the site is refused, nothing else runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback import serving_site

from tests.conftest import LEGAL
from tests.waiting import answers, until

KINDS = {
    "accueil": "",
    "article": "articles/mesurer-ce-que-rapporte-un-billet/",
    "ateliers": "ateliers/",
    "session": "ateliers/prendre-la-parole-en-ligne/nantes-2027-01/",
    "auteur": "auteurs/redaction/",
    "carte": "oembed/mesurer-ce-que-rapporte-un-billet/",
    "absente": "404.html",
}
HOSTILE = """<script>document.title = "EXÉCUTÉ"</script>
<img src="absent.png" onerror="document.title = 'EXÉCUTÉ'">
<svg onload="document.title = 'EXÉCUTÉ'"></svg>
<script src="data:text/javascript,document.title='EXÉCUTÉ'"></script>
<iframe srcdoc="<script>parent.document.title = 'EXÉCUTÉ'</script>"></iframe>
<style>body { display: none }</style>
<p id="peint" style="position: fixed">x</p>
<a id="lien" href="javascript:document.title = 'EXÉCUTÉ'">lien</a>
<form id="formulaire" action="https://ailleurs.example/"><input name="courriel"></form>"""


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[[str], Any]]:
    """Opens an address in a new window; `refused` are the complaints of its policy."""
    contexts = []

    def open_(address: str) -> Any:
        context = browser.new_context()
        contexts.append(context)
        page = context.new_page()
        page.refused = []
        page.on("console", lambda said: "Content Security Policy" in said.text and page.refused.append(said.text))
        page.goto(address, wait_until="load")
        return page

    yield open_
    for context in contexts:
        context.close()


def styled(page: Any) -> bool:
    """Whether the style sheet of the site was taken: its rules are there."""
    return page.evaluate("getComputedStyle(document.body).getPropertyValue('margin')") == "0px"


@pytest.mark.parametrize("name", KINDS)
def test_the_policy_refuses_nothing_of_the_site(visit, published_site: Path, name: str) -> None:
    """La politique ne refuse rien de ce que le site emploie, sous un sous-chemin."""
    with serving_site(published_site) as place:
        page = visit(f"http://{place}/{KINDS[name]}")

        assert page.refused == []
        assert name == "absente" or styled(page)  # served at the address of agence.yaml, 404.html begins there


@pytest.mark.parametrize("name", ["accueil", "article"])
def test_a_page_opened_from_the_disk_is_whole(visit, published_site: Path, name: str) -> None:
    """Une page ouverte depuis le disque garde son style, et rien n’y est refusé."""
    page = visit(f"file://{published_site}/{KINDS[name]}index.html")

    assert page.refused == [] and styled(page)


@pytest.mark.parametrize("name", ["article", "carte"])
def test_a_script_in_a_page_does_not_run(visit, published_site: Path, tmp_path: Path, name: str) -> None:
    """Un script glissé dans une page ne s’exécute pas, un style n’y change rien, un formulaire n’envoie rien."""
    site = shutil.copytree(published_site, tmp_path / "site")
    file = site / KINDS[name] / "index.html"
    text = file.read_text("utf-8")
    file.write_text(text.replace("</main>", f"{HOSTILE}</main>"), "utf-8")
    with serving_site(site) as place:
        page = visit(f"http://{place}/{KINDS[name]}")
        page.evaluate("document.querySelector('#lien').click(); document.querySelector('#formulaire').submit()")
        until(lambda: answers(page, "1") and len(page.refused) >= 8)
        page.wait_for_timeout(200)  # and nothing comes after

        assert "EXÉCUTÉ" not in page.title()
        assert page.evaluate("getComputedStyle(document.querySelector('#peint')).position") == "static"
        assert page.evaluate("getComputedStyle(document.body).display") != "none"
        assert page.url == f"http://{place}/{KINDS[name]}"

    file.write_text(file.read_text("utf-8").replace('http-equiv="Content-Security-Policy"', "data-sans"), "utf-8")
    with serving_site(site) as place:  # without its policy the same page runs them: the trial is a true one
        unguarded = visit(f"http://{place}/{KINDS[name]}")
        until(lambda: answers(unguarded, "document.title") == "EXÉCUTÉ")


def test_a_card_in_a_sandboxed_frame_is_whole(visit, inv, tmp_path: Path, content: Path) -> None:
    """Une carte garde son style et dit sa hauteur dans un cadre « sandbox », comme WordPress en fait un."""
    with serving_site(tmp_path) as place:
        host = place.split("/")[0]
        (content / "agence.yaml").write_text(f"name: Essai\nurl: http://{host}/carnet\n{LEGAL}", "utf-8")
        built = inv("build", "--content", content, "--output", tmp_path / "site", "--now", "2026-11-22")
        assert built.returncode == 0, built.stderr
        shutil.copytree(tmp_path / "site", tmp_path, dirs_exist_ok=True)
        hosting = tmp_path / "hote.html"
        hosting.write_text(
            "<!doctype html><script>onmessage = (event) => { document.title = event.data.message }</script>"
            f'<iframe sandbox="allow-scripts" src="http://{place}/oembed/second/#?secret=abc"></iframe>',
            "utf-8",
        )
        page = visit(f"file://{hosting}")
        until(lambda: answers(page, "document.title === 'height'"))

        assert page.refused == []


def test_an_old_address_leads_on(visit, published_site: Path) -> None:
    """La page d’une ancienne adresse mène à la nouvelle sous sa politique."""
    old = published_site / "2026/03/intelligence-artificielle-et-voix-du-dirigeant/index.html"
    text = old.read_text("utf-8")

    assert "default-src 'none'; base-uri 'none'; form-action 'none'" in text
    assert text.index("Content-Security-Policy") < text.index("charset")
