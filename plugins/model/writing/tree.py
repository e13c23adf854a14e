"""Where each key and each value of a YAML header stands in its text, from its first sign to its last."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

import yaml

from plugins.common.untyped import Json
from plugins.model.fields import Loc
from plugins.model.french_yaml import french_texts, quote_french
from plugins.model.writing.edits import CannotWrite
from plugins.model.writing.scalars import Style

UNREADABLE = "cet en-tête a une faute : corrigez-la d’abord (./inv check la montre)"


@dataclass
class Key:
    """A key: its text, and where it stands."""

    text: str
    start: int
    end: int


@dataclass
class Node:
    """A value: a text (`text`), a list (`items`) or a mapping (`pairs`), and its offsets in the file.

    `style`: the quotes of a text; `flow`: between brackets or braces; `french`: a text that YAML alone would misread;
    `colon`: where the colon of its key ends.
    """

    start: int
    end: int
    column: int
    text: str | None = None
    style: Style = ""
    flow: bool = False
    french: bool = False
    colon: int | None = None
    items: list[Node] | None = None
    pairs: list[tuple[Key, Node]] | None = field(default=None)

    @property
    def value(self) -> Json:
        """What it says, each scalar a text."""
        if self.items is not None:
            return [node.value for node in self.items]
        return {key.text: node.value for key, node in self.pairs} if self.pairs is not None else self.text

    def walk(self, loc: Loc = (), *, flow: bool = False) -> Iterator[tuple[Loc, Node, bool]]:
        """Each text below, with its place, and whether it is between brackets or braces."""
        if self.items is not None:
            for rank, node in enumerate(self.items):
                yield from node.walk((*loc, rank), flow=flow or self.flow)
        elif self.pairs is not None:
            for key, node in self.pairs:
                yield from node.walk((*loc, key.text.lower()), flow=flow or self.flow)
        else:
            yield loc, self, flow


def tree_of(text: str, first: int, last: int, prose_keys: frozenset[str]) -> Node:
    """The tree of the YAML that lines of a text hold, from 0, `last` left out.

    Raises CannotWrite for what cannot be read, or what stands for another value (« * »).
    """
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    inside = lines[first:last]
    french = {
        (each.first, each.column): starts[each.last + first] + each.end for each in french_texts(inside, prose_keys)
    }
    try:
        root = yaml.compose(
            "\n".join(quote_french(inside, prose_keys)) + "\n", Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        )
    except (yaml.YAMLError, RecursionError):
        raise CannotWrite(UNREADABLE) from None
    seen: set[int] = set()

    def offset(mark: yaml.Mark) -> int:
        return starts[mark.line + first] + mark.column

    def node_of(node: yaml.Node) -> Node:
        if id(node) in seen:
            raise CannotWrite(UNREADABLE)
        seen.add(id(node))
        start, column = offset(node.start_mark), node.start_mark.column
        if isinstance(node, yaml.ScalarNode):
            end = french.get((node.start_mark.line, node.start_mark.column))
            if end is not None:
                return Node(start, end, column, text=node.value, french=True)
            end = offset(node.end_mark)
            if node.style in ("|", ">"):
                end = start + len(text[start:end].rstrip())
            return Node(start, max(start, end), column, text=node.value, style=cast("Style", node.style or ""))
        found = Node(start, offset(node.end_mark), column, flow=bool(getattr(node, "flow_style", False)))
        if isinstance(node, yaml.SequenceNode):
            found.items = [node_of(child) for child in node.value]
        elif isinstance(node, yaml.MappingNode):
            found.pairs = []
            for key, value in node.value:
                if not isinstance(key, yaml.ScalarNode):
                    raise CannotWrite(UNREADABLE)
                place = Key(key.value.strip(), offset(key.start_mark), offset(key.end_mark))
                inner = node_of(value)
                inner.colon = text.index(":", place.end) + 1
                found.pairs.append((place, inner))
        last = found.items[-1] if found.items else found.pairs[-1][1] if found.pairs else None
        if last is not None and not found.flow:
            found.end = last.end  # YAML's own is the beginning of what follows
        return found

    if root is None:
        return Node(starts[first], starts[first], 0, pairs=[])
    if not isinstance(root, yaml.MappingNode) or root.flow_style:
        raise CannotWrite(UNREADABLE)
    return node_of(root)
