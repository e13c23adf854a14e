"""What the pages of clients and the cards of articles may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from plugins.site.doc import doc
from plugins.site.slots import WrittenFor
from plugins.site.values import Article, ArticleCard, Link, Picture
from plugins.site.views import ListPage, View


@dataclass(frozen=True, kw_only=True)
class Client:
    """A client: what is written for it, and what it shows of ours."""

    id: str
    url: str
    name: str
    site: str
    blog_url: str
    blog_name: str
    logo: Picture | None
    content: Markup
    articles: tuple[ArticleCard, ...] = doc("those written for it, latest first")
    relayed: tuple[ArticleCard, ...] = doc("those of ours that it shows")
    feeds: tuple[Link, ...] = doc("its feeds: « rss », « atom »")


@dataclass(frozen=True, kw_only=True)
class ClientPage(ListPage):
    """A client, with the articles written for it."""

    TEMPLATE: ClassVar[str] = "client"
    client: Client = doc("the client")


@dataclass(frozen=True, kw_only=True)
class ClientsPage(View):
    """All clients."""

    TEMPLATE: ClassVar[str] = "clients"
    clients: tuple[Client, ...] = doc("the clients, by file name")


@dataclass(frozen=True, kw_only=True)
class CardPage(View):
    """An article in a frame on another site."""

    TEMPLATE: ClassVar[str] = "card"
    article: Article = doc("the article")


@dataclass(frozen=True, kw_only=True)
class QuotedPassage:
    """The passage quoted from a client's blog, and the way to the whole of it."""

    TEMPLATE: ClassVar[str] = "_extrait"
    quote: Markup = doc("what is quoted, maybe empty")
    title: str = doc("the title of our article")
    written_for: WrittenFor = doc("the client, and the original")
