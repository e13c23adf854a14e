"""A file of a kind of content to a document of the site: its text, header, record and address."""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path
from typing import TypeVar

from plugins.common.regex import regex
from plugins.common.rules import all_rules
from plugins.common.snapshot import Stamp
from plugins.common.texts import slugify
from plugins.model import frontmatter, source
from plugins.model.content import Document
from plugins.model.facts import key_of
from plugins.model.fields import WINDOWS_NAMES, Record
from plugins.model.file_notes import FileNotes, stops
from plugins.model.header import Header
from plugins.model.kind import Kind
from plugins.model.kinds import reserved_ids
from plugins.model.record_reader import RecordReader
from plugins.model.records import packed, unpacked
from plugins.model.rules import BAD_NAME, IGNORED, MISPLACED, TAKEN
from plugins.model.store import Entry, Facts, digest_of

R = TypeVar("R", bound=Record)

# Keys whose value is one text whatever signs stand in it, in any file; each kind has its own besides.
PROSE_KEYS = frozenset(
    "title summary description seo_title image_alt image_caption series original_title audience prerequisites access"
    " access_delay methods assessment reason name role blog_name cover_alt portrait_alt logo_alt alt".split()
)
# Files that other engines read as the text, or the list, of their folder.
BUNDLES = frozenset(("index", "_index"))
_DATED = regex(r"^\d{4}-\d{2}-\d{2}[-_](?=.)")


class DocumentReader:
    """Reads the texts of one content, in the order in which they are given: of two at one address, the first stays."""

    def __init__(self, notes: FileNotes, records: RecordReader) -> None:
        self.site, self.note, self.records = notes.site, notes.note, records
        self.prefix = notes.site.shown
        self.store = notes.site.store
        self._readings: dict[str, str] = {}

    def read(self, kind: Kind[Record], path: Path, relative: str, stamp: Stamp) -> None:
        """Read a file of a folder of a kind; one with an error is kept among the faulty."""
        if path.suffix not in source.EXTENSIONS:
            if relative == f"{kind.folder}/robots.txt":
                self.note(relative, "fichier ignoré : le site écrit son robots.txt lui-même", IGNORED)
            elif path.suffix.lower() in (*source.EXTENSIONS, ".txt"):
                message = f"extension « {path.suffix} » : renommez le fichier en « {path.stem}.md »"
                self.note(relative, message, MISPLACED)
            else:
                self.note(relative, "fichier ignoré : les textes sont en « .md », les images dans images/", IGNORED)
            return
        self.site.texts_read += 1
        entry = self.store.known(relative, stamp)
        if entry is None or entry.value["read"] != self._reading(kind):
            data, faults = source.read_bytes(path)
            entry = None if data is None else self.store.same(relative, stamp, data)
            if entry is None or entry.value["read"] != self._reading(kind):
                self._read(kind, path, relative, stamp, data, faults)
                return
        self._add(self._kept(kind, path, relative, entry))

    def _read(
        self,
        kind: Kind[Record],
        path: Path,
        relative: str,
        stamp: Stamp,
        data: bytes | None,
        faults: list[source.TextFault],
    ) -> None:
        before = len(self.site.problems)
        text, more = ("", []) if data is None else source.decode(data)
        for fault in (*faults, *more):
            self.note(relative, fault.message, fault.rule, fault.line, fault.column)
        if not text or any(stops(fault.rule) for fault in more):
            return
        header = frontmatter.parse_document(text, PROSE_KEYS | kind.one_text_keys)
        sound = self.records.is_sound(relative, header)
        for fault in source.body_faults(header.body):
            self.note(relative, fault.message, fault.rule, fault.line + header.body_line - 1, fault.column)
        shown_at = f"{self.prefix}/{relative}"
        if header.unreadable:
            self.site.faulty.append(Document(path, shown_at, relative, kind, "", header, kind.schema.model_construct()))
            return
        take_from_path(kind, header, path, relative)
        own = self.records.own_keys_of(kind.schema, header)
        self.records.count_own_keys(relative, *own)
        record, whole = self.records.record(kind.schema, header, relative)
        identifier = self._identifier(kind, path, relative, record, header)
        if not (sound and whole and identifier):
            self.site.faulty.append(Document(path, shown_at, relative, kind, "", header, record))
            return
        entry = self.store.entry(
            stamp,
            data or b"",
            {
                "read": self._reading(kind),
                "id": identifier,
                "record": packed(record),
                "notes": [(each.line, each.column, each.message, each.rule) for each in self.site.problems[before:]],
                "own": own,
            },
        )
        facts = self.store.facts(relative, entry)
        document = Document(path, shown_at, relative, kind, identifier, header, record, facts)
        document.read_again = partial(self.header_of, kind, path, relative, entry.digest, facts)
        self._add(document)

    def _kept(self, kind: Kind[R], path: Path, relative: str, entry: Entry) -> Document[R]:
        """The document of a text that an earlier build has read."""
        value = entry.value
        for line, column, message, rule in value["notes"]:
            self.note(relative, message, all_rules()[rule], line, column)
        self.records.count_own_keys(relative, *value["own"])
        facts = self.store.facts(relative, entry)
        return Document(
            path,
            f"{self.prefix}/{relative}",
            relative,
            kind,
            value["id"],
            partial(self.header_of, kind, path, relative, entry.digest, facts),
            partial(unpacked, kind.schema, value["record"]),
            facts,
        )

    def _add(self, document: Document[Record]) -> None:
        kind, identifier = document.kind, document.id
        others = self.site.of_kind(kind.name)
        if identifier in others:
            first = others[identifier]
            self.site.refused.add(document.relative)
            self.site.faulty.append(document)
            self.site.problems.append(
                document.problem(
                    ("slug",),
                    f"adresse « /{kind.address(identifier)} » déjà prise par {first.shown} : {kind.other_address}",
                    TAKEN,
                )
            )
            return
        others[identifier] = document
        self.site.by_path[document.relative] = document

    def header_of(self, kind: Kind[Record], path: Path, relative: str, digest: bytes, facts: Facts) -> Header:
        """The header and the body of a text that was read before, and found sound.

        Its facts are no longer kept when its bytes are not those of `digest` any more.
        """
        data, _ = source.read_bytes(path)
        facts.mixed = facts.mixed or data is None or digest_of(data) != digest
        text, _ = source.decode(data or b"")
        header = frontmatter.parse_document(text, PROSE_KEYS | kind.one_text_keys)
        take_from_path(kind, header, path, relative)
        self.records.own_keys_of(kind.schema, header)
        self.records.rename(kind.schema, header, relative)
        return header

    def _reading(self, kind: Kind[Record]) -> str:
        """What the reading of a text depends on besides its bytes, its path and the code."""
        if kind.name not in self._readings:
            reserved = sorted(reserved_ids(kind, self.site.kinds))
            self._readings[kind.name] = key_of((kind.name, str(self.site.zone), tuple(reserved)))
        return self._readings[kind.name]

    def _identifier(self, kind: Kind[Record], path: Path, relative: str, record: Record, header: Header) -> str | None:
        stem = unicodedata.normalize("NFC", path.stem)
        if kind.dated:
            stem = _DATED.sub("", stem)
        given = getattr(record, "slug", None)
        if stem.split(".")[0] in BUNDLES and not given and relative.count("/") > 1:
            folder = relative.rpartition("/")[0]
            images = f"{'../' * folder.count('/')}images/…"
            self.note(
                relative,
                f"un texte est un fichier, non un dossier : renommez celui-ci en « {self.prefix}/{folder}.md », "
                f"et mettez ses images dans {self.prefix}/images/, où « {images} » les trouve",
                MISPLACED,
            )
            return None
        identifier = given or slugify(stem)
        if not identifier:
            message = "le nom du fichier ne donne pas d’adresse : ajoutez-lui une lettre ou un chiffre"
            self.note(relative, message, BAD_NAME)
            return None
        if identifier in WINDOWS_NAMES and not given:  # a slug says it itself
            self.note(relative, f"« {identifier} » : Windows réserve ce nom ; renommez le fichier", BAD_NAME)
            return None
        if identifier in reserved_ids(kind, self.site.kinds):
            line, column = header.place(("slug",))
            message = f"l’adresse « {identifier} » est réservée au site : {kind.other_address}"
            self.note(relative, message, TAKEN, line, column)
            return None
        return identifier


def take_from_path(kind: Kind[Record], header: Header, path: Path, relative: str) -> None:
    """What the path of a text says that its header does not."""
    if kind.has("category"):
        _take_folder(header, relative)
    if kind.dated:
        _take_date(header, path)


def _take_folder(header: Header, relative: str) -> None:
    """The folder of a text is its rubric when it names none (Pelican's USE_FOLDER_AS_CATEGORY).

    The nearest one counts, as it is spelled; folders of years and months are no rubrics.
    """
    folders = [name for name in relative.split("/")[1:-1] if not name.isdigit()]
    if folders and not {("category",), ("categories",), ("rubrique",)} & header.keys.keys():
        header.data["category"] = folders[-1]


def _take_date(header: Header, path: Path) -> None:
    """In a plain header the date may stand in the name of the file alone: Pelican's FILENAME_METADATA."""
    dated = _DATED.match(path.name)
    if header.plain and dated and ("date",) not in header.keys and not {"jour", "parution"} & header.data.keys():
        header.data["date"] = dated[0][:10]
