"""The addresses that readers know, `content/registre/adresses.txt`: which are promises, how they are noted.

One address a line, sorted, so that git merges what two people note. A line that ends with « retirée » is a removal
that someone wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from plugins.common.outputs import address_of, file_at
from plugins.common.problems import Problem
from plugins.publishing.rules import REGISTER_LINE

REGISTER = "adresses.txt"
STRUCK = " retirée"
_HEAD = "# Adresses mises en ligne, que des lecteurs connaissent : écrites par ./inv addresses.record.\n"
Promise = Literal["page", "feed", "calendar", "document", "card"]

# The next page of a list moves with each article, and the rest has the name that hosts and browsers ask.
_UNNOTED = re.compile(r"(?:theme|pagefind)/|(?:.*/)?page/\d+/index\.html$|(?:404\.html|sitemap\.xml)$")
# Free to go: lists made of what they hold, and sessions that passed. Each of their texts is a promise itself; a session
# that subscribers still have is kept by the check of calendars.
_PASSING = re.compile(
    r"(?:themes|rubriques)/[^/]+/index\.html$|archives/\d{4}/index\.html$|ateliers/par/"
    r"|ateliers/[^/]+/[^/]+(?:/index\.html|\.ics)$"
)


def promise_of(name: str) -> Promise | None:
    """What readers were promised at a file of the site, by its path; None when nothing was."""
    if _UNNOTED.match(name) or _PASSING.match(name):
        return None
    form = name.rpartition(".")[2].lower()
    if name.startswith("oembed/"):
        return "card" if form in ("html", "json") else None
    return {"html": "page", "htm": "page", "xml": "feed", "ics": "calendar", "pdf": "document"}.get(form)  # type: ignore[return-value]


def promises(names: Iterable[str]) -> dict[str, Promise]:
    """The promised addresses of a site, by its files: `/articles/x/` → page."""
    found = ((address_of(name).replace(" ", "%20"), promise_of(name)) for name in names)
    return {address: promise for address, promise in found if promise}


def file_of(address: str) -> str:
    """The file of an address as the register writes it, a space as `%20`."""
    return file_at(address.replace("%20", " "))


@dataclass
class Known:
    """What the register says: the line of each address, and those whose removal was wanted."""

    lines: dict[str, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)


def read_addresses(text: str, shown: str) -> tuple[Known, list[Problem]]:
    """The register, and a problem for each line that is no address (a merge left half way, mostly)."""
    known, problems = Known(), []
    for number, line in enumerate(text.splitlines(), 1):
        address = line.removesuffix(STRUCK)
        if not line.strip() or line.startswith("#"):
            continue
        if not re.fullmatch(r"/\S*", address):
            message = f"« {line[:60]} » n’est pas une adresse : effacez cette ligne"
            problems.append(REGISTER_LINE.at(shown, number, 1, message))
            continue
        known.lines[address] = number
        if address != line:
            known.struck.add(address)
    return known, problems


def written(addresses: Iterable[str], struck: Iterable[str] = ()) -> str:
    """The text of the register."""
    marked: Mapping[str, str] = {**dict.fromkeys(addresses, ""), **dict.fromkeys(struck, STRUCK)}
    return _HEAD + "".join(f"{address}{marked[address]}\n" for address in sorted(marked))
