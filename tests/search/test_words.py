"""Words as they are looked for."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugins.search.index import published
from plugins.search.words import KNOWN_WORDS, looked_for, vocabulary


@pytest.mark.parametrize(
    ("word", "expected"),
    {
        "d’innovation": "innovation",
        "D’Innovation,": "Innovation,",
        "(l’été)": "(été)",
        "qu’il": "il",
        "jusqu’au": "au",
        "lorsqu’elle": "elle",
        "cœur": "coeur",
        "L’ŒUVRE": "OeUVRE",
        "ex-æquo": "ex-aequo",
        "m²": "m2",
        "porte\u2011voix": "porte-voix",
        "déci\u00adsion": "décision",
        "aujourd’hui": "aujourd'hui",
        "quelqu’un": "quelqu'un",
        "prud’hommes": "prud'hommes",
        "l’«": "l'«",
        "»": "»",
    }.items(),
)
def test_a_published_word_is_indexed_as_it_is_looked_for(word: str, expected: str) -> None:
    """Apostrophes, élisions, ligatures, exposants, traits : ce que l’on tape dans un champ."""
    assert looked_for(word) == expected


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
@example("´")
@example("d'\u00adx")
@example("\ufeff")
def test_a_word_stays_one_word(text: str) -> None:
    """Chaque mot publié en donne un et un seul : c’est par leur rang que l’on retrouve ceux qui sont publiés."""
    for word in text.split():
        assert len(looked_for(word).split()) == 1


@given(st.lists(st.text(alphabet="dl’œuvre \u00a0\u202f«».?", max_size=20), max_size=5))
def test_what_excerpts_show_is_what_was_published(blocks: list[str]) -> None:
    """Les extraits ont les mots publiés et leurs insécables, avec le point que Pagefind met à la fin d’un bloc."""
    shown = [block for block in blocks if block.split()]
    content = " ".join(" ".join(map(looked_for, block.split())) + "." for block in shown)
    found = published(content, blocks)

    assert found.split() == [word for block in shown for word in f"{' '.join(block.split())}.".split()]
    for sign in "\u00a0\u202f":
        between = re.compile(rf"(?<=\S){sign}(?=\S)")
        assert len(between.findall(found)) == sum(len(between.findall(block)) for block in shown)


def test_a_content_that_has_other_words_stays_as_it_is() -> None:
    """Un contenu qui n’a pas le même nombre de mots reste tel qu’il a été indexé : rien n’y est marqué à tort."""
    assert published("un texte de cinq mots", ["quatre mots seulement ici"]) == "un texte de cinq mots"


def test_the_vocabulary_begins_with_the_words_of_most_texts() -> None:
    """Le vocabulaire : minuscules, élisions ôtées, quatre lettres au moins, les mots de plus de textes d’abord."""
    texts = ["L’entreprise d’abord, l’ENTREPRISE encore : 2026", "Une entreprise, un cœur", "Un cœur"]
    found = vocabulary(texts).split()

    assert found == ["cœur", "entreprise", "abord", "encore"]
    letters = "abcdefghijklmnopqrstuvwxyz"
    many = (f"{a}{b}{c}mot{d}" for a in letters for b in letters for c in letters for d in "ab")
    assert len(vocabulary([" ".join(many)]).split()) == KNOWN_WORDS
