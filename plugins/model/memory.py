"""What readers were given: `content/registre/adresses.txt`, the memory of what was published.

One address a line, sorted, so that git merges what two people note. A line that ends with « retirée » is a removal that
someone wanted. That of a text says besides what makes it the same text whatever becomes of its file:

    /articles/x/ parue=2026-01-05T00:00:00+01:00 entree=tag:… mots=0123456789abcdef vue=2026-01-06 changee=2026-03-02

`parue`, the instant at which it appeared; `entree`, the id of its entry in feeds; `mots`, the digest of its words, and
`vue`, the day on which they were noted; `changee`, the day on which they were found to have changed, in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from hashlib import blake2b
from urllib.parse import unquote, urlsplit

from plugins.common.frozen import frozen
from plugins.common.old_addresses import Unusable, read_old_address
from plugins.common.problems import Problem
from plugins.common.regex import regex
from plugins.model.content import Content, Document, site_path
from plugins.model.facts import Fact
from plugins.model.fields import Record
from plugins.model.register_files import read_register, shown_register
from plugins.model.rules import REGISTER_LINE

REGISTER = "adresses.txt"
STRUCK = " retirée"
_HEAD = "# Adresses mises en ligne, que des lecteurs connaissent : écrites par ./inv addresses.record.\n"
_WORD = regex(r"\w+")
_BETWEEN = ".,;:!?…’'«»()-–—%°€/\""  # nearly all that is no word in a text


@frozen
class Remembered:
    """What is noted of a text: when it appeared (None for one without a date), the id of its entry in feeds (empty for
    what is in none), its words, the day on which they were noted, the day of a change that nothing said."""

    first: datetime | None
    entry: str
    words: str
    seen: date
    changed: date | None = None


@dataclass
class Known:
    """What the register says: the line of each address, those whose removal was wanted, what is noted of texts."""

    lines: dict[str, int] = field(default_factory=dict)
    struck: set[str] = field(default_factory=set)
    texts: dict[str, Remembered] = field(default_factory=dict)


def read_addresses(text: str, shown: str) -> tuple[Known, list[Problem]]:
    """The register, and a problem for each line that is no address (a merge left half way, mostly)."""
    known, problems = Known(), []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        address, _, rest = line.removesuffix(STRUCK).partition(" ")
        noted = _noted(rest) if rest else None
        if not address.startswith("/") or (rest and noted is None):
            message = f"« {line[:60]} » n’est pas une adresse : effacez cette ligne"
            problems.append(REGISTER_LINE.at(shown, number, 1, message))
            continue
        known.lines[address] = number
        if line.endswith(STRUCK):
            known.struck.add(address)
        if noted is not None:
            known.texts[address] = noted
    return known, problems


def _noted(rest: str) -> Remembered | None:
    found = dict(part.partition("=")[::2] for part in rest.split(" "))
    try:
        return Remembered(
            datetime.fromisoformat(found["parue"]) if "parue" in found else None,
            found.get("entree", ""),
            found["mots"],
            date.fromisoformat(found["vue"]),
            date.fromisoformat(found["changee"]) if "changee" in found else None,
        )
    except (KeyError, ValueError):
        return None


def written(addresses: Iterable[str], struck: Iterable[str] = (), texts: Mapping[str, Remembered] | None = None) -> str:
    """The text of the register."""
    marked: Mapping[str, str] = {**dict.fromkeys(addresses, ""), **dict.fromkeys(struck, STRUCK)}
    noted = {address: _line(each) for address, each in (texts or {}).items()}
    return _HEAD + "".join(f"{address}{noted.get(address, '')}{marked[address]}\n" for address in sorted(marked))


def _line(noted: Remembered) -> str:
    parts = [
        f"parue={noted.first.isoformat(timespec='seconds')}" if noted.first else "",
        f"entree={noted.entry}" if noted.entry else "",
        f"mots={noted.words}",
        f"vue={noted.seen.isoformat()}",
        f"changee={noted.changed.isoformat()}" if noted.changed else "",
    ]
    return "".join(f" {part}" for part in parts if part)


def entry_id(address: str, first: datetime) -> str:
    """The id of an entry that appears: a tag, of its whole address and of its day (RFC 4151). It is then kept."""
    host, slash, path = address.partition("//")[2].partition("/")
    return f"tag:{urlsplit(f'//{host}').hostname},{first.date().isoformat()}:{slash}{path}"


def _words(document: Document[Record]) -> str:
    """The digest of the words of a text, of its title first: typography, case and markup are none of them."""
    return blake2b(_bare_words(f"{document.title} {document.plain}".lower()).encode(), digest_size=8).hexdigest()


def _bare_words(text: str) -> str:
    """The words of a text with a space between them: `" ".join(_WORD.findall(text))`, in half the time."""
    for sign in _BETWEEN:
        text = text.replace(sign, " ")
    words = text.split()
    if not "".join(words).isalnum():
        words = _WORD.findall(text)
    return " ".join(words)


WORDS: Fact[str] = Fact(_words, None, ())


class Memory:
    """What was noted of the texts of a content, found again at their address or at one that they had."""

    def __init__(self, site: Content, known: Known) -> None:
        self._site, self.known = site, known
        self._base = unquote(urlsplit(site.agency.url).path).rstrip("/")

    def of(self, document: Document[Record]) -> Remembered | None:
        """What was noted of a text; of several that it was, the one that appeared first."""
        texts = self.known.texts
        own = texts.get(f"/{site_path(document)}")
        if own is not None or not texts:
            return own
        found = [texts[address] for address in self.former(document) if address in texts]
        return min(found, key=lambda each: (each.first is None, each.first or each.seen), default=None)

    def former(self, document: Document[Record]) -> list[str]:
        """The addresses that a text had, below the root of the site: `/articles/ancien/`."""
        base, found = self._base, []
        for each in getattr(document.record, "redirect_from", ()):
            try:
                path = read_old_address(each).path
            except Unusable:  # a check says so
                continue
            found += [path, path.removeprefix(base)] if base and path.startswith(f"{base}/") else [path]
        return found

    def words(self, document: Document[Record]) -> str:
        """The digest of the words of a text, as its author typed them."""
        return WORDS.of(self._site.by_path.get(document.relative, document))

    def entry(self, document: Document[Record]) -> str:
        """The id that the entry of an article keeps in feeds; empty for one that none has yet."""
        noted = self.of(document)
        return noted.entry if noted else ""

    def silent_change(self, document: Document[Record]) -> bool:
        """Whether the words of a text have changed since they were noted, and no `modified` says it."""
        noted = self.of(document)
        if noted is None or self.words(document) == noted.words:
            return False
        modified: datetime | None = getattr(document.record, "modified", None)
        return modified is None or modified.date() < noted.seen

    def changed(self, document: Document[Record]) -> datetime | None:
        """The day of a change that nothing says: the one that was noted, or today's; None when there is none."""
        noted = self.of(document)
        if noted is None:
            return None
        day = self._site.now.date() if self.silent_change(document) else noted.changed
        return datetime.combine(day, time(), self._site.zone) if day else None

    def noting(self, document: Document[Record], first: datetime | None, entry: str) -> Remembered:
        """What is to be noted of a text that is published; `first` and `entry` are those of one that is not known."""
        noted, words, today = self.of(document), self.words(document), self._site.now.date()
        if noted is None:
            return Remembered(first, entry, words, today)
        noted = replace(noted, entry=noted.entry or entry, first=noted.first or first)
        if noted.words == words:
            return noted
        silent = self.silent_change(document)
        return replace(noted, words=words, seen=today, changed=today if silent else noted.changed)


def memory_of(site: Content) -> Memory:
    """The memory of a content; what cannot be read of it is told by the check of addresses."""
    return site.once("what was published", lambda: Memory(site, _known(site)))


def _known(site: Content) -> Known:
    text, _ = read_register(site, REGISTER)
    return read_addresses(text or "", shown_register(site, REGISTER))[0]
