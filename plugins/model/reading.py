"""The one door: a content folder read whole, into records and every fault of every file."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from pydantic import AliasChoices, ValidationError

from plugins.common.problems import Problem, has_errors
from plugins.common.texts import slugify, suggestion
from plugins.model import frontmatter, source
from plugins.model.agency import Agency, Place
from plugins.model.checks import check_site
from plugins.model.content import IMAGE_SUFFIXES, KINDS, Document, Kind, Site
from plugins.model.fields import Loc, Record, shown
from plugins.model.header import Header, iter_locs
from plugins.model.messages import record_faults

R = TypeVar("R", bound=Record)
KNOWN_ENTRIES = {kind.folder for kind in KINDS} | {"images", "commentaires", "registre", "agence.yaml", "lieux.yaml"}
# Keys whose value is one text whatever signs stand in it.
PROSE_KEYS = frozenset(
    "title summary description seo_title image_alt image_caption series original_title audience prerequisites access"
    " access_delay methods assessment name role blog_name cover_alt portrait_alt logo_alt alt".split()
)
# First segments of addresses that are not those of pages.
RESERVED_PAGES = frozenset(
    "articles rubriques themes auteurs clients ateliers guides archives recherche flux images theme oembed pagefind"
    " index 404 sitemap robots favicon".split()
)
RESERVED_ARTICLES = frozenset(("page", "index"))
PUBLISHED_FILES = frozenset(IMAGE_SUFFIXES) | frozenset(
    ".pdf .mp3 .mp4 .webm .vtt .csv .ods .odt .xlsx .docx .zip .epub".split()
)
UNSHOWN_IMAGES = frozenset(".heic .heif .tif .tiff .bmp .jxl .jp2 .psd .dng .raw .cr2 .nef .ico".split())
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[-_](?=.)")


def load_site(content: Path, read_now: Callable[[str], datetime], checks: Iterable[str] = ()) -> Site:
    """Read a content folder: every record, every reference, every fault of every file.

    `read_now` gives the instant of the build in a time zone. `checks` name functions that take the site and yield
    problems, as `module:function`: the model's own always run.
    """
    site = Site(root=content, shown=shown_path(content).rstrip("/"))
    _Reader(site).read()
    site.now = read_now(site.agency.timezone)
    site.problems.extend(check_site(site))
    for name in checks:
        module, _, function = name.partition(":")
        site.problems.extend(getattr(import_module(module), function)(site))
    site.problems.sort()
    return site


def shown_path(path: Path) -> str:
    """How paths begin in messages: as the caller wrote them, or from the caller's folder when they are below it."""
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return str(path.relative_to(Path.cwd()))
    return str(path)


def reserved_ids(kind: Kind) -> frozenset[str]:
    """Ids that no text of a type can have: their addresses are the site's own."""
    return {"article": RESERVED_ARTICLES, "page": RESERVED_PAGES}.get(kind.name, frozenset(("index", "par")))


def readable_part(schema: type[R], data: Mapping[str, Any]) -> R:
    """What can be read of the header of a faulty text, each key by itself; the others are None, or at their default."""
    record = schema.model_construct()
    for name in schema.model_fields:
        if not hasattr(record, name):
            object.__setattr__(record, name, None)
    for name, value in data.items():
        if name in schema.model_fields:
            with suppress(ValidationError):
                schema.__pydantic_validator__.validate_assignment(record, name, value)
    return record


class _Reader:
    """One pass over the folder."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.prefix = site.shown

    def note(self, relative: str, message: str, line: int = 1, column: int = 1, severity: str = "error") -> None:
        if severity == "error" and relative != "lieux.yaml":
            self.site.refused.add(relative)
        where = f"{self.prefix}/{relative}" if relative else self.prefix
        printable = where.encode("utf-8", "backslashreplace").decode("utf-8").replace("\n", "\\n")
        self.site.problems.append(Problem(printable, line, column, message, severity))  # type: ignore[arg-type]

    def read(self) -> None:
        root = self.site.root
        if not root.is_dir():
            self.note("", "dossier de contenu introuvable : vérifiez --content")
            return
        self.read_agency()
        self._places()
        for kind in KINDS:
            for path, relative in self._walk(root / kind.folder):
                self._document(kind, path, relative)
        for path, relative in self._walk(root / "images"):
            self._file(path, relative)
        for entry in sorted(root.iterdir(), key=lambda entry: os.fsencode(entry.name)):
            if entry.name not in KNOWN_ENTRIES and not _backup(entry.name):
                texts = entry.is_dir() and any(entry.rglob("*.md"))  # left out, they would be lost in silence
                self.note(
                    entry.name,
                    f"ignoré : ce nom n’est pas celui d’un type de contenu{suggestion(entry.name, KNOWN_ENTRIES)}",
                    severity="error" if texts else "warning",
                )
        if not any(self.site.of_kind(kind.name) for kind in KINDS) and not has_errors(self.site.problems):
            self.note(
                "",
                "aucun texte dans ce dossier : vérifiez --content, ou écrivez un article (./inv new article)",
            )

    # --- files ------------------------------------------------------------------------------------------

    def _walk(self, folder: Path) -> Iterator[tuple[Path, str]]:
        """Files below a folder with their path relative to the content, sorted; links that leave it are refused."""
        if not folder.is_dir():
            if os.path.lexists(folder):
                self.note(folder.name, "ce n’est pas un dossier : retirez-le, ou mettez un dossier à sa place")
            return
        root = os.path.realpath(self.site.root)
        for directory, folders, names in os.walk(folder, onerror=self._unreadable):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in folders:
                if Path(directory, name).is_symlink():
                    relative = Path(directory, name).relative_to(self.site.root).as_posix()
                    self.note(relative, "lien vers un dossier : copiez le dossier à sa place")
            for name in sorted(names, key=os.fsencode):
                path = Path(directory, name)
                relative = path.relative_to(self.site.root).as_posix()
                if _backup(name):
                    continue
                if not _readable_name(relative):
                    self.note(
                        relative,
                        "nom de fichier illisible : renommez-le en lettres, chiffres et traits d’union",
                    )
                    continue
                target = os.path.realpath(path)
                if not target.startswith(root + os.sep):
                    self.note(relative, "lien vers un fichier hors du contenu : copiez le fichier à sa place")
                    continue
                if not path.is_file():
                    self.note(relative, "ce n’est pas un fichier ordinaire : retirez-le")
                    continue
                yield path, relative

    def _unreadable(self, error: OSError) -> None:
        relative = Path(error.filename).relative_to(self.site.root).as_posix()
        self.note(relative, "dossier illisible (accès refusé) : vérifiez ses droits")

    def _file(self, path: Path, relative: str) -> None:
        extension = path.suffix.lower()
        if extension in (".md", ".markdown"):
            self.note(relative, "texte dans le dossier des images : déplacez-le dans articles/ ou pages/")
        elif extension in UNSHOWN_IMAGES:
            message = f"image « {extension} », que les navigateurs ne montrent pas : convertissez-la en JPEG"
            self.note(relative, message, severity="warning")
        elif extension not in PUBLISHED_FILES:
            self.note(relative, "fichier non publié : ce format n’est pas servi aux lecteurs", severity="warning")
        elif not os.access(path, os.R_OK):
            self.note(relative, "fichier illisible (accès refusé) : vérifiez ses droits")
        else:
            self.site.files[relative] = path

    # --- documents --------------------------------------------------------------------------------------

    def _document(self, kind: Kind, path: Path, relative: str) -> None:
        if path.suffix != ".md":
            if path.suffix.lower() in (".md", ".markdown", ".mdown", ".txt"):
                self.note(relative, f"extension « {path.suffix} » : renommez le fichier en « {path.stem}.md »")
            else:
                self.note(
                    relative,
                    "fichier ignoré : les textes sont en « .md », les images dans images/",
                    severity="warning",
                )
            return
        self.site.texts_read += 1
        text, faults = source.read_source(path)
        for fault in faults:
            self.note(relative, fault.message, fault.line, fault.column, fault.severity)
        if not text or any(fault.severity == "error" for fault in faults):
            return
        header = frontmatter.parse_document(text, PROSE_KEYS)
        if not self._header(relative, header):
            return
        shown_at = f"{self.prefix}/{relative}"
        record = self._record(kind.schema, header, relative)
        identifier = self._identifier(kind, path, relative, record, header) if record else None
        if record is None or identifier is None:
            partial = record or readable_part(kind.schema, header.data)
            self.site.faulty.append(Document(path, shown_at, relative, kind, "", header, partial))
            return
        document = Document(path, shown_at, relative, kind, identifier, header, record)
        others = self.site.of_kind(kind.name)
        if identifier in others:
            first = others[identifier]
            self.site.refused.add(relative)
            self.site.faulty.append(document)
            address = kind.folder if kind.name != "page" else ""
            self.site.problems.append(
                document.problem(
                    ("slug",),
                    f"adresse « /{address}{'/' if address else ''}{identifier}/ » déjà prise par {first.shown} : "
                    + ("donnez un autre « slug »" if kind.name == "article" else "renommez ce fichier"),
                )
            )
            return
        others[identifier] = document
        self.site.by_path[relative] = document

    def _header(self, relative: str, header: Header) -> bool:
        """Whether the header can be read; its faults are noted."""
        for line, column, message, severity in header.faults:
            self.note(relative, message, line, column, severity)
        for loc, text in iter_locs(header.data):
            name = source.invisible_character(text)
            if name:
                line, column = header.place(loc)
                self.note(
                    relative,
                    f"caractère invisible {name} dans « {loc[0]} » : retapez la valeur",
                    line,
                    column,
                )
        return not any(severity == "error" for *_, severity in header.faults)

    def _record(self, schema: type[R], header: Header, relative: str, data: Any = None, at: Loc = ()) -> R | None:
        """The record of a header; its faults are noted, None when it has an error."""
        if not at and not self._rename(schema, header, relative):
            return None
        try:
            record = schema.model_validate(header.data if data is None else data)
        except ValidationError as error:
            for fault in record_faults(error, schema):
                unknown = fault.message.startswith("clé «")
                line, column = header.place((*at, *fault.loc), key=unknown)
                self.note(relative, fault.message, line, column, fault.severity)
            return None
        sound = True
        for fault in record.faults():
            line, column = header.place((*at, *fault.loc))
            self.note(relative, fault.message, line, column, fault.severity)
            sound = sound and fault.severity != "error"
        return record if sound else None

    def _rename(self, schema: type[Record], header: Header, relative: str) -> bool:
        """Give each key the name of the schema; the two names of one key at once are a fault."""
        for name, info in schema.model_fields.items():
            for alias in info.validation_alias.choices if isinstance(info.validation_alias, AliasChoices) else ():
                if alias == name or alias not in header.data:
                    continue
                if name in header.data:
                    line, column = header.place((str(alias),), key=True)
                    self.note(relative, f"« {alias} » et « {name} » sont la même clé : gardez « {name} »", line, column)
                    return False
                header.rename(str(alias), name)
        return True

    def _identifier(self, kind: Kind, path: Path, relative: str, record: Record, header: Header) -> str | None:
        stem = unicodedata.normalize("NFC", path.stem)
        if kind.name == "article":
            stem = _DATED.sub("", stem)
        given = getattr(record, "slug", None)
        identifier = given or slugify(stem)
        if not identifier:
            self.note(relative, "le nom du fichier ne donne pas d’adresse : ajoutez-lui une lettre ou un chiffre")
            return None
        if identifier in reserved_ids(kind):
            line, column = header.place(("slug",))
            remedy = "donnez un autre « slug »" if kind.name == "article" else "renommez le fichier"
            self.note(relative, f"l’adresse « {identifier} » est réservée au site : {remedy}", line, column)
            return None
        return identifier

    # --- agence.yaml, lieux.yaml ------------------------------------------------------------------------

    def _yaml(self, name: str) -> Header | None:
        path = self.site.root / name
        if not path.exists():
            return None
        if not os.path.realpath(path).startswith(os.path.realpath(self.site.root) + os.sep):
            self.note(name, "lien vers un fichier hors du contenu : copiez le fichier à sa place")
            return None
        text, faults = source.read_source(path)
        for fault in faults:
            self.note(name, fault.message, fault.line, fault.column, fault.severity)
        if not text or faults:
            return None
        header = frontmatter.parse_yaml_file(text, frozenset())
        return header if self._header(name, header) else None

    def read_agency(self) -> None:
        header = self._yaml("agence.yaml")
        if header is not None:
            agency = self._record(Agency, header, "agence.yaml")
            if agency is not None:
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
                self.note("lieux.yaml", f"lieu « {shown(name)} » : écrivez « {slugify(name)} »", line, column)
            elif not isinstance(data, Mapping):
                self.note("lieux.yaml", f"lieu « {name} » : écrivez des paires {{clé: valeur}}", line, column)
            else:
                place = self._record(Place, header, "lieux.yaml", data, (name,))
                if place is not None:
                    self.site.places[name] = place
                    self.site.refused.discard(f"lieux.yaml/{name}")


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
    site = Site(root=content)
    _Reader(site).read_agency()
    return site.agency.timezone


def read_url(content: Path) -> str:
    """The public address of the site, before anything else is read."""
    site = Site(root=content)
    _Reader(site).read_agency()
    return site.agency.url
