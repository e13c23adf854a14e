"""What a file is, told by its first bytes: its name may lie."""

from __future__ import annotations

import re

# Formats that browsers show, with the extensions that say so, the usual one first.
RASTERS: dict[str, tuple[str, ...]] = {
    "JPEG": (".jpg", ".jpeg"),
    "PNG": (".png",),
    "GIF": (".gif",),
    "WebP": (".webp",),
    "AVIF": (".avif",),
}
# What few browsers show, and what readers get instead.
DECODED: dict[str, tuple[str, ...]] = {"HEIC": (".heic", ".heif", ".hif")}
# Formats that browsers do not show, or not all of them: « convertissez-la en JPEG ».
FOREIGN = ("TIFF", "BMP", "JPEG XL", "JPEG 2000", "Photoshop")
_AVIF_BRANDS = (b"avif", b"avis")
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
    (b"8BPS", "Photoshop"),
    (b"\xff\x0a", "JPEG XL"),
    (b"\0\0\0\x0cJXL ", "JPEG XL"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\x1f\x8b", "gzip"),
    (b"%PDF", "PDF"),
)


def sniff(data: bytes) -> str | None:
    """« JPEG », « SVG », « HEIC »… as people say it; None when the bytes are of no format known here."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WebP"
    if data[4:8] == b"ftyp":
        brands = {data[at : at + 4] for at in (8, *range(16, min(int.from_bytes(data[:4], "big"), 256), 4))}
        if not brands.isdisjoint(_AVIF_BRANDS):
            return "AVIF"
        return "MP4" if brands.isdisjoint(_HEIF_BRANDS) else "HEIC"
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    head = data[:4096].replace(b"\0", b"")  # UTF-16 too
    return "SVG" if re.search(rb"<(?:[\w.-]+:)?svg\b", head) else None
