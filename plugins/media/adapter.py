"""Gives each content its illustration with its size, and each image of a body its width and height."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote

from pelican import signals

from plugins.media.sizes import Size, image_size, settle_images


def connect() -> None:
    signals.all_generators_finalized.connect(add_images)


def add_images(generators: list[Any]) -> None:
    """Leaves `hero`, `portrait`, `logo` and `cover`; rewrites `_content`, before links are resolved."""
    site = generators[0].settings["TRIBUNE_SITE"]

    @cache
    def size_of(path: str) -> Size | None:
        return image_size(site.files[path]) if path in site.files else None

    def described(record: Any, field: str, alt: str) -> SimpleNamespace | None:
        path = (getattr(record, field, None) or "").lstrip("/")
        width, height = size_of(path) or (None, None)
        if not path:
            return None
        caption = getattr(record, "image_caption", None) if field == "image" else None
        return SimpleNamespace(src=quote(path), alt=getattr(record, alt), caption=caption, width=width, height=height)

    for content in generators[0].context["generated_content"].values():
        record = getattr(content, "record", None)
        if record is None:
            continue
        content.hero = described(record, "image", "image_alt")
        for field in ("portrait", "logo", "cover"):
            setattr(content, field, described(record, field, f"{field}_alt"))
        content._content = settle_images(content._content, lambda src: size_of(unquote(src.removeprefix("{static}/"))))
