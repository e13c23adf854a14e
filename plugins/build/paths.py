"""From an address to a file of the output, and to its content type."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

# A table of our own: `mimetypes` reads the machine's, so that one site had other types elsewhere.
_TEXT_TYPES = {
    "atom": "application/atom+xml",
    "css": "text/css",
    "csv": "text/csv",
    "htm": "text/html",
    "html": "text/html",
    "ics": "text/calendar",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "map": "application/json",
    "md": "text/markdown",
    "mjs": "text/javascript",
    "rss": "application/rss+xml",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "vtt": "text/vtt",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
    "xsl": "application/xml",
}
_BINARY_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "ttf": "font/ttf",
    "wasm": "application/wasm",
    "webm": "video/webm",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "zip": "application/zip",
}


@dataclass(frozen=True)
class Redirect:
    """The folder's address without its last slash: the browser is sent to `location`."""

    location: str


def content_type(path: Path) -> str:
    """The `Content-Type` of a file, with `charset=utf-8` when it is text."""
    suffix = path.suffix[1:].lower()
    if suffix in _TEXT_TYPES:
        return f"{_TEXT_TYPES[suffix]}; charset=utf-8"
    return _BINARY_TYPES.get(suffix, "application/octet-stream")


def locate(root: Path, target: str) -> Path | Redirect | None:
    """The file that a request target names under `root`; None when there is none, or it is outside.

    `/x/` is `x/index.html`; `/x` is a redirection when `x` is a folder.
    """
    address, _, query = target.partition("?")
    segments = _segments(address)
    if segments is None:
        return None
    home = root.resolve()
    try:
        # resolve() follows symlinks: what counts is where the file is, not how its name looks.
        path = home.joinpath(*segments).resolve()
        if not path.is_relative_to(home):
            return None
        if path.is_dir():
            if segments and not address.endswith("/"):
                return Redirect("/" + "/".join(map(quote, segments)) + "/" + (query and f"?{query}"))
            path = (path / "index.html").resolve()
        elif address.endswith("/"):
            return None
        return path if path.is_relative_to(home) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # a name too long, a loop of symlinks
        return None


def file_named(target: str) -> str | None:
    """The path of the output that a request target names: `/x/` is `x/index.html`; None when it is not plain."""
    address = target.partition("?")[0]
    segments = _segments(address)
    if segments is None:
        return None
    return "/".join([*segments, *(["index.html"] if address.endswith("/") else [])])


def _segments(path: str) -> list[str] | None:
    """The names of a path once decoded, or None when one of them is not a plain name."""
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return None
    names = [name for name in decoded.split("/") if name]
    # The backslash and the colon are separators on Windows only: refused everywhere, one test is enough.
    if "\0" in decoded or "\\" in decoded or any(name in (".", "..") or name[1:2] == ":" for name in names):
        return None
    return names
