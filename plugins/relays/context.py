"""The context of a run, the result of a line, and the writer of the ledger while the line is carried out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plugins.model.content import Content
from plugins.relays.decision import Decision
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.labels import LABELS
from plugins.relays.ledger import Entry, Ledger
from plugins.relays.plan import Blogs, Line
from plugins.targets.target import Account, BlogPost, Post, Target, same_text
from plugins.typography.options import Options as Typography

RECHECK_DELAY = 0.5  # seconds before looking again: time for another runner's post to show

Step = Callable[[str], None]
PushLedger = Callable[[list[Path], str], None]


def left_to_editors(paths: list[Path], message: str) -> None:
    """A ledger that stays on this machine: an editor reviews its change like any other."""


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

    `step` is called after each durable step (a hook of the tests), `push_ledger` makes ledger files known to other
    runners, `recheck_delay` is in seconds, `online` raises RelayError when readers do not have the article of a relay.
    """

    site: Content
    blogs: Blogs
    lock: Path
    typography: Typography = field(default_factory=Typography)
    push_ledger: PushLedger = left_to_editors
    step: Step = lambda name: None
    online: Callable[[DesiredPost], None] = lambda wanted: None
    recheck_delay: float = RECHECK_DELAY


class LedgerWriter:
    """The ledger's side of one line: the intent before a write, and what is true after it."""

    def __init__(self, run: Run, ledger: Ledger, line: Line) -> None:
        assert line.relay_state is not None and line.decision is not None
        self.run, self.ledger, self.line, self.relay_state = run, ledger, line, line.relay_state
        self.decision: Decision = line.decision
        self.entry: Entry = line.relay_state.entry
        self.target: Target
        self.account: Account
        self.target, self.account = run.blogs.of(line.client)
        self.notes: list[str] = []
        self.illustrated = False  # this run has put the picture on the blog

    @property
    def post(self) -> Post:
        assert self.relay_state.post is not None
        return self.relay_state.post

    @property
    def text(self) -> tuple[str, str]:
        assert self.relay_state.text is not None
        return self.relay_state.text

    def intend(self, action: str, **details: str) -> None:
        """Nothing is written at a client's before this is on the disk, and known to the other runners.

        Raises RelayError, with nothing written anywhere, when an excerpt would lead to an article that is not on line.
        """
        if self.relay_state.wanted is not None:
            if action != "withdraw":
                self.run.online(self.relay_state.wanted)
            self.entry.article, self.entry.source = self.relay_state.wanted.article, self.relay_state.wanted.source
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
        self.run.push_ledger([path], f"Relay {what}: {self.entry.name}")
        self.run.step(f"published-{what}")

    def take(self, remote: BlogPost) -> bool:
        """The ledger takes where the post is, and its text when it is one of ours; False: it is the client's."""
        intent, ours = self.entry.intent or {}, [self.relay_state.text] if self.relay_state.text else []
        ours += [(intent["title"], intent["content"])] if "content" in intent else []
        sent = next((each for each in ours if same_text((remote.title, remote.content), each)), None)
        unmoved = self.relay_state.is_unmoved(remote)
        self.entry.record(remote, sent)
        if sent is not None:
            self.entry.adopted = False
        self.entry.state = "published" if sent is not None or unmoved else "conflict"
        return self.entry.state == "published"

    def take_picture(self, remote: BlogPost, ours: bool) -> None:
        """The ledger takes which picture the post has, and by which name when it is ours."""
        self.entry.remote["picture"] = remote.picture
        if ours and self.post.picture and remote.picture:
            self.entry.picture = self.post.picture.origin

    @property
    def now(self) -> str:
        return self.run.site.now.isoformat(timespec="seconds")
