"""Faults that no file shows alone: references between texts, links, markers, one address twice."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from itertools import islice
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plugins.common.names import Names
from plugins.common.problems import Problem
from plugins.common.safe_html import Fragment
from plugins.common.texts import plain_text, slugify
from plugins.model import body, markup
from plugins.model.article import is_file_name
from plugins.model.content import Content, Document
from plugins.model.fields import Loc, Reference, shown
from plugins.model.leftovers import leftovers
from plugins.model.limits import TooCostly, bounded
from plugins.model.links import bare_name, leads_elsewhere, link_fault, missing_file
from plugins.model.rules import (
    CUT_SENTENCE,
    DEAD_ANCHOR,
    DEAD_LINK,
    IMAGE_ALT,
    IMAGE_ALT_NAME,
    LEFTOVER,
    MARKS,
    TOO_COSTLY,
    UNCALLED,
    UNCLOSED_HTML,
    UNDEFINED,
    UNKNOWN_REFERENCE,
    UNPUBLISHED_LINK,
    UNPUBLISHED_REFERENCE,
)

_FILES = {"image": "image", "file": "fichier"}  # what a header may name and is no text, by its French name
_HTML_FAULTS = 100  # told of one text: each is looked for in its source, and who has so many mends them by kinds


def check_site(site: Content) -> Iterator[Problem]:
    """Every fault that shows when all files are read, in texts whose header has faults too."""
    for document in (*site.documents(), *site.faulty):
        yield from check_references(site, document)
        yield from check_body(site, document)


def references(record: BaseModel) -> Iterator[tuple[Loc, str, str]]:
    """Each (place, kind, name) by which a record names another one."""
    for name, kind in _kinds_by_field(type(record)):
        value = getattr(record, name, None)  # absent from a record that is read in part
        if value is not None:
            yield from _references_of(value, (name,), kind)


@cache
def _kinds_by_field(schema: type[BaseModel]) -> tuple[tuple[str, str | None], ...]:
    return tuple((name, reference_kind(info)) for name, info in schema.model_fields.items())


def _references_of(value: Any, loc: Loc, kind: str | None) -> Iterator[tuple[Loc, str, str]]:
    if isinstance(value, BaseModel):
        for inner, inner_kind, name in references(value):
            yield (*loc, *inner), inner_kind, name
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _references_of(item, (*loc, number), kind)
    elif kind and isinstance(value, str):
        yield loc, kind, value


def reference_kind(info: FieldInfo) -> str | None:
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


def check_references(site: Content, document: Document[Any]) -> Iterator[Problem]:
    """Chaque auteur, client, lieu, guide, atelier, article ou image nommé existe."""
    for loc, kind, name in references(document.record):
        found = site.resolve(kind, name)
        if found is None:
            if _told(site, kind, name):
                continue
            if kind in _FILES:
                yield document.problem(loc, missing_file(site, name, _FILES[kind]), UNKNOWN_REFERENCE)
                continue
            known = site.kind(kind)
            if known is None and kind != "place":  # of a feature that the site does not have
                continue
            label, where = (known.noun, f"content/{known.folder}/") if known else ("lieu", "content/lieux.yaml")
            hint = site.once(f"names of {kind}", partial(_sorted_names, site, kind)).suggestion(name)
            if known and "voulez-vous" not in hint:
                hint += known.when_absent
            unknown = f"{label} « {shown(name)} » introuvable dans {where}{hint}"
            yield document.problem(loc, unknown, UNKNOWN_REFERENCE)
        elif kind in site.by_kind and (message := _unpublished(site, document, site.of_kind(kind)[found])):
            yield document.problem(loc, message, UNPUBLISHED_REFERENCE)


def _told(site: Content, kind: str, name: str) -> bool:
    """Whether a reference fails only because the file that it names has faults of its own, told once there."""
    if kind == "place":
        return not {"lieux.yaml", f"lieux.yaml/{name}"}.isdisjoint(site.refused)
    known = site.kind(kind)
    refused = site.once(
        "refused", lambda: {(path.partition("/")[0], slugify(bare_name(path))) for path in site.refused}
    )
    return known is not None and (known.folder, slugify(name)) in refused


def _sorted_names(site: Content, kind: str) -> Names:
    return Names(sorted(site.known_ids(kind)))


def _unpublished(site: Content, document: Document[Any], target: Document[Any]) -> str | None:
    """What is said of a published text that leads to one that readers do not have yet."""
    states = {"draft": "est un brouillon", "scheduled": "n’est pas encore paru", "skip": "a le statut « skip »"}
    state = site.state(target)
    if state not in states or site.state(document) not in ("published", "hidden"):
        return None
    return f"{target.kind.label} « {target.id} » {states[state]} : publiez ce texte d’abord, ou retirez ce renvoi"


def check_body(site: Content, document: Document[Any]) -> Iterator[Problem]:
    """Les liens mènent quelque part, les images sont décrites, le HTML est fermé et inerte."""
    links: list[body.Link] = []
    try:
        with bounded():
            yield from list(_body_problems(site, document, links))
    except TooCostly as refusal:
        lines = document.header.body.splitlines(keepends=True)
        yield document.body_problem(sum(map(len, lines[: refusal.line])), str(refusal), TOO_COSTLY)
    for link in links:
        yield from check_link(site, document, link)


def _body_problems(site: Content, document: Document[Any], links: list[body.Link]) -> Iterator[Problem]:
    """What a body says of itself; the links that are to be followed are put in a list."""
    text = document.header.body
    rendered = document.rendered
    masked = body.mask(text, rendered.code)
    fragment = Fragment(rendered.html)
    for message, offset in body.marker_faults(masked):
        yield document.body_problem(offset, message, MARKS)
    for message, offset in body.unclosed_code(text, rendered.unclosed):
        yield document.body_problem(offset, message, UNCLOSED_HTML)
    told = set()
    for fault in islice(markup.refused(fragment, rendered.html), _HTML_FAULTS):
        told.add(fault.value)
        offset = body.locate(
            masked, element=fault.element, attribute=fault.attribute, value=fault.value, tag=fault.tag, rank=fault.rank
        )
        yield document.body_problem(offset, fault.message, fault.rule)
    for message, sign, rank in leftovers(fragment):
        yield document.body_problem(body.locate(masked, value=sign, rank=rank), message, LEFTOVER)
    for offset in body.cut_sentences(masked):
        message = "« <!-- more --> » coupe une phrase : placez-le seul sur sa ligne, après un paragraphe"
        yield document.body_problem(offset, message, CUT_SENTENCE)
    for label, offset in body.undefined_references(masked):
        yield document.body_problem(
            offset,
            f"référence « [{shown(label)}] » définie nulle part : ajoutez « [{shown(label)}]: adresse »",
            UNDEFINED,
        )
    for label, offset in body.undefined_notes(masked):
        message = f"note « [^{shown(label)}] » écrite nulle part : ajoutez « [^{shown(label)}]: texte de la note »"
        yield document.body_problem(offset, message, UNDEFINED)
    for label, offset in body.uncalled_notes(masked):
        message = f"note « [^{shown(label)}] » que rien n’appelle : écrivez « [^{shown(label)}] » là où elle s’applique"
        yield document.body_problem(offset, message, UNCALLED)
    found = body.rendered_links(fragment, masked, partial(leads_elsewhere, site))
    links += (each for each in found if not each.target or each.target not in told)


def check_link(site: Content, document: Document[Any], link: body.Link) -> Iterator[Problem]:
    """One link or image of a body."""
    target = link.target.strip()
    alt = plain_text(link.text) if link.image else ""
    if link.image and not alt:
        yield document.body_problem(
            link.offset,
            f"image « {shown(target)} » sans texte alternatif : écrivez ![ce que montre l’image]({shown(target)})",
            IMAGE_ALT,
        )
    elif link.image and is_file_name(alt, target):
        yield document.body_problem(
            link.offset,
            f"texte alternatif « {shown(alt)} » égal au nom du fichier : décrivez ce que montre l’image",
            IMAGE_ALT_NAME,
        )
    if not target:
        yield document.body_problem(link.offset, "lien sans adresse : écrivez [texte](adresse)", DEAD_LINK)
        return
    message, found = link_fault(site, document, target, image=link.image)
    if message:
        yield document.body_problem(link.offset, message, DEAD_LINK)
    elif found is not None:
        if found is not document and (message := _unpublished(site, document, found)):
            yield document.body_problem(link.offset, message, UNPUBLISHED_LINK)
        if "#" in target:
            yield from _check_anchor(document, link, found, target)


def _check_anchor(document: Document[Any], link: body.Link, target: Document[Any], address: str) -> Iterator[Problem]:
    """A link to a part of a text leads to a title or a note that is there."""
    name = unquote(address.partition("#")[2])
    try:
        anchors = target.anchors
    except TooCostly:  # told where it is
        return
    if name and name not in anchors:
        where = "ce texte" if target is document else target.shown
        yield document.body_problem(
            link.offset,
            f"« #{shown(name)} » n’est pas dans {where}{target.anchor_names.suggestion(name) or ' ; vérifiez le nom'}",
            DEAD_ANCHOR,
        )
