"""Checks on images: a file that is no image would leave a hole in a page."""

from __future__ import annotations

from collections.abc import Iterator

from plugins.common.problems import Problem
from plugins.media.sizes import image_size
from plugins.model.content import Site

_IMAGES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


def check_images(site: Site) -> Iterator[Problem]:
    """Une image s’ouvre, quel que soit le nom de son fichier."""
    for name, path in site.files.items():
        if path.suffix.lower() in _IMAGES and image_size(path) is None:
            yield Problem(
                f"{site.shown}/{name}", 1, 1, "ce fichier n’est pas une image lisible : exportez-la de nouveau"
            )
