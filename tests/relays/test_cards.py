"""The card that a client gets by pasting our address."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from plugins.relays.cards import card_tracking
from tests.conftest import LEGAL, small_content, write
from tests.waiting import answers, until

ORIGIN = "https://agence.example/carnet"


@pytest.fixture(scope="module")
def answer(published_site: Path) -> dict:
    """The oEmbed answer of one article."""
    return json.loads((published_site / "oembed/ecrire-soi-meme.json").read_text("utf-8"))


def test_every_listed_article_has_its_card(published_site: Path) -> None:
    """Chaque article a sa réponse oEmbed et sa carte, et sa page les annonce."""
    slugs = {path.name for path in (published_site / "articles").iterdir() if path.is_dir() and path.name != "page"}
    for slug in slugs:
        page = BeautifulSoup((published_site / f"articles/{slug}/index.html").read_text("utf-8"), "html.parser")
        link = page.find("link", type="application/json+oembed")
        assert link["href"] == f"{ORIGIN}/oembed/{slug}.json"

    assert {path.stem for path in (published_site / "oembed").glob("*.json")} == slugs
    assert {path.name for path in (published_site / "oembed").iterdir() if path.is_dir()} == slugs


def test_the_answer_has_what_the_standard_asks(answer: dict) -> None:
    """La réponse suit oEmbed 1.0, type « rich »."""
    assert (answer["version"], answer["type"], answer["provider_name"]) == ("1.0", "rich", "Agence Vigie")
    assert isinstance(answer["width"], int) and isinstance(answer["height"], int)


def test_no_tag_stands_in_the_answer(published_site: Path) -> None:
    """Aucun chevron ouvrant n’est écrit tel quel dans la réponse : un titre qui porte une balise reste inerte."""
    assert all("<" not in path.read_text("utf-8") for path in (published_site / "oembed").glob("*.json"))


def test_the_html_holds_what_wordpress_keeps(answer: dict) -> None:
    """Le HTML n’a qu’une citation, un cadre et un lien, de la classe que WordPress attend."""
    html = BeautifulSoup(answer["html"], "html.parser")

    assert [node.name for node in html.find_all(True)] == ["blockquote", "a", "iframe"]
    assert html.blockquote["class"] == html.iframe["class"] == ["wp-embedded-content"]
    assert html.iframe["src"] == f"{ORIGIN}/oembed/ecrire-soi-meme/"
    assert html.a["href"] == f"{ORIGIN}/articles/ecrire-soi-meme/"


def test_the_card_leads_to_the_article(published_site: Path) -> None:
    """La carte mène à l’article par un lien au nom explicite, et reste fermée aux moteurs."""
    page = BeautifulSoup((published_site / "oembed/ecrire-soi-meme/index.html").read_text("utf-8"), "html.parser")
    link = page.find("p", class_="more").a

    assert link["href"] == f"{ORIGIN}/articles/ecrire-soi-meme/"
    assert "sur le blog d’Agence Vigie" in link.get_text()
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"


def test_a_card_tells_its_height_to_the_page_around_it(published_site: Path, browser) -> None:
    """Dans un cadre, la carte dit sa hauteur et où mène son lien, avec le secret de la page qui la montre."""
    page = browser.new_page()
    page.route("https://agence.example/carnet/**", lambda route: serve(route, published_site))
    page.route("https://client.example/", lambda route: route.fulfill(content_type="text/html", body=HOST))
    page.goto("https://client.example/")
    until(lambda: answers(page, "window.said.some(message => message.message === 'height')"))
    page.frames[1].click("h1 a")
    until(lambda: answers(page, "window.said.some(message => message.message === 'link')"))
    said = {message["message"]: message for message in page.evaluate("window.said")}

    assert 200 < said["height"]["value"] < 700 and said["height"]["secret"] == "abc123"
    assert said["link"]["value"] == f"{ORIGIN}/articles/ecrire-soi-meme/"
    page.close()


HOST = """<!doctype html><html lang="fr"><title>Client</title>
<script>window.said = []; addEventListener("message", event => said.push(event.data))</script>
<iframe sandbox="allow-scripts" width="600" height="340" title="Carte"
 src="https://agence.example/carnet/oembed/ecrire-soi-meme/#?secret=abc123"></iframe>"""


def serve(route, site: Path) -> None:
    """Answer a request for the agency's site from the built output."""
    name = route.request.url.split("#")[0].removeprefix(f"{ORIGIN}/")
    path = site / name
    path = path / "index.html" if path.is_dir() else path
    kinds = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".png": "image/png"}
    if path.is_file():
        route.fulfill(body=path.read_bytes(), content_type=kinds.get(path.suffix, "application/octet-stream"))
    else:
        route.fulfill(status=404, body="")


@pytest.mark.parametrize(("status", "said"), [("published", True), ("hidden", False)])
def test_only_a_listed_article_says_where_its_card_is(
    inv, content: Path, tmp_path: Path, status: str, said: bool
) -> None:
    """Un article caché n’a pas de carte, et sa page n’en annonce pas ; celle d’un article listé, si."""
    text = f"---\ntitle: Essai\ndate: 2026-02-01\nstatus: {status}\n---\n\nUn texte.\n"
    (content / "articles" / "essai.md").write_text(text, encoding="utf-8")
    inv("publish", "--content", content, "--output", tmp_path / "site", "--now", "2026-03-01")
    page = (tmp_path / "site" / "articles" / "essai" / "index.html").read_text("utf-8")

    assert ("json+oembed" in page) == (tmp_path / "site" / "oembed" / "essai.json").exists() == said


@pytest.mark.parametrize(
    ("trackings", "said"),
    [((), ""), (("utm_source=a",), "utm_source=a"),
     (("utm_source=a", "utm_source=b"), "utm_source=carte&utm_medium=relais")],
)  # fmt: skip
def test_a_card_says_its_client_when_it_has_one(trackings: tuple[str, ...], said: str) -> None:
    """Les liens d’une carte disent son client ; de plusieurs, qu’ils viennent d’une carte ; sans client, rien."""
    assert card_tracking(trackings) == said


def test_the_links_of_a_card_are_tracked(tmp_path: Path, inv) -> None:
    """La carte d’un article donné à un client par carte y mène par un lien suivi, dans sa page et dans sa réponse."""
    root = small_content(tmp_path / "content")
    write(root, "agence.yaml", f"name: Agence Essai\nurl: https://essai.example\n{LEGAL}")
    client = "name: Halle\nurl: https://halle.example/\nblog_url: https://blog.halle.example/\nrelay: {kind: card}\n"
    write(root, "clients/halle.md", f"---\n{client}---\n\nUn client.\n")
    for name, relay in (("un", "relay: [halle]\n"), ("deux", "")):
        write(
            root, f"articles/2026-01-05-{name}.md", f"---\ntitle: Dire {name}\ndate: 2026-01-05\n{relay}---\n\nMot.\n"
        )
    made = inv("build", "--content", root, "--output", tmp_path / "out", "--now", "2026-02-01")
    assert made.returncode == 0, made.stdout + made.stderr
    tracked = {
        name: ["utm_source=halle" in (tmp_path / "out" / "oembed" / path).read_text("utf-8") for path in paths]
        for name, paths in (("un", ("un/index.html", "un.json")), ("deux", ("deux/index.html", "deux.json")))
    }

    assert tracked == {"un": [True, True], "deux": [False, False]}
