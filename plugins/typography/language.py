"""The language of a passage, told by its most common words: English, German, Spanish or Italian in a French text.

A look at words that only one language has, not a guess: no such word, no verdict. Passages are looked for from the
block down to the piece between two marks, and only in blocks that hold one of those words at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from plugins.typography.alphabet import BREAK, TAG, names

# Words of one language that no other of these five has (French first of all: « but », « on », « or » say nothing).
ENGLISH = names(
    "the of and to is was were been being has had have having does did doesn don didn isn wasn aren won wouldn couldn "
    "shouldn will would shall should could might must not it its he she they them their theirs we our ours you your "
    "yours him his her hers this that these those who whom whose which what when where why how there here then than if "
    "so too very just also again always never ever about above against before behind below between with without within "
    "into from for at because while until since every each all any some many much more most other another such both "
    "few by be my us are do can"
)
ENGLISH_COMMON = names(
    "think different keep calm carry less show tell good great better best world life customer customers "
    "everyone everything something nothing anything someone nobody know knows make makes made making get gets getting "
    "got goes going gone lets see say says said tell want wants need needs needed like likes love loves people "
    "way ways work works working worked hard day days year years time times read reading write writing written talk "
    "talking speak listen learn learning teach build building built create start stop end begin running come "
    "comes coming take takes give gives given find found feel feeling look looking ask asked try trying call called "
    "help helps move play done two three four five first next last new old big small little high low right "
    "wrong true real free easy simple open close hello yes please thanks thank sorry welcome home house money man "
    "woman men women child children friend friends word words story stories book books news today tomorrow yesterday "
    "now later soon often only even still yet well back down up out over under off through around away together "
    "nothing whole own same thing things world hand hands head heart mind eye eyes health water "
    "earth light dark night morning week month white black blue green power strong fast slow quick early late "
    "winning lose failure success changing grow growth brands company companies team teams lead "
    "leadership manager employee employees market users driven "
    "developer developers tool tools app phone computer human humans future past "
    "sharing share shared posts network networks search engine "
    "beats follow follows following likes steps answer answers never mind matters matter"
)
# Words that a text of English holds, and that one of French may hold: they fill a phrase, and prove nothing.
SHARED = names(
    "in no me as an or on a i but content social code design leader leaders web mobile machine user tweet blog software "
    "marketing market data media half place long fire body brand fail change manual question questions business hi run "
    "go let one win red post point points train action style type art table page pages number simple service services "
    "public digital start up job jobs manager story dream star show must-have cool fun smart stand off set list mail "
    "email test patient client clients radio video photo image images culture nature science future important different "
    "final general international national communication attention information nation station crisis expert experts"
)
FRENCH = names(
    "le la les des du de un une et est en dans pour que qui ne pas au aux sur par avec ce cet cette ces sont il elle "
    "ils elles nous vous leur leurs mais ou où donc ni car si se sa ses mon ma mes ton ta tes notre votre nos vos "
    "plus moins très tout toute tous toutes comme quand sans sous chez vers entre depuis après avant pendant être avoir "
    "avait était sera fait faire peut dit bien aussi encore déjà toujours jamais rien quelque quelques chaque même "
    "dont lequel laquelle ici là voici voilà puis alors ainsi cela ça ceci celui celle ceux deux trois quatre cinq "
    "oui non merci monsieur madame suis sommes ont avons avez étaient ai as"
)
GERMAN = names(
    "des an du es man der die das und ist nicht ein eine einen einem einer mit für auf dem den von zu zum zur sich auch wie wir ich du "
    "sie er ihr wenn oder aber nur noch bei nach aus über werden wird wurde haben hat sind war kann dass mehr sehr "
    "alles immer ohne kein keine schon unser unsere mein meine dein deine doch hier wo"
)
SPANISH = names(
    "la de un en es que le me te se si tu les el los las y por con para pero como más muy está están es son una uno del al lo su sus nos mi mí yo tú usted "
    "ella ellos cuando donde porque también sin sobre entre ser hay fue era ha han este esta estos estas todo todos "
    "nada siempre nunca qué quién quien cómo que no se"
)
ITALIAN = names(
    "la le un in si se ci tu il lo gli di che è e per non una uno con sono del della dei delle dello degli al alla ai alle nel nella dal dalla "
    "sul sulla come più anche ma se o io tu lui lei noi voi loro questo questa questi queste quello quella quando dove "
    "perché sempre mai tutto tutti niente molto ho ha hanno essere era si ci"
)
# Of which French has none: where a text of another language holds none of these, nothing is looked for in it.
GERMAN_ONLY = names(
    "der und ist nicht eine einen einem einer mit für auf dem von zu zum zur sich auch wir ich wenn oder aber nur noch "
    "nach über werden wird wurde haben sind kann dass mehr sehr alles immer ohne kein keine unser unsere"
)
SPANISH_ONLY = names(
    "los las muy está están por con pero más siempre nunca qué quién cómo también porque cuando donde ella ellos usted"
)
ITALIAN_ONLY = names(
    "gli di che è non sono della dei delle dello degli alla alle nel nella dalla sulla più anche perché questo questa "
    "questi queste quello quella sempre tutto tutti niente molto hanno essere"
)
OTHERS = (("de", GERMAN, GERMAN_ONLY), ("es", SPANISH, SPANISH_ONLY), ("it", ITALIAN, ITALIAN_ONLY))

# Words of English that hardly stand in a French text, as they are written at the start of a sentence too.
_LOW = (ENGLISH - names("for at be us are do can not so if must more most all his hers has had") | GERMAN_ONLY
        | SPANISH_ONLY | (ITALIAN_ONLY - names("è"))) - names("con dem mit sur")  # fmt: skip
_LOW |= ENGLISH_COMMON | names("not for are all")
HINTS = _LOW | {word.capitalize() for word in _LOW}

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
ELIDED = names("l d j n m t s c qu jusqu lorsqu puisqu quoiqu quelqu presqu aujourd entr")
CONTRACTED = names("t re ve ll")  # don’t, we’re, we’ve, we’ll
ENDINGS_OF_IT = names("s m d")
ITS = names("it that let what he she there here who how where i")  # it’s, that’s, I’m
ACCENTS = re.compile("[éèêëàâçîïôûùœ]")

# From the largest piece of a block to the smallest: lines, quotations, sentences, members of a sentence, inline tags.
LEVELS = (
    re.compile(BREAK),
    re.compile('[«»"“”]'),
    re.compile(r"(?<=[.!?…])[ \u00a0\u202f\n]+(?=[^\W\d_])"),
    re.compile(r"[()\[\]]|[ \u00a0\u202f]+[:;–—-]+[ \u00a0\u202f\n]+|(?<=\w): "),
    re.compile(TAG),
)
BARE = str.maketrans("\"'.,;:!?…()«»“”", " " * 15)  # signs that touch a word
EDGE = f" \t\n\r\f\u00a0\u202f{TAG}{BREAK}"
FEWEST = 2  # words of a passage
SHORT = 4  # words of a phrase whose every word has to be known


class Passage(NamedTuple):
    """A piece of a run in another language: where it is, and that language (BCP 47)."""

    start: int
    end: int
    language: str


def may_hold_another(text: str) -> bool:
    """Tell whether a text may hold a passage in another language: a look-up of its words."""
    return not HINTS.isdisjoint((text.replace(TAG, " ") if TAG in text else text).split())


def language_of(text: str) -> str | None:
    """The language of a text when its words say for certain that it is another than French; None otherwise."""
    words: list[str] = []
    french = strong = 0
    for word in WORD.findall(text.lower()):
        if "'" not in word and "’" not in word:
            words.append(word)
            continue
        head, _, tail = word.replace("’", "'").partition("'")
        if tail in CONTRACTED or (tail in ENDINGS_OF_IT and head in ITS):
            strong += 1
        else:
            french += head in ELIDED
            words.append(tail if head in ELIDED else head)
    count = len(words) + strong
    strong += len([word for word in words if word in ENGLISH])
    if strong or count <= SHORT:
        french += len([word for word in words if word in FRENCH]) + len(ACCENTS.findall(text))
        known = strong + len([word for word in words if word in ENGLISH_COMMON])
        if 5 * french <= strong and known >= 2:
            shared = len([word for word in words if word in SHARED])
            if _is_certain(count, strong, known, known + shared, french):
                return "en"
    distinct = set(words)
    for language, known_there, proper in OTHERS:
        own = len(proper & distinct)
        if own >= 2 and strong < own:
            found = len([word for word in words if word in known_there])
            foreign = [word for word in words if word in FRENCH and word not in known_there]
            if not foreign and found >= 3 and 3 * found >= count:
                return language
    return None


def _is_certain(count: int, strong: int, own: int, known: int, french: int) -> bool:
    """Tell whether words make an English text: how many, function words, words of its own, words that it has, French."""
    if count <= SHORT:
        return known == count and french == 0 and own >= 2
    return (strong >= 2 and 20 * known >= 9 * count) or (strong >= 3 and 4 * known >= count and 6 * strong >= count)


def is_whole(run: str, found: list[Passage]) -> bool:
    """Tell whether a run is one passage, but for the tags, the spaces and the signs around it."""
    first, last = found[0], found[-1]
    return first is last and not any(map(str.isalnum, run[: first.start] + run[first.end :]))


def passages(run: str) -> list[Passage]:
    """The pieces of a run that are in another language, in order and apart; the whole run is one of them."""
    return list(_passages(run, 0, len(run), 0))


def _passages(run: str, start: int, end: int, level: int) -> Iterator[Passage]:
    while start < end and run[start] in EDGE:
        start += 1
    while end > start and run[end - 1] in EDGE:
        end -= 1
    text = run[start:end]
    if len(text.split(None, 1)) < FEWEST or not may_hold_another(text.translate(BARE) if level else text):
        return
    language = language_of(text)
    if language:
        yield Passage(start, end, language)
        return
    while level < len(LEVELS):
        done, cut = start, False
        for match in LEVELS[level].finditer(run, start, end):
            cut = True
            yield from _passages(run, done, match.start(), level + 1)
            done = match.end()
        level += 1
        if cut:
            yield from _passages(run, done, end, level)
            return
