"""A header as it was read: its values, and where each stands in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from plugins.common.problems import Rule
from plugins.common.untyped import JsonObject
from plugins.model.fields import Loc
from plugins.model.rules import HEADER

Mark = tuple[int, int]


@dataclass
class Header:
    """Values of a header, and where each stands.

    `keys` and `values` give the (line, column), from 1, of each key and each value; `faults` are (line, column,
    French message, rule); `body` starts on line `body_line`.
    """

    data: JsonObject = field(default_factory=dict)
    keys: dict[Loc, Mark] = field(default_factory=dict)
    values: dict[Loc, Mark] = field(default_factory=dict)
    faults: list[tuple[int, int, str, Rule]] = field(default_factory=list)
    body: str = ""
    body_line: int = 1
    plain: bool = False
    unreadable: bool = False  # its faults are such that no value of it can be known
    reported: set[Loc] = field(
        default_factory=set
    )  # places whose fault is told already: the schema need not say it again

    def rename(self, old: str, new: str) -> None:
        """Give the values of a key written under its other name the name that the schema uses."""
        self.data[new] = self.data.pop(old)
        for marks in (self.keys, self.values):
            for loc in [loc for loc in marks if loc[0] == old]:
                marks[new, *loc[1:]] = marks.pop(loc)

    def fault(self, line: int, column: int, message: str, rule: Rule = HEADER) -> None:
        """Note a fault at a place."""
        self.faults.append((line, column, message, rule))

    def stop(self, line: int, column: int, message: str) -> None:
        """Note a fault after which nothing of the header can be read."""
        self.unreadable = True
        self.fault(line, column, message)

    def place(self, loc: Loc, *, key: bool = False) -> Mark:
        """The nearest known place of a value (or of its key): its own, else the one that holds it, else line 1."""
        return nearest_place(self.keys, self.values, loc, key=key)


def nearest_place(keys: Mapping[Loc, Mark], values: Mapping[Loc, Mark], loc: Loc, *, key: bool = False) -> Mark:
    """The place of a value (or of its key) among those that are known, as `Header.place` says it."""
    loc = lowered(loc)
    first, second = (keys, values) if key else (values, keys)
    for end in range(len(loc), 0, -1):
        found = first.get(loc[:end]) or second.get(loc[:end])
        if found:
            return found
    return (1, 1)


def lowered(loc: Loc) -> Loc:
    """Places are known by keys in lower case: authors write them as they like."""
    return tuple(part.lower() if isinstance(part, str) else part for part in loc)


def twice(key: str, line: int) -> str:
    """What is said of a key that stands twice."""
    return f"la clé « {key} » est écrite deux fois (déjà ligne {line}) : gardez-en une"


def iter_locs(data: object, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Each text of a header with its place in it."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from iter_locs(value, (*loc, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from iter_locs(value, (*loc, number))
