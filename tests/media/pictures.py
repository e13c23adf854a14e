"""Pictures made for the tests of this folder: each format, with what cameras and programs put into it."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

Words = Callable[[str], bytes]  # a place → the words to hide there


def scene(size: tuple[int, int] = (96, 64), mode: str = "RGB") -> Image.Image:
    """A picture whose upper left corner is red: which way up it is shows."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 3), fill=(220, 20, 20))
    return image.convert(mode)


def written(image: Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a picture in a format of Pillow."""
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def exif(say: Words, name: str, orientation: int = 1, *, thumbnail: bool = True) -> bytes:
    """An Exif block: a description, a place on Earth, and a thumbnail that shows words of its own."""
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010E] = say(f"{name} exif").decode()
    found[0x9286] = say(f"{name} commentaire").decode()
    found.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 29.0), 0x1B: say(f"{name} gps")})
    found.get_ifd(0x8769).update({0x927C: say(f"{name} fabricant")})
    if not thumbnail:
        return found.tobytes()
    small = b"\xff\xd8" + b"\xff\xfe" + struct.pack(">H", 42) + say(f"{name} vignette").ljust(40) + b"\xff\xd9"
    return found.tobytes() + small


def profile(description: str, private: bytes = b"") -> bytes:
    """A colour profile under another name than its own (13 signs at most), which is sRGB."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    name = "sRGB built-in".encode("utf-16-be")
    assert made.count(name) == 1
    made = made.replace(name, description.ljust(13, "\0").encode("utf-16-be"))
    made += private
    return struct.pack(">I", len(made)) + made[4:]


def jpeg(say: Words, *, orientation: int = 1, **options: object) -> bytes:
    """A JPEG with every kind of segment that is no picture, and an archive behind its end."""
    data = written(scene(), "JPEG", quality=90, exif=exif(say, "jpeg", orientation), comment=say("jpeg com"), **options)

    def segment(marker: int, payload: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload

    more = [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + say("jpeg xmp") + b"</x:xmpmeta>"),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + say("jpeg iptc")),
        segment(0xE2, b"MPF\0" + say("jpeg mpf")),
        segment(0xE5, say("jpeg app5")),
        segment(0xEC, b"Ducky" + say("jpeg app12")),
    ]
    return data[:2] + b"".join(more) + data[2:] + b"PK\x03\x04" + say("jpeg archive")


def png(say: Words, image: Image.Image | None = None, **options: object) -> bytes:
    """A PNG with texts of three kinds, a time, an Exif, a chunk of one’s own, and an archive behind its end."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", say("png text").decode())
    texts.add_text("Comment", say("png ztxt").decode(), zip=True)
    texts.add_itxt("XML:com.adobe.xmp", say("png itxt").decode(), zip=True)
    texts.add(b"prVW", say("png privé"))
    data = written(image or scene(), "PNG", pnginfo=texts, exif=exif(say, "png"), **options)
    time = b"tIME" + struct.pack(">HBBBBB", 2019, 3, 4, 5, 6, 7)
    chunk = struct.pack(">I", 7) + time + struct.pack(">I", zlib.crc32(time))
    return data[:33] + chunk + data[33:] + b"PK\x03\x04" + say("png archive")


def gif(say: Words) -> bytes:
    """An animated GIF with a comment, an XMP block and an archive behind its end."""
    frames = [scene(mode="P"), scene().rotate(180).convert("P")]
    data = written(frames[0], "GIF", save_all=True, append_images=frames[1:], loop=0, comment=say("gif commentaire"))
    xmp = b"!\xff\x0bXMP DataXMP" + bytes((len(say("gif xmp")),)) + say("gif xmp") + b"\0"
    return data[:-1] + xmp + data[-1:] + b"PK\x03\x04" + say("gif archive")


def webp(say: Words, *, frames: int = 1, orientation: int = 1, **options: object) -> bytes:
    """A WebP with an Exif, an XMP and an archive behind its end."""
    more = [scene().rotate(180)] * (frames - 1)
    animated = {"save_all": True, "append_images": more, "loop": 0} if more else {}
    block = exif(say, f"webp {frames}", orientation)
    data = written(scene(), "WEBP", exif=block, xmp=say(f"webp {frames} xmp"), **animated, **options)
    return data + b"PK\x03\x04" + say(f"webp {frames} archive")


def avif(say: Words, orientation: int = 1) -> bytes:
    """An AVIF with an Exif and an XMP item, a box of one's own and an archive behind its end."""
    block = exif(say, "avif", orientation, thumbnail=False)  # Pillow would drop it
    data = written(scene(), "AVIF", exif=block, xmp=say("avif xmp"))
    own = b"uuid" + bytes(16) + say("avif uuid")
    return data + struct.pack(">I", len(own) + 4) + own + b"PK\x03\x04" + say("avif archive")


def heic(say: Words, orientation: int = 1, image: Image.Image | None = None, **options: object) -> bytes:
    """A HEIC as telephones write them: turned by its `irot` and `imir`, with a place, an author and an XMP."""
    from pillow_heif import from_pillow

    file = io.BytesIO()
    block = exif(say, "heic", orientation, thumbnail=False)
    made = image or scene((192, 128))
    from_pillow(made).save(file, quality=60, exif=block, xmp=say("heic xmp"), **options)
    return file.getvalue()


def film(say: Words) -> bytes:
    """The boxes of an MP4 as a telephone writes them: a place, a date, a brand."""

    def box(name: bytes, *parts: bytes) -> bytes:
        body = b"".join(parts)
        return struct.pack(">I", len(body) + 8) + name + body

    header = box(b"mvhd", bytes(4), struct.pack(">II", 3_500_000_000, 3_500_000_001), bytes(88))
    place = box(b"udta", box(b"\xa9xyz", say("mp4 lieu")))
    keys = box(b"meta", bytes(4), box(b"ilst", say("mp4 appareil")))
    own = box(b"xyzw", say("mp4 boîte"))
    return box(b"ftyp", b"isom", bytes(4)) + own + box(b"moov", header, place, keys) + box(b"mdat", b"film")
