"""What a real WordPress makes of a client's feed and of a card, when it reads them on the site that we built.

Screenshots of the card in a post are left in .cache/captures/ for whoever wants to look.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from loopback import serving_site

from plugins.common.places import CACHE
from tests.conftest import LEGAL, ROOT, write
from tests.services.wordpress import READER, Blog, WordPress
from tests.waiting import answers, until

CAPTURES = CACHE / "captures"
NOW = "2026-11-22 09:00"
DEVICES = {"bureau": {"width": 1280, "height": 900}, "telephone": {"width": 390, "height": 844}}
FORMS = {"rss": "flux.xml", "atom": "atom.xml"}
ARTICLE = """---
title: "Relire & couper : est-ce écrire ?"
date: 2026-11-02 08:30
authors: [redaction]
relay: [orvane]
image: images/plume.png
image_alt: Une plume trace une ligne qui ondule puis se calme
---

Un texte *relu* n’est plus le même : « Vraiment ? », dira l’auteur ; oui. Il a perdu un tiers de ses mots.

<!-- more -->

La suite est chez nous.
"""


def spaced(text: str) -> str:
    """The text with its no-break spaces: ⍽ is U+00A0, ⎵ is U+202F."""
    return text.replace("⍽", "\u00a0").replace("⎵", "\u202f")


TITLE = spaced("Relire & couper⍽: est-ce écrire⎵?")


@dataclass
class Agency:
    """Our site as a client's WordPress sees it: built from a content of its own, served on this machine."""

    url: str
    content: Path
    output: Path
    inv: Callable[..., Any]

    def task(self, *arguments: str | Path) -> None:
        result = self.inv(*arguments, "--content", self.content, "--now", NOW)
        assert result.returncode == 0, result.stdout + result.stderr

    def publish(self) -> None:
        self.task("build", "--output", self.output)  # publish refuses an address on this machine

    def feed(self, form: str) -> str:
        return f"{self.url}/clients/orvane/{FORMS[form]}"

    def article(self, slug: str) -> str:
        return f"{self.url}/articles/{slug}/"


def address_of(place: str) -> str:
    """The site's address, by name: by number, WordPress would take another port of its own host for itself."""
    return f"http://{place.replace('127.0.0.1', 'localhost')}"


@pytest.fixture(scope="module")
def agency(inv: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """The agency's site, published, its feed frozen: two articles, the second short and without a picture."""
    root = tmp_path_factory.mktemp("agence")
    content, output = root / "content", root / "site"
    with serving_site(output) as place:
        url = address_of(place)
        write(content, "agence.yaml", f"name: Agence Essai\nurl: {url}\n{LEGAL}")
        write(content, "auteurs/redaction.md", "---\nname: La rédaction\n---\n\nUne équipe qui relit.\n")
        write(
            content,
            "clients/orvane.md",
            "---\nname: Orvane\nurl: https://www.orvane.example/\nblog_url: https://blog.orvane.example/\n"
            "relay: {kind: feed, utm: utm_source=orvane&utm_medium=flux}\n---\n\nUn client.\n",
        )
        write(content, "articles/2026-11-02-relire.md", ARTICLE)
        write(content, "articles/2026-11-09-couper.md", "---\ntitle: Couper\ndate: 2026-11-09\n---\n\nUn mot suffit.\n")
        (content / "images").mkdir()
        shutil.copy(ROOT / "content" / "images" / "plume-et-ligne.png", content / "images" / "plume.png")
        made = Agency(url, content, output, inv)
        made.task("relay.apply")
        made.publish()
        yield made


@pytest.fixture(scope="module")
def reader(wordpress: WordPress) -> Iterator[Blog]:
    """A client's blog that may read a site of this machine."""
    blog = wordpress.blogs["cadran"]
    blog.plugin(True, READER)
    yield blog
    blog.plugin(False, READER)
    blog.empty()


def read_feed(reader: Blog, address: str) -> list[dict[str, str]]:
    """The items of a feed as `fetch_feed` gives them to a plugin or a theme."""
    return reader.ask("GET", "essai/v1/flux", None, params={"url": address})


def written(reader: Blog, content: str) -> str:
    """The address of a post that an author of the client's publishes."""
    post = {"title": "Lu ailleurs", "content": content, "status": "publish"}
    return reader.ask("POST", "wp/v2/posts", "author", json=post)["link"]


@pytest.fixture(scope="module")
def items(agency: Agency, reader: Blog) -> dict[str, dict[str, str]]:
    """The one item of the feed, in each of its two forms."""
    found = {}
    for form in FORMS:
        [found[form]] = read_feed(reader, agency.feed(form))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_wordpress_reads_what_the_feed_says(agency: Agency, items: Any, form: str) -> None:
    """SimplePie lit le titre, le lien suivi, la signature et l’instant de parution, en RSS comme en Atom."""
    item = items[form]

    assert unescape(item["title"]) == TITLE
    assert unescape(item["link"]) == f"{agency.article('relire')}?utm_source=orvane&utm_medium=flux"
    assert (item["author"], item["date"]) == ("La rédaction", "2026-11-02T07:30:00+00:00")


@pytest.mark.parametrize("form", FORMS)
def test_the_excerpt_survives_the_cleaning(agency: Agency, items: Any, form: str) -> None:
    """L’extrait sort entier du nettoyage de WordPress : balises, guillemets, espaces insécables et fines, lien."""
    excerpt = spaced(
        "<p>Un texte <em>relu</em> n’est plus le même⍽: «⍽Vraiment⎵?⍽», dira l’auteur⎵; oui. Il a perdu un tiers de ses"
        " mots.</p>\n"
        f'<p><a href="{agency.article("relire")}?utm_source=orvane&amp;utm_medium=flux">Lire la suite de «⍽Relire &amp;'
        " couper⍽: est-ce écrire⎵?⍽» sur le blog d’Agence Essai</a></p>"
    )

    assert items[form]["html"] == excerpt


def test_the_block_of_feeds_shows_the_excerpt(agency: Agency, reader: Blog) -> None:
    """Le bloc « Flux RSS » montre titre et extrait, sans coller « Lire la suite » au dernier mot."""
    block = f'<!-- wp:rss {{"feedURL":"{agency.feed("rss")}","displayExcerpt":true,"excerptLength":60}} /-->'
    page = unescape(reader.page(written(reader, block)).text)

    assert f">{TITLE}</a>" in page
    assert spaced("un tiers de ses mots. Lire la suite de «⍽Relire") in page


@pytest.fixture(scope="module")
def renamed(agency: Agency, items: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Agency]:
    """The site at another address, after its first article took another name, date and title."""
    root = tmp_path_factory.mktemp("renommé")
    content = shutil.copytree(agency.content, root / "content")
    (content / "articles" / "2026-11-02-relire.md").unlink()
    moved = ARTICLE.replace("2026-11-02 08:30\n", "2026-11-03 10:00\nredirect_from: [/articles/relire/]\n")
    write(content, "articles/2026-11-03-elaguer.md", moved.replace("Relire & couper", "Élaguer"))
    with serving_site(root / "site") as place:
        later = Agency(address_of(place), content, root / "site", agency.inv)
        write(content, "agence.yaml", f"name: Agence Essai\nurl: {later.url}\n{LEGAL}")
        later.publish()
        yield later


@pytest.mark.parametrize("form", FORMS)
def test_a_renamed_article_stays_the_same_item(renamed: Agency, reader: Blog, items: Any, form: str) -> None:
    """Renommé, redaté et retitré, l’article garde l’identifiant et le lien que WordPress connaît : pas de doublon."""
    [item] = read_feed(reader, renamed.feed(form))

    assert (item["id"], item["link"]) == (items[form]["id"], items[form]["link"])
    assert unescape(item["title"]).startswith("Élaguer")


def test_the_old_address_of_an_article_gives_its_card(renamed: Agency, reader: Blog) -> None:
    """L’ancienne adresse, collée ou relue par un blog, donne la carte de l’article sous son nom nouveau."""
    answer = reader.ask("GET", "oembed/1.0/proxy", "author", params={"url": renamed.article("relire")})

    assert f"{renamed.url}/oembed/elaguer/" in answer["html"] and answer["title"].startswith("Élaguer")


@pytest.fixture(scope="module")
def pasted(agency: Agency, reader: Blog) -> dict[str, str]:
    """The posts where our articles were pasted, by slug: one in a block of the editor, one alone on a line."""
    block = (
        "<!-- wp:paragraph -->\n<p>L’agence en parle :</p>\n<!-- /wp:paragraph -->\n\n"
        f'<!-- wp:embed {{"url":"{agency.article("relire")}","type":"rich","providerNameSlug":"agence-essai"}} -->\n'
        '<figure class="wp-block-embed is-type-rich is-provider-agence-essai wp-block-embed-agence-essai">'
        f'<div class="wp-block-embed__wrapper">\n{agency.article("relire")}\n</div></figure>\n<!-- /wp:embed -->'
    )
    line = f"L’agence en parle :\n\n{agency.article('couper')}\n\nBonne lecture."
    return {"relire": written(reader, block), "couper": written(reader, line)}


@pytest.fixture(scope="module")
def opened(browser: Any, agency: Agency, reader: Blog, pasted: dict[str, str]) -> Iterator[Callable[..., Any]]:
    """Opens one of these posts; what the page complains of or asks elsewhere is in `complaints`."""
    pages = []

    def open_(slug: str, before: Callable[[Any], None] = lambda page: None) -> Any:
        page = browser.new_page(viewport=DEVICES["bureau"])
        pages.append(page)
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith((agency.url, reader.url)) or page.complaints.append(request.url),
        )
        before(page)
        page.goto(pasted[slug], wait_until="commit")
        return page

    yield open_
    for page in pages:
        page.close()


@pytest.fixture(scope="module")
def posts(opened: Callable[..., Any], pasted: dict[str, str]) -> dict[str, Any]:
    """The posts in a browser, once for the tests that only look."""
    return {slug: opened(slug) for slug in pasted}


def settle(page: Any) -> Any:
    """The document in the frame of the card, once it is shown and as high as the frame."""
    place = page.locator("iframe.wp-embedded-content")
    frame = place.element_handle().content_frame()
    place.and_(page.locator(":not([style])")).wait_for()
    until(lambda: answers(frame, "Math.abs(document.body.getBoundingClientRect().height - innerHeight) < 1"))
    return frame


def test_the_editor_finds_the_card_by_the_address(agency: Agency, reader: Blog) -> None:
    """L’éditeur de WordPress trouve la carte par l’adresse ; son tri garde le cadre, fermé, et le lien de secours."""
    answer = reader.ask("GET", "oembed/1.0/proxy", "author", params={"url": agency.article("relire")})
    html = BeautifulSoup(answer["html"], "html.parser")
    secret = html.iframe["data-secret"]

    assert (answer["title"], answer["provider_name"]) == (TITLE, "Agence Essai")
    assert html.iframe["src"] == f"{agency.url}/oembed/relire/#?secret={secret}"
    assert (html.iframe["sandbox"], html.iframe["title"]) == (["allow-scripts"], TITLE)
    assert html.blockquote["data-secret"] == secret
    assert (html.a["href"], html.a.text) == (agency.article("relire"), TITLE)


@pytest.mark.parametrize("slug", ["relire", "couper"])
def test_a_pasted_address_is_a_card_in_the_post(agency: Agency, reader: Blog, pasted: Any, slug: str) -> None:
    """L’adresse collée par un auteur, dans un bloc ou seule sur sa ligne, est une carte dans la page publique."""
    page = BeautifulSoup(reader.page(pasted[slug]).text, "html.parser")
    frame = page.find("iframe", src=lambda src: src.startswith(f"{agency.url}/oembed/{slug}/"))

    assert page.find("blockquote", attrs={"data-secret": frame["data-secret"]}).a["href"] == agency.article(slug)
    assert page.find("script", src=lambda src: src and "/wp-embed" in src)


@pytest.mark.parametrize("slug", ["relire", "couper"])
@pytest.mark.parametrize("device", DEVICES)
def test_the_card_is_seen_whole(posts: Any, device: str, slug: str) -> None:
    """La carte remplace le lien de secours, à sa hauteur et dans la colonne, sans une plainte du navigateur."""
    page = posts[slug]
    page.set_viewport_size(DEVICES[device])
    frame = settle(page)
    CAPTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=CAPTURES / f"carte-wordpress-{slug}-{device}.png")

    assert not page.locator("blockquote.wp-embedded-content").is_visible()
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= DEVICES[device]["width"]
    assert page.complaints == []


def test_the_card_is_the_same_at_night(posts: Any) -> None:
    """La carte reste claire, comme la page du client, quand le visiteur préfère le sombre."""
    page = posts["relire"]
    page.emulate_media(color_scheme="dark")
    frame = settle(page)
    page.screenshot(path=CAPTURES / "carte-wordpress-relire-sombre.png")

    assert frame.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert frame.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_card_reads_right(posts: Any) -> None:
    """La carte dit le titre, l’extrait, et un lien au nom explicite."""
    frame = settle(posts["relire"])

    assert frame.inner_text("h1") == TITLE
    assert frame.inner_text("h1 + p").startswith(spaced("Un texte relu n’est plus le même⍽: «⍽Vraiment⎵?⍽»"))
    assert frame.text_content(".more a") == spaced(
        "Lire la suite de «⍽Relire & couper⍽: est-ce écrire⎵?⍽» sur le blog d’Agence Essai"
    )


def test_the_link_of_the_card_leads_to_the_article(agency: Agency, opened: Callable[..., Any]) -> None:
    """Le lien de la carte, hors de son cadre fermé, mène le lecteur à l’article."""
    page = opened("relire")
    settle(page).click(".more a")
    page.wait_for_url(agency.article("relire"))


def test_a_card_that_comes_first_waits_for_its_page(opened: Callable[..., Any]) -> None:
    """Chargée avant le script de WordPress, la carte redit sa hauteur quand il est prêt."""
    held: list[Any] = []
    page = opened("couper", lambda page: page.route("**/wp-embed*.js*", lambda route: held.append(route)))
    page.locator("iframe.wp-embedded-content").element_handle().content_frame().wait_for_load_state("load")
    page.wait_for_timeout(50)  # the card has spoken, to nobody
    for route in held:
        route.continue_()
    settle(page)


def test_a_card_that_is_gone_leaves_its_link(agency: Agency, opened: Callable[..., Any]) -> None:
    """Une carte disparue laisse au billet du client le lien vers l’article, sans trou ni page d’erreur."""
    gone = f"{agency.url}/oembed/couper/"
    page = opened("couper", lambda page: page.route(gone, lambda route: route.fulfill(status=404, body="Introuvable")))
    page.wait_for_load_state("load")
    link = page.locator("blockquote.wp-embedded-content a")

    assert link.is_visible() and link.get_attribute("href") == agency.article("couper")
    assert page.locator("iframe.wp-embedded-content").evaluate("frame => frame.style.position") == "absolute"
