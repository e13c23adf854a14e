"""What templates may read: a frozen view for each kind of page, and the frame that every page has.

A field says in its help what it is; docs/templates.md is written from here, and a test compares both with the
templates. Names are those of Pelican's themes where they mean the same (`article.title`, `SITEURL`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import ClassVar

from markupsafe import Markup

from plugins.common.untyped import JsonObject
from plugins.model.accessibility import Declaration
from plugins.model.agency import Agency
from plugins.model.fields import Record
from plugins.model.kind import Kind
from plugins.site.doc import doc, value, view
from plugins.site.letter import MailBox
from plugins.site.related import RelatedText
from plugins.site.series import Series
from plugins.site.share import Share
from plugins.site.slots import (
    Feed,
    GuideCallout,
    GuideCard,
    SessionLine,
    ThreadView,
    WorkshopCallout,
    WorkshopLine,
    WrittenFor,
)
from plugins.site.values import Article, ArticleCard, Entry, EntryLine, Html, Link, Page, Person, Picture

Node = JsonObject  # a node of schema.org's, as JSON


@view
class Frame:
    """What every page may read, besides its view."""

    SITEURL: str = doc(
        "the way from the page to the root of the site, « .. », put there once the page is made; absolute in 404.html"
    )
    ORIGIN: str = doc("the public address of the site, without a final slash")
    agency: Agency = doc("agence.yaml, typeset")
    year_of_build: int = doc("the year of the build, at the agency’s clock")
    output_file: str = doc("the path of the page in the output")
    address: str = doc("the address of the page below the root: `articles/x/`")
    section: str = doc("the first folder of that address")
    menu_pages: tuple[Link, ...] = doc("the pages of menus, in their order")
    legal_pages: tuple[Link, ...] = doc("the pages that the law asks for and that are in no menu")
    accessibility_mention: Link | None = doc("the declaration of accessibility, named by its state, None without one")
    has_articles: bool = doc("whether an article is listed")
    menu_sections: tuple[Link, ...] = doc("the parts of the site, for its menu")
    feeds: tuple[Feed, ...] = doc("the feeds of the site")
    site_plan: str = doc("the address of the list of all pages below the root, empty without one")
    search: str = doc("the address of the search page below the root, empty without one")
    letter: MailBox | None = doc("how one asks for the letter of the agency, None without one")
    notice: str = doc("the training organisation's declaration, empty without one")
    page_policy: str = doc("the Content-Security-Policy of pages")
    card_policy: str = doc("that of cards shown on other sites")
    colours: str = doc(
        "the address below the root of the style sheet of the agency’s colour, empty for the theme’s own"
    )
    search_policy: str = doc("that of the search page")
    assets: Mapping[str, str] = doc("the name below `theme/` of each file of the theme’s: `css/site.css`")
    structured_data: Markup = doc("the script element that machines read, empty without the feature")


@value
class Facts:
    """What is told to machines of the site itself, on each page: who publishes it, and where."""

    agency: Agency = doc("agence.yaml, typeset", for_code=True)
    origin: str = doc("the public address of the site, without a final slash", for_code=True)
    icon: str = doc("the address below the root of the agency’s icon, empty without one", for_code=True)
    logo: Picture | None = doc("its logo", for_code=True)
    production: bool = doc("whether readers will have this site", for_code=True)


@view
class View:
    """What any view has: the way down to the page, itself last, and what machines are told of it."""

    IN_RATIOS: ClassVar[bool] = False  # whether search engines are given its picture in the ratios that they show
    trail: tuple[Link, ...] = doc("the way from the home page to this one, which comes last", default=())
    nodes: tuple[Node, ...] = doc(
        "what machines are told besides: schema.org, for the frame", default=(), for_code=True
    )
    robots: str = doc("what search engines are told of the page: the content of its robots element", default="")
    policy: str = doc("the Content-Security-Policy of the page, empty for that of all pages", default="")
    own_feeds: tuple[Feed, ...] = doc("the feeds of what the page shows, besides those of the site", default=())
    same_as: str = doc("the address of the list that shows the same, empty without one", default="")
    shared: Picture | None = doc("the picture that its card shows, None for a drawn one", default=None, for_code=True)


@view
class ArticlePage(View):
    """An article."""

    TEMPLATE: ClassVar[str] = "article"
    IN_RATIOS: ClassVar[bool] = True
    article: Article = doc("the article")
    content: Html = doc("its body")
    tags: tuple[Link, ...] = doc("its themes; without a url where no list shows it")
    series: Series | None = doc("the series it is in")
    share: Share = doc("the networks where it can be shared")
    written_for: WrittenFor | None = doc("the client for whom it was written")
    guide: GuideCallout | None = doc("the guide that goes further")
    workshop: WorkshopCallout | None = doc("the workshop that goes further")
    thread: ThreadView | None = doc("its comments, and how one more is left; None for neither")
    related: tuple[RelatedText, ...] = doc("texts to read next")
    oembed_url: str = doc("the address of its oEmbed answer, empty for an article that is in no list")


@view
class PlainPage(View):
    """A page of the site: legal notice, contact."""

    TEMPLATE: ClassVar[str] = "page"  # or one that the page names, of `page_templates`
    page: Page = doc("the page")


@view
class EntryPage(View):
    """A text of a kind that a feature brings; `entry_page` gives the view of each kind."""

    TEMPLATE: ClassVar[str]
    entry: Entry = doc("the text")
    record: Record = doc("its header, typeset")


@view
class EntriesPage(View):
    """The list of the texts of a kind that a feature brings."""

    TEMPLATE: ClassVar[str] = "entries"
    title: str = doc("what they are called: « Études »")
    entries: tuple[EntryLine, ...] = doc("the texts, in the order of their files")


@cache
def entry_page(kind: Kind[Record]) -> type[EntryPage]:
    """The view of the pages of a kind: its record has the kind's keys, so that its template is judged by them."""
    declared = {
        "TEMPLATE": kind.template,
        "record": doc("its header, typeset"),
        "__annotations__": {"record": kind.schema},
        "__doc__": f"A text of `content/{kind.folder}/`.",
        "__module__": __name__,
    }
    return view(type(f"{kind.schema.__name__}Page", (EntryPage,), declared))


@value
class PageNumber:
    """A page of a list, by its number."""

    number: int = doc("its number, counted from the oldest articles")
    url: str = doc("its address below the root")
    current: bool = doc("whether it is the one that is read")
    apart: bool = doc("whether some numbers are left out before it")


@view
class ListSlice:
    """One page of a list of articles, with the way to its neighbours."""

    number: int = doc("its number, counted from the oldest articles; 0 for the first page, at the list’s address")
    object_list: tuple[ArticleCard, ...] = doc("the articles on it")
    previous_url: str = doc("the page of more recent articles, empty on the first")
    next_url: str = doc("the page of older ones, empty on the last")
    pages: tuple[PageNumber, ...] = doc("some of the pages after the first, latest first: those near, and the oldest")


@view
class ListPage(View):
    """A page with a list of articles, cut in slices."""

    TEMPLATE: ClassVar[str]
    articles_page: ListSlice = doc("the slice that this page shows")


@view
class ArticlesPage(ListPage):
    """All articles."""

    TEMPLATE: ClassVar[str] = "articles"
    categories: bool = doc("whether there are articles, each in a category", default=False)
    themes: bool = doc("whether articles have themes", default=False)
    people: bool = doc("whether there are signatures", default=False)


@view
class CategoryPage(ListPage):
    """The articles of a category."""

    TEMPLATE: ClassVar[str] = "category"
    category: Link = doc("the category")
    summary: str = doc("the sentence that presents it, empty without one")


@view
class TagPage(ListPage):
    """The articles of a theme."""

    TEMPLATE: ClassVar[str] = "tag"
    tag: Link = doc("the theme")
    summary: str = doc("the sentence that presents it, empty without one")


@view
class PersonPage(ListPage):
    """A signature, its workshops and its articles."""

    TEMPLATE: ClassVar[str] = "author"
    person: Person = doc("the signature")
    workshops: tuple[WorkshopLine, ...] = doc("the workshops it leads")


@value
class GroupLine(Link):
    """A category, a theme or a signature, in the list of all."""

    count: int = doc("how many articles it has")
    summary: str = doc("a sentence that presents it, empty without one")
    person: Person | None = doc("who it is, None for what is no signature")


@view
class GroupsPage(View):
    """All categories, all themes or all signatures."""

    TEMPLATE: ClassVar[str] = "groups"
    title: str = doc("« Rubriques », « Thèmes » or « Auteurs »")
    groups: tuple[GroupLine, ...] = doc("each of them, in the order of their names")


@view
class HomePage(View):
    """The home page."""

    TEMPLATE: ClassVar[str] = "index"
    lead: ArticleCard | None = doc("the latest article")
    latest: tuple[ArticleCard, ...] = doc("those before it")
    next_sessions: tuple[SessionLine, ...] = doc("the next sessions of workshops")
    guides: tuple[GuideCard, ...] = doc("the guides")


@view
class YearLine:
    """A year of the archives."""

    year: int = doc("the year")
    url: str = doc("the address of its page below the root")
    count: int = doc("how many articles it has")


@view
class ArchivesPage(View):
    """The years, each with how many articles it has: their titles are on its page."""

    TEMPLATE: ClassVar[str] = "archives"
    years: tuple[YearLine, ...] = doc("the years, latest first")


@view
class YearPage(View):
    """The articles of one year, by month."""

    TEMPLATE: ClassVar[str] = "period_archives"
    year: int = doc("the year")
    articles: tuple[ArticleCard, ...] = doc("its articles, latest first")
    years: tuple[Link, ...] = doc("every year, latest first")


@view
class NotFoundPage(View):
    """The page of an address that leads nowhere, served at any depth."""

    TEMPLATE: ClassVar[str] = "404"
    latest: tuple[ArticleCard, ...] = doc("the latest articles")


@view
class DeclarationPage(View):
    """The declaration of accessibility, as agence.yaml holds it."""

    TEMPLATE: ClassVar[str] = "accessibilite"
    declaration: Declaration = doc("what is declared, typeset")
    contact: str = doc("the mail address to which a reader tells what stops them, empty without one")


@value
class SiteMapPart:
    """A part of the site, in its plan."""

    name: str = doc("what it is called: « Ateliers »")
    links: tuple[Link, ...] = doc("its pages, by name and address below the root")


@view
class SiteMapPage(View):
    """The plan of the site, for people: the pages of its site map, by parts."""

    TEMPLATE: ClassVar[str] = "site_map"
    parts: tuple[SiteMapPart, ...] = doc("the parts of the site, each with its pages")
