"""When the site will next say something that is no longer true, if nobody writes: what a nightly build waits for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from plugins.common.untyped import JsonObject
from plugins.french.dates import datetime_fr
from plugins.model.content import Content

FILE = "prochain-changement.json"


class Unreadable(ValueError):
    """The file does not say when; the message is French."""


def next_change(site: Content, now: datetime) -> datetime | None:
    """The next instant after `now` at which the published site would change.

    A scheduled text appears, a session ends, a price holds no longer; drafts change nothing.
    """
    return min((instant for instant in changes(site) if instant > now), default=None)


def changes(site: Content) -> Iterator[datetime]:
    """Every instant at which what readers see changes, past or to come."""
    for article in site.articles.values():
        if article.record.status in ("published", "hidden") and article.record.date:
            yield site.aware(article.record.date)
    for document in site.workshops.values():
        if document.record.status not in ("published", "hidden"):
            continue
        yield from map(site.session_end, document.record.sessions)
        for price in document.record.prices:
            if price.until:  # that day is the last
                yield datetime.combine(price.until + timedelta(days=1), time(), site.zone)


def change_file(site: Content) -> str:
    """The JSON of `/prochain-changement.json`: `next` is an ISO 8601 instant with its offset, or null.

    Instants only: anyone can read it, and what is to come is nobody's yet.
    """
    found = next_change(site, site.now)
    said: JsonObject = {
        "built": site.now.isoformat(timespec="seconds"),
        "next": found.astimezone(site.zone).isoformat(timespec="seconds") if found else None,
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def is_due(text: str, now: datetime) -> tuple[bool, str]:
    """Whether a site whose file says this is to be built again at an instant, and the sentence that says so.

    Raises `Unreadable`.
    """
    try:
        said = json.loads(text)
        instant = datetime.fromisoformat(said["next"]).astimezone(now.tzinfo) if said["next"] else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{FILE} illisible") from error
    if instant is None:
        return False, "rien avant la prochaine modification du contenu"
    if instant <= now:
        return True, f"à reconstruire : le site devait changer le {_french(instant)}"
    return False, f"rien avant le {_french(instant)}"


def _french(moment: datetime) -> str:
    return datetime_fr(moment).replace("\u00a0", " ")
