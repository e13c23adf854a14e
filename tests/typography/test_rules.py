import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from plugins.typography.rules import Options, typeset_html, typeset_html_all, typeset_text, typeset_text_all

HERE = Path(__file__).parent
BLOCK = re.compile(r"^(?P<title>[^\n]+)\n\.\n(?P<source>.*?)\n\.\n(?P<expected>.*?)\n\.$", re.M | re.S)
MODE = re.compile(r"\((?:texte|option (?P<option>\w+))\)$")
# A larger corpus of cases, when one stands next to the project.
CORPUS = Path(__file__).parents[2].parent / "shared" / "typography" / "cases.jsonl"


def hidden_spaces(text):
    return text.replace("⍽", "\u00a0").replace("⎵", "\u202f")


def read_cases():
    text = (HERE / "cases.md").read_text(encoding="utf-8")
    return [pytest.param(*match.groups(), id=match["title"]) for match in BLOCK.finditer(text)]


def setter(title):
    mode = MODE.search(title)
    if mode and not mode["option"]:
        return typeset_text
    options = replace(Options(), **{mode["option"]: True}) if mode else Options()
    return lambda html: typeset_html(html, options)


@pytest.mark.parametrize(("title", "source", "expected"), read_cases())
def test_a_case_gives_what_is_written(title, source, expected):
    """Chaque cas du fichier donne ce qui est écrit."""
    assert setter(title)(hidden_spaces(source)) == hidden_spaces(expected)


@pytest.mark.parametrize(("title", "source", "expected"), read_cases())
def test_a_set_case_does_not_change(title, source, expected):
    """Composer un texte déjà composé ne le change pas."""
    assert setter(title)(hidden_spaces(expected)) == hidden_spaces(expected)


def test_every_block_of_the_file_is_read():
    """Aucun bloc du fichier de cas n’échappe à la lecture."""
    text = (HERE / "cases.md").read_text(encoding="utf-8")
    assert len(read_cases()) == len(re.findall(r"^\.$", text, re.M)) / 3 >= 150


@pytest.mark.parametrize(
    ("width", "source", "expected"),
    [
        ("space_high", "Oui !", "Oui⍽!"),
        ("space_colon", "Oui : non", "Oui⎵: non"),
        ("space_guillemets", "un « mot »", "un «⎵mot⎵»"),
        ("space_number", "10 000 pas", "10⍽000 pas"),
        ("space_unit", "10 %", "10⎵%"),
    ],
)
def test_a_width_is_a_setting(width, source, expected):
    """La largeur de chaque espace se règle."""
    other = "\u00a0" if "⍽" in expected else "\u202f"
    options = replace(Options(), **{width: other})
    assert typeset_text(source, options) == hidden_spaces(expected)
    assert typeset_text(hidden_spaces(expected), options) == hidden_spaces(expected)


def test_options_are_read_from_settings():
    """Les réglages du site deviennent les options des règles."""
    settings = {"TYPOGRAPHY_LIGATURES": False, "TYPOGRAPHY_SPACE_HIGH": "\u00a0", "SITENAME": "x"}
    assert Options.from_settings(settings) == Options(ligatures=False, space_high="\u00a0")


def test_no_setting_gives_the_default_options():
    """Sans réglage, les options sont celles par défaut."""
    assert Options.from_settings({}) == Options()


@pytest.mark.parametrize("width", [" ", "", "\u2009", "\u00a0\u00a0"])
def test_a_breaking_width_is_refused(width):
    """Une espace sécable ou une suite d’espaces est refusée avec le nom du réglage."""
    with pytest.raises(ValueError, match="TYPOGRAPHY_SPACE_COLON"):
        Options.from_settings({"TYPOGRAPHY_SPACE_COLON": width})


def test_the_list_of_brands_is_a_setting():
    """La liste des marques qui finissent par un point haut se règle."""
    options = Options.from_settings({"TYPOGRAPHY_BRANDS": ["Hop!"]})
    assert typeset_text("Hop! Yahoo! Fin", options) == "Hop! Yahoo\u202f! Fin"


def test_ligatures_may_be_left_out():
    """Un site peut garder « oe » tel qu’il est tapé."""
    assert typeset_text("un coeur", Options(ligatures=False)) == "un coeur"


def test_noncharacters_are_given_back_untouched():
    """Un texte qui contient des caractères interdits en HTML est rendu tel quel."""
    assert typeset_html("<p>a\ufdd0 !</p>") == "<p>a\ufdd0 !</p>"
    assert typeset_text("a\ufdd5 !") == "a\ufdd5 !"


def same_markup(html):
    return re.sub(r"&nbsp;|&#160;", "\u00a0", html).replace("&#8239;", "\u202f").replace("&#39;", "'")


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus next to the project")
@pytest.mark.parametrize("tier", ["core", "ext"])
def test_the_corpus_is_right(tier):
    """Les cas du corpus voisin sont justes, avec les règles facultatives s’ils en dépendent."""
    wrong = []
    for line in CORPUS.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        if case["tier"] != tier:
            continue
        text, html = (typeset_text, typeset_html) if tier == "core" else (typeset_text_all, typeset_html_all)
        got = (text if case.get("ctx") == "text" else html)(case["in"])
        if same_markup(got) not in map(same_markup, [case["out"], *case.get("also", [])]):
            wrong.append(case["id"])
    assert not wrong


UNITS = (
    "% ‰ € £ ¥ $ °C M€ k€ K$ Md€ Mds€ kHz MHz GHz THz Hz kWh Wh MeV eV Ko ko Mo Go To "
    "Po Kio Mio Gio km cm mm µm nm m² kg µg mg "
    "cl dL ml km/h m³ dB EUR USD GBP CHF millions milliards billions euros dollars francs CAD JPY AUD "
    "CNY min ha bits/s "
    "kbit/s Mbits/s Ko/s ko/s Mo/s Go/s Mb/s Gb/s m/s tonnes hl kW MW GW mA m g l L t s W h"
).split()
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre janv. sept. Août".split()


@pytest.mark.parametrize("what", [*UNITS, *MONTHS, "livres sterling"])
def test_a_number_is_bound_to_what_it_counts(what):
    """Un nombre est lié à chaque unité et à chaque mois, seuls dans leur texte."""
    assert typeset_text(f"a 5 {what}") == f"a 5\u00a0{what}"
    assert typeset_html(f"a <b>5</b> {what}") == f"a <b>5</b>\u00a0{what}" or what == "h"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1 mot, 3e", "1 mot, 3<sup>e</sup>"),
        ("9\n2e", "9\n2<sup>e</sup>"),
        ("le 5\n12 %", "le 5\n12\u00a0%"),
        ("1er", "1<sup>er</sup>"),
        ("2de", "2<sup>de</sup>"),
        ("2nd", "2<sup>d</sup>"),
        ("1ère", "1<sup>re</sup>"),
        ("3ième", "3<sup>e</sup>"),
        ("3èmes", "3<sup>es</sup>"),
        *((f"{numeral}e", f"{numeral}<sup>e</sup>") for numeral in ("II", "IV", "IX", "XX", "XL", "LXX")),
        *((f"{numeral}ème", f"{numeral}<sup>e</sup>") for numeral in ("II", "IV", "IX")),
        ("Vie", "Vie"),
        ("IIième", "II<sup>e</sup>"),
        ("Ire République", "I<sup>re</sup> République"),
        ("Ier", "I<sup>er</sup>"),
        ("vol. 3", "vol.\u00a03"),
        ("Art. 3", "Art.\u00a03"),
        ("FIG. 3", "FIG.\u00a03"),
        ("pp. XI", "pp.\u00a0XI"),
        ("Dr Roux", "Dr\u00a0Roux"),
        ("Pr Roux", "Pr\u00a0Roux"),
        ("voir calc(1 : 2)", "voir calc(1 : 2)"),
        ("voir a:b ; c", "voir a:b\u202f; c"),
        ("mailto:a:b !", "mailto:a:b\u202f!"),
        ("www.a.example:8 !", "www.a.example:8\u202f!"),
    ],
)  # fmt: skip
def test_a_rule_sees_its_only_sign(source, expected):
    """Chaque règle voit le seul signe qui la concerne dans le texte."""
    assert typeset_html(source) == expected
