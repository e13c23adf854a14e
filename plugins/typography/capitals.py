"""Capitals that lost their accent on the keyboard: À, Ç, É, È, Ê, Î (Lexique, « Accentuation des capitales »)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plugins.common.regex import regex
from plugins.typography.alphabet import BREAK, SPACE, TAG, S, T, names

# What stands before the first word of a sentence.
SENTENCE = rf"(?:\A|[.!?…:«“{BREAK}–—])[{SPACE}{TAG}«“(]*+"
AFTER_A = (
    "la|l[’']|les?|partir|force|propos|cause|condition|travers|moins|peine|présent|noter|suivre|savoir|vous|nous|"
    "toi|moi|lui|elles?|eux|leurs?|son|sa|ses|mon|ma|mes|ton|ta|tes|notre|nos|votre|vos|ce|cet|cette|ces|chaque|"
    "tout|toute|toutes|tous|quoi|qui|quels?|quelles?|un|une|deux|trois|court|long|moyen|titre|défaut|bientôt|"
    "demain|jamais|nouveau|côté|droite|gauche|part|mesure|mi-|faire|lire|voir|écouter|découvrir|retenir|vendre|"
    "louer|pied|vélo|domicile|distance|plusieurs|certains|certaines|quelques|peu|première|aucun|aucune|terme|"
    "proximité|dire|vrai|tort|raison|table|ceux|celui|celles?|charge|contre|grande|petite|haute|dater|priori|fond|chacune?|autant|bord|chaud|froid|"
    rf"\d+{S}+(?:ans|mois|jours|semaines|heures|h|minutes|min|km|mètres|euros|%|€)|"
    "Paris|Lyon|Marseille|Lille|Bordeaux|Nantes|Toulouse|Strasbourg|Rennes|Montpellier|Grenoble|Bruxelles|Genève"
)
A = regex(rf"{SENTENCE}(?P<fault>A)(?P<rest>{S}+{T}(?:{AFTER_A})(?:(?<=[’'-])|(?!\w)))")
# In the middle of a sentence it is calcium.
CA = regex(rf"{SENTENCE}(?P<fault>C)(?P<rest>a)(?={S}+[a-zà-ÿ])")
E = regex(
    r"(?<!\w)(?P<fault>E)(?P<rest>"
    "tats?|tatiques?|tages?|tapes?|tés?|tudes?|tudiante?s?|tudier|tudiez|tudions|tres?|tant|toiles?|"
    "trangers?|trangères?|tonnante?s?|tonnamment|tablir|tablissements?|ventuels?|ventuelles?|ventuellement|"
    "vénements?|vènements?|videmment|vidente?s?|vidences?|viter|vitez|vitons|volutions?|voluer|voquer|"
    "valuations?|valuer|valuez|coles?|coliers?|conomies?|conomiques?|conomiser|cologies?|cologiques?|"
    "cosystèmes?|couter|coutez|coutons|coute|crire|crivez|crivons|crits?|crite|critures?|crivains?|crans?|"
    "changer|changes?|changez|changeons|checs?|chelles?|chéances?|clairages?|clairer|clats?|"
    "diter|diteurs?|ditrices?|ditions?|dito|ditos|ditorial|ditoriaux|ducation|duquer|gal|gale|gales|galement|galités?|"
    "gaux|glises?|laborer|laborons|laborez|lections?|lectriques?|lectricité|lectroniques?|léments?|lèves?|"
    "lever|liminer|lites?|missions?|motions?|metteurs?|nergies?|nergétiques?|normes?|normément|noncés?|"
    "numérer|poques?|preuves?|quilibres?|quilibrer|quipes?|quipements?|quiper|tendre|tendue|"
    "bauches?|baucher|boulis|briété|carts?|carter|chafaudages?|changistes?|chantillons?|chapper|chéants?|"
    "clairant|clairantes?|clater|closions?|clore|conomes?|conomistes?|cosystémiques?|"
    "crasante?s?|crivant|crire|difices?|difier|ducateurs?|ducatrices?|ducatifs?|ducatives?|"
    "gards?|garés?|garer|goïstes?|goïsme|laborations?|largir|largissements?|lecteurs?|lectrices?|lectorale?s?|"
    "lectoraux|lectricien(?:ne)?s?|lectronique|légance|légante?s?|lémentaires?|levages?|levés?|ligibles?|ligibilité|"
    "loges?|loignés?|loigner|loquence|lue?s?|manciper|mancipation|merger|mergence|mergente?s?|merveillés?|minente?s?|"
    "motionnel(?:le)?s?|mouvante?s?|noncer|numérations?|pargnes?|pargner|pargnants?|paules?|phémères?|pidémies?|"
    "pilogues?|pisodes?|pineuse|pingler|pinglés?|prouver|prouvante?s?|puisés?|puiser|puisement|purés?|"
    "quations?|quilibrés?|quitables?|quitablement|quités?|quivalente?s?|quivalences?|res?|rosions?|rudit?s?|"
    "tabli|tablie|tablis|tablies|tager|tayer|teindre|tendards?|tendues|ternels?|ternelles?|thiques?|thiquement|"
    "tiquettes?|tirer|tonner|touffante?s?|tourdie?s?|tranges?|trangetés?|troite?s?|troitement|tudiants|"
    "valués?|vasions?|veiller|ventail|vincer|vitons|voquons|vocations?|volutifs?|volutives?|"
    r"tes(?=-)|tiez|tions|taient|tait|cosse|cossaise?s?|gypte|gyptienn?e?s?|thiopie|lysées?|piphanie|vangiles?)(?!\w)"
)
I = regex(r"(?<!\w)(?P<fault>I)(?P<rest>les?|lots?)(?!\w)")  # noqa: E741
CIRCUMFLEX = ("tre", "tes")
GRAVE = ("re", "res")
# A capital before it makes it a part of a name (« Nomad Education »), but for these words, which are in no name.
ARTICLES = names("Le La Les Un Une Des Du De Au Aux Ce Cet Cette Ces L D Mon Ma Mes Son Sa Ses Nos Vos Leurs En Et")
WORD_BEFORE = regex(rf"(?<![\w-])([A-ZÀ-ÖØ-Þ][\w{TAG}-]*)[{SPACE}{TAG}]+\Z")
REACH = 40


class Unaccented(NamedTuple):
    """A capital without its accent: where it is and where its word ends, and the capital that is right."""

    start: int
    end: int
    right: str


def unaccented(run: str) -> Iterator[Unaccented]:
    """Yield the capitals of a run that lost their accent, in a closed list of words, by word."""
    if "A" in run:
        yield from (Unaccented(match.start("fault"), match.end(), "À") for match in A.finditer(run))
    if "Ca" in run:
        yield from (Unaccented(match.start("fault"), match.end(), "Ç") for match in CA.finditer(run))
    if "Il" in run:
        yield from (Unaccented(match.start(), match.end(), "Î") for match in I.finditer(run))
    if "E" in run:
        for match in E.finditer(run):
            before = WORD_BEFORE.search(run, max(0, match.start() - REACH), match.start())
            if before is None or before[1].replace(TAG, "") in ARTICLES:
                rest = match["rest"]
                right = "È" if rest in GRAVE else "Ê" if rest.startswith(CIRCUMFLEX) else "É"
                yield Unaccented(match.start(), match.end(), right)


def accent_capitals(run: str) -> str:
    """Put its accent on each capital that lost it."""
    parts: list[str] = []
    done = 0
    for fault in sorted(unaccented(run)):
        parts += (run[done : fault.start], fault.right)
        done = fault.start + 1
    return "".join((*parts, run[done:])) if parts else run
