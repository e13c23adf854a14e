import html
import re
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugins.typography.dashes import set_dashes
from plugins.typography.diff import changes
from plugins.typography.rules import (
    Options,
    say_languages,
    typeset_body,
    typeset_html,
    typeset_html_all,
    typeset_text,
    typeset_text_all,
)
from plugins.typography.typogrify_filters import dress
from plugins.typography.widow import bind_widow

PIECES = [
    *" \n\t\u00a0\u202f\u2009.,;:!?'’\"«»“”()[]{}-–—…<>&/\\#@%€$°=_+*`~^|0159aeéhxMVX",
    *("<p>", "</p>", "<em>", "</em>", "<b>", "</b>", "<br>", "<br/>", "<a href='?a=1;b'>", "</a>"),
    *("<sup>", "</sup>"),
    *("<code>", "</code>", "<pre>", "</pre>", "<td>", "</td>", "<li>", "</li>"),
    *("<img alt=\"l'a : b\" src=x>", "<!-- a ! -->"),
    *('<i lang="en">', '<i lang="fr">', "</i>", '<span class="verbatim">', "</span>", "<script>"),
    *("</script>", "<title>"),
    *("</title>", "<a title='\"a\" !'>", "<!--", "-->", "<a b", "<option>", "<div>", "</div>"),
    *("&nbsp;", "&quot;", "&#39;", "&amp;", "&lt;", "&eacute;", "&para;", "&thinsp;", "&laquo;"),
    *("&raquo;", "&a"),
    *("mot", "été", "Mot", "l'", "d’", " - ", " -- ", "...", "etc", "etc...", " : ", " !", "? ", "« "),
    *(" »", '"mot"'),
    *("10 000", "60%", "14h05", " h ", "1er", "2e", "XIXe siècle", " mars", "M. Roux", "n°5", "p. 4"),
    *(" kg", " millions"),
    *("https://a.example/b?c=d;e", "a@b.example", "@nom", "#mot", "a.pdf", ":)", ":smile:", "Yahoo!"),
    *('="a"', '"a": 1'),
    *("n° ", " art. L. 6353-1", " figure 3", " Louis XIV", " chapitre IV", " – ", "- -", "---- ", "a-t-il", "2ème"),
    *(" the ", " of ", " and ", "to be ", "is ", "Mds €", " ans", " RCS Lyon", " 123 456 789", "SIREN ", "TVA : "),
    *("FR 12 345 678 901", ". . .", "l' ", "C++", "$x$", "/etc/rc?.d/*", "10H30", "1h30min", "XIXe-XXe", '"?"'),
    *("Mme. ", "oeuvre", "ex aequo"),
    *("A la", "Etat", "coeur", "2 x 3", "(c) 2013", "(tm)", "::", "R&D"),
]  # fmt: skip
soup = st.lists(st.sampled_from(PIECES), max_size=24).map("".join) | st.text(max_size=60)
setters = pytest.mark.parametrize(
    "setter",
    [typeset_html, typeset_html_all, typeset_text, typeset_text_all],
    ids=["html", "html_all", "text", "text_all"],
)
WIDE = Options(
    space_high="\u00a0",
    space_colon="\u202f",
    space_guillemets="\u202f",
    space_number="\u00a0",
    space_unit="\u202f",
)


@setters
@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_setting_twice_is_setting_once(setter, text):
    """Composer deux fois revient à composer une fois."""
    once = setter(text)
    assert setter(once) == once


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_setting_twice_with_other_widths_is_setting_once(text):
    """Composer deux fois avec d’autres largeurs revient à composer une fois."""
    once = typeset_html(text, WIDE)
    assert typeset_html(once, WIDE) == once


@settings(max_examples=300, derandomize=True)
@given(text=soup)
def test_a_body_set_at_once_is_set_in_four_readings(text):
    """Un texte composé en une lecture a les octets de quatre lectures."""
    assert typeset_body(text) == say_languages(bind_widow(dress(typeset_html(text))))


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_a_page_has_the_blocks_of_its_text(text):
    """La page composée a les blocs du texte, un à un : la comparaison les suit."""
    assert all(letters(before) == letters(after) for before, after in changes(text, typeset_body(text)))


TAG = re.compile(
    r"""<!--(?:-?>|.*?-->|.*)|<[!?][^>]*(?:>|\Z)"""
    r"""|</?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>|</?[A-Za-z][^<>]*>""",
    re.S,
)  # fmt: skip
READ_ALOUD = re.compile(r"""((?:alt|title|aria-label)\s*=\s*)("[^"]*"|'[^']*')""")


def tags(text):
    """The tags of a text, without those of ordinals and without the attributes that are prose."""
    return [READ_ALOUD.sub(r"\1", tag) for tag in TAG.findall(text) if tag not in ("<sup>", "</sup>")]


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_no_tag_changes(text):
    """Aucune balise ne change, hors les attributs lus à voix haute."""
    assert tags(typeset_html(text)) == tags(text)


# The letter e: « 1ere » becomes « 1re ».
REPLACED = re.compile(r"[\s\"'’«»“”.…–—e\u2011-]|</?sup>")


def letters(text):
    """The characters that no rule may take away, in order."""
    return REPLACED.sub(
        "",
        re.sub(r"(?<=[\dIVX])i?[èe]m(?=e)", "", html.unescape(text))
        .replace("H", "h")
        .replace("œ", "oe")
        .replace("Œ", "Oe")
        .replace("æ", "ae"),
    )


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_no_character_is_lost(text):
    """Aucun caractère ne disparaît, hors les espaces et les signes que les règles remplacent."""
    assert letters(typeset_html(text)) == letters(text)


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_plain_text_never_gets_a_tag(text):
    """Le texte nu ne reçoit jamais de balise."""
    assert typeset_text(text).count("<") == text.count("<")


@settings(max_examples=150, derandomize=True)
@given(text=soup)
def test_code_is_a_word_that_nothing_enters(text):
    """Le contenu d’un élément protégé n’est jamais modifié."""
    source = f"<p>a <code>{text.replace('<', '').replace('&', '')}</code> !</p>"
    code = re.compile(r"<code>.*</code>", re.S)
    assert code.findall(typeset_html(source)) == code.findall(source)


@settings(max_examples=200, derandomize=True)
@given(text=soup)
def test_widows_are_bound_once(text):
    """Lier deux fois le dernier mot revient à le lier une fois."""
    once = bind_widow(f"<p>{text}</p>")
    assert bind_widow(once) == once


HOSTILE = {
    "chevrons": "<", "commentaires ouverts": "<!--", "déclarations": "<!", "attributs ouverts": '<a "',
    "attributs croisés": "<a '\"", "esperluettes": "&", "entités": "&aaaa", "crochets": '["',
    "accolades": "{",
    "accolades fermées": "}{", "chiffres": "1", "milliers": "123 ", "points": ".", "pourcentages": "1%",
    "heures": "1h",
    "romains": "I", "siècles": "XIXe ", "arobases": "a@", "barres": "http://", "guillemets droits": '"',
    "guillemets espacés": '" a ', "guillemets": "« ", "guillemets mêlés": '« a "b ', "parenthèses": ")!",
    "tirets": "a - ", "apostrophes": "l'", "clés": '="', "balises en ligne": "<b></b>",
    "balises et guillemets": '<b>" </b>',
    "blocs": "<div>", "langues": '<i lang="en">', "scripts": "<script>", "accents graves": "`",
    "dollars": "$$a",
    "barres obliques": "\\(", "dièses": "#a", "noms de fichiers": "a.pdf", "espaces": " ",
    "lettres": "a", "et cetera": "etc",
    "deux-points": ":a", "fermantes": "</b>", "sauts": "<br>- a",
}  # fmt: skip
ENDS = " ! : » ) , . 5 % @ .pdf :// ; \" '"


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_work_grows_with_the_length(unit):
    """Un texte deux fois plus long demande au plus deux fois plus de travail."""

    def work(times):
        lines = 0

        def count(frame, event, _):
            nonlocal lines
            lines += event == "line"
            return count if "typography" in frame.f_code.co_filename else None

        sys.settrace(count)
        try:
            typeset_html_all("<p>a" + unit * times + ENDS + "</p>")
        finally:
            sys.settrace(None)
        return lines

    assert work(800) <= 2.5 * work(400) + 400


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_pattern_is_quadratic(unit):
    """Un texte huit fois plus long ne demande pas soixante fois plus de temps."""

    def seconds(times):
        text = "<p>a" + unit * times + ENDS + "</p>"
        best = 9.0
        for _ in range(3):
            start = time.process_time()
            typeset_html_all(text)
            best = min(best, time.process_time() - start)
        return best

    # Floor: below 20 ms the clock says nothing.
    assert seconds(8000) <= 30 * max(seconds(1000), 0.02)


@pytest.mark.parametrize("unit", ["– ", "— mot ", "mot – et – ", "9 h – 12 h "])
def test_a_row_of_dashes_costs_what_its_length_does(unit):
    """Chercher les incises d’une ligne sans fin ne la copie pas à chaque tiret."""

    def seconds(length):
        run = "Un mot. " + unit * (length // len(unit)) + "x"
        start = time.process_time()
        set_dashes(run, Options())
        return time.process_time() - start

    assert seconds(400_000) <= 24 * max(seconds(40_000), 0.01)
