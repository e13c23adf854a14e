"""The contract between templates and views, without a site: each mistake of a theme is seen where it is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest

from plugins.site.contract import faults_of, views_of
from plugins.site.doc import doc, value, view
from plugins.site.feature import listed_features
from plugins.site.template_reference import template_reference
from plugins.site.views import View
from tests.conftest import ROOT, write

TEMPLATES = ROOT / "theme" / "templates"


@value
class Image:
    """An image."""

    src: str = doc("its address")
    height: int | None = doc("in pixels")


@value
class Step:
    """A link."""

    name: str = doc("its words")
    day: date | None = doc("its day")
    image: Image | None = doc("its image")

    @property
    def initial(self) -> str:
        """The first letter."""
        return self.name[:1]


@view
class Card:
    """A card; no page, so that no frame is given to it."""

    TEMPLATE: ClassVar[str] = "card"
    title: str = doc("its title")
    step: Step | None = doc("its step")
    steps: tuple[Step, ...] = doc("its steps")


@value
class Held:
    """What a view holds."""

    key: int = doc("its key", for_code=True)
    name: str = doc("its name", for_code=True)
    other: str = doc("another name")
    bare: str = ""


@view
class Holder:
    """A view."""

    TEMPLATE: ClassVar[str] = "card"
    held: Held = doc("what it holds")


ALL = "{% for each in steps %}{{ each.name }}{{ each.day|date_fr if each.day }}{% endfor %}"
ALL += "{% if step and step.image %}{{ step.image.src }}{{ step.image.height or '' }}{% endif %}"


def declared() -> list[type]:
    """The views of the features that the site has."""
    return views_of(listed_features())


def told(folder: Path, body: str, shown: type = Card, **others: str) -> list[str]:
    """What is said of a theme whose `card.html` reads all that a card has, then holds `body`; `{title}` apart."""
    write(folder, "card.html", body)
    for name, text in others.items():
        write(folder, f"{name}.html", text)
    return faults_of(folder, [shown])


def test_the_theme_reads_what_views_give_and_all_of_it() -> None:
    """Chaque modèle ne lit que ce que sa vue donne, et chaque champ est lu, ou dit qu’il est pour le code."""
    assert faults_of(TEMPLATES, declared()) == []


def test_every_template_of_the_theme_is_read() -> None:
    """Chaque page du thème a une vue : sans l’une des vues, son modèle n’est montré par personne."""
    views = [each for each in declared() if each.__name__ != "SessionPage"]

    assert "session.html: no page shows it" in faults_of(TEMPLATES, views)


def test_the_reference_of_templates_is_up_to_date() -> None:
    """docs/templates.md dit ce que disent les vues (./inv docs l’écrit)."""
    assert (ROOT / "docs" / "templates.md").read_text("utf-8") == template_reference(declared(), TEMPLATES)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{% set here = step %}{% if here %}{{ here.name }}{% endif %}",
        "{{ step.name if step else title }}",
        "{{ (step and step.name) or title }}",
        "{% if not step %}-{% elif step.day %}{{ step.day|date_fr }}{% else %}{{ step.name }}{% endif %}",
        "{% if step is not none %}{{ step.name }}{% endif %}",
        "{% if step.name is defined and step %}{{ step.name }}{% endif %}",
        "{% for each in steps if each.day %}{{ loop.index }} {{ each.day|date_fr }}{% else %}-{% endfor %}",
        "{{ steps|map(attribute='name')|join(', ') }} {{ steps|length|plural('pas', 'pas') }}",
        "{% for name, group in steps|groupby('name') %}{{ name }}{{ group[0].initial|upper }}{% endfor %}",
        "{% for each in steps|rejectattr('name', 'equalto', title)|list %}{{ each.name }}{% endfor %}",
        "{{ title[0]|upper }}{{ title[1:] }}{{ title.split(' ')[0] }} {{ steps[:2]|length }}",
        "{% macro line(each, mark='-') %}{{ mark }} {{ each.name }}{% endmacro %}{{ line(steps[0], mark='+') }}",
        "{% macro box() %}{{ caller() }}{% endmacro %}{% call box() %}{{ title }}{% endcall %}",
        "{% with name = title %}{{ name }}{% endwith %}{% filter upper %}{{ title }}{% endfilter %}",
        "{% set text %}{{ title }}{% endset %}{{ text }}",
        "{% set names = {'a': 'A'} %}{{ names[title] if title in names else title }}",
        "{% set words = [] %}{% for word in words %}{{ word.anything }}{% endfor %}",
        "{{ title ~ ' ' ~ steps|length }}{{ nothing|default('') }}",
        "{% if title %}{% set word = 'a' %}{% else %}{% set word = 'b' %}{% endif %}{{ word }}",
    ],
)
def test_what_is_given_may_be_read(tmp_path: Path, body: str) -> None:
    """Ce que la vue donne se lit par gardes, boucles, filtres, macros : rien n’est signalé à tort."""
    assert told(tmp_path, f"{ALL}{{{{ title }}}}{body}") == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{ titel }}", "titel: neither view nor frame gives it, nor is it set"),
        ("{{ SITEURL }}", "SITEURL: neither view nor frame gives it, nor is it set"),
        ("{{ steps[0].nam }}", "steps[0].nam: Step has no « nam »"),
        ("{% for each in steps %}{{ each.nam }}{% endfor %}", "each.nam: Step has no « nam »"),
        ("{% for each in steps %}{% endfor %}{{ each }}", "each: neither view nor frame gives it, nor is it set"),
        ("{% for each in steps %}{{ loop.rank }}{% endfor %}", "loop.rank: a list has no « rank »"),
        ("{% for each in step %}{% endfor %}", "step: no loop goes over None"),
        ("{% set here = steps[0] %}{{ here.nam }}", "here.nam: Step has no « nam »"),
        (
            "{% if title %}{% set word = 'a' %}{% endif %}{{ word }}",
            "word: neither view nor frame gives it, nor is it set",
        ),
        ("{{ step.name }}", "step.name: what holds it may be None"),
        ("{% if step or title %}{{ step.name }}{% endif %}", "step.name: what holds it may be None"),
        ("{% if step %}{{ step.image.src }}{% endif %}", "step.image.src: what holds it may be None"),
        (
            "{% if step %}{% set step = steps[0].image %}{{ step.src }}{% endif %}",
            "step.src: what holds it may be None",
        ),
        ("{{ steps[0].day }}", "steps[0].day: would show None or date as Python writes it"),
        ("{{ steps[0] }}", "steps[0]: would show Step as Python writes it"),
        ("{{ title ~ steps[0].day }}", "steps[0].day: would show None or date as Python writes it"),
        ("{{ steps[0].day|date_fr }}", "steps[0].day|date_fr: the filter « date_fr » cannot take None"),
        ("{{ title|date_fr }}", "title|date_fr: the filter « date_fr » cannot take str"),
        ("{{ steps|map(attribute='nam')|join }}", "steps|map: Step has no « nam »"),
        ("{% for a, b in steps|groupby('nam') %}{% endfor %}", "steps|groupby: Step has no « nam »"),
        ("{{ steps|selectattr('nam')|list|length }}", "steps|selectattr: Step has no « nam »"),
        ("{{ title|quotd }}", "quotd: is no filter"),
        ("{{ 1 if title is odder }}", "odder: is no test"),
        ("{% if 'a' in steps[0].image %}{% endif %}", "compare: compares what may be None"),
        ("{% macro line(each) %}{{ each.nam }}{% endmacro %}{{ line(steps[0]) }}", "each.nam: Step has no « nam »"),
        ("{% macro line(each) %}{{ each.name }}{% endmacro %}{{ line(step) }}", "each.name: what holds it may be None"),
        ("{% macro line(each) %}{{ each }}{% endmacro %}{{ line() }}", "line: is not given « each »"),
        ("{% macro line(each) %}{{ each }}{% endmacro %}{{ line(title, 2) }}", "line: is given more than (each)"),
        ("{% macro line(each) %}{{ each }}{% endmacro %}{{ line(title, eahc=2) }}", "line: is given more than (each)"),
        ("{% macro line() %}{% endmacro %}", "line: nothing calls this macro"),
        ("{% from '_parts.html' import lien %}", "lien: is not in _parts.html"),
        ("{% import '_parts.html' as parts %}{{ parts.lien(title) }}", "parts.lien: _parts.html has no « lien »"),
        ("{{ steps[0].nam is defined }}", "steps[0].nam: is defined for no type that comes here"),
        ("{{ title.colour }}", "title.colour: str has no « colour »"),
        ("{{ title.encode() }}", "str.encode: no type is known for it"),
        ("{{ steps.append(1) }}", "steps.append: a list has no « append »"),
    ],
)
def test_what_is_not_given_is_seen(tmp_path: Path, body: str, said: str) -> None:
    """Un nom mal écrit, une valeur qui peut manquer, un filtre qui ne la prend pas : dit au modèle et à la ligne."""
    parts = "{% macro link(name) %}{{ name }}{% endmacro %}"
    use = "{% from '_parts.html' import link %}{{ link(title) }}"

    assert f"card.html:2: {said}" in told(tmp_path, f"{ALL}{use}\n{body}", _parts=parts)


def test_a_fault_of_another_file_is_told_there(tmp_path: Path) -> None:
    """Une macro importée, un morceau inclus, un modèle étendu : la faute est dite là où elle est écrite."""
    body = "{% extends 'frame.html' %}{% from '_a.html' import line %}{% set heading = 'h2' %}\n"
    body += f"{{% block main %}}{ALL}{{{{ line(steps[0]) }}}}{{% include '_b.html' %}}{{% endblock %}}\n"
    body += "{% block mian %}{{ title }}{% endblock %}"
    others = {
        "frame": "{% set here = title %}\n{% block main %}{{ no }}{% endblock %}{{ here }}{{ heading }}{{ SITEURL }}",
        "_a": "{% macro line(each) %}\n{{ each.nam }}{{ title }}{% endmacro %}",
        "_b": "{{ heading }}{{ here }}\n\n{{ heding }}",
    }

    assert told(tmp_path, body, **others) == [
        "_a.html:2: each.nam: Step has no « nam »",
        "_a.html:2: title: neither view nor frame gives it, nor is it set",
        "_b.html:3: heding: neither view nor frame gives it, nor is it set",
        "card.html:3: mian: is a block of no template above",
        "frame.html:2: SITEURL: neither view nor frame gives it, nor is it set",
    ]


def test_a_misspelt_field_of_a_view_is_seen(tmp_path: Path) -> None:
    """Un champ mal écrit dans la vue : son modèle lit ce qu’elle n’a plus, et personne ne lit ce qu’elle a."""

    @view
    class Misspelt:
        """A card whose title is misspelt."""

        TEMPLATE: ClassVar[str] = "card"
        titel: str = doc("its title")

    assert told(tmp_path, "{{ title }}", Misspelt) == [
        "card.html:1: title: neither view nor frame gives it, nor is it set",
        "Misspelt.titel: no template reads it",
    ]


def test_fields_are_read_or_say_that_code_reads_them(tmp_path: Path) -> None:
    """Un champ que personne ne lit, un champ sans aide, un champ « pour le code » qu’un modèle lit : chacun est dit."""

    assert told(tmp_path, "{{ held.name }}", Holder) == [
        "Held.name: is for code alone, yet a template reads it",
        "Held.other: no template reads it",
        "Held.bare: no line says what it is",
    ]


def test_pages_are_given_the_frame(tmp_path: Path) -> None:
    """Une page lit le cadre en plus de sa vue ; ce qui n’est pas une page ne le lit pas."""

    @view
    class Plain(View):
        """A page."""

        TEMPLATE: ClassVar[str] = "card"

    said = told(tmp_path, "{{ SITEURL }}{{ agency.name }}{{ agency.nam }}", Plain)

    assert [line for line in said if line.startswith("card")] == ["card.html:1: agency.nam: Agency has no « nam »"]


def test_macros_imported_without_context_read_what_pages_have_in_common(tmp_path: Path) -> None:
    """Une macro importée sans contexte lit du cadre ce que toutes les pages ont en commun, et rien de la vue."""

    @view
    class Plain(View):
        """A page."""

        TEMPLATE: ClassVar[str] = "card"

    macro = "{% macro all() %}{{ SITEURL }}{{ agency.nam }}\n{{ address }}{{ trail }}{% endmacro %}"
    said = told(tmp_path, "{% from '_a.html' import all %}{{ all() }}", Plain, _a=macro)

    assert [line for line in said if line.startswith("_a")] == [
        "_a.html:1: agency.nam: Agency has no « nam »",
        "_a.html:2: address: neither view nor frame gives it, nor is it set",
        "_a.html:2: trail: neither view nor frame gives it, nor is it set",
    ]
