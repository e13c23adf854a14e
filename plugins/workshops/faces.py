"""The files of workshops besides their pages: calendars, PDF programmes, and what pages say of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.common.outputs import Outputs, Source
from plugins.common.pdf import PdfCache, PdfFault, PdfUnavailable
from plugins.common.problems import BuildRefused, Problem
from plugins.common.weights import weight_label
from plugins.model.content import Site
from plugins.model.registry import read_register
from plugins.workshops.calendar import calendar_files, calendar_links, session_calendar, workshop_calendar
from plugins.workshops.continuity import REGISTER, origin_of, uid_host
from plugins.workshops.programme import programme_document, programme_path, programme_values


@dataclass(frozen=True)
class Programme:
    """A PDF to download: its address below the site's root, its weight in French, the file made."""

    url: str
    weight: str
    file: Path


def add_calendars(workshop: Any, origin: str) -> None:
    """Leaves `calendar` on a workshop and on its sessions: {url, webcal, google}."""
    workshop.calendar = calendar_links(workshop_calendar(workshop.slug), origin)
    for view in (*workshop.upcoming, *workshop.past):
        view.calendar = calendar_links(session_calendar(workshop.slug, view.id), origin)


def add_programmes(
    workshops: Iterable[Any],
    site: Site,
    theme: Path,
    cache: PdfCache,
    render: Callable[[dict[str, Any]], str],
    *,
    strict: bool,
    trial: bool = False,
) -> None:
    """Leaves `programme` on each workshop: a Programme, or None where PDFs cannot be made.

    `workshop.body` is the HTML of the programme by half-days, its links absolute; `render` fills the template.

    They are made before the pages, which say their weight. Where the machine cannot (no Pango) a preview goes on and
    says so; a site to publish (`strict`) does not, as its pages would lose their downloads in silence. A `trial` of it
    goes on with a warning: what this machine lacks is no fault of a text. What is wrong in a programme is told at its
    workshop.
    """
    origin = origin_of(site)
    missing: dict[str, list[str]] = {}  # the workshops by what the machine lacks
    for workshop in workshops:
        workshop.programme = None
        values = programme_values(site, workshop.document, workshop.body, origin)
        try:
            file = cache.get(programme_document(render(values), theme, site, origin))
        except PdfFault as fault:
            site.problems.append(workshop.document.problem((), f"programme PDF : {fault}"))
            continue
        except PdfUnavailable as lack:
            missing.setdefault(str(lack), []).append(workshop.document.shown)
            continue
        workshop.programme = Programme(programme_path(workshop.slug), weight_label(file.stat().st_size), file)
    if missing and strict and not trial:
        raise BuildRefused(f"les programmes PDF ne peuvent être faits : {' ; '.join(missing)}")
    for why, names in missing.items():
        place = names[0] if len(names) == 1 else f"{site.shown}/ateliers"
        refused = "« publish » ne peut faire les programmes PDF ici" if strict else "programmes PDF laissés de côté"
        site.problems.append(Problem(place, 1, 1, f"{refused} : {why}", "warning"))


def write_faces(outputs: Outputs, site: Site, listed: Sequence[Any], hidden: Sequence[Any], origin: str) -> None:
    """Writes the calendars and the programmes of workshops."""
    host = uid_host(read_register(site, REGISTER)[0], site.agency.url)
    shown, unlisted = ([entry.document for entry in entries] for entries in (listed, hidden))
    for path, data in calendar_files(site, shown, unlisted, origin=origin, host=host):
        document = site.workshops.get(path.removesuffix(".ics").split("/")[1]) if "/" in path else None
        outputs.write(path, data, document.source() if document else Source(f"{site.shown}/ateliers"))
    for workshop in (*listed, *hidden):
        if workshop.programme:
            outputs.copy(workshop.programme.url, workshop.programme.file, workshop.document.source())
