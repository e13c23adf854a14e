"""The one door: a content folder read whole, into records and every fault of every file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from plugins.common.named import load
from plugins.common.problems import Problem, has_errors
from plugins.common.snapshot import stamp_of
from plugins.common.texts import slugify, suggestion
from plugins.model import frontmatter, source
from plugins.model.agency import Agency, Place
from plugins.model.answers import answered
from plugins.model.checks import check_site, check_text
from plugins.model.content import Content, Document
from plugins.model.document_reader import DocumentReader
from plugins.model.fields import Loc, Record, brief, field_reader
from plugins.model.file_notes import FileNotes, stops
from plugins.model.folder_reader import FolderReader, is_backup, is_no_root_file
from plugins.model.header import Header
from plugins.model.kind import Kind
from plugins.model.kinds import OTHER_ENTRIES, ROOT_FOLDER, known_kinds
from plugins.model.prepare import Wanted, prepare
from plugins.model.record_reader import RecordReader
from plugins.model.records import packed, unpacked
from plugins.model.rules import MISPLACED, NO_CONTENT, REFUSED_VALUE, UNKNOWN_REFERENCE
from plugins.model.store import UNSEEN, Store
from plugins.model.thread import FOLDER, Thread

R = TypeVar("R", bound=Record)


def load_site(
    content: Path,
    read_now: Callable[[str], datetime],
    checks: Iterable[str] = (),
    kinds: Iterable[str] = (),
    store: Store | None = None,
    also: Iterable[Wanted] = (),
) -> Content:
    """Read a content folder: every record, every reference, every fault of every file.

    `read_now` gives the instant of the build in a time zone. `checks` name functions that take the content and yield
    problems, as `module:function`: the model's own always run. `kinds` name the kinds of content that features bring,
    as `module:NAME`: those of the house are always known. What is worked out of each text alone is taken from the
    store, where one is given, and kept there by `save`; `also` names facts that will be asked besides.
    """
    functions = [load(name) for name in checks]
    site = Content(
        root=content, shown=shown_path(content).rstrip("/"), kinds=known_kinds(kinds), store=store or Store()
    )
    _Loader(site).read()
    site.now = read_now(site.agency.timezone)
    prepare(site, also)
    site.problems.extend(check_site(site))
    for check in functions:
        site.problems.extend(check(site))
    site.problems = answered(site, site.problems)
    return site


def read_again(site: Content, relative: str) -> tuple[Document[Record] | None, list[Problem]]:
    """One text of a content, as its file now is, by its path there; and its own faults.

    None when it has an error, when it is no text, or when all of them must be read to tell.
    """
    path = site.root / relative
    kind = next((each for each in site.kinds if relative.startswith(f"{each.folder}/")), None)
    if kind is None or not path.is_file() or path.is_symlink() or any(map(is_backup, relative.split("/"))):
        return None, []
    alone = replace(
        site, by_kind={}, by_path={}, problems=[], excused=[], faulty=[], refused=set(), store=Store(), _derived={}
    )
    document = _read_text(alone, kind, relative)
    if document is None:
        return None, answered(alone, alone.problems)
    other = site.of(kind).get(document.id)
    if other is not None and other.relative != relative and other.path.exists():
        return None, []  # two texts at one address
    whole = replace(site, excused=[]).with_document(document)
    problems = answered(whole, [*alone.problems, *check_text(whole, document)])
    return (None if has_errors(problems) else document), problems


def read_alone(
    content: Path, relative: str, kinds: Iterable[str] = ()
) -> tuple[Document[Record] | None, list[Problem]]:
    """One text of a content folder that is not read: the text by its path there, and the faults of its own.

    None for what is no text, or has a fault that hides what it says. `kinds` as `load_site` takes them.
    """
    site = Content(root=content, shown=shown_path(content).rstrip("/"), kinds=known_kinds(kinds))
    kind = next((each for each in site.kinds if relative.startswith(f"{each.folder}/")), None)
    return (None if kind is None else _read_text(site, kind, relative)), site.problems


def _read_text(site: Content, kind: Kind[Record], relative: str) -> Document[Record] | None:
    """Read one text into a content; None when it cannot be, for a reason that is noted there."""
    path = site.root / relative
    notes = FileNotes(site)
    DocumentReader(notes, RecordReader(notes)).read(kind, path, relative, stamp_of(path.stat()))
    return site.by_path.get(relative)


def shown_path(path: Path) -> str:
    """How paths begin in messages: as the caller wrote them, or from the caller's folder when they are below it."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(path)


class _Loader:
    """One pass over the folder."""

    def __init__(self, site: Content) -> None:
        self.site = site
        self.notes = FileNotes(site)
        self.note = self.notes.note
        self.records = RecordReader(self.notes)

    def read(self) -> None:
        root = self.site.root
        if not root.is_dir():
            self.note("", "dossier de contenu introuvable : vérifiez --content", NO_CONTENT)
            return
        self.read_agency()
        self._places()
        folders = FolderReader(self.notes, {kind.folder for kind in self.site.kinds} | OTHER_ENTRIES)
        documents = DocumentReader(self.notes, self.records)
        for kind in self.site.kinds:
            for path, relative, stamp in folders.walk(root / kind.folder):
                documents.read(kind, path, relative, stamp)
        for path, relative, _ in folders.walk(root / "images"):
            folders.published_file(path, relative)
        for path, relative, _ in folders.walk(root / ROOT_FOLDER, is_no_root_file):
            folders.root_file(path, relative)
        for path, relative, _ in folders.walk(root / FOLDER):
            self._thread(path, relative)
        self.records.tell_own_keys()
        folders.unknown_entries()
        if not any(self.site.by_kind.values()) and not has_errors(self.site.problems):
            self.note(
                "",
                "aucun texte dans ce dossier : vérifiez --content, ou écrivez un article (./inv new article)",
                NO_CONTENT,
            )

    def _thread(self, path: Path, relative: str) -> None:
        """Take the comments of an article, from a file of its name."""
        name = relative.removeprefix(f"{FOLDER}/").removesuffix(".yaml")
        if path.suffix != ".yaml" or "/" in name:
            message = f"les commentaires d’un article sont dans {FOLDER}/<son nom d’adresse>.yaml : renommez ce fichier"
            self.note(relative, message, MISPLACED)
            return
        header = self.yaml(relative, None)
        if header is None:
            return
        thread, sound = self._record(Thread, header, relative)
        if name not in self.site.articles and not any(name in each.relative for each in self.site.faulty):
            hint = suggestion(name, self.site.articles) or " : renommez ce fichier du nom d’adresse de l’article"
            self.note(relative, f"commentaires de « {name} », qui n’est pas un article{hint}", UNKNOWN_REFERENCE)
        elif sound:
            self.site.threads[name], self.site.thread_headers[name] = thread, header

    def yaml(self, name: str, limit: int | None = source.MAX_BYTES) -> Header | None:
        """The header that a file of YAML alone is; None without one that can be read, and its faults are noted."""
        path = self.site.root / name
        if not path.exists():
            return None
        if not os.path.realpath(path).startswith(os.path.realpath(self.site.root) + os.sep):
            self.note(name, "lien vers un fichier hors du contenu : copiez le fichier à sa place", MISPLACED)
            return None
        text, faults = source.read_source(path, limit)
        for fault in faults:
            self.note(name, fault.message, fault.rule, fault.line, fault.column)
        if not text or any(stops(fault.rule) for fault in faults):
            return None
        header = frontmatter.parse_yaml_file(text, frozenset())
        return header if self.records.is_sound(name, header) else None

    def _record(
        self, schema: type[R], header: Header, name: str, data: Mapping[str, object] | None = None, at: Loc = ()
    ) -> tuple[R, bool]:
        """As `RecordReader.record`; where an earlier build found no fault in the same words, its record is taken."""
        store, noted = self.site.store, len(self.site.problems)
        path = "/".join((name, *map(str, at)))
        words = repr((schema, self.site.zone, header.data if data is None else data)).encode()
        entry = None if header.reported else store.unchanged(path, words)
        if entry is not None:
            if not at:
                self.records.rename(schema, header, name)
            record = unpacked(schema, entry.value["record"])
        else:
            record, sound = self.records.record(schema, header, name, data, at)
            if not sound or header.reported or len(self.site.problems) > noted:
                return record, sound
            entry = store.entry(UNSEEN, words, {"record": packed(record)})
        store.facts(path, entry)
        return record, True

    def read_agency(self) -> None:
        header = self.yaml("agence.yaml")
        if header is not None:
            agency, sound = self._record(Agency, header, "agence.yaml")
            if sound:
                self.site.agency, self.site.agency_header = agency, header

    def _places(self) -> None:
        header = self.yaml("lieux.yaml")
        if header is None:
            if (self.site.root / "lieux.yaml").exists():
                self.site.refused.add("lieux.yaml")
            return
        for name, data in header.data.items():
            line, column = header.place((name,), key=True)
            self.site.refused.add(f"lieux.yaml/{name}")
            if slugify(name) != name:
                message = f"lieu « {brief(name)} » : écrivez « {slugify(name)} »"
                self.note("lieux.yaml", message, REFUSED_VALUE, line, column)
            elif not isinstance(data, Mapping):
                message = f"lieu « {name} » : écrivez des paires {{clé: valeur}}"
                self.note("lieux.yaml", message, REFUSED_VALUE, line, column)
            else:
                place, sound = self._record(Place, header, "lieux.yaml", data, (name,))
                if sound:
                    self.site.places[name] = place
                    self.site.refused.discard(f"lieux.yaml/{name}")


def read_timezone(content: Path) -> str:
    """The agency's time zone, before anything else is read; Europe/Paris when agence.yaml says none that is right."""
    site = Content(root=content)
    header = _Loader(site).yaml("agence.yaml")
    said = {str(key).strip().lower(): value for key, value in header.data.items()} if header else {}
    if "timezone" in said:
        with suppress(ValidationError):
            return str(field_reader(Agency, "timezone").validate_python(said["timezone"]))
    return site.agency.timezone


def read_agency(content: Path) -> Agency:
    """Who publishes, before anything else is read; the defaults when agence.yaml is faulty."""
    site = Content(root=content)
    _Loader(site).read_agency()
    return site.agency


def read_url(content: Path) -> str:
    """The public address of the site, before anything else is read."""
    return read_agency(content).url
