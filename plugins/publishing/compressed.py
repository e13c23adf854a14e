"""Copies of the texts of a site that servers send as they are: Brotli and gzip, made once by the hash of their bytes.

They stand in the folder of the site, which the next build takes away with what it has not written: they are the last
step before files are sent to a server.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import brotli

from plugins.common.files import write_whole
from plugins.common.places import CACHE
from plugins.french.file_size import size_label

_TEXTS = frozenset(".html .css .js .svg .xml .json .txt .ics .webmanifest .csv .vtt".split())
_SMALL = 256  # bytes: below, what is said of the copy weighs as much as it spares
_WINDOW = 22  # log2 of bytes: Brotli’s usual one, what browsers reserve


class Compressed(NamedTuple):
    """How many copies of how many texts, how many of them new, what they weigh for readers."""

    files: int
    texts: int
    new: int
    told: str


def _brotli(data: bytes) -> bytes:
    return bytes(brotli.compress(data, mode=brotli.MODE_TEXT, quality=11, lgwin=_WINDOW))


def _gzip(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)


_FORMS: dict[str, Callable[[bytes], bytes]] = {".br": _brotli, ".gz": _gzip}


def compress_site(folder: Path, cache: Path = CACHE / "copies") -> Compressed:
    """Put the copies of each text beside it, and remove those of texts that are gone."""
    cache.mkdir(parents=True, exist_ok=True)
    texts = [path for path in sorted(folder.rglob("*")) if path.suffix in _TEXTS and path.is_file()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # both encoders work outside the interpreter's lock
        done = list(pool.map(lambda path: _copies(path, cache), texts))
    named = {name for found, _, _ in done for name in found}
    for path in folder.rglob("*"):
        if path.suffix in _FORMS and path.with_suffix("").suffix in _TEXTS and path not in named:
            path.unlink()
    whole, light = sum(path.stat().st_size for path in texts), sum(weight for _, _, weight in done)
    told = f"{size_label(whole)} de textes, {size_label(light)} pour les lecteurs"
    return Compressed(len(named), sum(1 for found, _, _ in done if found), sum(new for _, new, _ in done), told)


def _copies(path: Path, cache: Path) -> tuple[list[Path], int, int]:
    """The copies of a text, how many were not known, and what the lightest form of it weighs."""
    data = path.read_bytes()
    if len(data) < _SMALL:
        return [], 0, len(data)
    digest, found, new, light = sha256(data).hexdigest()[:40], [], 0, len(data)
    for suffix, encode in _FORMS.items():
        kept, made = cache / f"{digest}{suffix}", b""
        with suppress(OSError):
            made = kept.read_bytes()
        if not made:
            made, new = encode(data), new + 1
            write_whole(kept, made, durable=False)
        target = path.with_name(path.name + suffix)
        if not target.is_file() or target.read_bytes() != made:
            write_whole(target, made, durable=False)
        os.utime(target, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))  # nginx wants it no older
        found.append(target)
        light = min(light, len(made))
    return found, new, light
