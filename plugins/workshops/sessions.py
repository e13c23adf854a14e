"""Sessions as readers see them: when, where, whether one can still come. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from plugins.common.mailto import prefilled
from plugins.french.dates import NBSP, date_fr, datetime_fr, days_fr, hours_fr, of_days
from plugins.french.elision import de
from plugins.french.languages import in_language
from plugins.model.content import Content
from plugins.model.session import Session
from plugins.model.workshop import Duration, Workshop
from plugins.site.doc import doc, value
from plugins.site.slots import Action, Phase, PriceView, SessionLine, Venue
from plugins.site.values import Link
from plugins.workshops.calendar_links import CalendarLinks
from plugins.workshops.offer import NOT_HELD, Offer, Span, State, closing, order, phases, timetable, when_told
from plugins.workshops.order_form import form_address
from plugins.workshops.places import place_label, venue, where
from plugins.workshops.prices import price_views, rate_of, vat_notice
from plugins.workshops.rights import documents_of
from plugins.workshops.zones import zone_city

MODES = {"onsite": "Sur place", "online": "En ligne", "hybrid": "Sur place ou en ligne"}
STATES: dict[State, str] = {
    "tentative": "À confirmer",
    "open": "Inscriptions ouvertes",
    "full": "Complet",
    "closed": "Inscriptions closes",
    "running": "En cours",
    "ended": "Session terminée",
    "cancelled": "Session annulée",
    "postponed": "Date à venir",
}


@value
class SpanView:
    """Some hours of one day."""

    hours: str = doc("« 9 h – 17 h 30 »")
    pause: str | None = doc("« pause de 1 h 30 »")
    place: str | None = doc("where, when the session has several places")
    starts: datetime = doc("the instant at which they begin")
    ends: datetime = doc("the instant at which they end")


@value
class DayView:
    """One day of a session."""

    date: date = doc("the day")
    when: str = doc("« jeudi 21 janvier 2027 »")
    spans: tuple[SpanView, ...] = doc("its hours: two half-days are two of them")


@value
class SessionView(SessionLine):
    """A session at its own address."""

    record: Session = doc("its header, typeset")
    short: str = doc("its days without their names: « 21 et 22 janvier 2027 »", for_code=True)
    days: tuple[DayView, ...] = doc("each of its days")
    where: str = doc("« Lyon », « en ligne »", for_code=True)
    ended: bool = doc("whether it is over, or would be", for_code=True)
    venues: tuple[Venue, ...] = doc("each of its places, the room online from which one follows it too the last")
    prices: tuple[PriceView, ...] = doc("what one pays, None when nothing is sold")
    vat_notice: str | None = doc("why no VAT is added to its prices, None where it is")
    few_seats: bool = doc("whether the last seats are told", for_code=True)
    bookable: bool = doc("whether one can register")
    lang: str = doc("the code of its language", for_code=True)
    calendar: CalendarLinks = doc("the ways to its calendar")

    @property
    def title(self) -> str:
        """« Lyon, 21 et 22 janvier 2027 »."""
        return f"{self.where}, {self.short}"


def session_view(
    content: Content,
    workshop: Workshop,
    session: Session,
    link: Link,
    contact: str | None,
    now: datetime,
    calendar: CalendarLinks,
) -> SessionView:
    """What a page says of a session at an instant; `contact` is the address to which readers write."""
    spans = timetable(content, session)
    days = _days(content, session, spans)
    offers = phases(content, workshop, session, now)
    current = offers[0][1]
    postponed = current.state == "postponed"
    dates = [day.date for day in days]
    when, short = days_fr(dates), days_fr(dates, weekdays=False)
    if postponed:
        when, short = f"Date à venir (d’abord prévue {_planned(when)})", "date à venir"
    place = where(content, session)
    origin = content.agency.url.rstrip("/")  # a message leaves the site
    documents = "".join(f"\n{each.label}{NBSP}: {each.url}" for each in documents_of(content.agency, origin))
    url = f"{link.url}{session.id}/"
    form = form_address(url) if content.agency.registration else None
    letter = _Letter(link, f"{place}, {short}", place, when, session.id, documents, form)
    told = when_told(offers)
    closes = closing(content, workshop, session)
    prices = price_views(current.prices, content.zone, (rate_of(content, session.place),), closes)
    limits = [*(since for since, _ in told[1:]), None]
    return SessionView(
        id=session.id,
        url=url,
        workshop=link,
        record=session,
        when=when,
        of_dates="dont la date est à venir" if postponed else of_days(when, len(days) > 1),
        short=short,
        hours=_hours(days),
        clock=clock_note(content, session),
        days=days,
        starts=spans[0].starts,
        ends=max(span.ends for span in spans),
        closes=None if current.state in NOT_HELD else closes,
        place_label=place_label(content, session),
        venues=_venues(content, session),
        where=place,
        state=current.state,
        phases=tuple(
            _phase(content, workshop, session, each, since, until, letter, contact)
            for (since, each), until in zip(told, limits, strict=True)
        ),
        own_prices=prices if session.prices else (),
        prices=prices,
        vat_notice=vat_notice(current.prices, content.agency),
        few_seats=current.few_seats,
        bookable=current.bookable,
        ended=max(span.ends for span in spans) <= now and not postponed,
        lang=session.lang or workshop.lang or "fr",
        calendar=calendar,
    )


def _planned(when: str) -> str:
    return f"le {when}" if when[:1].isalpha() and not when.startswith(("les ", "un ", "du ")) else when


def _venues(content: Content, session: Session) -> tuple[Venue, ...]:
    names = dict.fromkeys([*(session.place_of(day) for day in session.days), *filter(None, [session.remote])])
    return tuple(venue(content, content.places[name]) for name in names if name in content.places)


def _days(content: Content, session: Session, spans: Sequence[Span]) -> tuple[DayView, ...]:
    """The days of a session: what stands at one date is one day."""
    several = len({span.place for span in spans}) > 1
    pairs = zip(session.days, spans, strict=True)
    return tuple(
        DayView(
            date=day,
            when=days_fr([day]),
            spans=tuple(_span(content, span, several) for _, span in group),
        )
        for day, group in groupby(pairs, key=lambda pair: pair[0].date)
    )


def _span(content: Content, span: Span, several: bool) -> SpanView:
    place = content.places.get(span.place)
    return SpanView(
        hours=hours_fr(span.starts, span.ends),
        pause=f"pause de {_minutes(span.pause)}" if span.pause else None,
        place=(("en ligne" if place.online else place.name) if place else span.place) if several else None,
        starts=span.starts,
        ends=span.ends,
    )


def _hours(days: Sequence[DayView]) -> str:
    """« 9 h – 12 h 30 et 14 h – 17 h 30 », or that the hours differ from day to day."""
    hours = {tuple(span.hours for span in day.spans) for day in days}
    return " et ".join(next(iter(hours))) if len(hours) == 1 else "horaires selon le jour"


def _minutes(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def clock_note(content: Content, session: Session) -> str | None:
    """« heure de Montréal » where the clock is not the agency's; whose it is always online, where readers are anywhere.

    An online session on another clock says its hours on the agency's too, day by day where the two clocks do not
    change together.
    """
    spans = timetable(content, session)
    first, zone = spans[0].starts, content.zone
    place = content.places.get(spans[0].place)
    other = any(span.starts.utcoffset() != span.starts.astimezone(zone).utcoffset() for span in spans)
    online = bool(session.remote) or any(where and where.online for where in map(content.places.get, _places(spans)))
    if not other and not online:
        return None
    if _on_several_clocks(spans):
        own = "heure de chaque lieu"
    elif place and not place.online:
        own = f"heure {de(place.city or place.name)}" if other else zone_note(content.zone_of(spans[0].place))
    else:
        own = zone_note(content.zone_of(spans[0].place))
    offsets = {span.starts.utcoffset() for span in spans}
    if online and len(offsets) == 1:
        own += f", {_offset(first)}"
    return f"{own}{NBSP}; {_on_clock(spans, zone)}" if online and other else own


def _places(spans: Sequence[Span]) -> Iterable[str]:
    return dict.fromkeys(span.place for span in spans)


def _on_several_clocks(spans: Sequence[Span]) -> bool:
    """Whether the clocks of the places of a session ever differ on its days."""
    zones = {span.starts.tzinfo for span in spans}
    return any(len({span.starts.astimezone(zone).utcoffset() for zone in zones}) > 1 for span in spans)


SAID_APART = 3  # hours of another clock, from day to day, that are all said


def _on_clock(spans: Sequence[Span], zone: ZoneInfo) -> str:
    """« 15 h – 18 h à Paris », « à Paris, 15 h – 18 h le 10 mars 2027, 14 h – 17 h le 17 mars 2027 »."""
    days: dict[date, list[str]] = {}
    for span in spans:
        starts, own = span.starts.astimezone(zone), span.starts.date()
        hours = hours_fr(starts, span.ends.astimezone(zone))
        if starts.date() != own:
            hours += " la veille" if starts.date() < own else " le lendemain"
        days.setdefault(own, []).append(hours)
    told: dict[str, list[date]] = {}
    for day, spoken in days.items():
        told.setdefault(" et ".join(spoken), []).append(day)
    city = zone_city(zone)
    if len(told) == 1:
        return f"{next(iter(told))} à {city}"
    if len(told) > SAID_APART:
        return f"à {city}, une autre heure selon le jour"
    return f"à {city}, " + ", ".join(f"{hours} {_on_days(each)}" for hours, each in told.items())


def _on_days(days: Sequence[date]) -> str:
    """« le 10 mars 2027 », « les 10 et 31 mars 2027 », « les mardis du 5 janvier au 9 février 2027 »."""
    text = days_fr(days, weekdays=False)
    return f"{'les' if len(days) > 1 else 'le'} {text}" if text[:1].isdigit() else text


def zone_note(zone: ZoneInfo) -> str:
    """« heure de Paris », « heure UTC »."""
    city = zone_city(zone)
    return f"heure {de(city)}" if city != "UTC" else "heure UTC"


def _offset(moment: datetime) -> str:
    """« UTC+1 », « UTC−3 h 30 »."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}" + (f"{NBSP}h{NBSP}{rest:02d}" if rest else "")


def _phase(
    content: Content,
    workshop: Workshop,
    session: Session,
    offer: Offer,
    since: datetime | None,
    until: datetime | None,
    letter: _Letter,
    contact: str | None,
) -> Phase:
    """What a page says and offers as long as an offer holds."""
    return Phase(
        state=offer.state,
        label=STATES[offer.state],
        notes=tuple(notes(content, workshop, session, offer)),
        registration=_registration(offer, session, letter, contact),
        message=_message(offer, letter, contact),
        since=since,
        until=until,
    )


def notes(content: Content, workshop: Workshop, session: Session, offer: Offer) -> Iterator[str]:
    """What else to know of a session before it begins, a sentence each: every face says the same."""
    if offer.state in ("running", "ended"):
        return
    if session.previous_date and offer.state not in NOT_HELD:
        later = session.previous_date <= session.days[0].date
        yield f"{'Reportée' if later else 'Avancée'} du {date_fr(session.previous_date)}"
    if offer.closes and offer.closes < timetable(content, session)[0].starts:
        last = offer.closes - timedelta(seconds=1)
        whole = offer.closes.hour == offer.closes.minute == 0
        yield f"Inscription jusqu’au {date_fr(last) if whole else datetime_fr(offer.closes)}"
    if offer.few_seats:
        yield f"Plus que {offer.seats_left}{NBSP}place{'s' if (offer.seats_left or 0) > 1 else ''}"
    if session.minimum and offer.bookable:
        yield f"Tenue à partir de {session.minimum}{NBSP}inscrit{'s' if session.minimum > 1 else ''}"
    if session.lang and session.lang != (workshop.lang or "fr"):
        yield f"Session {in_language(session.lang)}"


@value
class _Letter:
    """What messages about a session say of it."""

    workshop: Link
    title: str
    where: str
    when: str
    id: str
    documents: str
    form: str | None  # the address of the form by which one registers, when there is one

    def to(self, address: str, subject: str, wish: str) -> str:
        """The address of a message whose first lines are written."""
        body = (
            f"Bonjour,\n\n{wish}{NBSP}: « {self.workshop.name} », {self.where}, {self.when} ({self.id}).\n\n"
            f"Nom{NBSP}:\nSociété{NBSP}:\nTéléphone{NBSP}:\n{self.documents}"
        )
        return prefilled(address, f"{subject}{NBSP}: {self.workshop.name}, {self.title}", body)


def _registration(offer: Offer, session: Session, letter: _Letter, contact: str | None) -> Action | None:
    """How to book: the session's own address, with the message written when it is a mail; else the form of its page,
    the contact's address where the agency receives no form."""
    if not offer.bookable:
        return None
    label = "Se préinscrire" if offer.state == "tentative" else "S’inscrire"
    given = session.registration
    if given and not given.startswith("mailto:"):
        return Action(label, given)
    if letter.form and not given:
        return Action(label, letter.form)
    address = given or contact
    return Action(label, letter.to(address, "Inscription", "Je souhaite participer")) if address else None


def _message(offer: Offer, letter: _Letter, address: str | None) -> Action | None:
    if not address:
        return None
    if offer.state == "full":
        return Action("liste d’attente", letter.to(address, "Liste d’attente", "Prévenez-moi si une place se libère"))
    if offer.state in NOT_HELD:
        return Action("être prévenu", letter.to(address, "Prochaine date", "Prévenez-moi de la prochaine date"))
    return None


def quote_action(workshop: Workshop, contact: str | None, form: str | None = None) -> Action | None:
    """« Demander un devis », for groups and for a price on quotation: by the form of the page, at this address, else by
    a message whose first lines are written."""
    asked = "intra" in workshop.formats or any(price.amount is None for price in workshop.prices)
    if asked and form:
        return Action("Demander un devis", form)
    if not asked or not contact:
        return None
    body = (
        f"Bonjour,\n\nJe souhaite un devis{NBSP}: « {workshop.title} », à nos dates, chez nous.\n\n"
        f"Société{NBSP}:\nNombre de participants{NBSP}:\nLieu{NBSP}:\nDates souhaitées{NBSP}:\nTéléphone{NBSP}:\n"
    )
    return Action("Demander un devis", prefilled(f"mailto:{contact}", f"Devis{NBSP}: {workshop.title}", body))


def split_sessions(sessions: Iterable[SessionView]) -> tuple[tuple[SessionView, ...], tuple[SessionView, ...]]:
    """Sessions to come, in their order (`in_order`), and past ones, latest first."""
    sessions = list(sessions)
    past = sorted((view for view in sessions if view.ended), key=lambda view: (view.starts, view.id), reverse=True)
    return in_order(view for view in sessions if not view.ended), tuple(past)


def in_order(sessions: Iterable[SessionView]) -> tuple[SessionView, ...]:
    """Sessions in the order of every list (`offer.order`)."""
    return tuple(sorted(sessions, key=lambda view: order(view.state, view.starts, view.id)))


def duration_label(duration: Duration) -> str:
    """« 2 jours (14 heures) », « une demi-journée (3 heures 30) », « 6 séances (12 heures) » ; with what one follows
    alone, « 1 jour (7 heures), puis 3 heures à distance »."""
    taught = hours_words(duration.taught_hours)
    if not duration.taught_hours:
        return f"{hours_words(duration.hours)} à distance, à votre rythme"
    alone = (
        f" et {hours_words(duration.elearning_hours)} à distance, à votre rythme" if duration.elearning_hours else ""
    )
    if duration.days == 0.5:
        return f"une demi-journée ({taught}){alone}"
    days = f"{duration.days:g}".replace(".", ",")
    short = duration.days >= 2 and duration.days == int(duration.days) and duration.taught_hours / duration.days <= 4
    word = "séance" if short else "jour"
    return f"{days}{NBSP}{word}{'s' if duration.days >= 2 else ''} ({taught}){alone}"


def hours_words(length: float) -> str:
    """« 7 heures », « 3 heures 30 »."""
    hours = int(length)
    minutes = round((length - hours) * 60)
    if not hours:
        return f"{minutes}{NBSP}minutes"
    return f"{hours}{NBSP}heure{'s' if hours > 1 else ''}" + (f"{NBSP}{minutes:02d}" if minutes else "")
