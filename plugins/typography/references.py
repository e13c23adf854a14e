"""What a number or a name is bound to: titles, references, articles of law, reigns."""

import re
from functools import partial

from plugins.typography.alphabet import LETTER, SPACE, TAG, S, T, join, names
from plugins.typography.options import Options

CAPITAL = "A-ZÀ-ÖØ-ÞŒ"

TITLE = re.compile(rf"(?:M(?:M?\.|(?:mes?|lles?|gr|rs?)\.?|e)|Drs?\.?|Prs?\.?)({T}{S}+{T})(?=[{CAPITAL}])")
BEFORE_TITLE = re.compile(r"[\w.-]")
# The space before a figure, before the letter of an article of law, before a numeral.
SPACE_BEFORE = rf"(?<![{SPACE}]){S}+{T}"
BEFORE_NUMBER = re.compile(rf"{SPACE_BEFORE}(?=[0-9]+(?![0-9(])|[LRDA]\.{S}*[0-9]|[LRD]{S}?[0-9]{{3}})")
BEFORE_ROMAN = re.compile(
    rf"{SPACE_BEFORE}(?=([IVX][IVXLC]*)(?:{T}(?:er|re)(?!\w)|({T}(?:i?[eè]mes?|[eè]s?)(?!\w))|(?![\w’'{LETTER}/-])))"
)
LAST_WORD = re.compile(r"[^\W\d_]+\Z")
LONGEST = 13  # letters of a label
SHORT_WORDS = names("p pp art chap ch vol fig t al sect tab")
NUMBER_SIGN = re.compile(rf"([nN][°º]|§)({T}{S}*{T})(?=\d)")
ERA = re.compile(rf"(?<!\w)(av|apr|ap)\.{S}+(?=J\.-?{S}?C)")
# Articles of a code: « L. 6353-1 », « R 6316-1 » (Légifrance).
LAW = re.compile(rf"(?<![\w.’'-])([LRDA]\.)({S}+)(?=\d{{3,4}}(?!\d)|\d+-\d)|(?<![\w.’'-])([LRD])({S}+)(?=\d{{3,4}}-\d)")

# Words that a figure follows and names (Lexique, « Coupures » ; « figure 3 », « chapitre IV »).
LABELS = names(
    "figure figures fig tableau tableaux schéma schémas encadré encadrés illustration illustrations page pages "
    "chapitre chapitres section sections partie parties tome tomes volume volumes livre livres titre titres article "
    "articles art alinéa alinéas paragraphe paragraphes annexe annexes note notes épisode épisodes saison saisons "
    "acte actes scène scènes"
)
NUMERAL = re.compile(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
# Words that begin a sentence and are no name.
NO_NAME = names(
    "Le La Les Un Une Des Du De Au Aux En Et Ou Où Mais Si Ce Cet Cette Ces Il Elle On Dans Par Pour Sur Avec À"
)


def set_references(run: str, options: Options, has_numbers: bool) -> str:
    """Bind an abbreviated title to the name, a reference to its number, a reign to its king (Lexique, « Abréviations »,
    « Nombres en chiffres romains »). ``has_numbers``: whether the run holds a digit.
    """
    space = options.space_unit
    if "M" in run or "Dr" in run or "Pr" in run:
        run = TITLE.sub(partial(_title, space), run)
    if has_numbers:
        run = BEFORE_NUMBER.sub(partial(_numbered, space), run)
    if " I" in run or " V" in run or " X" in run:
        run = BEFORE_ROMAN.sub(partial(_roman, space), run)
    if has_numbers:
        if "-" in run or "." in run:
            run = LAW.sub(partial(_law, space), run)
        if "°" in run or "§" in run or "º" in run:
            run = NUMBER_SIGN.sub(partial(_number_sign, space), run)
    return ERA.sub(rf"\1.{space}", run) if "J." in run else run


def _title(space: str, match: re.Match[str]) -> str:
    run = match.string
    if BEFORE_TITLE.match(run, max(0, match.start() - 1), match.start()):
        return match[0]
    return run[match.start() : match.start(1)] + join(match[1], space)


def _word_before(run: str, end: int) -> tuple[str, bool]:
    """Return the word that ends at ``end``, beyond tags and the point of an abbreviation, and whether it is a label."""
    while end and run[end - 1] == TAG:
        end -= 1
    short = run[end - 1 : end] == "."
    found = LAST_WORD.search(run, max(0, end - LONGEST - short), end - short)
    return (found[0], found[0].lower() in (SHORT_WORDS if short else LABELS)) if found else ("", False)


def _numbered(space: str, match: re.Match[str]) -> str:
    return join(match[0], space) if _word_before(match.string, match.start())[1] else match[0]


def _law(space: str, match: re.Match[str]) -> str:
    return (match[1] or match[3]) + space


def _number_sign(space: str, match: re.Match[str]) -> str:
    glued = match[1] != "§" and match.start() and match.string[match.start() - 1].isalnum()
    return match[0] if glued else match[1] + join(match[2], space)


def _roman(space: str, match: re.Match[str]) -> str:
    run, numeral = match.string, match[1]
    word, is_label = _word_before(run, match.start())
    if not word or not NUMERAL.fullmatch(numeral):
        return match[0]
    if not is_label:
        initial = len(numeral) == 1 and run.startswith(".", match.end() + 1)  # « Jean V. Durand »
        if not word[0].isupper() or word in NO_NAME or initial or word.isupper() or match[2]:
            return match[0]
    return join(match[0], space)
