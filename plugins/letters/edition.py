"""What the letter of a month holds: its articles, its guides, and the sessions that one can join at its instant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from plugins.common.mailto import prefilled
from plugins.french.dates import MONTHS, NBSP
from plugins.french.elision import de
from plugins.letters.sent import Sent
from plugins.model.content import Document, site_path
from plugins.model.fields import Record
from plugins.model.guide import GUIDE
from plugins.site.assemble import Site
from plugins.site.paper import legal_line, public_origin
from plugins.site.slots import SessionLine, Slots
from plugins.site.values import Article, Picture

SHOWN_BY_ALL = (".jpg", ".jpeg", ".png", ".gif")  # neither WebP, AVIF nor drawings: Outlook shows none of them
WIDTH = 536  # pixels: the letter, 600, less its margins


@dataclass(frozen=True)
class Image:
    """The image of a text: its whole address, and its size in the letter."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Told:
    """A text that the letter tells."""

    title: str
    url: str
    teaser: str
    label: str
    image: Image | None = None


@dataclass(frozen=True)
class Date:
    """A session that one can join."""

    title: str
    url: str
    when: str
    place: str
    state: str


@dataclass(frozen=True)
class Edition:
    """The letter of a month. `unsubscribe` and `online` are whole addresses, or what the agency's tool puts there."""

    subject: str
    title: str
    month: str
    preheader: str
    agency: str
    email: str
    home: str
    archive: str
    articles: tuple[Told, ...]
    guides: tuple[Told, ...]
    dates: tuple[Date, ...]
    workshops: str
    legal: str
    privacy: str
    unsubscribe: str


def texts_of(site: Site, month: str, sent: Sent) -> tuple[list[Article], list[Document[Record]]]:
    """The articles, latest first, and the guides that the letter of a month tells.

    Those that it has told, once it was made. Else what appeared in that month and no letter has told; with it, what
    appeared in an earlier month once its letter had been made.
    """
    told = sent.letters.get(month)

    def wanted(document: Document[Record], appeared: datetime | None) -> bool:
        teller = sent.teller(addresses_of(site, document))
        if told:
            return teller == month
        if teller or appeared is None or appeared > site.content.now:
            return False
        own = f"{appeared:%Y-%m}"
        return own == month or (own < month and own in sent.letters)

    articles = [
        each
        for each in site.articles
        if not each.noindex and wanted(site.content.articles[each.id], each.date.astimezone(site.content.zone))
    ]
    guides: list[Document[Record]] = [
        each
        for each in site.shown(GUIDE)
        if wanted(each, site.content.aware(each.record.modified) if each.record.modified else None)
    ]
    return articles, guides


def addresses_of(site: Site, document: Document[Record]) -> list[str]:
    """The addresses that a text has, and had."""
    return [f"/{site_path(document)}", *site.memory.former(document)]


def edition_of(
    site: Site, slots: Slots, month: str, articles: list[Article], guides: list[Document[Record]]
) -> Edition:
    """The letter of a month with these texts. The slots of the site give the sessions to come."""
    agency, origin = site.content.agency, public_origin(site.content)
    letter = agency.letter
    named = month_name(month)
    told = tuple(_article(site, each, origin) for each in articles)
    offered = tuple(_guide(site, each, origin) for each in guides)
    first = (*told, *offered)[0].title if told or offered else ""
    name = letter.name if letter else "La lettre"
    others = [each.title for each in (*told, *offered)[1:]]
    return Edition(
        subject=f"{name} {de(named)}{NBSP}: {first}",
        title=f"{name} {de(agency.name)}" if name == "La lettre" else name,
        month=named,
        preheader=f"{NBSP}; ".join(others) or (told or offered)[0].teaser,
        agency=agency.name,
        email=agency.email or "",
        home=f"{origin}/",
        archive=f"{origin}/archives/{month[:4]}/",
        articles=told,
        guides=offered,
        dates=tuple(_dates(slots.next_sessions, origin)),
        workshops=f"{origin}/ateliers/",
        legal=legal_line(agency),
        privacy=_whole(letter.privacy, origin) if letter else "",
        unsubscribe=(letter and letter.unsubscribe) or _goodbye(agency.email),
    )


def month_name(month: str) -> str:
    """« novembre 2026 »."""
    return f"{MONTHS[int(month[5:]) - 1]} {month[:4]}"


def _whole(address: str, origin: str) -> str:
    return f"{origin}{address}" if address.startswith("/") else address


def _goodbye(email: str | None) -> str:
    return (
        prefilled(f"mailto:{email}", "Désabonnement", "Ne m’envoyez plus la lettre, s’il vous plaît.\n")
        if email
        else ""
    )


def _article(site: Site, article: Article, origin: str) -> Told:
    by = " et ".join(person.name for person in article.people)
    label = " · ".join(filter(None, (article.category.name, by, f"{article.reading_time}{NBSP}min")))
    return Told(article.title, f"{origin}/{article.url}", article.teaser, label, _image(article.hero, origin))


def _guide(site: Site, document: Document[Record], origin: str) -> Told:
    guide = site.content.guides[document.id].record
    image = _image(site.picture(guide.cover, guide.cover_alt), origin)
    return Told(guide.title, f"{origin}/{site_path(document)}", guide.summary, "Guide", image)


def _image(picture: Picture | None, origin: str) -> Image | None:
    """A picture at a size and in a format that every mail program shows; None for one that some do not."""
    if picture is None or not picture.width or not picture.height:
        return None
    path = next((each for each in (picture.fallback, picture.src) if each.lower().endswith(SHOWN_BY_ALL)), None)
    if path is None:
        return None
    width = min(WIDTH, picture.width)
    return Image(f"{origin}/{path}", picture.alt, width, round(picture.height * width / picture.width))


def _dates(sessions: tuple[SessionLine, ...], origin: str) -> Iterator[Date]:
    for each in sessions:
        yield Date(each.workshop.name, f"{origin}/{each.url}", each.when, each.place_label, each.phases[0].label)
