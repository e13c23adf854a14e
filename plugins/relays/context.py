"""What a run is given, what becomes of a line, and the hand that keeps the ledger while the line is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from plugins.model.content import Site
from plugins.relays.decision import Decision
from plugins.relays.desired_posts import Wanted
from plugins.relays.labels import LABELS
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.plan import Blogs, Line
from plugins.targets.target import Account, Post, Remote, Target, same_text
from plugins.typography.options import Options as Typography

SETTLE = 0.5  # seconds before looking again: time for another runner's post to show

Step = Callable[[str], None]
Publish = Callable[[list[Path], str], None]


@dataclass
class Outcome:
    """What became of one line."""

    line: Line
    done: bool
    message: str
    notes: list[str] = field(default_factory=list)

    def to_text(self) -> str:
        mark = LABELS[self.line.action] if self.done else "à reprendre"
        head = f"{mark:>14}  {self.line.article} → {self.line.client} : {self.message}"
        return "\n".join([head, *(f"{'':16}note : {note}" for note in self.notes)])


@dataclass
class Run:
    """What a run is given.

    `step` is told each point passed, `publish` makes a ledger file known to other runners, `online` raises RelayError
    when readers do not have the article of a relay.
    """

    site: Site
    blogs: Blogs
    lock: Path
    typography: Typography = field(default_factory=Typography)
    publish: Publish = lambda paths, message: None
    step: Step = lambda name: None
    online: Callable[[Wanted], None] = lambda wanted: None
    settle: float = SETTLE


class Keeper:
    """The ledger's side of one line: the intent before a write, and what is true after it."""

    def __init__(self, run: Run, ledger: Ledger, line: Line) -> None:
        assert line.case is not None and line.decision is not None
        self.run, self.ledger, self.line, self.case = run, ledger, line, line.case
        self.decision: Decision = line.decision
        self.entry: Entry = line.case.entry
        self.target: Target
        self.account: Account
        self.target, self.account = run.blogs.of(line.client)
        self.notes: list[str] = []
        self.illustrated = False  # this run has put the picture on the blog

    @property
    def post(self) -> Post:
        assert self.case.post is not None
        return self.case.post

    @property
    def text(self) -> tuple[str, str]:
        assert self.case.text is not None
        return self.case.text

    def intend(self, action: str, **details: Any) -> None:
        """Nothing is written at a client's before this is on the disk, and known to the other runners.

        Raises RelayError, with nothing written anywhere, when an excerpt would lead to an article that is not on line.
        """
        if self.case.wanted is not None:
            if action != "withdraw":
                self.run.online(self.case.wanted)
            self.entry.article, self.entry.source = self.case.wanted.article, self.case.wanted.source
        if action == "create" and not self.entry.base:
            self.entry.state = "intent"
        self.entry.intent = {"action": action, "at": self.now, **details}
        self.save("intent")

    def conclude(self, what: str, detail: str = "") -> None:
        self.entry.intent = None
        self.entry.note(self.now, what, detail)
        self.save(what)

    def save(self, what: str) -> None:
        self.entry.blog = self.run.blogs.place(self.line.client)
        path = self.ledger.write(self.entry)
        self.run.step(f"ledger-{what}")
        self.run.publish([path], f"Relay {what}: {self.entry.name}")
        self.run.step(f"published-{what}")

    def take(self, remote: Remote) -> bool:
        """The ledger takes where the post is, and its text when it is one of ours; False: it is the client's."""
        intent, ours = self.entry.intent or {}, [self.case.text] if self.case.text else []
        ours += [(intent["title"], intent["content"])] if "content" in intent else []
        sent = next((each for each in ours if same_text((remote.title, remote.content), each)), None)
        unmoved = self.case.is_unmoved(remote)
        self.entry.record(remote, sent)
        if sent is not None:
            self.entry.adopted = False
        self.entry.state = "published" if sent is not None or unmoved else "conflict"
        return self.entry.state == "published"

    def take_picture(self, remote: Remote, ours: bool) -> None:
        """The ledger takes which picture the post has, and by which name when it is ours."""
        self.entry.remote["picture"] = remote.picture
        if ours and self.post.picture and remote.picture:
            self.entry.picture = self.post.picture.origin

    @property
    def now(self) -> str:
        return self.run.site.now.isoformat(timespec="seconds")
