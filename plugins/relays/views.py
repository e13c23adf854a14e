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
    link: str = doc("its whole address, with what tells the clicks of a client")


@view
class QuotedPassage:
    """The passage quoted from a client's blog, and the way to the whole of it."""

    TEMPLATE: ClassVar[str] = "_extrait"
    quote: Markup = doc("what is quoted, maybe empty")
    title: str = doc("the title of our article")
    written_for: WrittenFor = doc("the client, and the original")


@view
class KitPage(View):
    """One excerpt in each form that a client without an account for us may paste: a page of the preview."""

    TEMPLATE: ClassVar[str] = "kit"
    title: str = doc("the title of our article")
    client: str = doc("the name of the client")
    link: str = doc("the whole address of our article, with its tracking")
    language: str = doc("the language of the article, empty when it is French")
    html: Markup = doc("the excerpt and its link, to be pasted as it looks")
    code: str = doc("the same as code")
    plain: str = doc("the same as plain text")
    post_seen: str = doc("the beginning of a post of LinkedIn, which is shown before « … plus »")
    post_rest: str = doc("what comes after")
    post_length: str = doc("its length in signs: « 1 204 »")
    post_limit: str = doc("the most signs that it may have")
    mail: str = doc("the code of a block of a newsletter")
    picture: str = doc("the address of the picture, empty without one")
    picture_name: str = doc("the name of its file")
    picture_alt: str = doc("its text for those who do not see it")
    picture_note: str = doc("what is to be known of it, empty when nothing is")
    send_command: str = doc("what an editor runs to send the kit, empty in the file that is sent")
    confirm_command: str = doc("what an editor runs once it is published, empty in the file that is sent")
