"""What machines read of workshops: schema.org nodes (schema.org/Course, /EducationEvent; Google, « Event »).

Plain values in, plain dictionaries out. Ids are addresses of pages with a mark: `…/ateliers/x/#formation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from plugins.site.slots import PriceView, Venue
from plugins.site.values import Picture, cuts
from plugins.site.views import Node
from plugins.workshops.offer import PRICED
from plugins.workshops.sessions import DayView, SessionView, SpanView
from plugins.workshops.views import Workshop

SCHEMA = "https://schema.org/"
COURSE_MODES = {"Offline": "onsite", "Online": "online", "Mixed": "blended"}
MODES = {"onsite": "onsite", "online": "online", "hybrid": "blended"}
STATUS = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}
AVAILABILITY = {"tentative": "PreOrder", "open": "InStock", "full": "SoldOut"}


def course_node(workshop: Workshop, origin: str, image: Picture | None = None) -> Node:
    """A workshop as a Course, with an instance for each coming session; `image` is what shows it."""
    record, address = workshop.record, f"{origin}/{workshop.url}"
    length = hours(record.duration.hours)
    instances = [instance_node(workshop, view, origin) for view in workshop.upcoming] or [
        {"@type": "CourseInstance", "courseMode": MODES[record.mode], "courseWorkload": length}
    ]
    return kept(
        {
            "@type": "Course",
            "@id": f"{address}#formation",
            "url": address,
            "name": workshop.title,
            "description": record.summary,
            "inLanguage": workshop.lang,
            "provider": {"@id": f"{origin}/#organisation"},
            "image": images(image, origin),
            "dateModified": instant(workshop.updated) if workshop.updated else None,
            "about": record.theme,
            "audience": {"@type": "Audience", "audienceType": record.audience},
            "teaches": record.objectives,
            "coursePrerequisites": record.prerequisites,
            "timeRequired": length,
            "educationalCredentialAwarded": record.certification.title if record.certification else None,
            "accessibilitySummary": record.accessibility.text if record.accessibility else None,
            "offers": _offers(workshop, workshop.prices, f"{address}#prix", None),
            "hasCourseInstance": instances,
        }
    )


def images(image: Picture | None, origin: str) -> list[str]:
    """The addresses of a picture, then of what is cut of it in the ratios that search engines show."""
    return [f"{origin}/{path}" for path in (image.src, *(cut.path for cut in cuts(image)))] if image else []


def instance_node(workshop: Workshop, view: SessionView, origin: str) -> Node:
    """A coming session as an instance of its course; its own page says more (`event_node`)."""
    address = f"{origin}/{view.url}"
    return kept(
        {
            "@type": "CourseInstance",
            "@id": f"{address}#instance",
            "url": address,
            "name": f"{workshop.title}, {view.title}",
            "courseMode": COURSE_MODES[attendance(view)],
            "courseWorkload": hours(workshop.record.duration.hours),
            "inLanguage": view.lang,
            "startDate": instant(view.starts),
            "endDate": instant(view.ends),
            "eventStatus": event_status(view),
            "location": location_node(view, origin),
            "instructor": [node for node in people(workshop, origin) if node["@type"] == "Person"],
        }
    )


def event_node(workshop: Workshop, view: SessionView, origin: str, image: Picture | None = None) -> Node:
    """A session as an event, with all that Google asks of one (Search Central, « Event »: name, startDate, location).

    A cancelled or postponed session keeps its first date (schema.org/EventPostponed) and is not offered, nor is one
    that has begun.
    """
    address, record, previous = f"{origin}/{view.url}", view.record, view.record.previous_date
    return kept(
        {
            "@type": "EducationEvent",
            "@id": f"{address}#session",
            "url": address,
            "name": workshop.title,
            "description": workshop.record.summary,
            "inLanguage": view.lang,
            "about": {"@id": f"{origin}/{workshop.url}#formation"},
            "image": images(image, origin),
            "startDate": instant(view.starts),
            "endDate": instant(view.ends),
            "previousStartDate": previous.isoformat()
            if previous and event_status(view).endswith("Rescheduled")
            else None,
            "eventStatus": event_status(view),
            "eventAttendanceMode": f"{SCHEMA}{attendance(view)}EventAttendanceMode",
            "eventSchedule": [schedule_node(day, span) for day in view.days for span in day.spans],
            "location": location_node(view, origin),
            "organizer": {"@id": f"{origin}/#organisation"},
            "performer": people(workshop, origin),
            "maximumAttendeeCapacity": record.seats,
            "remainingAttendeeCapacity": record.seats_left if view.state in PRICED else None,
            "offers": offers(workshop, view, origin),
        }
    )


def attendance(view: SessionView) -> str:
    """« Offline », « Online », or « Mixed » when one comes to a place and is online too."""
    ways = {place.online for place in view.venues}
    return "Mixed" if len(ways) > 1 else "Online" if True in ways else "Offline"


def event_status(view: SessionView) -> str:
    """The state of a session in schema.org's words."""
    moved = view.record.previous_date and view.state not in STATUS
    return SCHEMA + ("EventRescheduled" if moved else STATUS.get(view.state, "EventScheduled"))


def schedule_node(day: DayView, span: SpanView) -> Node:
    """Some hours of one day, in the place's zone."""
    return {
        "@type": "Schedule",
        "startDate": day.date.isoformat(),
        "endDate": span.ends.date().isoformat(),
        "startTime": f"{span.starts:%H:%M:%S}",
        "endTime": f"{span.ends:%H:%M:%S}",
        "scheduleTimezone": str(span.starts.tzinfo),
    }


def offers(workshop: Workshop, view: SessionView, origin: str) -> list[Node]:
    """What one pays for a seat: nothing is offered for a session that has begun, or is not held."""
    if view.state not in PRICED:
        return []
    availability = "LimitedAvailability" if view.few_seats else AVAILABILITY[view.state]
    given = view.record.registration
    address = given if given and given.startswith("http") else f"{origin}/{view.url}"
    return _offers(workshop, view.prices, address, availability, view.closes)


def _offers(
    workshop: Workshop,
    prices: Iterable[PriceView],
    address: str,
    availability: str | None,
    closes: datetime | None = None,
) -> list[Node]:
    """The prices that are an amount; one on quotation is none."""
    since = workshop.updated
    return [offer_node(price, address, availability, since, closes) for price in prices if price.amount is not None]


def offer_node(
    price: PriceView, address: str, availability: str | None, since: datetime | None, closes: datetime | None
) -> Node:
    """A price: `price` is what one pays, tax included, where that is known."""
    amount = price.amount or 0
    paid = amount if price.total is None else price.total
    specifications = [_specification(paid, price, price.total is not None)]
    if price.total is not None and price.total != amount:
        specifications.append(_specification(amount, price, False))
    return kept(
        {
            "@type": "Offer",
            "name": price.name,
            "url": address,
            "price": decimal(paid),
            "priceCurrency": price.currency,
            "availability": SCHEMA + availability if availability else None,
            "validFrom": instant(since) if since else None,
            "validThrough": instant(price.ends) if price.ends else None,
            "availabilityEnds": instant(closes) if closes else None,
            "priceSpecification": specifications,
        }
    )


def _specification(amount: float, price: PriceView, with_tax: bool) -> Node:
    return kept(
        {
            "@type": "UnitPriceSpecification",
            "price": decimal(amount),
            "priceCurrency": price.currency,
            "valueAddedTaxIncluded": with_tax,
            "unitText": price.unit,
        }
    )


def location_node(view: SessionView, origin: str) -> Node | list[Node]:
    """Where: places with their address, virtual rooms, whose own address is told to those who come."""
    found = [_place_node(place, view, origin) for place in view.venues]
    if not found:
        return {"@type": "VirtualLocation", "name": view.where, "url": f"{origin}/{view.url}"}
    return found[0] if len(found) == 1 else found


def _place_node(place: Venue, view: SessionView, origin: str) -> Node:
    if place.online:
        return {"@type": "VirtualLocation", "name": place.name, "url": f"{origin}/{view.url}"}
    return kept(
        {
            "@type": "Place",
            "name": place.name,
            "address": address_node(place),
            "amenityFeature": None
            if place.wheelchair is None
            else {
                "@type": "LocationFeatureSpecification",
                "name": "Accessible en fauteuil roulant",
                "value": place.wheelchair,
            },
        }
    )


def address_node(place: Venue) -> Node:
    """A postal address."""
    return kept(
        {
            "@type": "PostalAddress",
            "streetAddress": place.street,
            "postalCode": place.postcode,
            "addressLocality": place.city,
            "addressCountry": place.country,
        }
    )


def catalogue_node(workshops: Sequence[Workshop], address: str, origin: str) -> Node:
    """A list of workshops in its order (Google, « Course list »: one ListItem a page)."""
    return {
        "@type": "ItemList",
        "@id": f"{address}#liste",
        "numberOfItems": len(workshops),
        "itemListElement": [
            {"@type": "ListItem", "position": rank, "url": f"{origin}/{workshop.url}", "name": workshop.title}
            for rank, workshop in enumerate(workshops, start=1)
        ],
    }


def people(workshop: Workshop, origin: str) -> list[Node]:
    """Who teaches: a name, a page, the id under which that page says more."""
    return [
        {
            "@type": "Organization" if person.team else "Person",
            "@id": f"{origin}/{person.url}#{'equipe' if person.team else 'personne'}",
            "name": person.name,
            "url": f"{origin}/{person.url}",
        }
        for person in workshop.people
    ]


def hours(length: float) -> str:
    """A length as ISO 8601 has it: 3.5 gives `PT3H30M`."""
    whole, minutes = divmod(round(length * 60), 60)
    return "PT" + (f"{whole}H" if whole else "") + (f"{minutes}M" if minutes else "")


def decimal(amount: float) -> str:
    """« 1150.00 »: schema.org wants a point and no thousands sign."""
    return f"{amount:.2f}"


def instant(moment: datetime) -> str:
    """A date and time with its offset (Google: without it the time is the reader's guess)."""
    return moment.isoformat(timespec="seconds")


def kept(node: Node) -> Node:
    """The node without what is not known."""
    return {key: value for key, value in node.items() if value not in (None, [], "")}
