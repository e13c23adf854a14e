"""Pictures that move: lighter for everyone, still for those who ask for it, refused when they cannot be played."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pictures
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageStat

from plugins.media import checks, prepare, raster
from plugins.media import made as folders
from plugins.media.checks import check_images, weigh_pictures
from plugins.media.made import Folder
from plugins.media.outputs import job_of
from plugins.media.store import Store
from plugins.model.content import Content, PublishedFile
from plugins.model.loader import load_site
from plugins.site.pictures import SHARED, Shown, renditions_of, with_pictures

STAYS = [40, 250, 70, 1000, 30, 120]  # milliseconds
Read = Callable[[], Content]


def steps(size: tuple[int, int] = (320, 200)) -> list[Image.Image]:
    """A screen where something moves, an image for each of `STAYS`."""
    found = []
    for rank in range(len(STAYS)):
        image = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(image)
        for row in range(8):
            draw.text((8, 4 + 14 * row), "Réglages du compte", fill=(20, 30, 60))
        draw.rectangle((20 * rank, 130, 20 * rank + 60, 180), fill=(200, 40, 20))
        found.append(image)
    return found


def shots(size: tuple[int, int] = (320, 200)) -> list[Image.Image]:
    """A film: colours that melt and slide."""
    grain = Image.effect_noise((size[0] + 60, size[1]), 120).filter(ImageFilter.GaussianBlur(4))
    whole = Image.merge("RGB", [grain, grain.rotate(180), Image.linear_gradient("L").resize(grain.size)])
    return [
        whole.crop((10 * rank, 0, 10 * rank + size[0], size[1])).convert("P", palette=Image.Palette.ADAPTIVE)
        for rank in range(len(STAYS))
    ]


def animation(frames: list[Image.Image], form: str = "GIF", **options: object) -> bytes:
    return pictures.written(frames[0], form, **{"save_all": True, "append_images": frames[1:], **options})


def gif(frames: list[Image.Image] | None = None, **options: object) -> bytes:
    return animation(frames or steps(), "GIF", **{"duration": STAYS, "loop": 0, **options})


def published(tmp_path: Path, data: bytes, suffix: str = ".gif") -> PublishedFile:
    """A file as the checks leave it, its WebP found lighter when it is a GIF."""
    ready = prepare.prepare(data, suffix)
    assert ready.faults == () and ready.form == "moving"
    path = tmp_path / f"source{suffix}"
    path.write_bytes(ready.data)
    return PublishedFile(path, "ab" * 32, ready.size, len(ready.data), "moving", (400, 800), webp=suffix == ".gif")


def made(tmp_path: Path, file: PublishedFile) -> dict[str, Image.Image]:
    """The renditions of a file, by what follows the mark in their names."""
    found = renditions_of("images/pas.gif", file)
    assert found is not None
    folder = Folder(tmp_path / "medias")
    folder.make([job_of(file, found)])
    return {
        each.path.removeprefix(found.base): Image.open(io.BytesIO(folder.reader(each.path)(each.path)))
        for each in found.files()
    }


def film_of(tmp_path: Path, data: bytes) -> Image.Image:
    return made(tmp_path, published(tmp_path, data))["-320.webp"]


def durations(image: Image.Image) -> list[int]:
    found = []
    for rank in range(image.n_frames):  # type: ignore[attr-defined]
        image.seek(rank)
        image.load()
        found.append(image.info["duration"])
    return found


@pytest.fixture
def read(content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """Reads the small content as one to publish, its caches beside it."""
    monkeypatch.setattr(checks, "Store", lambda: Store(tmp_path / "cache"))
    monkeypatch.setattr(checks, "Folder", lambda: Folder(tmp_path / "cache" / "medias"))
    names = [f"plugins.media.checks:{each.__name__}" for each in (check_images, weigh_pictures)]
    return lambda: load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)), names)


def shown(content: Path, name: str, data: bytes) -> None:
    """An article that shows a file, on the sixth line."""
    (content / "images" / name).write_bytes(data)
    text = f"---\ntitle: Essai\ndate: 2026-02-02\n---\n\n![Trois pas](../images/{name})\n"
    (content / "articles" / "essai.md").write_text(text, encoding="utf-8")


# --- what readers get -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("frames", [steps, shots])
def test_a_gif_becomes_a_lighter_film_of_the_same_images(
    tmp_path: Path, frames: Callable[[], list[Image.Image]]
) -> None:
    """Un GIF est donné en WebP animé, plus léger : les mêmes images, les mêmes durées, la même taille."""
    data = gif(frames())
    film, source = film_of(tmp_path, data), Image.open(io.BytesIO(data))

    assert film.size == source.size and durations(film) == durations(source) == STAYS
    assert 0 < sum(each.stat().st_size for each in (tmp_path / "medias").glob("*-320.webp")) < len(data)
    for rank in range(len(STAYS)):
        film.seek(rank)
        source.seek(rank)
        apart = ImageChops.difference(film.convert("RGB"), source.convert("RGB"))
        assert max(ImageStat.Stat(apart).mean) < (0.5 if frames is steps else 12)


@pytest.mark.parametrize(("again", "times"), [(0, 0), (2, 3), (None, 1)])
def test_a_film_is_played_as_often(tmp_path: Path, again: int | None, times: int) -> None:
    """Sans fin, deux fois encore, une seule fois : le WebP est joué autant que le GIF."""
    data = animation(steps(), duration=STAYS, **({} if again is None else {"loop": again}))

    assert film_of(tmp_path, data).info["loop"] == times


def test_the_other_name_of_the_loop_counts(tmp_path: Path) -> None:
    """« ANIMEXTS1.0 » dit la même chose que « NETSCAPE2.0 »."""
    assert film_of(tmp_path, gif().replace(b"NETSCAPE2.0", b"ANIMEXTS1.0")).info["loop"] == 0


def test_an_image_that_says_no_duration_stays_as_browsers_show_it(tmp_path: Path) -> None:
    """Une durée nulle ou d’un centième de seconde vaut un dixième, comme les navigateurs la jouent."""
    assert durations(film_of(tmp_path, gif(duration=[0, 10, 20, 100, 0, 50]))) == [100, 100, 20, 100, 100, 50]


def test_what_is_clear_stays_clear(tmp_path: Path) -> None:
    """Le fond transparent d’un GIF reste transparent à chaque image."""
    frames = []
    for rank in range(len(STAYS)):
        image = Image.new("RGBA", (320, 200), (0, 0, 0, 0))
        ImageDraw.Draw(image).ellipse((20 * rank, 20, 20 * rank + 90, 180), fill=(200, 40, 20, 255))
        frames.append(image)
    film = film_of(tmp_path, gif(frames, disposal=2))

    for rank in range(len(STAYS)):
        film.seek(rank)
        alpha = film.convert("RGBA").getchannel("A")
        assert (alpha.getpixel((20 * rank + 40, 100)), alpha.getpixel((310, 10))) == (255, 0)


MOVING = {
    ".gif": gif(),
    ".webp": animation(steps(), "WEBP", duration=STAYS, loop=0, lossless=True),
    ".png": animation(steps(), "PNG", duration=STAYS, loop=0),
    ".avif": animation(steps(), "AVIF", duration=STAYS, quality=90),
}


@pytest.mark.parametrize("suffix", MOVING)
def test_who_asks_for_less_motion_gets_a_still(tmp_path: Path, suffix: str) -> None:
    """GIF, WebP, PNG, AVIF animés : qui demande moins de mouvement reçoit la première image, qui ne bouge pas."""
    file = published(tmp_path, MOVING[suffix], suffix)
    found = renditions_of(f"images/pas{suffix}", file)
    html = with_pictures('<img alt="a" src="/pas">', lambda name: Shown(file.size, found), "", first=True)
    still = made(tmp_path, file)["-fixe.webp"]

    first = re.findall(r"<source [^>]*>", html)[0]
    assert 'media="(prefers-reduced-motion: reduce)"' in first and "-fixe.webp 320w" in first
    assert getattr(still, "n_frames", 1) == 1 and still.size == (320, 200)
    apart = ImageChops.difference(still.convert("RGB"), steps()[0])
    assert max(ImageStat.Stat(apart).mean) < 3
    assert ("-320.webp" in html) is (suffix == ".gif")
    assert html.endswith('src="/pas" width="320" height="200" fetchpriority="high"></picture>')


def test_a_page_gives_the_still_first_then_the_film_then_the_gif(content: Path, inv: Callable[..., object]) -> None:
    """L’image fixe d’abord, le WebP ensuite, le GIF à défaut, dans le texte comme en tête de l’article et en carte."""
    shown(content, "pas.gif", gif(steps((640, 400))))
    text = content / "articles" / "essai.md"
    header = "image: images/pas.gif\nimage_alt: Trois pas\n---\n\n"
    text.write_text(text.read_text("utf-8").replace("---\n\n", header), encoding="utf-8")
    output = content.parent / "out"
    done = inv("publish", "--content", content, "--output", output, "--now", "2026-11-22")

    assert done.returncode == 0, done.stdout + done.stderr
    page = (output / "articles" / "essai" / "index.html").read_text("utf-8")
    found = re.findall(r"<picture>.*?</picture>", page, re.S)
    assert len(found) == 2
    for each in found:
        assert each.count('media="(prefers-reduced-motion: reduce)"') == 1
        assert [name for name in re.findall(r"pas[^\"]*?(-fixe\.webp|-640\.webp|\.gif)", each)] == [
            "-fixe.webp",
            "-640.webp",
            ".gif",
        ]
    for address in re.findall(r"/(medias/pas[^\" ]+)", page):
        assert (output / address).is_file()
    (card,) = re.findall(r"og:image\" content=\"[^\"]*?/(medias/carte[^\"]+)", page)
    with Image.open(output / card) as drawn:  # with a picture, a card is a JPEG
        assert (drawn.size, drawn.format) == ((1200, 630), "JPEG")


def test_a_film_shorter_than_a_card_is_not_on_it(tmp_path: Path) -> None:
    """L’illustration animée est sur la carte de partage si elle est assez grande, comme une image fixe."""
    small, large = (renditions_of("x.gif", published(tmp_path, gif(steps(size)))) for size in ((320, 200), SHARED))

    assert small and large and (small.shareable, large.shareable) == (False, True)


# --- what is told ---------------------------------------------------------------------------------------------------


def told(site: Content) -> list[str]:
    return [f"{each.path}:{each.line}: {each.severity}: {each.message}" for each in site.problems]


def test_a_film_that_stays_heavy_is_told(content: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Une animation trop lourde, même en WebP, est signalée avec la ligne qui la montre, et ce qu’il faut faire."""
    shown(content, "pas.gif", gif(shots()))
    assert told(read()) == []
    monkeypatch.setattr(checks, "_HEAVY", 5_000)

    (line,) = told(read())
    assert re.fullmatch(
        r"\S*content/images/pas\.gif:1: warning: animation de \d+\sko, même en WebP : donnez une vidéo \(MP4\), "
        r"ou moins d’images, ou de plus petites \(dans \S*content/articles/essai\.md:6\)",
        line,
    )


def test_a_gif_lighter_than_its_film_is_given_alone(content: Path, read: Read) -> None:
    """Un GIF plus léger que son WebP est donné tel quel ; il a son image fixe."""
    flat = [Image.new("P", (1, 1), rank % 2) for rank in range(len(STAYS))]
    for each in flat:
        each.putpalette(b"\0\0\0\xff\xff\xff")
    shown(content, "pas.gif", gif(flat))
    file = read().published["images/pas.gif"]
    found = renditions_of("images/pas.gif", file)

    assert found and not file.webp
    assert [each.path.removeprefix(found.base) for each in found.files()] == ["-fixe.webp"]


def test_a_film_is_made_once(content: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un WebP animé est fait une fois, gardé par les octets de sa source ; un aperçu ne le fait pas."""
    shown(content, "pas.gif", gif())
    assert read().published["images/pas.gif"].webp
    monkeypatch.setattr(folders, "_work", lambda *job: pytest.fail("encodé de nouveau"))

    assert read().published["images/pas.gif"].webp


@pytest.mark.parametrize(("limit", "value"), [("MAX_MOVING", 6 * 320 * 200 - 1), ("MAX_FRAMES", 5)])
def test_too_many_images_are_refused(monkeypatch: pytest.MonkeyPatch, limit: str, value: int) -> None:
    """Trop d’images, ou de points en tout, sont refusés avant qu’une seule ne soit lue."""
    monkeypatch.setattr(raster, limit, value)
    monkeypatch.setattr(raster, "_repainted", lambda *given: pytest.fail("lue"))
    for suffix, data in MOVING.items():
        (fault,) = prepare.prepare(data, suffix).faults
        assert fault.message == (
            "animation de 6 images de 320 × 200 pixels : réduisez-la, ôtez des images, ou donnez une vidéo (MP4)"
        )


def test_a_bomb_costs_nothing() -> None:
    """Cent images de 20 000 × 3 000 points en quelques octets, ou une image plus grande que son écran : refusées."""
    start, frame = b"GIF89a" + b"%s" + b"\x80\0\0" + b"\0\0\0\xff\xff\xff", b",\0\0\0\0%s\0\x02\x02D\x01\0"
    wide = (20_000).to_bytes(2, "little") + (3_000).to_bytes(2, "little")
    vast = (60_000).to_bytes(2, "little") * 2

    (many,) = prepare.prepare(start % wide + frame % wide * 100 + b";", ".gif").faults
    (over,) = prepare.prepare(start % (b"\x01\0" * 2) + frame % vast + b";", ".gif").faults
    assert many.message.startswith("animation de 100 images de 20\u202f000 × 3\u202f000 pixels : ")
    assert over.message.startswith("image de 60\u202f000 × 60\u202f000 pixels : ")


def test_a_film_broken_in_its_middle_is_told() -> None:
    """Une image abîmée au milieu d’une animation se dit au fichier, au lieu d’arrêter l’encodeur."""
    data = animation(steps(), "PNG", duration=STAYS)
    at = [match.start() for match in re.finditer(b"fdAT", data)][2]
    length = int.from_bytes(data[at - 4 : at], "big")
    chunk = data[at : at + 8] + bytes(length - 4)
    broken = data[:at] + chunk + zlib.crc32(chunk).to_bytes(4, "big") + data[at + 8 + length :]

    assert [fault.rule.id for fault in prepare.prepare(broken, ".png").faults] == ["image-illisible"]


def test_a_preview_shows_the_gif(tmp_path: Path) -> None:
    """L’aperçu montre le fichier de l’auteur : rien n’est encodé pour lui."""
    file = replace(published(tmp_path, gif()), widths=(), webp=False)

    assert renditions_of("images/pas.gif", file) is None
