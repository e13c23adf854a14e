"""Files inside Pelican: published as the check left them, each content given its pictures with their size."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self
from urllib.parse import quote, unquote

from markupsafe import Markup
from pelican import signals
from pelican.generators import Generator

from plugins.common.problems import BuildRefused
from plugins.media.checks import check_images
from plugins.media.sizes import settle_images
from plugins.media.uses import reached
from plugins.model.content import PublishedFile, Site


def connect() -> None:
    signals.initialized.connect(prepare)
    signals.article_generator_init.connect(forget_static_links)
    signals.get_generators.connect(generator)
    signals.all_generators_finalized.connect(add_images)


def prepare(pelican: Any) -> None:
    """Look at the files, unless the checks of the build task have."""
    site: Site = pelican.settings["TRIBUNE_SITE"]
    if site.files and not site.published:
        list(check_images(site))


class _Ignored(set[str]):
    """A set that takes nothing."""

    def __ior__(self, other: object) -> Self:  # type: ignore[override]
        return self


def forget_static_links(generator: Any) -> None:
    """Pelican copies nothing by itself: it would publish the source of a file, and under its encoded name."""
    generator.context["static_links"] = _Ignored()


def generator(pelican: Any) -> type[Generator]:
    return FilesGenerator


class FilesGenerator(Generator):
    """Publishes the files that the texts of this build reach, at the address of their path."""

    def generate_context(self) -> None:
        """What `{static}/images/x.png` leads to; a name with an accent is percent-encoded (RFC 3986, § 2.1)."""
        self.site: Site = self.settings["TRIBUNE_SITE"]
        for name in self.site.published:
            self.context["static_content"][name] = SimpleNamespace(url=quote(name))

    def generate_output(self, writer: Any) -> None:
        for name in sorted(reached(self.site, production=self.settings["TRIBUNE_PRODUCTION"])):
            file = self.site.published.get(name)
            if file is not None:
                copy_as_checked(file, Path(self.output_path, name), f"{self.site.shown}/{name}")


def copy_as_checked(file: PublishedFile, target: Path, shown: str) -> None:
    """Copy the bytes that were looked at. Raises BuildRefused when the file holds others since."""
    try:
        data = file.path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise BuildRefused(f"{shown} a changé pendant la construction : recommencez")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


def add_images(generators: list[Any]) -> None:
    """Leaves `hero`, `portrait`, `logo` and `cover`; rewrites `_content`, before links are resolved."""
    site: Site = generators[0].settings["TRIBUNE_SITE"]

    def size_of(path: str) -> tuple[int, int] | None:
        return site.published[path].size if path in site.published else None

    def described(record: Any, field: str, alt: str) -> SimpleNamespace | None:
        path = site.stored_path((getattr(record, field, None) or "").lstrip("/"))
        width, height = size_of(path) or (None, None)
        if not path:
            return None
        caption = getattr(record, "image_caption", None) if field == "image" else None
        return SimpleNamespace(
            src=quote(path),
            alt=getattr(record, alt),
            caption=caption,
            width=width,
            height=height,
            dimensions=Markup(f' width="{width}" height="{height}"' if width else ""),  # a drawing may say none
        )

    for content in generators[0].context["generated_content"].values():
        record = getattr(content, "record", None)
        if record is None:
            continue
        content.hero = described(record, "image", "image_alt")
        for field in ("portrait", "logo", "cover"):
            setattr(content, field, described(record, field, f"{field}_alt"))
        content._content = settle_images(content._content, lambda src: size_of(unquote(src.removeprefix("{static}/"))))
