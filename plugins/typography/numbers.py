"""Numbers: groups of digits, units, hours, dates."""

import re

from plugins.common.regex import regex
from plugins.typography.alphabet import KEPT, LETTER, OBJECT, SPACE, SYMBOL, TAG, S, T, join
from plugins.typography.identifiers import is_identifier
from plugins.typography.options import Options

FOLLOWING = regex(rf"[0-9](?![0-9])(?=[{SPACE}{TAG}]*(.?))", re.S)

GROUPS = regex(rf"[0-9][0-9]{{0,2}}(?:[ \u00a0\u2009\u202f]\d\d\d)+(?!\d)(?!{S}\d)")
# Signs and units that no word can be mistaken for: a missing space is added.
CLEAR_UNITS = (
    "[%‰]|[€£¥$](?:HT|TTC)?|°[CF](?!\\w)|(?:[MkK]|Mds?)[ \u00a0\u202f]?[€$£]|[kMGT]?(?:Hz|Wh|eV)|"
    "[KkMGTP]o|[KMGT]io|[kmcµn]m[²³23]?|[kmµ]g|[cmd][lL]|"
    "km/h|m[²³23]|dB|EUR|USD|GBP|CHF"
)
# Units that are also a word or the name of a thing (3D, 4G, 5 m): bound only when a space is there already.
WORDS = (
    "millions?|milliards?|billions?|euros?|dollars?|francs?|livres sterling|CAD|JPY|AUD|CNY|Mds?|"
    "min|mn|sec|ms|ha|px|pt|dpi|ppp|[kM]?bits?/s|[KkMG]o/s|Mb/s|Gb/s|m/s|tr/min|tonnes?|hl|kW|MW|GW|mA|[mglLtsW]"
)
# What is measured: figures and noun are read as one. A closed list: that a word is a noun is seen from no sign, and
# binding each number to the word after it would leave narrow columns without a place to break.
MEASURED = (
    "ans?|années?|mois|semaines?|jours?|heures?|minutes?|secondes?|nuits?|trimestres?|semestres?|décennies|siècles?|"
    "bits?|octets?|pixels?|mètres?|kilomètres?|centimètres?|millimètres?|hectares?|litres?|kilos?|grammes?|"
    "kilogrammes?|centimes?"
)
YEAR = regex(r"(?:en|En|depuis|Depuis|dès|Dès|fin|Fin|début|Début|année|mi|jusqu[’']en) (?:1[5-9]|20)\d\d\Z")
UNIT_STARTS = frozenset("%‰$£¥€°µACEGHJKLMPTUWbcdefghklmnst") | {noun[0] for noun in MEASURED.split("|")}
UNIT = regex(
    rf"[0-9](?![0-9.,:;)-])({T}{S}*{T})(?:({CLEAR_UNITS})|({WORDS})|({MEASURED}))"
    rf"(?![\w’'{LETTER}{KEPT}]|\.\w|-[^\W\d]|-\d+(?:px|r?em|v[hw]|pt))"
)

HOUR = regex(
    rf"([0-9][0-9]{{0,2}}){S}*(?:h|H(?={S}?[0-5]\d))(?:{S}*([0-5]\d)(?!\d|{S}*h|{S}\d\d\d(?!\d))(?:{S}*(min|mn)(?!\w))?)?"
    rf"(?![\w’'{LETTER}%‰€$£¥]|\.\w|-[^\W\d])"
)
MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    "janv\\.|févr\\.|avr\\.|juil\\.|sept\\.|oct\\.|nov\\.|déc\\."
)
MONTH_STARTS = frozenset("ejfmasondJFMASONDſ")  # « 1er »; a long s is an s where case does not count
DATE = regex(rf"([0-9][0-9]?)(?=[{SPACE}{TAG}e])((?:{T}er)?)({T}{S}+{T})(?=(?i:{MONTHS})(?![\w’'-]))")
CENTURY = regex(rf"([\dIVXL]{T}(?:[eè]re|er|i?[eè]me|[eè]){T})({S}+)(?=siècles?(?!\w))")

QUANTITY = regex(r"(?<!\w)\d+(?:h\d*|[A-Za-zè²³]{1,4})\Z")
BEFORE_NUMBER = regex(rf"[\w#=:/\\@&_{LETTER}{KEPT}{OBJECT}{SYMBOL}]")


def is_free(run: str, start: int) -> bool:
    """Tell whether the number that has a digit at ``start`` is no part of a name or of code."""
    while start:
        sign, left = run[start - 1], start - 1
        if sign in ".,":
            while left and run[left - 1] == TAG:
                left -= 1
            inside = run[left - 1 : left]
            if not (inside.isdigit() or (sign == "." and inside.isalnum())):
                break
        elif not sign.isdigit():
            break
        start = left
    if not start:
        return True
    before, further = run[start - 1], run[start - 2 : start - 1]
    if before == "-":  # « 10-15 % », « 9h-12h », but not « mp3-5kg »
        further = run[max(0, start - 6) : start - 1].rstrip(TAG)[-1:]
        return further != "_" and not (further.isalpha() and not QUANTITY.search(run[max(0, start - 9) : start - 1]))
    if before == "(":  # « (50 %) » but not « calc(50% »
        return not further.isalnum()
    return not BEFORE_NUMBER.match(before)


def signs_after(run: str) -> set[str]:
    """Return the characters that follow the numbers of a run, beyond spaces and tags; empty without numbers.

    They tell at once which of the rules of numbers have something to look at.
    """
    return set(FOLLOWING.findall(run))


def set_numbers(run: str, options: Options, following: set[str]) -> str:
    """Set the spaces inside numbers and between a number and what it counts; ``following``: its `signs_after`.

    Lexique, « Nombres en chiffres » (groups of three), « Unités de mesure », « Heures », « Dates ».
    """
    if following:
        if any(map(str.isdecimal, following)):
            run = _groups(run, options)
        if "h" in following or "H" in following:
            run = _hours(run, options)
        if not following.isdisjoint(UNIT_STARTS):
            run = _units(run, options)
        if not following.isdisjoint(MONTH_STARTS):
            run = _dates(run, options)
    if "siècle" in run:
        run = CENTURY.sub(rf"\1{options.space_unit}", run)
    return run


def _groups(run: str, options: Options) -> str:
    def group(match: re.Match[str]) -> str:
        start, number = match.start(), match[0]
        before = run[start - 1 : start]
        range_end = before == "/" and run[start - 2 : start - 1].isdigit()  # « 10 000/20 000 »
        if before.isdigit() or before in (".", ",") or not (range_end or is_free(run, start)):
            return number
        telephone = number[0] == "0" or (before == "+" and len(number) > 7)
        after_digit = before.isspace() and run[start - 2 : start - 1].isdigit()
        if telephone or after_digit:
            return number
        if is_identifier(run, start, match.end()):
            return number
        return re.sub(r"\D", options.space_number, number)

    return GROUPS.sub(group, run)


def _units(run: str, options: Options) -> str:
    def unit(match: re.Match[str]) -> str:
        gap, sign, word, time = match.groups()
        start = match.start()
        glued = gap.strip(TAG) == ""
        if (glued and not sign) or not is_free(run, start):
            return match[0]
        if time and YEAR.search(run, max(0, start - 13), start + 1):
            return match[0]
        if sign and len(sign) > 2:
            sign = re.sub(S, options.space_unit, sign)  # « 2 Mds € »
        return match[0][0] + join(gap, options.space_unit) + (sign or word or time)

    return UNIT.sub(unit, run)


def _hours(run: str, options: Options) -> str:
    space = options.space_unit

    def hour(match: re.Match[str]) -> str:
        start, number = match.start(), match[1]
        if run[start - 1 : start].isdigit() or not is_free(run, start):
            return match[0]
        return f"{number}{space}h" + (space + match[2] if match[2] else "") + (space + match[3] if match[3] else "")

    return HOUR.sub(hour, run)


def _dates(run: str, options: Options) -> str:
    def date(match: re.Match[str]) -> str:
        start, day, ending = match.start(), match[1], match[2]
        if run[start - 1 : start].isdigit() or int(day) > 31 or (ending and day != "1"):
            return match[0]
        return day + ending + join(match[3], options.space_unit)

    return DATE.sub(date, run)
