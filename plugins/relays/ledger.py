"""What was sent, and what became of it: one JSON file for each (article, client), reviewed in git.

`content/registre/relais/<article>@<client>.json` is named by the article's id at its first relay and keeps that name
and its key when the article is renamed: `article` in the file says the id of today. An article finds its entry by that
id, else by an address it is redirected from (`redirect_from`), else by its source file: see `Ledger.entry_of`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from plugins.common.files import read_file, write_whole
from plugins.common.untyped import JsonObject
from plugins.relays.desired_posts import DesiredPost, relay_key
from plugins.targets.errors import RelayError
from plugins.targets.target import BlogPost, text_digest

FOLDER = Path("registre") / "relais"
# intent: a write has begun, its outcome is not written yet · published: the post is there, as a draft or for readers ·
# withdrawn: taken off, by us or by them (`by`) · conflict: what the client has must be decided upon by a person.
EntryState = Literal["intent", "published", "withdrawn", "conflict"]


@dataclass
class Entry:
    """The memory of one relay. Texts are those that the blog gave back, which a later correction is compared with."""

    article: str
    client: str
    uid: str
    key: str
    source: str = ""
    state: EntryState = "intent"
    intent: JsonObject | None = None  # action, title, content sent, at
    remote: JsonObject = field(default_factory=dict)  # id, url, edit_url, slug, picture, status; was: before it left
    # title, content: as the blog gave them back; sent: our text's digest; asked: the status that we gave the post;
    # former: the digest of what the client's adopted correction replaced.
    base: JsonObject = field(default_factory=dict)
    tracking: str = ""
    picture: str = ""  # the file whose bytes were sent, by name
    refused: str = ""  # those that the blog did not take, asked for again when they change; « ? » after: no answer yet
    adopted: bool = False  # the base is the client's correction, not our text
    by: str = ""  # why it is off: « nous », « client », « contenu »; « oubli »: left there, followed no more
    blog: str = ""  # the kind and the address of the blog that has it
    history: list[dict[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.uid}@{self.client}"

    def note(self, at: str, what: str, detail: str = "") -> None:
        """Add a line to the history."""
        self.history.append({"at": at, "what": what, **({"detail": detail} if detail else {})})

    def record(self, remote: BlogPost, sent: tuple[str, str] | None) -> None:
        """Take where the post is and, when `sent` says which text of ours it answers, what the blog holds for the base.

        Without `sent` the base stays: a text that the client wrote is compared with it until a person adopts it.
        """
        url, slug = remote.url or self.remote.get("url", ""), remote.slug or self.remote.get("slug", "")
        self.remote.update(id=remote.id, url=url, edit_url=remote.edit_url, status=remote.status, slug=slug)
        for name, value in (("signed", remote.signed), ("protected", remote.protected)):
            if value or name in self.remote:
                self.remote[name] = value
        self.remote.pop("was", None)
        if sent is not None:
            self.base.update(title=remote.title, content=remote.content, sent=text_digest(*sent))

    def record_absence(self, id: str) -> None:
        """Take that the post was put away, and the status that it had until then: it will come back with it."""
        if self.remote.get("status", "trash") != "trash":
            self.remote["was"] = self.remote["status"]
        self.remote.update(id=id or self.remote.get("id", ""), status="trash")

    def to_json(self) -> str:
        """Sorted keys, one value a line: a change reads well in a review."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


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
                self.entries[entry.name] = entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def path(self, entry: Entry) -> Path:
        return self.folder / f"{entry.name}.json"

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
        """An entry for a relay never sent. Its uid is the article's id, numbered when an older text had that id."""
        uid, number = wanted.article, 2
        while f"{uid}@{wanted.client}" in self.entries:
            uid, number = f"{wanted.article}~{number}", number + 1
        return Entry(
            article=wanted.article,
            client=wanted.client,
            uid=uid,
            key=relay_key(uid, wanted.client),
            source=wanted.source,
            tracking=wanted.tracking,
        )

    def write(self, entry: Entry) -> Path:
        """Write an entry so that it is on the disk, whole, before anything else happens."""
        self.folder.mkdir(parents=True, exist_ok=True)
        target = self.path(entry)
        write_whole(target, entry.to_json().encode("utf-8"))
        self.entries[entry.name] = entry
        return target


_ADAPTER = TypeAdapter(Entry)


def _read(path: Path) -> Entry:
    try:
        entry = _ADAPTER.validate_python(json.loads(read_file(path)))
    except ValidationError as error:
        where = error.errors()[0]["loc"]
        said = f" (« {where[0]} »)" if where else ""
        raise LedgerFault(path, f"illisible{said} : reprenez la version de git") from None
    except (OSError, ValueError):
        raise LedgerFault(path, "illisible : reprenez la version de git") from None
    if path.stem != entry.name:
        raise LedgerFault(path, f": ce fichier devrait se nommer {entry.name}.json")
    return entry
