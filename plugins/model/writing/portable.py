"""A header that YAML alone reads with the same values: French texts in quotes, keys as the schema names them.

Pelican's plain header becomes one in YAML. What it says is what it said: the record of the schema is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Union

import yaml
from pydantic import ValidationError

from plugins.common.untyped import Annotation, Json, JsonObject, origin_of
from plugins.model.body.edits import Edit
from plugins.model.content import Content
from plugins.model.document_reader import PROSE_KEYS, take_from_path
from plugins.model.fields import Loc, Record, split_names
from plugins.model.file_notes import FileNotes
from plugins.model.frontmatter import first_line, parse_document, parse_yaml_file
from plugins.model.header import Header
from plugins.model.kind import Kind
from plugins.model.record_reader import RecordReader, aliases
from plugins.model.workshop import Workshop
from plugins.model.writing import scalars
from plugins.model.writing.edits import CannotWrite, change, edited
from plugins.model.writing.header import bounds
from plugins.model.writing.meant import NAMES, meant, meant_for
from plugins.model.writing.schema import held_at
from plugins.model.writing.tree import Node, tree_of

QUOTES = "guillemets"  # what is said of each edit, for who reads the list
YAML = "entete-yaml"
_TRUTHS = {
    **dict.fromkeys(("yes", "y", "on", "t", "true", "1"), "true"),
    **dict.fromkeys(("no", "n", "off", "f", "false", "0"), "false"),
}  # what pydantic reads as one (docs.pydantic.dev, « Standard Library Types », bool)


def portable_header(text: str, kind: Kind[Record], path: Path) -> list[Edit]:
    """The edits that make the header of a text one that YAML alone reads with the same values.

    What it means beyond doubt is written first (`meant`). None when it is one, or when it has a fault: what it says is
    not certain then.
    """
    keys = PROSE_KEYS | kind.one_text_keys
    header = parse_document(text, keys)
    if header.unreadable or any(rule.severity == "error" for *_, rule in header.faults):
        return []
    try:
        if header.plain:
            certain, edits = [], _from_plain(text, parse_document(text, keys), kind, path)
        else:
            root = tree_of(text, *bounds(text, whole=False), keys)
            certain = [*meant(root, kind.schema), *(meant_for(root) if kind.schema is Workshop else ())]
            places = {edit.start for edit in certain}
            found = _in_yaml(text, root, kind.schema, names=True)
            edits = [*certain, *(edit for edit in found if edit.start not in places)]
    except CannotWrite:
        return []
    before, after = parse_document(edited(text, certain), keys), edited(text, edits)
    same = _told(before, kind, path) == _told(parse_document(after, keys), kind, path)
    return edits if same and _alone(after, *bounds(after, whole=False)) is not None else []


def portable_file(text: str, schema: type[Record], many: bool) -> list[Edit]:
    """The same of a file that is all YAML: one record, or one in each of its values (`many`)."""
    header = parse_yaml_file(text)
    if header.unreadable or header.faults:
        return []
    try:
        root = tree_of(text, *bounds(text, whole=True), frozenset())
        edits = _in_yaml(text, root, schema, many=many)
    except CannotWrite:
        return []
    after = edited(text, edits)
    same = _truths_read(parse_yaml_file(after).data) == _truths_read(header.data)
    return edits if same and _alone(after, *bounds(after, whole=True)) is not None else []


def _truths_read(value: Json) -> Json:
    """Values where each text that is a truth is written as YAML has it."""
    if isinstance(value, dict):
        return {key: _truths_read(inner) for key, inner in value.items()}
    return [_truths_read(inner) for inner in value] if isinstance(value, list) else _TRUTHS.get(value, value)


def _in_yaml(text: str, root: Node, schema: type[Record], *, names: bool = False, many: bool = False) -> list[Edit]:
    edits = list(_names(root, schema)) if names else []
    for loc, node, flow in root.walk():
        written = _portable(node, text[node.start : node.end], _form(schema, loc[many:]), flow=flow)
        if written is not None and written != text[node.start : node.end]:
            edits.append(change(node.start, node.end, written, QUOTES))
    return edits


def _names(root: Node, schema: type[Record]) -> Iterator[Edit]:
    """Keys as the schema names them: in lower case, under their first name."""
    names = {alias: name for name, info in schema.model_fields.items() for alias in aliases(info)}
    for key, _ in root.pairs or ():
        name = names.get(key.text.lower(), key.text.lower())
        if name != key.text:
            yield change(key.start, key.end, name, NAMES)


def _portable(node: Node, source: str, form: str, *, flow: bool) -> str | None:
    """A text as any reader takes it; None when its `source` stands so already."""
    text = node.text or ""
    if node.style or not text:
        return None
    if form == "truth" and text.lower() in _TRUTHS:
        written = _TRUTHS[text.lower()]
        return written if written != text else None
    if node.french and "\n" in source:  # its lines stay: YAML reads them as one inside quotes
        return f'"{source}"' if not set(source) & set('"\\') else "'{}'".format(source.replace("'", "''"))
    if node.french:
        return scalars.scalar(text, flow=flow)
    if not scalars.is_taken_otherwise(text) or (form != "text" and scalars.is_same_everywhere(text)):
        return None
    return scalars.scalar(text, flow=flow)


def _form(schema: type[Record], loc: Loc) -> str:
    """What the schema makes of a place: « text », « truth », or anything else."""
    held = held_at(schema, loc)
    return "text" if str in held else "truth" if bool in held else ""


# --- Pelican's plain header ---------------------------------------------------------------------------------


def _from_plain(text: str, header: Header, kind: Kind[Record], path: Path) -> list[Edit]:
    """The header in YAML: its keys in their order, those of the author's own below `extra`."""
    lines = text.split("\n")
    data = _whole(header, kind, path)
    entries = []
    for key, value in sorted(data.items(), key=lambda pair: header.keys.get((pair[0],), (len(lines) + 1, 1))):
        info = kind.schema.model_fields.get(key)
        many = info is not None and list in {origin_of(each) for each in _unions(info.annotation)}
        names = split_names(value) if many and isinstance(value, str) else value
        entries.append(scalars.entry(key, _typed(names, kind.schema, key), 0))
    start = first_line(lines)
    opening = sum(len(line) + 1 for line in lines[:start])
    end = len(text) - len(header.body)
    gap = "\n" if header.body.strip() and not header.body.startswith("\n") else ""
    return [Edit(opening, end, "\n".join(["---", *entries, "---", gap]), YAML)]


def _unions(annotation: Annotation) -> Iterator[Annotation]:
    yield annotation
    if origin_of(annotation) in (Union, UnionType) or hasattr(annotation, "__metadata__"):
        for inner in annotation.__args__:
            yield from _unions(inner)


def _typed(value: Json, schema: type[Record], key: str) -> Json:
    """A number, a date or a truth as YAML has it: a text would be put between quotes."""
    form = _form(schema, (key,))
    if not isinstance(value, str) or form == "text":
        return value
    if form == "truth" and value.lower() in _TRUTHS:
        return scalars.Bare(_TRUTHS[value.lower()])
    return scalars.Bare(value) if scalars.is_same_everywhere(value) else value


# --- what a header says -------------------------------------------------------------------------------------


def _whole(header: Header, kind: Kind[Record], path: Path) -> JsonObject:
    """The values of a header with what the path of its text says, under the names of the schema."""
    site = Content(root=path.parent)
    records = RecordReader(FileNotes(site))
    take_from_path(kind, header, path, path.name)
    records.own_keys_of(kind.schema, header)
    records.rename(kind.schema, header, path.name)
    return header.data


def _told(header: Header, kind: Kind[Record], path: Path) -> object:
    """The record of a header; its values when the schema refuses them."""
    data = _whole(header, kind, path)
    try:
        return kind.schema.model_validate(data)
    except ValidationError:
        return data


def _alone(text: str, first: int, last: int) -> Mapping[str, Json] | None:
    """What YAML alone reads; None when it refuses it."""
    try:
        found = yaml.load("\n".join(text.split("\n")[first:last]), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else {} if found is None else None
