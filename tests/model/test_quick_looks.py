"""What a quick look sets aside would have been found by no search: each is implied by what the search finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from plugins.common.safe_html import Fragment
from plugins.common.texts import slugify
from plugins.editorial.scaffold import _HEAD, _may_begin
from plugins.model.body.doubts import _GLUED, _GLUED_TITLE
from plugins.model.leftovers import _has_hint
from plugins.model.markup import refused
from plugins.model.memory import _WORD, _bare_words
from plugins.model.shaped import _BY_PLACE, _PICTURES, _may_hold_pictures, _may_show_places
from plugins.model.spoken import _VAGUE, _is_vague, _may_be_vague

PLACES = "bouton Boutons lien liens client icônes flèche onglet à de droite Gauche en rouge vert bleu rose carrée"
SIGNS = "* ** :: ::: a:: ??? === == = .. h1. bq. ! -* #+ import export [/ [a { {% | $ ^[ @ ''' \\ & ~ HYPERLINK mot"
TAGS = (
    '<p>|</p>|<b>|</b>|<div>|</div>|<br>|<BR>|<a href="x">|</a>|<frameset>|<i>|</i>|<u id="a">|</u>|<p id="a">|\u00a0'
    '|&nbsp;|x|<li>|<ul>|</ul>|</li>|<foo>|</foo>|<a/>|<!-- a -->|<td>|<svg>|</svg>|<|>|&lt;!--|<b aria-\'="x">'
)


def _of(pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*pieces.split(), " ", "\n", "\u00a0"])).map(" ".join)


@given(_of(PLACES))
def test_a_sentence_that_shows_a_place_holds_one_of_its_words(text: str) -> None:
    """Une phrase qui montre un lieu ou une couleur a l’un des mots que l’on cherche d’abord."""
    assert _may_show_places(text.lower()) or not _BY_PLACE.search(text)


@given(st.text(st.sampled_from("😀☀⭐⭕🇫🇷👩💻\u200d\ufe0f é’\u202f\U0001f3fb\ud800"), max_size=9))
def test_pictograms_are_known_by_their_bytes(text: str) -> None:
    """Des pictogrammes à la suite se voient aux octets du texte ; un texte français ordinaire n’en a aucun."""
    assert _may_hold_pictures(text) or not _PICTURES.search(text)
    assert not _may_hold_pictures("« L’été »… – 5\u202f€ — œuvre ⅔ → \x1a")


@given(st.one_of(_of(f"{PLACES} ici clic-ici là, Cliquez lire la suite. (pdf) l’ici"), st.sampled_from([*_VAGUE])))
def test_a_link_that_says_nothing_is_known_by_its_ends(text: str) -> None:
    """Un lien qui ne dit rien se voit à son premier mot ou à son dernier."""
    said = " ".join(text.replace("-", " ").split())
    assert not said or _may_be_vague(said) or not _is_vague(said)


@given(st.lists(_of(SIGNS)))
def test_a_sign_of_one_text_is_a_sign_of_all_of_them(texts: list[str]) -> None:
    """Un signe resté dans un texte de la page se voit dans tous ces textes mis bout à bout."""
    assert _has_hint("\n".join(texts)) or not any(map(_has_hint, texts))


@given(st.text())
def test_words_are_those_of_a_search(text: str) -> None:
    """Les mots d’un texte sont ceux que trouve une recherche, dans leur ordre."""
    for each in (text, f"L’été, « {text} » (5 %) !"):
        assert _bare_words(each) == " ".join(_WORD.findall(each))


@given(st.one_of(st.text(), st.text("aAé \u0301œ-#>*12\u200b", max_size=8)))
def test_a_line_is_known_by_its_first_letters(line: str) -> None:
    """Une ligne d’exemple commence par les premières lettres de son adresse."""
    assert _may_begin(line, {slugify(line)[:_HEAD]})


@given(st.text("#AÀa \n`.", max_size=30))
def test_a_glued_title_holds_its_sign(text: str) -> None:
    """Un titre collé à son « # » a ce signe devant une capitale."""
    assert _GLUED.search(text) or not _GLUED_TITLE.search(text)


@given(st.lists(st.sampled_from(TAGS.split("|"))).map("".join))
def test_html_written_down_as_it_was_given_holds_no_tag_to_mend(html: str) -> None:
    """Le HTML que l’analyseur récrit tel quel n’a ni balise à fermer ni balise perdue : on ne les cherche que sinon."""
    searched = Fragment(html)
    searched.__dict__["as_written"] = False

    assert list(refused(Fragment(html), html)) == list(refused(searched, html))
