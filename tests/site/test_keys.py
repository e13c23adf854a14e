"""The key of a page: whatever is changed in what it shows, its key is another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, meta
from markupsafe import Markup
from pydantic import BaseModel

from plugins.common.clock import read_clock
from plugins.common.values import Digests
from plugins.model.loader import load_site
from plugins.site.assemble import assemble
from plugins.site.contract import views_of
from plugins.site.feature import content_kinds, listed_features
from plugins.site.keys import Keys, Templates, drawn_by
from plugins.site.options import Options
from plugins.site.outputs import outputs_of, slots_of
from tests.conftest import ROOT
from tests.site.golden import CONTENT, NOW

THEME = ROOT / "theme" / "templates"
SETTINGS = {"JINJA_ENVIRONMENT": {}, "JINJA_FILTERS": {}, "JINJA_GLOBALS": {}, "JINJA_TESTS": {}}


@pytest.fixture(scope="module")
def views() -> dict[type, Any]:
    """A view of each kind that the site of the golden files shows."""
    features = listed_features()
    content = load_site(CONTENT, lambda zone: read_clock(NOW, zone), kinds=content_kinds(features))
    site = assemble(content, Options(content.agency.url.rstrip("/"), trial=True))

    def render(name: str, view: object) -> str:
        return f"<html lang='fr'><title>{name}</title><p>{name}</p></html>"

    slots = slots_of(site, features, render)
    outputs, _ = outputs_of(site, slots, features, render)
    found: dict[type, Any] = {}
    for output in outputs:
        if output.view is not None and len(repr(output.view)) > len(repr(found.get(type(output.view), ""))):
            found[type(output.view)] = output.view  # the fullest of its kind
    return found


def others(value: Any) -> Iterator[tuple[str, Any]]:
    """The same value with one thing changed in it, at any depth, and where that is."""
    if isinstance(value, bool):
        yield "", not value
    elif isinstance(value, Markup):
        yield "", value + Markup("x")
    elif isinstance(value, str):
        yield "", value + "x"
    elif isinstance(value, int | float):
        yield "", value + 1
    elif isinstance(value, datetime | date):
        yield "", value + timedelta(days=1)
    elif value is None:
        yield "", "x"
    elif isinstance(value, tuple | list):
        kind = type(value)
        yield "[]", kind([*value, "x"])
        if value:
            yield "[-1]", kind(value[:-1])
            yield from ((f"[0]{where}", kind([other, *value[1:]])) for where, other in others(value[0]))
    elif isinstance(value, dict):
        yield "{}", {**value, "x": "x"}
        for key in value:
            yield from ((f"[{key}]{where}", {**value, key: other}) for where, other in others(value[key]))
    elif is_dataclass(value):
        for field in fields(value):
            for where, other in others(getattr(value, field.name)):
                yield f".{field.name}{where}", replace(value, **{field.name: other})  # type: ignore[type-var]
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            for where, other in others(getattr(value, name)):
                yield f".{name}{where}", value.model_copy(update={name: other})
    else:
        yield "", "x"


def test_a_key_changes_with_each_field_of_a_view(views: dict[type, Any]) -> None:
    """Chaque champ de chaque vue, à toute profondeur : changé, la clé change."""
    keys, count = Keys(Environment(loader=DictLoader({"x.html": ""})), SETTINGS), 0
    for kind, view in views.items():
        own = keys.of("x.html", view, "x/")
        for where, other in others(view):
            count += 1
            assert keys.of("x.html", other, "x/") != own, f"{kind.__name__}{where}"
    assert count > 1000


def test_each_kind_of_view_is_looked_at(views: dict[type, Any]) -> None:
    """Le site des fichiers de référence montre chaque sorte de page."""
    # Two are PDFs, the fourth is of kinds that features bring, the last of previews.
    no_page = ("QuotedPassage", "ProgrammeSheet", "Booklet", "EntriesPage", "KitPage")
    pages = {view for view in views_of(listed_features()) if view.__name__ not in no_page}

    assert pages <= views.keys()


def test_a_key_changes_with_what_every_page_reads() -> None:
    """Le modèle, le chemin, ce que lisent toutes les pages : chacun est dans la clé."""
    environment = Environment(loader=DictLoader({"x.html": "", "y.html": "y"}))
    keys = [
        Keys(environment, SETTINGS, *shared).of(template, "vue", path)
        for shared, template, path in (
            (("cadre",), "x.html", "a/"), (("autre",), "x.html", "a/"), (("cadre",), "y.html", "a/"),
            (("cadre",), "x.html", "b/"), (("cadre", ""), "x.html", "a/"),
        )
    ]  # fmt: skip

    assert (
        len({*keys, Keys(environment, {**SETTINGS, "JINJA_GLOBALS": {"x": 1}}, "cadre").of("x.html", "vue", "a/")}) == 6
    )


@pytest.mark.parametrize("changed", [None, "base.html", "_share.html", "_icon.html"])
def test_a_template_counts_with_all_that_it_draws_in(changed: str | None, tmp_path: Path) -> None:
    """Ce que chaque modèle du thème étend, inclut, importe, de proche en proche, est dans son empreinte, seul."""
    environment = Environment(loader=FileSystemLoader(THEME))
    sources = {path.name: path.read_text("utf-8") for path in THEME.glob("*.html")}
    drawn = {name: set(meta.find_referenced_templates(environment.parse(text))) for name, text in sources.items()}
    assert None not in set().union(*drawn.values())

    def closure(name: str) -> set[str]:
        found: set[str] = set()
        waiting = {name}
        while waiting:
            found |= waiting
            waiting = set().union(*(drawn[each] for each in waiting)) - found
        return found

    before = Templates(Environment(loader=DictLoader(sources)))
    other = {**sources, **({changed: sources[changed] + "\n"} if changed else {})}
    after = Templates(Environment(loader=DictLoader(other)))

    for name in sources:
        assert (before.digest(name) != after.digest(name)) == (changed in closure(name)), name


@pytest.mark.parametrize(
    "source",
    [
        "{% extends 'a.html' %}", '{%- extends "a.html" -%}', "{%+ include 'a.html' %}",
        "{% include 'a.html' ignore missing %}",
        "{% include 'a.html' ignore missing with context %}", "{% import 'a.html' as a %}",
        "{% from 'a.html' import b, c as d %}",
        "{%\nfrom\n'a.html'\nimport b with context\n%}", "{% from 'a.html' import b without context -%}",
        "{% include name %}",
        "{% extends 'a' if x else 'b' %}", "{% include ['a', 'b'] %}", "{% include 'a' ~ name %}",
        "{% extends layout.name %}",
        "{% include ('a.html') %}", r"{% include 'a\x2ehtml' %}", "{%include'a.html'%}", "{% from 'a.html'import b %}",
        "<p>{% if x %}{% include 'a.html' %}{% else %}{% include 'b.html' %}{% endif %}</p>", "{% set include = 1 %}",
    ],
)  # fmt: skip
def test_what_a_template_draws_in_is_found_however_it_is_written(source: str) -> None:
    """Toute forme d’un appel à un autre modèle est vue ; d’un nom calculé, on sait qu’on ne le sait pas."""
    wanted = set(meta.find_referenced_templates(Environment().parse(source)))
    found = set(drawn_by(source))

    assert found >= wanted or None in found


def test_a_computed_name_is_any_template() -> None:
    """Un modèle qui calcule le nom d’un autre dépend de tous."""
    made = [
        Templates(Environment(loader=DictLoader({"x.html": "{% include n %}", "y.html": text}))).digest("x.html")
        for text in ("a", "b")
    ]

    assert made[0] != made[1]


def test_a_template_that_comes_counts() -> None:
    """Un modèle facultatif qui apparaît change ceux qui le demandent."""
    sources = {"x.html": "{% include 'y.html' ignore missing %}"}
    found = [
        Templates(Environment(loader=DictLoader(each))).digest("x.html")
        for each in (sources, {**sources, "y.html": "y"})
    ]

    assert found[0] != found[1]


def test_what_lives_is_in_no_view() -> None:
    """Une vue qui tient une fonction, ou un ensemble, n’a pas de clé : la construction s’arrête."""
    keys = Keys(Environment(loader=DictLoader({"x.html": ""})), SETTINGS)

    for value in (print, {1}, Digests()):
        with pytest.raises(TypeError):
            keys.of("x.html", (value,), "x/")
