"""The pages of guides and their PDFs, their call-outs in articles, their cards on the home page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from plugins.common.outputs import Source
from plugins.common.pdf import PdfCache
from plugins.common.problems import Problem
from plugins.french.file_size import size_label
from plugins.guides.booklet import BOOKLETS, booklet_of, booklet_path, issued_on
from plugins.guides.views import Guide, GuidePage, GuidesPage
from plugins.model.content import Document, site_path
from plugins.model.guide import GUIDE
from plugins.model.guide import Guide as GuideRecord
from plugins.site import indexing
from plugins.site.assemble import Site, updated_of
from plugins.site.letter import guide_box
from plugins.site.outputs import Output, Render, page, row_of_text
from plugins.site.paper import PAPERS, make_papers, public_origin
from plugins.site.slots import Download, GuideCallout, GuideCard, Slots
from plugins.site.values import Link, shared_of

HOME = Link("Guides", "guides/")


def guides_of(site: Site) -> tuple[Guide, ...]:
    """The guides that this build shows, listed ones first."""
    listed = frozenset(article.id for article in site.articles)
    return tuple(_guide(site, each, listed) for each in (*site.shown(GUIDE), *site.unlisted(GUIDE)))


def slots(site: Site, render: Render) -> Slots:
    """The call-out of each article that names a guide, and the cards of the home page."""
    listed = [each for each in site.once(guides_of) if each.listed]
    by_id = {each.id: GuideCallout(each.title, each.url, each.summary, each.cover) for each in listed}
    return Slots(
        guides={
            article.id: by_id[name]
            for article in site.content.articles.values()
            if article.record.guide and (name := site.content.resolve("guide", article.record.guide)) in by_id
        },
        home_guides=site.once(_cards),
        sections=(HOME,) if listed else (),
    )


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output | Problem]:
    """A page for each guide, its PDF unless it has a file of its own, and the list of them."""
    cards = site.once(_cards)
    guides, origin = site.once(guides_of), public_origin(site.content)
    cache = PdfCache(PAPERS)
    sheets = (
        (site.content.guides[each.id], booklet_path(each.id), booklet_of(site, each, origin))
        for each in guides
        if each.articles and not each.file
    )
    booklets = make_papers(site, BOOKLETS, sheets, cache, render)
    cache.forget()
    yield from booklets.problems
    yield from booklets.outputs
    if cards:
        listing = GuidesPage(trail=(HOME,), guides=cards)
        source, holds = Source(f"theme/templates/{listing.TEMPLATE}.html"), [each.url for each in cards]
        yield page(HOME.url, source, listing, listing.TEMPLATE, indexing.DIRECTORY, holds=holds)
    for each in guides:
        asked = guide_box(site.content.agency, each.title, origin)
        each = replace(each, file=None if asked else each.file or booklets.downloads.get(each.id))
        shared = shared_of(each.cover, site.first_picture(GUIDE, each.id))
        view = GuidePage(
            trail=(HOME, Link(each.title, each.url)),
            guide=each,
            minutes=sum(article.reading_time for article in each.articles),
            asked=asked,
            issued=issued_on(site, each) if each.id in booklets.downloads else None,
            shared=shared,
        )
        yield page(
            each.url,
            site.place(GUIDE, each.id),
            view,
            view.TEMPLATE,
            row_of_text(listed=each.listed, banner=each.banner),
            modified=site.changed(site.content.guides[each.id]),
        )


def _cards(site: Site) -> tuple[GuideCard, ...]:
    asked = site.content.agency.guides is not None  # the address of the file is then told nowhere
    return tuple(
        GuideCard(
            each.title, each.url, each.summary, each.cover, len(each.articles), None if asked else each.file, asked
        )
        for each in site.once(guides_of)
        if each.listed
    )


def _guide(site: Site, document: Document[GuideRecord], listed: Collection[str]) -> Guide:
    record, text = document.record, site.text(document)
    wanted = [site.content.resolve("article", name) for name in record.articles]
    path = site.content.stored_path((record.file or "").lstrip("/"))
    file = site.content.for_readers(path) if path in site.content.published else None
    return Guide(
        id=document.id,
        url=site_path(document),
        title=record.title,
        summary=record.summary,
        audience=record.audience or "",
        description=text.description,
        banner=site.banner(document),
        listed=site.status(document) == "published",
        content=text.content,
        cover=site.picture(record.cover, record.cover_alt),
        articles=tuple(site.cards[name] for name in wanted if name and name in listed),
        file=Download(path, size_label(file.stat().st_size)) if file else None,
        updated=updated_of(site.content, document),
    )
