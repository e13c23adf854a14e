"""Excerpts proposed: whole sentences, within the share, and text only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from client_pages import ORIGINAL, article
from hypothesis import given
from hypothesis import strategies as st

from plugins.model import markdown
from plugins.model.content import Content
from plugins.model.excerpt import sentence_ends
from plugins.quotes.blocks import Block
from plugins.quotes.extract_article import blocks_of
from plugins.quotes.match import compare, share
from plugins.quotes.quote_markers import find_passage
from plugins.quotes.suggest import SuggestionError, escape_markdown, insert_passage, suggest, to_markdown

PAGE = list(blocks_of(ORIGINAL))
KINDS = st.sampled_from(["p", "p", "ul", "ol", "h2", "quote"])
LINES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
PLAIN = st.lists(LINES, min_size=1, max_size=8).map(" ".join)


def rendered(passage: str) -> list[Block]:
    """What a passage becomes on the page of an article."""
    return list(blocks_of(find_passage(markdown.render(f"Avant.\n\n{passage}\n").html).quote))


@pytest.mark.parametrize(
    ("max_share", "end"), [(0.1, "rien."), (0.2, "gêne."), (0.33, "ennuie."), (0.45, "rendez-vous."), (1, "regrets.")]
)
def test_a_proposal_ends_with_a_sentence_within_the_share(max_share: float, end: str) -> None:
    """L’extrait proposé s’arrête à une fin de phrase, sans dépasser la part permise."""
    blocks = suggest(PAGE, max_share)

    assert blocks[-1].text.endswith(end)
    assert share(blocks, PAGE) <= max_share


def test_a_first_sentence_too_long_is_said() -> None:
    """Si la première phrase dépasse déjà la part, rien n’est proposé."""
    with pytest.raises(SuggestionError, match="choisissez le passage"):
        suggest(PAGE, 0.01)


@pytest.mark.parametrize(
    "last",
    [Block("h2", "La suite"), Block("h2", "Et après ?"), Block("p", "Voici ce qu’il faut :"), Block("p", "Sans point")],
)
def test_nothing_is_announced_that_is_not_quoted(last: Block) -> None:
    """L’extrait ne finit ni par un titre, ni par l’annonce d’une suite."""
    blocks = [Block("p", "Une phrase entière."), last, Block("p", "mot " * 60 + "fin.")]

    assert suggest(blocks, 0.2) == blocks[:1]


def test_an_item_of_a_list_is_whole() -> None:
    """Un point de liste est cité en entier, ou pas du tout."""
    blocks = [Block("p", "Une phrase entière."), Block("ul", "Un début. Puis " + "mot " * 60)]

    assert suggest(blocks, 0.2) == blocks[:1]


def test_an_announcement_is_cut_from_its_sentence() -> None:
    """Une annonce est ôtée, et la phrase d’avant reste."""
    blocks = [Block("p", "Une phrase entière. Voici ce qu’il faut :"), Block("p", "mot " * 60 + "fin.")]

    assert suggest(blocks, 0.2) == [Block("p", "Une phrase entière.")]


def test_what_is_proposed_is_exact() -> None:
    """L’extrait proposé, une fois sur notre page, est exact chez le client."""
    for max_share in (0.2, 0.4, 0.6, 1):
        assert compare(rendered(to_markdown(suggest(PAGE, max_share))), PAGE).verdict == "exact"


def test_lists_and_titles_are_markdown() -> None:
    """Listes, titres et citations s’écrivent en Markdown."""
    blocks = [
        Block("h2", "T"),
        Block("p", "P."),
        Block("ul", "A"),
        Block("ul", "B"),
        Block("quote", "C"),
        Block("quote", "D"),
    ]

    assert to_markdown(blocks) == "<!-- extrait -->\n## T\n\nP.\n\n- A\n- B\n\n> C\n>\n> D\n<!-- /extrait -->"
    assert rendered(to_markdown(blocks)) == blocks


HOSTILE = [
    "<script>alert(1)</script>", "<!-- /extrait -->", "[lien](javascript:alert(1))",
    "![image](https://x.example/p.png)", "# titre", "- point", "1. point", "> cité", "&lt;b&gt; &amp; &copy;",
    "*gras* _lié_ `code` **tout**", "{: onclick=x }", "a | b", "!!! note", "[^1]: note", "*[HTML]: sigle",
    ": définition", "\\* \\", "=== ---", "<https://x.example>", "![a][b] [c]: d", "~~~", "---", "~~barré~~",
    "https://x.example/a", "www.x.example", "a.b@x.example",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_the_signs_of_a_page_stay_text(text: str) -> None:
    """Ce qu’un client écrit ne devient chez nous ni balise, ni lien, ni commande."""
    html = markdown.render(escape_markdown(text)).html

    assert list(blocks_of(html)) == [Block("p", text)]
    assert html.startswith("<p>") and html.count("<") == 2


@given(PLAIN)
def test_any_text_is_shown_as_it_is(text: str) -> None:
    """Un texte quelconque se lit sur notre page comme sur celle du client."""
    assert [block.text for block in blocks_of(markdown.render(escape_markdown(text)).html)] == [text]


@given(
    st.lists(st.builds(Block, KINDS, PLAIN.map(lambda text: text + ".")), min_size=1, max_size=8), st.floats(0.05, 1)
)
def test_any_proposal_is_within_the_share(blocks: list[Block], max_share: float) -> None:
    """Quel que soit l’original, la part proposée ne dépasse pas la part permise, et des phrases sont entières."""
    try:
        chosen = suggest(blocks, max_share)
    except SuggestionError:
        return
    assert share(chosen, blocks) <= max_share + 1e-9
    last = blocks[len(chosen) - 1].text
    assert chosen[:-1] == blocks[: len(chosen) - 1]
    assert chosen[-1].text == last or len(chosen[-1].text) in sentence_ends(last)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_passage_is_added_at_the_end(read: Callable[..., Content], ends: str) -> None:
    """Le passage s’ajoute à la fin du fichier, et le reste ne change pas."""
    text = article(passage="")
    path = Path(read().articles["vendre"].path)
    path.write_bytes(text.replace("\n", ends).encode())
    insert_passage(read().articles["vendre"], to_markdown([Block("p", "Cité.")]))

    wanted = text.rstrip() + "\n\n<!-- extrait -->\nCité.\n<!-- /extrait -->\n"
    assert path.read_bytes() == wanted.replace("\n", ends).encode()
    assert list(path.parent.glob(".*")) == []


@pytest.mark.parametrize("mark", ["<!-- extrait -->", "<!--/extrait-->"])
def test_a_passage_is_never_overwritten(read: Callable[..., Content], mark: str) -> None:
    """Un article qui porte déjà une marque d’extrait n’est pas touché."""
    document = read().articles["vendre"]
    path = Path(document.path)
    path.write_text(article(passage="") + mark, encoding="utf-8")
    before = path.read_bytes()

    with pytest.raises(SuggestionError, match="cite déjà un passage"):
        insert_passage(document, "<!-- extrait -->\nAutre.\n<!-- /extrait -->")
    assert path.read_bytes() == before
