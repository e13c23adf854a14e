"""What features add to general pages: typed values by id, absent without the feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from plugins.site.values import Link, Picture


@dataclass(frozen=True)
class Action:
    """What a reader can do: its words, and the address that does it."""

    label: str
    url: str


@dataclass(frozen=True)
class Venue:
    """Where a session is held. `wheelchair` is None when it is not known."""

    name: str
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    online: bool = False
    wheelchair: bool | None = None


@dataclass(frozen=True)
class SessionLine:
    """A session in a list. `starts` and `ends` are instants in the zone of its place, which `clock` names if need be.

    `registration` is how to book, `message` what else to write (waiting list…); both are None once it is over.
    """

    id: str
    url: str
    workshop: Link
    when: str
    of_dates: str
    hours: str
    clock: str | None
    starts: datetime
    ends: datetime
    place: Venue | None
    state: str
    state_label: str
    notes: tuple[str, ...]
    registration: Action | None
    message: Action | None


@dataclass(frozen=True)
class NextSession:
    """The next session of a workshop, for a call-out."""

    when: str
    ends: datetime


@dataclass(frozen=True)
class WorkshopCallout:
    """The workshop that goes further than an article; `dated` when a session is to come, whatever its state."""

    title: str
    url: str
    summary: str
    duration_label: str
    mode_label: str
    next_session: NextSession | None
    dated: bool


@dataclass(frozen=True)
class WorkshopLine:
    """A workshop in the page of whoever leads it."""

    title: str
    url: str
    duration_label: str
    mode_label: str


@dataclass(frozen=True)
class Download:
    """A file to download, with its size in French."""

    url: str
    size_label: str


@dataclass(frozen=True)
class GuideCallout:
    """The guide that goes further than an article."""

    title: str
    url: str
    summary: str


@dataclass(frozen=True)
class GuideCard(GuideCallout):
    """A guide on the home page: its cover, how many articles it holds, its file."""

    cover: Picture | None
    articles: int
    file: Download | None


@dataclass(frozen=True)
class Original:
    """The text on a client's blog that an article is drawn from; `gone` when it is no more there."""

    url: str
    title: str | None
    date: date | None
    gone: bool


@dataclass(frozen=True)
class WrittenFor:
    """The client for whom an article was written. `on_blog` reads « sur le blog d’Exemple »."""

    name: str
    url: str
    site: str
    on_blog: str
    original: Original


@dataclass(frozen=True)
class Feed(Link):
    """A feed of the site: « Atom », its address, its media type."""

    media_type: str


@dataclass(frozen=True)
class Slots:
    """What the features of a build add. Articles, persons: by id. `contents` replaces the HTML of an article's body;
    `sections` are parts of the site for its menus, `feeds` are those that pages announce.

    `notice` stands at the foot of every page; the policies are those of pages, of cards, and of old addresses.
    """

    workshops: Mapping[str, WorkshopCallout] = field(default_factory=dict)
    guides: Mapping[str, GuideCallout] = field(default_factory=dict)
    written_for: Mapping[str, WrittenFor] = field(default_factory=dict)
    oembed_urls: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, Markup] = field(default_factory=dict)
    led_by: Mapping[str, tuple[WorkshopLine, ...]] = field(default_factory=dict)
    next_sessions: tuple[SessionLine, ...] = ()
    home_guides: tuple[GuideCard, ...] = ()
    sections: tuple[Link, ...] = ()
    feeds: tuple[Feed, ...] = ()
    notice: str = ""
    page_policy: str = ""
    card_policy: str = ""
    redirect_policy: str = ""

    def also(self, **additions: Any) -> Slots:
        """These slots with those of one more feature. Raises AttributeError for a slot that there is not."""
        merged: dict[str, Any] = {}
        for name, theirs in additions.items():
            mine = getattr(self, name)
            if isinstance(mine, Mapping):
                merged[name] = {**mine, **theirs}
            else:
                merged[name] = (*mine, *theirs) if isinstance(mine, tuple) else theirs
        return replace(self, **merged)
