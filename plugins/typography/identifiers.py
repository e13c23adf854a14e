"""Which numbers name a thing and which count things: an identifier is copied and pasted, its spaces stay as typed.

What tells is a label next to the number, before it or after it, never one that merely stands in the sentence; and
before any label, what the number counts: a price after « TVA » is a price.
"""

from __future__ import annotations

from plugins.common.regex import regex
from plugins.typography.alphabet import AMP, SPACE, TAG

REACH = 72  # characters before a number in which its label stands
G = f"[{SPACE}{TAG}]"

# What a number counts, right after it: it is then a quantity whatever stands before it.
COUNTED = regex(
    rf"{G}*(?:[€$£¥%‰]|(?:[kKM]|M[dl]s?){G}*[€$£]|EUR|USD|CHF|euros?\b|dollars?\b|centimes?\b|millions?\b|milliards?\b|"
    r"HT\b|TTC\b|[kMG]?o\b|[kcm]?m[²³2]?\b|ha\b|k[gm]\b|habitants?\b|personnes?\b|salariés?\b|clients?\b|exemplaires?\b|"
    r"entreprises?\b|articles?\b|visiteurs?\b|lecteurs?\b|abonnés?\b|fois\b|pages?\b|mots\b|signes\b|lignes?\b|heures?\b|"
    r"jours?\b|ans\b|emplois?\b|stagiaires?\b|participants?\b|appels?\b|numéros?\b|dossiers?\b|codes?\b|commandes?\b)"
)
# A register's name right after the number: « 123 456 789 RCS Lyon » (Code de commerce, art. R. 123-237).
AFTER = regex(rf"{G}*\(?(?:au{G}+|du{G}+)?(?:R\.?C\.?S|RM|RNE|SIREN|Siren|SIRET|Siret|R\.?N\.?C\.?P)\b")

NUMBER = r"(?:n[°ºo]s?|N[°ºo]s?|nos?\.|numéros?|Numéros?|num\.|#)"
COUNTRY = "(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK|XI|CH|CHE)"
# Registers, cards, codes and lines: with the number, they say whose or which it is.
REGISTER = (
    r"[Ss](?:IREN|iren|IRET|iret)|R\.?C\.?S\.?|RM|RNE|RNA|NDA|UAI|RNCP|RS|Rs|NIR|EORI|DUNS|D-U-N-S|LEI|BIC|IBAN|RIB|ISBN|ISSN|"
    r"EAN|GTIN|DOI|ORIAS|Orias|APE|NAF|ADELI|RPPS|FINESS|Finess|CPPAP|IDCC|Qualiopi"
)
LINE = r"[Tt][ée]l(?:\.|éphone|écopie)?|TEL|TÉL|[Ff]ax|FAX|[Pp]ortable|[Mm]obile|[Ss]tandard|[Ff]ixe"
# Things that a number names when a colon, or « n° », stands between: each is also a plain word, or a verb.
CARD = (
    r"[Rr][ée]f(?:\.|érences?)?|[Cc]ode|[Dd]ossier|[Cc]ommande|[Ff]acture|[Cc]ontrat|[Mm]atricule|[Ll]icence|[Aa]grément|"
    r"[Ii]dentifiant|[Cc]ertificat|[Ii]mmatriculation|[Ee]nregistrement|[Tt]icket|[Bb]oîte postale|CP|TSA|BP|CS|B\.P\."
)
# Those that a bare space names too.
BARE = (
    r"[Cc]ode|[Rr][ée]f(?:\.|érence)?|[Dd]ossier|[Mm]atricule|[Ii]dentifiant|[Tt]icket|[Bb]oîte postale|CP|TSA|BP|CS|"
    r"B\.P\."
)
# Of a code that names (« code postal 75 001 »), and what may stand between a register and its number.
KIND_OF_CODE = r"(?:postal|barres?|NAF|APE|promo|article|produit|client|INSEE|Insee|commun|agence|banque|guichet|EAN)"
PLACE = rf"(?:{G}+(?:du{G}+siège|siège|(?:de{G}+|d[’'])?[A-ZÀ-ÖØ-Þ][\w{TAG}’'-]*(?:{G}+[A-Z][\w{TAG}’'-]*){{0,3}}))?"
SAID = rf"(?:{G}+[^\W\d][^\W\d]*(?:[’'-][^\W\d]+)*){{0,4}}"  # « numéro de notre agrément »
BEFORE = regex(
    rf"(?<!\w)(?:"
    rf"(?:{REGISTER}){PLACE}(?:{G}+[ABCD])?(?:{G}+{NUMBER})?{G}*:?|(?:{REGISTER}){SAID}{G}*:|"
    rf"(?:{LINE})(?:{G}+(?:fixe|portable|mobile|direct))?{G}*:|(?:[Tt][ée]l\.?|TEL|TÉL|[Tt]éléphone|[Ff]ax|FAX)|"
    rf"{NUMBER}(?:{G}+(?:unique|vert|azur))?{G}*:?|[Nn](?:uméro|°){SAID}{G}*:|"
    rf"[Nn](?:uméro|°){G}+de{G}+(?:{CARD})|(?:{CARD})(?:{G}+{KIND_OF_CODE})?{G}*:|(?:{BARE}|[Cc]ode{G}+{KIND_OF_CODE})"
    rf"){G}*(?:\+?\(?\d{{1,3}}\)?{G})?\Z"
)
# A European VAT number begins with its country: « FR 12 345 678 901 » (Directive 2006/112/CE, art. 215).
BEFORE_COUNTRY = regex(rf"(?<![\w{AMP}]){COUNTRY}{G}?\Z")
VAT = regex(rf"(?<!\w)[Tt]\.?[Vv]\.?[Aa]\.?{SAID}{G}*:?{G}*\Z")
ARTICLE = regex(rf"(?<!\w)(?:[Aa]rt(?:\.|icles?)){G}+(?:[LRDA]\.?{G}*\*?)?\Z")


def is_identifier(run: str, start: int, end: int) -> bool:
    """Tell whether the number from ``start`` to ``end`` (groups of digits) names something.

    A number with nothing that labels it counts: Lexique, « Nombres en chiffres », groups then go by a thin space.
    """
    if COUNTED.match(run, end):
        return False
    if AFTER.match(run, end):
        return True
    label = run[max(0, start - REACH) : start]
    if BEFORE.search(label) or ARTICLE.search(label):
        return True
    digits = sum(map(str.isdigit, run[start:end]))
    return (digits >= 8 and BEFORE_COUNTRY.search(label) is not None) or (digits == 11 and bool(VAT.search(label)))
