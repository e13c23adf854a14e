"""What was sent, and what became of it: one JSON file for each (article, client), a log reviewed in git.

`content/registre/relais/<article>@<client>.json` is named by the ids of the first relay and keeps that name and its key
when the article or the client is renamed: `article` and `client` in the file say those of today. An article finds its
entry by that id, else by an address it is redirected from (`redirect_from`), else by its source file: see
`Ledger.entry_of`. A client's file finds those of its former name by its own `redirect_from`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from plugins.common.files import read_file, write_whole
from plugins.common.untyped import Json
from plugins.model.content import Content
from plugins.relays.desired_posts import DesiredPost, relay_key
from plugins.relays.entry import Entry
from plugins.targets.errors import RelayError

FOLDER = Path("registre") / "relais"


class LedgerFault(RelayError):
    """A file of the ledger cannot be read: `path`, and what is wrong with it in French."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{path} {what}")
        self.path, self.what = path, what


class Ledger:
    """The entries of a content folder.

    A file that cannot be read is never taken for an absent one: LedgerFault, unless `faults` is given to be told of it.
    """

    def __init__(self, content: Path, folder: Path = FOLDER, faults: list[LedgerFault] | None = None) -> None:
        self.folder = content / folder
        self.entries: dict[str, Entry] = {}
        for path in sorted(self.folder.glob("*.json")):
            try:
                entry = _read(path)
            except LedgerFault as fault:
                if faults is None:
                    raise
                faults.append(fault)
            else:
                self.entries[entry.id] = entry

    @classmethod
    def of(cls, site: Content, folder: Path = FOLDER, faults: list[LedgerFault] | None = None) -> Ledger:
        """The ledger of a site, its clients under their names of today."""
        ledger = cls(site.root, folder, faults)
        renamed = {old: new for new in site.clients for old in former_clients(site, new) if old not in site.clients}
        for entry in ledger:
            entry.client = renamed.get(entry.client, entry.client)
        return ledger

    def __iter__(self) -> Iterator[Entry]:
        return iter(list(self.entries.values()))

    def path(self, entry: Entry) -> Path:
        return self.folder / f"{entry.id}.json"

    def entry_of(self, wanted: DesiredPost, articles: Container[str]) -> Entry | None:
        """The memory of a wanted relay, also when its article was renamed since."""
        own = [entry for entry in self if entry.client == wanted.client]
        for entry in own:
            if entry.article == wanted.article:
                return entry
        orphans = [entry for entry in own if entry.article not in articles]
        for entry in orphans:
            if entry.article in wanted.aliases or entry.uid in wanted.aliases:
                return entry
        return next((entry for entry in orphans if entry.source == wanted.source), None)

    def new_entry(self, wanted: DesiredPost) -> Entry:
        """An entry for a relay never sent. Its id is the article's, numbered when an older text had that id."""
        uid, number = wanted.article, 2
        while f"{uid}@{wanted.client}" in self.entries:
            uid, number = f"{wanted.article}~{number}", number + 1
        return Entry(
            id=f"{uid}@{wanted.client}",
            key=relay_key(uid, wanted.client),
            article=wanted.article,
            client=wanted.client,
            source=wanted.source,
            tracking=wanted.tracking,
        )

    def write(self, entry: Entry) -> Path:
        """Write an entry so that it is on the disk, whole, before anything else happens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.path(entry)
        write_whole(target, entry.to_json().encode("utf-8"))
        self.entries[entry.id] = entry
        return target


def former_clients(site: Content, client: str) -> list[str]:
    """The ids that a client had, by the addresses that its page is redirected from."""
    lasts = (str(path).rstrip("/").rpartition("/")[2] for path in site.clients[client].record.redirect_from)
    return [name for name in lasts if name and name != client]


@cache
def _adapter() -> TypeAdapter[Entry]:
    return TypeAdapter(Entry)


def _read_log(data: Json) -> Entry:
    if isinstance(data, Mapping) and "events" in data:
        return _adapter().validate_python(data)
    from plugins.relays.first_form import read_first_form  # here: ledgers of earlier versions are read once

    return read_first_form(data)


def _read(path: Path) -> Entry:
    try:
        data = json.loads(read_file(path))
        entry = _read_log(data)
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        said = f" (« {where[0]} »)" if where else ""
        raise LedgerFault(path, f"illisible{said} : reprenez la version de git") from None
    except (OSError, ValueError):
        raise LedgerFault(path, "illisible : reprenez la version de git") from None
    if path.stem != entry.id:
        raise LedgerFault(path, f": ce fichier devrait se nommer {entry.id}.json")
    return entry
