"""Photos of telephones in HEIC: what readers get of them, upright, light, without what the telephone adds."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pictures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from plugins.media import heic
from plugins.media.faults import UNREADABLE
from plugins.media.prepare import Prepared, prepare
from tests.conftest import small_content, write


def secret(place: str) -> bytes:
    """Words that can be looked for."""
    return f"SECRET-{place.replace(' ', '-')}".encode("ascii", "replace")


SCENE = pictures.scene((192, 128))
PHOTO = pictures.heic(secret)


def opened(made: Prepared) -> Image.Image:
    """What readers get."""
    image = Image.open(io.BytesIO(made.data))
    image.load()
    return image


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_of_a_telephone_is_a_jpeg_that_stands_upright(orientation: int) -> None:
    """Une photo HEIC, dans quelque sens qu’elle fût prise, est un JPEG redressé une fois, à la taille que l’on voit."""
    made = prepare(pictures.heic(secret, orientation), ".heic")
    image = opened(made)
    turned = Image.Exif()
    turned[0x0112] = orientation
    seen = ImageOps.exif_transpose(Image.open(io.BytesIO(pictures.written(SCENE, "PNG", exif=turned.tobytes()))))

    assert (made.faults, made.suffix, made.form, image.format) == ((), ".jpg", "photo", "JPEG")
    assert made.size == image.size == seen.size
    assert sum(ImageStat.Stat(ImageChops.difference(image.convert("RGB"), seen)).mean) / 3 < 4


def test_nothing_private_stays_of_it() -> None:
    """Ni position, ni auteur, ni XMP : rien de ce que le téléphone a écrit n’est publié."""
    made = prepare(PHOTO, ".heic")

    assert b"SECRET" in PHOTO
    assert b"SECRET" not in made.data and not opened(made).getexif()


def test_its_wide_colours_stay_those_of_a_screen_go() -> None:
    """Les couleurs étendues des téléphones (Display P3) restent ; un autre profil, avec son nom, devient sRGB."""
    wide, own = pictures.profile("Display P3"), pictures.profile("Écran de Zoé")

    assert opened(prepare(pictures.heic(secret, icc_profile=wide), ".heic")).info["icc_profile"] == wide
    assert "icc_profile" not in opened(prepare(pictures.heic(secret, icc_profile=own), ".heic")).info


def test_ten_bits_become_eight() -> None:
    """Une photo de dix bits par couleur, comme des appareils en font, passe à huit, sans s’assombrir."""
    from pillow_heif import from_bytes

    grey, file = (1 << 15).to_bytes(2, "little"), io.BytesIO()
    from_bytes("RGB;16", (64, 48), grey * 3 * 64 * 48).save(file, quality=90)
    made = opened(prepare(file.getvalue(), ".heic"))

    assert max(abs(value - 128) for value in made.convert("RGB").getpixel((20, 20))) <= 2


def test_what_is_cut_out_stays_so() -> None:
    """Une photo détourée garde sa transparence : elle est un PNG."""
    cut = SCENE.convert("RGBA")
    cut.putalpha(Image.linear_gradient("L").resize(cut.size))
    made = prepare(pictures.heic(secret, image=cut), ".heic")

    assert (opened(made).format, opened(made).mode, made.suffix) == ("PNG", "RGBA", ".png")


def test_a_name_that_lies_is_told_and_the_picture_is_shown() -> None:
    """Un HEIC nommé « .jpg » devient un JPEG, et se dit ; un JPEG nommé « .heic » aussi, et garde ses octets."""
    lying = prepare(PHOTO, ".jpg")
    plain = pictures.written(pictures.scene(), "JPEG")
    other = prepare(plain, ".heic")

    assert opened(lying).format == "JPEG" and lying.suffix == ""
    assert [fault.message for fault in lying.faults] == ["image HEIC sous le nom « .jpg » : renommez-la en « .heic »"]
    assert (other.data, other.suffix) == (plain, ".jpg")
    assert [fault.rule.severity for fault in other.faults] == ["warning"]


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_photo_that_is_cut_is_told(share: float) -> None:
    """Un HEIC coupé avant la fin est dit, et rien n’en est publié."""
    data = PHOTO

    assert [fault.rule.severity for fault in prepare(data[: int(len(data) * share)], ".heic").faults] == ["error"]


def test_an_enormous_one_is_told_before_it_is_opened() -> None:
    """Un HEIC qui se dit de 30 000 × 30 000 points est dit avec sa taille, ou illisible, sans être décodé."""
    data = bytearray(PHOTO)
    for found in re.finditer(rb"ispe\0{4}", bytes(data)):
        data[found.end() : found.end() + 8] = (30_000).to_bytes(4, "big") * 2

    assert [fault.rule.severity for fault in prepare(bytes(data), ".heic").faults] == ["error"]


@settings(max_examples=8)  # each starts a process
@given(st.data())
def test_a_damaged_one_is_a_fault_or_a_picture(draw: st.DataObject) -> None:
    """Quoi qu’il arrive à ses octets, un HEIC est publié ou dit : rien ne casse."""
    damaged = bytearray(PHOTO)
    for _ in range(draw.draw(st.integers(1, 6))):
        damaged[draw.draw(st.integers(0, len(damaged) - 1))] = draw.draw(st.integers(0, 255))
    made = prepare(bytes(damaged), ".heic")

    assert made.faults or made.size


def test_a_decoder_that_dies_is_told_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Un fichier qui tue son décodeur est dit illisible : la construction continue."""
    die = "import os; os.kill(os.getpid(), 11)"
    run = heic.subprocess.run
    monkeypatch.setattr(heic.subprocess, "run", lambda command, **given: run([command[0], "-c", die], **given))

    assert [fault.message for fault in prepare(PHOTO, ".heic").faults] == [UNREADABLE]


def test_a_drawing_does_not_hide_one() -> None:
    """Un SVG ne porte pas de HEIC : peu de navigateurs le montreraient."""
    import base64

    inside = base64.b64encode(PHOTO).decode()
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="data:image/png;base64,{}"/></svg>'

    assert prepare(svg.format(inside).encode(), ".svg").faults


@pytest.fixture(scope="module")
def site(inv: Callable[..., CompletedProcess[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of an article whose illustration is a HEIC, which its body shows and links too."""
    folder = tmp_path_factory.mktemp("heic")
    content = small_content(folder / "content")
    (content / "images" / "Été.heic").write_bytes(pictures.heic(secret, 6))
    write(
        content,
        "articles/2026-02-02-photo.md",
        "---\ntitle: Une photo\ndate: 2026-02-02\nimage: images/Été.heic\nimage_alt: Un coin rouge\n---\n\n"
        "Un texte.\n\n![Un coin](../images/Été.heic)\n\n[En grand](../images/Été.heic)\n",
    )
    done = inv("publish", "--content", content, "--output", folder / "out")
    assert done.returncode == 0, done.stderr
    return folder / "out"


def test_a_page_shows_it_in_formats_of_the_web(site: Path) -> None:
    """La page la montre en AVIF, en WebP et en JPEG, et le lien y mène en JPEG : aucun « .heic » n’est publié."""
    page = (site / "articles" / "photo" / "index.html").read_text("utf-8")

    assert not list(site.rglob("*.heic"))
    assert (site / "images" / "Été.heic.jpg").is_file()
    assert page.count("image/avif") == page.count("image/webp") == 2
    assert page.count('src="../../images/%C3%89t%C3%A9.heic.jpg"') == 2
    assert 'href="../../images/%C3%89t%C3%A9.heic.jpg"' in page
