"""Building the site from a content folder to an output folder, whole or not at all, and previewing it."""

from __future__ import annotations

from plugins.common.untyped import JsonObject, Untyped


def tribune(settings: JsonObject) -> Untyped:
    """The object that Pelican runs in the place of its own (`PELICAN_CLASS`); loaded when a site is built."""
    from plugins.build.pelican import Tribune

    return Tribune(settings)
