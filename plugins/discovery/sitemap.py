"""The site map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape


@dataclass(frozen=True, order=True)
class Entry:
    """One address of the site map: absolute, with the instant of its last change when that is known."""

    address: str
    modified: datetime | None = None


def sitemap(entries: Iterable[Entry]) -> str:
    """The XML of a site map, sorted by address (sitemaps.org, protocol 0.9).

    A page without a known date says none: the instant of the build would lie, and change at each build.
    """
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ]
    for entry in sorted(entries, key=lambda entry: entry.address):
        modified = f"<lastmod>{entry.modified.isoformat(timespec='seconds')}</lastmod>" if entry.modified else ""
        lines.append(f"<url><loc>{escape(entry.address)}</loc>{modified}</url>")
    return "\n".join([*lines, "</urlset>", ""])
