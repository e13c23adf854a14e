"""Templates kept compiled from one build to the next."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from plugins.build import pelican as adapter


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
