"""What is worked out of one text alone: computed once, kept from one build to the next.

A fact is a pure function of a document (its path, its header, its body) and of one argument, which is all that it
knows of the rest of the site. Its value is made of plain ones (`marshal`): it waits in the store with the document,
and is computed again when the file, the argument or the code has changed. Whatever crosses texts (a link that leads
somewhere, a title that stands twice) is no fact: it is asked anew at each build, of facts.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Hashable, Iterable
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from plugins.common.untyped import Json
from plugins.model.limits import TooCostly
from plugins.model.store import Kept

if TYPE_CHECKING:
    from plugins.model.content import Content, Document
    from plugins.model.fields import Record
    from plugins.model.kind import Kind

    OfSite = Callable[[Content, Kind[Record]], Hashable]

T = TypeVar("T")
FACTS: dict[str, Fact[object]] = {}  # those that are computed of each text as it is read


class LongText:
    """A text that is read when it is asked for, known by its digest till then."""

    __slots__ = ("_read", "digest")

    def __init__(self, digest: bytes, read: Callable[[], str]) -> None:
        self.digest = digest
        self._read = read

    def __str__(self) -> str:
        return self._read()


class Fact(Generic[T]):
    """A function of a document whose value is kept. `of_site` draws its argument from the content."""

    def __init__(self, function: Callable[..., object], of_site: OfSite | None, kinds: Iterable[str]) -> None:
        self.name = f"{function.__module__}:{function.__qualname__}"
        self.kinds = frozenset(kinds)
        self.__doc__ = function.__doc__
        self._function = function
        self._of_site = of_site
        self._asked: tuple[Hashable, str] = None, ""  # the argument of the last question, and its key

    def __call__(self, site: Content, document: Document[Record]) -> T:
        """The value for a document of a content. Raises TooCostly as the function does."""
        return self.of(document, self.argument(site, document.kind))

    def argument(self, site: Content, kind: Kind[Record]) -> Hashable:
        """What the fact of a text of a kind knows of the rest of a site."""
        of_site = self._of_site
        return site.once(f"{self.name} {kind.name}", lambda: of_site(site, kind)) if of_site else None

    def is_known(self, document: Document[Record], argument: Hashable) -> bool:
        """Whether the value for an argument is there, or has been refused."""
        found = document.facts.get(self.name)
        if found is None:
            return self.name in document.facts.refused
        return found[0] == self._key(argument)

    def of(self, document: Document[Record], argument: Hashable = None) -> T:
        """The value for an argument."""
        key = self._key(argument)
        found = document.facts.get(self.name)
        if found is None or found[0] != key:
            found = document.facts[self.name] = (key, *self._made(document, argument))
            document.facts.new = True
        return self._given(found, document, argument)

    def _key(self, argument: Hashable) -> str:
        known, key = self._asked
        if known is not argument:
            key = key_of(argument)
            self._asked = argument, key
        return key

    def _made(self, document: Document[Record], argument: Hashable) -> Kept:
        return (self._call(document, argument),)

    def _given(self, found: Kept, document: Document[Record], argument: Hashable) -> T:
        return cast("T", found[1])

    def _call(self, document: Document[Record], argument: Hashable) -> Json:
        if self.name in document.facts.refused:
            raise document.facts.refused[self.name]
        try:
            return self._function(document) if argument is None else self._function(document, argument)
        except TooCostly as refusal:
            document.facts.refused[self.name] = refusal
            raise


class RareFact(Fact[T]):
    """A fact that few builds ask of few texts: it waits as bytes, so that who reads the others does not open it."""

    def _made(self, document: Document[Record], argument: Hashable) -> Kept:
        return (marshal.dumps(self._call(document, argument), 2),)

    def _given(self, found: Kept, document: Document[Record], argument: Hashable) -> T:
        return cast("T", marshal.loads(cast("bytes", found[1])))


class LongFact(Fact[tuple[LongText, T]]):
    """A fact of which one part is a long text, kept apart: its function gives that text and the rest."""

    def _made(self, document: Document[Record], argument: Hashable) -> Kept:
        text, rest = self._call(document, argument)
        return rest, document.facts.store.keep_text(text)

    def _given(self, found: Kept, document: Document[Record], argument: Hashable) -> tuple[LongText, T]:
        _, rest, digest = cast("tuple[str, T, bytes]", found)

        def read() -> str:
            text = document.facts.store.text(digest)
            return str(self._call(document, argument)[0]) if text is None else text

        return LongText(digest, read), rest


def fact(
    *, of_site: OfSite | None = None, kinds: Iterable[str] = (), rare: bool = False
) -> Callable[[Callable[..., T]], Fact[T]]:
    """Make a fact of a function of a document, or of a document and an argument; of `kinds` alone when some are named.

    `of_site` draws the argument from the content, for the texts of a kind: a value whose `repr` says all of it. `rare`:
    few builds ask for it, of few texts.
    """

    def made(function: Callable[..., T]) -> Fact[T]:
        new: Fact[T] = (RareFact if rare else Fact)(function, of_site, kinds)
        FACTS[new.name] = cast("Fact[object]", new)
        return new

    return made


@lru_cache(maxsize=64)
def key_of(argument: Hashable) -> str:
    """What tells two arguments of a fact apart."""
    return blake2b(repr(argument).encode(), digest_size=12).hexdigest()
