"""What the expressions of a template can be, and what is wrong in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import nodes
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.tests import TESTS

from plugins.site.templates.scope import Macro, Module, Notes, Scope, proved, text_of
from plugins.site.templates.types import (
    ANY,
    HTML,
    NEVER,
    NONE,
    NUMBER,
    TEXT,
    TRUTH,
    Function,
    Many,
    Pairs,
    Row,
    Types,
    always_true,
    attribute,
    called,
    element,
    item,
    name_of,
    shows,
)

_SAME = {"list", "reverse", "sort", "unique", "select", "reject", "selectattr", "rejectattr"}
_ONE = {"first", "last", "min", "max", "random"}
_COUNTS = {"length", "count", "int", "wordcount"}
_WORDS = {
    "upper", "lower", "capitalize", "title", "trim", "replace", "truncate", "string", "striptags", "urlencode",
    "format", "indent", "center", "wordwrap",
}  # fmt: skip
_SAFE = {"safe", "escape", "e", "forceescape"}

Call = Callable[[Macro, list[Types], dict[str, Types], nodes.Node, Scope], None]


class Expressions:
    """The types of expressions. Faults and reads are noted; `call` follows a macro with the types it is given."""

    def __init__(self, notes: Notes, filters: Mapping[str, Callable[..., object]], call: Call) -> None:
        self._notes = notes
        self._filters = filters
        self._call = call

    def type(self, node: nodes.Node, scope: Scope) -> Types:
        """What an expression can be; its faults are told."""
        step = getattr(self, f"_type_{type(node).__name__.lower()}", None)
        if step:
            kinds: Types = step(node, scope)
            return kinds - {NONE} if text_of(node) in scope.sure else kinds
        for each in node.iter_child_nodes():
            self.type(each, scope)
        if isinstance(node, nodes.Not):
            return TRUTH
        if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
            return NUMBER
        self._notes.unknown(scope, node, type(node).__name__)
        return ANY

    def _type_const(self, node: nodes.Const, scope: Scope) -> Types:
        return frozenset({type(node.value)})

    def _type_list(self, node: nodes.List, scope: Scope) -> Types:
        return frozenset({Many(NEVER.union(*(self.type(each, scope) for each in node.items)))})

    def _type_tuple(self, node: nodes.Tuple, scope: Scope) -> Types:
        return frozenset({Row(tuple(self.type(each, scope) for each in node.items))})

    def _type_dict(self, node: nodes.Dict, scope: Scope) -> Types:
        keys, values = ([self.type(getattr(each, part), scope) for each in node.items] for part in ("key", "value"))
        return frozenset({Pairs(NEVER.union(*keys), NEVER.union(*values))})

    def _type_name(self, node: nodes.Name, scope: Scope) -> Types:
        if node.name in scope.owners:
            self._notes.reads.add((scope.owners[node.name], node.name))
        if node.name in scope.names:
            return scope.names[node.name]
        if node.name == "range":
            return frozenset({Function(frozenset({Many(NUMBER)}))})
        if node.name == "self":
            names = tuple(scope.blocks)
            return frozenset({Row((frozenset({Function(HTML)}),) * len(names), names)})
        self._notes.fault(scope, node, node.name, "neither view nor frame gives it, nor is it set", missing=True)
        return NEVER

    def _type_getattr(self, node: nodes.Getattr, scope: Scope) -> Types:
        kinds = self.type(node.node, scope)
        return self._attribute(kinds, node.attr, node, scope)

    def _attribute(self, kinds: Types, name: str, node: nodes.Node, scope: Scope) -> Types:
        found = NEVER
        for kind in kinds:
            if isinstance(kind, Module) and name in kind.scope.names:
                found |= kind.scope.names[name]
                continue
            given = attribute(kind, name)
            if given is None:
                why = "what holds it may be None" if kind is NONE else f"{name_of(kind)} has no « {name} »"
                self._notes.fault(scope, node, text_of(node), why, missing=kind is not NONE)
            elif given == ANY:
                self._notes.unknown(scope, node, f"{name_of(kind)}.{name}")
            else:
                self._notes.reads.add((kind, name))
            found |= given or NEVER
        return found

    def _path(self, kinds: Types, path: str, node: nodes.Node, scope: Scope) -> Types:
        for name in path.split("."):
            kinds = self._attribute(kinds, name, node, scope)
        return kinds

    def _type_getitem(self, node: nodes.Getitem, scope: Scope) -> Types:
        kinds, found = self.type(node.node, scope), NEVER
        if isinstance(node.arg, nodes.Slice):
            for each in filter(None, (node.arg.start, node.arg.stop, node.arg.step)):
                self.type(each, scope)
            kinds, broken = kinds - {NONE}, NONE in kinds
            if broken:
                self._notes.fault(scope, node, text_of(node), "what is cut may be None")
            return frozenset(Many(element(kind) or NEVER) if isinstance(kind, Row) else kind for kind in kinds)
        self.type(node.arg, scope)
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        for kind in kinds:
            given = item(kind, key)
            if given is None:
                self._notes.fault(scope, node, text_of(node), f"{name_of(kind)} gives nothing there")
            elif isinstance(key, str):
                self._notes.reads.add((kind, key))
            found |= given or NEVER
        return found

    def _type_and(self, node: nodes.And, scope: Scope) -> Types:
        left = self.type(node.left, scope)
        if self.verdict(node.left, scope) is False:
            return left
        right = self.type(node.right, scope.inner(proved(node.left, True)))
        return right.union(kind for kind in left if not always_true(kind))

    def _type_or(self, node: nodes.Or, scope: Scope) -> Types:
        left = self.type(node.left, scope) - {NONE}
        return left | self.type(node.right, scope.inner(proved(node.left, False)))

    def _type_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Types:
        self.type(node.test, scope)
        verdict, found = self.verdict(node.test, scope), NEVER
        if verdict is not False:
            found |= self.type(node.expr1, scope.inner(proved(node.test, True)))
        if verdict is not True:
            found |= self.type(node.expr2, scope.inner(proved(node.test, False))) if node.expr2 else TEXT
        return found

    def _type_concat(self, node: nodes.Concat, scope: Scope) -> Types:
        for each in node.nodes:
            self.shown(each, scope)
        return TEXT

    def _type_compare(self, node: nodes.Compare, scope: Scope) -> Types:
        sides = [node.expr, *(each.expr for each in node.ops)]
        kinds = [self.type(each, scope) for each in sides]
        for each, left, right in zip(node.ops, kinds, kinds[1:], strict=False):
            if each.op not in ("eq", "ne") and NONE in (right if each.op in ("in", "notin") else left | right):
                self._notes.fault(scope, node.expr, text_of(node), "compares what may be None")
        return TRUTH

    def _type_add(self, node: nodes.Add, scope: Scope) -> Types:
        return self.type(node.left, scope) | self.type(node.right, scope)

    def _type_test(self, node: nodes.Test, scope: Scope) -> Types:
        if node.name in ("defined", "undefined"):
            self._notes.asked(scope, node.node, self.verdict(node, scope) is not (node.name == "undefined"))
            return TRUTH
        if node.name not in TESTS:
            self._notes.fault(scope, node, node.name, "is no test")
        for each in (node.node, *node.args):
            self.type(each, scope)
        return TRUTH

    def _type_call(self, node: nodes.Call, scope: Scope) -> Types:
        given = [self.type(each, scope) for each in node.args]
        named = {each.key: self.type(each.value, scope) for each in node.kwargs}
        found = NEVER
        for kind in self.type(node.node, scope):
            if isinstance(kind, Macro):
                self._call(kind, given, named, node, scope)
                found |= HTML
            elif isinstance(kind, Function):
                found |= kind.returns
            elif kind is Any:
                self._notes.unknown(scope, node, text_of(node))
                found |= ANY
            else:
                self._notes.fault(scope, node, text_of(node.node), "is no macro")
        return found

    def _type_filter(self, node: nodes.Filter, scope: Scope) -> Types:
        if node.node is None:  # of a block
            return HTML
        name = node.name
        if name in ("default", "d"):
            with self._notes.silence():
                kinds = self.type(node.node, scope)
            return kinds | NEVER.union(*(self.type(each, scope) for each in node.args[:1]))
        given = [self.type(each, scope) for each in node.args]
        named = {str(each.key): each.value for each in node.kwargs}
        if name in self._filters:
            got = self.type(node.node, scope)
            found, wrong = called(self._filters[name], [got, *given])
            if wrong:
                told = " or ".join(sorted(map(name_of, wrong)))
                self._notes.fault(scope, node, text_of(node), f"the filter « {name} » cannot take {told}")
            return found
        if name in _WORDS | _SAFE:
            self.shown(node.node, scope)
            kinds = self.type(node.node, scope)
            return HTML if name in _SAFE else TEXT
        if name in _COUNTS:
            self.type(node.node, scope)
            return NUMBER
        if name not in JINJA_FILTERS:
            self._notes.fault(scope, node, name, "is no filter")
            return NEVER
        each = self.element(node.node, scope)
        path = next((key.value for key in [named.get("attribute"), *node.args] if isinstance(key, nodes.Const)), None)
        if name in ("selectattr", "rejectattr", "groupby") or "attribute" in named:
            value = self._path(each, str(path), node, scope)
            if name == "map":
                return frozenset({Many(value)})
            if name == "groupby":
                return frozenset({Many(frozenset({Row((value, frozenset({Many(each)})), ("grouper", "list"))}))})
            if name == "join":
                each = value
        if name == "join":
            self._shows(each, node, scope)
            return TEXT
        if name in _SAME:
            return frozenset({Many(each)})
        if name in _ONE:
            return each
        self._notes.unknown(scope, node, f"the filter {name}")
        return ANY

    def element(self, node: nodes.Node, scope: Scope) -> Types:
        """What a loop over an expression gives."""
        found = NEVER
        for kind in self.type(node, scope):
            given = element(kind)
            if given is None:
                self._notes.fault(scope, node, text_of(node), f"no loop goes over {name_of(kind)}")
            found |= given or NEVER
        return found

    def verdict(self, test: nodes.Node, scope: Scope) -> bool | None:
        """Whether a test is true or false whatever the build: of a name that these types have, or have not."""
        if isinstance(test, nodes.Not):
            inner = self.verdict(test.node, scope)
            return None if inner is None else not inner
        if isinstance(test, nodes.And):
            sides = self.verdict(test.left, scope), self.verdict(test.right, scope)
            return False if False in sides else True if sides == (True, True) else None
        if isinstance(test, nodes.Test) and test.name in ("defined", "undefined"):
            with self._notes.silence() as faults:
                kinds = self.type(test.node, scope)
            if faults and kinds:  # of some types only
                return None
            return bool(faults) is (test.name == "undefined")
        return None

    def shown(self, node: nodes.Expr, scope: Scope) -> None:
        self._shows(self.type(node, scope), node, scope)

    def _shows(self, kinds: Types, node: nodes.Node, scope: Scope) -> None:
        wrong = sorted(name_of(kind) for kind in kinds if not shows(kind))
        if wrong:
            self._notes.fault(scope, node, text_of(node), f"would show {' or '.join(wrong)} as Python writes it")
