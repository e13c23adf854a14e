"""The addresses that readers know: which are promises, that the register (plugins/model/memory.py) is to keep."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from plugins.common.outputs import address_of, file_at
from plugins.common.regex import regex

Promise = Literal["page", "feed", "calendar", "document", "card"]

# The next page of a list moves with each article, and the rest has the name that hosts and browsers ask.
_UNNOTED = regex(r"(?:theme|pagefind)/|(?:.*/)?page/\d+/index\.html$|(?:404\.html|sitemap\.xml)$")
# Free to go: lists made of what they hold, with their feeds, the archives of the feed, and sessions that passed. Each
# of their texts is a promise itself; a session that subscribers still have is kept by the check of calendars.
_PASSING = regex(
    r"(?:themes|rubriques)/[^/]+/(?:index\.html|atom\.xml)$|flux/archives/\d+\.xml$|archives/\d{4}/index\.html$"
    r"|ateliers/par/"
    r"|ateliers/[^/]+/[^/]+(?:/index\.html|\.ics)$"
)


def promise_of(name: str) -> Promise | None:
    """What readers were promised at a file of the site, by its path; None when nothing was."""
    if _UNNOTED.match(name) or _PASSING.match(name):
        return None
    form = name.rpartition(".")[2].lower()
    if name.startswith("oembed/"):
        return "card" if form in ("html", "json") else None
    if name.startswith("flux/") and form == "json":
        return "feed"
    return {"html": "page", "htm": "page", "xml": "feed", "ics": "calendar", "pdf": "document"}.get(form)  # type: ignore[return-value]


def promises(names: Iterable[str]) -> dict[str, Promise]:
    """The promised addresses of a site, by its files: `/articles/x/` → page."""
    found = ((address_of(name).replace(" ", "%20"), promise_of(name)) for name in names)
    return {address: promise for address, promise in found if promise}


def file_of(address: str) -> str:
    """The file of an address as the register writes it, a space as `%20`."""
    return file_at(address.replace("%20", " "))
