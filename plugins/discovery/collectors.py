"""What programs that collect texts are told of a whole site: robots.txt (RFC 9309), tdmrep.json (W3C, « TDM Reservation
Protocol »). Both are read at the root of a host, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from plugins.model.agency import Agency
from plugins.site.indexing import USES, Use


def robots(agency: Agency, origin: str) -> str:
    """The robots.txt of a site: everyone may come, but for the uses that the agency reserves.

    Under a path it is a part of that of the host's root: its lines say that path, and its head where they go.
    """
    parts = urlsplit(origin)
    lines = ["User-agent: *", "Allow: /", ""]
    if parts.path:
        place = f"{parts.scheme}://{parts.netloc}/robots.txt"
        lines = [f"# Lu à la racine de l’hôte seulement : ajoutez ces lignes à {place}", ""]
    for use in reserved(agency):
        lines += [*(f"User-agent: {name}" for name in use.agents), f"Disallow: {parts.path}/", ""]
    return "\n".join([*lines, f"Sitemap: {origin}/sitemap.xml", ""])


def reservation(agency: Agency, origin: str) -> str:
    """The tdmrep.json of a host whose site reserves text and data mining; empty for one that does not."""
    if not any(use.reserved_by_law for use in reserved(agency)):
        return ""
    rule: dict[str, str | int] = {"location": f"{urlsplit(origin).path}/*", "tdm-reservation": 1}
    if agency.ai and agency.ai.policy:
        rule["tdm-policy"] = agency.ai.policy
    return json.dumps([rule], ensure_ascii=False, indent=2) + "\n"


def at_the_root(origin: str) -> bool:
    """Whether a site is at the root of its host."""
    return not urlsplit(origin).path


def reserved(agency: Agency) -> Iterator[Use]:
    """The uses that the agency reserves."""
    for use in USES:
        if agency.ai and getattr(agency.ai, use.key) == "reserved":
            yield use
