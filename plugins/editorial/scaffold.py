"""Ready files for new texts: written from the schema, so that they know every key and pass the checks at once.

What they say besides is there to be replaced: `examples_left` finds it in a text that goes out as it was made.
"""

from __future__ import annotations

import errno
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from plugins.common.frozen import frozen
from plugins.common.problems import reason
from plugins.common.texts import slugify, suggestion
from plugins.model.checks import reference_kind
from plugins.model.content import Content, Document
from plugins.model.document_reader import PROSE_KEYS
from plugins.model.facts import fact
from plugins.model.fields import WINDOWS_NAMES, Loc, Record
from plugins.model.frontmatter import parse_document
from plugins.model.kind import Kind
from plugins.model.kinds import reserved_ids
from plugins.model.messages import record_faults
from plugins.model.writing.scalars import scalar

# Keys that Pelican's own habits make rare: known to the schema, left out of new files.
_RARE = frozenset(("slug", "comments", "noindex", "canonical", "seo_title", "lang", "extra", "exceptions"))
_ALWAYS = {"title": "{title}", "name": "{title}", "status": "draft"}  # values of the keys of any kind
# What may stay as it is: what the site fills in, and defaults that are right for many. A kind has its own besides;
# all else is an example.
_HEAD = 3  # letters by which a line is told from most examples
_HONEST = frozenset("title name date status category modified".split())
_NAMED_AT_MOST = 12  # names of the site in the comment of a key


class ScaffoldError(Exception):
    """The file cannot be made; the message is French."""


@frozen
class NewText:
    """A text to be made: its kind, its title, its id, the file that it will be."""

    kind: Kind[Record]
    title: str
    slug: str
    path: Path


def planned(name: str, title: str, site: Content) -> NewText:
    """What the text of a kind, by its noun, and of a title will be. Raises ScaffoldError when it cannot be."""
    kind = _kind(name, site)
    if not site.root.is_dir():
        raise ScaffoldError(f"dossier de contenu « {site.root} » introuvable : vérifiez --content, ou créez-le")
    title = " ".join(title.split())
    slug = slugify(title)
    if not slug:
        raise ScaffoldError(f"« {title} » ne donne pas d’adresse : écrivez au moins une lettre ou un chiffre")
    if slug in WINDOWS_NAMES:
        raise ScaffoldError(f"« {slug} » : Windows réserve ce nom ; choisissez un autre titre")
    if slug in reserved_ids(kind, site.kinds):
        raise ScaffoldError(f"l’adresse « /{slug}/ » est réservée au site : choisissez un autre titre")
    if slug in site.of_kind(kind.name):
        raise ScaffoldError(f"{kind.label} « {slug} » existe déjà : {site.of_kind(kind.name)[slug].shown}")
    dated = f"{site.now:%Y-%m-%d}-{slug}" if kind.dated else slug
    path = site.root / kind.folder / f"{dated}.md"
    if path.exists():
        raise ScaffoldError(f"{path} existe déjà : rien n’a été écrit")
    return NewText(kind, title, slug, path)


def create(name: str, title: str, site: Content) -> Path:
    """Write the file of a new text and return its path; an existing file is never touched."""
    new = planned(name, title, site)
    write_new(new, text_of(new.kind, new.title, new.slug, site))
    return new.path


def write_new(new: NewText, text: str) -> None:
    """Write the text of a new file. Raises ScaffoldError."""
    _check_title(new.kind, text)
    try:
        new.path.parent.mkdir(parents=True, exist_ok=True)
        with new.path.open("x", encoding="utf-8") as file:  # "x" refuses to overwrite, without a race
            file.write(text)
    except FileExistsError as error:
        raise ScaffoldError(f"{error.filename} existe déjà : rien n’a été écrit") from None
    except OSError as error:
        act = "raccourcissez le titre" if error.errno == errno.ENAMETOOLONG else "vérifiez le dossier"
        raise ScaffoldError(f"« {new.path} » ne peut être écrit ({reason(error)}) : {act}") from None


def text_of(kind: Kind[Record], title: str, slug: str, site: Content, body: str | None = None) -> str:
    """The text of a new file: each useful key with its comment, those without a value commented out.

    Its body is that of its kind, to be replaced, unless one is given.
    """
    known, values = _filled_in(site, title, slug), _values(kind)
    lines = ["---"]
    for key, field in kind.schema.model_fields.items():
        template = values.get(key)
        value = template.format(**known) if template else None
        if value == "[]" and key in kind.needs:
            raise ScaffoldError(kind.needs[key])
        comment = f"# {field.description}{_existing(site, key, field)}"
        if value is None or value in ("[]", ""):
            if key not in _RARE:
                lines += (comment, f"#{key}:")
            continue
        lines.append(comment)
        lines.append(f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}")
    return "\n".join([*lines, "---", "", kind.body if body is None else body])


def _values(kind: Kind[Record]) -> dict[str, str]:
    """What `new` gives each key of a kind."""
    return {key: value for key, value in {**_ALWAYS, **kind.values}.items() if kind.has(key)}


def _filled_in(site: Content, title: str, slug: str) -> dict[str, str]:
    """What the site knows of a new text."""
    active = [key for key, author in site.authors.items() if author.record.active]
    return {
        "title": scalar(title),
        "slug": slug,
        "date": f"{site.now:%Y-%m-%d}",
        "author": active[0] if len(active) == 1 else "",
        "trainer": next((key for key in active if site.authors[key].record.trainer), active[0] if active else ""),
        "category": scalar(site.agency.default_category),
        "vat": "excluded" if site.agency.training and not site.agency.training.vat_exempt else "exempt",
        "email": site.agency.email or "bonjour@agence.example",
        "article": next(iter(site.articles), ""),
    }


def _existing(site: Content, key: str, field: FieldInfo) -> str:
    """« ; il y a : claire-martin, redaction »: the names that a key may hold, when the site has some."""
    kind = reference_kind(field)
    if key == "tags":
        names = sorted(site.tag_names.values(), key=slugify)
    elif key == "category":
        names = sorted(site.category_names.values(), key=slugify)
    else:
        return existing_names(site, kind)
    return _listed(names)


def existing_names(site: Content, kind: str | None) -> str:
    """The same for a key that names a text of a kind, or a place."""
    return _listed(site.known_ids(kind) if kind is not None and kind not in ("image", "file") else [])


def _listed(names: list[str]) -> str:
    if not names:
        return ""
    more = "…" if len(names) > _NAMED_AT_MOST else ""
    return f" ; il y a : {', '.join(names[:_NAMED_AT_MOST])}{more}"


@dataclass(frozen=True, eq=False)
class _Examples:
    """What `new` writes in a file of a kind and is to be replaced: the value of each key; the lines of the body, as
    slugs, sorted; the keys within values that may stay."""

    values: Mapping[str, object]
    lines: tuple[str, ...]
    honest: tuple[str, ...]


def _examples(site: Content, kind: Kind[Record]) -> _Examples:
    known, keys = _filled_in(site, "x", "x"), PROSE_KEYS | kind.one_text_keys
    honest = _HONEST | kind.honest
    asked = honest if site.agency.email else honest - {"contact"}  # the address of an agency that says none
    values = {
        key: parse_document(f"---\n{key}: {template.format(**known)}\n---\n", keys).data[key]
        for key, template in _values(kind).items()
        if key not in asked
    }
    lines = (line for line in kind.body.splitlines() if not line.startswith("<!--"))
    return _Examples(values, tuple(sorted(set(filter(None, map(slugify, lines))))), tuple(sorted(honest)))


@fact(of_site=_examples)
def examples_left(document: Document[Record], examples: _Examples) -> list[tuple[int, int, str, str]]:
    """What a text still holds of the file that `new` made: line, column, its words, the key that it is a value of.

    Texts are compared as addresses are, so that another apostrophe or a dot less is the same example.
    """
    header = document.header
    found = [
        (*header.place(loc), text, str(loc[0]))
        for key, example in examples.values.items()
        if key in header.data
        for loc, text in _same_values((key,), header.data[key], example, frozenset(examples.honest))
    ]
    lines = frozenset(examples.lines)
    longest = 2 * max(map(len, lines), default=0)  # a paragraph of a real text is no line of an example
    heads = {line[:_HEAD] for line in lines}
    offset = 0
    for line in header.body.splitlines(keepends=True):
        if len(line) <= longest and _may_begin(line, heads) and slugify(line) in lines:
            found.append((*document.body_place(offset), line.strip(), ""))
        offset += len(line)
    return found


def _may_begin(line: str, heads: Collection[str]) -> bool:
    """Whether the slug of a line may begin with one of `heads`: its first letters tell, when they are plain ones."""
    head = line.lstrip(" \t#>*+-")[:_HEAD]
    return not (head.isascii() and head.isalnum()) or head.lower() in heads


def _same_values(loc: Loc, value: object, example: object, honest: frozenset[str]) -> Iterator[tuple[Loc, str]]:
    """Each value that is an example as it was; of several that go together (a price), the one all of them make."""
    if isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _same_values((*loc, rank), item, example[0] if isinstance(example, list) else example, honest)
    elif isinstance(value, dict) and isinstance(example, dict):
        own = [key for key in example if key not in honest]
        if all(_is_same(value.get(key), example[key]) for key in own):
            yield (*loc, own[1] if len(own) > 1 else own[0]), ", ".join(str(value[key]) for key in own)
    elif _is_same(value, example):
        yield loc, str(value)


def _is_same(value: object, example: object) -> bool:
    return isinstance(value, str) and isinstance(example, str) and slugify(value) == slugify(example)


def _check_title(kind: Kind[Record], text: str) -> None:
    """Refuse a title that the checks would refuse once the file is there."""
    try:
        kind.schema.model_validate(parse_document(text, PROSE_KEYS | kind.one_text_keys).data)
    except ValidationError as error:
        for fault in record_faults(error, kind.schema):
            if fault.loc in (("title",), ("name",)):
                raise ScaffoldError(fault.message) from None


def _kind(name: str, site: Content) -> Kind[Record]:
    """The kind that a noun names, whatever its accents and capitals."""
    nouns = {kind.noun: kind for kind in site.kinds}
    found = next((kind for noun, kind in nouns.items() if slugify(noun) == slugify(name)), None)
    if found is None:
        hint = suggestion(name, nouns) or f" : {', '.join(nouns)}"
        raise ScaffoldError(f"« {name} » n’est pas un type de contenu{hint}")
    return found
