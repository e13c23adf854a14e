"""Blocks of a text that ask something of the rest of the site."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from plugins.model.content import PublishedFile
from plugins.model.loader import load_site
from plugins.site.texts import text_of
from plugins.typography.options import Options


@pytest.fixture
def content_of(tmp_path: Path):
    """The HTML of the body of an article, with a document beside it."""

    def build(body: str, size: int = 1_230_000) -> str:
        for folder in ("articles", "images"):
            (tmp_path / folder).mkdir(exist_ok=True)
        document = tmp_path / "images/le guide.pdf"
        document.write_bytes(b"%PDF-1.4\n".ljust(size, b" "))
        (tmp_path / "articles/un.md").write_text(f"---\ntitle: Un\ndate: 2026-01-01\n---\n{body}\n", "utf-8")
        site = load_site(tmp_path, lambda zone: datetime(2026, 6, 1, tzinfo=UTC))
        site.published = {"images/le guide.pdf": PublishedFile(document, "")}
        return str(text_of(site, site.articles["un"], Options()).content)

    return build


@pytest.mark.parametrize(("size", "weight"), [(1_230_000, "PDF, 1,2⍽Mo"), (84_000, "PDF, 84⍽ko")])
def test_a_document_to_download_says_its_format_and_its_weight(size, weight, content_of):
    """Un document seul sur sa ligne dit, dans son lien, son format et son poids."""
    html = content_of("[Le *guide*](<../images/le guide.pdf>)", size)

    assert html == (
        '<p class="telechargement"><a href="\x02/images/le%20guide.pdf">Le <em>guide</em> '
        f'<span class="poids">({weight.replace("⍽", chr(0xA0))})</span></a></p>'
    ).replace("\x02", html.partition('href="')[2].partition("/images")[0])


def test_a_document_in_a_sentence_is_a_link(content_of):
    """Dans une phrase, le lien reste un lien."""
    assert "poids" not in content_of("Voir [le guide](<../images/le guide.pdf>).")


def test_a_verdict_is_typeset(content_of):
    """Un verdict a les espaces et les guillemets du français."""
    html = content_of('FAUX : "Non", dit-elle.')

    assert html.startswith('<p class="verdict verdict-faux"><strong>') and "\u00a0:</span> «\u00a0Non\u00a0»" in html
