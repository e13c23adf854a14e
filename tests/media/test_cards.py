"""The card of each page where it is shared, and the icons: what they say, how they look, at which addresses."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pictures
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from plugins.media.drawing import _face, draw_card, draw_ico, draw_icon, set_title
from plugins.media.sharing import SIZE, Card

CARD = Card(
    title="Écrire ses vœux\u202f: l’art d’être «\u202fbref\u202f»",
    over="Parole de dirigeant",
    under="Camille Exemple · 12\u00a0janvier 2027",
    agency="Agence Vigie",
    colour="#e2482d",
    picture="",
    logo="",
    seed="articles/voeux/",
)
WIDTH, HEIGHT = 512, 320


def opened(data: bytes) -> Image.Image:
    """The picture in some bytes."""
    return Image.open(io.BytesIO(data))


def test_a_card_is_what_networks_take(tmp_path: Path) -> None:
    """Une carte mesure 1200 × 630, est un PNG ou un JPEG, et pèse moins de 300 Ko, même d’une photo pleine de grain."""
    grain = Image.merge("RGB", [Image.effect_noise((1600, 900), 120) for _ in range(3)])
    photo = tmp_path / "photo.png"
    photo.write_bytes(pictures.written(grain, "PNG", compress_level=1))
    drawn, shown = draw_card(CARD, None, None), draw_card(replace(CARD, picture="x"), photo, None)
    for data, form in ((drawn, "PNG"), (shown, "JPEG")):
        assert opened(data).size == SIZE and opened(data).format == form
        assert len(data) <= 300_000


def test_the_same_card_is_the_same_drawing() -> None:
    """La même page donne le même dessin, au point près ; une autre page un autre, et une autre adresse."""
    other = replace(CARD, seed="articles/autre/")

    assert draw_card(CARD, None, None) == draw_card(CARD, None, None)
    assert draw_card(CARD, None, None) != draw_card(other, None, None)
    assert CARD.address != other.address and CARD.address == replace(CARD).address


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("abcdeilmnorstuéà’-\u00a0\u202f!?;:«»", min_size=1, max_size=18), min_size=1, max_size=24))
def test_a_title_stays_in_its_place(words: list[str]) -> None:
    """Un titre, quel qu’il soit, tient dans sa place : aucune ligne ne dépasse, aucun mot ne manque sans « … »."""
    title = " ".join(words)
    size, lines = set_title(title, WIDTH, HEIGHT)

    assert all(_face(size, 600).getlength(line) <= WIDTH for line in lines)
    assert len(lines) * size <= HEIGHT
    if "…" not in "".join(lines):
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_a_line_never_begins_with_a_sign_that_french_ties_to_the_word_before() -> None:
    """« ; », « : », « ! » et « ? » restent avec le mot qui les précède, les guillemets avec ce qu’ils entourent."""
    title = "Vendre\u202f? Oui\u202f! Mais à qui\u202f; et pourquoi\u00a0: «\u202fparce que\u202f»"
    for width in range(150, 700, 25):
        for line in set_title(title, width, 600)[1]:
            assert line[0] not in ";:!?»" and line[-1] != "«"


def test_a_colour_that_would_not_be_seen_is_lightened() -> None:
    """Une couleur d’agence trop sombre pour le fond est éclaircie sur la carte et les icônes."""
    icon = opened(draw_icon(48, "#15233d", None)).convert("L")
    low, high = icon.getextrema()

    assert high - low > 60


def test_the_logo_is_the_icon(tmp_path: Path) -> None:
    """Le logo, entier et sur blanc, devient l’icône de chaque taille."""
    logo = tmp_path / "logo.png"
    logo.write_bytes(pictures.written(Image.new("RGBA", (400, 200), (0, 120, 60, 255)), "PNG"))
    icon = opened(draw_icon(192, "#e2482d", logo)).convert("RGB")

    assert icon.size == (192, 192)
    assert icon.getpixel((96, 10)) == (255, 255, 255) and icon.getpixel((96, 96))[1] > 100
    assert opened(draw_ico("#e2482d", logo)).info["sizes"] == {(16, 16), (32, 32), (48, 48)}


def test_every_page_has_its_card(published_site: Path) -> None:
    """Chaque page que l’on partage nomme une carte de 1200 × 630, qui est là ; une erreur et un cadre, aucune."""
    cards = set()
    for path in published_site.rglob("*.html"):
        html = path.read_text("utf-8")
        name = path.relative_to(published_site).as_posix()
        if name == "404.html" or name.startswith("oembed/") or 'http-equiv="refresh"' in html:
            assert "og:image" not in html
            continue
        found = re.search(r'property="og:image" content="https://agence\.example/carnet/(medias/carte\.[^"]+)"', html)
        assert found, name
        assert html.count('name="twitter:card" content="summary_large_image"') == 1
        assert html.count('property="og:image:alt"') == 1
        cards.add(found[1])
    for card in cards:
        image = opened((published_site / card).read_bytes())
        assert image.size == SIZE and image.format in ("PNG", "JPEG")
        assert (published_site / card).stat().st_size <= 300_000
    assert {each.name for each in (published_site / "medias").glob("carte.*")} == {Path(card).name for card in cards}


def test_the_icons_of_the_site_are_there(published_site: Path) -> None:
    """L’icône des onglets, celle des écrans de téléphone, et ce que leur manifeste nomme."""
    assert opened((published_site / "apple-touch-icon.png").read_bytes()).size == (180, 180)
    assert opened((published_site / "favicon.ico").read_bytes()).format == "ICO"
    manifest = json.loads((published_site / "site.webmanifest").read_text("utf-8"))
    assert manifest["name"] == "Agence Vigie"
    for icon in manifest["icons"]:
        width = int(icon["sizes"].partition("x")[0])
        assert opened((published_site / icon["src"]).read_bytes()).size == (width, width)
    atom = (published_site / "flux/atom.xml").read_text("utf-8")
    assert f"<icon>https://agence.example/carnet/{manifest['icons'][-1]['src']}</icon>" in atom
    assert f'"logo":"https://agence.example/carnet/{manifest["icons"][-1]["src"]}"' in (
        published_site / "index.html"
    ).read_text("utf-8")
