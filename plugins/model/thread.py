"""Comments of readers: schema of `content/commentaires/<article>.yaml`; the keys of agence.yaml that invite them."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from pydantic import Field

from plugins.common.regex import regex
from plugins.model.fields import Code, Fault, Line, Moment, Prose, Record, SiteUrl, rule

FOLDER = "commentaires"
MOST = 1000  # comments of one text: each is on its page
LONGEST = 4000  # signs of one comment
AUTHOR_MOST = 100  # signs of a name
_MAIL = regex(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")  # where who sets a server up tries it


class Comments(Record):
    """How readers are invited to comment."""

    server: SiteUrl | None = Field(
        None, description="Adresse du serveur Isso, https://… ; sans lui, un courriel déjà écrit"
    )
    days: int | None = Field(None, ge=1, le=3650, description="Jours après la parution où se ferment les commentaires")

    @rule
    def sent_in_secret(self) -> Iterator[Fault]:
        parts = urlsplit(self.server or "")
        if parts.scheme == "http" and parts.hostname not in _THIS_MACHINE:
            meant = str(self.server).replace("http://", "https://", 1)
            yield Fault(("server",), f"commentaires envoyés en clair : écrivez {meant}")
        elif parts.query or parts.fragment:
            yield Fault(("server",), "adresse avec « ? » ou « # » : écrivez celle du serveur, sans rien après")


class Comment(Record):
    """One comment. Nothing of its author's mail address is kept, nor is there a key for it."""

    id: Code = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", description="Son nom dans la page, qu’aucun autre n’a : 12")
    author: Line = Field(max_length=AUTHOR_MOST, description="Qui signe")
    date: Moment = Field(description="Jour, et heure si l’on veut, où il a été écrit")
    text: Prose = Field(
        max_length=LONGEST, description="Ce qui est dit : paragraphes, **gras**, *italique*, `code`, > citation, listes"
    )
    reply_to: Code | None = Field(None, description="id du commentaire, plus haut, auquel celui-ci répond")
    agency: bool = Field(False, description="true : c’est l’agence qui répond")
    digest: Code | None = Field(
        None, pattern=r"^[0-9a-f]{12}$", description="Écrit par ./inv comments.pull : ce que le serveur en donnait"
    )

    @rule
    def no_mail_address(self) -> Iterator[Fault]:
        if _MAIL.search(self.author):
            yield Fault(("author",), f"« {self.author} » : une adresse électronique ne se publie pas ; écrivez un nom")


class Thread(Record):
    """The comments of a text."""

    closed: bool = Field(False, description="true : on ne commente plus")
    comments: list[Comment] = Field(
        default_factory=list, max_length=MOST, description="[{id, author, date, text, reply_to, agency}]"
    )

    @rule
    def each_in_its_place(self) -> Iterator[Fault]:
        above: set[str] = set()
        for rank, comment in enumerate(self.comments):
            if comment.id in above:
                yield Fault(("comments", rank, "id"), f"« {comment.id} » : un autre commentaire a cet id ; changez-le")
            if comment.reply_to and comment.reply_to not in above:
                message = f"« {comment.reply_to} » : aucun commentaire plus haut n’a cet id ; corrigez-le, ou effacez"
                yield Fault(("comments", rank, "reply_to"), message)
            above.add(comment.id)
