"""A passage compared with a page, word for word."""

from __future__ import annotations

import pytest
from client_pages import ORIGINAL, PASSAGE
from hypothesis import given
from hypothesis import strategies as st

from plugins.quotes.blocks import Block
from plugins.quotes.extract_article import blocks_of
from plugins.quotes.match import Comparison, compare, share, words_in

PAGE = list(blocks_of(ORIGINAL))
WORDS = "le la vente client vendeur dit parle œuvre été ne pas l’offre rendez-vous 10 000 prix".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=4, max_size=30).map(lambda words: " ".join(words).capitalize() + ".")


def compared(quote: str, page: list[Block] = PAGE) -> Comparison:
    return compare([Block("p", quote)], page)


VARIANTS = {
    "espaces": PASSAGE.replace(" ", " \u00a0 "),
    "guillemets droits": 'Le vendeur "pressé" parle donc à quelqu’un',
    "guillemets anglais sans espace": "Le vendeur “pressé” parle donc à quelqu’un",
    "apostrophe droite": "parle donc à quelqu'un qui n'a pas de question : il l'ennuie.",
    "deux-points sans espace": "qui n’a pas de question: il l’ennuie.",
    "deux-points après une fine": "qui n’a pas de question\u202f: il l’ennuie.",
    "trois points": "c’est un autre métier que celui de vendre...",
    "trait d’union insécable": "Notez la première phrase de votre prochain rendez‑vous.",
    "césure conditionnelle": "La plupart des cli\u00adents ne cherchent rien.",
    "accents décomposés": "Ils ont cesse\u0301 de voir ce qui les ge\u0302ne.",
    "chevrons du clavier": "Le vendeur << pressé >> parle donc à quelqu’un",
    "mots laissés de côté": "La plupart des clients ne cherchent rien. […] Le vendeur « pressé » parle donc",
}


@pytest.mark.parametrize("quote", VARIANTS.values(), ids=VARIANTS)
def test_typography_is_no_change(quote: str) -> None:
    """Espaces, guillemets, apostrophes, tirets et points de suspension ne changent pas un texte."""
    assert compared(quote).verdict == "exact"


SPELLINGS = {
    "milliers": ("4 500 hommes", ("4.500 hommes", "4\u202f500 hommes", "4500 hommes", "4’500 hommes")),
    "monnaie": ("4 500 € par jour", ("4.500 euros par jour", "4500€ par jour", "4 500 EUR par jour")),
    "part": ("12 % des cas", ("12% des cas", "12 pour cent des cas")),
    "fraction": ("½ litre", ("1/2 litre", "1⁄2 litre")),
    "fraction et entier": ("2 ½ litres", ("2½ litres", "2 1/2 litres")),
    "numéro": ("le n° 3", ("le nº 3", "le n°3", "le no 3")),
    "mesure": ("3×4 m", ("3x4 m", "3 x 4 m", "3 × 4 m")),
    "carré": ("40 m² de plus", ("40 m2 de plus",)),
    "tiret": ("oui — non", ("oui -- non", "oui – non", "oui --- non")),
    "rang": ("le 2e essai", ("le 2ᵉ essai",)),
    "marque": ("Orvane™ vend", ("Orvane(tm) vend",)),
}


@pytest.mark.parametrize(("ours", "theirs"), SPELLINGS.values(), ids=SPELLINGS)
def test_numbers_and_signs_have_several_spellings(ours: str, theirs: tuple[str, ...]) -> None:
    """Nombres, fractions, numéros, mesures et tirets se comparent par ce qu’ils disent."""
    for other in theirs:
        assert compared(f"Il y a {ours} ici.", [Block("p", f"Il y a {other} ici.")]).verdict == "exact", other


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("4 500", "4 600"), ("4 500", "45 000"), ("½", "¼"), ("3×4", "3×5"), ("n° 3", "n° 4"), ("12 %", "12 €"),
     ("4,5", "45"), ("le 12/05", "le 12/06"), ("m²", "m³"), ("1.5", "15")],
)  # fmt: skip
def test_another_number_is_a_change(ours: str, theirs: str) -> None:
    """Un autre nombre, une autre unité se voient."""
    assert (
        compared(f"Il y en a {ours} ici, dit-on.", [Block("p", f"Il y en a {theirs} ici, dit-on.")]).verdict != "exact"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [("cinq jours<sup>1</sup>, dix", "cinq jours, dix"), ("cinq jours<sup><a href='#n'>[2]</a></sup>.", "cinq jours."),
     ("40 m<sup>2</sup>", "40 m2"), ("10<sup>3</sup>", "103"), ("le 1<sup>er</sup> mai", "le 1er mai"),
     ("n<sup>o</sup> 3", "no 3"), ("5 km<sup>2</sup>", "5 km2"), ("M<sup>me</sup> A", "Mme A")],
)  # fmt: skip
def test_the_call_of_a_note_is_no_word(html: str, text: str) -> None:
    """L’appel d’une note n’est pas lu ; un exposant l’est."""
    assert [block.text for block in blocks_of(f"<p>{html}</p>")] == [text]


CHANGES = {
    "mot remplacé": ("des clients ne cherchent", "des acheteurs ne cherchent", "[-acheteurs-]{+clients+}"),
    "mot ajouté chez eux": ("La plupart des clients ne", "La plupart des ne", "{+clients+}"),
    "mot ôté chez eux": ("cherchent rien", "cherchent presque rien", "[-presque-]"),
    "accord": ("les gêne", "les gênes", "[-gênes-]{+gêne+}"),
    "accent": ("cessé de voir", "cesse de voir", "[-cesse-]{+cessé+}"),
    "capitale": ("La plupart", "la plupart", "[-la-]{+La+}"),
    "virgule": ("rien. Ils", "rien, Ils", "[-,-]{+.+}"),
}


@pytest.mark.parametrize(("before", "after", "diff"), CHANGES.values(), ids=CHANGES)
def test_one_letter_is_a_change(before: str, after: str, diff: str) -> None:
    """Un mot, une lettre ou un signe de ponctuation changé se voit, avec le mot qui diffère."""
    found = compared(PASSAGE.replace(before, after))

    assert found.verdict == "changed" and 0.85 < found.ratio < 1
    assert diff in found.changes[0].diff


def test_ligatures_are_typography() -> None:
    """« œ » et « oe » sont le même mot, que la typographie compose ; « e » n’est pas « œ »."""
    page = [Block("p", "Un chef d’œuvre se vend mal sans atelier ni vitrine.")]

    assert compared("Un chef d’œuvre se vend mal sans atelier ni vitrine.", page).verdict == "exact"
    assert compared("Un chef d’oeuvre se vend mal sans atelier ni vitrine.", page).verdict == "exact"
    assert compared("Un chef d’euvre se vend mal sans atelier ni vitrine.", page).verdict == "changed"


def test_only_the_changed_sentence_is_shown() -> None:
    """Seule la phrase qui diffère est montrée."""
    found = compared(PASSAGE.replace("gêne", "presse"))

    assert [change.ours for change in found.changes] == ["Ils ont cessé de voir ce qui les presse."]


def test_what_the_client_adds_elsewhere_does_not_matter() -> None:
    """Une phrase ajoutée entre deux phrases citées ne change pas la citation."""
    page = [Block("p", PASSAGE.replace("rien. Ils", "rien. C’est dommage pour tous. Ils"))]

    assert compared(PASSAGE, page).verdict == "exact"


def test_the_order_of_sentences_matters() -> None:
    """Des phrases citées dans un autre ordre ne sont pas une citation exacte."""
    assert (
        compared("Ils ont cessé de voir ce qui les gêne. La plupart des clients ne cherchent rien.").verdict
        == "changed"
    )


def test_a_passage_in_pieces_of_blocks_is_found() -> None:
    """Une citation qui traverse paragraphes et listes se retrouve."""
    assert compare(PAGE[:3], PAGE).verdict == "exact"


@pytest.mark.parametrize(
    "page",
    [
        "Page introuvable. La page que vous cherchez n’existe plus.",
        "Une méthode de vente en trois points. Le client d’abord.",
        "",
    ],
)
def test_another_text_is_not_ours(page: str) -> None:
    """Une page d’erreur, un autre article ou une page vide ne contiennent pas la citation."""
    assert compared(PASSAGE, [Block("p", page)]).verdict == "absent"


def test_half_a_passage_is_a_change_and_a_word_of_it_is_nothing() -> None:
    """Une phrase ôtée sur deux est un changement ; un mot retrouvé par hasard n’est rien."""
    assert compared(PASSAGE, [Block("p", "Ils ont cessé de voir ce qui les gêne.")]).verdict == "changed"
    assert compared("Oui. " + PASSAGE, [Block("p", "Oui.")]).verdict == "absent"


def test_the_share_counts_running_words() -> None:
    """La part citée compte les mots du texte, titres à part ; un mot élidé compte."""
    original = [
        Block("h2", "Un titre de cinq mots"),
        Block("p", "L’été, on vend peu."),
        Block("p", "L’hiver aussi, dit-on."),
    ]

    assert words_in("L’été, on vend peu.") == 5
    assert share([Block("p", "L’été, on vend peu.")], original) == 0.5


@given(st.lists(TEXTS, min_size=1, max_size=6), st.data())
def test_any_run_of_sentences_is_exact(sentences: list[str], data: st.DataObject) -> None:
    """Une suite de phrases d’un texte, où qu’elle soit, est exacte."""
    start = data.draw(st.integers(0, len(sentences) - 1))
    end = data.draw(st.integers(start + 1, len(sentences)))

    found = compare([Block("p", " ".join(sentences[start:end]))], [Block("p", text) for text in sentences])
    assert found.verdict == "exact" and found.changes == ()


@given(TEXTS, st.data())
def test_any_word_changed_is_never_exact(sentence: str, data: st.DataObject) -> None:
    """Un mot remplacé par un mot que la page n’a pas n’est jamais une citation exacte."""
    words = sentence.split()
    words[data.draw(st.integers(0, len(words) - 1))] = "zinc"

    assert compared(" ".join(words), [Block("p", sentence)]).verdict != "exact"


@given(st.text(max_size=200), st.text(max_size=200))
def test_comparison_ends_well_on_any_text(quote: str, page: str) -> None:
    """Deux textes quelconques se comparent, et les nombres restent entre 0 et 1."""
    found = compared(quote, [Block("p", page)])

    assert 0 <= found.ratio <= 1 and 0 <= found.share <= 1
    assert (found.verdict == "exact") == (found.ratio == 1.0)
