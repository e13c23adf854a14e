"""What a site is made of: frozen values, none of which leads back to what holds it.

Addresses are below the root of the site (`articles/x/`). In HTML they begin with `ROOT`, which the writer of a page
replaces by the way from that page to the root: a text stands on pages at several depths.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

# A noncharacter: the reader refuses it in every text, so that no author's words are taken for it.
ROOT = "\uffff"


@dataclass(frozen=True)
class Link:
    """A name that leads somewhere; `url` is empty where there is nothing to lead to."""

    name: str
    url: str


@dataclass(frozen=True)
class Picture:
    """An image of the content. `src` is percent-encoded; a drawing may say no size."""

    src: str
    alt: str
    caption: str | None = None
    width: int | None = None
    height: int | None = None

    @property
    def dimensions(self) -> Markup:
        """The attributes that keep the page still while the image loads, with the space before them."""
        return Markup(f' width="{self.width}" height="{self.height}"' if self.width else "")


@dataclass(frozen=True)
class Heading:
    """A heading of a text and those below it, for its contents."""

    id: str
    title: str
    children: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Text:
    """The body of a document, typeset, in three uses.

    `content` is what its page shows, `body` the same before images are prepared for screens (a PDF), both with the
    marks of the quoted passage; `excerpt` has no link, so that it stands anywhere.
    """

    content: str
    body: str
    excerpt: str
    teaser: str
    description: str
    minutes: int
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Person(Link):
    """A signature: someone, or a team."""

    id: str
    role: str | None
    active: bool
    links: tuple[Link, ...]
    portrait: Picture | None
    bio: Markup
    banner: str | None = None


@dataclass(frozen=True)
class Source:
    """The work that an article comments."""

    title: str
    author: str | None
    url: str | None


@dataclass(frozen=True)
class ArticleCard:
    """An article as lists show it. `teaser` is plain text, `excerpt` HTML without links; `reading_time` in minutes."""

    id: str
    url: str
    title: str
    lang: str
    date: datetime
    category: Link
    people: tuple[Link, ...]
    hero: Picture | None
    teaser: str
    excerpt: Markup
    reading_time: int


@dataclass(frozen=True)
class Article(ArticleCard):
    """An article. `banner` says why readers do not see it yet (draft, scheduled, hidden), in a preview."""

    people: tuple[Person, ...]
    status: str
    banner: str | None
    updated: datetime | None
    updated_by: Person | None
    tags: tuple[Link, ...]
    description: str
    seo_title: str
    canonical: str
    canonical_elsewhere: bool
    noindex: bool
    headings: tuple[Heading, ...]
    series: str | None
    series_part: int | None
    source: Source | None
    content: str

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


@dataclass(frozen=True)
class Page:
    """A page of the site. `menu` is its rank in menus, None for one that is in none."""

    id: str
    url: str
    title: str
    lang: str
    summary: str
    description: str
    template: str
    menu: int | None
    status: str
    banner: str | None
    updated: datetime | None
    content: Markup


@dataclass(frozen=True)
class Group(Link):
    """The articles of a category, a theme, a person: in the order of lists."""

    id: str
    articles: tuple[ArticleCard, ...]


@dataclass(frozen=True)
class Year:
    """The articles of one year."""

    year: int
    url: str
    articles: tuple[ArticleCard, ...]
