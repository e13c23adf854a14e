"""One relay as its log tells it: what it is, the events, and the state that they add up to."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from plugins.relays.events import (
    Adopted,
    Answered,
    By,
    Carried,
    Changed,
    Declined,
    Dropped,
    Event,
    Intended,
    Kept,
    Lifted,
    Past,
    Recomposed,
    Remote,
    Seen,
    Text,
    Told,
    Untracked,
    Withdrawn,
)
from plugins.targets.target import BlogPost

FIRST_STEPS = frozenset(("create", "record", "adopt", "mis dans le flux"))  # of the first form of the ledger
WAITING = frozenset(("draft", "pending"))  # the post is there, and the client has to publish it


@dataclass
class Entry:
    """The memory of one relay. `id` names its file and never changes; `article` and `client` are those of today."""

    id: str
    key: str
    article: str
    client: str
    source: str = ""
    blog: str = ""  # the kind and the address of the blog that has the post
    tracking: str = ""
    events: list[Event] = field(default_factory=list)
    # What the events add up to: only `add` writes below.
    state: str = field(default="intent", init=False)  # intent: never seen there; published, withdrawn, conflict
    by: By = field(default="", init=False)  # why it is off
    intent: Intended | None = field(default=None, init=False)
    remote: Remote = field(default_factory=Remote, init=False)
    was: str = field(default="", init=False)  # the status that it had before it went
    base: Text | None = field(default=None, init=False)  # as the blog gave it back
    sent: Text | None = field(default=None, init=False)  # our text that the base answers; None: ours is to be written
    composed: int = field(default=0, init=False)
    theirs: Text | None = field(default=None, init=False)  # in a conflict, what the client wrote
    asked: str = field(default="", init=False)
    picture: str = field(default="", init=False)
    refused: str = field(default="", init=False)
    doubted: str = field(default="", init=False)  # a picture whose sending got no answer, once
    adopted: bool = field(default=False, init=False)  # the base is the client's correction, not our text
    ours: list[Text] = field(
        default_factory=list, init=False
    )  # every text that was ours or became it: a copy may hold it
    first: str = field(default="", init=False)  # when the post was first there
    since: str = field(default="", init=False)  # when it last changed
    waiting: str = field(default="", init=False)  # since when the client has it to publish
    told: str = field(default="", init=False)  # when he was last told so

    def __post_init__(self) -> None:
        events, self.events = self.events, []
        for event in events:
            self.add(event)

    @property
    def uid(self) -> str:
        """The id that the article had at its first relay."""
        return self.id.rpartition("@")[0]

    @property
    def public(self) -> bool:
        """Whether the client's readers have the post, as far as the ledger knows."""
        return self.state in ("published", "conflict") and self.remote.get("status") == "published"

    @property
    def title(self) -> str:
        """The title that the post has on the blog."""
        text = self.theirs or self.base
        return text.title if text else ""

    def add(self, event: Event) -> None:
        """Append an event, and take it into the state."""
        self.events.append(event)
        match event:
            case Intended():
                self.intent = event
                if event.anew:  # what is known is of the other blog, where its post stays
                    self.remote, self.base, self.sent, self.picture, self.refused = {}, None, None, "", ""
                if event.action == "create" and self.base is None:
                    self.state = "intent"
            case Answered() | Seen() | Adopted() | Kept() | Changed():
                self._held(event)
            case Withdrawn():
                if self.remote.get("status", "trash") != "trash":
                    self.was = event.was or self.remote["status"]
                self.remote = {**self.remote, "id": event.id or self.remote.get("id", ""), "status": "trash"}
                self.state, self.by, self.intent, self.since, self.waiting = "withdrawn", event.by, None, event.at, ""
            case Untracked():
                self.state, self.by, self.intent, self.since, self.waiting = "withdrawn", "oubli", None, event.at, ""
            case Lifted():
                self.by = "contenu"
            case Declined():
                self.refused, self.doubted = (event.picture, "") if event.answered else ("", event.picture)
            case Dropped():
                self.intent = None
            case Recomposed():
                self.sent, self.composed = event.sent, event.composed
            case Told():
                self.told = event.at
            case Carried():
                self.state, self.by, self.intent, self.was = event.state, event.by, event.pending, event.was
                self.base, self.sent, self.composed = event.base, event.base if event.known else None, 1
                self.asked, self.adopted, self.picture = event.asked, event.adopted, event.picture
                self.refused, self.doubted = event.refused, event.doubted
                self._at(event.post, event.at)
                self.waiting = event.waiting if self.waiting else ""
            case Past():
                self.first = self.first or (event.at if event.step in FIRST_STEPS else "")

    def _held(self, event: Answered | Seen | Adopted | Kept | Changed) -> None:
        self._at(event.post, event.at)
        self.by, self.was = "", ""
        self.asked = event.asked or self.asked
        if event.picture:
            self.picture, self.refused, self.doubted = event.picture, "", ""
        if isinstance(event, Changed):  # a write whose answer was lost may yet explain what is there
            self.state, self.theirs = "conflict", event.theirs
            return
        self.state, self.intent, self.theirs = "published", None, None
        if event.held is None:
            return
        self.ours += [text for text in (self.base, self.sent) if text and text not in self.ours]
        self.base, self.sent, self.composed = event.held, event.sent or event.held, event.composed
        self.adopted = isinstance(event, Adopted) and not event.carried
        if isinstance(event, Kept):
            self.sent = None

    def _at(self, post: Remote, at: str) -> None:
        kept: Remote = {**self.remote}
        if "status" in post:  # a post as it is now: what it does not say is no more
            kept.pop("signed", None)
            kept.pop("protected", None)
        self.remote, self.since, self.first = {**kept, **post}, at, self.first or at
        if post.get("status") not in WAITING:
            self.waiting = self.told = ""
        elif not self.waiting:
            self.waiting = at

    def to_json(self) -> str:
        """Sorted keys, one value a line, the events in order: a change reads well in a review."""
        data = {name: getattr(self, name) for name in ("id", "key", "article", "client", "source", "blog", "tracking")}
        data["events"] = [event.model_dump(exclude_defaults=True) | {"what": event.what} for event in self.events]
        return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def remote_of(post: BlogPost) -> Remote:
    """What the ledger keeps of a post besides its text: what our account may not read stays as it was known."""
    said: Remote = {"id": post.id, "edit_url": post.edit_url, "status": post.status, "picture": post.picture}
    if post.url:
        said["url"] = post.url
    if post.slug:
        said["slug"] = post.slug
    if post.signed:
        said["signed"] = post.signed
    if post.protected:
        said["protected"] = True
    return said
