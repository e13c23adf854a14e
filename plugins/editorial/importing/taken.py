"""A new text of the content made of a file of another tool: its header, its Markdown, its pictures in images/."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bs4 import BeautifulSoup, Tag
from pydantic import ValidationError

from plugins.common.files import write_whole
from plugins.common.problems import reason
from plugins.common.texts import slugify
from plugins.editorial.importing.imported import PICTURE, Imported, Picture, quoted
from plugins.editorial.importing.reading import read
from plugins.editorial.importing.written import to_markdown
from plugins.editorial.scaffold import NewText, ScaffoldError, planned, text_of, write_new
from plugins.french.dates import meant_date
from plugins.model.body.edits import apply_edits
from plugins.model.body.reading import certain_edits
from plugins.model.content import Content
from plugins.model.document_reader import PROSE_KEYS
from plugins.model.fields import field_reader
from plugins.model.messages import meant_key
from plugins.model.source import normalise
from plugins.model.writing.edits import CannotWrite, edited
from plugins.model.writing.header import set_value

# What a file may say of itself that the new text takes; its status is that of a draft whatever it says.
_TAKEN = ("date", "tags", "category", "summary", "lang", "description")
_MEANINGLESS = re.compile(r"(?:image|img|picture|photo|pict|capture|untitled|sans-titre)?-?\d*(?:-\d+)*|[0-9a-f-]{8,}")
_IMAGE = re.compile(rf"!\[[^\]\n]*\]\(<?{PICTURE}(\d+)>?(?: \"[^\"\n]*\")?\)\n?|{PICTURE}(\d+)")


@dataclass(frozen=True)
class Taken:
    """What was made: the file of the text, and what its author is told."""

    path: Path
    notes: list[str]


def take(kind: str, title: str, source: Path, site: Content) -> Taken:
    """Make a text of a kind, by its noun, of a file. Without a title, it has that of the file, else its name.

    Raises ImportRefused for a file that cannot be read, ScaffoldError for a text that cannot be made; then nothing is
    written.
    """
    imported = read(source)
    if imported.body is None:
        _take_title(imported, title)
        imported.body = to_markdown(imported.html)
    given = str(imported.meta.get("title") or imported.meta.get("titre") or "") or imported.title
    if not slugify(title or given):
        given = source.stem
        imported.notes.insert(0, f"le fichier n’a pas de titre : {quoted(given)}, son nom, en tient lieu")
    new = planned(kind, title or given, site)
    body = imported.body
    pictures = _named(imported, new, site)
    body = _IMAGE.sub(lambda match: _address(match, pictures), body)
    body = apply_edits(body, certain_edits(body, str(imported.meta.get("lang") or "") or None))
    text = _with_meta(text_of(new.kind, new.title, new.slug, site, normalise(body)), imported, new, site)
    written = []
    try:
        for name, data in pictures.values():
            path = site.root / "images" / name
            if name and not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                written.append(path)
                write_whole(path, data)
        write_new(new, text)
    except (OSError, ScaffoldError) as error:
        for path in written:
            path.unlink(missing_ok=True)
        if isinstance(error, ScaffoldError):
            raise
        raise ScaffoldError(
            f"« {error.filename} » ne peut être écrit ({reason(error)}) : vérifiez le dossier"
        ) from None
    if written:
        count = f"{len(written)} image{'s' if len(written) > 1 else ''}"
        imported.notes.append(f"{count} dans {site.shown}/images/ : {', '.join(path.name for path in written)}")
    return Taken(new.path, list(dict.fromkeys(imported.notes)))


def _take_title(imported: Imported, asked: str) -> None:
    """Take the title off the text: the document's own, or its only heading of the first level when it comes first."""
    soup = BeautifulSoup(imported.html, "html.parser")
    found = soup.find(class_="titre-du-document")
    if found is None:
        firsts = soup.find_all("h1")
        before = [text for text in firsts[0].find_all_previous(string=True) if text.strip()] if firsts else []
        found = firsts[0] if len(firsts) == 1 and not before else None
    if isinstance(found, Tag) and found.get_text(strip=True):
        imported.title = " ".join(found.get_text(" ").split())
        if asked and slugify(asked) != slugify(imported.title):
            imported.notes.append(f"titre du document, remplacé par le vôtre : {quoted(imported.title)}")
        found.decompose()
        imported.html = soup.decode()


def _named(imported: Imported, new: NewText, site: Content) -> dict[int, tuple[str, bytes]]:
    """The name in images/ of each picture, and its bytes; no name for what the site cannot show."""
    names: dict[int, tuple[str, bytes]] = {}
    taken: dict[str, bytes] = {}
    for rank, picture in enumerate(imported.pictures):
        shown = _showable(picture)
        if shown is None:
            told = f"{picture.shown_name} est d’un format que le site ne montre pas : exportez-la en PNG ou en JPEG"
            imported.notes.append(told)
            names[rank] = ("", b"")
            continue
        stem = slugify(PurePosixPath(picture.name).stem)
        if _MEANINGLESS.fullmatch(stem):
            stem = f"{new.slug[:60].strip('-')}-{rank + 1}"
        name, number = f"{stem}{shown.suffix}", 2
        while taken.get(name, shown.data) != shown.data or _is_other(site.root / "images" / name, shown.data):
            name, number = f"{stem}-{number}{shown.suffix}", number + 1
        taken[name] = shown.data
        names[rank] = (name, shown.data)
    return names


def _is_other(path: Path, data: bytes) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != data)


def _showable(picture: Picture) -> Picture | None:
    """A picture in a format of the web: as it is, or written anew; None when Pillow cannot read it."""
    if picture.suffix:
        return picture
    from PIL import Image, UnidentifiedImageError

    made = io.BytesIO()
    try:
        with Image.open(io.BytesIO(picture.data), formats=("BMP", "TIFF")) as image:
            image.convert("RGBA" if image.mode in ("RGBA", "LA", "PA") else "RGB").save(made, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return Picture(made.getvalue(), picture.name)


def _address(match: re.Match[str], pictures: dict[int, tuple[str, bytes]]) -> str:
    name, _ = pictures[int(match[1] or match[2])]
    address = f"{PICTURE}{match[1] or match[2]}"
    return match[0].replace(address, f"../images/{name}") if name else ""


def _with_meta(text: str, imported: Imported, new: NewText, site: Content) -> str:
    """The text with what the file says of itself, where it is certain; the rest is told."""
    keys = PROSE_KEYS | new.kind.one_text_keys
    left = []
    for key, value in imported.meta.items():
        name = key if key in new.kind.schema.model_fields else meant_key(key, new.kind.schema)
        if name in ("title", "authors", "status") or key == "titre":
            continue
        if name not in _TAKEN or not new.kind.has(name):
            left.append(key)
            continue
        if name == "date" and isinstance(value, str):
            value = value if re.match(r"\d{4}-\d\d-\d\d", value) else meant_date(value) or value
        try:
            field_reader(new.kind.schema, name).validate_python(value, context={"zone": site.zone})
            text = edited(text, set_value(text, (name,), value, keys))
        except (ValidationError, CannotWrite):
            left.append(key)
    if left:
        imported.notes.append(f"clés de l’en-tête du fichier non reprises : {', '.join(map(str, left))}")
    told = imported.meta.get("authors") or imported.meta.get("author") or imported.meta.get("auteur") or imported.author
    names = [str(name) for name in told] if isinstance(told, list) else re.split(r"\s*[,;]\s*", str(told))
    known = {slugify(document.title): key for key, document in site.authors.items()} | {
        key: key for key in site.authors
    }
    authors = [known[slugify(name)] for name in names if slugify(name) in known]
    if authors and new.kind.has("authors"):
        text = edited(text, set_value(text, ("authors",), authors, keys))
    return text
