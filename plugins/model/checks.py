"""Faults that no file shows alone: references between texts, links, markers, one address twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plugins.common.names import Names
from plugins.common.problems import Problem, Rule
from plugins.common.rules import all_rules
from plugins.common.safe_html import Fragment
from plugins.common.texts import plain_text, slugify
from plugins.model import body_scan, headings, markup, videos
from plugins.model.accessibility import check_declaration
from plugins.model.alternatives import alternative_fault
from plugins.model.body.doubts import doubts
from plugins.model.body.masking import mask
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Loc, Record, Reference, brief, inner_record
from plugins.model.leftovers import leftovers
from plugins.model.limits import TooCostly, bounded
from plugins.model.links import bare_name, leads_elsewhere, link_fault, missing_file, own_host
from plugins.model.rules import (
    CUT_SENTENCE,
    DEAD_ANCHOR,
    DEAD_LINK,
    IMAGE_ALT,
    IMAGE_ALT_NAME,
    LEFTOVER,
    MARKS,
    SKIPPED_LEVEL,
    TOO_COSTLY,
    TWIN_HEADINGS,
    UNCALLED,
    UNCLOSED_HTML,
    UNDEFINED,
    UNKNOWN_REFERENCE,
    UNPUBLISHED_LINK,
    UNPUBLISHED_REFERENCE,
    UNTITLED_VIDEO,
)
from plugins.model.shaped import shaped
from plugins.model.spoken import spoken

_FILES = {"image": "image", "file": "fichier"}  # what a header may name and is no text, by its French name
_TOLD = 100  # faults of a kind that are told of one text: each is looked for in its source, and mended by kinds


def check_site(site: Content) -> Iterator[Problem]:
    """Every fault that shows when all files are read, in texts whose header has faults too."""
    yield from check_declaration(site)
    for document in (*site.documents(), *site.faulty):
        yield from check_text(site, document)


def check_text(site: Content, document: Document[Record]) -> Iterator[Problem]:
    """Every fault of one text that shows when all files are read."""
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
    """The fields of a schema that name something, or hold a record that may, and what kind they name."""
    kinds = ((name, reference_kind(info), info.annotation) for name, info in schema.model_fields.items())
    return tuple((name, kind) for name, kind, form in kinds if kind or inner_record(form))


def _references_of(value: object, loc: Loc, kind: str | None) -> Iterator[tuple[Loc, str, str]]:
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


def _annotated_kind(annotation: object) -> str | None:
    for mark in getattr(annotation, "__metadata__", ()):
        if isinstance(mark, Reference):
            return mark.kind
    for argument in getattr(annotation, "__args__", ()):
        found = _annotated_kind(argument)
        if found:
            return found
    return None


@fact()
def references_of(document: Document[Record]) -> list[tuple[Loc, str, str]]:
    """Each (place, kind, name) by which the header of a text names something else."""
    return list(references(document.record))


def check_references(site: Content, document: Document[Record]) -> Iterator[Problem]:
    """Chaque auteur, client, lieu, guide, atelier, article ou image nommé existe."""
    for loc, kind, name in references_of.of(document):
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
            unknown = f"{label} « {brief(name)} » introuvable dans {where}{hint}"
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


def _unpublished(site: Content, document: Document[Record], target: Document[Record]) -> str | None:
    """What is said of a published text that leads to one that readers do not have yet."""
    states = {"draft": "est un brouillon", "scheduled": "n’est pas encore paru", "skip": "a le statut « skip »"}
    state = site.state(target)
    if state not in states or site.state(document) not in ("published", "hidden"):
        return None
    return f"{target.kind.label} « {target.id} » {states[state]} : publiez ce texte d’abord, ou retirez ce renvoi"


def check_body(site: Content, document: Document[Record]) -> Iterator[Problem]:
    """Les liens mènent quelque part, les images sont décrites, le HTML est fermé et inerte."""
    try:
        problems, links = body_of(site, document)
    except TooCostly as refusal:
        lines = document.reading.text.split("\n")
        offset = document.reading.place(sum(len(line) + 1 for line in lines[: refusal.line]))
        yield document.body_problem(offset, str(refusal), TOO_COSTLY)
        return
    for line, column, message, rule in problems:
        yield all_rules()[rule].at(document.shown, line, column, message)
    for target, text, image, line, column in links:
        yield from check_link(site, document, Link(target, text, image, line, column))


LinkParts = tuple[str, str, bool, int, int]


class Link(NamedTuple):
    """A link or an image of a body, with its place in the file."""

    target: str
    text: str
    image: bool
    line: int
    column: int


@fact(of_site=lambda site, kind: own_host(site))
def body_of(document: Document[Record], own: str) -> tuple[list[tuple[int, int, str, str]], list[LinkParts]]:
    """What a body says of itself: its faults (line, column, message, rule), the links that are to be followed (`Link`).

    `own` is the host of the site: nothing is to be said of most addresses of others.
    """
    links: list[body_scan.Link] = []
    with bounded():
        problems = list(_body_problems(document, own, links))
    place = document.reading.place
    of_source = [
        *islice(doubts(document.reading, document.record), _TOLD),
        *((place(offset), message, rule) for offset, message, rule in problems),
    ]
    return (
        [(*document.body_place(offset), message, rule.id) for offset, message, rule in of_source],
        [(link.target.strip(), link.text, link.image, *document.body_place(place(link.offset))) for link in links],
    )


def _body_problems(
    document: Document[Record], own: str, links: list[body_scan.Link]
) -> Iterator[tuple[int, str, Rule]]:
    """The faults of a body as it is read, each with its offset; the links that are to be followed are put in a list."""
    text = document.reading.text
    rendered = document.rendered
    masked = mask(text, rendered.code)
    fragment = Fragment(rendered.html)
    for message, offset in body_scan.marker_faults(masked):
        yield offset, message, MARKS
    for message, offset in body_scan.unclosed_code(text, rendered.unclosed):
        yield offset, message, UNCLOSED_HTML
    told = set()
    for fault in islice(markup.refused(fragment, rendered.html), _TOLD):
        told.add(fault.value)
        offset = body_scan.locate(
            masked, element=fault.element, attribute=fault.attribute, value=fault.value, tag=fault.tag, rank=fault.rank
        )
        yield offset, fault.message, fault.rule
    for message, sign, rank in islice(leftovers(fragment), _TOLD):
        yield body_scan.locate(masked, value=sign, rank=rank), message, LEFTOVER
    for offset, message in islice(headings.skipped(masked, rendered.headings), _TOLD):
        yield offset, message, SKIPPED_LEVEL
    for offset, message in islice(headings.twins(masked, rendered.headings, document.title), _TOLD):
        yield offset, message, TWIN_HEADINGS
    yield from islice(spoken(fragment, masked), _TOLD)
    yield from islice(shaped(fragment, masked), _TOLD)
    for offset, what, address in islice(videos.untitled(masked), _TOLD):
        message = f"{what.lower()} sans titre : écrivez [son titre]({brief(address)}), seul sur sa ligne"
        yield offset, message, UNTITLED_VIDEO
    for offset in body_scan.cut_sentences(masked):
        message = "« <!-- more --> » coupe une phrase : placez-le seul sur sa ligne, après un paragraphe"
        yield offset, message, CUT_SENTENCE
    for label, offset in body_scan.undefined_references(masked):
        message = f"référence « [{brief(label)}] » définie nulle part : ajoutez « [{brief(label)}]: adresse »"
        yield offset, message, UNDEFINED
    for label, offset in body_scan.undefined_notes(masked):
        message = f"note « [^{brief(label)}] » écrite nulle part : ajoutez « [^{brief(label)}]: texte de la note »"
        yield offset, message, UNDEFINED
    for label, offset in body_scan.uncalled_notes(masked):
        message = f"note « [^{brief(label)}] » que rien n’appelle : écrivez « [^{brief(label)}] » là où elle s’applique"
        yield offset, message, UNCALLED
    found = body_scan.rendered_links(fragment, masked, partial(leads_elsewhere, own))
    links += (each for each in found if not each.target or each.target not in told)


def check_link(site: Content, document: Document[Record], link: Link) -> Iterator[Problem]:
    """One link or image of a body."""
    target, place = link.target, (document.shown, link.line, link.column)
    alt = plain_text(link.text) if link.image else ""
    if link.image and not alt:
        yield IMAGE_ALT.at(
            *place,
            f"image « {brief(target)} » sans texte alternatif : écrivez ![ce que montre l’image]({brief(target)})",
        )
    elif link.image and (fault := alternative_fault(alt, target)):
        yield IMAGE_ALT_NAME.at(*place, fault)
    if not target:
        yield DEAD_LINK.at(*place, "lien sans adresse : écrivez [texte](adresse)")
        return
    message, found = link_fault(site, document, target, image=link.image)
    if message:
        yield DEAD_LINK.at(*place, message)
    elif found is not None:
        if found is not document and (message := _unpublished(site, document, found)):
            yield UNPUBLISHED_LINK.at(*place, message)
        if "#" in target:
            yield from _check_anchor(document, link, found, target)


def _check_anchor(document: Document[Record], link: Link, target: Document[Record], address: str) -> Iterator[Problem]:
    """A link to a part of a text leads to a title or a note that is there."""
    name = unquote(address.partition("#")[2])
    try:
        anchors = target.anchors
    except TooCostly:  # told where it is
        return
    if name and name not in anchors:
        where = "ce texte" if target is document else target.shown
        if re.match(r"_(?:ftn|edn)|sdfootnote|sdendnote", name):
            message = "appel de note de Word : écrivez [^1] à sa place, et « [^1]: texte de la note » à la fin"
            yield DEAD_ANCHOR.at(document.shown, link.line, link.column, message)
            return
        yield DEAD_ANCHOR.at(
            document.shown,
            link.line,
            link.column,
            f"« #{brief(name)} » n’est pas dans {where}{target.anchor_names.suggestion(name) or ' ; vérifiez le nom'}",
        )
