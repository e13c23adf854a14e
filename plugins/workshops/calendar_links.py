"""Where calendars are, and the ways to subscribe to them."""

from __future__ import annotations

from urllib.parse import quote

from plugins.site.doc import doc, value

SITE_CALENDAR = "ateliers.ics"


@value
class CalendarLinks:
    """The ways to a calendar: the file, and two subscriptions, which follow what changes."""

    url: str = doc("the file, below the root")
    webcal: str = doc("the address that subscribes to it, `webcal:`")
    google: str = doc("the address that subscribes to it in Google Agenda")


def calendar_links(path: str, origin: str) -> CalendarLinks:
    """The three ways to a calendar of the site.

    Google's is a subscription too, for a single session as well: a copied event would not follow a postponement.
    """
    _, _, rest = f"{origin}/{path}".partition("://")
    webcal = f"webcal://{rest}"
    return CalendarLinks(path, webcal, f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}")


def workshop_calendar(workshop: str) -> str:
    """The address of a workshop's calendar, below the site's root."""
    return f"ateliers/{workshop}.ics"


def session_calendar(workshop: str, session: str) -> str:
    """The address of a session's calendar."""
    return f"ateliers/{workshop}/{session}.ics"
