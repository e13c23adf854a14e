"""The renditions of a picture: how each is encoded."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from math import ceil
from pathlib import Path

from PIL import Image, ImageOps

from plugins.media.colour import to_srgb
from plugins.model.content import PublishedFile
from plugins.site.pictures import Cut, Renditions

# AVIF: libavif’s speed 8 weighs what speed 6 does and costs three times less; 9 costs four times less again for a
# seventh more bytes of a photo (two thirds of a drawing), which those who have a large screen can bear. One thread, no
# tiles of its own choice: the same picture gives the same bytes on any number of processors.
_AVIF: dict[str, object] = {"max_threads": 1, "autotiling": False}
_FINE, _FAST, _LARGE = 8, 9, 1400  # speeds, and the width in pixels from which the second serves
_AVIF_OF: dict[str, dict[str, object]] = {
    "photo": {"quality": 55, "subsampling": "4:2:0"},
    "drawing": {"quality": 50, "subsampling": "4:4:4"},  # edges of letters and lines keep their colours
}
_WEBP_OF: dict[str, int] = {"photo": 78, "drawing": 90}
_JPEG = 80
_MOVING = 75
_BLINK, _USUAL = 10, 100  # milliseconds: browsers show as long as the second what says no more than the first


def render(
    wanted: Sequence[str], file: PublishedFile, renditions: Renditions, cuts: Sequence[Cut]
) -> Iterator[tuple[str, bytes]]:
    """The bytes of some renditions of one picture, and of what is cut of it; it is read once, as small as the widest
    allows."""
    files = [each for each in renditions.files() if each.path in wanted]
    cut = [each for each in cuts if each.path in wanted]
    form = file.form
    if form == "moving":
        yield from ((each.path, moving(file.path)) for each in files if each != renditions.at_rest())
        files = [each for each in files if each == renditions.at_rest()]
        form = "drawing"
    if not (files or cut):
        return
    clear = _clear(file.path, max([*(each.width for each in files), *(_whole_width(file, each) for each in cut)]))
    for each in files:
        height = max(1, round(each.width * clear.height / clear.width))
        drawn = clear
        if clear.width != each.width:
            drawn = clear.resize((each.width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        yield each.path, encoded(drawn, each.suffix, form)
    if cut:
        ground = _on_white(clear)
    for part in cut:
        fitted = ImageOps.fit(ground, (part.width, part.height), Image.Resampling.LANCZOS)
        yield part.path, encoded(fitted, ".jpg", form)


def _whole_width(file: PublishedFile, cut: Cut) -> int:
    """How wide the whole picture is where what is cut of it has its size."""
    width, height = file.size or (cut.width, cut.height)
    return max(cut.width, ceil(width * cut.height / height))


def _on_white(image: Image.Image) -> Image.Image:
    """A picture without transparency: what shows through it is white."""
    if image.mode != "RGBA":
        return image
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")


def _clear(path: Path, width: int | None) -> Image.Image:
    """A picture as screens show it, RGB or RGBA, not much wider than asked."""
    with Image.open(path) as image:
        if width and image.format == "JPEG" and image.mode in ("L", "RGB"):
            # An eighth, a quarter, half of each side: the decoder goes no further.
            image.draft(image.mode, (width, 1))
        image.load()
        clear = to_srgb(image, image.info.get("icc_profile"))
    if clear.mode in ("L", "LA"):
        clear = clear.convert("RGBA" if clear.mode == "LA" else "RGB")
    clear.info = {}
    return clear


def exact_is_lighter(path: Path) -> bool:
    """Whether a drawing weighs less at its own width in a lossless WebP than in an AVIF: smaller ones have softer
    edges, and AVIF is always lighter there."""
    clear = _clear(path, None)
    return len(_exact(clear)) < len(encoded(clear, ".avif", "drawing"))


def encoded(image: Image.Image, suffix: str, form: str) -> bytes:
    """A picture (RGB or RGBA) in a format, as finely as what it shows asks: a drawing stays crisp."""
    if suffix == ".avif":
        speed = _FAST if form == "photo" and image.width >= _LARGE else _FINE
        return _saved(image, "AVIF", speed=speed, **_AVIF, **_AVIF_OF[form])
    if suffix == ".webp":
        lossy = _saved(image, "WEBP", quality=_WEBP_OF[form], method=4)
        if form == "photo":
            return lossy
        return min(_exact(image), lossy, key=len)
    if suffix == ".jpg":
        return _saved(image.convert("RGB"), "JPEG", quality=_JPEG, progressive=True, optimize=True)
    return _saved(image, "PNG", compress_level=9)


def moving(path: Path) -> bytes:
    """An animated GIF as an animated WebP: its images, how long each stays, how often it is played.

    Lossless when one from its middle is lighter so, as a screenshot is and a film is not. No image but the first is
    given whole for itself: a second image that is would be heavier than a GIF's.
    """
    with Image.open(path) as image:
        stays = []
        for rank in range(getattr(image, "n_frames", 1)):
            image.seek(rank)
            image.load()
            stays.append(image.info.get("duration", 0))
        image.seek(len(stays) // 2)
        middle = to_srgb(image, None)
        image.seek(0)
        again = image.info.get("loop")
        film: dict[str, object] = {"lossless": True, "quality": 60}
        if len(_saved(middle, "WEBP", **film)) > len(_saved(middle, "WEBP", quality=_MOVING)):
            film = {"quality": _MOVING}
        return _saved(
            image,
            "WEBP",
            save_all=True,
            duration=[each if each > _BLINK else _USUAL for each in stays],
            # GIF: played again so often, once when it does not say. WebP: played so often. In both, 0 is for ever.
            loop=1 if again is None else min(again + 1, 65_535) if again else 0,
            method=4,
            kmin=0,
            kmax=0,
            **film,
        )


def _exact(image: Image.Image) -> bytes:
    return _saved(image, "WEBP", lossless=True, quality=60, method=4)


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
