"""The renditions of pictures: in which formats and widths, how they look, when they are made."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pictures
import pytest
from PIL import Image, ImageCms, ImageDraw

from plugins.media import made as folders
from plugins.media import renditions as encoders
from plugins.media.made import Folder, Job
from plugins.media.outputs import job_of
from plugins.media.prepare import prepare
from plugins.media.renditions import encoded, exact_is_lighter
from plugins.media.store import Store
from plugins.model.content import PublishedFile
from plugins.site.feature import content_checks, listed_features
from plugins.site.pictures import Renditions, Shown, cuts_of, renditions_of, with_pictures
from tests.conftest import ROOT, small_content

WIDTHS = (40, 80, 160)


def published(tmp_path: Path, data: bytes, suffix: str, widths: tuple[int, ...] = WIDTHS) -> PublishedFile:
    """A file as the check leaves it."""
    made = prepare(data, suffix)
    path = tmp_path / f"source{suffix}"
    path.write_bytes(made.data)
    return PublishedFile(path, "ab" * 32, made.size, len(made.data), made.form, widths)


def made(tmp_path: Path, file: PublishedFile) -> dict[str, bytes]:
    """The renditions of a file, by what follows the mark in their names: `-40.avif`."""
    found = renditions_of("images/Ma photo.jpg", file)
    assert found is not None
    folder = Folder(tmp_path / "medias")
    folder.make([job_of(file, found)])
    return {each.path.removeprefix(found.base): folder.reader(each.path)(each.path) for each in found.files()}


def opened(data: bytes) -> Image.Image:
    """The picture in some bytes."""
    return Image.open(io.BytesIO(data))


def screenshot() -> Image.Image:
    """Letters and lines on a plain ground."""
    image = Image.new("RGB", (200, 120), "white")
    draw = ImageDraw.Draw(image)
    for row in range(8):
        draw.text((8, 4 + 14 * row), "Réglages du compte", fill=(20, 30, 60))
        draw.rectangle((150, 4 + 14 * row, 190, 14 + 14 * row), outline=(200, 40, 20))
    return image


def test_a_photo_is_given_in_two_formats_and_never_enlarged(tmp_path: Path) -> None:
    """Une photo de 96 points de large est donnée à 40, 80 et 96 en AVIF, en WebP à côté, et jamais agrandie."""
    found = made(tmp_path, published(tmp_path, pictures.written(pictures.scene(), "JPEG"), ".jpg"))

    assert set(found) == {"-40.avif", "-80.avif", "-96.avif", "-80.webp", "-96.webp"}
    for name, data in found.items():
        assert opened(data).width == int(name[1:].partition(".")[0])
        assert opened(data).format == name.partition(".")[2].upper()
        assert abs(opened(data).height - opened(data).width * 2 / 3) < 1


def test_a_photo_held_upright_is_upright_in_each_rendition(tmp_path: Path) -> None:
    """Une photo de téléphone tournée est redressée dans chaque format : le coin rouge est en haut à droite."""
    turned = Image.Exif()
    turned[0x0112] = 6
    found = made(
        tmp_path, published(tmp_path, pictures.written(pictures.scene(), "JPEG", exif=turned.tobytes()), ".jpg")
    )

    for data in found.values():
        image = opened(data).convert("RGB")
        assert image.width < image.height
        red, green, _ = image.getpixel((image.width - 3, 2))
        assert red > 180 and green < 90


@pytest.mark.filterwarnings("ignore:Image appears to be a malformed MPO")
def test_nothing_private_is_in_a_rendition(tmp_path: Path) -> None:
    """Ni Exif, ni XMP, ni profil de couleurs dans une image faite pour les écrans."""

    def secret(place: str) -> bytes:
        return f"SECRET {place}".encode()

    file = published(tmp_path, pictures.jpeg(secret), ".jpg")
    for source in (file, replace(file, path=tmp_path / "brut.jpg", length=10**6)):
        (tmp_path / "brut.jpg").write_bytes(pictures.jpeg(secret))
        for data in made(tmp_path, source).values():
            image = opened(data)
            assert b"SECRET" not in data and not image.getexif() and "icc_profile" not in image.info


@pytest.mark.parametrize("mode", ["CMYK", "L", "LA", "P", "RGBA", "1"])
def test_any_mode_becomes_colours_that_screens_show(tmp_path: Path, mode: str) -> None:
    """Encres d’imprimeur, gris, palette, transparence : chaque image est donnée en RVB, sa transparence gardée."""
    form, suffix = ("JPEG", ".jpg") if mode == "CMYK" else ("PNG", ".png")
    data = pictures.written(pictures.scene().convert("RGBA" if mode == "LA" else "RGB").convert(mode), form)
    for rendition in made(tmp_path, published(tmp_path, data, suffix)).values():
        image = opened(rendition)
        assert image.mode in ("RGB", "RGBA")
        assert abs(image.convert("L").resize((1, 1)).getpixel((0, 0)) - 118) < 30


def test_a_wide_profile_is_converted(tmp_path: Path) -> None:
    """Une photo en Adobe RVB est donnée en sRGB : les couleurs qu’elle a, pas plus ternes."""
    name = "sRGB built-in".encode("utf-16-be")
    wide = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    assert name not in wide
    data = pictures.written(pictures.scene(), "PNG", icc_profile=pictures.profile("Mon écran"))
    for rendition in made(tmp_path, published(tmp_path, data, ".png")).values():
        assert "icc_profile" not in opened(rendition).info


def test_a_screenshot_stays_crisp(tmp_path: Path) -> None:
    """Une capture d’écran est un dessin : à sa taille, son WebP est exact au point près quand c’est plus léger."""
    shot = screenshot()
    file = published(tmp_path, pictures.written(shot, "PNG"), ".png", (200,))
    found = made(tmp_path, file)

    assert file.form == "drawing"
    assert opened(found["-200.webp"]).convert("RGB").tobytes() == shot.tobytes()


def test_a_browser_takes_the_lightest_of_a_drawing(tmp_path: Path) -> None:
    """Un dessin plus léger en WebP exact à sa largeur y est donné ainsi à tous, en AVIF aux autres largeurs."""
    file = published(tmp_path, pictures.written(screenshot(), "PNG"), ".png", (80, 200))
    assert exact_is_lighter(file.path)
    file = replace(file, webp=True)
    renditions = renditions_of("images/Ma photo.jpg", file)
    found = made(tmp_path, file)

    assert renditions
    assert [each.rsplit("-", 1)[1] for each in next(renditions.sources("")).srcset.split(", ")] == [
        "80.avif 80w",
        "200.webp 200w",
    ]
    assert set(found) == {"-80.avif", "-80.webp", "-200.webp"}
    assert opened(found["-200.webp"]).convert("RGB").tobytes() == screenshot().tobytes()
    assert len(found["-200.webp"]) < len(encoded(screenshot(), ".avif", "drawing"))


def test_a_drawing_that_avif_packs_better_stays_in_avif(tmp_path: Path) -> None:
    """Des dégradés que le WebP exact alourdit restent en AVIF."""
    soft = Image.linear_gradient("L").rotate(30).resize((300, 200), Image.Resampling.BICUBIC)
    shades = Image.merge("RGB", [soft, soft.rotate(90).resize(soft.size), soft])
    shades.save(tmp_path / "doux.png")

    assert not exact_is_lighter(tmp_path / "doux.png")


def test_a_drawing_is_weighed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un dessin n’est pesé qu’une fois ; un aperçu, qui n’en donne que l’original, ne le pèse pas."""
    path = tmp_path / "source.png"
    path.write_bytes(pictures.written(screenshot(), "PNG"))
    file = Store(tmp_path / "cache").look({"a": path})["a"].published
    assert file and Store(tmp_path / "cache").weigh({"a": file}) == {"a"}
    monkeypatch.setattr(encoders, "exact_is_lighter", lambda path: pytest.fail("pesé de nouveau"))

    assert Store(tmp_path / "cache").weigh({"a": file}) == {"a"}
    assert "plugins.media.checks:weigh_pictures" not in content_checks(listed_features(), production=False)


def test_a_photo_as_png_is_a_photo(tmp_path: Path) -> None:
    """Une photo enregistrée en PNG n’est pas un dessin : ses couleurs se comptent par milliers."""
    noise = Image.merge("RGB", [Image.effect_noise((220, 220), 80) for _ in range(3)])

    assert published(tmp_path, pictures.written(noise, "PNG"), ".png").form == "photo"


def test_what_is_drawn_in_lines_stays_as_it_is(tmp_path: Path) -> None:
    """Un SVG n’a qu’un fichier : le sien."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h40v20z"/></svg>'

    assert renditions_of("images/x", published(tmp_path, svg, ".svg")) is None


def test_a_rendition_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ce qui est fait l’est une fois : un autre dossier de sortie, une autre construction n’encodent rien."""
    file = published(tmp_path, pictures.written(pictures.scene(), "JPEG"), ".jpg")
    first = made(tmp_path, file)
    monkeypatch.setattr(folders, "_work", lambda *job: pytest.fail("encodée de nouveau"))

    assert made(tmp_path, file) == first


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    """Les mêmes octets à chaque fois : ce qu’un site publie ne dépend ni de l’heure, ni du nombre de processeurs."""
    file = published(tmp_path, pictures.written(pictures.scene((640, 480)), "JPEG"), ".jpg", (320, 640))

    assert made(tmp_path / "a", file) == made(tmp_path / "b", file)


def test_a_picture_is_cut_to_the_ratios_of_search_engines(tmp_path: Path) -> None:
    """Le milieu d’une image est coupé aux formats que Google demande, sauf le sien, sans l’agrandir, sur du blanc."""
    whole = Image.new("RGBA", (1600, 900), (0, 0, 0, 0))
    whole.paste((200, 30, 30, 255), (700, 400, 900, 500))
    file = published(tmp_path, pictures.written(whole, "PNG"), ".png")
    renditions = renditions_of("images/Ma photo.png", file)
    assert renditions
    cut = [*cuts_of(renditions, (1600, 900))]
    folder = Folder(tmp_path / "medias")
    folder.make([job_of(file, renditions, cut)])
    found = [opened(folder.reader(each.path)(each.path)) for each in cut]

    assert [each.path.rpartition("-")[2] for each in cut] == ["4x3.jpg", "1x1.jpg"]
    assert [(each.format, each.size) for each in found] == [("JPEG", (1200, 900)), ("JPEG", (900, 900))]
    for image in found:
        middle = (image.width // 2, image.height // 2)
        assert image.getpixel(middle)[0] > 180 > 60 > image.getpixel(middle)[2]
        assert min(image.getpixel((3, 3))) > 250
    assert {each.path for each in renditions.files()} <= {
        f"medias/{name.name}" for name in (tmp_path / "medias").iterdir()
    }


@pytest.mark.parametrize(
    ("size", "cut"),
    [
        ((4000, 3000), ["16x9 1200×675", "1x1 1200×1200"]),
        ((1000, 1000), ["16x9 1000×562", "4x3 1000×750"]),
        ((900, 600), ["16x9 900×506", "4x3 800×600"]),  # its square would be 600 pixels wide
        ((695, 2000), []),
        ((640, 480), []),
        ((800, 2001), []),  # a strip of it would tell nothing
    ],
)
def test_what_is_cut_is_large_enough(size: tuple[int, int], cut: list[str]) -> None:
    """Une coupe a de 696 à 1 200 points de large, et jamais plus que l’image ; trop petite ou trop haute, aucune."""
    file = PublishedFile(Path("x.jpg"), "ab" * 32, size, 9, "photo", (400, 800))
    renditions = renditions_of("images/x.jpg", file)
    assert renditions

    assert [
        f"{each.path.rpartition('-')[2].removesuffix('.jpg')} {each.width}×{each.height}"
        for each in cuts_of(renditions, size)
    ] == cut


def test_pictures_are_shared_between_processes(tmp_path: Path) -> None:
    """Plusieurs images sont faites par plusieurs processus, et toutes y sont."""
    files = []
    for rank in range(3):
        data = pictures.written(pictures.scene((90 + rank, 60)), "JPEG")
        file = replace(published(tmp_path, data, ".jpg"), digest=f"{rank:02}" * 32, path=tmp_path / f"{rank}.jpg")
        file.path.write_bytes(data)
        files.append((file, renditions_of(f"images/{rank}.jpg", file)))
    folder = Folder(tmp_path / "medias")
    folder.make([job_of(file, each) for file, each in files if each])

    for _, each in files:
        assert each and all(folder.reader(file.path)(file.path) for file in each.files())


def test_a_heavy_file_is_not_what_old_browsers_get(tmp_path: Path) -> None:
    """Un navigateur sans WebP reçoit un JPEG léger à la place d’un fichier de plus de 200 Ko."""
    file = published(tmp_path, pictures.written(pictures.scene(), "JPEG"), ".jpg")
    heavy = made(tmp_path, replace(file, length=6_000_000))

    assert opened(heavy["-96.jpg"]).format == "JPEG"
    assert not any(name.endswith(".jpg") for name in made(tmp_path, file))


SHOWN = Shown((4000, 3000), Renditions("medias/photo.0123456789", (400, 800), (400, 800), "", True))


def html_of(body: str, *, first: bool = True, shown: Shown = SHOWN) -> str:
    """A body with its pictures."""
    return with_pictures(body, {"/images/photo.jpg": shown}.get, "", first=first)


def test_the_first_picture_of_a_text_is_not_lazy_the_others_are() -> None:
    """La première image d’un texte est demandée tout de suite, les suivantes quand on s’en approche."""
    found = html_of('<p><img alt="a" src="/images/photo.jpg"></p><p><img alt="b" src="/images/photo.jpg"></p>')

    assert found.index('fetchpriority="high"') < found.index('loading="lazy"')
    assert found.count("<picture>") == found.count("</picture>") == 2
    assert 'fetchpriority="high"' not in html_of('<img alt="a" src="/images/photo.jpg">', first=False)
    assert 'loading="lazy"' in html_of(f'<p>{"x" * 2000}</p><img alt="a" src="/images/photo.jpg">')


@pytest.mark.parametrize(
    ("figure", "width"),
    [("", "38rem"), ('class="cote"', "17.1rem"), ('class="large"', "53.5rem"), ('class="pleine"', "100vw")],
)
def test_sizes_say_the_place_of_a_picture(figure: str, width: str) -> None:
    """Le navigateur sait la largeur de l’image avant sa feuille de style : celle de sa place dans la page."""
    found = html_of(f'<figure {figure}><a href="/x"><img alt="a" src="/images/photo.jpg"></a></figure>')

    assert width in found.partition('sizes="')[2].partition('"')[0]


def test_what_an_author_wrote_in_full_stays() -> None:
    """Un `<picture>`, un `srcset`, une taille qu’un auteur a écrits lui-même restent les siens."""
    own = '<picture><source srcset="/a.webp"><img alt="" src="/images/photo.jpg"></picture>'

    assert html_of(own) == own
    assert "<picture>" not in html_of('<img alt="" src="/images/photo.jpg" srcset="/b.jpg 2x">')
    assert 'width="10"' in html_of('<img alt="" src="/images/photo.jpg" width="10">')


def test_a_picture_of_another_site_keeps_its_address() -> None:
    """Une image qui n’est pas du site reste telle quelle, et attend son tour."""
    assert html_of('<img alt="" src="https://x.example/a.jpg">', first=False) == (
        '<img alt="" src="https://x.example/a.jpg" loading="lazy" decoding="async">'
    )


def process_of(wanted: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    """Files that say which process made them."""
    yield from ((each, f"{os.getpid()}".encode()) for each in wanted)


def test_what_the_disk_refuses_is_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sur un disque plein, chaque image est encodée une fois, et le site a la sienne quand même."""
    asked: list[str] = []

    def make(wanted: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
        for address in wanted:
            asked.append(address)
            yield address, address.encode()

    def full(path: Path, data: bytes, *, durable: bool) -> None:
        raise OSError(errno.ENOSPC, "disque plein")

    monkeypatch.setattr(folders, "write_whole", full)
    monkeypatch.setattr(folders.os, "cpu_count", lambda: 1)  # in this process, where what is asked is seen
    folder = Folder(tmp_path / "medias")
    folder.make([Job(("medias/a.avif", "medias/b.webp"), make, ()), Job(("medias/c.avif",), make, ())])

    assert [folder.reader(each)(each) for each in asked] == [each.encode() for each in asked]
    assert sorted(asked) == ["medias/a.avif", "medias/b.webp", "medias/c.avif"]


def test_what_a_process_cannot_write_comes_back_from_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """De même quand plusieurs processus encodent : leurs octets reviennent, rien n’est refait ensuite."""
    files = [f"medias/{rank}.avif" for rank in range(4)]

    def full(path: Path, data: bytes, *, durable: bool) -> None:
        raise OSError(errno.ENOSPC, "disque plein")

    monkeypatch.setattr(folders, "write_whole", full)
    monkeypatch.setattr(folders.os, "cpu_count", lambda: 2)
    folder = Folder(tmp_path / "medias")
    folder.make([Job((each,), process_of, ()) for each in files])

    assert str(os.getpid()).encode() not in {folder.reader(each)(each) for each in files}


def test_a_warm_build_opens_no_picture(tmp_path: Path) -> None:
    """Une construction qui n’a rien à encoder ni à dessiner ne charge rien de ce qui ouvre une image.

    Pelican charge « PIL.Image » avec docutils, pour ses propres lecteurs : rien de plus.
    """
    content = small_content(tmp_path / "content")
    environ = {**os.environ, "TRIBUNE_CACHE": str(tmp_path / "cache")}
    command = [sys.executable, "-X", "importtime", "tasks.py", "publish"]
    command += ["--content", str(content), "--output", str(tmp_path / "out")]
    first, second = (
        subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True).stderr for _ in range(2)
    )

    opens = {"PIL.ImageFile", "PIL.ImageCms", "PIL.ImageDraw", "PIL.AvifImagePlugin"}
    assert {each for each in opens if each in first} == opens
    assert {each for each in opens if each in second} == set()
