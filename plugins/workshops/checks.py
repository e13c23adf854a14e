"""What an auditor or a participant would find wrong in a workshop: hours, days, places, prices, what the law asks.

The rules are data, in `rules.yaml`; messages name their reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from plugins.common.pdf import PdfCache
from plugins.common.problems import Problem, Severity
from plugins.common.texts import slugify
from plugins.french.dates import date_fr, weekday_fr
from plugins.model import body_scan
from plugins.model.body.masking import mask
from plugins.model.content import IMAGE_SUFFIXES, Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Loc
from plugins.model.links import resolve_link
from plugins.model.session import Session
from plugins.model.workshop import Workshop
from plugins.site.paper import PAPERS, drawing_fault
from plugins.workshops.audit import check_agency, check_audit
from plugins.workshops.offer import Span, ends, timetable
from plugins.workshops.price_checks import check_prices
from plugins.workshops.rules import (
    CLOCK,
    COMPLETE,
    DAY_OFF,
    HOURS,
    LOGO,
    PROGRAMME,
    ROOM,
    SHORT,
    TRAINER,
    TWICE,
    holiday,
    is_certified,
    rules,
    trains,
)
from plugins.workshops.wording import check_wording

_LOGO = "qualiopi"


def check_workshops(site: Content) -> Iterator[Problem]:
    """Every fault of every workshop."""
    for document in site.workshops.values():
        for number, session in enumerate(document.record.sessions):
            yield from check_mode(site, document, number, session)
            # What is past is history, what is cancelled will not be held: neither is to be planned anew.
            if ends(site, session) > site.now and session.state not in ("cancelled", "postponed"):
                yield from check_hours(site, document, number, session)
                yield from check_days(site, document, number, session)
                yield from check_clock(site, document, number, session)
        yield from check_prices(site, document)
        yield from check_logo(site, document)
        yield from check_drawings(site, document)
        if site.state(document) in ("published", "hidden"):  # a draft has all the time to be completed
            yield from check_trainers(site, document)
            yield from check_audit(site, document)
            if trains(site.agency):
                yield from check_completeness(site, document)
    yield from check_twice(site)
    yield from check_agency(site)
    if trains(site.agency):
        yield from check_wording(site)


def check_hours(site: Content, document: Document[Workshop], number: int, session: Session) -> Iterator[Problem]:
    """Les heures annoncées sont les heures prévues, pauses déduites, et celles que l’on suit seul."""
    written = sum((day.taught for day in session.days), timedelta())
    # Between instants: a night on which the clocks change is an hour shorter, or longer, than it is written.
    planned = sum((_length(span) for span in timetable(site, session)), timedelta())
    duration = document.record.duration
    announced, lacking = timedelta(hours=duration.taught_hours), timedelta(hours=duration.taught_hours) - planned
    if abs(lacking) < timedelta(minutes=1):
        return
    said = f"{_hours(announced)} annoncées, {_hours(planned)} planifiées pauses déduites"
    if planned != written:
        said += ", changement d’heure compris"
    place = session_place(document, number, 0)
    if document.record.mode == "hybrid" and lacking > timedelta():
        alone = duration.elearning_hours + lacking.total_seconds() / 3600
        example = f"duration: {{hours: {duration.hours:g}, days: {duration.days:g}, elearning_hours: {alone:g}}}"
        message = f"{said} : si le reste se suit seul, écrivez « {example} », sinon corrigez les heures"
        yield document.problem(place, message, SHORT)
        return
    message = f"{said} : corrigez les heures de la session, ses pauses, ou « duration »"
    yield document.problem(place, message, HOURS)


def session_place(document: Document[Workshop], number: int, rank: int | None, key: str = "") -> Loc:
    """Where a day of a session is written: in its list of days, or in the keys of its series."""
    session = document.record.sessions[number]
    if session.every is not None:
        return ("sessions", number, "every")
    return ("sessions", number, "days", rank, key) if key and rank is not None else ("sessions", number, "days")


def _length(span: Span) -> timedelta:
    pause = timedelta(minutes=span.pause)
    if any(_as_told(moment) != moment for moment in (span.starts, span.ends)):
        return span.ends.replace(tzinfo=None) - span.starts.replace(tzinfo=None) - pause  # `check_clock` tells it
    return span.ends.astimezone(UTC) - span.starts.astimezone(UTC) - pause


def _as_told(moment: datetime) -> datetime:
    """What the clock of a place tells at an instant: another hour than the one written, where clocks skip that one."""
    return moment.astimezone(UTC).astimezone(moment.tzinfo)


def _hours(length: timedelta) -> str:
    """« 14 h », « 13 h 30 »."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours} h {minutes:02d}" if minutes else f"{hours} h"


def check_days(site: Content, document: Document[Workshop], number: int, session: Session) -> Iterator[Problem]:
    """Un dimanche ou un jour férié du pays du lieu est peut-être une erreur."""
    for rank, day in enumerate(session.days):
        place = site.places.get(session.place_of(day))
        name = "dimanche" if day.date.weekday() == 6 else None
        feast = holiday(day.date, place)
        if feast:
            name = f"jour férié ({feast})"
        if name:
            written = f"{weekday_fr(day.date)} {date_fr(day.date)}".replace("\u00a0", " ")
            said = "est un dimanche" if name == "dimanche" else f"est un {name}"
            act = f"sautez-le par « skip: [{day.date}] », ou gardez-le" if session.every else "vérifiez la date"
            yield document.problem(
                session_place(document, number, rank, "date"), f"le {written} {said} : {act}", DAY_OFF
            )


def check_clock(site: Content, document: Document[Workshop], number: int, session: Session) -> Iterator[Problem]:
    """Une heure que les horloges sautent n’est l’heure de rien."""
    for rank, day in enumerate(session.days):
        zone = site.zone_of(session.place_of(day))
        for key, moment in (("start", day.starts), ("end", day.ends)):
            told = _as_told(moment.replace(tzinfo=zone)).replace(tzinfo=None)
            if told != moment:
                yield document.problem(
                    session_place(document, number, rank, key),
                    f"{moment:%H:%M} n’existe pas le {date_fr(moment)}, les horloges la sautent : "
                    f"écrivez {told:%H:%M}".replace("\u00a0", " "),
                    CLOCK,
                )


def check_mode(site: Content, document: Document[Workshop], number: int, session: Session) -> Iterator[Problem]:
    """Un atelier sur place a lieu quelque part ; un atelier en ligne n’a pas d’adresse de rue."""
    mode = document.record.mode
    told: dict[str, Loc] = {}
    if session.place in site.places:
        told[session.place] = ("sessions", number, "place")
    for rank, day in enumerate(session.days):
        if day.place:
            told.setdefault(day.place, ("sessions", number, "days", rank, "place"))
    for name, loc in told.items():
        place = site.places.get(name)
        if place is None:  # told by the model
            continue
        if mode == "onsite" and place.online:
            remedy = "donnez un lieu avec une adresse, ou « mode: online »"
            yield document.problem(loc, f"atelier sur place, mais « {name} » est une salle en ligne : {remedy}", ROOM)
        if mode == "online" and not place.online:
            remedy = "donnez une salle en ligne (une « url », ni rue ni ville), ou « mode: onsite »"
            yield document.problem(loc, f"atelier en ligne, mais « {name} » est un lieu physique : {remedy}", ROOM)
    remote = site.places.get(session.remote) if session.remote else None
    if remote and not remote.online:
        remedy = "donnez une salle en ligne (une « url », ni rue ni ville)"
        message = f"« remote » est la salle en ligne, mais « {session.remote} » est un lieu physique : {remedy}"
        yield document.problem(("sessions", number, "remote"), message, ROOM)
    if remote and mode == "onsite":
        message = "atelier sur place, mais la session a une salle en ligne : écrivez « mode: hybrid »"
        yield document.problem(("sessions", number, "remote"), message, ROOM)


@dataclass(frozen=True)
class _Booked:
    """Some hours of a session that will be held."""

    document: Document[Workshop]
    number: int
    span: Span


def check_twice(site: Content) -> Iterator[Problem]:
    """Une salle, un intervenant ne sont pas à deux sessions à la fois."""
    booked: dict[str, list[_Booked]] = {}
    for document in site.workshops.values():
        if site.state(document) not in ("published", "hidden"):
            continue
        for number, session in enumerate(document.record.sessions):
            if session.state in ("cancelled", "postponed") or ends(site, session) <= site.now:
                continue
            for span in timetable(site, session):
                for name in filter(None, (span.place, session.remote)):
                    place = site.places.get(name)
                    # « Chez le client » is no room: several sessions are held there at once, each at another's.
                    if place and (place.street or place.online):
                        booked.setdefault(f"lieu « {name} »", []).append(_Booked(document, number, span))
                teacher = _alone(site, document.record)
                if teacher:
                    booked.setdefault(f"intervenant « {teacher} »", []).append(_Booked(document, number, span))
    told: set[tuple[str, int, str, int]] = set()
    for what, each in booked.items():
        ordered = sorted(each, key=lambda one: (one.span.starts, one.span.ends, one.document.id, one.number))
        before = ordered[0]  # of those that have begun, the one that ends last
        for after in ordered[1:]:
            last, before = before, max(before, after, key=lambda one: one.span.ends)
            yield from _twice(what, last, after, told)


def _twice(what: str, before: _Booked, after: _Booked, told: set[tuple[str, int, str, int]]) -> Iterator[Problem]:
    pair = (before.document.id, before.number, after.document.id, after.number)
    if before.span.ends <= after.span.starts or pair[:2] == pair[2:] or pair in told:
        return
    told.add(pair)
    other = before.document.record.sessions[before.number].id
    whose = "" if before.document is after.document else f" de l’atelier « {before.document.id} »"
    when = date_fr(after.span.starts).replace("\u00a0", " ")
    message = f"{what} pris le {when} par la session « {other} »{whose} : changez l’un des deux"
    yield after.document.problem(("sessions", after.number, "id"), message, TWICE)


def _alone(site: Content, record: Workshop) -> str | None:
    """Who alone teaches a workshop; None when it is led by several, or by a team: each may teach one of two."""
    name = site.author_id(record.trainers[0]) if len(record.trainers) == 1 else None
    return name if name and not site.authors[name].record.team else None


def check_trainers(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Un intervenant est déclaré comme tel dans son fichier."""
    for rank, name in enumerate(document.record.trainers):
        author = site.author_id(name)
        if author and not site.authors[author].record.trainer:
            yield document.problem(
                ("trainers", rank),
                f"« {name} » n’est pas déclaré comme intervenant : ajoutez « trainer: true » "
                f"à {site.authors[author].shown}",
                TRAINER,
            )


def check_completeness(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """La page d’une formation dit ce que la loi et le référentiel demandent."""
    certified = is_certified(site.agency)
    severity: Severity = "error" if certified else "warning"
    record, law = document.record, rules()
    for rule in law["completeness"]:
        if getattr(record, rule["key"]) is None and (certified or rule["scope"] == "training"):
            yield document.problem(
                (rule["key"],),
                f"clé « {rule['key']} » absente ({rule['reference']}) : ajoutez par exemple « {rule['example']} »",
                COMPLETE,
                severity,
            )
    if record.access_delay and not re.search(law["delay"]["pattern"], record.access_delay, re.I):
        yield document.problem(
            ("access_delay",),
            f"délai d’accès « {record.access_delay} » sans durée ({law['delay']['reference']}) : "
            "écrivez par exemple « 2 à 4 semaines »",
            COMPLETE,
            severity,
        )
    if not (record.contact.email or record.contact.phone):
        yield document.problem(
            ("contact",),
            f"contact sans courriel ni téléphone ({law['contact']['reference']}) : ajoutez l’un des deux",
            COMPLETE,
            severity,
        )
    if _has_no_body(site, document):
        yield document.problem(
            ("programme",),
            f"programme absent ({law['programme']['reference']}) : "
            "écrivez-le sous l’en-tête, un « ## » par demi-journée",
            COMPLETE,
            severity,
        )


def check_logo(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Le logo Qualiopi n’est pas sur la page d’une seule formation : la certification est celle de l’organisme."""
    message = (
        f"logo Qualiopi interdit sur la page d’une formation ({rules()['qualiopi_logo']['reference']}) : "
        "placez-le sur une page de l’organisme"
    )
    record = document.record
    if record.image and _LOGO in slugify(f"{record.image} {record.image_alt} {record.image_caption}"):
        yield document.problem(("image",), message, LOGO)
    for target, text, image, line, column in _links(site, document):
        # An image may be a definition: « [logo]: qualiopi.png ».
        if (image or target.lower().endswith(IMAGE_SUFFIXES)) and _LOGO in slugify(f"{target} {text}"):
            yield LOGO.at(document.shown, line, column, message)


def check_drawings(site: Content, document: Document[Workshop]) -> Iterator[Problem]:
    """Un dessin de la page entre aussi dans le programme PDF."""
    message = "ce dessin ne peut être mis dans le programme PDF : simplifiez-le, ou exportez-le en PNG"
    cache = PdfCache(PAPERS)

    def refused(name: str | None) -> bool:
        path = site.for_readers(name) if name and name.lower().endswith(".svg") else None
        return path is not None and drawing_fault(path, cache)

    image = document.record.image
    if image and refused(site.resolve("image", image)):
        yield document.problem(("image",), message, PROGRAMME)
    for link, _, _, line, column in _links(site, document):
        if link.lower().endswith(".svg"):
            target = resolve_link(site, document, link)[0]
            if refused(target.removeprefix("{static}/")):
                yield PROGRAMME.at(document.shown, line, column, message)


@fact(kinds=("workshop",))
def _has_no_body(document: Document[Workshop]) -> bool:
    return not document.header.body.strip()


@fact(kinds=("workshop",))
def _links(document: Document[Workshop]) -> list[tuple[str, str, bool, int, int]]:
    """The links and images that a body is written with: target, text, whether it is an image, line, column."""
    return [
        (link.target, link.text, link.image, *document.body_place(link.offset))
        for link in body_scan.links(mask(document.header.body))
    ]
