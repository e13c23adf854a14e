"""Reads a template as Jinja would render it, with types in place of values: what it asks of its view, and gets or not.

Every branch is followed, every macro with the types of its arguments, every block where it stands. What a guard has
shown not to be None (`{% if article.hero %}`) is known below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, nodes
from jinja2.filters import FILTERS as JINJA_FILTERS
from jinja2.tests import TESTS

from plugins.site.template_types import (
    ANY,
    HTML,
    LOOP,
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
    attribute,
    called,
    element,
    fields_of,
    item,
    name_of,
    shows,
)

_SAME = {"list", "reverse", "sort", "unique", "select", "reject", "selectattr", "rejectattr"}
_ONE = {"first", "last", "min", "max", "random"}
_COUNTS = {"length", "count", "int", "wordcount"}
_WORDS = {
    "upper", "lower", "capitalize", "title", "trim", "replace", "truncate", "string", "striptags", "urlencode", "format",
    "indent", "center", "wordwrap",
}  # fmt: skip
_SAFE = {"safe", "escape", "e", "forceescape"}


@dataclass(frozen=True, order=True)
class Fault:
    """A place where a template reads what it is not given: `read` is what it says there."""

    template: str
    line: int
    read: str
    reason: str

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


class Reader:
    """Reads the templates of a folder. `faults` and `reads` (class, field) grow with each page; so do `blind` reads.

    Those are of what no type is known for: a contract holds where there is none.
    """

    def __init__(self, folder: Path, filters: Mapping[str, Callable[..., Any]]) -> None:
        self.faults: set[Fault] = set()
        self.blind: set[Fault] = set()
        self.reads: set[tuple[type, str]] = set()
        self.seen: set[str] = set()  # templates
        self.called: set[tuple[str, str]] = set()  # macros, by template and name
        self._folder = folder
        self._filters = filters
        self._environment = Environment(autoescape=True)
        self._environment.filters.update(filters)
        self._trees: dict[str, nodes.Template] = {}
        self._walked: set[object] = set()

    # --- templates

    def page(self, template: str, views: Iterable[type]) -> None:
        """Read a template, and those that it extends, includes or imports, with the fields of some views."""
        scope = Scope(template, {})
        for view in views:
            for name in (each.name for each in fields(view)):
                scope.names[name], scope.owners[name] = fields_of(view)[name], view
        chain = list(self._chain(template))
        above: set[str] = set()
        for name, tree in reversed(chain):
            own = {block.name for block in tree.find_all(nodes.Block)}
            if above:
                for block in (node for node in tree.body if isinstance(node, nodes.Block) and node.name not in above):
                    self._fault(replace(scope, template=name), block, f"block {block.name}", "is in no template above")
            above |= own
        for name, tree in chain:
            for block in tree.find_all(nodes.Block):
                scope.blocks.setdefault(block.name, []).append((name, block))
        scope = replace(scope, page=scope)
        for name, tree in chain[:-1]:
            shown = (nodes.Output, nodes.Block, nodes.Extends)
            self._run([node for node in tree.body if not isinstance(node, shown)], replace(scope, template=name))
        for name, tree in chain[-1:]:
            self._run(tree.body, replace(scope, template=name))

    def tree(self, name: str) -> nodes.Template:
        """A template, parsed; an empty one where it cannot be."""
        if name not in self._trees:
            try:
                self._trees[name] = self._environment.parse((self._folder / name).read_text("utf-8"))
            except (OSError, UnicodeDecodeError, TemplateError) as error:
                self.faults.add(Fault(name, getattr(error, "lineno", 1), name, f"cannot be read ({error})"))
                self._trees[name] = nodes.Template([], lineno=1)
        self.seen.add(name)
        return self._trees[name]

    def _chain(self, name: str) -> Iterator[tuple[str, nodes.Template]]:
        """A template and those that it extends, the frame last."""
        known: set[str] = set()
        while name not in known:
            known.add(name)
            tree = self.tree(name)
            yield name, tree
            parent = next(tree.find_all(nodes.Extends), None)
            if parent is not None:
                name = self._named(parent.template, Scope(name, {})) or name

    def _named(self, node: nodes.Expr, scope: Scope) -> str:
        if isinstance(node, nodes.Const) and isinstance(node.value, str):
            return node.value
        self._unknown(scope, node, "the name of a template")
        return ""

    def _module(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Scope:
        name = self._named(node.template, scope)
        module = replace(scope.inner(), template=name) if node.with_context else Scope(name, {})
        if name:
            self._run(self.tree(name).body, module)
        return module

    # --- statements

    def _run(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            step = getattr(self, f"_run_{type(node).__name__.lower()}", None)
            if step:
                step(node, scope)
            else:
                self._unknown(scope, node, type(node).__name__)

    def _run_output(self, node: nodes.Output, scope: Scope) -> None:
        for each in node.nodes:
            if not isinstance(each, nodes.TemplateData):
                self._shown(each, scope)

    def _run_if(self, node: nodes.If, scope: Scope) -> None:
        branches, rest = [], scope.inner()
        for each in (node, *node.elif_):
            self.type(each.test, rest)
            verdict = self._verdict(each.test, rest)
            if verdict is not False:
                branches.append(rest.inner(_proved(each.test, True)))
                self._run(each.body, branches[-1])
            if verdict is True:
                break
            rest = rest.inner(_proved(each.test, False))
        else:
            branches.append(rest)
            self._run(node.else_, rest)
        scope.meet(branches)

    def _run_for(self, node: nodes.For, scope: Scope) -> None:
        inner = scope.inner()
        self._assign(node.target, self._element(node.iter, scope), inner)
        inner.bind("loop", frozenset({LOOP}))
        if node.test:
            self.type(node.test, inner)
            inner = inner.inner(_proved(node.test, True))
        self._run(node.body, inner)
        self._run(node.else_, scope.inner())

    def _run_assign(self, node: nodes.Assign, scope: Scope) -> None:
        self._assign(node.target, self.type(node.node, scope), scope)

    def _run_assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._run(node.body, scope.inner())
        self._assign(node.target, HTML, scope)

    def _run_with(self, node: nodes.With, scope: Scope) -> None:
        inner = scope.inner()
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self.type(value, scope), inner)
        self._run(node.body, inner)

    def _run_macro(self, node: nodes.Macro, scope: Scope) -> None:
        scope.bind(node.name, frozenset({Macro(node, scope)}))

    def _run_import(self, node: nodes.Import, scope: Scope) -> None:
        scope.bind(node.target, frozenset({Module(self._module(node, scope))}))

    def _run_fromimport(self, node: nodes.FromImport, scope: Scope) -> None:
        module = self._module(node, scope)
        for each in node.names:
            name, alias = each if isinstance(each, tuple) else (each, each)
            if name not in module.names:
                self._fault(scope, node, name, f"is not in {module.template}")
            scope.bind(alias, module.names.get(name, NEVER))

    def _run_include(self, node: nodes.Include, scope: Scope) -> None:
        name = self._named(node.template, scope)
        inner = replace(scope.inner(), template=name) if node.with_context else Scope(name, {})
        if name:
            self._run(self.tree(name).body, inner)

    def _run_block(self, node: nodes.Block, scope: Scope) -> None:
        context = scope if node.scoped or scope.page is None else scope.page
        for template, block in scope.blocks.get(node.name, [(scope.template, node)]):
            inner = replace(context.inner(scope.sure), template=template)
            inner.bind("super", frozenset({Function(HTML)}))
            self._run(block.body, inner)
            if "super" not in {name.name for name in block.find_all(nodes.Name)}:
                break

    def _run_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        inner = scope.inner()
        for each in node.args:
            inner.bind(each.name, ANY)
        self.type(node.call, scope)
        self._run(node.body, inner)

    def _run_filterblock(self, node: nodes.FilterBlock, scope: Scope) -> None:
        self._run(node.body, scope.inner())

    def _run_scopedevalcontextmodifier(self, node: nodes.ScopedEvalContextModifier, scope: Scope) -> None:
        self._run(node.body, scope)

    def _run_extends(self, node: nodes.Extends, scope: Scope) -> None:
        pass  # `_chain` has followed it

    def _assign(self, target: nodes.Node, kinds: Types, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.bind(target.name, kinds)
        elif isinstance(target, nodes.Tuple):
            for rank, each in enumerate(target.items):
                found = [item(kind, rank) for kind in kinds]
                if None in found:
                    self._fault(scope, target, _text(target), "has fewer parts than that")
                self._assign(each, NEVER.union(*filter(None, found)), scope)

    # --- expressions

    def type(self, node: nodes.Node, scope: Scope) -> Types:
        """What an expression can be; its faults are told."""
        step = getattr(self, f"_type_{type(node).__name__.lower()}", None)
        if step:
            kinds: Types = step(node, scope)
            return kinds - {NONE} if _text(node) in scope.sure else kinds
        for each in node.iter_child_nodes():
            self.type(each, scope)
        if isinstance(node, nodes.Not):
            return TRUTH
        if isinstance(node, nodes.BinExpr | nodes.UnaryExpr):
            return NUMBER
        self._unknown(scope, node, type(node).__name__)
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
            self.reads.add((scope.owners[node.name], node.name))
        if node.name in scope.names:
            return scope.names[node.name]
        if node.name == "range":
            return frozenset({Function(frozenset({Many(NUMBER)}))})
        if node.name == "self":
            names = tuple(scope.blocks)
            return frozenset({Row((frozenset({Function(HTML)}),) * len(names), names)})
        self._fault(scope, node, node.name, "neither the view nor the frame gives it, nor is it set here")
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
                self._fault(scope, node, _text(node), why)
            elif given == ANY:
                self._unknown(scope, node, f"{name_of(kind)}.{name}")
            else:
                self.reads.add((kind, name))
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
                self._fault(scope, node, _text(node), "what is cut may be None")
            return frozenset(Many(element(kind) or NEVER) if isinstance(kind, Row) else kind for kind in kinds)
        self.type(node.arg, scope)
        key = node.arg.value if isinstance(node.arg, nodes.Const) else None
        for kind in kinds:
            given = item(kind, key)
            if given is None:
                self._fault(scope, node, _text(node), f"{name_of(kind)} gives nothing there")
            elif isinstance(key, str):
                self.reads.add((kind, key))
            found |= given or NEVER
        return found

    def _type_and(self, node: nodes.And, scope: Scope) -> Types:
        left = self.type(node.left, scope)
        if self._verdict(node.left, scope) is False:
            return left
        return left | self.type(node.right, scope.inner(_proved(node.left, True)))

    def _type_or(self, node: nodes.Or, scope: Scope) -> Types:
        left = self.type(node.left, scope) - {NONE}
        return left | self.type(node.right, scope.inner(_proved(node.left, False)))

    def _type_condexpr(self, node: nodes.CondExpr, scope: Scope) -> Types:
        self.type(node.test, scope)
        verdict, found = self._verdict(node.test, scope), NEVER
        if verdict is not False:
            found |= self.type(node.expr1, scope.inner(_proved(node.test, True)))
        if verdict is not True:
            found |= self.type(node.expr2, scope.inner(_proved(node.test, False))) if node.expr2 else TEXT
        return found

    def _type_concat(self, node: nodes.Concat, scope: Scope) -> Types:
        for each in node.nodes:
            self._shown(each, scope)
        return TEXT

    def _type_compare(self, node: nodes.Compare, scope: Scope) -> Types:
        sides = [node.expr, *(each.expr for each in node.ops)]
        kinds = [self.type(each, scope) for each in sides]
        for each, left, right in zip(node.ops, kinds, kinds[1:], strict=False):
            if each.op not in ("eq", "ne") and NONE in (right if each.op in ("in", "notin") else left | right):
                self._fault(scope, node.expr, _text(node), "compares what may be None")
        return TRUTH

    def _type_add(self, node: nodes.Add, scope: Scope) -> Types:
        return self.type(node.left, scope) | self.type(node.right, scope)

    def _type_test(self, node: nodes.Test, scope: Scope) -> Types:
        if node.name in ("defined", "undefined"):
            with self._silence():
                self.type(node.node, scope)
            return TRUTH
        if node.name not in TESTS:
            self._fault(scope, node, node.name, "is no test")
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
                self._unknown(scope, node, _text(node))
                found |= ANY
            else:
                self._fault(scope, node, _text(node.node), "is no macro")
        return found

    def _call(self, macro: Macro, given: list[Types], named: dict[str, Types], node: nodes.Node, scope: Scope) -> None:
        names = [each.name for each in macro.node.args]
        values = {**dict(zip(names, given, strict=False)), **named}
        if len(given) > len(names) or set(named) - set(names):
            self._fault(scope, node, macro.node.name, f"is given more than ({', '.join(names)})")
        pairs = [*zip_longest(reversed(names), reversed(macro.node.defaults))]
        for name, default in pairs:
            if name not in values and default is not None:
                values[name] = self.type(default, macro.scope)
            elif name not in values:
                self._fault(scope, node, macro.node.name, f"is not given « {name} »")
                values[name] = NEVER
        self.called.add((macro.scope.template, macro.node.name))
        key = (macro, tuple(values[name] for name in names))
        if key in self._walked:
            return
        self._walked.add(key)
        inner = macro.scope.inner()
        for name, kinds in {"caller": frozenset({Function(HTML)}), **values}.items():
            inner.bind(name, kinds)
        self._run(macro.node.body, inner)

    def _type_filter(self, node: nodes.Filter, scope: Scope) -> Types:
        if node.node is None:  # of a block
            return HTML
        name = node.name
        if name in ("default", "d"):
            with self._silence():
                kinds = self.type(node.node, scope)
            return kinds | NEVER.union(*(self.type(each, scope) for each in node.args[:1]))
        given = [self.type(each, scope) for each in node.args]
        named = {each.key: each.value for each in node.kwargs}
        if name in self._filters:
            got = self.type(node.node, scope)
            found, wrong = called(self._filters[name], [got, *given])
            if wrong is not None:
                told = ", ".join(sorted(map(name_of, [got, *given][wrong])))
                self._fault(scope, node, _text(node), f"the filter « {name} » cannot take {told}")
            return found
        if name in _WORDS | _SAFE:
            self._shown(node.node, scope)
            kinds = self.type(node.node, scope)
            return HTML if name in _SAFE else TEXT
        if name in _COUNTS:
            self.type(node.node, scope)
            return NUMBER
        if name not in JINJA_FILTERS:
            self._fault(scope, node, name, "is no filter")
            return NEVER
        each = self._element(node.node, scope)
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
        self._unknown(scope, node, f"the filter {name}")
        return ANY

    def _element(self, node: nodes.Expr, scope: Scope) -> Types:
        """What a loop over an expression gives."""
        found = NEVER
        for kind in self.type(node, scope):
            given = element(kind)
            if given is None:
                self._fault(scope, node, _text(node), f"no loop goes over {name_of(kind)}")
            found |= given or NEVER
        return found

    def _verdict(self, test: nodes.Expr, scope: Scope) -> bool | None:
        """Whether a test is true or false whatever the build: of a name that these types have, or have not."""
        if isinstance(test, nodes.Not):
            inner = self._verdict(test.node, scope)
            return None if inner is None else not inner
        if isinstance(test, nodes.And):
            sides = self._verdict(test.left, scope), self._verdict(test.right, scope)
            return False if False in sides else True if sides == (True, True) else None
        if isinstance(test, nodes.Test) and test.name in ("defined", "undefined"):
            with self._silence() as faults:
                self.type(test.node, scope)
            return bool(faults) is (test.name == "undefined")
        return None

    # --- what is told

    def _shown(self, node: nodes.Expr, scope: Scope) -> None:
        self._shows(self.type(node, scope), node, scope)

    def _shows(self, kinds: Types, node: nodes.Node, scope: Scope) -> None:
        wrong = sorted(name_of(kind) for kind in kinds if not shows(kind))
        if wrong:
            self._fault(scope, node, _text(node), f"would show {' or '.join(wrong)} as Python writes it")

    def _fault(self, scope: Scope, node: nodes.Node, read: str, reason: str) -> None:
        self.faults.add(Fault(scope.template, node.lineno, read, reason))

    def _unknown(self, scope: Scope, node: nodes.Node, read: str) -> None:
        self.blind.add(Fault(scope.template, node.lineno, read, "no type is known for it"))

    @contextmanager
    def _silence(self) -> Iterator[set[Fault]]:
        """What is asked here is a question: its faults are the answer."""
        kept = self.faults, self._walked
        self.faults, self._walked = set(), set()
        try:
            yield self.faults
        finally:
            self.faults, self._walked = kept


def _proved(test: nodes.Expr, outcome: bool) -> set[str]:
    """The expressions that are not None once a test is true, or false."""
    if isinstance(test, nodes.Not):
        return _proved(test.node, not outcome)
    if isinstance(test, nodes.And | nodes.Or):
        if isinstance(test, nodes.And) is outcome:
            return _proved(test.left, outcome) | _proved(test.right, outcome)
        return _proved(test.left, outcome) & _proved(test.right, outcome)
    if isinstance(test, nodes.Test) and test.name == "none":
        return set() if outcome else {_text(test.node)}
    if isinstance(test, nodes.Compare) and outcome and [each.op for each in test.ops] == ["eq"]:
        other = test.ops[0].expr
        return {_text(test.expr)} if isinstance(other, nodes.Const) and other.value is not None else set()
    return {_text(test)} if outcome and isinstance(test, nodes.Name | nodes.Getattr) else set()


def _text(node: nodes.Node) -> str:
    """An expression as a template writes it, short."""
    if isinstance(node, nodes.Name):
        return str(node.name)
    if isinstance(node, nodes.Const):
        return repr(node.value)
    if isinstance(node, nodes.Getattr):
        return f"{_text(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_text(node.node)}[{'…' if isinstance(node.arg, nodes.Slice) else _text(node.arg)}]"
    if isinstance(node, nodes.Filter) and node.node is not None:
        return f"{_text(node.node)}|{node.name}"
    if isinstance(node, nodes.Call):
        return f"{_text(node.node)}(…)"
    return type(node).__name__.lower()
