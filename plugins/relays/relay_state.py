"""What `decide` reads of one relay: the post that we want, its ledger entry, the posts found on the blog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from plugins.relays.desired_posts import DesiredPost
from plugins.relays.ledger import Entry
from plugins.targets.target import BlogPost, Post, is_digest_of, same_form


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
        live = (remote for remote in self.found if remote.live and not self.is_copy(remote))
        return sorted(live, key=lambda remote: (len(remote.id), remote.id))

    def is_copy(self, remote: BlogPost) -> bool:
        """A post with our mark that the client made of ours: signed by another, and not the one of the ledger."""
        return remote.copied or bool(remote.signed and self.entry.remote.get("id") not in (None, "", remote.id))

    @property
    def copies(self) -> list[BlogPost]:
        """The copies that the client made of our post, which are his."""
        return [remote for remote in self.found if remote.live and self.is_copy(remote)]

    @property
    def trashed(self) -> BlogPost | None:
        return next((remote for remote in self.found if not remote.live), None)

    @property
    def early(self) -> bool:
        """The day that the article gives to this relay has not come."""
        return bool(self.wanted and self.wanted.due and self.wanted.due > self.today)

    def is_today_s(self, remote: BlogPost) -> bool:
        """The blog holds the text of today's article."""
        return self.text is not None and remote.holds(self.text)

    def is_unmoved(self, remote: BlogPost) -> bool:
        """The client changed no word: the blog holds the text recorded, or that of a write whose answer was lost.

        Nor has he, as far as we know, when our account may not read it.
        """
        memory = [each for each in (self.entry.base, self.entry.intent or {}) if "content" in each]
        return remote.access == "none" or any(remote.holds((each["title"], each["content"])) for each in memory)

    @property
    def changed_here(self) -> bool:
        """Our text is another one than the one that was sent."""
        base = self.entry.base
        if self.text is None or is_digest_of(base.get("sent", ""), self.text):
            return False
        # A ledger of the first versions hashed the markup: what the blog kept of it says whether it was this text.
        kept = base.get("sent") and not self.entry.adopted and "content" in base
        return not (kept and same_form(self.text, (base["title"], base["content"])))

    def is_ours(self, remote: BlogPost) -> bool:
        """The same for a copy, which may hold a text that we sent before the one recorded."""
        older = (self.entry.base.get("sent"), self.entry.base.get("former"))
        held = (remote.title, remote.content)
        return (
            self.is_today_s(remote) or self.is_unmoved(remote) or any(is_digest_of(each or "", held) for each in older)
        )
