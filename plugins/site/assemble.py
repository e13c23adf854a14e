"""From the content to the site: every text typeset and resolved, every value that several pages show made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from typing import TypeVar, cast
from urllib.parse import quote

from markupsafe import Markup

from plugins.common.frozen import frozen
from plugins.common.outputs import Source as Place
from plugins.common.regex import regex
from plugins.common.texts import slugify
from plugins.model.article import ARTICLE
from plugins.model.article import Article as ArticleRecord
from plugins.model.author import Author
from plugins.model.content import Content, Document, site_path, with_record
from plugins.model.fields import Loc, Record
from plugins.model.kind import Kind
from plugins.model.memory import Memory, entry_id, memory_of
from plugins.model.page import PAGE
from plugins.model.page import Page as PageRecord
from plugins.site.options import Options
from plugins.site.pictures import renditions_of
from plugins.site.texts import text_of, without_marks
from plugins.site.typesetting import typeset, typeset_record_of
from plugins.site.values import (
    Article,
    ArticleCard,
    Entry,
    Group,
    Link,
    Page,
    Person,
    Picture,
    Source,
    Text,
    Year,
)

_ACCOUNT = regex(r"https?://([^/@]+)/@([\w.-]+)/?")
_FEDIVERSE = ("mastodon", "fediverse", "pixelfed", "peertube", "pleroma", "misskey", "friendica")

R = TypeVar("R", bound=Record)
T = TypeVar("T")


@frozen
class Site:
    """What readers are told. `content` has typeset records; articles are latest first, the rest by file name.

    `unlisted` texts are at their address and in no list. `texts` gives the body of each document that this build
    shows, by the path of its file.
    """

    content: Content
    options: Options
    texts: Mapping[str, Text]
    articles: tuple[Article, ...]
    unlisted_articles: tuple[Article, ...]
    pages: tuple[Page, ...]
    unlisted_pages: tuple[Page, ...]
    people: tuple[Person, ...]
    categories: tuple[Group, ...]
    tags: tuple[Group, ...]
    signatures: Mapping[str, Group]
    years: tuple[Year, ...]
    cards: Mapping[str, ArticleCard] = field(repr=False)
    memory: Memory = field(repr=False)
    _derived: dict[object, object] = field(default_factory=dict, repr=False, compare=False)

    def once(self, make: Callable[[Site], T]) -> T:
        """What `make` derives of the site, made at its first call and kept: values that slots and outputs share."""
        if make not in self._derived:
            self._derived[make] = make(self)
        return cast("T", self._derived[make])

    @property
    def origin(self) -> str:
        """The public address, or the preview server's."""
        return self.options.origin

    def shown(self, kind: Kind[R]) -> list[Document[R]]:
        """The documents of a kind that this build lists, in the order of their files."""
        return [each for each in self.content.of(kind).values() if self.status(each) == "published"]

    def unlisted(self, kind: Kind[R]) -> list[Document[R]]:
        """Those that it writes and lists nowhere."""
        return [each for each in self.content.of(kind).values() if self.status(each) == "hidden"]

    def status(self, document: Document[Record]) -> str:
        """`published`, `hidden`, or `skip`: a preview shows drafts and scheduled texts as if published."""
        return status_of(self.content, document, production=self.options.production)

    def banner(self, document: Document[Record]) -> str | None:
        """Why readers do not see a text yet, for a preview."""
        return banner_of(self.content, document, production=self.options.production)

    def text(self, document: Document[Record]) -> Text:
        """The body of a document that this build shows."""
        return self.texts[document.relative]

    def changed(self, document: Document[Record]) -> datetime | None:
        """When a text last changed, said by its author or seen by the memory of what was published."""
        return latest(updated_of(self.content, document), self.memory.changed(document))

    def picture(self, path: str | None, alt: str | None, caption: str | None = None) -> Picture | None:
        """An image of the content, by its path there."""
        return picture_of(self.content, path, alt, caption)

    def first_picture(self, kind: Kind[Record], name: str) -> Picture | None:
        """The first picture of a text that a card can show."""
        return self.texts[self.content.of(kind)[name].relative].first

    @property
    def logo(self) -> Picture | None:
        """The agency's."""
        return picture_of(self.content, self.content.agency.logo, None)

    def place(self, kind: Kind[Record], name: str, loc: Loc = (), template: str = "") -> Place:
        """The line that a page made of a document is made of."""
        return self.content.of(kind)[name].source(loc, template)


def assemble(content: Content, options: Options) -> Site:
    """The site that a content gives: a pure function of the content, which has its instant, and of the options.

    A preview shows pictures as their authors gave them: nobody waits for renditions.
    """
    memory = memory_of(content)  # of words as they were typed
    content = typeset(content, options.typography)
    if not options.production:
        content = replace(
            content, published={name: replace(file, widths=()) for name, file in content.published.items()}
        )
    shown = [each for each in content.documents() if status_of(content, each, production=options.production) != "skip"]
    texts = {each.relative: text_of(content, each, options.typography) for each in shown}
    people = {each.id: _person(content, each, texts[each.relative]) for each in content.authors.values()}
    articles = [
        _article(content, options, each, texts, people, memory)
        for each in content.articles.values()
        if each.relative in texts
    ]
    articles = _latest_first(articles)
    pages = [_page(content, options, each, texts) for each in content.pages.values() if each.relative in texts]
    listed = tuple(article for article in articles if article.listed)
    cards = {article.id: article.card() for article in articles}
    return Site(
        content=content,
        options=options,
        texts=texts,
        articles=listed,
        unlisted_articles=tuple(article for article in articles if not article.listed),
        pages=tuple(page for page in pages if page.status == "published"),
        unlisted_pages=tuple(page for page in pages if page.status == "hidden"),
        people=tuple(people.values()),
        categories=_groups(((article.category,), cards[article.id]) for article in listed),
        tags=_groups((article.tags, cards[article.id]) for article in listed),
        signatures={each.id: each for each in _groups((article.people, cards[article.id]) for article in listed)},
        years=tuple(
            Year(year, f"archives/{year}/", tuple(cards[article.id] for article in group))
            for year, group in groupby(listed, key=lambda article: article.date.year)
        ),
        cards=cards,
        memory=memory,
    )


def with_text(site: Site, document: Document[Record]) -> Site:
    """The site with one text read anew, or new: what its own page needs. Lists, groups and cards stay as they were."""
    options = site.options
    document = with_record(document, partial(typeset_record_of, document, options.typography))
    content = site.content.with_document(document)
    texts = {**site.texts, document.relative: text_of(content, document, options.typography)}
    articles, pages = [*site.articles, *site.unlisted_articles], [*site.pages, *site.unlisted_pages]
    if status_of(content, document, production=options.production) != "skip":
        if document.kind is ARTICLE:
            people = {each.id: each for each in site.people}
            new = _article(content, options, content.articles[document.id], texts, people, site.memory)
            articles = _latest_first([new, *(each for each in articles if each.id != new.id)])
        elif document.kind is PAGE:
            page = _page(content, options, content.pages[document.id], texts)
            pages = [page, *(each for each in pages if each.id != page.id)]
    return replace(
        site,
        content=content,
        texts=texts,
        articles=tuple(each for each in articles if each.listed),
        unlisted_articles=tuple(each for each in articles if not each.listed),
        pages=tuple(each for each in pages if each.status == "published"),
        unlisted_pages=tuple(each for each in pages if each.status == "hidden"),
        _derived={},
    )


def _latest_first(articles: Iterable[Article]) -> list[Article]:
    by_id = sorted(articles, key=lambda article: article.id)
    return sorted(by_id, key=lambda article: article.date, reverse=True)


def status_of(content: Content, document: Document[Record], *, production: bool) -> str:
    """What becomes of a document in a build: `published`, `hidden` or `skip`."""
    state = content.state(document)
    if state in ("draft", "scheduled"):
        return "skip" if production else "published"
    return state


def banner_of(content: Content, document: Document[Record], *, production: bool) -> str | None:
    """`draft`, `scheduled` or `hidden` in a preview; None for a text that readers have, and in production."""
    state = content.state(document)
    return state if state in ("draft", "scheduled", "hidden") and not production else None


def updated_of(content: Content, document: Document[Record]) -> datetime | None:
    """When a text was last changed; None when it says no date, or one before it appeared (its author is warned)."""
    modified: datetime | None = getattr(document.record, "modified", None)
    first: datetime | None = getattr(document.record, "date", None)
    if modified is None or (first and modified.date() < first.date()):
        return None
    return content.aware(modified)


def latest(*moments: datetime | None) -> datetime | None:
    """The last of some instants, None without any."""
    return max((each for each in moments if each is not None), default=None)


def picture_of(
    content: Content, path: str | None, alt: str | None, caption: str | None = None, credit: str | None = None
) -> Picture | None:
    """An image of the content, with the size of what readers get of it."""
    path = content.stored_path((path or "").lstrip("/"))
    file = content.published.get(path)
    if file is None:
        return None
    width, height = file.size or (None, None)
    return Picture(quote(path + file.suffix), alt or "", caption, credit, width, height, renditions_of(path, file))


def _person(content: Content, document: Document[Author], text: Text) -> Person:
    record = document.record
    return Person(
        record.name,
        site_path(document),
        id=document.id,
        role=record.role,
        active=record.active,
        links=tuple(Link(label, url) for label, url in record.links.items()),
        portrait=picture_of(content, record.portrait, record.portrait_alt),
        bio=text.content,
        team=record.team,
        fediverse=fediverse_account(record.links),
    )


def fediverse_account(links: Mapping[str, str]) -> str:
    """« @nom@serveur », of the first link whose name says that it is in the fediverse (docs.joinmastodon.org, « Preview
    cards »); empty without one: other networks have addresses of that form."""
    for label, url in links.items():
        found = _ACCOUNT.fullmatch(url) if label.lower() in _FEDIVERSE else None
        if found:
            return f"@{found[2]}@{found[1]}"
    return ""


def _article(
    content: Content,
    options: Options,
    document: Document[ArticleRecord],
    texts: Mapping[str, Text],
    people: Mapping[str, Person],
    memory: Memory,
) -> Article:
    record, text, url = document.record, texts[document.relative], site_path(document)
    names = [content.author_id(name) for name in record.authors or ()]
    category = content.category_names[slugify(record.category or content.agency.default_category)]
    tags = dict.fromkeys(content.tag_names[slugify(tag)] for tag in record.tags)
    seo_title = record.seo_title or record.title
    date = content.aware(record.date) if record.date else content.midnight
    updated = updated_of(content, document)
    return Article(
        id=document.id,
        url=url,
        title=record.title,
        lang=record.lang or "fr",
        date=date,
        category=Link(category, f"rubriques/{slugify(category)}/"),
        people=tuple(people[name] for name in names if name),
        hero=picture_of(content, record.image, record.image_alt, record.image_caption, record.image_credit),
        teaser=text.teaser,
        excerpt=Markup(text.excerpt),
        reading_time=text.minutes,
        status=status_of(content, document, production=options.production),
        banner=banner_of(content, document, production=options.production),
        summary=record.summary or "",
        updated=updated,
        updated_by=people.get(content.author_id(record.modified_by) or "") if record.modified_by else None,
        tags=tuple(Link(name, f"themes/{slugify(name)}/") for name in tags),
        description=text.description,
        seo_title=seo_title,
        canonical=record.canonical or f"{options.origin}/{url}",
        canonical_elsewhere=record.canonical is not None,
        noindex=record.noindex,
        headings=text.headings,
        series=record.series,
        series_part=record.series_part,
        source=Source(record.source.title, record.source.author, record.source.url) if record.source else None,
        entry_id=memory.entry(document) or entry_id(f"{options.origin}/{url}", date),
        changed=latest(date, updated, memory.changed(document)),
        content=text.content,
    )


def _page(content: Content, options: Options, document: Document[PageRecord], texts: Mapping[str, Text]) -> Page:
    record, text = document.record, texts[document.relative]
    return Page(
        id=document.id,
        url=site_path(document),
        title=record.title,
        lang="fr",
        summary=record.summary or "",
        description=text.description,
        template=record.template or "page",
        menu=record.menu,
        status=status_of(content, document, production=options.production),
        banner=banner_of(content, document, production=options.production),
        updated=updated_of(content, document),
        content=text.content,
    )


def entry_of(site: Site, document: Document[Record]) -> Entry:
    """A text of a kind that has a template and no code for its pages."""
    text = site.text(document)
    return Entry(
        id=document.id,
        url=site_path(document),
        title=document.title,
        lang=getattr(document.record, "lang", None) or "fr",
        description=text.description,
        status=site.status(document),
        banner=site.banner(document),
        updated=updated_of(site.content, document),
        content=text.content.then("unmarked", without_marks),
    )


def _groups(labelled: Iterable[tuple[Iterable[Link], ArticleCard]]) -> tuple[Group, ...]:
    """The articles under each label, the labels in the order of their names."""
    found: dict[str, tuple[str, list[ArticleCard]]] = {}
    for labels, card in labelled:
        for label in labels:
            found.setdefault(label.url, (label.name, []))[1].append(card)
    return tuple(
        Group(name, url, url.rstrip("/").rpartition("/")[2], tuple(cards))
        for url, (name, cards) in sorted(found.items(), key=lambda item: item[1][0])
    )
