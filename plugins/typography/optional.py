"""Rules that a site asks for: accented capitals, signs typed on a keyboard. Each is a closed
list.
"""

import re

from plugins.typography.alphabet import BREAK, SPACE, TAG, S, T
from plugins.typography.options import Options

# What stands before the first word of a sentence.
SENTENCE = rf"(?:\A|[.!?…:«“{BREAK}–—])[{SPACE}{TAG}«“(]*+"
AFTER_A = (
    "la|l[’']|les?|partir|force|propos|cause|condition|travers|moins|peine|présent|noter|suivre|savoir|vous|nous|"
    "toi|moi|lui|elles?|eux|leurs?|son|sa|ses|mon|ma|mes|ton|ta|tes|notre|nos|votre|vos|ce|cet|cette|ces|chaque|"
    "tout|toute|toutes|tous|quoi|qui|quels?|quelles?|un|une|deux|trois|court|long|moyen|titre|défaut|bientôt|"
    "demain|jamais|nouveau|côté|droite|gauche|part|mesure|mi-|faire|lire|voir|écouter|découvrir|retenir|vendre|"
    "louer|pied|vélo|domicile|distance|plusieurs|certains|certaines|quelques|peu|première|aucun|aucune|terme|"
    "proximité|dire|vrai|tort|raison|table|ceux|celui|celles?|charge|contre|grande|petite|haute|dater|priori"
)
SENTENCE_A = re.compile(rf"({SENTENCE})A(?={S}+{T}(?:{AFTER_A})(?:(?<=[’'-])|(?!\w)))")
CA = re.compile(rf"Ca(?<!\w..)(?={S}+[a-zà-ÿ])")
ACCENTED_E = re.compile(
    "E(?<!\\w.)(?=(?:tats?|tatiques?|tages?|tapes?|tés?|tudes?|tudiante?s?|tudier|tudiez|tudions|tre|tant|toiles?|"
    "trangers?|trangères?|tonnante?s?|tonnamment|tablir|tablissements?|ventuels?|ventuelles?|ventuellement|"
    "vénements?|vènements?|videmment|vidente?s?|vidences?|viter|vitez|vitons|volutions?|voluer|voquer|"
    "valuations?|valuer|valuez|coles?|coliers?|conomies?|conomiques?|conomiser|cologies?|cologiques?|"
    "cosystèmes?|couter|coutez|coutons|coute|crire|crivez|crivons|crits?|crite|critures?|crivains?|crans?|"
    "changer|changes?|changez|changeons|checs?|chelles?|chéances?|clairages?|clairer|clats?|"
    "diter|diteurs?|ditrices?|ditions?|dito|ditos|ditorial|ditoriaux|ducation|duquer|gal|gale|gales|galement|galités?|"
    "gaux|glises?|laborer|laborons|laborez|lections?|lectriques?|lectricité|lectroniques?|léments?|lèves?|"
    "lever|liminer|lites?|missions?|motions?|metteurs?|nergies?|nergétiques?|normes?|normément|noncés?|"
    "numérer|poques?|preuves?|quilibres?|quilibrer|quipes?|quipements?|quiper|tendre|tendue)(?!\\w))"
)
DIMENSION = re.compile(rf"\d({S}?)x{S}?(?=\d)")
COPYRIGHT = re.compile(rf"\([cC]\)(?<![\w)]...){S}+(?=(?:19|20)\d\d(?!\d))")
TRADE_MARK = re.compile(r"(?<=\w)\((?:(tm|TM)|[rR])\)(?!\w)")
LENGTH = re.compile(rf"\d+(?:[.,]\d+)?(?:x\d+(?:[.,]\d+)?)?{S}?(?:[kcm]?m|px|po)(?!\w)")


def set_optional(run: str, options: Options) -> str:
    """Apply the opt-in rules that are on."""
    if options.capitals:
        run = accent_capitals(run)
    if options.symbols:
        run = set_symbols(run, options.space_unit)
    return run


def accent_capitals(run: str) -> str:
    """Put the accent on a capital that lost it on the keyboard (Lexique, « Accentuation des capitales »)."""
    if "A" in run:
        run = SENTENCE_A.sub(r"\1À", run)
    if "Ca" in run:
        run = CA.sub("Ça", run)
    return ACCENTED_E.sub(_accent_e, run) if "E" in run else run


def _accent_e(match: re.Match[str]) -> str:
    return "Ê" if match.string.startswith("tre", match.end()) else "É"


def set_symbols(run: str, space: str) -> str:
    """Turn « x » between numbers, (c), (r) and (tm) into the sign they stand for."""

    def times(match: re.Match[str]) -> str:
        if match[1]:
            return f"{match[0][0]}{space}×{space}"
        return match[0][0] + "×" if LENGTH.match(run, match.end()) else match[0]

    if "x" in run:
        run = DIMENSION.sub(times, run)
    if "(" in run:
        run = TRADE_MARK.sub(lambda match: "™" if match[1] else "®", run)
        run = COPYRIGHT.sub(f"©{space}", run)
    return run
