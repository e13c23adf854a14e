"""The part of schema.org that the site uses: for each type its properties, for each property what its value may be.

Written from schema.org 29 (2025-03). A value is one of the names below, the name of a type (a node, or a reference to
one by @id), or an enumeration. A property that is not here is one that the site does not mean to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

THING = {"name": "Text", "description": "Text", "url": "URL", "image": "URL ImageObject", "sameAs": "URL",
         "identifier": "PropertyValue", "mainEntityOfPage": "URL"}  # fmt: skip
CREATIVE_WORK = THING | {
    "inLanguage": "Language", "about": "Text Course", "author": "Person Organization", "publisher": "Organization",
    "provider": "Organization", "audience": "Audience", "teaches": "Text", "timeRequired": "Duration",
    "dateModified": "DateTime", "datePublished": "DateTime Date", "headline": "Text", "keywords": "Text",
    "isBasedOn": "URL CreativeWork", "isPartOf": "WebSite CreativeWorkSeries", "position": "Integer", "offers": "Offer",
    "accessibilitySummary": "Text", "mainEntity": "Person Organization", "comment": "Comment",
    "commentCount": "Integer",
}  # fmt: skip
EVENT = THING | {
    "startDate": "DateTime", "endDate": "DateTime", "previousStartDate": "Date", "eventStatus": "EventStatusType",
    "eventAttendanceMode": "EventAttendanceModeEnumeration", "eventSchedule": "Schedule", "inLanguage": "Language",
    "location": "Place VirtualLocation", "organizer": "Organization", "about": "Text Course",
    "performer": "Person Organization",
    "maximumAttendeeCapacity": "Integer", "remainingAttendeeCapacity": "Integer", "offers": "Offer",
}  # fmt: skip
PRICE = {"price": "Price", "priceCurrency": "Currency", "valueAddedTaxIncluded": "Boolean", "unitText": "Text"}
TYPES: dict[str, dict[str, str]] = {
    "Course": CREATIVE_WORK
    | {"coursePrerequisites": "Text", "educationalCredentialAwarded": "Text", "hasCourseInstance": "CourseInstance"},
    "CourseInstance": EVENT | {"courseMode": "Text", "courseWorkload": "Duration", "instructor": "Person"},
    "EducationEvent": EVENT,
    "Schedule": {"startDate": "Date", "endDate": "Date", "startTime": "Time", "endTime": "Time",
                 "scheduleTimezone": "Text"},
    "Offer": THING
    | {"price": "Price", "priceCurrency": "Currency", "availability": "ItemAvailability", "validFrom": "DateTime",
       "availabilityEnds": "DateTime", "validThrough": "DateTime",
       "priceSpecification": "UnitPriceSpecification"},
    "UnitPriceSpecification": THING | PRICE,
    "Place": THING | {"address": "PostalAddress", "amenityFeature": "LocationFeatureSpecification"},
    "VirtualLocation": THING,
    "LocationFeatureSpecification": THING | {"value": "Boolean"},
    "PostalAddress": {"streetAddress": "Text", "postalCode": "Text", "addressLocality": "Text",
                      "addressCountry": "Text"},
    "Audience": {"audienceType": "Text"},
    "Person": THING | {"jobTitle": "Text", "worksFor": "Organization"},
    "Organization": THING
    | {"iso6523Code": "Text", "parentOrganization": "Organization"}
    | {"legalName": "Text", "slogan": "Text", "logo": "URL ImageObject", "email": "Text", "telephone": "Text",
       "address": "PostalAddress"},
    "PropertyValue": {"propertyID": "Text", "value": "Text"},
    "WebSite": CREATIVE_WORK,
    "ProfilePage": CREATIVE_WORK,
    "BlogPosting": CREATIVE_WORK | {"articleSection": "Text"},
    "Comment": CREATIVE_WORK | {"text": "Text", "parentItem": "Comment"},
    "CreativeWork": CREATIVE_WORK,
    "CreativeWorkSeries": CREATIVE_WORK,
    "ImageObject": CREATIVE_WORK | {"width": "QuantitativeValue", "height": "QuantitativeValue", "caption": "Text"},
    "QuantitativeValue": THING | {"value": "Integer", "unitCode": "Text"},
    "ItemList": THING | {"numberOfItems": "Integer", "itemListElement": "ListItem"},
    "BreadcrumbList": THING | {"itemListElement": "ListItem"},
    "ListItem": THING | {"position": "Integer", "item": "URL"},
}  # fmt: skip
ENUMERATIONS = {
    "EventStatusType": "EventScheduled EventCancelled EventRescheduled EventPostponed EventMovedOnline",
    "EventAttendanceModeEnumeration": "OnlineEventAttendanceMode OfflineEventAttendanceMode MixedEventAttendanceMode",
    "ItemAvailability": "InStock LimitedAvailability SoldOut PreOrder",
}
PATTERNS = {
    "Text": r"(?s).+",
    "URL": r"https?://\S+",
    "Language": r"[a-z]{2}(-[A-Za-z0-9]+)*",
    "Date": r"\d{4}-\d\d-\d\d",
    "Time": r"\d\d:\d\d:\d\d",
    "DateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d",  # always with an offset
    "Duration": r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?",
    "Price": r"\d+\.\d\d",
    "Currency": r"[A-Z]{3}",
}


def faults(node: dict[str, Any], kinds: dict[str, str], where: str = "") -> Iterator[str]:
    """What is wrong in a node; `kinds` are the types of the nodes of the graph by @id."""
    kind = node.get("@type")
    if kind not in TYPES:
        yield f"{where}: type {kind}"
        return
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        place = f"{where}/{kind}.{name}"
        if name not in TYPES[kind]:
            yield f"{place}: unknown property"
            continue
        for item in value if isinstance(value, list) else [value]:
            yield from _value_faults(item, TYPES[kind][name].split(), kinds, place)


def _value_faults(value: Any, allowed: list[str], kinds: dict[str, str], place: str) -> Iterator[str]:
    if isinstance(value, dict):
        kind = value.get("@type") or kinds.get(value.get("@id", ""))
        # A reference may lead to a node of another page: its mark says what it is.
        if kind is None and value.get("@id", "").endswith("#formation"):
            kind = "Course"
        if kind not in allowed:
            yield f"{place}: {kind} is not {allowed}"
        elif "@type" in value:
            yield from faults(value, kinds, place)
    elif not any(_matches(value, name) for name in allowed):
        yield f"{place}: {value!r} is not {allowed}"


def _matches(value: Any, name: str) -> bool:
    if name == "Boolean":
        return isinstance(value, bool)
    if name == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    if name in ENUMERATIONS:
        return value in {f"https://schema.org/{item}" for item in ENUMERATIONS[name].split()}
    return name in PATTERNS and isinstance(value, str) and re.fullmatch(PATTERNS[name], value) is not None
