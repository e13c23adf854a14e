"""What the gate asks of the content: what must not show, and where texts hold what was found."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from plugins.model.article import ARTICLE
from plugins.model.content import Content, Document, site_path
from plugins.model.facts import fact
from plugins.model.fields import Record
from plugins.model.header import iter_locs
from plugins.model.thread import FOLDER as COMMENTS
from plugins.publishing.gate.places import Place
from plugins.publishing.gate.values import Guarded, Rules
from plugins.publishing.policy import card_policy, comments_policy, page_policy, redirect_policy

_SECRET_LENGTH = 6  # signs; a shorter value would be found in any text
_STATES = {"draft": "un brouillon", "scheduled": "à paraître", "skip": "mis de côté"}
_PREVIEWS = ("http://localhost:", "http://127.0.0.1:")


def rules_of(site: Content, production: bool, origin: str, hidden_paths: tuple[Path, ...]) -> Rules:
    """The rules of a build; `hidden_paths` are folders of this machine that no page names."""
    preview = not production
    forms = site.agency.endpoints()
    pages = page_policy(preview=preview, forms=forms)
    search = page_policy(preview=preview, forms=forms, search=True)
    commented = comments_policy(site, preview=preview) or pages
    policies = (pages, search, commented, card_policy(origin, preview=preview), redirect_policy(preview=preview))
    guarded = [*_secrets(site), *_local(hidden_paths)]
    if production:
        guarded += [*_unpublished(site), *_previews()]
    return Rules(origin, production, frozenset(policies), tuple(guarded), forms)


def _secrets(site: Content) -> Iterator[Guarded]:
    for document in site.clients.values():
        name = document.record.relay.secret_env if document.record.relay else None
        value = os.environ.get(name or "", "")
        if len(value) >= _SECRET_LENGTH:
            yield Guarded(value, f"la valeur du secret {name} est publiée : retirez-la, et changez ce secret", "secret")


def _local(folders: tuple[Path, ...]) -> Iterator[Guarded]:
    names = {f"{folder}/" for folder in folders if len(folder.parts) > 2}  # `/tmp`, `/root` are words of many texts
    for name in sorted({*names, "file:///"}):
        yield Guarded(name, f"chemin de cette machine (« {name}… ») publié : écrivez une adresse du site", "local")


def _previews() -> Iterator[Guarded]:
    for start in _PREVIEWS:
        yield Guarded(start, f"adresse de l’aperçu (« {start}… ») publiée : écrivez celle du site", "local")


def _unpublished(site: Content) -> Iterator[Guarded]:
    """Titles, addresses and slugs of texts that are not published, when they are words of theirs alone."""
    titles = {document.title for document in site.documents() if _shows(site, document)}
    addresses = {site_path(document) for document in site.documents() if _shows(site, document)}
    addresses |= {
        old.strip("/") + "/"
        for document in site.documents()
        if _shows(site, document)
        for old in getattr(document.record, "redirect_from", None) or ()
    }
    for document in site.documents():
        state = site.state(document)
        if state not in _STATES:
            continue
        what = f"de {document.shown} ({_STATES[state]})"
        for title in {document.title, _written_title(site, document)} - titles:
            if len(title.split()) >= 3 and len(title) >= 15:
                yield Guarded(title, f"titre {what} : ce texte n’est pas publié, et son titre paraît", "unpublished")
        address = site_path(document)
        if address not in addresses and document.kind.in_folder:
            yield Guarded(address, f"adresse {what} : ce texte n’est pas publié, et son adresse paraît", "unpublished")
            if document.id.count("-") >= 2:
                yield Guarded(
                    document.id, f"identifiant {what} : ce texte n’est pas publié, et son nom paraît", "unpublished"
                )


@fact()
def _written_title(document: Document[Record]) -> str:
    """The title of a text, to the letter."""
    return str(document.header.data.get("title", ""))


def _shows(site: Content, document: Document[Record]) -> bool:
    return site.state(document) not in _STATES


class SiteTexts:
    """The texts of a content, looked into when a fault was found."""

    def __init__(self, site: Content) -> None:
        self._site = site
        self._shown = {document.shown: document for document in site.documents()}
        self._published = [document for document in site.documents() if _shows(site, document)]

    def find(self, path: str, needle: str) -> tuple[Place, ...]:
        """Where a document holds some words, each time: in its body, else in its header; then in its comments."""
        document = self._shown.get(path)
        return tuple(self._in(document, needle)) if document and needle else ()

    def anywhere(self, needle: str) -> Place | None:
        """Where a published document holds them first."""
        return next((place for document in self._published for place in self._in(document, needle)), None)

    def _in(self, document: Document[Record], needle: str) -> Iterator[Place]:
        body = document.header.body
        for match in re.finditer(re.escape(needle), body):
            yield document.shown, *document.body_place(match.start())
        if needle not in body:
            for loc, text in iter_locs(document.header.data):
                if needle in text:
                    yield document.shown, *document.place(loc)
        if document.kind is ARTICLE and (thread := self._site.thread_headers.get(document.id)):
            for loc, text in iter_locs(thread.data):
                if needle in text:
                    yield f"{self._site.shown}/{COMMENTS}/{document.id}.yaml", *thread.place(loc)
