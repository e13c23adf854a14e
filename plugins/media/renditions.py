"""The renditions of pictures, each made once: kept by the address that the bytes of the picture give it."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path, PurePosixPath

from PIL import Image

from plugins.common.files import write_whole
from plugins.media.colour import to_srgb
from plugins.media.store import CACHE, usable
from plugins.model.content import PublishedFile
from plugins.site.pictures import File, Renditions

# AVIF: libavif’s speed 8 weighs what speed 6 does and costs three times less. One thread, no tiles of its own choice:
# the same picture gives the same bytes on any number of processors.
_AVIF: dict[str, object] = {"speed": 8, "max_threads": 1, "autotiling": False}
_AVIF_OF: dict[str, dict[str, object]] = {
    "photo": {"quality": 55, "subsampling": "4:2:0"},
    "drawing": {"quality": 70, "subsampling": "4:4:4"},  # edges of letters and lines keep their colours
}
_WEBP_OF: dict[str, int] = {"photo": 78, "drawing": 90}
_JPEG = 80
_UNUSED = 60 * 86_400  # seconds: a rendition that no build has made nor wanted for so long is let go
Job = tuple[PublishedFile, list[tuple[File, Path]]]


class Folder:
    """The folder of the renditions that were made; it outlives outputs, and travels between machines."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = usable(folder or CACHE / "medias")
        self._there = {each.name for each in os.scandir(self._folder)}

    def make(self, wanted: Sequence[tuple[PublishedFile, Renditions]]) -> None:
        """Make what is lacking, by as many processes as there are processors."""
        jobs: list[Job] = []
        named: set[str] = set()
        for file, renditions in wanted:
            lacking = []
            for each in renditions.files():
                name = PurePosixPath(each.path).name
                if name not in self._there and name not in named:
                    lacking.append((each, self._folder / name))
                named.add(name)
            if lacking:
                jobs.append((file, lacking))
        if jobs:
            _share(jobs)
            self._forget(named)

    def reader(self, path: str) -> Callable[[str], bytes]:
        """What gives the bytes of a rendition, by its address."""
        file = self._folder / PurePosixPath(path).name

        def rendition(address: str) -> bytes:
            return file.read_bytes()

        return rendition

    def _forget(self, named: set[str]) -> None:
        for name in self._there - named:
            path = self._folder / name
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > _UNUSED:
                    path.unlink()


def _share(jobs: Sequence[Job]) -> None:
    workers = min(os.cpu_count() or 1, len(jobs))
    if workers > 1 and hasattr(os, "fork"):
        from concurrent.futures import ProcessPoolExecutor  # here: most builds have no new picture
        from concurrent.futures.process import BrokenProcessPool
        from multiprocessing import get_context

        with suppress(BrokenProcessPool), ProcessPoolExecutor(workers, get_context("fork")) as pool:
            list(pool.map(render, jobs))
    for job in jobs:  # what a process that was killed has left
        render(job)


def render(job: Job) -> None:
    """Write the renditions of one picture that are not there, the widest read once and each made of it."""
    file, wanted = job
    wanted = [each for each in wanted if not each[1].exists()]
    if not wanted:
        return
    with Image.open(file.path) as image:
        widest = max(each.width for each, _ in wanted)
        if image.format == "JPEG" and image.mode in ("L", "RGB"):
            image.draft(image.mode, (widest, 1))  # an eighth, a quarter, half of each side: the decoder goes no further
        image.load()
        profile = image.info.get("icc_profile")
        clear = to_srgb(image, profile)
        if clear.mode in ("L", "LA"):
            clear = clear.convert("RGBA" if clear.mode == "LA" else "RGB")
        clear.info = {}
    for each, path in sorted(wanted, key=lambda item: -item[0].width):
        height = max(1, round(each.width * clear.height / clear.width))
        drawn = clear
        if clear.width != each.width:
            drawn = clear.resize((each.width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        write_whole(path, encoded(drawn, each.suffix, file.form), durable=False)


def encoded(image: Image.Image, suffix: str, form: str) -> bytes:
    """A picture (RGB or RGBA) in a format, as finely as what it shows asks: a drawing stays crisp."""
    if suffix == ".avif":
        return _saved(image, "AVIF", **_AVIF, **_AVIF_OF[form])
    if suffix == ".webp":
        lossy = _saved(image, "WEBP", quality=_WEBP_OF[form], method=4)
        if form == "photo":
            return lossy
        exact = _saved(image, "WEBP", lossless=True, quality=60, method=4)
        return min(exact, lossy, key=len)
    if suffix == ".jpg":
        return _saved(image.convert("RGB"), "JPEG", quality=_JPEG, progressive=True, optimize=True)
    return _saved(image, "PNG", compress_level=9)


def _saved(image: Image.Image, form: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()
