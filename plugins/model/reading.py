"""The one door: a content folder read whole, into records and every fault of every file."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from pydantic import AliasChoices, ValidationError
from pydantic.fields import FieldInfo

from plugins.common.named import load
from plugins.common.problems import Rule, has_errors
from plugins.common.texts import misspelt, slugify, suggestion
from plugins.common.untyped import Json
from plugins.model import frontmatter, source
from plugins.model.agency import Agency, Place
from plugins.model.answers import answered
from plugins.model.checks import check_site
from plugins.model.content import IMAGE_SUFFIXES, Content, Document
from plugins.model.fields import WINDOWS_NAMES, Fault, Loc, Record, field_reader, readable_part, shown
from plugins.model.header import Header, iter_locs
from plugins.model.kind import Kind
from plugins.model.kinds import OTHER_ENTRIES, known_kinds, reserved_ids
from plugins.model.messages import french_key, meant_key, record_faults
from plugins.model.rules import (
    BAD_CHARACTER,
    BAD_NAME,
    CONTRADICTION,
    IGNORED,
    MISPLACED,
    NO_CONTENT,
    OWN_KEYS,
    REFUSED_VALUE,
    TAKEN,
    UNKNOWN_KEY,
    UNREADABLE,
)

R = TypeVar("R", bound=Record)
# Keys whose value is one text whatever signs stand in it, in any file; each kind has its own besides.
PROSE_KEYS = frozenset(
    "title summary description seo_title image_alt image_caption series original_title audience prerequisites access"
    " access_delay methods assessment reason name role blog_name cover_alt portrait_alt logo_alt alt".split()
)
# Files that other engines read as the text, or the list, of their folder.
BUNDLES = frozenset(("index", "_index"))
PUBLISHED_FILES = frozenset(IMAGE_SUFFIXES) | frozenset(
    ".pdf .mp3 .mp4 .webm .vtt .csv .ods .odt .xlsx .docx .zip .epub".split()
)
UNSHOWN_IMAGES = frozenset(".heic .heif .tif .tiff .bmp .jxl .jp2 .psd .dng .raw .cr2 .nef .ico".split())
# Files that few readers can open, and what to do of them.
UNSERVED = {
    **dict.fromkeys((".doc", ".xls", ".ppt", ".pptx", ".odp"), "enregistrez ce document en PDF"),
    **dict.fromkeys((".mov", ".avi", ".mkv", ".wmv"), "enregistrez cette vidéo en MP4"),
    **dict.fromkeys((".wav", ".aiff", ".flac"), "enregistrez ce son en MP3"),
}
OWN_KEYS_SHOWN = 40
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_](?=.)")


def load_site(
    content: Path, read_now: Callable[[str], datetime], checks: Iterable[str] = (), kinds: Iterable[str] = ()
) -> Content:
    """Read a content folder: every record, every reference, every fault of every file.

    `read_now` gives the instant of the build in a time zone. `checks` name functions that take the content and yield
    problems, as `module:function`: the model's own always run. `kinds` name the kinds of content that features bring,
    as `module:NAME`: those of the house are always known.
    """
    site = Content(root=content, shown=shown_path(content).rstrip("/"), kinds=known_kinds(kinds))
    _Reader(site).read()
    site.now = read_now(site.agency.timezone)
    site.problems.extend(check_site(site))
    for name in checks:
        site.problems.extend(load(name)(site))
    site.problems = answered(site, site.problems)
    return site


def shown_path(path: Path) -> str:
    """How paths begin in messages: as the caller wrote them, or from the caller's folder when they are below it."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def stops(rule: Rule) -> bool:
    """Whether a text with a fault of this rule is no text of the site; one that may be answered for is read whole."""
    return rule.severity == "error" and not rule.waivable


class _Reader:
    """One pass over the folder."""

    def __init__(self, site: Content) -> None:
        self.site = site
        self.prefix = site.shown
        self.entries = {kind.folder for kind in site.kinds} | OTHER_ENTRIES
        self.own_keys: Counter[str] = Counter()  # unknown keys of plain headers, and in how many texts
        self.with_own_keys: dict[str, tuple[int, int]] = {}  # texts, and the place of the first such key of each

    def note(self, relative: str, message: str, rule: Rule, line: int = 1, column: int = 1) -> None:
        if stops(rule) and relative != "lieux.yaml":
            self.site.refused.add(relative)
        where = f"{self.prefix}/{relative}" if relative else self.prefix
        printable = where.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", "\\n")
        self.site.problems.append(rule.at(printable, line, column, message))

    def read(self) -> None:
        root = self.site.root
        if not root.is_dir():
            self.note("", "dossier de contenu introuvable : vérifiez --content", NO_CONTENT)
            return
        self.read_agency()
        self._places()
        for kind in self.site.kinds:
            for path, relative in self._walk(root / kind.folder):
                self._document(kind, path, relative)
        for path, relative in self._walk(root / "images"):
            self._file(path, relative)
        self._tell_own_keys()
        for entry in sorted(root.iterdir(), key=lambda entry: os.fsencode(entry.name)):
            if entry.name not in self.entries and not _backup(entry.name):
                self._unknown_entry(entry)
        if not any(self.site.by_kind.values()) and not has_errors(self.site.problems):
            self.note(
                "",
                "aucun texte dans ce dossier : vérifiez --content, ou écrivez un article (./inv new article)",
                NO_CONTENT,
            )

    def _unknown_entry(self, entry: Path) -> None:
        """What stands beside the known folders; texts that are left out would be lost in silence."""
        suffixes = {path.suffix.lower() for path in (entry.rglob("*") if entry.is_dir() else [entry])} - {""}
        texts = not suffixes.isdisjoint(source.EXTENSIONS)
        if misspelt(entry.name, self.entries):
            remedy = f"ce nom n’est pas celui d’un type de contenu{suggestion(entry.name, self.entries)}"
        elif texts:
            remedy = "déplacez ses textes dans articles/ ou pages/" if entry.is_dir() else "déplacez-le dans articles/"
        elif suffixes & PUBLISHED_FILES:
            remedy = "ce que les lecteurs peuvent voir ou télécharger est dans images/ : déplacez-le là"
        else:
            remedy = f"ce nom n’est pas celui d’un type de contenu{suggestion(entry.name, self.entries)}"
        self.note(entry.name, f"ignoré : {remedy}", MISPLACED if texts else IGNORED)

    def _tell_own_keys(self) -> None:
        if self.own_keys:
            count, keys = len(self.with_own_keys), self.own_keys.most_common(OWN_KEYS_SHOWN)
            first, (line, column) = next(iter(self.with_own_keys.items()))
            texts = f"{count} textes ont" if count > 1 else "un texte a"
            listed = ", ".join(f"{shown(key)} ({times})" for key, times in keys)
            more = len(self.own_keys) - len(keys)
            self.note(
                first,
                f"{texts} des clés que le site ne connaît pas : {listed}{f' et {more} autres' if more else ''} ; "
                "elles sont gardées (« extra »), sans effet",
                OWN_KEYS,
                line,
                column,
            )

    # --- files ------------------------------------------------------------------------------------------

    def _walk(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Files below a folder with their path relative to the content, sorted; links that leave it are refused."""
        if not folder.is_dir():
            if os.path.lexists(folder):
                self.note(
                    folder.name, "ce n’est pas un dossier : retirez-le, ou mettez un dossier à sa place", MISPLACED
                )
            return
        root = os.path.realpath(self.site.root)
        for directory, folders, names in os.walk(folder, onerror=self._unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if Path(directory, name).is_symlink():
                    relative = Path(directory, name).relative_to(self.site.root).as_posix()
                    self.note(relative, "lien vers un dossier : copiez le dossier à sa place", MISPLACED)
            for name in sorted(names, key=os.fsencode):
                path = Path(directory, name)
                relative = path.relative_to(self.site.root).as_posix()
                if _backup(name):
                    continue
                if not _readable_name(relative):
                    self.note(
                        relative,
                        "nom de fichier illisible : renommez-le en lettres, chiffres et traits d’union",
                        BAD_NAME,
                    )
                    continue
                target = os.path.realpath(path)
                if not target.startswith(root + os.sep):
                    self.note(
                        relative, "lien vers un fichier hors du contenu : copiez le fichier à sa place", MISPLACED
                    )
                    continue
                if not path.is_file():
                    self.note(relative, "ce n’est pas un fichier ordinaire : retirez-le", UNREADABLE)
                    continue
                yield path, relative

    def _unreadable(self, error: OSError) -> None:
        relative = Path(error.filename).relative_to(self.site.root).as_posix()
        self.note(relative, "dossier illisible (accès refusé) : vérifiez ses droits", UNREADABLE)

    def _file(self, path: Path, relative: str) -> None:
        extension = path.suffix.lower()
        if extension in source.EXTENSIONS:
            self.note(relative, "texte dans le dossier des images : déplacez-le dans articles/ ou pages/", MISPLACED)
        elif extension in UNSHOWN_IMAGES:
            self.site.unserved.add(relative)
            message = f"image « {extension} », que les navigateurs ne montrent pas : convertissez-la en JPEG"
            self.note(relative, message, IGNORED)
        elif extension not in PUBLISHED_FILES:
            self.site.unserved.add(relative)
            remedy = f" ; {UNSERVED[extension]}" if extension in UNSERVED else ""
            self.note(relative, f"fichier non publié : ce format n’est pas servi aux lecteurs{remedy}", IGNORED)
        elif not os.access(path, os.R_OK):
            self.note(relative, "fichier illisible (accès refusé) : vérifiez ses droits", UNREADABLE)
        else:
            self.site.files[relative] = path

    # --- documents --------------------------------------------------------------------------------------

    def _document(self, kind: Kind[Record], path: Path, relative: str) -> None:
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
        text, faults = source.read_source(path)
        for fault in faults:
            self.note(relative, fault.message, fault.rule, fault.line, fault.column)
        if not text or any(stops(fault.rule) for fault in faults):
            return
        header = frontmatter.parse_document(text, PROSE_KEYS | kind.one_text_keys)
        sound = self._header(relative, header)
        for fault in source.body_faults(header.body):
            self.note(relative, fault.message, fault.rule, fault.line + header.body_line - 1, fault.column)
        shown_at = f"{self.prefix}/{relative}"
        if header.unreadable:
            self.site.faulty.append(Document(path, shown_at, relative, kind, "", header, kind.schema.model_construct()))
            return
        if kind.has("category"):
            _take_folder(header, relative)
        if kind.dated:
            _take_date(header, path)
        self._keep_own_keys(kind.schema, header, relative)
        record, whole = self._record(kind.schema, header, relative)
        identifier = self._identifier(kind, path, relative, record, header)
        if not (sound and whole and identifier):
            self.site.faulty.append(Document(path, shown_at, relative, kind, "", header, record))
            return
        document = Document(path, shown_at, relative, kind, identifier, header, record)
        others = self.site.of_kind(kind.name)
        if identifier in others:
            first = others[identifier]
            self.site.refused.add(relative)
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
        self.site.by_path[relative] = document

    def _header(self, relative: str, header: Header) -> bool:
        """Whether the header as such is without fault; its faults are noted."""
        for line, column, message, rule in header.faults:
            self.note(relative, message, rule, line, column)
        for loc, text in iter_locs(header.data):
            name = source.invisible_character(text)
            if name:
                line, column = header.place(loc)
                self.note(
                    relative,
                    f"caractère invisible {name} dans « {loc[0]} » : retapez la valeur",
                    BAD_CHARACTER,
                    line,
                    column,
                )
        return not any(stops(rule) for *_, rule in header.faults)

    def _record(
        self, schema: type[R], header: Header, relative: str, data: Json = None, at: Loc = ()
    ) -> tuple[R, bool]:
        """The record of a header, as far as it can be read, and whether it is without error; its faults are noted."""
        sound = bool(at) or self._rename(schema, header, relative)
        values = header.data if data is None else data
        context = {"zone": self.site.zone}
        faults: list[Fault] = []
        record: R | None = None
        try:
            record = schema.model_validate(values, context=context)
        except ValidationError as error:
            faults += record_faults(error, schema)
        told = {loc[len(at) :] for loc in header.told if loc[: len(at)] == at}
        if record is None or told:
            # What an unknown key means is not absent: « titre » says a title.
            meant = {meant_key(str(key), schema) for key in values if key not in schema.model_fields}
            unread = {str(loc[0]) for loc in told if len(loc) == 1} | {key for key in meant if key}
            record = readable_part(schema, values, context, unread)
            faults = [
                fault for fault in faults if not any(fault.loc[:end] in told for end in range(len(fault.loc) + 1))
            ]
            sound = False
        for fault in (*faults, *record.faults(partial=not sound)):
            unknown = fault.rule is UNKNOWN_KEY or fault.message.startswith("clé «")
            line, column = header.place((*at, *fault.loc), key=unknown)
            self.note(relative, fault.message, fault.rule, line, column)
            sound = sound and not stops(fault.rule)
        return record, sound

    def _keep_own_keys(self, schema: type[Record], header: Header, relative: str) -> None:
        """Move the keys of a plain header that no schema knows below `extra`; a near miss of a known key stays.

        Nor can a plain header say more than a text: a key that holds pairs is one of the author's own there.
        """
        if not header.plain:
            return
        names = {*schema.model_fields, *(alias for info in schema.model_fields.values() for alias in aliases(info))}
        for key in list(header.data):
            if key in names:
                own = key in schema.model_fields and not _takes_text(schema, key)
            else:
                own = misspelt(key, names) is None and french_key(key, schema) is None
            if own:
                value = header.data.pop(key)
                header.data.setdefault("extra", {})[key] = value
                self.own_keys[key] += 1
                self.with_own_keys.setdefault(relative, header.place((key,), key=True))

    def _rename(self, schema: type[Record], header: Header, relative: str) -> bool:
        """Give each key the name of the schema; the two names of one key at once are a fault."""
        for name, info in schema.model_fields.items():
            for alias in aliases(info):
                if alias == name or alias not in header.data:
                    continue
                if name in header.data:
                    line, column = header.place((alias,), key=True)
                    message = f"« {alias} » et « {name} » sont la même clé : gardez « {name} »"
                    self.note(relative, message, CONTRADICTION, line, column)
                    header.data.pop(alias)
                    return False
                header.rename(alias, name)
        return True

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

    # --- agence.yaml, lieux.yaml ------------------------------------------------------------------------

    def _yaml(self, name: str) -> Header | None:
        path = self.site.root / name
        if not path.exists():
            return None
        if not os.path.realpath(path).startswith(os.path.realpath(self.site.root) + os.sep):
            self.note(name, "lien vers un fichier hors du contenu : copiez le fichier à sa place", MISPLACED)
            return None
        text, faults = source.read_source(path)
        for fault in faults:
            self.note(name, fault.message, fault.rule, fault.line, fault.column)
        if not text or faults:
            return None
        header = frontmatter.parse_yaml_file(text, frozenset())
        return header if self._header(name, header) else None

    def read_agency(self) -> None:
        header = self._yaml("agence.yaml")
        if header is not None:
            agency, sound = self._record(Agency, header, "agence.yaml")
            if sound:
                self.site.agency, self.site.agency_header = agency, header

    def _places(self) -> None:
        header = self._yaml("lieux.yaml")
        if header is None:
            if (self.site.root / "lieux.yaml").exists():
                self.site.refused.add("lieux.yaml")
            return
        for name, data in header.data.items():
            line, column = header.place((name,), key=True)
            self.site.refused.add(f"lieux.yaml/{name}")
            if slugify(name) != name:
                message = f"lieu « {shown(name)} » : écrivez « {slugify(name)} »"
                self.note("lieux.yaml", message, REFUSED_VALUE, line, column)
            elif not isinstance(data, Mapping):
                message = f"lieu « {name} » : écrivez des paires {{clé: valeur}}"
                self.note("lieux.yaml", message, REFUSED_VALUE, line, column)
            else:
                place, sound = self._record(Place, header, "lieux.yaml", data, (name,))
                if sound:
                    self.site.places[name] = place
                    self.site.refused.discard(f"lieux.yaml/{name}")


def aliases(info: FieldInfo) -> list[str]:
    """The names that a key may be written with, its own among them."""
    return list(map(str, info.validation_alias.choices)) if isinstance(info.validation_alias, AliasChoices) else []


def _takes_text(schema: type[Record], name: str) -> bool:
    """Whether a field may be written as one text: what a plain header can say."""
    try:
        field_reader(schema, name).validate_python("x")
    except ValidationError as error:
        return error.errors()[0]["type"] not in ("model_type", "model_attributes_type", "dict_type")
    return True


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


def _backup(name: str) -> bool:
    """Editors' and systems' files, which nobody means to publish."""
    return (
        name.startswith((".", "#", "~"))
        or name.endswith(("~", ".orig", ".rej", ".bak", ".swp", ".tmp"))
        or name == "Thumbs.db"
    )


def _readable_name(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return name.isprintable()


def read_timezone(content: Path) -> str:
    """The agency's time zone, before anything else is read; Europe/Paris when agence.yaml says none or is faulty."""
    site = Content(root=content)
    _Reader(site).read_agency()
    return site.agency.timezone


def read_url(content: Path) -> str:
    """The public address of the site, before anything else is read."""
    site = Content(root=content)
    _Reader(site).read_agency()
    return site.agency.url
