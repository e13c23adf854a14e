"""What pages weigh and how they come, in a real Chromium: bytes, fonts, stillness, the first screen, sharpness.

Texts are weighed as a server sends them, in Brotli. `-s` shows the weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import brotli
import pytest
from bs4 import BeautifulSoup
from loopback import serving_site
from PIL import Image, ImageFilter

from tests.conftest import LEGAL

PHONE, DESKTOP = (390, 844), (1440, 900)
KB = 1024
KINDS = {
    "accueil": ("", 150),
    "liste": ("articles/", 150),
    "article": ("articles/publiez-moins/", 110),
    "atelier": ("ateliers/prendre-la-parole-en-ligne/", 130),
    "recherche": ("recherche/", 110),
}
OBSERVED = """
window.shift = 0;
window.largest = null;
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) window.shift += e.value; })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { window.largest = list.getEntries().at(-1); })
  .observe({type: 'largest-contentful-paint', buffered: true});
"""
SEEN = """
() => ({
  shift: window.shift,
  kept: [document.cookie, localStorage.length, sessionStorage.length],
  largest: window.largest && {tag: window.largest.element?.tagName, url: window.largest.url,
    text: window.largest.element?.textContent.trim().slice(0, 40)},
  images: [...document.images].filter(each => each.complete && each.currentSrc && each.clientWidth)
    .map(each => ({src: each.currentSrc, width: each.clientWidth,
      most: Math.max(0, ...[...each.parentElement.querySelectorAll('source')]
        .flatMap(source => [...source.srcset.matchAll(/ (\\d+)w/g)].map(found => +found[1])))})),
})
"""


class Visit(NamedTuple):
    """What a page was when it had come: its files with what each weighs, and what the browser saw of it."""

    files: dict[str, int]
    elsewhere: list[str]
    seen: dict[str, Any]
    html: str

    @property
    def weight(self) -> int:
        """Bytes, in all."""
        return sum(self.files.values())


def visit(
    browser: Any, site: Path, address: str, screen: tuple[int, int], dots: float = 2, late: str | None = None
) -> Visit:
    """A page of a site as a new visitor gets it; files of the pattern `late` come half a second after their time."""
    with serving_site(site) as place:
        root = f"http://{place}/"
        context = browser.new_context(
            viewport={"width": screen[0], "height": screen[1]}, device_scale_factor=dots, is_mobile=screen is PHONE
        )
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(OBSERVED)
        if late:
            page.route(late, lambda route: (page.wait_for_timeout(500), route.continue_()))
        page.goto(root + address, wait_until="networkidle")
        page.wait_for_timeout(200)
        for _ in range(100):  # a loaded machine paints late
            if page.evaluate("window.largest !== null"):
                break
            page.wait_for_timeout(100)
        seen, html = page.evaluate(SEEN), page.content()
        context.close()
    files, elsewhere = {}, []
    for url in asked:
        if not url.startswith(root):
            elsewhere.append(url)
            continue
        name = unquote(urlsplit(url.removeprefix(root)).path)
        path = site / (f"{name}index.html" if name.endswith("/") or not name else name)
        data = path.read_bytes()
        text = path.suffix in (".html", ".css", ".js", ".webmanifest")
        files[name] = len(brotli.compress(data)) if text else len(data)
    return Visit(files, elsewhere, seen, (site / address / "index.html").read_text("utf-8") if address else html)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["390", "1440"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_holds_its_budget(browser: Any, published_site: Path, kind: str, screen: tuple[int, int]) -> None:
    """Poids, polices, rien d’ailleurs, rien de gardé, rien qui bouge, images nettes."""
    address, most = KINDS[kind]
    found = visit(browser, published_site, address, screen)
    fonts = sum(weight for name, weight in found.files.items() if name.endswith(".woff2"))
    print(f"{kind} {screen[0]}: {found.weight / KB:.0f} Ko, polices {fonts / KB:.0f} Ko, {len(found.files)} fichiers")

    assert found.elsewhere == []
    assert found.weight <= most * KB
    assert fonts <= 80 * KB
    assert found.seen["shift"] <= 0.01
    assert found.seen["kept"] == ["", 0, 0]
    announced = re.findall(r'href="[^"]*/fonts/([a-z-]+)\.[0-9a-f]+\.woff2" as="font"', found.html)
    # The line at the top of the home page is in italics; elsewhere the foot of the page alone is.
    assert announced == ["tribune-serif", *(["tribune-serif-italic"] if kind == "accueil" else [])]
    assert_sharp(found)
    assert_first(found)


@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["390", "1440"])
@pytest.mark.parametrize("kind", KINDS)
def test_late_fonts_move_nothing(browser: Any, published_site: Path, kind: str, screen: tuple[int, int]) -> None:
    """Sur un réseau lent, les polices arrivent après le texte, et le texte ne bouge pas."""
    found = visit(browser, published_site, KINDS[kind][0], screen, late="**/*.woff2")
    assert any(name.endswith(".woff2") for name in found.files)
    assert found.seen["shift"] == 0


def assert_sharp(found: Visit) -> None:
    """Two dots a pixel for each picture that has them, with a tenth of tolerance."""
    for image in found.seen["images"]:
        width = re.search(r"-(\d+)\.(?:avif|webp)$", image["src"])
        if width and image["most"]:
            assert int(width[1]) >= min(image["width"] * 2 * 0.9, image["most"]), image


def assert_first(found: Visit) -> None:
    """The largest thing of the first screen is in the HTML that comes first, and is not lazy."""
    largest = found.seen["largest"]
    assert largest
    if largest["url"]:
        name = Path(urlsplit(largest["url"]).path).name
        at = found.html.index(name)
        assert 'fetchpriority="high"' in found.html[at : found.html.index(">", found.html.index("<img", at))]
    else:
        assert largest["text"][:20] in re.sub(r"<[^>]+>", "", found.html).replace("&nbsp;", "\u00a0")


def photo(folder: Path) -> None:
    """A picture as a telephone takes them: soft shapes, and some grain."""
    clouds = [Image.effect_noise((60, 45), 90).resize((1600, 1200), Image.Resampling.BICUBIC) for _ in range(3)]
    image = Image.merge("RGB", clouds).filter(ImageFilter.GaussianBlur(2))
    grain = Image.effect_noise((1600, 1200), 8)
    Image.blend(image, Image.merge("RGB", [grain] * 3), 0.06).save(folder / "photo.jpg", quality=92)


@pytest.fixture(scope="module")
def photo_site(build_once: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A site of one article with a photo."""
    content = tmp_path_factory.mktemp("photo") / "content"
    (content / "articles").mkdir(parents=True)
    (content / "images").mkdir()
    photo(content / "images")
    (content / "agence.yaml").write_text(f"name: Agence\nurl: https://agence.example\n{LEGAL}", "utf-8")
    body = "Une phrase de l’article, que l’on lit sous sa photo.\n\n" * 30
    head = "title: Une photo\ndate: 2026-02-02\nimage: images/photo.jpg\nimage_alt: Des formes douces\n"
    (content / "articles" / "photo.md").write_text(f"---\n{head}---\n{body}", "utf-8")
    yield build_once("photo", "publish", "--content", content)


@pytest.mark.parametrize("dots", [2, 3])
def test_an_article_with_a_photo_is_light_on_a_telephone(browser: Any, photo_site: Path, dots: int) -> None:
    """Un article et sa photo tiennent en 110 Ko sur un téléphone, à deux ou trois points par pixel."""
    found = visit(browser, photo_site, "articles/photo/", PHONE, dots)
    print(f"article avec photo, {dots} points par pixel : {found.weight / KB:.0f} Ko")

    assert any(name.endswith(".avif") for name in found.files)
    assert found.weight <= 110 * KB
    assert found.seen["shift"] <= 0.01


# What a page is for: the text of an article, the sections of a workshop, the items of a list. All else is its frame.
BODY = ".prose, .workshop .article-main > section, .entry, .card, .lead, .session, .comment, .titles > li"
FRAME, PAGE = 300, 450  # elements; the second without the text of an article


def test_the_style_sheet_is_light(published_site: Path) -> None:
    """La feuille de style tient en 9 Ko."""
    (sheet,) = (published_site / "theme" / "css").glob("site.*.css")
    assert len(brotli.compress(sheet.read_bytes())) <= 9 * KB


def test_the_frame_of_every_page_is_light(published_site: Path) -> None:
    """Toute page a moins de 300 éléments hors de son corps, et moins de 450 hors du texte d’un article."""
    for path in published_site.rglob("*.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        if page.body is None:
            continue
        for text in page.select(".prose"):
            text.decompose()
        whole = len(page.body.find_all(True))
        for part in page.select(BODY):
            part.extract()
        frame = len(page.body.find_all(True))
        assert whole <= PAGE and frame <= FRAME, (str(path.relative_to(published_site)), frame, whole)


def test_an_article_has_one_script_at_most(published_site: Path) -> None:
    """Un article n’a pour tout script que celui des dates, et seulement là où l’atelier qu’il annonce a une date."""
    for path in published_site.glob("articles/*/index.html"):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        scripts = [str(node["src"]) for node in page.select("script[src]")]
        assert len(scripts) <= 1 and all("/js/sessions." in name for name in scripts)
        assert bool(scripts) == bool(page.select("[data-fin], [data-des]"))
