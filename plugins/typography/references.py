"""What a number or a name is bound to: titles, references, articles of law, reigns."""

import re
from collections.abc import Callable
from functools import partial

from plugins.common.regex import regex
from plugins.typography.alphabet import BLANKS, LETTER, SPACE, TAG, S, T, join, names
from plugins.typography.options import Options

CAPITAL = "A-ZÀ-ÖØ-ÞŒ"

TITLE = regex(
    rf"[MDP](?:(?<=M)(?:M?\.|(?:mes?|lles?|gr|rs?)\.?|e)|(?<=[DP])rs?\.?)({T}{S}+{T})"
    rf"(?=[{CAPITAL}]|d(?:u{S}+|es{S}+|e{S}+(?:la{S}+|l[’'])?|[’'])[{CAPITAL}])"  # « Mme de Staël »
)
BEFORE_TITLE = regex(r"[\w.-]")
# A figure, the letter of an article of law, a numeral, after a space. Each begins with a set of signs, which a search
# skips to: a pattern that begins with the space would be tried at each word.
AFTER_SPACE = rf"(?<=[{SPACE}{TAG}].)"
NUMBERED = regex(rf"[0-9LRDA]{AFTER_SPACE}(?:(?<=[0-9])(?![0-9]{{0,9}}\()|(?=\.{S}?[0-9]|{S}?[0-9]{{3}}))")
ROMAN = regex(
    rf"([IVX]{AFTER_SPACE}[IVXLC]*)(?:{T}(?:er|re)(?!\w)|({T}(?:i?[eè]mes?|[eè]s?)(?!\w))|(?![\w’'{LETTER}/-]))"
)
MAY_BE_V = regex(r"V(?![a-df-zà-öø-ÿ])(?<= V)")
LAST_WORD = regex(r"[^\W\d_]+\Z")
LONGEST = 13  # letters of a label
SHORT_WORDS = names("p pp art chap ch vol fig t al sect tab")
NUMBER_SIGN = regex(rf"[°º§](?:(?<=§)|(?<=[nN].))({T}{S}*{T})(?=\d)")
# « loi no 78-17 », « règlement (UE) no 2016/679 »: the sign is typed « no » for want of the key (Lexique, « Numéro »).
TYPED_NUMBER_SIGN = regex(rf" no({T}{S}+{T})(?=\d)")
NUMBERED_TEXT = regex(
    rf"(?<!\w)(?:loi|décret|ordonnance|arrêté|arrêt|circulaire|règlement|directive|délibération|décision|avis)s?"
    rf"(?:{S}+[\w()-]{{2,14}})?\Z",
    re.IGNORECASE,
)
NUMBERED_TEXT_REACH = 32
# Initials of first names (Lexique, « Prénoms »): « J. K. Rowling », « A.-M. Durand », « par C. Martin ».
INITIAL = regex(rf"\.(?<=[{CAPITAL}]\.)({T}{S}+{T})(?=([{CAPITAL}]\w*)(\.?))")
BEFORE_INITIAL = regex(rf"(?:^|[(«]{S}?|(?<!\w)(?:par|selon|avec|chez|de){S}+)\Z|(?<![\w.’'-])[{CAPITAL}]\.{S}+\Z")
BEFORE_INITIAL_REACH = 8
# Sovereigns of the first of their name, whose numeral is Roman; « Charles 1er mai » would be a date.
FIRST_OF_NAME = regex(
    r"(?<![\w-])(François|Napoléon|Charles|Albert|Léopold|Nicolas|Alexandre|Frédéric|Ferdinand|Guillaume)"
    rf"{S}+1(?=er(?!\w|{S}+(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)))"
)
ERA = regex(rf"(?<!\w)(av|apr|ap)\.{S}+(?=J\.-?{S}?C)")
# Articles of a code: « L. 6353-1 », « R 6316-1 » (Légifrance).
LAW = regex(
    rf"[LRDA](?<![\w.’'-].)(?:\.(?={S}+(?:[0-9]{{3,4}}(?![0-9])|[0-9]+-[0-9]))|(?<=[LRD])(?={S}+[0-9]{{3,4}}-[0-9])){S}+"
)
# Words that a figure follows and names (Lexique, « Coupures » ; « figure 3 », « chapitre IV »).
LABELS = names(
    "figure figures fig tableau tableaux schéma schémas encadré encadrés illustration illustrations page pages "
    "chapitre chapitres section sections partie parties tome tomes volume volumes livre livres titre titres article "
    "articles art alinéa alinéas paragraphe paragraphes annexe annexes note notes épisode épisodes saison saisons "
    "acte actes scène scènes"
)
LABEL_ENDS = frozenset(label[-2:] for label in LABELS)
NUMERAL = regex(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
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
    if " I" in run or " X" in run or (" V" in run and MAY_BE_V.search(run)):
        run = _bind(run, ROMAN, _is_named, space)
    if ". " in run or ".\u00a0" in run:
        run = INITIAL.sub(partial(_initial, space), run)
    if has_numbers:
        if "1er" in run:
            run = FIRST_OF_NAME.sub(rf"\1{space}I", run)
        if " no" in run:
            run = TYPED_NUMBER_SIGN.sub(partial(_typed_number_sign, space), run)
        run = _bind(run, NUMBERED, _is_labelled, space)
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


def _initial(space: str, match: re.Match[str]) -> str:
    """The initial of a first name with what follows: another initial, or a name where one stands before it."""
    run, capital = match.string, match.start() - 1
    compound = run[capital - 1 : capital] == "-" and run[capital - 2 : capital - 1] == "."  # « A.-M. »
    first = capital - 3 if compound else capital
    if first < 0 or BEFORE_TITLE.match(run, max(0, first - 1), first) or (first and run[first - 1] in "’'"):
        return match[0]
    another = len(match[2]) == 1 and match[3]
    named = len(match[2]) > 1 and match[2] not in NO_NAME
    if another or (named and (compound or BEFORE_INITIAL.search(run, max(0, first - BEFORE_INITIAL_REACH), first))):
        return "." + join(match[1], space)
    return match[0]


def _typed_number_sign(space: str, match: re.Match[str]) -> str:
    start = match.start()
    if NUMBERED_TEXT.search(match.string, max(0, start - NUMBERED_TEXT_REACH), start):
        return " n°" + join(match[1], space)
    return match[0]


def _bind(run: str, pattern: re.Pattern[str], wanted: Callable[[str, int, re.Match[str]], bool], space: str) -> str:
    """Bind what ``pattern`` finds to the word before it, where ``wanted`` says so of the run, the end of that word and
    the match.
    """
    parts: list[str] = []
    done = 0
    for match in pattern.finditer(run):
        start = left = match.start()
        while left > done and run[left - 1] in BLANKS:
            left -= 1
        gap = run[left:start]
        if left and gap.strip(TAG) and wanted(run, left, match):
            parts += (run[done:left], join(gap, space))
            done = start
    return "".join((*parts, run[done:])) if parts else run


def _word_before(run: str, end: int) -> tuple[str, bool]:
    """Return the word that ends at ``end``, before the point of an abbreviation, and whether it is a label."""
    short = run[end - 1] == "."
    found = LAST_WORD.search(run, max(0, end - LONGEST - short), end - short)
    return (found[0], found[0].lower() in (SHORT_WORDS if short else LABELS)) if found else ("", False)


def _is_labelled(run: str, end: int, _match: re.Match[str]) -> bool:
    return (run[end - 1] == "." or run[end - 2 : end].lower() in LABEL_ENDS) and _word_before(run, end)[1]


def _is_named(run: str, end: int, match: re.Match[str]) -> bool:
    """Tell whether a numeral follows a label or a name (« chapitre IV », « Louis XIV »)."""
    numeral = match[1]
    word, is_label = _word_before(run, end)
    if not word or not NUMERAL.fullmatch(numeral):
        return False
    if is_label:
        return True
    initial = len(numeral) == 1 and run.startswith(".", match.end())  # « Jean V. Durand »
    return word[0].isupper() and run[end - 1] != "." and not (word in NO_NAME or initial or word.isupper() or match[2])


def _law(space: str, match: re.Match[str]) -> str:
    return match[0].rstrip() + space


def _number_sign(space: str, match: re.Match[str]) -> str:
    run, start = match.string, match.start()
    glued = run[start] != "§" and start > 1 and run[start - 2].isalnum()
    return match[0] if glued else run[start] + join(match[1], space)
