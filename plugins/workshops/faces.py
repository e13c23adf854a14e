"""The files of workshops besides their pages: calendars, PDF programmes, and what pages say of them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
) -> None:
    """Leaves `programme` on each workshop: a Programme, or None where PDFs cannot be made.

    `workshop.body` is the HTML of the programme by half-days, its links absolute; `render` fills the template.

    They are made before the pages, which say their weight. Where the machine cannot (no Pango) a preview goes on and
    says so; a site to publish (`strict`) does not, as its pages would lose their downloads in silence.
    """
    origin = origin_of(site)
    missing: dict[str, list[str]] = {}  # the workshops by what the machine lacks
    for workshop in workshops:
        workshop.programme = None
        values = programme_values(site, workshop.document, workshop.body, origin)
        try:
            file = cache.get(programme_document(render(values), theme, site, origin))
        except PdfFault as fault:
            raise BuildRefused(f"programme de {workshop.document.shown} : {fault}") from fault
        except PdfUnavailable as reason:
            missing.setdefault(str(reason), []).append(workshop.document.shown)
            continue
        workshop.programme = Programme(programme_path(workshop.slug), weight_label(file.stat().st_size), file)
    if missing and strict:
        raise BuildRefused(f"les programmes PDF ne peuvent être faits : {' ; '.join(missing)}")
    for reason, names in missing.items():
        place = names[0] if len(names) == 1 else f"{site.shown}/ateliers"
        site.problems.append(Problem(place, 1, 1, f"programmes PDF laissés de côté : {reason}", "warning"))


def write_faces(output: Path, site: Site, listed: Sequence[Any], hidden: Sequence[Any], origin: str) -> None:
    """Writes the calendars and the programmes of workshops below a folder."""
    host = uid_host(read_register(site, REGISTER)[0], site.agency.url)
    shown, unlisted = ([entry.document for entry in entries] for entries in (listed, hidden))
    for path, data in calendar_files(site, shown, unlisted, origin=origin, host=host):
        target = output / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    for workshop in (*listed, *hidden):
        if workshop.programme:
            target = output / workshop.programme.url
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(workshop.programme.file, target)
