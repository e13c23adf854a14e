"""The dialect of Markdown: dialect.md holds a text and its HTML for each thing that an author may write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.common.safe_html import Fragment
from plugins.model import body_scan
from plugins.model.body.masking import mask
from plugins.model.fences import fences
from plugins.model.markdown import render
from plugins.model.markup import refused

CASES = Path(__file__).with_name("dialect.md")
SIGNS = (
    "a|été|# |## |- |* |1. |2) |> |    |  |\t|\n|\n\n|```|~~~|`|``|!!! note\n|[x](|![x](|)|]|[^1]|[^1]: |: |{: .a }"
    "|\\|\\\n|<div>|</div>|<b>|</b>|<!-- |-->|<script>|<img src=x onerror=y>|<a href=javascript:x>|{: onclick=x }"
    '|javascript:x|" onclick="x|*|**|_|~~|[ ] |https://e.example/|a@b.example|&lt;|&#60;|<!-- more -->|---|***'
)
PIECES = st.sampled_from([*SIGNS.split("|"), "| a | b |\n|---|---|\n", "|"])
TEXTS = st.lists(PIECES, max_size=25).map("".join)


def read_cases() -> Iterator[tuple[str, str, str]]:
    """The blocks of dialect.md: a title, a text, its HTML, each after a point."""
    blocks = re.split(r"^\.\n", CASES.read_text("utf-8"), flags=re.M)
    for title, text, html in zip(blocks[0::3], blocks[1::3], blocks[2::3], strict=False):
        yield title.strip(), text, html.removesuffix("\n")


@pytest.mark.parametrize(("text", "html"), [pytest.param(text, html, id=title) for title, text, html in read_cases()])
def test_each_writing_has_its_html(text, html):
    """Chaque façon d’écrire a son HTML."""
    assert render(text).html == html


@given(TEXTS)
def test_any_text_is_rendered_and_judged(text):
    """Aucun texte ne fait échouer le rendu, et chaque faute trouve sa place dans le texte."""
    rendered = render(text)
    masked = mask(text, rendered.code)

    assert len(masked) == len(text) and masked.count("\n") == text.count("\n")
    for fault in refused(Fragment(rendered.html), rendered.html):
        offset = body_scan.locate(
            masked, element=fault.element, attribute=fault.attribute, value=fault.value, tag=fault.tag, rank=fault.rank
        )
        assert 0 <= offset <= len(text)


@given(TEXTS)
def test_a_text_without_fault_holds_nothing_that_runs(text):
    """Un texte sans faute ne porte ni script, ni attribut « on… », ni adresse « javascript: »."""
    html = render(text).html
    fragment = Fragment(html)
    if any(refused(fragment, html)):
        return

    for node in fragment.nodes():
        assert node.tag != "script"
        assert not any(name.startswith("on") for name in node.attributes)
        assert not (node.attributes.get("href") or "").startswith("javascript:")


@given(TEXTS)
def test_a_text_is_rendered_the_same_after_any_other(text):
    """Le rendu d’un texte ne dépend pas du texte rendu avant lui."""
    first = render("Un.\n\n- a\n\n```\nb\n```").html
    render(text)

    assert render("Un.\n\n- a\n\n```\nb\n```").html == first


@given(TEXTS)
@example("    \na")
@example("a\n   \nb")
def test_what_stands_between_fences_is_code_to_the_letter(text):
    """Ce qui est entre deux clôtures se retrouve tel quel dans la page, et rien n’y est lu comme une faute."""
    code = text.replace("`", "'").replace("\t", " ").rstrip() or "a"
    html = render(f"Avant.\n\n```\n{code}\n```\n\nAprès.").html
    shown = [node.text() for node in Fragment(html).nodes() if node.tag == "code"]

    assert shown == [code + "\n"] and not any(refused(Fragment(html), html))


@pytest.mark.parametrize("prefix", ["    ", "- ", "> ", "1. ", "> - ", "  "])
def test_fences_are_found_wherever_they_stand(prefix):
    """Un bloc de code est trouvé dans une liste, une citation ou un encadré, sans ce qui le précède sur sa ligne."""
    rest = re.sub(r"[^>]", " ", prefix)
    text = f"{prefix}```py\n{rest}a\n{rest}  b\n{rest}```\n\nFin."
    (fence,) = fences(text)

    assert (fence.code, fence.language, fence.closed) == ("a\n  b", "py", True)
    assert text[fence.start : fence.end].endswith("```")


def test_a_glossary_of_any_length_is_rendered():
    """Un glossaire de mille termes, sans ligne vide, a mille définitions."""
    html = render("\n".join(f"Terme {n}\n: Définition {n}" for n in range(1000))).html

    assert html.count("<dt>") == html.count("<dd>") == 1000 and html.count("<dl>") == 1


def test_deep_lists_are_rendered():
    """Une liste imbriquée sans fin ne fait pas échouer le rendu."""
    assert render("- " * 500 + "a").html
    assert render("\n".join("  " * n + "- a" for n in range(60))).html
