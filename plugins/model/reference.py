"""The reference tables of the documentation, written from the schemas: what the site knows, they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from types import NoneType, UnionType
from typing import Annotated, Literal, Union, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from plugins.common.untyped import Annotation, origin_of
from plugins.model import fields
from plugins.model.agency import Agency, Place
from plugins.model.fields import Record
from plugins.model.kind import Kind
from plugins.model.waivers import Answer, Waiver

_NO_TEXTS = {"place": "lieu", "image": "chemin d’image", "file": "chemin de fichier"}  # that a key may name
_FORMS = {
    fields._url: "adresse https",
    fields._site_url: "adresse https",
    fields._registration: "adresse https ou mailto",
    fields._email: "courriel",
    fields._slug: "lettres, chiffres, traits d’union",
    fields._site_path: "chemin du site",
    fields._document_address: "chemin du site, ou adresse https",
    fields._old_address: "chemin du site",
    fields._timezone: "fuseau horaire",
    fields._language: "code de langue",
    fields._day: "AAAA-MM-JJ",
    fields._moment: "AAAA-MM-JJ, AAAA-MM-JJ HH:MM, ou un instant ISO 8601",
    fields._clock_time: '"HH:MM"',
    fields._end_time: '"HH:MM", "24:00" pour minuit',
    fields._weekdays: "jour de la semaine, plusieurs, ou jours ouvrés",
    fields._amount: "nombre, ou sur devis",
    fields._currency: "code de monnaie",
}
_PLAIN = {str: "texte", int: "nombre entier", float: "nombre", bool: "true ou false", date: "date", datetime: "date"}
HEADER = """# Référence des en-têtes

Ce fichier est écrit par `./inv docs` à partir des schémas de `plugins/model` : ne le modifiez pas à la main.

Les clés s’écrivent en minuscules ou non. Entre deux lignes `---`, une clé inconnue est une faute ; les vôtres se
rangent sous `extra`. Dans un en-tête simple de Pelican (`Title: …`), elles sont gardées sous `extra` et signalées une
fois ; une clé connue mal orthographiée reste une faute.
"""


def reference(kinds: Sequence[Kind[Record]]) -> str:
    """The whole page, in Markdown, for these kinds of content."""
    terms = {**_NO_TEXTS, **{kind.name: kind.term or kind.noun for kind in kinds}}
    parts = [HEADER]
    for kind in kinds:
        parts.append(f"## {terms[kind.name].capitalize()} — `content/{kind.folder}/*.md`\n")
        parts.extend(_tables(kind.schema, terms, {Waiver}))  # its two keys are said in its row
    parts.append("## Agence — `content/agence.yaml`\n")
    parts.extend(_tables(Agency, terms, set()))
    parts.append("## Lieu — une entrée de `content/lieux.yaml`\n")
    parts.extend(_tables(Place, terms, set()))
    return "\n".join(parts).rstrip() + "\n"


def _tables(schema: type[BaseModel], terms: Mapping[str, str], seen: set[type[BaseModel]]) -> Iterator[str]:
    """The table of a schema, then those of the records that its fields hold."""
    rows = ["| clé | obligatoire | valeur | ce que c’est |", "|---|---|---|---|"]
    inner: list[tuple[str, type[BaseModel]]] = []
    for name, info in schema.model_fields.items():
        required = "oui" if info.is_required() else ""
        rows.append(f"| `{name}` | {required} | {_value(info, terms)} | {_cell(info.description or '')} |")
        inner.extend((name, model) for model in _models(info.annotation) if model not in seen)
    yield "\n".join(rows) + "\n"
    for name, model in inner:
        seen.add(model)
        yield f"### `{name}`\n"
        yield from _tables(model, terms, seen)


def _value(info: FieldInfo, terms: Mapping[str, str]) -> str:
    form: Annotation = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return _cell(_describe(form, terms))


def _describe(annotation: Annotation, terms: Mapping[str, str]) -> str:
    """What a value looks like, in French; `terms` are what a key may name."""
    origin, arguments = origin_of(annotation), get_args(annotation)
    if origin is Annotated:
        for mark in reversed(arguments[1:]):
            if isinstance(mark, fields.Reference):
                return terms.get(mark.kind, "texte")
            reader: Annotation = getattr(mark, "func", None)
            label = _FORMS.get(reader)
            if label:
                return label
        return _describe(arguments[0], terms)
    if origin in (Union, UnionType):
        return _describe(next(argument for argument in arguments if argument is not NoneType), terms)
    if origin is Literal:
        return ", ".join(f"`{choice}`" for choice in arguments)
    if origin is list:
        return f"liste : {_describe(arguments[0], terms)}"
    if origin is dict:
        return {object: "paires {clé: valeur}", Answer: "paires {règle: réponse}"}.get(
            arguments[1], "paires {nom: adresse}"
        )
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "{" + ", ".join(annotation.model_fields) + "}"
    return "heure" if annotation is time else _PLAIN.get(annotation, "texte")


def _models(annotation: Annotation) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _cell(text: str) -> str:
    return re.sub(r"\s+", " ", text).replace("|", "\\|")
