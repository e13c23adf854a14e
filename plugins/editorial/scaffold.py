"""Ready files for new texts: written from the schema, so that they know every key and pass the checks at once.

What they say besides is there to be replaced: `examples_left` finds it in a text that goes out as it was made.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from plugins.common.problems import reason
from plugins.common.texts import slugify, suggestion
from plugins.model.checks import reference_kind
from plugins.model.content import KINDS, Kind, Site
from plugins.model.fields import WINDOWS_NAMES, Loc
from plugins.model.frontmatter import parse_document
from plugins.model.header import Header
from plugins.model.messages import record_faults
from plugins.model.reading import PROSE_KEYS, reserved_ids

# What `./inv new` is told, and the content type it makes.
NAMES: Mapping[str, str] = {
    "article": "article",
    "atelier": "workshop",
    "client": "client",
    "auteur": "author",
    "guide": "guide",
    "page": "page",
}

# Values of the keys that a new file must have; {title}, {date}, {author}, {category}, {place}, {article} are filled in.
_VALUES: Mapping[str, Mapping[str, str]] = {
    "article": {
        "title": "{title}",
        "date": "{date}",
        "status": "draft",
        "authors": "[{author}]",
        "category": "{category}",
    },
    "workshop": {
        "title": "{title}",
        "summary": "Deux phrases : ce que l’on saura faire, et pour qui.",
        "status": "draft",
        "audience": "À qui s’adresse l’atelier",
        "objectives": "\n  - Être capable de…\n  - Être capable de…",
        "prerequisites": "Aucun",
        "duration": "{{hours: 7, days: 1}}",
        "mode": "onsite",
        "formats": "[inter, intra]",
        "prices": "\n  - {{label: Inter-entreprises, amount: 590, unit: par personne, vat: {vat}}}",
        "access": "Comment on s’inscrit, et ce qui confirme l’inscription",
        "access_delay": "Délai à écrire, en jours ou en semaines",
        "methods": "Comment on y apprend : exposés, exercices, mises en situation…",
        "assessment": "Ce qui est évalué, quand, et ce qui le sanctionne",
        "accessibility": "{{text: Comment un besoin d’adaptation est étudié et reçu, contact: {email}}}",
        "trainers": "[{author}]",
        "contact": "{{email: {email}}}",
        "modified": "{date}",
    },
    "client": {
        "name": "{title}",
        "url": "https://site-du-client.example/",
        "blog_url": "https://blog-du-client.example/",
    },
    "author": {"name": "{title}", "role": "Fonction"},
    "guide": {
        "title": "{title}",
        "summary": "Deux phrases : ce que le lecteur y trouve.",
        "articles": "[{article}]",
        "status": "draft",
    },
    "page": {"title": "{title}", "status": "draft"},
}
_BODIES: Mapping[str, str] = {
    "article": (
        "Une première phrase qui donne envie de lire la seconde.\n\n"
        "<!-- more -->\n\n## Un premier intertitre\n\nLe texte. Un lien : [texte du lien](https://exemple.fr/).\n"
    ),
    "workshop": "## Matin : titre\n\nCe que l’on y fait.\n\n## Après-midi : titre\n\nCe que l’on y fait.\n",
    "client": "Ce que nous écrivons pour ce client.\n",
    "author": "Deux ou trois phrases de biographie.\n",
    "guide": "Ce que ce guide rassemble, et dans quel ordre le lire.\n",
    "page": "Le texte de la page.\n",
}
# Keys that Pelican's own habits make rare: known to the schema, left out of new files.
_RARE = frozenset(("slug", "comments", "noindex", "canonical", "seo_title", "lang", "extra", "exceptions"))
# What may stay as it is: what the site fills in, and defaults that are right for many. All else is an example.
_HONEST = frozenset(
    "title name date status authors category prerequisites duration mode formats trainers contact modified articles"
    " vat".split()
)
_NAMED_AT_MOST = 12  # names of the site in the comment of a key


# What a type cannot do without, when the content has none yet.
_FIRST = {
    "trainers": 'un atelier a un intervenant : créez-le d’abord, ./inv new auteur "Prénom Nom"',
    "articles": 'un guide rassemble des articles : écrivez-en un d’abord, ./inv new article "Titre"',
}


class ScaffoldError(Exception):
    """The file cannot be made; the message is French."""


def create(name: str, title: str, site: Site) -> Path:
    """Write the file of a new text and return its path; an existing file is never touched."""
    kind = _kind(name)
    if not site.root.is_dir():
        raise ScaffoldError(f"dossier de contenu « {site.root} » introuvable : vérifiez --content, ou créez-le")
    title = " ".join(title.split())
    slug = slugify(title)
    if not slug:
        raise ScaffoldError(f"« {title} » ne donne pas d’adresse : écrivez au moins une lettre ou un chiffre")
    if slug in WINDOWS_NAMES:
        raise ScaffoldError(f"« {slug} » : Windows réserve ce nom ; choisissez un autre titre")
    if slug in reserved_ids(kind):
        raise ScaffoldError(f"l’adresse « /{slug}/ » est réservée au site : choisissez un autre titre")
    if slug in site.of_kind(kind.name):
        raise ScaffoldError(f"{kind.label} « {slug} » existe déjà : {site.of_kind(kind.name)[slug].shown}")
    dated = f"{site.now:%Y-%m-%d}-{slug}" if kind.name == "article" else slug
    path = site.root / kind.folder / f"{dated}.md"
    text = text_of(kind, title, slug, site)
    _check_title(kind, text)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:  # "x" refuses to overwrite, without a race
            file.write(text)
    except FileExistsError as error:
        raise ScaffoldError(f"{error.filename} existe déjà : rien n’a été écrit") from None
    except OSError as error:
        act = "raccourcissez le titre" if error.errno == errno.ENAMETOOLONG else "vérifiez le dossier"
        raise ScaffoldError(f"« {path} » ne peut être écrit ({reason(error)}) : {act}") from None
    return path


def text_of(kind: Kind, title: str, slug: str, site: Site) -> str:
    """The text of a new file: each useful key with its comment, those without a value commented out."""
    known = _filled_in(site, kind, title, slug)
    lines = ["---"]
    for key, field in kind.schema.model_fields.items():
        template = _VALUES[kind.name].get(key)
        value = template.format(**known) if template else None
        if value == "[]" and field.is_required():
            raise ScaffoldError(_FIRST[key])
        comment = f"# {field.description}{_existing(site, key, field)}"
        if value is None or value in ("[]", ""):
            if key not in _RARE:
                lines += (comment, f"#{key}:")
            continue
        lines.append(comment)
        lines.append(f"{key}:{'' if value.startswith(chr(10)) else ' '}{value}")
    return "\n".join([*lines, "---", "", _BODIES[kind.name]])


def _filled_in(site: Site, kind: Kind, title: str, slug: str) -> dict[str, str]:
    """What the site knows of a new text."""
    return {
        # A quote at its beginning would be read as YAML's own.
        "title": "'{}'".format(title.replace("'", "''")) if title[0] in "\"'" else title,
        "slug": slug,
        "date": f"{site.now:%Y-%m-%d}",
        "author": _signature(site, kind),
        "category": site.agency.default_category,
        "vat": "excluded" if site.agency.training and not site.agency.training.vat_exempt else "exempt",
        "email": site.agency.email or "bonjour@agence.example",
        "article": next(iter(site.articles), ""),
    }


def _existing(site: Site, key: str, field: FieldInfo) -> str:
    """« ; il y a : claire-martin, redaction »: the names that a key may hold, when the site has some."""
    kind = reference_kind(field)
    if key == "tags":
        names = sorted(site.tag_names.values(), key=slugify)
    elif key == "category":
        names = sorted(site.category_names.values(), key=slugify)
    elif kind is not None and kind not in ("image", "file"):
        names = site.known_ids(kind)
    else:
        names = []
    if not names:
        return ""
    more = "…" if len(names) > _NAMED_AT_MOST else ""
    return f" ; il y a : {', '.join(names[:_NAMED_AT_MOST])}{more}"


def examples_left(kind: Kind, site: Site, header: Header) -> Iterator[tuple[Loc | int, str]]:
    """What a text still holds of the file that `new` made: the place of each value or the offset in the body, its text.

    Texts are compared as addresses are, so that another apostrophe or a dot less is the same example.
    """
    values, lines = site.once(f"examples of {kind.name}", lambda: _examples(kind, site))
    honest = _HONEST if site.agency.email else _HONEST - {"contact"}  # the address of an agency that says none
    for key, example in values.items():
        if key not in honest and key in header.data:
            yield from _same_values((key,), header.data[key], example)
    longest = 2 * max(map(len, lines), default=0)  # a paragraph of a real text is no line of an example
    offset = 0
    for line in header.body.splitlines(keepends=True):
        if len(line) <= longest and slugify(line) in lines:
            yield offset, line.strip()
        offset += len(line)


def _examples(kind: Kind, site: Site) -> tuple[dict[str, Any], frozenset[str]]:
    """The value that `new` gives each key, and the lines of the body that it writes, as slugs."""
    known = _filled_in(site, kind, "x", "x")
    values = {
        key: parse_document(f"---\n{key}: {template.format(**known)}\n---\n", PROSE_KEYS).data[key]
        for key, template in _VALUES[kind.name].items()
    }
    lines = (line for line in _BODIES[kind.name].splitlines() if not line.startswith("<!--"))
    return values, frozenset(filter(None, map(slugify, lines)))


def _same_values(loc: Loc, value: Any, example: Any) -> Iterator[tuple[Loc, str]]:
    """Each value that is an example as it was; of several that go together (a price), the one all of them make."""
    if isinstance(value, list):
        for rank, item in enumerate(value):
            yield from _same_values((*loc, rank), item, example[0] if isinstance(example, list) else example)
    elif isinstance(value, dict) and isinstance(example, dict):
        own = [key for key in example if key not in _HONEST]
        if loc[0] == "accessibility":
            own = ["text"]  # the contact is the agency's
        if all(_is_same(value.get(key), example[key]) for key in own):
            yield (*loc, own[1] if len(own) > 1 else own[0]), ", ".join(str(value[key]) for key in own)
    elif _is_same(value, example):
        yield loc, str(value)


def _is_same(value: Any, example: Any) -> bool:
    return isinstance(value, str) and isinstance(example, str) and slugify(value) == slugify(example)


def _check_title(kind: Kind, text: str) -> None:
    """Refuse a title that the checks would refuse once the file is there."""
    try:
        kind.schema.model_validate(parse_document(text, PROSE_KEYS).data)
    except ValidationError as error:
        for fault in record_faults(error, kind.schema):
            if fault.loc in (("title",), ("name",)):
                raise ScaffoldError(fault.message) from None


def _kind(name: str) -> Kind:
    wanted = NAMES.get(slugify(name))
    if wanted is None:
        raise ScaffoldError(f"« {name} » n’est pas un type de contenu{suggestion(name, NAMES)}")
    return next(kind for kind in KINDS if kind.name == wanted)


def _signature(site: Site, kind: Kind) -> str:
    """The only signature that a new text can have; a workshop must have one: its first trainer."""
    active = [key for key, author in site.authors.items() if author.record.active]
    if kind.name == "workshop":
        return next((key for key in active if site.authors[key].record.trainer), active[0] if active else "")
    return active[0] if len(active) == 1 else ""
