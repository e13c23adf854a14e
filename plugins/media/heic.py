"""HEIC photos of telephones, as the JPEG that every browser shows (ISO/IEC 23008-12: an image coded as a film is).

They are decoded in a process of their own: what a file does to its decoder is told of that file.
"""

from __future__ import annotations

import io
import subprocess
import sys

from PIL import Image

from plugins.common.places import ROOT
from plugins.media.colour import is_kept, is_srgb, to_srgb
from plugins.media.faults import UNREADABLE, Broken
from plugins.media.raster import bounded

_QUALITY = 90
_PATIENCE = 120  # seconds: a photo of 12 million pixels takes one
_BROKEN = 2  # exit code, with the message in place of the image


def decoded(data: bytes) -> tuple[bytes, str]:
    """The main image of a HEIC, upright and alone, and its new format: JPEG, or PNG where it is cut out.

    Raises Broken when it cannot be read whole, or has too many pixels to be opened.
    """
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(command, input=data, capture_output=True, cwd=ROOT, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        raise Broken(UNREADABLE) from None
    if done.returncode:
        raise Broken(done.stdout.decode() if done.returncode == _BROKEN else UNREADABLE)
    form, _, image = done.stdout.partition(b"\n")
    return image, form.decode()


def _decode(data: bytes) -> tuple[bytes, str]:
    from pillow_heif import open_heif

    found = open_heif(io.BytesIO(data))
    bounded(found.size)  # nothing is decoded before
    # What turns it stands beside its Exif (`irot`, `imir`), which says it again and is not to be followed (A.2.1).
    image = found.to_pillow()
    profile = image.info.get("icc_profile") or None
    kept = profile if profile and is_kept(profile) else None
    if profile and not kept and not is_srgb(profile):
        image = to_srgb(image, profile)
    if image.mode in ("RGBA", "LA") and image.getchannel("A").getextrema() != (255, 255):
        return _saved(image, "PNG", kept), "PNG"
    plain = image.convert("L" if image.mode in ("L", "LA") else "RGB")
    return _saved(plain, "JPEG", kept, quality=_QUALITY), "JPEG"


def _saved(image: Image.Image, form: str, profile: bytes | None, **options: object) -> bytes:
    image.info = {}
    file = io.BytesIO()
    image.save(file, form, icc_profile=profile, **options)
    return file.getvalue()


def main() -> int:
    """Decode the image of the standard input to the standard output, its format on the line before."""
    try:
        image, form = _decode(sys.stdin.buffer.read())
    except Broken as broken:
        sys.stdout.buffer.write(str(broken).encode())
        return _BROKEN
    sys.stdout.buffer.write(form.encode() + b"\n" + image)
    return 0


if __name__ == "__main__":
    sys.exit(main())
