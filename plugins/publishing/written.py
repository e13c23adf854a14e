"""Which addresses a build may write, known from the content alone: an old address never takes one of them.

It is told for every text, whatever its status, and for lists that may come: an address that is free today because a
text is a draft, or because a list has one page, is not free tomorrow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from plugins.common.outputs import disk_key, file_at
from plugins.model.addresses import ALWAYS, RESERVATION, companions
from plugins.model.content import Content, site_path
from plugins.model.kinds import reserved_ids
from plugins.model.legal import TITLES
from plugins.model.page import PAGE

_FIXED = (*ALWAYS, RESERVATION, "ateliers.ics")
# Files whose names follow from neither a text nor a kind of content, as regular expressions on the keys of files; each
# with what it is in French.
_OF_THE_SITE = (
    (r"index\.html", "la page d’accueil"),
    (r"(?:theme|medias|pagefind|oembed|ateliers/par|archives/\d{4})(?:/.*)?", "le site"),
    (r"(?:articles|(?:rubriques|themes|auteurs|clients)/[^/]+)/page/.*", "les pages suivantes d’une liste"),
    ("|".join(re.escape(file_at(address)) for address in _FIXED), "le site"),
    (r"favicon\.\w+|flux/archives/.*", "le site"),
    (r"(?:rubriques|themes|auteurs)/[^/]+/atom\.xml", "le flux d’une liste"),
    (r"(?:_redirects|_headers|\.htaccess|\.nojekyll|cname)", "le serveur"),
)


class Written:
    """The files that a build may write, and by whom; more can be added, one by one."""

    def __init__(self, site: Content) -> None:
        self._owners: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        lists = "|".join(sorted(map(re.escape, reserved_ids(PAGE, site.kinds))))
        patterns = (*_OF_THE_SITE, (rf"(?:{lists})/index\.html", "le site"))
        self._patterns = [(re.compile(pattern), owner) for pattern, owner in patterns]
        for file, owner in _files_of_texts(site):
            self.add(file, owner)

    def add(self, file: str, owner: str) -> None:
        """Note that a file of the output is written, and by whom (a French name)."""
        key = disk_key(file)
        self._owners.setdefault(key, owner)
        folder = key.rpartition("/")[0]
        while folder and folder not in self._folders:  # those above it are there with it
            self._folders[folder] = owner
            folder = folder.rpartition("/")[0]

    def owner(self, file: str) -> str | None:
        """Who writes a file, or stands in its way: a folder of its name, or a file where its folder would be."""
        name = disk_key(file)
        if name in self._owners:
            return self._owners[name]
        for pattern, owner in self._patterns:
            if pattern.fullmatch(name):
                return owner
        if name in self._folders:
            return self._folders[name]
        for folder in map(str, PurePosixPath(name).parents):
            if folder in self._owners:
                return self._owners[folder]
            for pattern, owner in self._patterns:
                if pattern.fullmatch(folder):
                    return owner
        return None


def _files_of_texts(site: Content) -> Iterator[tuple[str, str]]:
    if site.agency.accessibility:
        yield "accessibilite/index.html", "la déclaration d’accessibilité"
    for document in site.documents():
        for address in (site_path(document), *companions(document)):
            yield file_at(address), document.shown
    for name, title in TITLES.items():
        yield f"{name}/index.html", f"la page « {title} »"
    for folder, names in (("rubriques", site.category_names), ("themes", site.tag_names)):
        for slug, name in names.items():
            yield f"{folder}/{slug}/index.html", f"la liste « {name} »"
    for path in site.files:
        yield path, f"{site.shown}/{path}"
    for path in site.root_files:
        yield path, f"{site.shown}/racine/{path}"
