"""When the site will next say something that is no longer true, if nobody writes: what a nightly build waits for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from plugins.common.dates import datetime_fr
from plugins.model.content import Site

FILE = "prochain-changement.json"


@dataclass(frozen=True, order=True)
class Change:
    """What changes at an instant: a French sentence without its full stop."""

    at: datetime
    what: str


class Unreadable(ValueError):
    """The file does not say when; the message is French."""


def next_change(site: Site, now: datetime) -> tuple[datetime, list[str]] | None:
    """The next instant after `now` at which the published site would change, and all that changes then.

    A scheduled text appears, a session ends, a price holds no longer; drafts change nothing.
    """
    coming = sorted(change for change in changes(site) if change.at > now)
    if not coming:
        return None
    return coming[0].at, [change.what for change in coming if change.at == coming[0].at]


def changes(site: Site) -> Iterator[Change]:
    """Every instant at which what readers see changes, past or to come."""
    for article in site.articles.values():
        if article.record.status in ("published", "hidden") and article.record.date:
            yield Change(site.aware(article.record.date), f"parution de l’article « {article.id} »")
    for document in site.workshops.values():
        if document.record.status not in ("published", "hidden"):
            continue
        for session in document.record.sessions:
            yield Change(
                site.session_end(session), f"fin de la session « {session.id} » de l’atelier « {document.id} »"
            )
        for price in document.record.prices:
            if price.until:  # that day is the last
                end = datetime.combine(price.until + timedelta(days=1), time(), site.zone)
                yield Change(end, f"fin du prix « {price.label} » de l’atelier « {document.id} »")


def change_file(site: Site) -> str:
    """The JSON of `/prochain-changement.json`: `next` is an ISO 8601 instant with its offset, or null."""
    found = next_change(site, site.now)
    said: dict[str, Any] = {
        "built": site.now.isoformat(timespec="seconds"),
        "next": found[0].astimezone(site.zone).isoformat(timespec="seconds") if found else None,
        "changes": found[1] if found else [],
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def is_due(text: str, now: datetime) -> tuple[bool, str]:
    """Whether a site whose file says this is to be built again at an instant, and the sentence that says so.

    Raises `Unreadable`.
    """
    try:
        said = json.loads(text)
        instant = datetime.fromisoformat(said["next"]).astimezone(now.tzinfo) if said["next"] else None
        what = ", ".join(map(str, said.get("changes", [])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{FILE} illisible") from error
    if instant is None:
        return False, "rien avant la prochaine modification du contenu"
    if instant <= now:
        return True, f"à reconstruire : {what}, le {_french(instant)}"
    return False, f"rien avant le {_french(instant)} : {what}"


def _french(moment: datetime) -> str:
    return datetime_fr(moment).replace("\u00a0", " ")
