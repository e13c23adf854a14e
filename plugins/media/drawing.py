"""What the house draws: the card of a page, its icons; in the site's own face, the same bytes for the same words."""

from __future__ import annotations

import io
import re
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from plugins.media.accent import INK, SHAPE, WHITE, Rgb, readable, rgb
from plugins.media.colour import to_srgb
from plugins.media.sharing import FACE, SIZE, Card

_SOFT = (185, 195, 214)  # of the theme, as those of `accent`
_MARGIN, _PICTURE = 64, 560  # pixels: around the words, and the width of the picture
_TITLE = (72, 64, 58, 52, 46, 42, 38)  # pixels, the largest that leaves room
_LINES = 6
_OVER = 4  # times as fine before it is made smaller: Pillow draws lines without smoothing them
# The mark of the house, two opening quotation marks in a square of 32 (theme/templates/_icon.html).
_MARK = (((15, 6.5), (7, 16), (15, 25.5)), ((26, 6.5), (18, 16), (26, 25.5)))
_QUALITIES, _HEAVIEST = (88, 74, 58, 40, 20), 300_000  # of a card: networks refuse or shrink what is heavier


def draw_card(card: Card, picture: Path | None, logo: Path | None) -> bytes:
    """The bytes of a card: a JPEG with its picture, else a PNG."""
    image = Image.new("RGB", SIZE, INK)
    accent = _seen(card.colour)
    side = _crop(picture, (_PICTURE, SIZE[1])) if picture else _pattern(card.seed, accent)
    image.paste(side, (SIZE[0] - _PICTURE, 0))
    draw = ImageDraw.Draw(image)
    width = SIZE[0] - _PICTURE - 2 * _MARGIN
    at = _MARGIN
    if card.over:
        draw.text((_MARGIN, at), _cut(card.over, _face(28, 600), width), _SOFT, _face(28, 600))
        at += 48
    draw.rectangle((_MARGIN, at + 6, _MARGIN + 56, at + 11), accent)
    at += 36
    foot = SIZE[1] - _MARGIN - 44
    room = foot - at - (84 if card.under else 24)
    size, lines = set_title(card.title, width, room)
    for line in lines:
        draw.text((_MARGIN, at), line, WHITE, _face(size, 600))
        at += round(size * 1.12)
    if card.under:
        draw.text((_MARGIN, at + 26), _cut(card.under, _face(26, 400), width), _SOFT, _face(26, 400))
    if logo:
        with Image.open(logo) as found:
            own = to_srgb(found, found.info.get("icc_profile")).convert("RGBA")
        own.thumbnail((160, 44), Image.Resampling.LANCZOS)
        image.paste(own, (_MARGIN, foot), own)
        start = _MARGIN + own.width + 14
    else:
        image.paste(accent, (_MARGIN, foot), _mark_mask(44))
        start = _MARGIN + 44 + 10
    name = _cut(card.agency, _face(30, 700), SIZE[0] - _PICTURE - _MARGIN - start)
    draw.text((start, foot + 22), name, WHITE, _face(30, 700), anchor="lm")
    if not picture:
        return _png(image)
    return next(filter(lambda data: len(data) <= _HEAVIEST, map(partial(_jpeg, image), _QUALITIES)))


def set_title(title: str, width: int, height: int) -> tuple[int, list[str]]:
    """The size of a title and its lines, of like lengths: the largest that leaves none of it out.

    A line breaks at a space that allows it: never before « ; ! ? », which French sets after a no-break space.
    """
    for size in _TITLE:
        lines = _lines(title, _face(size, 600), width)
        wide = max(map(_face(size, 600).getlength, lines))
        if wide <= width and len(lines) <= _LINES and len(lines) * round(size * 1.12) <= height:
            break
    else:
        lines = _lines(title, _face(size, 600), width)
        lines = lines[: max(1, min(_LINES, height // round(size * 1.12)))]
        if " ".join(lines) != title:
            lines[-1] = f"{lines[-1]} …"
        return size, [_cut(line, _face(size, 600), width) for line in lines]
    low, high = 1, width
    while low < high:  # the narrowest that has as few lines
        middle = (low + high) // 2
        fits = _lines(title, _face(size, 600), middle)
        if len(fits) <= len(lines) and all(_face(size, 600).getlength(line) <= middle for line in fits):
            high = middle
        else:
            low = middle + 1
    balanced = _lines(title, _face(size, 600), low)
    return size, balanced


def draw_icon(size: int, colour: str, logo: Path | None) -> bytes:
    """A square icon as a PNG: the logo on white, else the mark of the house."""
    return _png(_icon(size, colour, logo))


def draw_ico(colour: str, logo: Path | None) -> bytes:
    """The icon that browsers ask for, at the three sizes that they show."""
    file = io.BytesIO()
    _icon(48, colour, logo).save(file, "ICO", sizes=[(16, 16), (32, 32), (48, 48)])
    return file.getvalue()


def _icon(size: int, colour: str, logo: Path | None) -> Image.Image:
    if logo is None:
        image = Image.new("RGB", (size, size), INK)
        image.paste(_seen(colour), (0, 0), _mark_mask(size))
        return image
    with Image.open(logo) as found:
        own = to_srgb(found, found.info.get("icc_profile")).convert("RGBA")
    own = ImageOps.contain(own, (size, size), Image.Resampling.LANCZOS)
    image = Image.new("RGB", (size, size), WHITE)
    image.paste(own, ((size - own.width) // 2, (size - own.height) // 2), own)
    return image


def _lines(text: str, face: ImageFont.FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in re.split(r"(?: |(?<=[^\W\d_]-)(?=[^\W\d_]{3}))", text):
        glue = "" if not lines[-1] or (lines[-1].endswith("-") and f"{lines[-1]}{word}" in text) else " "
        longer = f"{lines[-1]}{glue}{word}"
        if lines[-1] and face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    """A line that is no longer than a width, with « … » for what is left out."""
    if face.getlength(text) <= width:
        return text
    words = text.removesuffix(" …").split(" ")
    while len(words) > 1 and face.getlength(f"{' '.join(words)} …") > width:
        words.pop()
    line = " ".join(words)
    while len(line) > 1 and face.getlength(f"{line} …") > width:
        line = line[:-1]
    return f"{line} …"


@cache
def _face(size: int, weight: int) -> ImageFont.FreeTypeFont:
    face = ImageFont.truetype(FACE, size, layout_engine=ImageFont.Layout.BASIC)
    face.set_variation_by_axes([weight])
    return face


def _crop(path: Path, size: tuple[int, int]) -> Image.Image:
    with Image.open(path) as image:
        if image.format == "JPEG" and image.mode in ("L", "RGB"):
            image.draft(image.mode, (size[0], size[1]))
        image.load()
        clear = to_srgb(image, image.info.get("icc_profile"))
    if clear.mode in ("RGBA", "LA"):
        ground = Image.new("RGBA", clear.size, WHITE)
        clear = Image.alpha_composite(ground, clear.convert("RGBA"))
    return ImageOps.fit(clear.convert("RGB"), size, Image.Resampling.LANCZOS)


def _pattern(seed: str, accent: Rgb) -> Image.Image:
    """Quotation marks in a row that the seed alone decides of: how many, how large, how far apart, which one is lit."""
    numbers = blake2b(seed.encode(), digest_size=8).digest()
    width, height = _PICTURE * _OVER // 2, SIZE[1] * _OVER // 2
    image = Image.new("RGB", (width, height), tuple(round(value * 1.28) for value in INK))
    draw = ImageDraw.Draw(image)
    count = 3 + numbers[0] % 4
    tall = height * (0.5 + numbers[1] / 512)
    step = width * (1.05 + numbers[2] / 640) / count
    stroke = round(step * (0.22 + numbers[3] / 1400))
    top = (height - tall) * (0.3 + numbers[4] / 640)
    lean = tall * (0.34 + numbers[5] / 1200)
    lit = numbers[6] % count
    for rank in range(count):
        left = step * (rank + 0.25) - lean * 0.2
        points = [(left + lean, top), (left, top + tall / 2), (left + lean, top + tall)]
        clear = 0.16 + 0.1 * ((rank + numbers[7]) % 3)
        shade = tuple(round(ink + (soft - ink) * clear) for ink, soft in zip(INK, _SOFT, strict=True))
        draw.line(points, accent if rank == lit else shade, stroke, joint="curve")
    return image.reduce(_OVER // 2)


@cache
def _mark_mask(size: int) -> Image.Image:
    scale = size * _OVER / 32
    mask = Image.new("L", (size * _OVER, size * _OVER), 0)
    draw = ImageDraw.Draw(mask)
    for line in _MARK:
        draw.line([(x * scale, y * scale) for x, y in line], 255, round(4.5 * scale), joint="curve")
    return mask.resize((size, size), Image.Resampling.LANCZOS)


def _seen(colour: str) -> Rgb:
    """The colour, lighter where it would not be seen on the ink of the house."""
    return readable(rgb(colour), (INK,), SHAPE, WHITE)


def _png(image: Image.Image) -> bytes:
    """Flat colours: sixty-four of them are enough."""
    file = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality, subsampling=0, progressive=True)
    return file.getvalue()
