"""What `decide` reads of one relay: the post that we want, its ledger entry, the posts found on the blog."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from plugins.relays.desired_posts import DesiredPost
from plugins.relays.entry import Entry
from plugins.relays.events import Text
from plugins.targets.target import BlogPost, Post
from plugins.targets.texts import same_text

# What a person asks of one relay, besides what its article says.
Wish = Literal["", "adopt", "resolve", "withdraw", "restore", "untrack"]
# Who said that a post may go: nobody, a person for all posts whose article is gone, a person for this very one.
Word = Literal["", "all", "this"]


@dataclass
class Case:
    """Everything that a decision may look at. `text` is our title and content as the target is sent them."""

    entry: Entry
    known: bool  # the entry is in the ledger
    wanted: DesiredPost | None
    post: Post | None
    text: Text | None
    found: Sequence[BlogPost]
    now: datetime
    can_upload: bool = True
    elsewhere: bool = False  # the post was on another blog than the one that the client has now
    article_gone: bool = False  # its file is gone, or readers do not have it any more
    word: Word = ""
    named: BlogPost | None = None  # the post that a person wants for this relay

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
        return bool(self.wanted and self.wanted.due and self.wanted.due > self.now.date())

    def is_today_s(self, remote: BlogPost) -> bool:
        """The blog holds the text of today's article."""
        return self.text is not None and remote.holds(self.text)

    def is_unmoved(self, remote: BlogPost) -> bool:
        """The client changed no word: the blog holds the text recorded, or that of a write whose answer was lost.

        Nor has he, as far as we know, when our account may not read it.
        """
        memory = (self.entry.base, self.entry.intent.text if self.entry.intent else None)
        return remote.access == "none" or any(text is not None and remote.holds(text) for text in memory)

    def is_ours(self, remote: BlogPost) -> bool:
        """The same for a copy, which may hold a text that was ours before the one recorded."""
        older = (*self.entry.ours, *filter(None, (self.entry.sent,)))
        return (
            self.is_today_s(remote) or self.is_unmoved(remote) or any(same_text(held(remote), each) for each in older)
        )


def without_closing(text: Text) -> Text:
    """A text without its last paragraph, which leads to our article: those words are ours, and follow its title."""
    return Text(text.title, re.sub(r'<p class="lire-la-suite\b.*?</p>', "", text.content, flags=re.S))


def held(remote: BlogPost) -> Text:
    """The text that a blog holds."""
    return Text(remote.title, remote.content)
