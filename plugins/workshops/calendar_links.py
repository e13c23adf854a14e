"""Where calendars are, and the ways to subscribe to them."""

from __future__ import annotations

from urllib.parse import quote

from plugins.site.doc import doc, value

SITE_CALENDAR = "ateliers.ics"


@value
class CalendarLinks:
    """The ways to a calendar: the file, and subscriptions, which follow what changes."""

    url: str = doc("the file, below the root")
    address: str = doc("the whole address of the file, for any program that subscribes to one")
    webcal: str = doc("the address that subscribes to it, `webcal:`")
    google: str = doc("the address that subscribes to it in Google Agenda")
    outlook: str = doc("the address that subscribes to it in Outlook, which follows no `webcal:`")


def calendar_links(path: str, origin: str, name: str = "") -> CalendarLinks:
    """The ways to a calendar of the site, under the name that Outlook is to give it.

    Google's is a subscription too, for a single session as well: a copied event would not follow a postponement.
    """
    address = f"{origin}/{path}"
    webcal = f"webcal://{address.partition('://')[2]}"
    return CalendarLinks(
        path,
        address,
        webcal,
        f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        f"https://outlook.office.com/calendar/addfromweb?url={quote(address, safe='')}&name={quote(name, safe='')}",
    )


def workshop_calendar(workshop: str) -> str:
    """The address of a workshop's calendar, below the site's root."""
    return f"ateliers/{workshop}.ics"


def session_calendar(workshop: str, session: str) -> str:
    """The address of a session's calendar."""
    return f"ateliers/{workshop}/{session}.ics"


def list_path(page: str) -> str:
    """The address of the calendar of a list, beside that of its page, below the site's root."""
    return f"{page.rstrip('/')}.ics"
