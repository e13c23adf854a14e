"""Checks on the files of `images/`: each is opened once, and told with the text that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from plugins.common.problems import Problem, Severity
from plugins.common.texts import slugify
from plugins.french.file_size import size_label
from plugins.media.formats import sniff
from plugins.media.made import Folder
from plugins.media.outputs import job_of
from plugins.media.rules import HEAVY, LOOK_ALIKE, NAMED, SHARED, UNUSED
from plugins.media.store import Store
from plugins.media.uses import Use, uses
from plugins.model.checks import references_of
from plugins.model.content import Content
from plugins.site.pictures import renditions_of, shared_fault

_NAMED = 5  # unused files named in their one warning
_HEAVY = 1_000_000  # bytes: as much as all the rest of ten pages
_LOGO = 192  # pixels: the icon on the screen of a telephone


def check_images(site: Content) -> Iterator[Problem]:
    """Un fichier s’ouvre, ne cache rien d’hostile, et montre ce que dit son nom.

    Leaves in `site.published` what readers get of each. A fault is at the file, with the text that shows it; it
    stops nothing when no text does, since the file stays in the house.
    """
    found = Store().look(site.files)
    used: dict[str, Use] = {}
    widths: dict[str, set[int]] = {}
    for each in uses(site):
        used.setdefault(each.path, each)
        widths.setdefault(each.path, set()).update(each.widths)
    site.published = {
        name: replace(entry.published, widths=tuple(sorted(widths.get(name, ()))))
        for name, entry in found.items()
        if entry.published
    }
    known = _known_names(site)
    for name, entry in found.items():
        use = used.get(name)
        for fault in entry.faults:
            where = f" (dans {use.shown()})" if use else ""
            severity: Severity = fault.rule.severity if use else "warning"
            yield fault.rule.at(f"{site.shown}/{name}", fault.line, fault.column, fault.message + where, severity)
        for what, value in entry.named if use else ():
            if slugify(value) not in known:
                message = (
                    f"les propriétés de ce document disent « {value} » ({what}) : effacez-les si elles sont privées"
                )
                yield NAMED.at(f"{site.shown}/{name}", 1, 1, message)
    yield from _shared(site)
    yield from _look_alikes(site, used)
    yield from _unused(site, [name for name in found if name not in used])


def weigh_pictures(site: Content) -> Iterator[Problem]:
    """Un dessin, une animation sont donnés dans le format où ils pèsent le moins.

    Says in `site.published` which drawings are lighter in a lossless WebP, which GIFs in one that moves; only a site
    for readers needs to know.
    """
    drawings = {name: file for name, file in site.published.items() if file.form == "drawing" and file.widths}
    for name in Store().weigh(drawings):
        site.published[name] = replace(site.published[name], webp=True)
    yield from _weigh_animations(site)


def _weigh_animations(site: Content) -> Iterator[Problem]:
    moving = {name: file for name, file in site.published.items() if file.form == "moving" and file.widths}
    films = {}
    for name, file in moving.items():
        with file.path.open("rb") as opened:
            if sniff(opened.read(64)) == "GIF":
                films[name] = replace(file, webp=True)
    jobs = {name: job_of(file, each) for name, file in films.items() if (each := renditions_of(name, file))}
    folder = Folder()
    folder.make(jobs.values(), all_wanted=False)
    used = {use.path: use for use in reversed(uses(site))}
    for name, file in moving.items():
        weight = file.length
        if name in jobs:
            film = jobs[name].addresses[0]
            lighter = len(folder.reader(film)(film))
            if lighter < weight:
                weight = lighter
                site.published[name] = films[name]
        if weight > _HEAVY:
            shown = size_label(weight) + (", même en WebP" if weight < file.length else "")
            message = f"animation de {shown} : donnez une vidéo (MP4), ou moins d’images, ou de plus petites"
            yield HEAVY.at(f"{site.shown}/{name}", 1, 1, f"{message} (dans {used[name].shown()})")


def _shared(site: Content) -> Iterator[Problem]:
    """The main pictures that the card of a page cannot show, at the line that names them."""
    for document in site.documents():
        for loc, kind, name in references_of.of(document):
            if kind == "image" and loc == ("image",) and (fault := _unshared(site, name)):
                message = f"l’illustration ne peut pas servir là où la page est partagée ({fault}) : une autre y sera"
                yield SHARED.at(document.shown, *document.place(loc), message)
    logo = site.agency.logo
    file = site.published.get(site.resolve("image", logo) or "") if logo else None
    if file and (not file.form or not file.size or min(file.size) < _LOGO):
        message = (
            f"logo trop petit, ou dessin SVG : donnez-le en PNG de {_LOGO} points de côté au moins, pour les icônes"
        )
        line, column = site.agency_header.place(("logo",))
        yield SHARED.at(f"{site.shown}/agence.yaml", line, column, message)


def _unshared(site: Content, name: str) -> str:
    file = site.published.get(site.resolve("image", name) or "")
    return shared_fault(file.size, file.form) if file else ""


def _known_names(site: Content) -> set[str]:
    """The names that the site says itself: of the agency, of those who sign."""
    agency = [site.agency.name, site.agency.legal_name or "", site.agency.publication_director or ""]
    return {slugify(name) for name in (*agency, *(author.record.name for author in site.authors.values()))}


def _look_alikes(site: Content, names: Iterable[str]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for name in sorted(names):
        other = first.setdefault(name.casefold(), name)
        if other != name:
            message = f"« {PurePosixPath(other).name} » ne diffère que par des majuscules : renommez l’un des deux"
            yield LOOK_ALIKE.at(f"{site.shown}/{name}", 1, 1, message)


def _unused(site: Content, names: list[str]) -> Iterator[Problem]:
    if names and not site.refused:  # what a text that cannot be read shows is not known
        few = ", ".join(name.removeprefix("images/") for name in names[:_NAMED])
        more = f" et {len(names) - _NAMED} autres" if len(names) > _NAMED else ""
        what = (
            "1 fichier que rien ne montre, gardé"
            if len(names) == 1
            else f"{len(names)} fichiers que rien ne montre, gardés"
        )
        yield UNUSED.at(f"{site.shown}/images", 1, 1, f"{what} hors du site : {few}{more}")
