"""Workshops inside Pelican: their content type, their sessions, the lists, and what the home page shows of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from pelican import signals
from pelican.contents import Content

from plugins.common.pdf import PdfCache
from plugins.model.adapter import EntriesGenerator, fill_settings
from plugins.model.content import Site
from plugins.workshops.calendar import SITE_CALENDAR, calendar_links
from plugins.workshops.continuity import origin_of
from plugins.workshops.faces import add_calendars, add_programmes, write_faces
from plugins.workshops.facets import MODE_IDS, facets_of
from plugins.workshops.jsonld import catalogue_node, course_node, event_node
from plugins.workshops.prices import card_price, price_views, seat_prices, vat_notice
from plugins.workshops.rules import declaration
from plugins.workshops.sessions import MODES, NOT_HELD, duration_label, session_view, split_sessions
from plugins.workshops.settings import DEFAULTS


def connect() -> None:
    signals.initialized.connect(set_defaults)
    signals.get_generators.connect(generator)
    signals.content_object_init.connect(keep_body)
    signals.all_generators_finalized.connect(complete)


def set_defaults(pelican: Any) -> None:
    notice = declaration(pelican.settings["TRIBUNE_SITE"].agency)
    fill_settings(pelican, DEFAULTS, JINJA_GLOBALS={"training_notice": notice})


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
    """Reads `ateliers/`, writes a page for each workshop, each session, the list, and its parts by facet."""

    folder: ClassVar[str] = "ateliers"
    content_class: ClassVar[type[Content]] = Workshop
    context_name: ClassVar[str] = "workshops"
    programmes: PdfCache  # until what it gave is copied

    def generate_output(self, writer: Any) -> None:
        site, origin = self.settings["TRIBUNE_SITE"], self.settings["SITEURL"]
        write_faces(self.settings["TRIBUNE_OUTPUTS"], site, self.entries, self.hidden, origin)
        self.programmes.forget()
        for workshop in (*self.entries, *self.hidden):
            self.write(writer, workshop, "workshop", "workshop")
            for view in workshop.sessions:
                self._page(writer, "session", f"{view.url}index.html", workshop=workshop, session=view)
        if self.entries:
            self._page(
                writer,
                "workshops",
                self.settings["WORKSHOPS_SAVE_AS"],
                workshops=self.entries,
                upcoming=_in_order(view for entry in self.entries for view in entry.upcoming),
                facet=None,
            )
        for facet in self.context["workshop_facets"]:
            self._page(
                writer,
                "workshops",
                f"{facet.url}index.html",
                workshops=facet.workshops,
                upcoming=facet.sessions,
                facet=facet,
            )

    def _page(self, writer: Any, template: str, save_as: str, **values: Any) -> None:
        writer.write_file(
            save_as,
            self.get_template(template),
            self.context,
            relative_urls=self.settings["RELATIVE_URLS"],
            url=save_as.removesuffix("index.html"),
            **values,
        )


def complete(generators: list[Any]) -> None:
    """Leaves on each workshop its sessions, prices, labels, trainers and nodes; lists in the context."""
    context, settings = generators[0].context, generators[0].settings
    site, origin = settings["TRIBUNE_SITE"], settings["SITEURL"]
    own = next(each for each in generators if isinstance(each, WorkshopsGenerator))
    own.programmes = PdfCache(Path(settings["WORKSHOPS_PDF_CACHE"]))
    for workshop in (*own.entries, *own.hidden):
        _complete(workshop, site, origin)
        add_calendars(workshop, origin)
        # The public address, whatever serves this build: a PDF leaves the site.
        workshop.body = workshop._update_content(workshop.body, origin_of(site))
    context["calendar"] = calendar_links(SITE_CALENDAR, origin) if own.entries else None
    add_programmes(
        [*own.entries, *own.hidden],
        site,
        Path(settings["THEME"]),
        own.programmes,
        lambda values: own.get_template("programme").render({**context, **values}),
        strict=settings["TRIBUNE_PRODUCTION"],
        trial=settings.get("TRIBUNE_TRIAL", False),
    )
    facets = facets_of(own.entries, site.places)
    for facet in facets:
        facet.jsonld = [catalogue_node(facet.workshops, f"{origin}/{facet.url}", origin)]
    context["workshop_facets"] = facets
    context["hidden_workshops"] = own.hidden
    context["workshops_jsonld"] = [catalogue_node(own.entries, f"{origin}/ateliers/", origin)]
    offered = _in_order(
        view
        for workshop in own.entries
        for view in workshop.upcoming
        if view.state not in NOT_HELD and workshop.banner is None
    )
    context["next_sessions"] = offered[: settings["WORKSHOPS_ON_HOME"]]
    by_id = {workshop.slug: workshop for workshop in own.entries}
    for article in every_article(context):
        name = article.record.workshop
        article.workshop = by_id.get(site.resolve("workshop", name)) if name else None


def _complete(workshop: Any, site: Site, origin: str) -> None:
    record = workshop.record
    workshop.contact = record.contact
    workshop.contact_email = record.contact.email or site.agency.email
    workshop.mode_label, workshop.mode_id = MODES[record.mode], MODE_IDS[record.mode]
    workshop.duration_label = duration_label(record.duration)
    workshop.trainer_ids = [site.author_id(name) for name in record.trainers]
    workshop.trainer_names = {name: site.authors[name].record.name for name in workshop.trainer_ids}
    workshop.prices = price_views(record.prices, site.agency, site.now)
    workshop.seat_prices = seat_prices(workshop.prices)
    workshop.card_price = card_price(workshop.prices)
    workshop.vat_notice = vat_notice(record.prices, site.agency)
    workshop.sessions = [
        session_view(
            session, workshop, site.places.get(session.place), site.zone, site.now, f"{workshop.url}{session.id}/"
        )
        for session in record.sessions
    ]
    workshop.upcoming, workshop.past = split_sessions(workshop.sessions, site.now)
    workshop.jsonld = [course_node(workshop, origin)]
    for view in workshop.sessions:
        view.jsonld = [event_node(workshop, view, origin)]


def _in_order(views: Any) -> list[Any]:
    return sorted(views, key=lambda view: (view.starts, view.id))


def every_article(context: dict[str, Any]) -> list[Any]:
    """Listed and hidden articles."""
    return [*context["articles"], *context["hidden_articles"]]
