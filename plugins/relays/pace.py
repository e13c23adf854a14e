"""The pace that a client's file asks for: posts in the order of articles' dates, some a week, at some hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from plugins.french.dates import datetime_fr
from plugins.model.client import RelayTarget
from plugins.relays.plan import Line

WEEK = timedelta(days=7)


def paced(lines: Sequence[Line], relay: RelayTarget | None, sent: Iterable[str], now: datetime) -> None:
    """Make those creations wait that the client does not want yet; `sent` are the instants (ISO 8601) of earlier ones.

    `lines` are in the order in which they are to go.
    """
    if relay is None or not (relay.per_week or relay.hours):
        return
    hours = relay.open_hours
    moments = sorted(datetime.fromisoformat(moment) for moment in sent if moment)
    recent = [moment for moment in moments if now - WEEK < moment <= now]
    for line in lines:
        if line.action != "create":
            continue
        wait = ""
        if hours and not hours[0] <= now.hour < hours[1]:
            wait = f"attend son heure, de {hours[0]} h à {hours[1]} h"
        elif relay.per_week and len(recent) >= relay.per_week:
            free = recent[-relay.per_week] + WEEK
            wait = f"attend son tour : {relay.per_week} par semaine, pas avant le {datetime_fr(free)}"
        else:
            recent.append(now)
        if wait:
            line.action, line.reason, line.changes, line.notes = "nothing", wait, [], []
