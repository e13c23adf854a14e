"""One value or one key of a header changed: set, taken away, renamed. All else stays: comments, order, quotes, spaces.

Each function gives the edits of a text, and has read the text that they make: what it says is what was asked, and
nothing else of it has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy

from plugins.common.untyped import Json, JsonObject
from plugins.model.body.edits import Edit
from plugins.model.fields import Loc
from plugins.model.frontmatter import closing_line, first_line, parse_document, parse_yaml_file
from plugins.model.header import Header
from plugins.model.writing import scalars
from plugins.model.writing.edits import CannotWrite, change, edited
from plugins.model.writing.tree import UNREADABLE, Key, Node, tree_of

NO_HEADER = "ce texte n’a pas d’en-tête : ajoutez-le d’abord (./inv new en écrit un)"


def set_value(
    text: str, loc: Loc, value: Json, prose_keys: frozenset[str] = frozenset(), *, whole: bool = False
) -> list[Edit]:
    """The edits that give a value, at a place of a header, to a text; none when it says so already.

    The place may be one that is not there yet: a key, or the item after the last of a list. Of a list or a mapping
    that is there, only what differs is written. `whole`: the file is all YAML (agence.yaml, lieux.yaml). Raises
    CannotWrite.
    """
    header = _read(text, prose_keys, whole=whole)
    wanted = deepcopy(header.data)
    loc = _known_loc(header.data, loc)
    _put(wanted, loc, _plain_text(loc, value) if header.plain else scalars.as_text(value))
    if wanted == header.data:
        return []
    if header.plain:
        edits = list(_set_plain(text, loc, value, header))
    else:
        edits = list(_Writer(text, *bounds(text, whole=whole), prose_keys).set(loc, value))
    return _verified(text, edits, header, wanted, prose_keys, whole=whole)


def remove_key(text: str, loc: Loc, prose_keys: frozenset[str] = frozenset(), *, whole: bool = False) -> list[Edit]:
    """The edits that take a key, or an item of a list, away with its value. Raises CannotWrite when it is not there."""
    header = _read(text, prose_keys, whole=whole)
    wanted = deepcopy(header.data)
    loc = _known_loc(header.data, loc)
    try:
        del _holder(wanted, loc)[loc[-1]]
    except (KeyError, IndexError, TypeError):
        raise CannotWrite(f"« {_shown(loc)} » n’est pas dans l’en-tête") from None
    if header.plain:
        lines = text.split("\n")
        start, end = _plain_lines(lines, header, str(loc[0]))
        edits = [change(_offset(lines, start), _offset(lines, end), "")]
    else:
        edits = list(_Writer(text, *bounds(text, whole=whole), prose_keys).remove(loc))
    return _verified(text, edits, header, wanted, prose_keys, whole=whole)


def rename_key(text: str, loc: Loc, name: str, prose_keys: frozenset[str] = frozenset()) -> list[Edit]:
    """The edits that give a key another name; its value, its place and its comments stay. Raises CannotWrite."""
    header = _read(text, prose_keys, whole=False)
    loc = _known_loc(header.data, loc)
    wanted = deepcopy(header.data)
    try:
        holder = _holder(wanted, loc)
        renamed = {name if key == loc[-1] else key: value for key, value in holder.items()}
        if loc[-1] not in holder or len(renamed) < len(holder):
            raise CannotWrite(f"« {_shown(loc)} » ne peut s’appeler « {name} » : cette clé est déjà là")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise CannotWrite(f"« {_shown(loc)} » n’est pas dans l’en-tête") from None
    holder.clear()
    holder.update(renamed)
    if header.plain:
        line, column = header.keys[loc]
        start = _offset(text.split("\n"), line - 1) + column - 1
        edits = [change(start, start + len(str(loc[0])), name)]
    else:
        key, _ = _Writer(text, *bounds(text, whole=False), prose_keys).pair(loc)
        edits = [change(key.start, key.end, scalars.scalar(name))]
    return _verified(text, edits, header, wanted, prose_keys, whole=False)


def add_to_body(text: str, passage: str) -> list[Edit]:
    """The edits that add a passage at the end of a text, as a paragraph of its own."""
    return [change(len(text.rstrip()), len(text), f"\n\n{passage}\n")]


# --- what is read, and read again ---------------------------------------------------------------------------


def _read(text: str, prose_keys: frozenset[str], *, whole: bool) -> Header:
    header = parse_yaml_file(text, prose_keys) if whole else parse_document(text, prose_keys)
    if header.unreadable:
        raise CannotWrite(UNREADABLE if header.keys or not header.plain else NO_HEADER)
    return header


def _verified(
    text: str, edits: list[Edit], before: Header, wanted: JsonObject, prose_keys: frozenset[str], *, whole: bool
) -> list[Edit]:
    """The edits, once the text that they make is seen to say what was asked, and to hold the same body."""
    try:
        after = _read(edited(text, edits), prose_keys, whole=whole)
        right = after.data == wanted and after.body == before.body and after.plain == before.plain
    except CannotWrite:
        right = False
    if not right:
        raise CannotWrite("cet en-tête est écrit d’une façon que l’on ne sait pas changer : modifiez-le vous-même")
    return edits


def bounds(text: str, *, whole: bool) -> tuple[int, int]:
    """The lines of YAML of a text, from 0, the last left out."""
    lines = text.split("\n")
    if whole:
        return 0, len(lines)
    start = first_line(lines)
    return start + 1, closing_line(lines, start) or start + 1


def _known_loc(data: Json, loc: Loc) -> Loc:
    """A place with its keys as the header spells them."""
    found: list[str | int] = []
    for part in loc:
        if isinstance(data, Mapping) and isinstance(part, str):
            part = next((key for key in data if str(key).lower() == part.lower()), part)
            data = data.get(part)
        else:
            data = data[part] if isinstance(data, list) and isinstance(part, int) and part < len(data) else None
        found.append(part)
    return tuple(found)


def _holder(data: Json, loc: Loc) -> Json:
    for part in loc[:-1]:
        data = data[part]
    return data


def _put(data: JsonObject, loc: Loc, value: Json) -> None:
    """Set a value in plain data, making what is to hold it."""
    here: Json = data
    for part, inner in zip(loc, (*loc[1:], None), strict=True):
        new = value if inner is None else [] if isinstance(inner, int) else {}
        if isinstance(part, int) and isinstance(here, list) and part == len(here):
            here.append(new)
        elif isinstance(part, int) and isinstance(here, list) and part < len(here):
            here[part] = new if inner is None else here[part]
        elif isinstance(part, str) and isinstance(here, dict):
            here[part] = new if inner is None or part not in here else here[part]
        else:
            raise CannotWrite(f"« {_shown(loc)} » n’a pas de place dans cet en-tête")
        here = here[part]


def _shown(loc: Loc) -> str:
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)


# --- YAML ---------------------------------------------------------------------------------------------------


class _Writer:
    """The edits of one YAML header."""

    def __init__(self, text: str, first: int, last: int, prose_keys: frozenset[str]) -> None:
        self.text = text
        self.first, self.last = first, last
        self.root = tree_of(text, first, last, prose_keys)

    def pair(self, loc: Loc) -> tuple[Key, Node]:
        """The key and the value at a place."""
        node = self.at(loc[:-1])
        found = next(((key, inner) for key, inner in node.pairs or () if _is(key, loc[-1])), None)
        if found is None:
            raise CannotWrite(f"« {_shown(loc)} » n’est pas dans l’en-tête")
        return found

    def at(self, loc: Loc) -> Node:
        """The value at a place."""
        node = self.root
        for part in loc:
            node = _below(node, part) or _missing(loc)
        return node

    def set(self, loc: Loc, value: Json) -> Iterator[Edit]:
        node: Node = self.root
        for depth, part in enumerate(loc):
            below = _below(node, part)
            if below is None:
                for inner in reversed(loc[depth + 1 :]):
                    value = [value] if isinstance(inner, int) else {inner: value}
                yield self._insert(node, part, value)
                return
            node = below
        yield from self._change(node, value, flow=self._in_flow(loc))

    def _in_flow(self, loc: Loc) -> bool:
        return any(self.at(loc[:depth]).flow for depth in range(len(loc)))

    def _change(self, node: Node, value: Json, *, flow: bool) -> Iterator[Edit]:
        """What differs between what a node says and a value."""
        if scalars.as_text(value) == node.value:
            return
        inside = flow or node.flow
        if node.pairs is not None and isinstance(value, Mapping) and value:
            wanted = {str(key).lower(): inner for key, inner in value.items()}
            gone = [key.text for key, _ in node.pairs if key.text.lower() not in wanted]
            if len(gone) < len(node.pairs):
                for key, inner in node.pairs:
                    if key.text.lower() in wanted:
                        yield from self._change(inner, wanted[key.text.lower()], flow=inside)
                yield from self._without(node, [key.text in gone for key, _ in node.pairs])
                known = {key.text.lower() for key, _ in node.pairs}
                added = {str(key): inner for key, inner in value.items() if str(key).lower() not in known}
                if added:
                    kept = [inner for key, inner in node.pairs if key.text not in gone]
                    yield self._insert_pairs(node, added, kept[-1])
                return
        if node.items and isinstance(value, list | tuple) and value:
            yield from self._change_items(node, list(value), flow=inside)
            return
        yield self._replace(node, value, flow=flow)

    def _change_items(self, node: Node, value: list[Json], *, flow: bool) -> Iterator[Edit]:
        """Items at both ends that are the same stay; between them each takes the place of one, others come or go."""
        old, new = [item.value for item in node.items or ()], [scalars.as_text(item) for item in value]
        items = node.items or []
        head = 0
        while head < min(len(old), len(new)) and old[head] == new[head]:
            head += 1
        tail = 0
        while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
            tail += 1
        both = min(len(old), len(new)) - tail
        for rank in range(head, both):
            yield from self._change(items[rank], value[rank], flow=flow)
        if len(new) > len(old):
            yield self._insert_items(node, both, value[both : len(new) - tail])
        else:
            yield from self._without(node, [both <= rank < len(old) - tail for rank in range(len(old))])

    def _replace(self, node: Node, value: Json, *, flow: bool) -> Edit:
        container = isinstance(value, Mapping | list | tuple)
        if container:
            written = scalars.flow(value)
        elif node.style in ("|", ">") and isinstance(value, str) and "\n" in value:
            last = self.text[self.text.rfind("\n", 0, node.end) + 1 : node.end]
            written = scalars.block(value, len(last) - len(last.lstrip(" "))) or scalars.scalar(value)
        else:
            written = self._scalar(node, value, flow=flow)
        if node.colon is not None and node.text is None and "\n" in self.text[node.colon : node.start]:  # below its key
            beside = self.text[node.colon : self.text.find("\n", node.colon)].rstrip()
            return change(node.colon, node.end, f" {written}{beside}")
        gap = " " if self.text[node.start - 1 : node.start] in (":", "-") else ""
        return change(node.start, node.end, gap + written)

    def _scalar(self, node: Node, value: Json, *, flow: bool) -> str:
        """A scalar as the one before it was written, as far as any reader takes it."""
        same_kind = node.style == "" and not node.french and node.text and not isinstance(value, bool)
        if same_kind and scalars.is_same_everywhere(node.text or "") and scalars.is_same_everywhere(str(value)):
            return str(scalars.as_text(value))  # a number or a date for another, as the author wrote it
        return scalars.scalar(value, node.style if node.style in ("'", '"') else "", flow=flow)

    def _insert(self, node: Node, part: str | int, value: Json) -> Edit:
        """A key, or an item, that is not there."""
        if isinstance(part, int):
            if node.items is None or part != len(node.items):
                raise CannotWrite("cette place n’est pas dans la liste")
            return self._insert_items(node, part, [value])
        if node.pairs is None:
            raise CannotWrite(f"« {part} » n’a pas de place ici : la valeur n’est pas faite de paires")
        waiting = self._commented(part) if node is self.root else None
        if waiting is not None:
            return change(*waiting, scalars.entry(part, value, 0))
        return self._insert_pairs(node, {part: value}, node.pairs[-1][1] if node.pairs else None)

    def _insert_pairs(self, node: Node, added: Mapping[str, Json], after: Node | None) -> Edit:
        """Pairs that are not there, after a value of the same mapping; None when it is empty."""
        pairs = node.pairs or []
        if node.flow or (after is None and node is not self.root):
            written = scalars.flow(added)[1:-1]
            return (
                change(after.end, after.end, f", {written}")
                if after
                else change(node.start, node.end, f"{{{written}}}")
            )
        indent = pairs[0][0].start - self.text.rfind("\n", 0, pairs[0][0].start) - 1 if pairs else 0
        written = "\n".join(scalars.entry(key, inner, indent) for key, inner in added.items())
        if after is None:
            return change(node.start, node.start, f"{written}\n")
        end = self._line_end(after.end)
        return change(end, end, f"\n{written}")

    def _commented(self, key: str) -> tuple[int, int] | None:
        """Where a line of a new file keeps the place of a key: « #key: »."""
        lines = self.text.split("\n")
        for number in range(self.first, self.last):
            if re.fullmatch(rf"#[ \t]?{re.escape(key)}:[ \t]*", lines[number]):
                start = _offset(lines, number)
                return start, start + len(lines[number])
        return None

    def _insert_items(self, node: Node, rank: int, values: list[Json]) -> Edit:
        items = node.items or []
        if node.flow or not items:
            written = ", ".join(map(scalars.flow, values))
            if not items:
                return change(node.start, node.end, f"[{written}]")
            if rank:
                return change(items[rank - 1].end, items[rank - 1].end, f", {written}")
            return change(items[0].start, items[0].start, f"{written}, ")
        dash = self._dash(items[0])
        indent = dash - self.text.rfind("\n", 0, dash) - 1
        written = "\n".join(scalars.item(value, indent) for value in values)
        if rank:
            end = self._line_end(items[rank - 1].end)
            return change(end, end, f"\n{written}")
        line = self.text.rfind("\n", 0, dash) + 1
        return change(line, line, f"{written}\n")

    def remove(self, loc: Loc) -> Iterator[Edit]:
        node = self.at(loc[:-1])
        if node.pairs is not None:
            chosen = [_is(key, loc[-1]) for key, _ in node.pairs]
        else:
            chosen = [rank == loc[-1] for rank in range(len(node.items or ()))]
        if all(chosen) and node is not self.root:
            yield self._replace(node, [] if node.items is not None else {}, flow=self._in_flow(loc[:-1]))
        else:
            yield from self._without(node, chosen)

    def _without(self, node: Node, chosen: list[bool]) -> Iterator[Edit]:
        """Some pairs, or some items, taken away; not all, but of the header itself."""
        if node.pairs is not None:
            parts = [(key.start, value.end) for key, value in node.pairs]
        else:
            parts = [(item.start if node.flow else self._dash(item), item.end) for item in node.items or ()]
        reached = 0
        for rank, (start, end) in enumerate(parts):
            if not chosen[rank] or end < reached:
                continue
            if node.flow:
                later = any(not gone for gone in chosen[rank + 1 :])
                if later:
                    yield change(start, parts[rank + 1][0], "")
                else:
                    yield change(parts[rank - 1][1], end, "")
                continue
            line = self.text.rfind("\n", 0, start) + 1
            if not self.text[line:start].strip():
                yield change(max(line, reached), min(self._line_end(end) + 1, len(self.text)), "")
            elif start >= reached:  # after a dash: the next one that stays comes up
                reached = next(parts[later][0] for later in range(rank + 1, len(parts)) if not chosen[later])
                yield change(start, reached, "")

    def _dash(self, item: Node) -> int:
        return self.text.rfind("-", 0, item.start)

    def _line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end


def _is(key: Key, part: object) -> bool:
    return isinstance(part, str) and key.text.lower() == part.lower()


def _below(node: Node, part: str | int) -> Node | None:
    if isinstance(part, int):
        return node.items[part] if node.items is not None and part < len(node.items) else None
    return next((inner for key, inner in node.pairs or () if _is(key, part)), None)


def _missing(loc: Loc) -> Node:
    raise CannotWrite(f"« {_shown(loc)} » n’est pas dans l’en-tête")


# --- Pelican's plain header ---------------------------------------------------------------------------------


def _plain_text(loc: Loc, value: Json) -> str:
    """A value as a line of a plain header says it; CannotWrite for one that none can."""
    values = list(value) if isinstance(value, list | tuple) else [value]
    parts = [str(scalars.as_text(each)) for each in values]
    if len(loc) > 1 or any(isinstance(each, Mapping | list | tuple) for each in values) or not all(parts):
        raise CannotWrite(
            f"l’en-tête « Clé: valeur » de Pelican ne peut dire « {loc[0]} » : ./inv fix le change en YAML"
        )
    if isinstance(value, list | tuple) and any(set(part) & set(",;\n") for part in parts):
        raise CannotWrite(f"une valeur de « {loc[0]} » contient une virgule : ./inv fix change cet en-tête en YAML")
    return ", ".join(parts)


def _set_plain(text: str, loc: Loc, value: Json, header: Header) -> Iterator[Edit]:
    key, lines = str(loc[0]), text.split("\n")
    written = _plain_text(loc, value).replace("\n", "\n    ")
    if (loc[0],) in header.keys:
        _, end = _plain_lines(lines, header, key)
        number, column = header.values[loc[0],]
        place = _offset(lines, number - 1) + column - 1
        yield change(place, _offset(lines, end) - 1, f" {written}" if text[place - 1] == ":" else written)
        return
    end = header.body_line - 1
    while end and not lines[end - 1].strip():
        end -= 1
    if end and lines[end - 1].rstrip() in ("---", "..."):
        end -= 1
    yield change(_offset(lines, end) - 1, _offset(lines, end) - 1, f"\n{key.capitalize()}: {written}")


def _plain_lines(lines: list[str], header: Header, key: str) -> tuple[int, int]:
    """The lines of a key, from 0, the last left out: those that go on are indented."""
    start = header.keys[key,][0] - 1
    end = start + 1
    while end < len(lines) and lines[end][:1] in (" ", "\t") and lines[end].strip():
        end += 1
    return start, end


def _offset(lines: list[str], number: int) -> int:
    return sum(len(line) + 1 for line in lines[:number])
