"""What the pages of guides may read."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from markupsafe import Markup

from plugins.model.agency import Agency
from plugins.site.doc import doc, value, view
from plugins.site.letter import MailBox
from plugins.site.slots import Download, GuideCard
from plugins.site.values import ArticleCard, Html, Person, Picture
from plugins.site.views import View


@view
class Guide:
    """A guide: its articles are those that readers have, in its order."""

    id: str = doc("the name of its file")
    url: str = doc("its address below the root", for_code=True)
    title: str = doc("its title")
    summary: str = doc("what it is, in two sentences")
    audience: str = doc("whom it is for, empty when it does not say", default="")
    description: str = doc("what search engines show below its title")
    banner: str | None = doc("draft, scheduled or hidden, in a preview")
    listed: bool = doc("whether the home page and articles offer it", for_code=True)
    content: Html = doc("its body")
    cover: Picture | None = doc("its cover, None for one to be drawn from its title")
    articles: tuple[ArticleCard, ...] = doc("its articles that readers have, in its order")
    file: Download | None = doc("the file to download, None without one, and where it is asked for by mail")
    updated: datetime | None = doc("when it was last changed", for_code=True)


@view
class GuidesPage(View):
    """All guides."""

    TEMPLATE: ClassVar[str] = "guides"
    guides: tuple[GuideCard, ...] = doc("the guides, by file name")


@view
class GuidePage(View):
    """A guide."""

    TEMPLATE: ClassVar[str] = "guide"
    guide: Guide = doc("the guide")
    minutes: int = doc("how long it takes to read, 0 without articles")
    asked: MailBox | None = doc("how one asks for its PDF, None where all may take it")
    issued: datetime | None = doc("when what it says was last changed, None for a file of its own")


@value
class Chapter:
    """An article as a chapter of a booklet."""

    place: str = doc("the mark that leads to it, without « # »")
    number: int = doc("its rank, from 1")
    title: str = doc("its title")
    lang: str = doc("the code of its language, « fr »")
    summary: str = doc("its standfirst, empty without one")
    by: str = doc("who signs it, empty for the agency")
    published: str = doc("the day on which it appeared: « 13 mai 2025 »")
    image: str | None = doc("the address of its main image")
    image_alt: str = doc("what that image shows")
    caption: str | None = doc("its caption")
    credit: str | None = doc("whose it is")
    body: Markup = doc("its text, below a title of its own")
    url: str = doc("its whole address")
    written_for: str | None = doc("the client for whom it was written")


@value
class BookletLine:
    """What a booklet leads to."""

    title: str = doc("its title")
    summary: str = doc("what it is, in two sentences")
    url: str = doc("its whole address")


@view
class Booklet:
    """The PDF of a guide: its template reads nothing else."""

    TEMPLATE: ClassVar[str] = "booklet"
    title: str = doc("its title")
    summary: str = doc("what it is, in two sentences")
    audience: str = doc("whom it is for, empty when it does not say")
    agency: Agency = doc("agence.yaml, typeset")
    cover: str | None = doc("the address of the cover image, None for one that is drawn")
    cover_alt: str = doc("what that image shows")
    opening: Markup = doc("how to read it: the body of the guide, empty without one")
    chapters: tuple[Chapter, ...] = doc("its articles that readers have, in its order")
    minutes: int = doc("how long it takes to read")
    people: tuple[Person, ...] = doc("who signs its chapters")
    issued: str | None = doc("the day of its last change: « 20 octobre 2026 »")
    issued_iso: str | None = doc("the same, as machines read it")
    url: str = doc("the whole address of its page")
    workshops: tuple[BookletLine, ...] = doc("the workshops that go further")
    legal: str = doc("who publishes")
