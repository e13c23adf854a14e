"""Patterns and blocks are tried only where they can match, and the HTML is that of the stock converter."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.blockparser import BlockParser
from markdown.inlinepatterns import Pattern
from markdown.treeprocessors import InlineProcessor

from plugins.model import markdown, signed_blocks
from plugins.model.inline import _SIGNS
from plugins.model.markdown import render

SIGNS = (
    "[ ] ( ) ![ [a](b) [a](<b c>) [a](b\\)) [a][b] [b] [^1] ![i](j'k') ![i](j \"k\") * ** _ __ ~~ ~ ` `` \\ \\* & &amp;"
    " < > <b> </b> <http://a.example> <a@b.example> http://c.example www.d.example WwW.e.example a@b.example é mot ."
    ' " {.a} {:#b} | : - 1.'
)
LINES = ("  \n", "\\\n", "\n\n", "]: /x\n", "\n\n[b]: /cible 'titre'\n", "\n\n[^1]: note\n", "\n\n*[mot]: sens\n")
PIECES = st.sampled_from([*SIGNS.split(), " ", "\n", *LINES])


@given(st.lists(PIECES, max_size=30).map("".join))
def test_the_html_is_that_of_all_patterns_tried_everywhere(text: str) -> None:
    """Le HTML est, à l’octet près, celui du convertisseur qui essaie tous les motifs sur tous les textes."""
    signed = render(text)
    stock, code = markdown._converter.__wrapped__(True)
    stock.treeprocessors.register(InlineProcessor(stock), "inline", 20)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_converter", lambda french: (stock, code))
        assert render(text) == signed


BLOCKS = (
    "# ## #1 #mot > >> - + * -- --- *** ___ * * _ _ - - -  -  - === = | |a|b| |---|---| a|b --|-- : :  déf !!! note"
    ' [^1]: [^1] [a]: /x *[a]: 1. 1) 12. ٣. ``` ~~~ <div> </div> <div markdown="1"> <!-- --> mot . é \\ ` [ ]'
)
STARTS = st.sampled_from(["", " ", "  ", "   ", "    ", "     ", "> ", "- ", "\n", "\t"])
BLOCK_LINES = st.lists(
    st.tuples(STARTS, st.lists(st.sampled_from([*BLOCKS.split(), " ", "  "]), max_size=4)), max_size=9
)


@given(BLOCK_LINES)
def test_the_html_is_that_of_all_blocks_tried_everywhere(lines: list[tuple[str, list[str]]]) -> None:
    """Le HTML est, à l’octet près, celui du convertisseur qui essaie toutes les formes de blocs sur tous les blocs."""
    text = "\n".join(start + " ".join(pieces) for start, pieces in lines)
    signed = render(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signed_blocks.SignedBlocks, "parseBlocks", BlockParser.parseBlocks)
        assert render(text) == signed


def test_each_block_of_the_dialect_but_three_has_its_sign() -> None:
    """Chaque forme de bloc a son signe, hors les listes, que dit leur première ligne, et les paragraphes."""
    converter, _ = markdown._converter(True)
    processors = converter.parser.blockprocessors
    others = {processors.get_index_for_name(name) for name in ("lists", "interrupt", "paragraph")}

    assert {processors.get_index_for_name(name) for name in signed_blocks._SIGNS} == set(
        range(len(processors))
    ) - others


def test_each_pattern_of_the_dialect_has_its_sign() -> None:
    """Chaque motif de la syntaxe a son signe : aucun n’est essayé sur un texte qui ne l’a pas."""
    converter, _ = markdown._converter(True)
    patterns = converter.inlinePatterns

    assert {patterns.get_index_for_name(name) for name in _SIGNS} == set(range(len(patterns)))


def test_plain_text_is_searched_by_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    """Un paragraphe sans signe n’est lu par aucun motif ; un lien l’est par le sien."""
    tried: list[str] = []
    name = "_InlineProcessor__applyPattern"
    apply = getattr(InlineProcessor, name)

    def noted(self: InlineProcessor, pattern: Pattern, *rest: Any) -> Any:
        tried.append(type(pattern).__name__)
        return apply(self, pattern, *rest)

    monkeypatch.setattr(InlineProcessor, name, noted)
    render("Un texte, simplement ; rien d’autre !\n\n- Un deuxième.")
    assert tried == []

    render("Un [lien](https://a.example).")
    assert set(tried) == {"_Link"}
