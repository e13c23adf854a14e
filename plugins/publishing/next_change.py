"""When the site will next say something that is no longer true, if nobody writes: what a nightly build waits for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

from plugins.common.untyped import JsonObject
from plugins.french.dates import datetime_fr
from plugins.model.content import Content
from plugins.model.register_files import FOLDER

FILE = "prochain-changement.json"
# What of the register pages say, and commands write without a build: the rest is written after a deploy, of its pages.
MEMORY = ("relais", "flux", "captures")


class Unreadable(ValueError):
    """The file does not say when; the message is French."""


def next_change(site: Content, now: datetime, others: Iterable[datetime] = ()) -> datetime | None:
    """The next instant after `now` at which the published site would change.

    A scheduled text appears; drafts change nothing. `others` are the instants that features know (`Slots.changes`).
    """
    return min((instant for instant in (*appearances(site), *others) if instant > now), default=None)


def last_change(site: Content, others: Iterable[datetime] = ()) -> datetime:
    """Since when the published site is what it is, if nobody writes: the last of such instants, or its day's beginning.

    Builds between it and the next change give the same bytes.
    """
    passed = (instant for instant in (*appearances(site), *others) if instant <= site.now)
    return max((site.midnight, *passed)).astimezone(site.now.tzinfo)


def appearances(site: Content) -> Iterator[datetime]:
    """Every instant at which an article appears, past or to come."""
    for article in site.articles.values():
        if article.record.status in ("published", "hidden") and article.record.date:
            yield site.aware(article.record.date)


def register_digest(content: Path) -> str:
    """A short hash of the files of the register from which pages are made; empty when there is none."""
    paths = sorted(path for name in MEMORY for path in (content / FOLDER / name).glob("*.json") if path.is_file())
    if not paths:
        return ""
    digest = hashlib.blake2b(digest_size=12)
    for path in paths:
        said = path.name.encode() + b"\0" + path.read_bytes()
        digest.update(len(said).to_bytes(8, "big") + said)
    return digest.hexdigest()


def change_file(site: Content, others: Iterable[datetime] = ()) -> str:
    """The JSON of `/prochain-changement.json`: `next` is an ISO 8601 instant with its offset, or null; `built` the
    instant from which on the site was built as it is.

    Instants only: anyone can read it, and what is to come is nobody's yet.
    """
    others = tuple(others)
    found = next_change(site, site.now, others)
    said: JsonObject = {
        "built": last_change(site, others).isoformat(timespec="seconds"),
        "next": found.astimezone(site.zone).isoformat(timespec="seconds") if found else None,
        "register": register_digest(site.root),
    }
    return json.dumps(said, ensure_ascii=False, indent=2) + "\n"


def is_due(text: str, now: datetime, register: str) -> tuple[bool, str]:
    """Whether a site whose file says this is to be built again at an instant, and the sentence that says so.

    `register`: the digest of the register of now. A file that says nothing of it is of an older build. Raises
    `Unreadable`.
    """
    try:
        said = json.loads(text)
        instant = datetime.fromisoformat(said["next"]).astimezone(now.tzinfo) if said["next"] else None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable(f"{FILE} illisible") from error
    if said.get("register", register) != register:
        return True, "à reconstruire : le registre a changé depuis (relais, flux, originaux)"
    if instant is None:
        return False, "rien avant la prochaine modification du contenu"
    if instant <= now:
        return True, f"à reconstruire : le site devait changer le {_french(instant)}"
    return False, f"rien avant le {_french(instant)}"


def _french(moment: datetime) -> str:
    return datetime_fr(moment).replace("\u00a0", " ")
