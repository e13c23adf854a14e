"""What files say: their documents by kind and id, and what each becomes at the instant of a build."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Generic, Literal, TypeVar, cast
from zoneinfo import ZoneInfo

from plugins.common.frozen import frozen
from plugins.common.names import Names
from plugins.common.outputs import Source
from plugins.common.problems import Problem, Rule, Severity
from plugins.common.texts import plain_text, slugify
from plugins.model import markdown
from plugins.model.agency import Agency, Place, Subject
from plugins.model.article import ARTICLE, Article
from plugins.model.author import AUTHOR, Author
from plugins.model.body.reading import Reading, read
from plugins.model.client import CLIENT, Client
from plugins.model.facts import fact
from plugins.model.fields import Loc, Record
from plugins.model.guide import GUIDE, Guide
from plugins.model.header import Header, Mark, nearest_place
from plugins.model.kind import Kind
from plugins.model.kinds import KINDS
from plugins.model.page import PAGE, Page
from plugins.model.records import of_plain
from plugins.model.store import Facts, Store
from plugins.model.thread import Thread
from plugins.model.workshop import WORKSHOP, Workshop

R = TypeVar("R", bound=Record)
R_co = TypeVar("R_co", bound=Record, covariant=True)  # a document of an article is one of a record
T = TypeVar("T")
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".heic", ".heif", ".hif")
PublicationState = Literal["published", "hidden", "scheduled", "draft", "skip"]


class Document(Generic[R_co]):
    """One content file: where it is, what its header and body say.

    `record` is given, or a function that makes it; so is the header, which is read from the file when it is asked for:
    most builds need neither the words nor the places of most texts. `facts` are those of this text (model/facts.py).
    """

    def __init__(
        self,
        path: Path,
        shown: str,
        relative: str,
        kind: Kind[R_co],
        id: str,
        header: Header | Callable[[], Header],
        record: R_co | Callable[[], R_co],
        facts: Facts | None = None,
    ) -> None:
        self.path, self.shown, self.relative, self.kind, self.id = path, shown, relative, kind, id
        self.folder = posixpath.dirname(relative)
        self.facts = Facts(Store()) if facts is None else facts
        self._header, self._record = header, record
        self.read_again: Callable[[], Header] | None = None  # None for a text at fault, whose words are kept

    @cached_property
    def header(self) -> Header:
        """The header as it was read, and the body."""
        return self._header if isinstance(self._header, Header) else self._header()

    @cached_property
    def record(self) -> R_co:
        """What the header says."""
        return self._record if isinstance(self._record, Record) else self._record()

    @property
    def title(self) -> str:
        """What it is called: its title, or the name of whom it presents; empty when that cannot be read."""
        return str(getattr(self.record, "title", None) or getattr(self.record, "name", ""))

    def forget(self) -> None:
        """Let the words of the text go: they are read again for who asks."""
        if self.read_again is not None:
            self._header = self.read_again
        for name in ("header", "reading", "rendered", "plain", "anchor_names", "_line_starts"):
            self.__dict__.pop(name, None)

    @property
    def left_as_written(self) -> set[str]:
        """The rules that the text excepts itself from."""
        return {str(getattr(each, "rule", "")) for each in getattr(self.record, "exceptions", ())}

    @cached_property
    def reading(self) -> Reading:
        """The body as it was meant, but for what the text excepts itself from."""
        return read(self.header.body, getattr(self.record, "lang", None), self.left_as_written)

    @cached_property
    def rendered(self) -> markdown.Rendered:
        """The HTML of the body, made once for the facts of this text."""
        return markdown.render(self.reading.text, getattr(self.record, "lang", None))

    @cached_property
    def plain(self) -> str:
        """The words of the body, as readers get them."""
        return plain_text(self.rendered.html)

    @property
    def anchors(self) -> list[str]:
        """The ids that a link may lead to in the page of this document."""
        return _anchors.of(self)

    @cached_property
    def anchor_names(self) -> Names:
        """The same, to be asked which one a misspelt one resembles."""
        return Names(self.anchors)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.header.body))]

    def place(self, loc: Loc = (), *, key: bool = False) -> tuple[int, int]:
        """Line and column of a value of the header (or of its key)."""
        return nearest_place(*_marks.of(self), loc, key=key) if loc else (1, 1)

    def problem(
        self, loc: Loc, message: str, rule: Rule, severity: Severity | None = None, *, key: bool = False
    ) -> Problem:
        """A problem at a place of the header."""
        return rule.at(self.shown, *self.place(loc, key=key), message, severity)

    def source(self, loc: Loc = (), template: str = "") -> Source:
        """What a file made of this document is made of, at a place of the header."""
        return Source(self.shown, *self.place(loc), template)

    def body_place(self, offset: int) -> tuple[int, int]:
        """Line of the file, and column, of an offset of the body."""
        line = bisect_right(self._line_starts, offset)
        return line + self.header.body_line - 1, offset - self._line_starts[line - 1] + 1

    def body_problem(self, offset: int, message: str, rule: Rule) -> Problem:
        """A problem at an offset of the body."""
        return rule.at(self.shown, *self.body_place(offset), message)


@fact(rare=True)
def _anchors(document: Document[Record]) -> list[str]:
    """The ids of the page of a text, sorted."""
    return sorted(markdown.anchors(document.rendered.html))


@fact(rare=True)
def _marks(document: Document[Record]) -> tuple[dict[Loc, Mark], dict[Loc, Mark]]:
    """Where each key of a header stands, and each value."""
    return document.header.keys, document.header.values


@frozen
class PublishedFile:
    """The bytes that readers get of a file: where they are, their SHA-256, their size in pixels when they say one.

    `form` says how a picture may be given lighter, empty for what stays as it is. `widths` are those, in pixels, that
    the places where texts show it ask for, whatever its own. `suffix` is what its name has besides for readers, who get
    another format than the author's (`x.heic` is `x.heic.jpg`). `webp`: at its own width, the lightest is a WebP, the
    lossless one of a drawing, the moving one of an animation.
    """

    path: Path
    digest: str
    size: tuple[int, int] | None = None
    length: int = 0  # in bytes
    form: Literal["", "photo", "drawing", "moving"] = ""
    widths: tuple[int, ...] = ()
    suffix: str = ""
    webp: bool = False


@dataclass
class Content:
    """What `content/` holds. Documents are keyed by id (articles: by slug), in the order of their paths."""

    root: Path
    shown: str = "content"
    agency: Agency = field(default_factory=lambda: of_plain(Agency, {"name": "Tribune"}))
    agency_header: Header = field(default_factory=Header)
    places: dict[str, Place] = field(default_factory=dict)
    kinds: tuple[Kind[Record], ...] = KINDS
    by_kind: dict[str, dict[str, Document[Record]]] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    threads: dict[str, Thread] = field(default_factory=dict)  # comments, by the id of their article
    thread_headers: dict[str, Header] = field(default_factory=dict)  # their files, by the same ids
    root_files: dict[str, Path] = field(default_factory=dict)  # those of racine/, by their address below the root
    unserved: set[str] = field(default_factory=set)  # files of images/ that no reader is given
    published: dict[str, PublishedFile] = field(default_factory=dict)  # what media makes of `files`, once it has looked
    by_path: dict[str, Document[Record]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)  # paths of files with errors (lieux.yaml/<id> for one place)
    faulty: list[Document[Record]] = field(
        default_factory=list
    )  # read as far as they can be, to tell all faults at once
    texts_read: int = 0  # faulty ones too
    problems: list[Problem] = field(default_factory=list)
    excused: list[Problem] = field(default_factory=list)  # those that a text or the house answers: not told
    _derived: dict[str, object] = field(default_factory=dict, repr=False)
    store: Store = field(default_factory=Store, repr=False)  # where facts wait for the next build
    _states: tuple[datetime | None, dict[str, PublicationState]] = field(default=(None, {}), init=False, repr=False)
    now: datetime = field(default_factory=lambda: datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC")))

    def __post_init__(self) -> None:
        self.by_kind = {kind.name: self.by_kind.get(kind.name, {}) for kind in self.kinds}

    @property
    def articles(self) -> dict[str, Document[Article]]:
        """The articles, by slug."""
        return self.of(ARTICLE)

    @property
    def workshops(self) -> dict[str, Document[Workshop]]:
        """The workshops."""
        return self.of(WORKSHOP)

    @property
    def authors(self) -> dict[str, Document[Author]]:
        """Those who sign."""
        return self.of(AUTHOR)

    @property
    def clients(self) -> dict[str, Document[Client]]:
        """The clients."""
        return self.of(CLIENT)

    @property
    def guides(self) -> dict[str, Document[Guide]]:
        """The guides."""
        return self.of(GUIDE)

    @property
    def pages(self) -> dict[str, Document[Page]]:
        """The pages that stand alone: legal notice, contact."""
        return self.of(PAGE)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` derives of the whole content, kept under a name: for checks, which run once all is read."""
        if name not in self._derived:
            self._derived[name] = make()
        return cast("T", self._derived[name])

    def of(self, kind: Kind[R]) -> dict[str, Document[R]]:
        """The documents of one kind, with the type of its records; none of a kind that no feature brings."""
        return cast("dict[str, Document[R]]", self.by_kind.get(kind.name, {}))  # the reader makes each of its kind

    def of_kind(self, name: str) -> dict[str, Document[Record]]:
        """The documents of one kind; none of a kind that no feature brings."""
        return self.by_kind.get(name, {})

    def kind(self, name: str) -> Kind[Record] | None:
        """The kind of content of a name; None when no feature brings it."""
        return next((kind for kind in self.kinds if kind.name == name), None)

    @cached_property
    def by_address(self) -> dict[str, Document[Record]]:
        """Documents by their address below the site's root: `articles/x/`."""
        return {site_path(document): document for document in self.documents()}

    @cached_property
    def tag_names(self) -> dict[str, str]:
        """The spelling that each tag is shown with, by slug: the most frequent, else the first."""
        found = _usual_spellings(tag for document in self.articles.values() for tag in document.record.tags)
        return _as_presented(found, self.agency.themes)

    @cached_property
    def category_names(self) -> dict[str, str]:
        """The spelling that each category is shown with, by slug."""
        found = _usual_spellings(
            document.record.category or self.agency.default_category for document in self.articles.values()
        )
        return _as_presented(found, self.agency.categories)

    def forget_names(self) -> None:
        """Compute `tag_names` and `category_names` anew: the records have changed."""
        for name in ("tag_names", "category_names"):
            self.__dict__.pop(name, None)

    def with_document(self, document: Document[Record]) -> Content:
        """A copy of this content with a document in the place of the one that its file was, or more."""
        kind, old = document.kind.name, self.by_path.get(document.relative)
        others = {name: each for name, each in self.of_kind(kind).items() if each is not old or name == document.id}
        return replace(
            self,
            by_path={**self.by_path, document.relative: document},
            by_kind={**self.by_kind, kind: {**others, document.id: document}},
            _derived={},
        )

    def documents(self) -> Iterator[Document[Record]]:
        """Every document, kind by kind."""
        for documents in self.by_kind.values():
            yield from documents.values()

    @property
    def midnight(self) -> datetime:
        """The beginning of the day of this build: where an instant is asked for and the build has none to give but its
        own, which would make a page anew each time."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    @property
    def zone(self) -> ZoneInfo:
        """The agency's time zone."""
        return ZoneInfo(self.agency.timezone)

    def aware(self, moment: datetime) -> datetime:
        """A date of a header as an instant, in the agency's zone."""
        return moment.replace(tzinfo=self.zone)

    def zone_of(self, place: str) -> ZoneInfo:
        """The time zone of a place: its own, else the agency's."""
        found = self.places.get(place)
        return ZoneInfo(found.timezone) if found and found.timezone else self.zone

    def state(self, document: Document[Record]) -> PublicationState:
        """What becomes of a document at this build's instant."""
        now, states = self._states
        if now is not self.now:
            self._states = self.now, (states := {})
        state = states.get(document.relative)
        if state is None:
            state = states[document.relative] = self._state(document)
        return state

    def _state(self, document: Document[Record]) -> PublicationState:
        status: PublicationState = getattr(document.record, "status", "published")
        moment = getattr(document.record, "date", None)
        if status in ("published", "hidden") and isinstance(moment, datetime) and self.aware(moment) > self.now:
            return "scheduled"
        return status

    def author_id(self, name: str) -> str | None:
        """The id of an author given by id or by name."""
        return self._known("author", name)

    def resolve(self, kind: str, name: str) -> str | None:
        """The id that a reference names, or None."""
        if kind == "place":
            return name if name in self.places else None
        if kind in ("image", "file"):
            path = self.stored_path(name)
            return path if path in self.files else None
        return self._known(kind, name)

    def for_readers(self, path: str) -> Path | None:
        """The file whose bytes may leave the content for one of its files, by its path or by the one that readers find
        it at; the file itself until media has looked."""
        own, added = posixpath.splitext(path)
        for name, suffix in ((path, None), (own, added)):
            file = self.published.get(name)
            if file and suffix in (None, file.suffix):
                return file.path
        return self.files.get(path)

    def served_path(self, path: str) -> str:
        """Where readers find a file of the content, below the root: at its path, but for what they get in another
        format."""
        return path + self.published[path].suffix if path in self.published else path

    @cached_property
    def _composed_paths(self) -> dict[str, str]:
        return {unicodedata.normalize("NFC", path): path for path in (*self.by_path, *self.files)}

    def stored_path(self, path: str) -> str:
        """A path as the disk spells it: « é » is one sign or two there, and authors cannot see which."""
        return self._composed_paths.get(unicodedata.normalize("NFC", path), path)

    def known_ids(self, kind: str) -> list[str]:
        """The names that a reference of this kind may hold."""
        if kind == "place":
            return list(self.places)
        if kind in ("image", "file"):
            return list(self.files)
        return list(self.of_kind(kind))

    def _known(self, kind: str, name: str) -> str | None:
        documents = self.of_kind(kind)
        if name in documents:
            return name
        slug = slugify(name)
        if slug in documents:
            return slug
        found = self.kind(kind)
        return self._ids_by_name(kind).get(slug) if found and found.has("name") else None

    def _ids_by_name(self, kind: str) -> dict[str, str]:
        """Ids by the slug of the name; of two texts with one name, the first."""
        known = self.of_kind(kind).items()
        return self.once(f"ids of {kind}", lambda: {slugify(doc.title): key for key, doc in reversed(known)})


def _as_presented(spellings: dict[str, str], subjects: Iterable[Subject]) -> dict[str, str]:
    """Names by slug, those that the agency presents as it writes them."""
    presented = {slugify(each.name): each.name for each in subjects}
    return {slug: presented.get(slug, name) for slug, name in spellings.items()}


def _usual_spellings(names: Iterable[str]) -> dict[str, str]:
    spellings: dict[str, tuple[int, str]] = {}
    for name, count in Counter(names).items():  # in the order in which each is met
        slug = slugify(name)
        if count > spellings.get(slug, (0, ""))[0]:
            spellings[slug] = count, name
    return {slug: name for slug, (_, name) in spellings.items()}


def with_record(document: Document[R], record: R | Callable[[], R]) -> Document[R]:
    """The same document with another record; what was read of its body is kept."""
    place = (document.path, document.shown, document.relative)
    return Document(*place, document.kind, document.id, lambda: document.header, record, document.facts)


def moments(content: Content) -> Iterator[datetime]:
    """Every instant that texts name of themselves, past or to come: a text appears at its own."""
    for document in content.documents():
        for name in ("date", "modified"):
            moment = getattr(document.record, name, None)
            if isinstance(moment, datetime):
                yield content.aware(moment)


def site_path(document: Document[Record]) -> str:
    """The address of a document below the site's root, without a leading slash: `articles/x/`."""
    return document.kind.address(document.id)


def public_address(site: Content, document: Document[Record]) -> str:
    """The address of a text of ours, whole and without tracking."""
    return f"{str(site.agency.url).rstrip('/')}/{site_path(document)}"


def relative_target(document: Document[Record], target: str) -> str:
    """The content path that a target written in a document means (`../images/x.png` → `images/x.png`).

    It begins with `..` when the target leaves the content.
    """
    base = "" if target.startswith("/") else document.folder
    return posixpath.normpath(posixpath.join(base, target.lstrip("/")))
