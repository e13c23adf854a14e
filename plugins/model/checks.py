"""Faults that no file shows alone: references between texts, links, markers, one address twice."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Literal
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plugins.common.problems import Problem
from plugins.common.texts import Names, plain_text, slugify, suggestion
from plugins.model import body
from plugins.model.article import is_file_name
from plugins.model.content import KINDS, Document, Site, relative_target
from plugins.model.fields import Loc, Reference, shown

_KIND_LABELS = {
    "author": ("auteur", "content/auteurs/"),
    "client": ("client", "content/clients/"),
    "guide": ("guide", "content/guides/"),
    "workshop": ("atelier", "content/ateliers/"),
    "article": ("article", "content/articles/"),
    "place": ("lieu", "content/lieux.yaml"),
    "image": ("image", "content/"),
    "file": ("fichier", "content/"),
}
_INDICATOR = re.compile(r"^[{|](?P<what>[^}|]*)[}|](?P<path>.*)$")
EXTERNAL = re.compile(r"^(?:https?:)?//|^(?:mailto|tel|sms|xmpp|webcal|geo):", re.I)


def check_site(site: Site) -> Iterator[Problem]:
    """Every fault that shows when all files are read, in texts whose header has faults too."""
    for document in (*site.documents(), *site.faulty):
        yield from check_references(site, document)
        yield from check_body(site, document)


def references(record: BaseModel) -> Iterator[tuple[Loc, str, str]]:
    """Each (place, kind, name) by which a record names another one."""
    for name, info in type(record).model_fields.items():
        value = getattr(record, name, None)  # absent from a record that is read in part
        if value is not None:
            yield from _references_of(value, (name,), _reference_kind(info))


def _references_of(value: Any, loc: Loc, kind: str | None) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(value, BaseModel):
        for inner, inner_kind, name in references(value):
            yield (*loc, *inner), inner_kind, name
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _references_of(item, (*loc, number), kind)
    elif kind and isinstance(value, str):
        yield loc, kind, value


def _reference_kind(info: FieldInfo) -> str | None:
    """The kind that a field's annotation marks, in the field itself, in an option or in the items of a list."""
    for mark in info.metadata:
        if isinstance(mark, Reference):
            return mark.kind
    return _annotated_kind(info.annotation)


def _annotated_kind(annotation: Any) -> str | None:
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Reference):
            return mark.kind
    for argument in getattr(annotation, "__args__", ()):
        found = _annotated_kind(argument)
        if found:
            return found
    return None


def check_references(site: Site, document: Document[Any]) -> Iterator[Problem]:
    """Chaque auteur, client, lieu, guide, atelier, article ou image nommé existe."""
    for loc, kind, name in references(document.record):
        found = site.resolve(kind, name)
        if found is None:
            if _told(site, kind, name):
                continue
            label, where = _KIND_LABELS[kind]
            if kind in ("image", "file"):
                near = _nearest_path(site, "files", name)
                hint = f" ; voulez-vous « {near} » ?" if near else " ; vérifiez le nom"
            else:
                known = site.once(f"names of {kind}", partial(_sorted_names, site, kind))
                hint = suggestion(name, known)
            yield document.problem(loc, f"{label} « {shown(name)} » introuvable dans {where}{hint}")
        elif kind in ("article", "guide", "workshop"):
            yield from _unpublished(
                site, document, site.of_kind(kind)[found], partial(document.problem, loc, severity="warning")
            )


def _told(site: Site, kind: str, name: str) -> bool:
    """Whether a reference fails only because the file that it names has faults of its own, told once there."""
    if kind == "place":
        return not {"lieux.yaml", f"lieux.yaml/{name}"}.isdisjoint(site.refused)
    folder = next((known.folder for known in KINDS if known.name == kind), "")
    refused = site.once(
        "refused", lambda: {(path.partition("/")[0], slugify(_bare_name(path))) for path in site.refused}
    )
    return bool(folder) and (folder, slugify(name)) in refused


def _sorted_names(site: Site, kind: str) -> Names:
    return Names(sorted(site.known_ids(kind)))


def _unpublished(
    site: Site, document: Document[Any], target: Document[Any], problem: Callable[[str], Problem]
) -> Iterator[Problem]:
    """A published text must not lead to one that readers do not have yet."""
    states = {"draft": "est un brouillon", "scheduled": "n’est pas encore paru", "skip": "a le statut « skip »"}
    state = site.state(target)
    if state in states and site.state(document) in ("published", "hidden"):
        yield problem(
            f"{target.kind.label} « {target.id} » {states[state]} : publiez ce texte d’abord, ou retirez ce renvoi"
        )


def check_body(site: Site, document: Document[Any]) -> Iterator[Problem]:
    """Les liens mènent quelque part, les images sont décrites, le HTML est fermé et inerte."""
    text = document.header.body
    masked = body.mask(text)
    for message, offset in (*body.marker_faults(masked), *body.html_faults(masked)):
        yield document.body_problem(offset, message)
    for offset in body.cut_sentences(masked):
        message = "« <!-- more --> » coupe une phrase : placez-le seul sur sa ligne, après un paragraphe"
        yield document.body_problem(offset, message, "warning")
    for label, offset in body.undefined_references(masked):
        yield document.body_problem(
            offset,
            f"référence « [{shown(label)}] » définie nulle part : ajoutez « [{shown(label)}]: adresse »",
        )
    for label, offset in body.undefined_notes(masked):
        yield document.body_problem(
            offset, f"note « [^{shown(label)}] » écrite nulle part : ajoutez « [^{shown(label)}]: texte de la note »"
        )
    for link in body.links(masked):
        yield from check_link(site, document, link)


def check_link(site: Site, document: Document[Any], link: body.Link) -> Iterator[Problem]:
    """One link or image of a body."""
    target = link.target.strip()
    alt = plain_text(link.text)
    if link.image and not alt:
        yield document.body_problem(
            link.offset,
            f"image « {shown(target)} » sans texte alternatif : écrivez ![ce que montre l’image]({shown(target)})",
        )
    elif link.image and is_file_name(alt, target):
        yield document.body_problem(
            link.offset,
            f"texte alternatif « {shown(alt)} » égal au nom du fichier : décrivez ce que montre l’image",
            "warning",
        )
    if not target:
        yield document.body_problem(link.offset, "lien sans adresse : écrivez [texte](adresse)")
        return
    if EXTERNAL.match(target):
        return
    if target.startswith("#"):
        yield from _check_anchor(document, link, document, target)
        return
    if re.match(r"^[a-z][a-z0-9+.-]*:", target, re.I):
        yield document.body_problem(
            link.offset,
            f"adresse « {shown(target)} » : écrivez une adresse https:, mailto: ou un chemin du site",
        )
        return
    _, message, found = resolve_link(site, document, target)
    if message:
        yield document.body_problem(link.offset, message)
    elif found is not None:
        yield from _unpublished(site, document, found, partial(document.body_problem, link.offset))
        if "#" in target:
            yield from _check_anchor(document, link, found, target)


def _check_anchor(document: Document[Any], link: body.Link, target: Document[Any], address: str) -> Iterator[Problem]:
    """A link to a part of a text leads to a title or a note that is there."""
    name = unquote(address.partition("#")[2])
    anchors = target.anchors
    if name and name not in anchors:
        where = "ce texte" if target is document else target.shown
        yield document.body_problem(
            link.offset,
            f"« #{shown(name)} » n’est pas dans {where}{suggestion(name, target.anchor_names) or ' ; vérifiez le nom'}",
        )


def resolve_link(site: Site, document: Document[Any], target: str) -> tuple[str, str | None, Document[Any] | None]:
    """What a link of the content means.

    Returns (target in Pelican's notation or as it was, French message when it leads nowhere, document it leads to).
    """
    path, mark = split_target(target)
    match = _INDICATOR.match(path)
    what = "filename"
    if match:
        what, path = match["what"], match["path"]
        if what in ("author", "category", "tag", "index"):
            return target, None, None
        if what not in ("filename", "static", "attach"):
            known = ("{filename}", "{static}")
            return target, f"indicateur « {{{shown(what)}}} » inconnu{suggestion(what, known)}", None
    elif path.startswith("/"):
        return _resolve_address(site, target, unquote(path).lstrip("/"), mark)
    wanted = relative_target(document, unquote(path))
    if wanted.startswith(".."):
        return target, f"« {shown(path)} » sort du contenu : copiez le fichier dans content/images/", None
    wanted = site.stored_path(wanted)
    found = site.by_path.get(wanted)
    if found is not None:
        return f"{{filename}}/{wanted}{mark}", None, found
    if wanted in site.files:
        return f"{{static}}/{wanted}{mark}", None, None
    if wanted in site.refused:  # its own faults are told: this link is right
        return target, None, None
    hint = _nearest_file(site, document, wanted)
    return target, f"lien « {shown(target)} » : ce fichier n’est pas dans le contenu{hint}", None


def _resolve_address(site: Site, target: str, path: str, mark: str) -> tuple[str, str | None, Document[Any] | None]:
    """A link by address (`/articles/x/`): right today, it would break at another sub-path if it stayed as it is."""
    found = site.by_address.get(path.removesuffix("index.html").rstrip("/") + "/")
    if found is not None:
        return f"{{filename}}/{found.relative}{mark}", None, found
    if path in site.files:
        return f"{{static}}/{path}{mark}", None, None
    known = site.once("addresses", lambda: Names(sorted(f"/{address}" for address in site.by_address)))
    remedy = (
        suggestion(f"/{path}", known)
        if known.nearest(path)
        else " : liez le fichier du texte (../articles/mon-article.md), ou écrivez l’adresse complète"
    )
    return target, f"adresse « {shown(target)} » inconnue{remedy}", None


def _nearest_file(site: Site, document: Document[Any], wanted: str) -> str:
    """« ; voulez-vous « ../images/cap.png » ? », written as the document would link it."""
    near = _nearest_path(site, "files" if _is_file(wanted) else "by_path", wanted)
    if near is None:
        return " ; vérifiez le nom"
    return f" ; voulez-vous « {os.path.relpath(near, PurePosixPath(document.relative).parent)} » ?"


def _nearest_path(site: Site, among: Literal["files", "by_path"], wanted: str) -> str | None:
    """The known path whose name most resembles that of a path."""
    # Names without date nor extension: what all of them share would make any two look alike.
    paths = site.once(among, lambda: {_bare_name(path): path for path in getattr(site, among)})
    near = site.once(f"names of {among}", lambda: Names(paths)).nearest(_bare_name(wanted))
    return paths[near] if near is not None else None


def _is_file(path: str) -> bool:
    return PurePosixPath(path).suffix not in ("", ".md")


def _bare_name(path: str) -> str:
    return re.sub(r"^\d{4}-\d{2}-\d{2}[-_]", "", PurePosixPath(path).stem)


def split_target(target: str) -> tuple[str, str]:
    """The path of a target, and its query and fragment."""
    match = re.search(r"[?#]", target)
    return (target[: match.start()], target[match.start() :]) if match else (target, "")
