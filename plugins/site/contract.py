"""The contract between templates and views: what templates read, views give; what views give, templates read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

from jinja2.nodes import Macro, Name

from plugins.common.untyped import Annotation
from plugins.model.kinds import known_kinds
from plugins.site.feature import Feature, content_kinds
from plugins.site.filters import FILTERS
from plugins.site.templates.reader import Reader
from plugins.site.templates.types import Many, Pairs, Row, Types, fields_of
from plugins.site.views import Frame, PlainPage, View, entry_page


def views_of(features: Iterable[Feature]) -> list[type]:
    """The views of general pages, those that features declare, those of kinds of content that have but a template."""
    features = list(features)
    entries = [entry_page(kind) for kind in known_kinds(content_kinds(features)) if kind.template]
    names = ["plugins.site.views", *(feature.views for feature in features if feature.views)]
    declared = [
        each
        for name in names
        for each in vars(import_module(name)).values()
        if isinstance(each, type) and each.__module__ == name and "TEMPLATE" in vars(each)
    ]
    return [*declared, *entries]


def templates_of(view: type, folder: Path) -> list[str]:
    """The templates that show a view, of the theme in a folder: a plain page may name several."""
    names = page_templates(folder) if view is PlainPage else [view.TEMPLATE]  # type: ignore[attr-defined]
    return [f"{name}.html" for name in names]


def read_theme(folder: Path, views: Iterable[type]) -> Reader:
    """All that the templates of a folder read of their views; pages read the frame besides."""
    reader = Reader(folder, FILTERS)
    for view in views:
        for template in templates_of(view, folder):
            reader.page(template, given_to(view))
    return reader


def given_to(view: type) -> tuple[type, ...]:
    """What the template of a view is given: the frame is of pages alone."""
    return (Frame, view) if issubclass(view, View) else (view,)


def faults_of(folder: Path, views: Iterable[type]) -> list[str]:
    """Every breach of the contract, one line each, in the order of templates, then of classes."""
    views = list(views)
    reader = read_theme(folder, views)
    notes = reader.notes
    told = [str(each) for each in (*sorted(notes.faults), *sorted(notes.blind), *sorted(notes.never_defined()))]
    for path in sorted(folder.glob("*.html")):
        if path.name not in reader.seen:
            told.append(f"{path.name}: no page shows it")
            continue
        for macro in reader.tree(path.name).find_all(Macro):
            if (path.name, macro.name) not in reader.called:
                told.append(f"{path.name}:{macro.lineno}: {macro.name}: nothing calls this macro")
    reads = {(owner_of(kind, name), name) for kind, name in notes.reads if isinstance(kind, type)}
    for kind in values_of(views):
        for each in fields(kind):
            if owner_of(kind, each.name) is not kind:
                continue
            what, read = f"{kind.__name__}.{each.name}", (kind, each.name) in reads
            if "doc" not in each.metadata:
                told.append(f"{what}: no line says what it is")
            elif read and each.metadata["for_code"]:
                told.append(f"{what}: is for code alone, yet a template reads it")
            elif not read and not each.metadata["for_code"]:
                told.append(f"{what}: no template reads it")
    return told


def owner_of(kind: type, name: str) -> type:
    """The class that declares a field or a property of another."""
    return next(
        (each for each in kind.__mro__ if name in vars(each).get("__annotations__", {}) or name in vars(each)), kind
    )


def values_of(views: Iterable[type]) -> list[Annotation]:
    """These views, the frame of those of pages, and the dataclasses that they extend and that their fields lead to."""
    found: dict[type, None] = {}

    def follow(kinds: Types) -> None:
        for kind in kinds:
            if isinstance(kind, Many):
                follow(kind.element)
            elif isinstance(kind, Pairs):
                follow(kind.key | kind.value)
            elif isinstance(kind, Row):
                follow(frozenset().union(*kind.items))
            elif isinstance(kind, type) and is_dataclass(kind) and kind not in found:
                for each in reversed(kind.__mro__):
                    if is_dataclass(each):
                        found[each] = None
                for inner in fields_of(kind).values():
                    follow(inner)

    for view in views:
        follow(frozenset(given_to(view)))
    return list(found)


def page_templates(folder: Path) -> list[str]:
    """The names, without `.html`, of the templates that a page may name."""
    reader = Reader(folder, FILTERS)
    return [path.stem for path in sorted(folder.glob("*.html")) if shows_a_page(reader, path.stem)]


def shows_a_page(reader: Reader, name: str) -> bool:
    """Whether a page may name a template: it reads `page`, itself or by one that it extends, and needs nothing else.

    One that cannot be read may be named: its fault is the theme's, told where the theme is built.
    """
    if name.startswith("_") or not reader.has(f"{name}.html"):
        return False
    return any(
        template in reader.broken or {each.ctx for each in tree.find_all(Name) if each.name == "page"} == {"load"}
        for template, tree in reader.chain(f"{name}.html")
    )
