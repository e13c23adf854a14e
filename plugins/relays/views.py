"""What the pages of clients and the cards of articles may read."""

from __future__ import annotations

from typing import ClassVar

from markupsafe import Markup

from plugins.site.doc import doc, view
from plugins.site.slots import WrittenFor
from plugins.site.values import ArticleCard, Html, Link, Picture
from plugins.site.views import ListPage, View


@view
class Client:
    """A client: what is written for it, and what it shows of ours."""

    id: str = doc("the name of its file", for_code=True)
    url: str = doc("the address of its page below the root")
    name: str = doc("its name")
    site: str = doc("the whole address of its site")
    blog_url: str = doc("the whole address of its blog")
    blog_name: str = doc("« le blog d’Exemple »")
    logo: Picture | None = doc("its logo")
    content: Html = doc("what we say of it, the body of its file")
    articles: tuple[ArticleCard, ...] = doc("those written for it, latest first")
    relayed: tuple[ArticleCard, ...] = doc("those of ours that it shows")
    feeds: tuple[Link, ...] = doc("its feeds: « rss », « atom »")


@view
class ClientPage(ListPage):
    """A client, with the articles written for it."""

    TEMPLATE: ClassVar[str] = "client"
    client: Client = doc("the client")


@view
class ClientsPage(View):
    """All clients."""

    TEMPLATE: ClassVar[str] = "clients"
    clients: tuple[Client, ...] = doc("the clients, by file name")


@view
class CardPage(View):
    """An article in a frame on another site."""

    TEMPLATE: ClassVar[str] = "card"
    article: ArticleCard = doc("the article")
    canonical: str = doc("the whole address of its original: its own, unless the text names another")


@view
class QuotedPassage:
    """The passage quoted from a client's blog, and the way to the whole of it."""

    TEMPLATE: ClassVar[str] = "_extrait"
    quote: Markup = doc("what is quoted, maybe empty")
    title: str = doc("the title of our article")
    written_for: WrittenFor = doc("the client, and the original")
