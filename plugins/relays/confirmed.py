"""Where clients who were given a kit have published it: said by a person, proved by reading their page.

One file a relay, `content/registre/kits/<article>@<client>.json`, a log like the ledger of posts.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from plugins.relays.desired_posts import DesiredPost
from plugins.relays.entry import Entry
from plugins.relays.events import Seen
from plugins.relays.ledger import Ledger

KIND = "kit"
FOLDER = Path("registre") / "kits"  # beside the ledger of posts: nothing here is ours to write or to withdraw
PROVED, DECLARED = "vérifié", "sur parole"


def record(ledger: Ledger, wanted: DesiredPost, known: Iterable[str], url: str, at: str, *, proved: bool) -> Path:
    """Write that readers have the excerpt of a kit at an address; the path is returned. `known`: ids of articles."""
    entry = ledger.entry_of(wanted, set(known)) or ledger.new_entry(wanted)
    detail = PROVED if proved else DECLARED
    if (entry.remote.get("url"), how(entry)) != (url, detail):
        entry.add(Seen(at=at, post={"url": url, "status": "published"}, detail=detail))
    entry.article, entry.source = wanted.article, wanted.source
    return ledger.write(entry)


def how(entry: Entry) -> str:
    """How the last address of an entry is known: `PROVED` or `DECLARED`, empty before any."""
    return next((event.detail for event in reversed(entry.events) if isinstance(event, Seen)), "")
