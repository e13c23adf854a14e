"""What a place of a template knows, and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from jinja2 import nodes

from plugins.site.templates import OF_A_PAGE
from plugins.site.templates.types import NEVER, Types, fields_of


@dataclass(frozen=True, order=True)
class Fault:
    """A place where a template reads what it is not given: `read` is what it says there.

    `missing` is a name that no build gives, whatever the content.
    """

    template: str
    line: int
    read: str
    reason: str
    missing: bool = False

    def __str__(self) -> str:
        return f"{self.template}:{self.line}: {self.read}: {self.reason}"


@dataclass(frozen=True)
class Scope:
    """What a place of a template knows: names, the views that gave them, what is not None here, blocks of the page."""

    template: str
    names: dict[str, Types]
    owners: dict[str, type] = field(default_factory=dict)
    sure: set[str] = field(default_factory=set)
    blocks: dict[str, list[tuple[str, nodes.Block]]] = field(default_factory=dict)
    page: Scope | None = None
    frame: type | None = None  # what pages read besides their views

    def alone(self, template: str) -> Scope:
        """The scope of a template that is drawn in without context: what the frame gives to all pages."""
        if self.frame is None:
            return Scope(template, {})
        names = {name: kinds for name, kinds in fields_of(self.frame).items() if name not in OF_A_PAGE}
        return Scope(template, names, dict.fromkeys(names, self.frame), frame=self.frame)

    def inner(self, sure: Iterable[str] = ()) -> Scope:
        """A scope of its own, with what is sure there besides."""
        return replace(self, names={**self.names}, owners={**self.owners}, sure={*self.sure, *sure})

    def bind(self, name: str, kinds: Types) -> None:
        """Give a name a meaning, in place of the one that it had."""
        self.names[name] = kinds
        self.owners.pop(name, None)
        self.sure.difference_update([path for path in self.sure if path.split(".")[0] == name])

    def meet(self, branches: list[Scope]) -> None:
        """Take what every branch says: a name that one of them lacks has no value that is sure."""
        common = set.intersection(*(set(each.names) for each in branches))
        for name in common:
            if any(each.names[name] is not self.names.get(name) for each in branches):
                self.bind(name, NEVER.union(*(each.names[name] for each in branches)))


@dataclass(frozen=True, eq=False)
class Macro:
    """A macro, where it was written and what it sees there."""

    node: nodes.Macro
    scope: Scope


@dataclass(frozen=True, eq=False)
class Module:
    """A template imported as a whole."""

    scope: Scope

    @property
    def __name__(self) -> str:
        """How a message names it."""
        return self.scope.template


class Notes:
    """What is found: `faults`; `reads` (class, field); `blind` reads, of what no type is known for."""

    def __init__(self) -> None:
        self.faults: set[Fault] = set()
        self.blind: set[Fault] = set()
        self.reads: set[tuple[object, str]] = set()
        self._answers: dict[Fault, bool] = {}
        self.walked: set[object] = set()  # macros with the types of their arguments

    def fault(self, scope: Scope, node: nodes.Node, read: str, reason: str, *, missing: bool = False) -> None:
        """A place that reads what it is not given."""
        self.faults.add(Fault(scope.template, node.lineno, read, reason, missing))

    def asked(self, scope: Scope, node: nodes.Node, defined: bool) -> None:
        """A place that asks whether it is given something, and the answer for these types."""
        fault = Fault(scope.template, node.lineno, text_of(node), "is defined for no type that comes here", True)
        self._answers[fault] = defined or self._answers.get(fault, False)

    def never_defined(self) -> list[Fault]:
        """The places where that answer is always no."""
        return [fault for fault, defined in self._answers.items() if not defined]

    def unknown(self, scope: Scope, node: nodes.Node, read: str) -> None:
        """A place of which nothing can be told."""
        self.blind.add(Fault(scope.template, node.lineno, read, "no type is known for it"))

    @contextmanager
    def silence(self) -> Iterator[set[Fault]]:
        """What is asked here is a question: its faults are the answer."""
        kept = self.faults, self.walked
        self.faults, self.walked = set(), set()
        try:
            yield self.faults
        finally:
            self.faults, self.walked = kept


def proved(test: nodes.Node, outcome: bool) -> set[str]:
    """The expressions that are not None once a test is true, or false."""
    if isinstance(test, nodes.Not):
        return proved(test.node, not outcome)
    if isinstance(test, nodes.And | nodes.Or):
        if isinstance(test, nodes.And) is outcome:
            return proved(test.left, outcome) | proved(test.right, outcome)
        return proved(test.left, outcome) & proved(test.right, outcome)
    if isinstance(test, nodes.Test) and test.name == "none":
        return set() if outcome else {text_of(test.node)}
    if isinstance(test, nodes.Compare) and outcome and [each.op for each in test.ops] == ["eq"]:
        other = test.ops[0].expr
        return {text_of(test.expr)} if isinstance(other, nodes.Const) and other.value is not None else set()
    return {text_of(test)} if outcome and isinstance(test, nodes.Name | nodes.Getattr) else set()


def text_of(node: nodes.Node) -> str:
    """An expression as a template writes it, short."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Getattr):
        return f"{text_of(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{text_of(node.node)}[{'…' if isinstance(node.arg, nodes.Slice) else text_of(node.arg)}]"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{text_of(node.node)}|{node.name}"
    if isinstance(node, nodes.Call):
        return f"{text_of(node.node)}(…)"
    return type(node).__name__.lower()
