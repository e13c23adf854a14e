"""What machines read of workshops: schema.org nodes (schema.org/Course, /EducationEvent; Google, « Event »).

Plain values in, plain dictionaries out. Ids are addresses of pages with a mark: `…/ateliers/x/#formation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from plugins.site.slots import Venue
from plugins.site.views import Node
from plugins.workshops.prices import PriceView
from plugins.workshops.sessions import NOT_HELD, SessionView, has_few_seats
from plugins.workshops.views import Workshop

SCHEMA = "https://schema.org/"
MODES = {"onsite": "onsite", "online": "online", "hybrid": "blended"}
STATUS = {"cancelled": "EventCancelled", "rescheduled": "EventRescheduled", "postponed": "EventPostponed"}
AVAILABILITY = {"tentative": "PreOrder", "open": "InStock", "rescheduled": "InStock", "full": "SoldOut"}


def course_node(workshop: Workshop, origin: str) -> Node:
    """A workshop as a Course, with an instance for each coming session."""
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
            "inLanguage": "fr",
            "provider": {"@id": f"{origin}/#organisation"},
            "image": f"{origin}/{workshop.hero.src}" if workshop.hero else None,
            "dateModified": instant(workshop.updated) if workshop.updated else None,
            "about": record.theme,
            "audience": {"@type": "Audience", "audienceType": record.audience},
            "teaches": record.objectives,
            "coursePrerequisites": record.prerequisites,
            "timeRequired": length,
            "educationalCredentialAwarded": record.certification.title if record.certification else None,
            "accessibilitySummary": record.accessibility.text if record.accessibility else None,
            "offers": [offer_node(price, f"{address}#prix", None) for price in workshop.prices],
            "hasCourseInstance": instances,
        }
    )


def instance_node(workshop: Workshop, view: SessionView, origin: str) -> Node:
    """A coming session as an instance of its course; its own page says more (`event_node`)."""
    address = f"{origin}/{view.url}"
    return kept(
        {
            "@type": "CourseInstance",
            "@id": f"{address}#instance",
            "url": address,
            "name": f"{workshop.title}, {view.title}",
            "courseMode": MODES["online" if view.place and view.place.online else workshop.record.mode],
            "courseWorkload": hours(workshop.record.duration.hours),
            "startDate": instant(view.starts),
            "endDate": instant(view.ends),
            "eventStatus": event_status(view),
            "location": location_node(view, origin),
            "instructor": people(workshop, origin),
        }
    )


def event_node(workshop: Workshop, view: SessionView, origin: str) -> Node:
    """A session as an event, with all that Google asks of one (Search Central, « Event »: name, startDate, location).

    A cancelled or postponed session keeps its first date (schema.org/EventPostponed) and is not offered, nor is a
    past one.
    """
    address, record, previous = f"{origin}/{view.url}", view.record, view.record.previous_date
    online = bool(view.place and view.place.online)
    mixed = workshop.record.mode == "hybrid" and not online
    attendance = "Mixed" if mixed else "Online" if online else "Offline"
    return kept(
        {
            "@type": "EducationEvent",
            "@id": f"{address}#session",
            "url": address,
            "name": workshop.title,
            "description": workshop.record.summary,
            "inLanguage": "fr",
            "about": {"@id": f"{origin}/{workshop.url}#formation"},
            "image": [f"{origin}/{workshop.hero.src}"] if workshop.hero else None,
            "startDate": instant(view.starts),
            "endDate": instant(view.ends),
            "previousStartDate": previous.isoformat() if previous and view.state == "rescheduled" else None,
            "eventStatus": event_status(view),
            "eventAttendanceMode": f"{SCHEMA}{attendance}EventAttendanceMode",
            "eventSchedule": [schedule_node(view, rank) for rank in range(len(view.days))],
            "location": location_node(view, origin),
            "organizer": {"@id": f"{origin}/#organisation"},
            "performer": people(workshop, origin),
            "maximumAttendeeCapacity": record.seats,
            "remainingAttendeeCapacity": record.seats_left if not view.ended else None,
            "offers": offers(workshop, view, origin),
        }
    )


def event_status(view: SessionView) -> str:
    """The state of a session in schema.org's words."""
    return SCHEMA + STATUS.get(view.state, "EventScheduled")


def schedule_node(view: SessionView, rank: int) -> Node:
    """The hours of one day, in the place's zone."""
    day = view.days[rank]
    return {
        "@type": "Schedule",
        "startDate": day.date.isoformat(),
        "endDate": day.date.isoformat(),
        "startTime": f"{day.starts:%H:%M:%S}",
        "endTime": f"{day.ends:%H:%M:%S}",
        "scheduleTimezone": str(day.starts.tzinfo),
    }


def offers(workshop: Workshop, view: SessionView, origin: str) -> list[Node]:
    """What one pays for a seat: nothing is offered for a session that is over or not held."""
    if view.ended or view.state in NOT_HELD:
        return []
    availability = "LimitedAvailability" if has_few_seats(view.record) else AVAILABILITY[view.state]
    given = view.record.registration
    address = given if given and given.startswith("http") else f"{origin}/{view.url}"
    return [offer_node(price, address, availability) for price in workshop.seat_prices]


def offer_node(price: PriceView, address: str, availability: str | None) -> Node:
    """A price: `price` is what one pays, tax included, where that is known."""
    specifications = [
        _specification(price.amount if price.total is None else price.total, price, price.total is not None)
    ]
    if price.total is not None and price.total != price.amount:
        specifications.append(_specification(price.amount, price, False))
    return kept(
        {
            "@type": "Offer",
            "name": price.label,
            "url": address,
            "price": decimal(price.amount if price.total is None else price.total),
            "priceCurrency": "EUR",
            "availability": SCHEMA + availability if availability else None,
            "validThrough": instant(price.ends) if price.ends else None,
            "priceSpecification": specifications,
        }
    )


def _specification(amount: float, price: PriceView, with_tax: bool) -> Node:
    return kept(
        {
            "@type": "UnitPriceSpecification",
            "price": decimal(amount),
            "priceCurrency": "EUR",
            "valueAddedTaxIncluded": with_tax,
            "unitText": price.unit,
        }
    )


def location_node(view: SessionView, origin: str) -> Node:
    """Where: a place with its address, or a virtual room, whose own address is told to those who come."""
    place = view.place
    if place is None or place.online:
        return {"@type": "VirtualLocation", "name": place.name if place else view.where, "url": f"{origin}/{view.url}"}
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
            "@type": "Person",
            "@id": f"{origin}/{person.url}#personne",
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
