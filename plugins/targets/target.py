"""What every kind of client blog must be able to do: one Protocol, two values, a registry by name.

A new kind of target is one file of this folder that ends with `register("nom", fabrique)`.
"""

from __future__ import annotations

import hashlib
import html
import importlib
import pkgutil
import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal, Protocol

from plugins.common.frozen import frozen
from plugins.common.texts import slugify
from plugins.common.untyped import Json
from plugins.french.quoting import is_french
from plugins.model.client import RelayTarget
from plugins.targets.errors import Busy, RelayError
from plugins.targets.texts import Text, carries, contains, same_text, text_digest

ALTERED = "le blog a modifié le texte envoyé"  # the note by which a target says that its text answers ours
# closed: the post is there, and its status is not for our account to read.
Status = Literal["draft", "pending", "published", "scheduled", "private", "trash", "closed"]
# edit: read as it is kept, and ours to write · view: read as visitors do, not ours to write · none: its words are not
# for us to read (a draft that someone else signs, a password).
Access = Literal["edit", "view", "none"]


@frozen
class Picture:
    """The illustration of an article, sent once: `path` holds the bytes to send, `source` is the author's file."""

    path: Path
    alt: str
    source: Path

    @property
    def name(self) -> str:
        """The address under which the target keeps it: it says the bytes."""
        return _named(self.path)

    @property
    def origin(self) -> str:
        """What the ledger remembers: another way to prepare the same file makes no new picture."""
        return _named(self.source)

    def is_one_of(self, names: Container[str]) -> bool:
        """Whether it is a picture that the ledger remembers, by its file or by the bytes that were sent."""
        return self.origin in names or self.name in names


def _named(path: Path) -> str:
    return "cx-" + hashlib.sha256(path.read_bytes()).hexdigest()[:16]


@frozen
class Post:
    """What we want to read on a client's blog."""

    key: str
    title: str
    excerpt: str  # HTML
    link: str  # our article's public address, with its tracking
    invitation: str  # « Lire la suite de « … » sur le blog de … »
    slug: str
    status: Literal["draft", "published"]
    rel: str | None = None
    category: str | None = None
    canonical: str | None = None
    robots: str | None = None
    picture: Picture | None = None
    language: str = "fr"  # of the article

    @property
    def closing(self) -> tuple[str, str]:
        """The classes and the HTML of the last paragraph, the link to our article; the key is one of the classes."""
        name = f"lire-la-suite {self.key}"
        rel = f' rel="{html.escape(self.rel)}"' if self.rel else ""
        lang = "" if is_french(self.language) else f' lang="{html.escape(self.language)}"'
        link = f'<a href="{html.escape(self.link)}"{rel}{lang}>{html.escape(self.invitation, quote=False)}</a>'
        return name, f'<p class="{name}">{link}</p>'


@frozen
class BlogPost:
    """A post as a blog holds it. `title` is text, `content` the HTML or blocks that the target gives back."""

    id: str
    url: str
    status: Status
    title: str
    content: str
    version: str  # moves at each write: the base of an optimistic lock
    slug: str = ""
    edit_url: str = ""
    picture: str = ""
    category: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what the target did otherwise than asked, in French
    access: Access = "edit"
    signed: str = ""  # who signs it, when it is not our account
    protected: bool = False  # visitors are asked for a password
    copied: bool = False  # made of ours by the client (an extension that copies posts), with our mark: never ours

    @property
    def digest(self) -> str:
        """The text that we answer for, whatever the date that the blog gives it."""
        return text_digest(self.title, self.content)

    @property
    def live(self) -> bool:
        return self.status != "trash"

    def with_notes(self, *notes: str) -> BlogPost:
        return replace(self, notes=(*self.notes, *notes))

    def holds(self, text: Text) -> bool:
        """Whether its words are those of a text, as far as our account may read them."""
        if self.access == "view":  # with what a theme and its extensions add around it
            return contains((self.title, self.content), text)
        return self.access == "edit" and same_text((self.title, self.content), text)

    @property
    def out_of_reach(self) -> str:
        """Why our account may not write it, in French; empty when it may."""
        if self.access == "edit":
            return ""
        who = f"signé de {self.signed} chez le client" if self.signed else "publié ou protégé par le client"
        return f"{who}, notre compte ne peut pas le modifier : demandez-lui de le faire, ou de vous en rendre l’auteur"


@frozen
class Account:
    """What a preflight learns of our account and of the blog."""

    name: str
    roles: tuple[str, ...]
    can_publish: bool
    can_edit_published: bool
    can_upload: bool
    skew: float  # seconds by which our clock is ahead of theirs
    plugin: bool = False  # our plugin is there (WordPress): unique key, optimistic lock, canonical


class Target(Protocol):
    """One client blog. Every method may raise `RelayError`; none tries a write twice."""

    supports_canonical: bool
    trash_label: str  # where a post that was taken off waits, in French: « à la corbeille »

    def preflight(self) -> Account:
        """Who we are there, before any write."""

    def check(self, post: Post) -> list[str]:
        """What the blog cannot give this post, in French: an unknown category, no right to publish."""

    def render(self, post: Post) -> tuple[str, str]:
        """The title (text) and the content as this target is sent them."""

    def find(self, key: str, *, fresh: bool = True) -> list[BlogPost]:
        """Every post that carries the key, those put away included, lowest id first.

        Our posts are listed once a run; `fresh` asks the blog again for what came since. Copies that the client made
        are `copied`.
        """

    def get(self, id: str) -> BlogPost | None:
        """One post, None when it is gone for good."""

    def create(self, post: Post, picture: str | None) -> BlogPost:
        """Write a new post; `AlreadyThere` when the blog itself knows the key."""

    def update(self, id: str, post: Post, fields: frozenset[str], version: str, picture: str | None = None) -> BlogPost:
        """Write those fields only, unless the post moved since `version` (`Moved`, where the blog can tell)."""

    def withdraw(self, id: str) -> BlogPost:
        """Take the post off the blog so that it can come back."""

    def restore(self, id: str, status: str) -> BlogPost:
        """Bring it back with a status."""

    def public_state(self, remote: BlogPost, key: str) -> str:
        """What a visitor finds: `there`, `gone`, `other` (a page without our passage), `unknown`."""

    def upload_image(self, picture: Picture) -> str:
        """The id of the picture on the blog, sent only when it is not there yet."""

    def editor(self, id: str) -> tuple[str, str] | None:
        """Who other than us edited the post last, and when (ISO 8601), if the target tells."""

    def wait(self, busy: Busy) -> bool:
        """Wait as the blog asked; False when that would be too long."""

    def delete_own_copy(self, id: str) -> None:
        """Put away a second copy that we have just made."""

    def locate(self, address: str) -> BlogPost | None:
        """The post that a person names, by its number or its public address."""

    def advise(self, relay: RelayTarget) -> Iterator[tuple[bool, str]]:
        """What the doctor says of this blog besides the account: good or not, and the words, in French."""

    def diagnose(self) -> str:
        """Why an identification may be refused, once it was; French, empty when nothing more can be told."""

    def close(self) -> None:
        """Close the line."""


class AlreadyThere(RelayError):
    """The blog holds a post with this key: `id`."""

    def __init__(self, id: str) -> None:
        super().__init__(f"le blog a déjà ce billet (n° {id})")
        self.id = id


class Moved(RelayError):
    """The post changed on the blog between our reading and our writing; nothing was written."""


Factory = Callable[[RelayTarget, Mapping[str, str]], Target]  # (the relay of a client, environment) → target
_KINDS: dict[str, Factory] = {}


def register(kind: str, factory: Factory) -> None:
    """Make a kind of target known under the name that a client's file gives."""
    _KINDS[kind] = factory


def kinds() -> dict[str, Factory]:
    """The kinds that posts are sent to. Those without an account (feed, card) are pages of our own site."""
    package = importlib.import_module("plugins.targets")
    for module in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")
    return dict(_KINDS)


def secret(name: str | None, environment: Mapping[str, str]) -> str:
    """A secret of the environment; its absence names the variable, never a value."""
    if name is None:
        raise RelayError("« secret_env » absent : ajoutez-le au relais de ce client")
    value = environment.get(name, "").strip()
    if not value:
        raise RelayError(f"secret absent : donnez la variable d’environnement {name}")
    return value


TERMS_A_PAGE, TERM_PAGES = 100, 50  # the most that blogs give at once; a blog that gives pages without end is left


def find_term(name: str, page: Callable[[int], list[Mapping[str, Json]]]) -> Json:
    """The id of the category or tag that a client's file names, None when the blog has none of that name.

    `page` gives the terms of a page, from 1. A search by name would miss « Conseils & astuces », kept as `&amp;`, and
    « L’actualité » written with another apostrophe: names are compared here, as addresses spell them, then slugs.
    """
    wanted = slugify(name)
    alike: list[tuple[bool, Json]] = []
    for number in range(1, TERM_PAGES + 1):
        terms = page(number)
        for term in terms:
            shown = html.unescape(term["name"])
            if shown == name:
                return term["id"]
            if wanted in (slugify(shown), term["slug"]):
                alike.append((wanted != slugify(shown), term["id"]))
        if len(terms) < TERMS_A_PAGE:
            break
    return min(alike, key=lambda each: each[0])[1] if alike else None


def right_to_publish(account: Account, post: Post) -> list[str]:
    """What stands against publishing a post with an account, in French; empty when nothing does."""
    if post.status != "published" or account.can_publish:
        return []
    roles = ", ".join(account.roles) or "sans rôle"
    return [
        f"le compte « {account.name} » ({roles}) ne peut pas publier : "
        "demandez au client le rôle auteur, ou écrivez « status: draft »"
    ]


def page_state(read: Callable[[str], tuple[int, str]], url: str, key: str) -> str:
    """How a public page is: `there`, `other` (it does not show the post), `gone`, `unknown`.

    A page is judged by what it shows: a post taken off may answer 301 to another one.
    """
    try:
        status, page = read(url)
    except RelayError:
        return "unknown"
    if status in (404, 410):
        return "gone"
    if status != 200:
        return "unknown"
    return "there" if carries(page, key) else "other"


def with_copies(found: list[BlogPost]) -> list[BlogPost]:
    """The posts of one key; those that the client copied from ours are `copied`.

    What copies a post copies our mark too. A second post of ours has the address that we asked for, which blogs number;
    a copy has none yet, or another one, and most often another author.
    """
    if len(found) < 2:
        return found
    first, *later = found
    root = re.sub(r"-\d+$", "", first.slug)
    address = re.compile(rf"(?:{re.escape(first.slug)}|{re.escape(root)})(?:-\d+)?")
    return [first, *(_as_copy(each, first, address) for each in later)]


def _as_copy(remote: BlogPost, first: BlogPost, address: re.Pattern[str]) -> BlogPost:
    copied = remote.signed != first.signed or not address.fullmatch(remote.slug)
    return replace(remote, copied=True) if copied else remote
