"""Reads a template as Jinja would render it, with types in place of values: what it asks of its view, and gets or not.

Every branch is followed, every macro with the types of its arguments, every block where it stands. What a guard has
shown not to be None (`{% if article.hero %}`) is known below it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from itertools import zip_longest
from pathlib import Path

from jinja2 import Environment, TemplateError, nodes

from plugins.site.templates.expressions import Expressions
from plugins.site.templates.scope import Fault, Macro, Module, Notes, Scope, proved, text_of
from plugins.site.templates.types import (
    ANY,
    HTML,
    LOOP,
    NEVER,
    Function,
    Types,
    fields_of,
    item,
)
from plugins.site.views import Frame


class Reader:
    """Reads the templates of a folder, page by page: what is found is in `notes`."""

    def __init__(self, folder: Path, filters: Mapping[str, Callable[..., object]]) -> None:
        self.notes = Notes()
        self.seen: set[str] = set()  # templates
        self.broken: set[str] = set()  # those that cannot be read
        self.called: set[tuple[str, str]] = set()  # macros, by template and name
        self._folder = folder
        self._environment = Environment(autoescape=True)
        self._trees: dict[str, nodes.Template] = {}
        self._expressions = Expressions(self.notes, filters, self._call)

    # --- templates

    def page(self, template: str, views: Iterable[type]) -> None:
        """Read a template, and those that it extends, includes or imports, with the fields of some views."""
        views = tuple(views)
        scope = Scope(template, {}, frame=Frame if Frame in views else None)
        for view in views:
            for name in (each.name for each in fields(view)):
                scope.names[name], scope.owners[name] = fields_of(view)[name], view
        chain = list(self.chain(template))
        for rank, (name, tree) in enumerate(chain):
            for block in tree.find_all(nodes.Block):
                scope.blocks.setdefault(block.name, []).append((name, block))
            above = {block.name for _, parent in chain[rank + 1 :] for block in parent.find_all(nodes.Block)}
            for node in tree.body if above else ():
                if isinstance(node, nodes.Block) and node.name not in above:
                    self.notes.fault(Scope(name, {}), node, node.name, "is a block of no template above")
        scope = replace(scope, page=scope)
        for name, tree in chain[:-1]:  # what a template sets outside its blocks comes before the one that it extends
            shown = (nodes.Output, nodes.Block, nodes.Extends)
            self._run([node for node in tree.body if not isinstance(node, shown)], replace(scope, template=name))
        name, tree = chain[-1]
        self._run(tree.body, replace(scope, template=name))

    def has(self, name: str) -> bool:
        """Whether a template of that name is in the folder itself."""
        return Path(name).name == name and (self._folder / name).is_file()

    def tree(self, name: str) -> nodes.Template:
        """A template, parsed; an empty one where it cannot be."""
        if name not in self._trees:
            try:
                self._trees[name] = self._environment.parse((self._folder / name).read_text("utf-8"))
            except (OSError, UnicodeDecodeError, TemplateError) as error:
                self.notes.faults.add(Fault(name, getattr(error, "lineno", 1), name, f"cannot be read ({error})"))
                self._trees[name] = nodes.Template([], lineno=1)
                self.broken.add(name)
        self.seen.add(name)
        return self._trees[name]

    def chain(self, name: str) -> Iterator[tuple[str, nodes.Template]]:
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
        self.notes.unknown(scope, node, "the name of a template")
        return ""

    def _module(self, node: nodes.Import | nodes.FromImport, scope: Scope) -> Scope:
        name = self._named(node.template, scope)
        module = replace(scope.inner(), template=name) if node.with_context else scope.alone(name)
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
                self.notes.unknown(scope, node, type(node).__name__)

    def _run_output(self, node: nodes.Output, scope: Scope) -> None:
        for each in node.nodes:
            if not isinstance(each, nodes.TemplateData):
                self._expressions.shown(each, scope)

    def _run_if(self, node: nodes.If, scope: Scope) -> None:
        branches, rest = [], scope.inner()
        for each in (node, *node.elif_):
            self._expressions.type(each.test, rest)
            verdict = self._expressions.verdict(each.test, rest)
            if verdict is not False:
                branches.append(rest.inner(proved(each.test, True)))
                self._run(each.body, branches[-1])
            if verdict is True:
                break
            rest = rest.inner(proved(each.test, False))
        else:
            branches.append(rest)
            self._run(node.else_, rest)
        scope.meet(branches)

    def _run_for(self, node: nodes.For, scope: Scope) -> None:
        inner = scope.inner()
        self._assign(node.target, self._expressions.element(node.iter, scope), inner)
        inner.bind("loop", frozenset({LOOP}))
        if node.test:
            self._expressions.type(node.test, inner)
            inner = inner.inner(proved(node.test, True))
        self._run(node.body, inner)
        self._run(node.else_, scope.inner())

    def _run_assign(self, node: nodes.Assign, scope: Scope) -> None:
        self._assign(node.target, self._expressions.type(node.node, scope), scope)

    def _run_assignblock(self, node: nodes.AssignBlock, scope: Scope) -> None:
        self._run(node.body, scope.inner())
        self._assign(node.target, HTML, scope)

    def _run_with(self, node: nodes.With, scope: Scope) -> None:
        inner = scope.inner()
        for target, value in zip(node.targets, node.values, strict=True):
            self._assign(target, self._expressions.type(value, scope), inner)
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
                self.notes.fault(scope, node, name, f"is not in {module.template}")
            scope.bind(alias, module.names.get(name, NEVER))

    def _run_include(self, node: nodes.Include, scope: Scope) -> None:
        name = self._named(node.template, scope)
        inner = replace(scope.inner(), template=name) if node.with_context else scope.alone(name)
        if name:
            self._run(self.tree(name).body, inner)

    def _run_block(self, node: nodes.Block, scope: Scope) -> None:
        context = scope if node.scoped or scope.page is None else scope.page
        for template, block in scope.blocks.get(node.name, [(scope.template, node)]):
            inner = replace(context.inner(scope.sure), template=template, page=context)
            inner.bind("super", frozenset({Function(HTML)}))
            self._run(block.body, inner)
            if "super" not in {name.name for name in block.find_all(nodes.Name)}:
                break

    def _run_callblock(self, node: nodes.CallBlock, scope: Scope) -> None:
        inner = scope.inner()
        for each in node.args:
            inner.bind(each.name, ANY)
        self._expressions.type(node.call, scope)
        self._run(node.body, inner)

    def _run_filterblock(self, node: nodes.FilterBlock, scope: Scope) -> None:
        self._run(node.body, scope.inner())

    def _run_scopedevalcontextmodifier(self, node: nodes.ScopedEvalContextModifier, scope: Scope) -> None:
        self._run(node.body, scope)

    def _run_extends(self, node: nodes.Extends, scope: Scope) -> None:
        pass  # `chain` has followed it

    def _assign(self, target: nodes.Node, kinds: Types, scope: Scope) -> None:
        if isinstance(target, nodes.Name):
            scope.bind(target.name, kinds)
        elif isinstance(target, nodes.Tuple):
            for rank, each in enumerate(target.items):
                found = [item(kind, rank) for kind in kinds]
                if None in found:
                    self.notes.fault(scope, target, text_of(target), "has fewer parts than that")
                self._assign(each, NEVER.union(*filter(None, found)), scope)

    def _call(self, macro: Macro, given: list[Types], named: dict[str, Types], node: nodes.Node, scope: Scope) -> None:
        names = [each.name for each in macro.node.args]
        values = {**dict(zip(names, given, strict=False)), **named}
        if len(given) > len(names) or set(named) - set(names):
            self.notes.fault(scope, node, macro.node.name, f"is given more than ({', '.join(names)})")
        pairs = [*zip_longest(reversed(names), reversed(macro.node.defaults))]
        for name, default in pairs:
            if name not in values and default is not None:
                values[name] = self._expressions.type(default, macro.scope)
            elif name not in values:
                self.notes.fault(scope, node, macro.node.name, f"is not given « {name} »")
                values[name] = NEVER
        self.called.add((macro.scope.template, macro.node.name))
        key = (macro, tuple(values[name] for name in names))
        if key in self.notes.walked:
            return
        self.notes.walked.add(key)
        inner = macro.scope.inner()
        for name, kinds in {"caller": frozenset({Function(HTML)}), **values}.items():
            inner.bind(name, kinds)
        self._run(macro.node.body, inner)
