"""A raster image as it is published: stripped, upright, in colours that every screen shows alike.

What its container alone says is taken away without touching a pixel; pixels are written again only when they must
change: an orientation to apply, a profile or inks to convert, more than eight bits a channel.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Literal

from PIL import Image, JpegImagePlugin

from plugins.media import boxes, gif, jpeg, png, webp
from plugins.media.colour import is_kept, to_srgb
from plugins.media.container import Container, Size, turned
from plugins.media.faults import TRUNCATED, UNREADABLE, Broken

# What Pillow remarks of a file that it reads all the same is in English, and asks nothing of an author.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")
MAX_PIXELS = 80_000_000  # below the limit at which Pillow warns of a decompression bomb
MAX_MOVING = 400_000_000  # pixels of all the images of an animation: some ten seconds of an encoder
MAX_FRAMES = 5_000  # eight minutes of ten images a second
Form = Literal["", "photo", "drawing", "moving"]
_STRIP: dict[str, Callable[[bytes], Container]] = {
    "JPEG": jpeg.strip,
    "PNG": png.strip,
    "GIF": gif.strip,
    "WebP": webp.strip,
    "AVIF": boxes.strip_avif,
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SAVED_AS = {"JPEG": "JPEG", "PNG": "PNG", "WebP": "WEBP"}
_QUALITY = 92  # where the source says none that can be kept
_SAMPLE = 200  # pixels a side, of which the colours of a lossless picture are counted
_FEW_COLOURS = 4000  # of the 40 000 of a sample: a photo has ten thousand and more, a screenshot some hundreds


def prepare_raster(data: bytes, form: str) -> tuple[bytes, Size, Form]:
    """The bytes to publish, the size that is seen and what is shown, for a format of `formats.RASTERS`.

    The bytes are the source's own when there was nothing to take away. The same bytes give the same bytes. Raises
    Broken when the image cannot be read whole, or has too many pixels to be opened.
    """
    found = _STRIP[form](data)
    bounded(found.size, found.frames)
    try:
        with Image.open(io.BytesIO(found.data), formats=[_SAVED_AS.get(form, form)]) as image:
            frames = max(found.frames, getattr(image, "n_frames", 1))
            bounded(found.size, frames)
            changed = _repainted(image, found, form)
            for rank in range(1, frames):
                image.seek(rank)
                image.load()
            size = turned(found.size, found.orientation if changed else 1)
            return changed or found.data, size, _form(image, found) if frames == 1 else "moving"
    except Broken:
        raise
    except Exception as error:  # a stranger’s file: each decoder has its own ways to say that it cannot be read
        raise Broken(TRUNCATED if "truncated" in str(error) else UNREADABLE) from None


def _form(image: Image.Image, found: Container) -> Form:
    """What a still picture shows: a drawing, a screenshot, has few colours."""
    if not found.lossless:
        return "photo"
    sample = image.resize((_SAMPLE, _SAMPLE), Image.Resampling.NEAREST)
    return "drawing" if sample.convert("RGBA").getcolors(_FEW_COLOURS) else "photo"


def bounded(size: Size, frames: int = 1) -> None:
    """Raise Broken when an image, or the images of an animation, have too many pixels to be opened."""
    if size[0] * size[1] > MAX_PIXELS:
        raise Broken(
            f"image de {pixels(size)} : réduisez-la, 4\u202f000 pixels de large suffisent aux plus grands écrans"
        )
    if frames > MAX_FRAMES or (frames > 1 and frames * size[0] * size[1] > MAX_MOVING):
        count = f"{frames:,}".replace(",", "\u202f")
        raise Broken(
            f"animation de {count} images de {pixels(size)} : réduisez-la, ôtez des images, ou donnez une vidéo (MP4)"
        )


def pixels(size: Size) -> str:
    """« 12 000 × 9 000 pixels »."""
    return " × ".join(f"{side:,}".replace(",", "\u202f") for side in size) + " pixels"


def _repainted(image: Image.Image, found: Container, form: str) -> bytes | None:
    """The image written again, None when its pixels need not change; read whole in any case, since it may be cut."""
    inks = image.mode in ("CMYK", "YCCK", "LAB")
    convert = found.profile is not None and not is_kept(found.profile)
    still = found.frames == 1 and form in _SAVED_AS
    if not still or not (inks or convert or found.deep or found.orientation > 1):
        if form == "JPEG":
            image.draft(image.mode, (1, 1))  # an eighth of each side: the whole of the file is read, at less cost
        image.load()
        return None
    options = _options(image, found, form)
    image.load()
    if image.mode.startswith("I"):
        image = image.point(lambda value: value / 256).convert("L")  # a grey of 16 bits
    if inks or convert or image.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
        image = to_srgb(image, found.profile)
    if found.orientation in _TURNS:
        image = image.transpose(_TURNS[found.orientation])
    if found.profile is not None and not convert and not inks:
        options["icc_profile"] = found.profile
    written = io.BytesIO()
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    image.save(written, _SAVED_AS[form], **options)
    return written.getvalue()


def _options(image: Image.Image, found: Container, form: str) -> dict[str, object]:
    """How the image is written: as finely as its source was."""
    if form == "PNG":
        return {"compress_level": 9}
    if form == "WebP":
        return {"lossless": True, "quality": 80} if found.lossless else {"quality": _QUALITY}
    assert isinstance(image, JpegImagePlugin.JpegImageFile)
    options: dict[str, object] = {"optimize": True, "progressive": bool(image.info.get("progressive"))}
    if image.mode in ("L", "RGB"):
        # The tables of the source, turned with it: what they had left out is left out again, and little else.
        swap = found.orientation >= 5
        options["qtables"] = {
            number: [table[8 * (rank % 8) + rank // 8] for rank in range(64)] if swap else list(table)
            for number, table in image.quantization.items()
        }
        sampling = JpegImagePlugin.get_sampling(image)
        options["subsampling"] = sampling if sampling in (0, 2) else 2 if sampling == 1 and not swap else 0
    else:
        options |= {"quality": _QUALITY, "subsampling": 0}
    return options
