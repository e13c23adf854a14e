"""What features add to general pages: typed values by id, absent without the feature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime
from pathlib import PurePosixPath

from markupsafe import Markup

from plugins.common.frozen import frozen
from plugins.site.doc import doc, value
from plugins.site.values import Html, Link, Picture


@value
class Action:
    """What a reader can do: its words, and the address that does it."""

    label: str = doc("its words")
    url: str = doc("a whole address, or `mailto:`")


@value
class Venue:
    """Where a session is held."""

    name: str = doc("its name")
    street: str | None = doc("the number and the street", default=None)
    postcode: str | None = doc("the postal code", default=None)
    city: str | None = doc("the town", default=None)
    country: str | None = doc("the code of the country, « FR »", default=None, for_code=True)
    abroad: str | None = doc("the name of the country when it is not the agency’s: « Suisse »", default=None)
    online: bool = doc("whether it is a room online, whose address is on no page", default=False)
    wheelchair: bool | None = doc("whether one can come in a wheelchair; None when it is not known", default=None)


@value
class Phase:
    """What is said and offered of a session as long as its offer does not change."""

    state: str = doc("`tentative`, `open`, `full`, `closed`, `running`, `ended`, `cancelled` or `postponed`")
    label: str = doc("the same in words: « Inscriptions closes »")
    notes: tuple[str, ...] = doc("what else to know of its dates and seats, a sentence each")
    registration: Action | None = doc("how to book, None when one cannot")
    message: Action | None = doc("what else to write (waiting list…)")
    since: datetime | None = doc("the instant from which it is so, None for what is so already")
    until: datetime | None = doc("the instant from which it is no longer so, None for what lasts")


@value
class PriceView:
    """A price ready for a template."""

    label: str = doc("what this price pays", for_code=True)
    for_whom: str | None = doc("whom it is for, where its label does not say so: « particuliers »", for_code=True)
    text: str = doc("the amount in words, with its tax; « sur devis », « gratuit »")
    unit: str | None = doc("« par personne », « par groupe »")
    amount: float | None = doc("as the header says it, None on quotation", for_code=True)
    currency: str = doc("its code, « EUR »", for_code=True)
    total: float | None = doc("what one pays, tax included; None where the rate is not known", for_code=True)
    until: str | None = doc("« jusqu’au 15 décembre 2026 »")
    ends: datetime | None = doc("the instant from which it holds no longer")

    @property
    def line(self) -> str:
        """« 1 290 € net de taxe, par personne, jusqu’au 15 décembre 2026 »."""
        return ", ".join(filter(None, (self.text, self.unit, self.until)))

    @property
    def name(self) -> str:
        """« Tarif réduit (particuliers) »."""
        return f"{self.label} ({self.for_whom})" if self.for_whom else self.label


@value
class SessionLine:
    """A session in a list."""

    id: str = doc("its id in the header of its workshop")
    url: str = doc("the address of its page below the root")
    workshop: Link = doc("its workshop")
    when: str = doc("its days: « jeudi 21 et vendredi 22 janvier 2027 »")
    of_dates: str = doc("the same after « session »: « des jeudi 21 et vendredi 22 janvier 2027 »")
    hours: str = doc("« 9 h – 17 h », or that they differ from day to day")
    clock: str | None = doc("whose clock that is, when it is not the agency’s or when it is online")
    starts: datetime = doc("the instant at which it begins, in the zone of its place")
    ends: datetime = doc("the instant at which it is over, in the zone of its place", for_code=True)
    closes: datetime | None = doc("the instant from which nobody registers, None when it is not held")
    place_label: str = doc("where it is held, in a line: « Maison de l’Exemple, Lyon »")
    state: str = doc("that of its first phase")
    phases: tuple[Phase, ...] = doc("what is said of it now, then each later thing that will be")
    own_prices: tuple[PriceView, ...] = doc("its prices, when they are not those of its workshop")


@value
class NextSession:
    """The next session of a workshop, for a call-out, as long as it is that one."""

    when: str = doc("its days in words, with « complet » when it is")
    of_dates: str = doc("its days after « session »: « des jeudi 21 et vendredi 22 janvier 2027 »")
    url: str = doc("the address of its page below the root")
    starts: datetime = doc("the instant at which it begins, in the zone of its place")
    place_label: str = doc("where it is held, in a line: « Maison de l’Exemple, Lyon »")
    price: str = doc("the lowest price of a seat: « à partir de 590 € net de taxe par personne »")
    action: Action | None = doc("how to book, or to wait for a seat; None when one cannot")
    full: bool = doc("whether there is no seat left", for_code=True)
    since: datetime | None = doc("the instant from which it is the next one, None for one that is already")
    ends: datetime | None = doc("the instant from which it is no longer")


@value
class WorkshopCallout:
    """The workshop that goes further than an article."""

    title: str = doc("its title")
    url: str = doc("its address below the root")
    summary: str = doc("what it is, in two sentences")
    duration_label: str = doc("« 2 jours (14 heures) »")
    mode_label: str = doc("« Sur place », « En ligne » or « Sur place ou en ligne »")
    next_sessions: tuple[NextSession, ...] = doc("its next session, then those that will be the next")
    dated: bool = doc("whether what is said of its dates changes by itself: the page then needs the script of dates")


@value
class WorkshopLine:
    """A workshop in the page of whoever leads it."""

    title: str = doc("its title")
    url: str = doc("its address below the root")
    duration_label: str = doc("« 2 jours (14 heures) »")
    mode_label: str = doc("« Sur place », « En ligne » or « Sur place ou en ligne »")


@value
class Download:
    """A file to download, with its size in French."""

    url: str = doc("its address below the root")
    size_label: str = doc("its weight: « 840 ko »; empty where a preview makes it when it is asked for")

    @property
    def suffix(self) -> str:
        """« .pdf », in small letters."""
        return PurePosixPath(self.url).suffix.lower()


@value
class GuideCallout:
    """The guide that goes further than an article."""

    title: str = doc("its title")
    url: str = doc("its address below the root")
    summary: str = doc("what it is, in two sentences")
    cover: Picture | None = doc("its cover, None for one to be drawn from its title")


@value
class GuideCard(GuideCallout):
    """A guide in a list."""

    articles: int = doc("how many articles it holds")
    file: Download | None = doc("the file to download, None without one")
    asked: bool = doc("whether its PDF is asked for by mail")


@value
class Original:
    """The text on a client's blog that an article is drawn from."""

    url: str = doc("its whole address")
    title: str | None = doc("its title there, None when it is ours")
    date: date | None = doc("the day on which it appeared there")
    gone: bool = doc("whether it is no more there: then no link leads to it")


@value
class WrittenFor:
    """The client for whom an article was written."""

    name: str = doc("its name")
    url: str = doc("the address of its page below the root")
    site: str = doc("the whole address of its site", for_code=True)
    on_blog: str = doc("« sur le blog d’Exemple »")
    original: Original = doc("the article there")


@value
class Feed(Link):
    """A feed of the site: « Atom »."""

    media_type: str = doc("the media type that readers of feeds know it by")


@value
class CommentView:
    """A comment of a reader, or an answer of the agency."""

    id: str = doc("the mark that leads to it, without « # »")
    author: str = doc("who signs it")
    date: datetime = doc("when it was written, in the zone of the agency")
    html: Markup = doc("what it says")
    agency: bool = doc("whether the agency wrote it")
    reply_to: Link | None = doc("the one that it answers: its author, the mark that leads to it; None for none")
    number: str = doc("the number that the server knows it by, empty for one that it does not know")


@value
class CommentInvite:
    """How a reader leaves a comment."""

    server: str = doc("the whole address of the server of comments, empty without one")
    thread: str = doc("the name that the server knows the text by: the path of its page")
    title: str = doc("the title of the text")
    mail: str = doc("the address `mailto:` of a message already begun, empty for an agency without one")
    privacy: str = doc("the address below the root of the page on personal data, empty without one")


@value
class ThreadView:
    """The comments of a text."""

    comments: tuple[CommentView, ...] = doc("each, the answers to it after it")
    invite: CommentInvite | None = doc("how one more is left, None where it is closed")


@frozen
class Slots:
    """What the features of a build add. Articles, persons: by id. `contents` replaces the HTML of an article's body;
    `sections` are parts of the site for its menus; `feeds` are those that pages announce, `list_feeds` those that the
    pages of a list announce besides, by its address.

    `notice` stands at the foot of every page; the policies are those of pages, of those that send comments, of cards,
    of the search page; `icon` is the address of the agency's, `colours` that of the style sheet of its colour,
    `site_plan` that of the list of all pages, `search` that of the search page; `legal_pages` are those of the law,
    besides those of menus. `changes` are the instants at which what the pages of the feature say changes by itself.
    """

    workshops: Mapping[str, WorkshopCallout] = field(default_factory=dict)
    guides: Mapping[str, GuideCallout] = field(default_factory=dict)
    threads: Mapping[str, ThreadView] = field(default_factory=dict)
    written_for: Mapping[str, WrittenFor] = field(default_factory=dict)
    oembed_urls: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, Html] = field(default_factory=dict)
    led_by: Mapping[str, tuple[WorkshopLine, ...]] = field(default_factory=dict)
    next_sessions: tuple[SessionLine, ...] = ()
    home_guides: tuple[GuideCard, ...] = ()
    sections: tuple[Link, ...] = ()
    feeds: tuple[Feed, ...] = ()
    list_feeds: Mapping[str, tuple[Feed, ...]] = field(default_factory=dict)
    changes: frozenset[datetime] = frozenset()
    notice: str = ""
    page_policy: str = ""
    comments_policy: str = ""
    card_policy: str = ""
    search_policy: str = ""
    icon: str = ""
    colours: str = ""
    site_plan: str = ""
    search: str = ""
    legal_pages: tuple[Link, ...] = ()

    def with_those_of(self, other: Slots) -> Slots:
        """These slots with those of one more feature: its lists come after, its texts replace."""
        return Slots(
            workshops={**self.workshops, **other.workshops},
            guides={**self.guides, **other.guides},
            threads={**self.threads, **other.threads},
            written_for={**self.written_for, **other.written_for},
            oembed_urls={**self.oembed_urls, **other.oembed_urls},
            contents={**self.contents, **other.contents},
            led_by={**self.led_by, **other.led_by},
            next_sessions=(*self.next_sessions, *other.next_sessions),
            home_guides=(*self.home_guides, *other.home_guides),
            sections=(*self.sections, *other.sections),
            feeds=(*self.feeds, *other.feeds),
            list_feeds={**self.list_feeds, **other.list_feeds},
            changes=self.changes | other.changes,
            notice=other.notice or self.notice,
            page_policy=other.page_policy or self.page_policy,
            comments_policy=other.comments_policy or self.comments_policy,
            card_policy=other.card_policy or self.card_policy,
            search_policy=other.search_policy or self.search_policy,
            icon=other.icon or self.icon,
            colours=other.colours or self.colours,
            site_plan=other.site_plan or self.site_plan,
            search=other.search or self.search,
            legal_pages=(*self.legal_pages, *other.legal_pages),
        )
