"""The index: of which texts, the same bytes each time, kept as long as nothing changes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from plugins.search import index, outputs
from plugins.search.index import IndexingFailed, index_of, made, program
from plugins.search.texts import Text, blocks_of
from plugins.site.values import Html
from tests.conftest import write

TEXT = Text(
    "articles/x/", "Articles", "Article", "Un titre d’essai", "1er mars 2026", (), Html.of("<p>Le cœur.</p>"), ()
)
needs_pagefind = pytest.mark.skipif(program() is None, reason="Pagefind manque (pip install pagefind_bin)")


def fragments(site: Path) -> dict[str, Any]:
    """What the index of a site shows of each text, by address."""
    found = [json.loads(gzip.decompress(file.read_bytes())[12:]) for file in site.glob("pagefind/fragment/*")]
    return {each["url"]: each for each in found}


def test_what_engines_may_not_have_is_not_indexed(searched_site: Path) -> None:
    """Brouillon, programmé, masqué, noindex, original ailleurs, listes : rien de cela n’est dans l’index."""
    found = fragments(searched_site)

    assert {f"/articles/{name}/" for name in ("panne", "coeur", "second")} < {*found}
    assert len(found) == 15 + 2  # articles, the guide, the page
    assert not [each for each in found.values() if "hapax" in each["content"]]
    assert "hapax" not in (searched_site / "pagefind" / "mots.txt").read_text("utf-8")


def test_excerpts_are_typeset(searched_site: Path) -> None:
    """Ce que l’index montre d’un texte est ce qui est publié : ligatures, apostrophes, insécables, date."""
    found = fragments(searched_site)

    assert found["/articles/coeur/"]["content"].startswith(
        "Le cœur du métier. On y met du cœur, et l’œuvre avance de 10\u202f000 pas\u00a0: «\u00a0c’est\u00a0dit\u00a0»."
    )
    assert found["/articles/panne/"]["meta"] == {
        "title": "Une panne d’innovation\u202f?",
        "sorte": "Article",
        "quand": "1er\u00a0mars 2026",
    }


@needs_pagefind
def test_the_same_texts_give_the_same_bytes(tmp_path: Path) -> None:
    """Deux index des mêmes textes sont les mêmes, à l’octet près, quel que soit leur ordre."""
    texts = [replace(TEXT, url=f"articles/{name}/", title=f"Titre {name}", sort=f"Sorte {name}") for name in "abcdefgh"]
    indexer = program()

    assert indexer and made(texts, indexer) == made(texts[::-1], indexer)


@needs_pagefind
def test_an_index_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Le même site ne se réindexe pas ; un mot de plus, ou un cache abîmé, si."""
    indexer, asked = program(), []
    assert indexer
    monkeypatch.setattr(index, "made", lambda texts, program: asked.append(texts) or made(texts, program))
    first = index_of([TEXT], indexer, tmp_path)
    again = index_of([replace(TEXT)], indexer, tmp_path)
    assert again == first and len(asked) == 1

    other = index_of([replace(TEXT, body=Html.of("<p>Le cœur net.</p>"))], indexer, tmp_path)
    assert other != first and len(asked) == 2

    for file in tmp_path.glob("*.bin"):
        file.write_bytes(file.read_bytes()[:-9] + b"autrement")
    assert index_of([TEXT], indexer, tmp_path) == first and len(asked) == 3


@pytest.mark.parametrize("script", ["exit 3", "echo panne >&2; exit 0", ""])
def test_a_program_that_fails_is_told(tmp_path: Path, script: str) -> None:
    """Un Pagefind qui s’arrête, n’écrit rien ou ne démarre pas : une phrase, et rien de gardé."""
    indexer = tmp_path / "pagefind"
    indexer.write_text(f"#!/bin/sh\n{script}\n" if script else "", encoding="utf-8")
    indexer.chmod(0o755)

    with pytest.raises(IndexingFailed, match="Pagefind"):
        index_of([TEXT], indexer, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_without_the_program_a_site_is_published_without_search(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sans Pagefind, le site paraît sans page de recherche ni lien vers elle, et cela est dit."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from plugins.build.build import build
    from plugins.build.pelican import run_pelican
    from plugins.build.request import request_of
    from plugins.site.feature import listed_features

    monkeypatch.setattr(outputs, "program", lambda: None)
    now = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Europe/Paris"))
    site = tmp_path / "sortie"
    report = build(request_of(content, site, now, listed_features(), production=True), run_pelican)
    said = [each for each in report.problems if each.rule == "recherche-absente"]

    assert report.ok and len(said) == 1 and said[0].severity == "warning"
    assert not (site / "recherche").exists() and not (site / "pagefind").exists()
    assert not [page for page in site.rglob("*.html") if "recherche/" in page.read_text("utf-8")]


def test_a_preview_has_the_page_and_no_index(preview_site: Path) -> None:
    """L’aperçu a la page, qui dit comment chercher, et pas d’index."""
    page = (preview_site / "recherche" / "index.html").read_text("utf-8")

    assert "comme les lecteurs" in page and "recherche.js" not in page
    assert not (preview_site / "pagefind").exists()


def test_blocks_are_what_is_read() -> None:
    """Titres et paragraphes, sans balises, appels de note ni commentaires ; le code reste."""
    html = (
        '<h2 id="a">Un <em>titre</em></h2><p>Un mot<sup id="fnref:1"><a href="#fn:1">1</a></sup>,<br>deux &amp; <a\n'
        'title="a > b">trois</a>.</p><!-- non --><ul><li>un<ul><li>deux</li></ul></li></ul><pre><code>x &lt; y</code>'
        "</pre>hors"
    )

    assert [*blocks_of(html)] == [
        ("h2", "Un titre"), ("p", "Un mot,"), ("p", "deux & trois."), ("p", "un"), ("p", "deux"), ("p", "x < y"),
        ("p", "hors"),
    ]  # fmt: skip


@needs_pagefind
def test_a_word_changes_the_files_that_hold_it(inv: Callable[..., Any], content: Path, tmp_path: Path) -> None:
    """Publié sans changement, l’index ne change d’aucun fichier ; un mot de plus n’en change qu’un extrait."""
    site = tmp_path / "sortie"

    def published() -> dict[Path, int]:
        assert inv("publish", "--content", content, "--output", site, "--now", "2026-11-22 09:00").returncode == 0
        return {path: path.stat().st_ino for path in site.glob("pagefind/**/*") if path.is_file()}

    first = published()
    assert published() == first

    write(content, "pages/contact.md", "---\ntitle: Contact\nmenu: 1\n---\n\nÉcrivez-nous demain.\n")
    changed = {path for path, _ in {*published().items()} - {*first.items()}}
    assert len([path for path in changed if path.parent.name == "fragment"]) == 1
    assert not [path for path in changed if path.suffix == ".js" or path.name.startswith("wasm")]
