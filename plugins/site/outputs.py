"""The list of what a build writes: each file with its path, what it is made of, and where its line is to be mended."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plugins.common.frozen import frozen
from plugins.common.named import load
from plugins.common.outputs import Source
from plugins.common.problems import Problem
from plugins.common.texts import slugify
from plugins.model.accessibility import ADDRESS
from plugins.model.addresses import full_pages
from plugins.model.article import ARTICLE
from plugins.model.author import AUTHOR
from plugins.model.content import Document
from plugins.model.fields import Record
from plugins.model.kind import Kind
from plugins.model.page import PAGE
from plugins.site import indexing
from plugins.site.assemble import Site, entry_of
from plugins.site.feature import Feature
from plugins.site.indexing import Row, standing
from plugins.site.related import Related
from plugins.site.series import series_block, series_of
from plugins.site.share import Share
from plugins.site.slots import Slots
from plugins.site.texts import without_marks
from plugins.site.values import Article, ArticleCard, Link, Page, shared_of
from plugins.site.views import (
    ArchivesPage,
    ArticlePage,
    ArticlesPage,
    CategoryPage,
    DeclarationPage,
    EntriesPage,
    GroupLine,
    GroupsPage,
    HomePage,
    ListPage,
    ListSlice,
    NotFoundPage,
    PageNumber,
    PersonPage,
    PlainPage,
    TagPage,
    View,
    YearLine,
    YearPage,
    entry_page,
)

if TYPE_CHECKING:
    from plugins.site.feature import MakeOutputs, MakeSlots

LATEST_ON_404 = 3
ARTICLES = Link("Articles", "articles/")  # the first step down to any article
RUBRICS, THEMES, PEOPLE = Link("Rubriques", "rubriques/"), Link("Thèmes", "themes/"), Link("Auteurs", "auteurs/")
LEGAL = "mentions-legales"  # the template of the legal notice

# A template with the values that it may read, as HTML: for what is no page (a block of a text, a document to print).
Render = Callable[[str, object], str]


@frozen
class Output:
    """One file of the site: a page (`template` with its `view`), or bytes (`data`, or what `make` gives of the values
    `of` when they are not those of the file in place), or a copy of `file`, or what `later` makes once it is asked for.

    `digest` is the SHA-256 of that file where it is known: it is then not read as long as it is. `source` is the line
    that a message about it names. `indexed` pages are in the site map, with the instant of their last change when one
    is known; `holds` is what a page lists, by addresses, where another may list the same.
    """

    path: str
    source: Source
    template: str = ""
    view: object | None = None
    data: str | bytes | None = None
    make: Callable[..., str | bytes] | None = None
    of: tuple[object, ...] = ()
    file: Path | None = None
    digest: str = ""
    later: Callable[[], Path | Problem] | None = None
    indexed: bool = False
    modified: datetime | None = None
    holds: frozenset[str] = frozenset()

    @property
    def url(self) -> str:
        """Its address below the root."""
        return self.path.removesuffix("index.html")


def page(
    url: str,
    source: Source,
    view: View,
    template: str,
    row: Row,
    *,
    holds: Sequence[str] = (),
    following: bool = False,
    modified: datetime | None = None,
) -> Output:
    """The page of an address, which ends with a slash or names a file.

    `row` says what search engines are told of it, by the addresses that its list `holds`; `following`: it is not the
    first page of its list.
    """
    path = f"{url}index.html" if url.endswith("/") or not url else url
    made = Source(source.path, source.line, source.column, f"theme/templates/{template}.html")
    told = standing(row, holds, following=following)
    if view.robots != told.robots:  # those that are made by the thousand say it already
        view = replace(view, robots=told.robots)
    return Output(path, made, template, view, indexed=told.in_map, modified=modified, holds=told.holds)


def general_outputs(site: Site, slots: Slots) -> Iterator[Output]:
    """The pages that any site has: articles, their lists, signatures, plain pages, home, what has but a template."""
    yield from _articles(site, slots)
    theme = "theme/templates"
    cards = tuple(site.cards[article.id] for article in site.articles)
    yield page(
        "",
        Source(f"{theme}/index.html"),
        HomePage(
            lead=cards[0] if cards else None,
            latest=cards[1 : 1 + site.options.latest_on_home],
            next_sessions=slots.next_sessions,
            guides=slots.home_guides,
        ),
        "index",
        indexing.HOME,
    )
    trail = (ARTICLES,)
    yield from list_pages(
        "articles/",
        Source(f"{theme}/articles.html"),
        cards,
        partial(
            ArticlesPage,
            trail=trail,
            categories=bool(site.categories),
            themes=bool(site.tags),
            people=bool(site.people),
        ),
        site,
        indexing.ARTICLES,
    )
    trail = (Link("Archives", "archives/"),)
    yield page(
        "archives/",
        Source(f"{theme}/archives.html"),
        ArchivesPage(
            trail=trail,
            years=tuple(YearLine(year=each.year, url=each.url, count=len(each.articles)) for each in site.years),
        ),
        "archives",
        indexing.YEARS,
        holds=tuple(each.url for each in site.years),
    )
    missing = NotFoundPage(latest=cards[:LATEST_ON_404])
    yield page("404.html", Source(f"{theme}/404.html"), missing, missing.TEMPLATE, indexing.APART)
    yield from _lists(site, slots)
    for each in (*site.pages, *site.unlisted_pages):
        yield _of_page(site, each)
    yield from _declaration(site)
    yield from _people(site, slots)
    yield from _directories(site)
    yield from _entries(site)


def list_pages(
    url: str,
    source: Source,
    articles: tuple[ArticleCard, ...],
    view: Callable[..., ListPage],
    site: Site,
    row: Row,
    *,
    others: Iterable[str] = (),
) -> Iterator[Output]:
    """The pages of a list of articles, latest first: the latest at its address, `full_pages` under `page/`.

    `view` makes a page, given its `articles_page`. `row` says what search engines are told of the list; `others` are
    the addresses of what its first page shows besides articles.
    """
    holds = (*(each.url for each in articles), *others)
    size = site.options.page_size
    numbers = full_pages(len(articles), size)
    addresses = [url, *(f"{url}page/{number}/" for number in reversed(numbers)), ""]
    end = len(articles) - size * len(numbers)
    parts = [articles[:end], *(articles[at : at + size] for at in range(end, len(articles), size))]
    for rank, (number, part) in enumerate(zip((0, *reversed(numbers)), parts, strict=True)):
        made = view(
            articles_page=ListSlice(
                number=number,
                object_list=part,
                previous_url=addresses[rank - 1] if rank else "",
                next_url=addresses[rank + 1],
                pages=_numbers(url, len(numbers), number),
            )
        )
        yield page(addresses[rank], source, made, made.TEMPLATE, row, holds=holds, following=number > 0)


OLDER = 2  # pages that are named after the one that is read, besides the oldest


def _numbers(url: str, count: int, here: int) -> tuple[PageNumber, ...]:
    """The numbers that page `here` of `count` names: the next newer one, some older, the oldest. The latest are not
    named far from them, so that a new page of a list changes the one before it alone."""
    at = here or count + 1
    shown = sorted({*range(max(1, at - OLDER), min(count, at + 1) + 1), *([1] if count else [])}, reverse=True)
    return tuple(
        PageNumber(each, f"{url}page/{each}/", each == here, before - each > 1)
        for before, each in zip((shown[:1] + shown), shown, strict=False)
    )


def menu_of(site: Site) -> tuple[Link, ...]:
    """The pages of menus, by rank; the legal notice last, whatever its menu says.

    It is one click from every page (loi nº 2004-575).
    """
    placed = sorted((each.menu, each.id, each) for each in site.pages if each.menu is not None)
    legal = [each for each in site.pages if each.menu is None and each.template == LEGAL]
    return tuple(Link(each.title, each.url) for each in (*(item[2] for item in placed), *legal))


def mention_of(site: Site) -> Link | None:
    """What the foot of every page says of its accessibility, as the RGAA asks: its state, and where it is declared."""
    declared = site.content.agency.accessibility
    return Link(f"Accessibilité\u00a0: {declared.label}", ADDRESS) if declared else None


def _articles(site: Site, slots: Slots) -> Iterator[Output]:
    series = series_of(site.articles)
    lists = {each.url for each in (*site.categories, *site.tags)}
    for article in (*site.articles, *site.unlisted_articles):
        yield _of_article(site, slots, article, series, lists)


def _of_article(
    site: Site, slots: Slots, article: Article, series: Mapping[str, list[Article]], lists: Container[str]
) -> Output:
    # An article that is in no list: its category or a theme may have no page.
    # Nor is a category of the name of the list above it a step further down.
    shown = article.category.name != ARTICLES.name and (article.listed or article.category.url in lists)
    linked = [article.category] if shown else []
    tags = [tag if article.listed or tag.url in lists else Link(tag.name, "") for tag in article.tags]
    content = slots.contents.get(article.id)
    thread = slots.threads.get(article.id)
    row = row_of_article(article)
    view = ArticlePage(
        robots=standing(row).robots,
        trail=(ARTICLES, *linked, Link(article.title, article.url)),
        article=article,
        content=article.content.then("unmarked", without_marks) if content is None else content,
        tags=tuple(tags),
        series=series_block(article, series),
        share=Share(article.title, f"{site.origin}/{article.url}"),
        written_for=slots.written_for.get(article.id),
        guide=slots.guides.get(article.id),
        workshop=slots.workshops.get(article.id),
        thread=thread,
        policy=slots.comments_policy if thread and thread.invite and thread.invite.server else "",
        related=site.once(_related).of(article),
        oembed_url=slots.oembed_urls.get(article.id, ""),
        shared=shared_of(article.hero, site.first_picture(ARTICLE, article.id)),
    )
    return page(
        article.url,
        site.place(ARTICLE, article.id),
        view,
        view.TEMPLATE,
        row,
        modified=article.changed,
    )


def _related(site: Site) -> Related:
    return Related(site.articles)


def row_of_article(article: Article) -> Row:
    """The row of the table of indexing that is an article's."""
    if article.banner:
        return indexing.UNSEEN
    if article.noindex or not article.listed:
        return indexing.ASIDE
    return indexing.ELSEWHERE if article.canonical_elsewhere else indexing.TEXT


def row_of_text(*, listed: bool, banner: str | None) -> Row:
    """The row of any other text, by whether lists show it and whether readers have it."""
    return indexing.UNSEEN if banner else indexing.PLAIN if listed else indexing.ASIDE


def _lists(site: Site, slots: Slots) -> Iterator[Output]:
    presented = site.once(_presented)
    # Rubrics before themes: of two lists that show the same articles the first is the one that is indexed.
    for category in site.categories:
        trail = (RUBRICS, Link(category.name, category.url))
        yield from list_pages(
            category.url,
            site.place(ARTICLE, category.articles[0].id, ("category",)),
            category.articles,
            partial(
                CategoryPage,
                trail=trail,
                category=Link(category.name, category.url),
                summary=presented.get(category.url, ""),
                own_feeds=slots.list_feeds.get(category.url, ()),
            ),
            site,
            indexing.RUBRIC,
        )
    for tag in site.tags:
        trail = (THEMES, Link(tag.name, tag.url))
        yield from list_pages(
            tag.url,
            site.place(ARTICLE, tag.articles[0].id, ("tags",)),
            tag.articles,
            partial(
                TagPage,
                trail=trail,
                tag=Link(tag.name, tag.url),
                summary=presented.get(tag.url, ""),
                own_feeds=slots.list_feeds.get(tag.url, ()),
            ),
            site,
            indexing.RUBRIC,
        )
    years = tuple(Link(str(each.year), each.url) for each in site.years)
    for year in site.years:
        yield page(
            year.url,
            site.place(ARTICLE, year.articles[0].id, ("date",)),
            YearPage(
                trail=(Link("Archives", "archives/"), Link(str(year.year), year.url)),
                year=year.year,
                articles=year.articles,
                years=years,
            ),
            YearPage.TEMPLATE,
            indexing.YEAR,
            holds=tuple(each.url for each in year.articles),
        )


def _presented(site: Site) -> dict[str, str]:
    """The sentences of the agency on its categories and themes, by address."""
    agency = site.content.agency
    return {
        f"{folder}/{slugify(each.name)}/": each.summary or ""
        for folder, subjects in (("rubriques", agency.categories), ("themes", agency.themes))
        for each in subjects
    }


def _directories(site: Site) -> Iterator[Output]:
    """The lists of all categories, of all themes, of all signatures, each with how many articles it has."""
    presented = site.once(_presented)
    groups = {
        link: [GroupLine(each.name, each.url, len(each.articles), presented.get(each.url, ""), None) for each in groups]
        for link, groups in ((RUBRICS, site.categories), (THEMES, site.tags))
    }
    groups[PEOPLE] = [
        GroupLine(each.name, each.url, len(group.articles) if group else 0, each.role or "", each)
        for each in site.people
        for group in [site.signatures.get(each.id)]
    ]
    for link, lines in groups.items():
        if lines:
            lines.sort(key=lambda line: slugify(line.name))
            view = GroupsPage(trail=(link,), title=link.name, groups=tuple(lines))
            source, holds = Source(f"theme/templates/{view.TEMPLATE}.html"), [each.url for each in lines]
            yield page(link.url, source, view, view.TEMPLATE, indexing.DIRECTORY, holds=holds)


def _of_page(site: Site, each: Page) -> Output:
    return page(
        each.url,
        site.place(PAGE, each.id),
        PlainPage(trail=(Link(each.title, each.url),), page=each, shared=site.first_picture(PAGE, each.id)),
        each.template,
        row_of_text(listed=each.status == "published", banner=each.banner),
        modified=site.changed(site.content.pages[each.id]),
    )


def _declaration(site: Site) -> Iterator[Output]:
    """The declaration of accessibility, where the agency makes one."""
    content = site.content
    declared = content.agency.accessibility
    if declared is None:
        return
    view = DeclarationPage(
        trail=(Link("Accessibilité", ADDRESS),),
        declaration=declared,
        contact=declared.contact or content.agency.email or "",
    )
    line, column = content.agency_header.place(("accessibility",), key=True)
    source = Source(f"{content.shown}/agence.yaml", line, column)
    yield page(ADDRESS, source, view, view.TEMPLATE, indexing.PLAIN)


def _people(site: Site, slots: Slots) -> Iterator[Output]:
    for person in site.people:
        group, workshops = site.signatures.get(person.id), slots.led_by.get(person.id, ())
        yield from list_pages(
            person.url,
            site.place(AUTHOR, person.id),
            group.articles if group else (),
            partial(
                PersonPage,
                trail=(PEOPLE, Link(person.name, person.url)),
                person=person,
                workshops=workshops,
                shared=shared_of(person.portrait, site.first_picture(AUTHOR, person.id)),
                own_feeds=slots.list_feeds.get(person.url, ()),
            ),
            site,
            indexing.PRESENTED if person.bio else indexing.NAMED,
            others=[each.url for each in workshops],
        )


def _entries(site: Site) -> Iterator[Output]:
    """The pages of kinds of content that have a template, and no feature's code to make them; then their list."""
    for kind in site.content.kinds:
        lists = entry_lists(site, kind)
        for document in (*site.shown(kind), *site.unlisted(kind)) if kind.template else ():
            yield _of_entry(site, document, lists)
        for link in lists:
            view = EntriesPage(
                trail=(link,),
                title=link.name,
                entries=tuple(entry_of(site, document) for document in site.shown(kind)),
            )
            source, holds = Source(f"theme/templates/{view.TEMPLATE}.html"), [each.url for each in view.entries]
            yield page(link.url, source, view, view.TEMPLATE, indexing.LIST, holds=holds)


def _of_entry(site: Site, document: Document[Record], lists: tuple[Link, ...]) -> Output:
    entry, kind = entry_of(site, document), document.kind
    return page(
        entry.url,
        site.place(kind, entry.id),
        entry_page(kind)(
            trail=(*lists, Link(entry.title, entry.url)),
            entry=entry,
            record=document.record,
            shared=site.text(document).first,
        ),
        kind.template,
        row_of_text(listed=entry.status == "published", banner=entry.banner),
        modified=site.changed(document),
    )


def output_of(site: Site, slots: Slots, document: Document[Record]) -> Output | None:
    """The page of one document, as `general_outputs` gives it; None for one that has none, or that a feature makes."""
    kind, name = document.kind, document.id
    if kind is ARTICLE:
        for article in (*site.articles, *site.unlisted_articles):
            if article.id == name:
                lists = {each.url for each in (*site.categories, *site.tags)}
                return _of_article(site, slots, article, series_of(site.articles), lists)
    elif kind is PAGE:
        return next((_of_page(site, each) for each in (*site.pages, *site.unlisted_pages) if each.id == name), None)
    elif kind.template and site.status(document) != "skip":
        return _of_entry(site, document, entry_lists(site, kind))
    return None


def entry_lists(site: Site, *kinds: Kind[Record]) -> tuple[Link, ...]:
    """The lists of the texts of some kinds: of those that have one and texts to show."""
    return tuple(Link(kind.plural, f"{kind.folder}/") for kind in kinds if kind.has_list and site.shown(kind))


def slots_of(site: Site, features: Iterable[Feature], render: Render) -> Slots:
    """What the features add to general pages."""
    slots = Slots()
    for feature in features:
        if feature.slots:
            make: MakeSlots = load(feature.slots)
            slots = slots.with_those_of(make(site, render))
    return slots


def outputs_of(
    site: Site, slots: Slots, features: Iterable[Feature], render: Render
) -> tuple[list[Output], list[Problem]]:
    """The one list of outputs of a site, in the order in which they claim their paths, and the problems found."""
    first: dict[frozenset[str], str] = {}
    outputs, problems = [_told_apart(each, first) for each in general_outputs(site, slots)], []
    for feature in features:
        if not feature.outputs:
            continue
        make: MakeOutputs = load(feature.outputs)
        for made in make(site, slots, outputs, render):
            if isinstance(made, Problem):
                problems.append(made)
            else:
                outputs.append(_told_apart(made, first))
    return outputs, problems


def _told_apart(output: Output, first: dict[frozenset[str], str]) -> Output:
    """An output as it is; the page of a list that shows what one before it shows names that one. `first` is filled."""
    if not output.holds or first.setdefault(output.holds, output.url) == output.url:
        return output
    assert isinstance(output.view, View)
    return replace(output, view=replace(output.view, same_as=first[output.holds]), indexed=False)
