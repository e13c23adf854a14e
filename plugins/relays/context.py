"""The context of a run and the result of each of its lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from plugins.model.content import Content
from plugins.relays.blogs import Blogs
from plugins.relays.desired_posts import DesiredPost
from plugins.relays.labels import LABELS
from plugins.relays.plan import Line
from plugins.typography.options import Options as Typography

RECHECK_DELAY = 0.5  # seconds before looking again: time for another runner's post to show

Step = Callable[[str], None]
PushLedger = Callable[[list[Path], str], None]


def left_to_editors(paths: list[Path], message: str) -> None:
    """A ledger that stays on this machine: an editor reviews its change like any other."""


@dataclass
class Outcome:
    """What became of one line. `silent`: nothing to tell of it; `moved`: its world is not the one of a plan read."""

    line: Line
    done: bool
    message: str
    notes: list[str] = field(default_factory=list)
    silent: bool = False
    moved: bool = False

    def to_text(self) -> str:
        mark = LABELS[self.line.action] if self.done else "à reprendre"
        head = f"{mark:>15}  {self.line.article} → {self.line.client} : {self.message}"
        return "\n".join([head, *(f"{'':17}note : {note}" for note in self.notes)])


@dataclass
class Run:
    """What a run is given.

    `step` is called after each durable step (a hook of the tests), `push_ledger` makes ledger files known to other
    runners, `recheck_delay` is in seconds, `online` raises RelayError when readers do not have the article of a relay.
    """

    site: Content
    blogs: Blogs
    lock: Path
    typography: Typography
    push_ledger: PushLedger = left_to_editors
    step: Step = lambda name: None
    online: Callable[[DesiredPost], None] = lambda wanted: None
    recheck_delay: float = RECHECK_DELAY
