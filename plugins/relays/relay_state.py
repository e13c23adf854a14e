"""What `decide` reads of one relay: the post that we want, its ledger entry, the posts found on the blog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugins.relays.desired_posts import DesiredPost
from plugins.relays.ledger import Entry
from plugins.targets.target import BlogPost, Post, same_text, text_digest


@dataclass
class RelayState:
    """Everything that a decision may look at. `text` is our title and content as the target is sent them."""

    entry: Entry
    known: bool  # the entry is in the ledger
    wanted: DesiredPost | None
    post: Post | None
    text: tuple[str, str] | None
    found: Sequence[BlogPost]
    today: date
    can_upload: bool = True
    elsewhere: bool = False  # the post was on another blog than the one that the client has now

    @property
    def live(self) -> list[BlogPost]:
        return sorted((remote for remote in self.found if remote.live), key=lambda remote: (len(remote.id), remote.id))

    @property
    def trashed(self) -> BlogPost | None:
        return next((remote for remote in self.found if not remote.live), None)

    @property
    def early(self) -> bool:
        """The day that the article gives to this relay has not come."""
        return bool(self.wanted and self.wanted.due and self.wanted.due > self.today)

    def is_today_s(self, remote: BlogPost) -> bool:
        """The blog holds the text of today's article."""
        return self.text is not None and same_text((remote.title, remote.content), self.text)

    def is_unmoved(self, remote: BlogPost) -> bool:
        """The client changed nothing: the blog holds the text recorded, or that of a write whose answer was lost."""
        held = (remote.title, remote.content)
        memory = [each for each in (self.entry.base, self.entry.intent or {}) if "content" in each]
        return any(same_text(held, (each["title"], each["content"])) for each in memory)

    def is_ours(self, remote: BlogPost) -> bool:
        """The same for a copy, which may hold a text that we sent before the one recorded."""
        older = (self.entry.base.get("sent"), self.entry.base.get("former"))
        return self.is_today_s(remote) or self.is_unmoved(remote) or text_digest(remote.title, remote.content) in older
