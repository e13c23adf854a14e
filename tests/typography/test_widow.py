import pytest

from plugins.typography.rules import typeset_html
from plugins.typography.widow import bind_widow


def bound(html):
    return bind_widow(html.replace("⍽", "\u00a0").replace("⎵", "\u202f")).replace("\u00a0", "⍽").replace("\u202f", "⎵")


@pytest.mark.parametrize("block", ["p", "li", "h1", "h6", "dd", "dt", "blockquote", "td", "th", "figcaption"])
def test_the_last_two_words_are_bound(block):
    """Les deux derniers mots d’un bloc sont liés."""
    assert bound(f"<{block}>un sourire vrai</{block}>") == f"<{block}>un sourire⍽vrai</{block}>"


def test_a_mark_and_its_thin_space_are_one_word():
    """Un point haut et sa fine comptent avec leur mot."""
    assert bound("<h2>un réseau sur le déclin⎵?</h2>") == "<h2>un réseau sur le⍽déclin⎵?</h2>"


def test_a_closing_guillemet_and_its_space_are_one_word():
    """Un guillemet et son espace comptent avec leur mot."""
    assert bound("<p>un petit «⍽look⍽».</p>") == "<p>un petit⍽«⍽look⍽».</p>"


def test_words_already_bound_stay_as_they_are():
    """Deux mots déjà liés ne sont pas liés au précédent."""
    assert bound("<p>rendez-vous le 14⍽juillet</p>") == "<p>rendez-vous le 14⍽juillet</p>"


def test_a_thin_space_is_never_replaced():
    """Une fine posée par la typographie n’est jamais remplacée."""
    html = typeset_html("<p>Est-ce la fin ?</p>")
    assert "fin\u202f?" in bind_widow(html)


def test_the_space_before_an_inline_tag_is_bound():
    """L’espace devant une balise est liée et la balise reste."""
    assert bound("<p>un mot <em>rare</em></p>\n") == "<p>un mot⍽<em>rare</em></p>\n"


def test_a_dash_does_not_count_as_a_word():
    """Un tiret isolé ne compte pas pour un mot."""
    assert bound("<p>on y va – enfin</p>") == "<p>on y va⍽–⍽enfin</p>"


@pytest.mark.parametrize(
    "html",
    [
        "<p>deux mots</p>",
        "<p>un mot anticonstitutionnel</p>",
        "<p>un mot anticonstitutionnellement fin</p>",
        "<p>la fin du <code>x</code></p>",
        "<p>un deux <img src=x></p>",
        "<p>un deux<br>trois</p>",
        "<p>un deux trois<br>quatre</p>",
        "<pre>un deux trois</pre>",
        "<p><code>un deux trois</code></p>",
        '<p lang="en">one two three</p>',
        '<p class="verbatim">un deux trois</p>',
        "<div>un deux trois</div>",
        "un deux trois",
        "<p></p>",
        "<p> </p>",
    ],
)
def test_nothing_is_bound_where_it_would_not_help(html):
    """Rien n’est lié dans un bloc court, près d’un mot long ou d’un code, hors d’un bloc."""
    assert bound(html) == html


def test_an_item_before_a_nested_list_is_bound():
    """Le texte d’un élément de liste est lié avant la liste qu’il contient."""
    assert bound("<ul><li>un deux trois<ul><li>a b c</li></ul></li></ul>") == (
        "<ul><li>un deux⍽trois<ul><li>a b⍽c</li></ul></li></ul>"
    )
