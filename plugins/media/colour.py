"""Colour profiles: which one a published image keeps, and how the others become sRGB."""

from __future__ import annotations

import io
import re

from PIL import Image, ImageCms

# Short profiles that say nothing of a person or a machine; browsers know them. Others are converted to sRGB: a
# screenshot carries that of its screen, whose name may be its owner's.
_KEPT = ("Display P3", "Adobe RGB (1998)")
_SHORT = 1024  # bytes: those two are under 600


def described(profile: bytes) -> str:
    """The description of a profile (ICC.1:2022 § 9.2.41, tag `desc`), empty when it has none."""
    for at in range(132, min(132 + 12 * int.from_bytes(profile[128:132], "big"), len(profile), 132 + 1200), 12):
        if profile[at : at + 4] == b"desc":
            start, length = (int.from_bytes(profile[at + 4 + 4 * rank : at + 8 + 4 * rank], "big") for rank in (0, 1))
            value = profile[start : start + length]
            if value[:4] == b"mluc":
                size, offset = int.from_bytes(value[20:24], "big"), int.from_bytes(value[24:28], "big")
                return value[offset : offset + size].decode("utf-16-be", "replace").rstrip("\0")
            return value[12 : 12 + int.from_bytes(value[8:12], "big")].decode("latin-1").rstrip("\0")
    return ""


def is_srgb(profile: bytes) -> bool:
    """Whether a profile says what browsers take for granted (CSS Color 4 § 4.3: an image without profile is sRGB)."""
    return re.match(r"s(?:RGB|rgb)\b|c2\b", described(profile)) is not None and profile[16:20] == b"RGB "


def is_kept(profile: bytes) -> bool:
    """Whether an image may keep this profile, and so its colours beyond sRGB."""
    return len(profile) <= _SHORT and described(profile) in _KEPT


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image in sRGB, or in grey when it was; a profile that cannot be read is passed over."""
    if image.mode == "P":
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    grey = image.mode in ("1", "L", "LA", "I;16")
    wanted = "RGBA" if image.mode in ("RGBA", "LA", "PA") else "RGB"
    if profile is not None and image.mode in ("L", "RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            done = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
            image = done or image
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if grey:
        return image.convert("LA" if wanted == "RGBA" else "L")
    return image if image.mode == wanted else image.convert(wanted)
