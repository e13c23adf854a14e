"""Workshops inside Pelican: their content type, the list, and what the home page shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from pelican import signals
from pelican.contents import Content

from plugins.common.pdf import PdfCache
from plugins.model.adapter import EntriesGenerator
from plugins.workshops.calendar import SITE_CALENDAR, calendar_links
from plugins.workshops.continuity import origin_of
from plugins.workshops.faces import add_calendars, add_programmes, write_faces
from plugins.workshops.sessions import MODES, duration_label, session_view, split_sessions
from plugins.workshops.settings import DEFAULTS


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(generator)
    signals.content_object_init.connect(keep_body)
    signals.all_generators_finalized.connect(complete)


def set_defaults(pelican: Any) -> None:
    for name, value in DEFAULTS.items():
        pelican.settings.setdefault(name, value)


def generator(pelican: Any) -> type[EntriesGenerator]:
    return WorkshopsGenerator


class Workshop(Content):
    """A workshop page."""

    mandatory_properties = ("title",)
    default_template = "workshop"


def keep_body(content: Content) -> None:
    """Keeps the body of a workshop as typography set it, before images are prepared for screens: a PDF shows that."""
    if isinstance(content, Workshop):
        content.body = content._content


class WorkshopsGenerator(EntriesGenerator):
    """Reads `ateliers/`, writes a page each and the list."""

    folder: ClassVar[str] = "ateliers"
    content_class: ClassVar[type[Content]] = Workshop
    context_name: ClassVar[str] = "workshops"

    def generate_output(self, writer: Any) -> None:
        site, origin = self.settings["TRIBUNE_SITE"], self.settings["SITEURL"]
        write_faces(Path(self.output_path), site, self.entries, self.hidden, origin)
        for workshop in (*self.entries, *self.hidden):
            self.write(writer, workshop, "workshop", "workshop")
        if self.entries:
            save_as = self.settings["WORKSHOPS_SAVE_AS"]
            upcoming = sorted(
                (view for entry in self.entries for view in entry.upcoming),
                key=lambda view: (view.starts, view.id),
            )
            writer.write_file(
                save_as,
                self.get_template("workshops"),
                self.context,
                relative_urls=self.settings["RELATIVE_URLS"],
                workshops=self.entries,
                upcoming=upcoming,
                url=save_as.removesuffix("index.html"),
            )


def complete(generators: list[Any]) -> None:
    """Leaves sessions, labels, trainers and files on each workshop, `next_sessions` and `calendar` in the context."""
    context, settings = generators[0].context, generators[0].settings
    site = settings["TRIBUNE_SITE"]
    own = next(each for each in generators if isinstance(each, WorkshopsGenerator))
    for workshop in (*own.entries, *own.hidden):
        record = workshop.record
        views = [
            session_view(session, workshop, site.places.get(session.place), site.zone) for session in record.sessions
        ]
        workshop.upcoming, workshop.past = split_sessions(views, site.now)
        workshop.mode_label = MODES[record.mode]
        workshop.duration_label = duration_label(record.duration)
        workshop.contact = record.contact
        workshop.trainer_ids = [site.author_id(name) for name in record.trainers]
        add_calendars(workshop, settings["SITEURL"])
    context["calendar"] = calendar_links(SITE_CALENDAR, settings["SITEURL"]) if own.entries else None
    origin = origin_of(site)  # the public address, whatever serves this build: a PDF leaves the site
    for workshop in (*own.entries, *own.hidden):
        workshop.body = workshop._update_content(workshop.body, origin)
    add_programmes(
        [*own.entries, *own.hidden],
        site,
        Path(settings["THEME"]),
        PdfCache(Path(settings["WORKSHOPS_PDF_CACHE"])),
        lambda values: own.get_template("programme").render({**context, **values}),
        strict=settings["TRIBUNE_PRODUCTION"],
    )
    offered = [
        view
        for workshop in own.entries
        for view in workshop.upcoming
        if view.state not in ("cancelled", "postponed") and workshop.banner is None
    ]
    offered.sort(key=lambda view: (view.starts, view.id))
    context["next_sessions"] = offered[: settings["WORKSHOPS_ON_HOME"]]
    by_id = {workshop.slug: workshop for workshop in own.entries}
    for article in every_article(context):
        name = article.record.workshop
        article.workshop = by_id.get(site.resolve("workshop", name)) if name else None


def every_article(context: dict[str, Any]) -> list[Any]:
    """Listed and hidden articles."""
    return [*context["articles"], *context["hidden_articles"]]
