"""The PDF of a guide: its articles as chapters of one booklet, with a cover, contents and its date of issue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from plugins.french.dates import date_fr
from plugins.guides.rules import BOOKLET
from plugins.guides.views import Booklet, BookletLine, Chapter, Guide
from plugins.model.content import site_path
from plugins.site.assemble import Site, latest
from plugins.site.paper import Kind, for_paper, image_address, legal_line
from plugins.site.texts import without_marks
from plugins.site.values import ROOT, Article, Person

BOOKLETS = Kind("booklet", "PDF du guide", "guides PDF", "guides", BOOKLET)


def booklet_path(guide: str) -> str:
    """The address of the PDF that the house makes of a guide, below the site's root."""
    return f"guides/{guide}/guide.pdf"


def articles_of(site: Site, guide: Guide) -> list[Article]:
    """The articles of a guide, in full."""
    by_id = {each.id: each for each in site.articles}
    return [by_id[card.id] for card in guide.articles]


def issued_on(site: Site, guide: Guide) -> datetime | None:
    """When what the PDF of a guide says was last changed: its text, or one of its articles."""
    return latest(site.changed(site.content.guides[guide.id]), *(each.changed for each in articles_of(site, guide)))


def booklet_of(site: Site, guide: Guide, origin: str) -> Booklet:
    """What the template shows. Links are absolute, but for those between chapters."""
    articles = articles_of(site, guide)
    places = {f"{origin}/{each.url}": f"chapitre-{rank}" for rank, each in enumerate(articles, 1)}
    record, issued = site.content.guides[guide.id].record, issued_on(site, guide)
    return Booklet(
        title=guide.title,
        summary=guide.summary,
        audience=guide.audience,
        agency=site.content.agency,
        cover=image_address(site.content, record.cover),
        cover_alt=record.cover_alt or "",
        opening=Markup(_body(str(site.text(site.content.guides[guide.id]).body), origin, places)),
        chapters=tuple(_chapter(site, each, rank, origin, places) for rank, each in enumerate(articles, 1)),
        minutes=sum(each.reading_time for each in articles),
        people=_people(articles),
        issued=date_fr(issued) if issued else None,
        issued_iso=issued.date().isoformat() if issued else None,
        url=f"{origin}/{guide.url}",
        workshops=tuple(_workshops(site, articles, origin)),
        legal=legal_line(site.content.agency),
    )


def _chapter(site: Site, article: Article, rank: int, origin: str, places: Mapping[str, str]) -> Chapter:
    record = site.content.articles[article.id].record
    body = without_marks(str(site.text(site.content.articles[article.id]).body))
    client = site.content.clients.get(site.content.resolve("client", record.client) or "") if record.client else None
    return Chapter(
        place=f"chapitre-{rank}",
        number=rank,
        title=article.title,
        lang=article.lang,
        summary=article.summary,
        by=" et ".join(person.name for person in article.people),
        published=date_fr(article.date),
        image=image_address(site.content, record.image),
        image_alt=record.image_alt or "",
        caption=record.image_caption,
        credit=record.image_credit,
        body=Markup(_body(body, origin, places)),
        url=f"{origin}/{article.url}",
        written_for=client.record.name if client else None,
    )


def _workshops(site: Site, articles: Iterable[Article], origin: str) -> Iterator[BookletLine]:
    """The workshops that the articles name and that readers find: dates and prices are on their pages alone."""
    named = (site.content.articles[each.id].record.workshop for each in articles)
    for name in dict.fromkeys(site.content.resolve("workshop", each) for each in named if each):
        document = site.content.workshops.get(name or "")
        if document and site.status(document) == "published":
            yield BookletLine(document.record.title, document.record.summary, f"{origin}/{site_path(document)}")


def _body(html: str, origin: str, places: Mapping[str, str]) -> str:
    """A body on paper. A link to the article of a chapter leads to the chapter."""

    def within(match: re.Match[str]) -> str:
        place = places.get(match[1])
        return f'href="#{place}"' if place else match[0]

    return re.sub(r'href="([^"#]*)(?:#[^"]*)?"', within, for_paper(html.replace(ROOT, origin)))


def _people(articles: Sequence[Article]) -> tuple[Person, ...]:
    """Who signs the chapters, in the order in which they come."""
    return tuple({person.id: person for article in articles for person in article.people}.values())
