"""Templates kept compiled from one build to the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment, StrictUndefined
from jinja2.exceptions import UndefinedError
from markupsafe import Markup

from plugins.build import pelican as adapter


def test_templates_show_values_as_jinja_does() -> None:
    """Ce que montre un modèle est échappé comme Jinja l’échappe, quelle que soit la valeur."""
    loader = DictLoader({
        "m.html": "{% macro box(x, y='<') %}[{{ x }}{{ y }}]{% endmacro %}"
        "{% macro framed() %}<{{ caller() }}>{% endmacro %}",
        "p.html": "{% from 'm.html' import box, framed %}"
        "{% set s %}{{ value }}<hr>{% endset %}{{ s }}{{ box(value, s) }}"
        "{% call framed() %}{{ value }}{% endcall %}{{ value ~ '<' }}{{ value|e }}{{ (value|safe) }}"
        "{% filter upper %}{{ value }}{% endfilter %}",
    })  # fmt: skip
    plain, ours = (Environment(loader=loader, autoescape=True, undefined=StrictUndefined) for _ in range(2))
    ours.template_class = adapter._Template

    for value in ("", "a", "a & b", "<b>", "l'un", '"', Markup("<b>&</b>"), 12, 1.5, None, True, ["<"], Html("<")):
        shown = [each.get_template("p.html").render(value=value) for each in (plain, ours)]
        assert shown[0] == shown[1]
        assert type(ours.get_template("p.html").render(value=value)) is str
    with pytest.raises(UndefinedError):
        ours.get_template("p.html").render()


class Html(str):
    """A text that says what it is in HTML."""

    def __html__(self) -> str:
        return f"<i>{self}</i>"


def test_a_changed_template_is_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un modèle gardé compilé ne sert plus dès que sa source change."""
    monkeypatch.setattr(adapter, "CACHE", tmp_path)

    def shown(source: str) -> str:
        loader = DictLoader({"page.html": source})
        return (
            Environment(loader=loader, bytecode_cache=adapter._compiled_templates({}))
            .get_template("page.html")
            .render()
        )

    assert [shown("avant"), shown("avant"), shown("après")] == ["avant", "avant", "après"]
    assert len(list((tmp_path / "modeles").iterdir())) == 1


def test_other_options_are_other_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un modèle compilé avec l’échappement ne sert pas sans lui, ni l’inverse."""
    monkeypatch.setattr(adapter, "CACHE", tmp_path)

    def shown(**options: bool) -> str:
        cache = adapter._compiled_templates(options)
        loader = DictLoader({"page.html": "{{ '<b>' }}"})
        return Environment(loader=loader, bytecode_cache=cache, **options).get_template("page.html").render()

    assert (shown(autoescape=True), shown(autoescape=False)) == ("&lt;b&gt;", "<b>")


def test_without_a_place_to_keep_them_templates_are_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Un cache que l’on ne peut pas écrire n’empêche pas de construire."""
    (tmp_path / "fichier").write_text("", "utf-8")
    monkeypatch.setattr(adapter, "CACHE", tmp_path / "fichier")

    assert adapter._compiled_templates({}) is None


def test_damaged_compiled_templates_are_compiled_again(tmp_path, monkeypatch):
    """Un modèle compilé que le disque a abîmé est compilé à nouveau : ce qu’il tient n’est pas lu."""
    from jinja2 import DictLoader, Environment

    from plugins.build import pelican

    monkeypatch.setattr(pelican, "CACHE", tmp_path)
    for damage in (lambda data: data, lambda data: data[:-40] + bytes(40), lambda data: data[:20]):
        cache = pelican._compiled_templates({})
        assert cache is not None
        page = Environment(loader=DictLoader({"x": "un {{ mot }}"}), bytecode_cache=cache).get_template("x")
        assert page.render(mot="mot") == "un mot"
        (file,) = (tmp_path / "modeles").iterdir()
        file.write_bytes(damage(file.read_bytes()))
