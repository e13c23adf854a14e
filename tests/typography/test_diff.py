import pytest

from plugins.typography.diff import Change, changes, show, texts
from plugins.typography.rules import typeset_body


def seen(before, after):
    return [tuple(change) for change in changes(before, after)]


def test_the_text_of_each_block_that_differs_is_given():
    """Seuls les blocs qui changent sont donnés, avant et après, dans leur ordre."""
    html = '<h2>Un : deux</h2><p>Rien</p><ul><li>a !</li><li>b<p>c "d"</p></li></ul>'

    assert seen(html, typeset_body(html)) == [
        ("Un : deux", "Un\u00a0: deux"),
        ("a !", "a\u202f!"),
        ('c "d"', "c «\u00a0d\u00a0»"),
    ]


def test_the_tags_that_typography_writes_are_not_text():
    """Un exposant, une langue dite ou un sigle habillé ne se lisent pas comme du texte."""
    html = "<p>Le 1er avis de la PME <em>and this is the end</em>, anticonstitutionnellement</p>"

    assert seen(html, typeset_body(html)) == []


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>a &amp; b\nc</p>", ["a & b c"]),
        ("<p>a<br>b</p>", ["a", "b"]),
        ('<p>un <img alt="l\'a" src="x"> mot</p>', ["l'a", "un mot"]),
        ("<p>un <code>a !</code> <!-- b --> mot</p>", ["un a ! mot"]),
        ('<a class="footnote-backref" title="Retour">↩</a>', ["↩"]),
        ("", []),
    ],
)
def test_the_texts_of_a_page_are_read(html, found):
    """Les textes d’une page sont ceux de ses blocs et de ses attributs lus à voix haute."""
    assert texts(html) == found


def test_a_change_shows_its_spaces():
    """Un changement nomme sa place et montre les espaces insécables."""
    assert show(Change("Non : rien", "Non\u00a0: rien\u202f!"), "a.md:3") == "a.md:3\n- Non : rien\n+ Non⍽: rien⎵!\n"


def test_the_colours_mark_the_words_that_change():
    """En couleurs, seuls les mots qui changent sont en vidéo inverse."""
    shown = show(Change("un l'an deux", "un l’an deux"), "a.md:1", color=True)

    assert "\033[31m- un \033[7ml'an\033[27m deux" in shown
    assert "\033[32m+ un \033[7ml’an\033[27m deux" in shown
