"""What the site shows: files of `images/` that its texts reach, their renditions, cards of pages, icons."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from markupsafe import Markup

from plugins.common.outputs import Source
from plugins.media.accent import stylesheet, stylesheet_address
from plugins.media.made import Folder, Job
from plugins.media.sharing import APPLE, ICO, ICON_SIZES, MANIFEST, Card, card_of, head_of, icon_address
from plugins.media.uses import reached
from plugins.model.content import PublishedFile
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.pictures import Cut, Renditions, renditions_of
from plugins.site.slots import Slots
from plugins.site.values import cuts
from plugins.site.views import Facts, View


def slots(site: Site, render: Render) -> Slots:
    """The icon of the agency, for feeds and machines, and the style sheet of its colour."""
    colour = site.content.agency.colour
    return Slots(icon=icon_address(colour, site.logo, ICON_SIZES[-1]), colours=stylesheet_address(colour))


def head(facts: Facts, view: View, address: str) -> Markup:
    """What the head of a page says of its card and of the site's icons."""
    return head_of(facts, view, address)


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Each file at the address of its path, then what is made: all that lacks at once, then each at its address."""
    content = site.content
    names = sorted(reached(content, production=site.options.production))
    files = {name: content.published[name] for name in names if name in content.published}
    for name, file in files.items():
        yield Output(content.served_path(name), Source(f"{content.shown}/{name}"), file=file.path, digest=file.digest)
    jobs: dict[str, tuple[Source, Job]] = {}
    paths: dict[str, Path] = {}
    cut = _cut(before) if site.options.production else {}
    for name, file in files.items():
        if renditions := renditions_of(name, file):
            job = job_of(file, renditions, cut.get(renditions.base, ()))
            jobs[name] = Source(f"{content.shown}/{name}"), job
            paths[renditions.base] = file.path
    logo = paths.get(site.logo.renditions.base) if site.logo and site.logo.renditions else None
    facts = Facts(content.agency, site.origin, slots.icon, site.logo, site.options.production)
    for each in before if site.options.production else ():
        if isinstance(each.view, View) and (card := card_of(facts, each.view, each.url)):
            jobs.setdefault(card.address, (each.source, _job_of_card(card, paths, logo)))
    agency = Source(f"{content.shown}/agence.yaml")
    jobs["icons"] = agency, _job_of_icons(facts, logo)
    folder = Folder()
    folder.make(job for _, job in jobs.values())
    for source, job in jobs.values():
        for address in job.addresses:
            at = {_private(APPLE, slots): APPLE, _private(ICO, slots): ICO}.get(address, address)
            yield Output(at, source, make=folder.reader(address), of=(address,))
    if slots.colours:
        yield Output(slots.colours, agency, data=stylesheet(content.agency.colour))
    yield Output(MANIFEST, agency, data=_manifest(facts))


def _private(name: str, slots: Slots) -> str:
    """The address under which a file of a fixed name is kept: it follows from what is drawn, as others do."""
    return f"{slots.icon.removesuffix('.png')}-{name}"


def _cut(before: Sequence[Output]) -> dict[str, tuple[Cut, ...]]:
    """What search engines are given of pictures besides their own ratio, by what the addresses of these begin with."""
    views = (each.view for each in before if isinstance(each.view, View) and each.view.IN_RATIOS)
    shown = (view.shared for view in views if view.shared)
    return {picture.renditions.base: cuts(picture) for picture in shown if picture.renditions}


def job_of(file: PublishedFile, renditions: Renditions, cut: Sequence[Cut] = ()) -> Job:
    """What makes the renditions of a picture, and what is cut of it."""
    addresses = (*(each.path for each in renditions.files()), *(each.path for each in cut))
    return Job(addresses, _renditions, (file, renditions, cut))


def _renditions(
    wanted: Sequence[str], file: PublishedFile, renditions: Renditions, cut: Sequence[Cut]
) -> Iterator[tuple[str, bytes]]:
    from plugins.media.renditions import render  # here and below: most builds have nothing to draw

    yield from render(wanted, file, renditions, cut)


def _job_of_card(card: Card, paths: dict[str, Path], logo: Path | None) -> Job:
    return Job((card.address,), _cards, (card, paths.get(card.picture), logo))


def _cards(wanted: Sequence[str], card: Card, picture: Path | None, logo: Path | None) -> Iterator[tuple[str, bytes]]:
    from plugins.media.drawing import draw_card

    yield card.address, draw_card(card, picture, logo)


def _job_of_icons(facts: Facts, logo: Path | None) -> Job:
    colour = facts.agency.colour
    sizes = {icon_address(colour, facts.logo, size): size for size in ICON_SIZES}
    kept = partial(_private, slots=Slots(icon=facts.icon))
    return Job((*sizes, kept(APPLE), kept(ICO)), _icons, (sizes, kept(APPLE), colour, logo))


def _icons(
    wanted: Sequence[str], sizes: dict[str, int], apple: str, colour: str, logo: Path | None
) -> Iterator[tuple[str, bytes]]:
    from plugins.media.drawing import draw_ico, draw_icon

    for address in wanted:
        size = 180 if address == apple else sizes.get(address)
        yield address, draw_icon(size, colour, logo) if size else draw_ico(colour, logo)


def _manifest(facts: Facts) -> str:
    """What a telephone reads to keep the site among its applications (W3C, Web Application Manifest)."""
    icons = [
        {"src": icon_address(facts.agency.colour, facts.logo, size), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in ICON_SIZES[1:]
    ]
    told = {
        "name": facts.agency.name,
        "short_name": facts.agency.name,
        "lang": "fr",
        "start_url": "./",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": facts.agency.colour,
        "icons": icons,
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
