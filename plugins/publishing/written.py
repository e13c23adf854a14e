"""Which addresses a build may write, known from the content alone: an old address never takes one of them.

It is told for every text, whatever its status, and for lists that may come: an address that is free today because a
text is a draft, or because a list has one page, is not free tomorrow.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import PurePosixPath

from plugins.model.content import Site, site_path
from plugins.model.reading import RESERVED_PAGES

# Files whose names follow from no text, as regular expressions on the keys of files; each with what it is in French.
_OF_THE_SITE = (
    (r"index\.html", "la page d’accueil"),
    (r"(?:theme|pagefind|oembed|ateliers/par|archives/\d{4})(?:/.*)?", "le site"),
    (r"(?:articles|(?:rubriques|themes|auteurs|clients)/[^/]+)/page/.*", "les pages suivantes d’une liste"),
    (rf"(?:{'|'.join(sorted(RESERVED_PAGES))})/index\.html", "le site"),
    (
        r"(?:404\.html|flux/(?:atom|rss)\.xml|sitemap\.xml|robots\.txt|favicon\.\w+|prochain-changement\.json|ateliers\.ics)",
        "le site",
    ),
    (r"(?:_redirects|_headers|\.htaccess|\.nojekyll|cname)", "le serveur"),
)
_PATTERNS = [(re.compile(pattern), owner) for pattern, owner in _OF_THE_SITE]
# Those of them that are there whatever the content, or as soon as it has a text of the kind.
_LEADS_SOMEWHERE = re.compile(
    r"(?:(?:articles|archives|archives/\d{4}|ateliers|ateliers/par/[^/]+/[^/]+|clients)/)?index\.html"
    r"|flux/(?:atom|rss)\.xml|ateliers\.ics|sitemap\.xml"
)


def key(file: str) -> str:
    """Files with one key are one file on some disk: case and the way to spell « é » tell none apart (APFS, NTFS)."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", file).casefold())


class Written:
    """The files that a build may write, and by whom; more can be added, one by one."""

    def __init__(self, site: Site) -> None:
        self._owners: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        for file, owner in _files_of_texts(site):
            self.add(file, owner)

    def add(self, file: str, owner: str) -> None:
        """Note that a file of the output is written, and by whom (a French name)."""
        self._owners.setdefault(key(file), owner)
        for folder in PurePosixPath(key(file)).parents:
            self._folders.setdefault(str(folder), owner)

    def leads_somewhere(self, file: str) -> bool:
        """Whether an address may be moved to this file: a text, a list, a feed or a file of the content."""
        return key(file) in self._owners or bool(_LEADS_SOMEWHERE.fullmatch(key(file)))

    def owner(self, file: str) -> str | None:
        """Who writes a file, or stands in its way: a folder of its name, or a file where its folder would be."""
        name = key(file)
        if name in self._owners:
            return self._owners[name]
        for pattern, owner in _PATTERNS:
            if pattern.fullmatch(name):
                return owner
        if name in self._folders:
            return self._folders[name]
        for folder in map(str, PurePosixPath(name).parents):
            if folder in self._owners:
                return self._owners[folder]
            for pattern, owner in _PATTERNS:
                if pattern.fullmatch(folder):
                    return owner
        return None


def _files_of_texts(site: Site) -> Iterator[tuple[str, str]]:
    for document in site.documents():
        yield f"{site_path(document)}index.html", document.shown
    for document in site.workshops.values():
        home = f"ateliers/{document.id}"
        yield f"{home}.ics", document.shown
        yield f"{home}/programme.pdf", document.shown
        for session in document.record.sessions:
            yield f"{home}/{session.id}/index.html", document.shown
            yield f"{home}/{session.id}.ics", document.shown
    for document in site.clients.values():
        for name in ("flux.xml", "atom.xml"):
            yield f"clients/{document.id}/{name}", document.shown
    for folder, names in (("rubriques", site.category_names), ("themes", site.tag_names)):
        for slug, name in names.items():
            yield f"{folder}/{slug}/index.html", f"la liste « {name} »"
    for path in site.files:
        yield path, f"{site.shown}/{path}"
