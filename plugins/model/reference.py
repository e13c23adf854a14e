"""The reference tables of the documentation, written from the schemas: what the site knows, they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plugins.model import fields
from plugins.model.agency import Agency, Place
from plugins.model.content import KINDS
from plugins.model.waivers import Answer, Waiver

_TITLES = {
    "article": "Article",
    "workshop": "Atelier",
    "author": "Signature",
    "client": "Client",
    "guide": "Guide",
    "page": "Page",
}
_REFERENCES = {
    "author": "signature",
    "client": "client",
    "guide": "guide",
    "workshop": "atelier",
    "place": "lieu",
    "article": "article",
    "image": "chemin d’image",
    "file": "chemin de fichier",
}
_KINDS = {
    fields._url: "adresse https",
    fields._registration: "adresse https ou mailto",
    fields._email: "courriel",
    fields._slug: "lettres, chiffres, traits d’union",
    fields._site_path: "chemin du site",
    fields._old_address: "chemin du site",
    fields._timezone: "fuseau horaire",
    fields._language: "code de langue",
    fields._day: "AAAA-MM-JJ",
    fields._moment: "AAAA-MM-JJ, AAAA-MM-JJ HH:MM, ou un instant ISO 8601",
    fields._clock_time: '"HH:MM"',
}
_PLAIN = {str: "texte", int: "nombre entier", float: "nombre", bool: "true ou false", date: "date", datetime: "date"}
HEADER = """# Référence des en-têtes

Ce fichier est écrit par `./inv docs` à partir des schémas de `plugins/model` : ne le modifiez pas à la main.

Les clés s’écrivent en minuscules ou non. Entre deux lignes `---`, une clé inconnue est une faute ; les vôtres se
rangent sous `extra`. Dans un en-tête simple de Pelican (`Title: …`), elles sont gardées sous `extra` et signalées une
fois ; une clé connue mal orthographiée reste une faute.
"""


def reference() -> str:
    """The whole page, in Markdown."""
    parts = [HEADER]
    for kind in KINDS:
        parts.append(f"## {_TITLES[kind.name]} — `content/{kind.folder}/*.md`\n")
        parts.extend(_tables(kind.schema, {Waiver}))  # its two keys are said in its row
    parts.append("## Agence — `content/agence.yaml`\n")
    parts.extend(_tables(Agency, set()))
    parts.append("## Lieu — une entrée de `content/lieux.yaml`\n")
    parts.extend(_tables(Place, set()))
    return "\n".join(parts).rstrip() + "\n"


def _tables(schema: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[str]:
    """The table of a schema, then those of the records that its fields hold."""
    rows = ["| clé | obligatoire | valeur | ce que c’est |", "|---|---|---|---|"]
    inner: list[tuple[str, type[BaseModel]]] = []
    for name, info in schema.model_fields.items():
        required = "oui" if info.is_required() else ""
        rows.append(f"| `{name}` | {required} | {_value(info)} | {_cell(info.description or '')} |")
        inner.extend((name, model) for model in _models(info.annotation) if model not in seen)
    yield "\n".join(rows) + "\n"
    for name, model in inner:
        seen.add(model)
        yield f"### `{name}`\n"
        yield from _tables(model, seen)


def _value(info: FieldInfo) -> str:
    return _cell(_describe(Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation))


def _describe(annotation: Any) -> str:
    """What a value looks like, in French."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in reversed(arguments[1:]):
            if isinstance(mark, fields.Reference):
                return _REFERENCES[mark.kind]
            reader: Any = getattr(mark, "func", None)
            label = _KINDS.get(reader)
            if label:
                return label
        return _describe(arguments[0])
    if origin in (Union, UnionType):
        return _describe(next(argument for argument in arguments if argument is not NoneType))
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if origin is list:
        return f"liste : {_describe(arguments[0])}"
    if origin is dict:
        return {Any: "paires {clé: valeur}", Answer: "paires {règle: réponse}"}.get(
            arguments[1], "paires {nom: adresse}"
        )
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "{" + ", ".join(annotation.model_fields) + "}"
    return "heure" if annotation is time else _PLAIN.get(annotation, "texte")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
