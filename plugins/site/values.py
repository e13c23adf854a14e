"""What a site is made of: frozen values, none of which leads back to what holds it.

Addresses are below the root of the site (`articles/x/`). In HTML they begin with `ROOT`, which the writer of a page
replaces by the way from that page to the root: a text stands on pages at several depths.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache, partial
from typing import Self

from markupsafe import Markup

from plugins.common.frozen import frozen
from plugins.model.store import digest_of
from plugins.site.doc import doc, value
from plugins.site.emblem import Tile, emblem
from plugins.site.pictures import Cut, PictureSource, Renditions, cuts_of

# A noncharacter: the reader refuses it in every text, so that no author's words are taken for it.
ROOT = "\uffff"


@value
class Link:
    """A name that leads somewhere."""

    name: str = doc("its words")
    url: str = doc(
        "where it leads: an address below the root, or a whole one elsewhere; empty where nothing is to be led to"
    )


@value
class Picture:
    """An image of the content."""

    src: str = doc("its address below the root, percent-encoded", for_code=True)
    alt: str = doc("what it shows, for those who do not see it")
    caption: str | None = doc("its caption", default=None)
    credit: str | None = doc("whose it is, as the page says it", default=None)
    width: int | None = doc("in pixels; None for a drawing that says no size", default=None, for_code=True)
    height: int | None = doc("in pixels; None for a drawing that says no size", default=None, for_code=True)
    renditions: Renditions | None = doc(
        "the same, lighter; None for one that stays as it is", default=None, for_code=True
    )

    @property
    def sources(self) -> tuple[PictureSource, ...]:
        """What browsers choose from, best first; empty for a picture that stays as it is, and in the preview."""
        return tuple(self.renditions.sources(ROOT)) if self.renditions else ()

    @property
    def fallback(self) -> str:
        """The address below the root of what browsers get that read none of the sources."""
        last = self.renditions.last() if self.renditions else None
        return last.path if last else self.src

    @property
    def wide(self) -> bool:
        """Whether it may stand across the whole page: neither upright, nor square, nor a band."""
        return bool(self.width and self.height) and 1.45 <= self.width / self.height <= 3  # type: ignore[operator]

    @property
    def dimensions(self) -> Markup:
        """The attributes that keep the page still while the image loads, with the space before them."""
        return Markup(f' width="{self.width}" height="{self.height}"' if self.width else "")


@value
class Heading:
    """A heading of a text and those below it, for its contents."""

    id: str = doc("the mark that leads to it, without « # »")
    title: str = doc("its words")
    children: tuple[Heading, ...] = doc("the headings below it", default=())


class Html:
    """The HTML of a body: put together when a page shows it, known by its digest till then; true when it has some."""

    __slots__ = ("_digest", "_filled", "_make")

    def __init__(self, digest: bytes, filled: bool, make: Callable[[], str]) -> None:
        self._digest, self._filled, self._make = digest, filled, make

    @classmethod
    def of(cls, html: str) -> Self:
        """The HTML of what is already there."""
        return cls(digest_of(html.encode()), bool(html), lambda: html)

    def then(self, name: str, change: Callable[[str], str]) -> Html:
        """The HTML that a pure function makes of this one. `name` tells it from others, with all that it knows."""
        return Html(digest_of(self._digest + name.encode()), self._filled, lambda: change(self._make()))

    def shown_by_several(self) -> Html:
        """The same, put together once for the outputs that show it one after the other: its page, its feeds."""
        return Html(self._digest, self._filled, partial(_put_together, self))

    def __digest__(self) -> bytes:
        return self._digest

    def __bool__(self) -> bool:
        return self._filled

    def __str__(self) -> str:
        return self._make()

    __html__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Html) and self._digest == other._digest

    def __hash__(self) -> int:
        return hash(self._digest)


@lru_cache(maxsize=1000)  # some eight million signs
def _put_together(html: Html) -> str:
    return str(html)


@frozen
class Text:
    """The body of a document, typeset, in three uses.

    `content` is what its page shows, `body` the same before images are prepared for screens (a PDF), both with the
    marks of the quoted passage; `excerpt` has no link, so that it stands anywhere. `first` is its first picture that
    a card can show.
    """

    content: Html
    body: Html
    excerpt: str
    teaser: str
    description: str
    minutes: int
    headings: tuple[Heading, ...] = ()
    first: Picture | None = None


def shared_of(*pictures: Picture | None) -> Picture | None:
    """Of some pictures, the first that the card of a page can show."""
    return next((each for each in pictures if each and each.renditions and each.renditions.shareable), None)


def cuts(picture: Picture) -> tuple[Cut, ...]:
    """A picture in the ratios of search engines, besides its own."""
    if not (picture.renditions and picture.width and picture.height):
        return ()
    return tuple(cuts_of(picture.renditions, (picture.width, picture.height)))


@value
class Person(Link):
    """A signature: someone, or a team."""

    id: str = doc("the name of its file", for_code=True)
    role: str | None = doc("what this person does")
    active: bool = doc("false for who signs no more", for_code=True)
    links: tuple[Link, ...] = doc("its profiles elsewhere: name, whole address")
    portrait: Picture | None = doc("its portrait")
    bio: Html = doc("who this is, the body of its file")
    team: bool = doc("whether it is a team, not someone", default=False, for_code=True)
    fediverse: str = doc("its account in the fediverse, « @nom@serveur », empty without one", default="")

    @property
    def emblem(self) -> tuple[Tile, ...]:
        """The drawing that stands for a team without portrait; empty for anyone else."""
        return emblem(self.id) if self.team and not self.portrait else ()

    @property
    def initials(self) -> str:
        """« CE », of « Camille Exemple »."""
        words = [word for word in self.name.split() if word[:1].isalpha()]
        return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))


@value
class Source:
    """The work that an article comments."""

    title: str = doc("its title")
    author: str | None = doc("who wrote it")
    url: str | None = doc("its whole address")


@value
class ArticleCard:
    """An article as lists show it."""

    id: str = doc("its slug, which no other article has", for_code=True)
    url: str = doc("its address below the root")
    title: str = doc("its title")
    lang: str = doc("the code of its language, « fr »")
    date: datetime = doc("the instant of its publication")
    category: Link = doc("its category")
    people: tuple[Link, ...] = doc("who signs it")
    hero: Picture | None = doc("its main image")
    teaser: str = doc("its summary, or its first words, as plain text")
    excerpt: Markup = doc("what its author shows of it in lists: HTML without links")
    reading_time: int = doc("in minutes, 1 at least")


@value
class Article(ArticleCard):
    """An article."""

    people: tuple[Person, ...] = doc("who signs it, in full")
    status: str = doc("`published`, or `hidden` for one that no list shows", for_code=True)
    banner: str | None = doc("why readers do not have it yet, in a preview: `draft`, `scheduled` or `hidden`")
    summary: str = doc("its standfirst, as its author wrote it; empty without one")
    updated: datetime | None = doc("when it was last changed")
    updated_by: Person | None = doc("who changed it, when the text says so")
    tags: tuple[Link, ...] = doc("its themes")
    description: str = doc("what search engines show below its title")
    seo_title: str = doc("its title for search engines")
    canonical: str = doc("the whole address of its original: its own, unless the text names another")
    canonical_elsewhere: bool = doc("whether the text names that other address", for_code=True)
    noindex: bool = doc("whether search engines are to leave it out", for_code=True)
    headings: tuple[Heading, ...] = doc("the headings of its body, empty where it shows no contents")
    series: str | None = doc("the name of its series", for_code=True)
    series_part: int | None = doc("its rank there, from 1", for_code=True)
    source: Source | None = doc("the work that it comments")
    entry_id: str = doc("the id that its entry keeps in feeds", for_code=True)
    changed: datetime | None = doc("when it last changed, for machines: its date at least", for_code=True)
    content: Html = doc("its body as typeset, before a passage written for a client is attributed", for_code=True)

    @property
    def listed(self) -> bool:
        """Whether lists show it."""
        return self.status == "published"

    def card(self) -> ArticleCard:
        """What lists show of it."""
        people = tuple(Link(person.name, person.url) for person in self.people)
        return ArticleCard(
            self.id, self.url, self.title, self.lang, self.date, self.category, people, self.hero, self.teaser,
            self.excerpt, self.reading_time,
        )  # fmt: skip


@value
class Page:
    """A page of the site."""

    id: str = doc("its name in its address", for_code=True)
    url: str = doc("its address below the root", for_code=True)
    title: str = doc("its title")
    lang: str = doc("the code of its language, « fr »")
    summary: str = doc("its summary, empty without one")
    description: str = doc("what search engines show below its title")
    template: str = doc("the template that it asks for", for_code=True)
    menu: int | None = doc("its rank in menus, None for a page that is in none", for_code=True)
    status: str = doc("`published`, or `hidden` for one that no menu shows", for_code=True)
    banner: str | None = doc("why readers do not have it yet, in a preview: `draft`, `scheduled` or `hidden`")
    updated: datetime | None = doc("when it was last changed")
    content: Html = doc("its body")


@value
class EntryLine:
    """A text of a kind that a feature brings, in the list of its kind."""

    url: str = doc("its address below the root")
    title: str = doc("its title, or its name")
    lang: str = doc("the code of its language, « fr »")
    description: str = doc("what search engines show below its title")


@value
class Entry(EntryLine):
    """A text of a kind that a feature brings, and that has no code for its pages."""

    id: str = doc("its name in its address", for_code=True)
    status: str = doc("`published`, or `hidden` for one that is in no list", for_code=True)
    banner: str | None = doc("why readers do not have it yet, in a preview: `draft`, `scheduled` or `hidden`")
    updated: datetime | None = doc("when it was last changed")
    content: Html = doc("its body")

    @property
    def listed(self) -> bool:
        """Whether machines are told of it."""
        return self.status == "published" and self.banner is None


@value
class Group(Link):
    """The articles of a category, a theme, a person: in the order of lists."""

    id: str = doc("the last part of its address", for_code=True)
    articles: tuple[ArticleCard, ...] = doc("its articles, in the order of lists")


@value
class Year:
    """The articles of one year."""

    year: int = doc("the year")
    url: str = doc("the address of its page below the root")
    articles: tuple[ArticleCard, ...] = doc("its articles, latest first")
