"""Photographs and screenshots: nothing private in their bytes, upright, in colours that every screen shows alike."""

from __future__ import annotations

import io
import struct
import time
import warnings

import pictures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps

from plugins.media.prepare import prepare

RED = (220, 20, 20)


def secret(place: str) -> bytes:
    """Words that can be looked for."""
    return f"SECRET-{place.replace(' ', '-')}".encode("ascii", "replace")


def published(data: bytes, suffix: str) -> Image.Image:
    """The picture as readers get it; it has no fault."""
    made = prepare(data, suffix)
    assert not made.faults, made.faults
    image = Image.open(io.BytesIO(made.data))
    image.load()
    return image


def distance(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of two pictures of one size, in levels of 256."""
    assert one.size == other.size
    difference = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).convert("L")
    return sum(rank * count for rank, count in enumerate(difference.histogram())) / (one.size[0] * one.size[1])


PRIVATE = {
    "jpeg": (pictures.jpeg(secret), ".jpg"),
    "jpeg-turned": (pictures.jpeg(secret, orientation=6), ".jpg"),
    "jpeg-progressive": (pictures.jpeg(secret, progressive=True), ".jpeg"),
    "png": (pictures.png(secret), ".png"),
    "png-animated": (pictures.png(secret, save_all=True, append_images=[pictures.scene().rotate(180)]), ".png"),
    "gif": (pictures.gif(secret), ".gif"),
    "webp": (pictures.webp(secret), ".webp"),
    "webp-lossless": (pictures.webp(secret, lossless=True), ".webp"),
    "webp-animated": (pictures.webp(secret, frames=3), ".webp"),
    "avif": (pictures.avif(secret), ".avif"),
    "mp4": (pictures.film(secret), ".mp4"),
}


@pytest.mark.parametrize("name", PRIVATE)
def test_nothing_private_stays_in_the_bytes(name: str) -> None:
    """Position, auteur, vignette, commentaire, bloc d’un logiciel, archive collée : rien n’en reste."""
    data, suffix = PRIVATE[name]
    made = prepare(data, suffix)

    assert b"SECRET" in data
    assert not made.faults
    assert b"SECRET" not in made.data


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
@pytest.mark.parametrize("name", sorted(set(PRIVATE) - {"jpeg-turned", "mp4"}))
def test_stripping_changes_no_pixel(name: str) -> None:
    """Retirer les métadonnées ne change aucun point de l’image, ni le nombre de ses vues."""
    data, suffix = PRIVATE[name]
    before, after = Image.open(io.BytesIO(data)), published(data, suffix)

    assert getattr(before, "n_frames", 1) == getattr(after, "n_frames", 1)
    for frame in range(getattr(after, "n_frames", 1)):
        before.seek(frame)
        after.seek(frame)
        assert distance(before, after) == 0


@pytest.mark.parametrize(
    ("form", "suffix", "mode", "options"),
    [
        ("JPEG", ".jpg", "RGB", {}),
        ("JPEG", ".jpg", "L", {"progressive": True}),
        ("PNG", ".png", "RGBA", {}),
        ("PNG", ".png", "P", {}),
        ("GIF", ".gif", "P", {}),
        ("WEBP", ".webp", "RGBA", {"lossless": True}),
        ("WEBP", ".webp", "RGB", {}),
        ("AVIF", ".avif", "RGB", {}),
    ],
)
def test_a_clean_picture_stays_byte_for_byte(form: str, suffix: str, mode: str, options: dict[str, object]) -> None:
    """Une image sans rien à retirer est publiée telle quelle, à l’octet près."""
    data = pictures.written(pictures.scene(mode=mode), form, **options)

    made = prepare(data, suffix)

    assert (made.data, made.size, made.faults) == (data, (96, 64), ())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_published_upright(form: str, orientation: int) -> None:
    """La photo d’un téléphone tenu debout est redressée, et sa taille est celle que l’on voit."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    data = pictures.written(pictures.scene(), form, exif=exif.tobytes())
    seen = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    image = published(data, f".{form.lower()}")

    assert prepare(data, f".{form.lower()}").size == image.size == seen.size
    assert distance(image, seen) < 2


@pytest.mark.parametrize("orientation", [3, 6])
def test_an_avif_that_turns_itself_says_the_size_that_is_seen(orientation: int) -> None:
    """Un AVIF se redresse lui-même : la taille annoncée est celle que le navigateur montre."""
    assert prepare(pictures.avif(secret, orientation), ".avif").size == ((96, 64) if orientation == 3 else (64, 96))


def test_the_profile_of_a_screen_is_applied_and_goes() -> None:
    """Une capture d’écran porte le profil de son écran, avec son nom : les couleurs passent en sRGB, le nom s’en va."""
    name = "Écran de Zoé".encode("utf-16-be")
    for form, suffix in (("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")):
        data = pictures.written(pictures.scene(), form, icc_profile=pictures.profile("Écran de Zoé"))
        image = published(data, suffix)

        assert "icc_profile" not in image.info and name not in prepare(data, suffix).data
        assert distance(image, pictures.scene()) < 2


def test_the_wide_colours_of_a_telephone_stay() -> None:
    """Le profil « Display P3 » des téléphones reste : sans lui, leurs photos seraient ternes."""
    for form, suffix in (("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp")):
        kept = pictures.profile("Display P3")
        exif = pictures.exif(secret, "p3", 6)
        image = published(pictures.written(pictures.scene(), form, icc_profile=kept, exif=exif), suffix)

        assert image.info["icc_profile"] == kept and image.size == (64, 96)


def test_the_profile_of_every_screen_goes() -> None:
    """Le profil sRGB ne dit rien qu’un navigateur ne suppose : il est retiré, l’image reste la même."""
    plain = pictures.written(pictures.scene(), "JPEG")

    assert (
        prepare(pictures.written(pictures.scene(), "JPEG", icc_profile=pictures.profile("sRGB")), ".jpg").data == plain
    )


def test_inks_become_colours() -> None:
    """Une photo de quatre encres (CMJN), que des navigateurs et les PDF montrent mal, passe en sRGB."""
    image = published(pictures.written(pictures.scene(mode="CMYK"), "JPEG", quality=95), ".jpg")

    assert image.mode == "RGB" and distance(image, pictures.scene()) < 3


def test_sixteen_bits_become_eight() -> None:
    """Un PNG de seize bits par couleur, que les PDF refusent, passe à huit, sans s’assombrir."""
    grey = Image.new("I;16", (8, 4), 0x8000)
    image = published(pictures.written(grey, "PNG"), ".png")

    assert (image.mode, image.getpixel((0, 0))) == ("L", 128)


@pytest.mark.parametrize("colour", [2, 4, 6])
def test_sixteen_bits_of_colours_and_transparency_become_eight(colour: int) -> None:
    """De même avec des couleurs ou de la transparence."""
    import zlib

    channels = {2: 3, 4: 2, 6: 4}[colour]

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" + b"\x80\x01" * channels * 2
    head = struct.pack(">IIBBBBB", 2, 2, 16, colour, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(row * 2)) + chunk(b"IEND", b"")
    made = prepare(data, ".png")

    assert not made.faults and made.data[24] == 8
    assert set(Image.open(io.BytesIO(made.data)).convert("RGBA").getpixel((0, 0))) <= {128, 255}


@pytest.mark.parametrize("name", PRIVATE)
def test_a_picture_that_is_cut_is_told(name: str) -> None:
    """Une fichier coupé avant la fin est dite, et rien n’en est publié."""
    data, suffix = PRIVATE[name]
    for share in (0.5, 0.9):
        short = data[: int((len(data) - 40) * share)]
        assert [fault.rule.severity for fault in prepare(short, suffix).faults] == ["error"], share


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".gif", ".webp", ".avif", ".svg", ".pdf"])
def test_an_empty_file_is_told(suffix: str) -> None:
    """Un fichier vide est dit tel."""
    assert [fault.message for fault in prepare(b"", suffix).faults] == ["fichier vide : copiez-le de nouveau"]


@pytest.mark.parametrize(
    ("data", "suffix", "message", "severity"),
    [
        (pictures.written(pictures.scene(), "PNG"), ".jpg", "image PNG sous le nom « .jpg » : renommez-la", "warning"),
        (pictures.written(pictures.scene(), "PNG"), ".svg", "image PNG sous le nom « .svg » : renommez-la", "error"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', ".png", "dessin SVG sous le nom « .png »", "error"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", ".heic", "pas lisible comme le dit son nom", "error"),
        (pictures.written(pictures.scene(), "TIFF"), ".jpg", "image TIFF", "error"),
        (pictures.written(pictures.scene(), "BMP"), ".png", "image BMP", "error"),
        (b"<html><script>alert(1)</script>", ".png", "pas lisible comme le dit son nom", "error"),
        (b"\x1f\x8b\x08", ".svg", "compressé", "error"),
    ],
)
def test_a_name_that_lies_is_told(data: bytes, suffix: str, message: str, severity: str) -> None:
    """Un fichier qui n’est pas ce que dit son nom est dit, avec ce qu’il est."""
    found = prepare(data, suffix).faults

    assert len(found) == 1
    assert message in found[0].message and found[0].rule.severity == severity


@pytest.mark.parametrize("form", ["PNG", "GIF", "JPEG"])
def test_an_enormous_picture_is_told_before_it_is_opened(form: str) -> None:
    """Une image de 12 000 × 12 000 est dite avec sa taille, sans être décodée ni rien imprimer d’autre."""
    data = bytearray(pictures.written(Image.new("1" if form == "PNG" else "L", (16, 16)), form))
    if form == "PNG":
        data = bytearray(pictures.written(Image.new("1", (12000, 12000)), "PNG"))
    elif form == "GIF":
        data[6:10] = struct.pack("<HH", 12000, 12000)
    else:
        at = data.index(b"\xff\xc0") + 5
        data[at : at + 4] = struct.pack(">HH", 12000, 12000)
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = prepare(bytes(data), f".{form.lower()}").faults

    assert "12\u202f000 × 12\u202f000 pixels : réduisez-la" in found[0].message
    assert time.process_time() - start < 0.5


def test_a_picture_larger_than_any_screen_is_told() -> None:
    """Une image que nul écran ne montre en entier est publiée, et dite."""
    found = prepare(pictures.written(Image.new("L", (8000, 4000)), "PNG"), ".png").faults

    assert [fault.rule.severity for fault in found] == ["warning"] and "8\u202f000 × 4\u202f000 pixels" in found[
        0
    ].message


@settings(max_examples=150)
@given(st.sampled_from(sorted(PRIVATE)), st.data())
def test_a_damaged_file_is_a_fault_or_a_picture(name: str, draw: st.DataObject) -> None:
    """Quoi qu’il arrive aux octets d’un fichier, il est publié ou dit : rien ne casse, rien n’est imprimé."""
    data, suffix = PRIVATE[name]
    damaged = bytearray(data)
    for _ in range(draw.draw(st.integers(1, 4))):
        damaged[draw.draw(st.integers(0, min(len(data), 400) - 1))] = draw.draw(st.integers(0, 255))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = prepare(bytes(damaged), suffix)

    assert made.faults or made.size or suffix == ".mp4"


@pytest.mark.parametrize("name", PRIVATE)
def test_the_same_bytes_give_the_same_bytes(name: str) -> None:
    """Ce qui est publié ne dépend que du fichier, et ne change plus si on le prépare encore."""
    data, suffix = PRIVATE[name]
    once = prepare(data, suffix).data

    assert prepare(data, suffix).data == once == prepare(once, suffix).data
