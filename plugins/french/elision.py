"""« de » before a name: d’Exocet, du Figaro, des Échos, de Sparklane."""

from __future__ import annotations

import re
import unicodedata

# Initial h is mute in words from Greek and Latin and in names that came with them, aspirated in those from Germanic
# languages, English or Asia (Grevisse, Le bon usage, § 48): the beginnings of the first, without their accents. Each is
# long enough to leave out its neighbours: `herit` is no hérisson, `heroi` no héros, `huitr` is not huit.
_MUTE_H = tuple(
    """
    habi habl hachette hadrien haguenau haiti haleine hallow hallu halter
    hamecon harmattan harmon harpag havas hawai hayange
    hazebrouck hebdo heberg hebr hecat hect hedon hegel hegem helen helic helio helix helium hellen heloi helsink
    helvet hemat hemi hemo hendaye henin henri hepat hept herault herb herc heredi heres heret herit herma herme
    hermi hermo herodot heroi herpes herve hesit heter heure heuri hevea hexa
    hiatus hibern hibisc hieroglyph hilair hilar hippiq hippo hiroshim hirond hirson hispan histo hiver
    hollywood homelie homeo homer homic homma homme homo honnet honneur honor hopit horac horair
    horizon horlog hormon horosc horr hortens hortic hospi hosti hotel hotes
    hubert hugo hugues huguett huil huissier huitr humain human humb humeu humid humil humour humus
    hyacinth hybrid hydr hyene hyeres hygien hymn hyper hypn hypo hyster
    """.split()
)
# A y before a vowel is a consonant (de Yahoo), but in these.
_VOWEL_Y = ("yonne", "yerres", "yeu", "yeuse", "yevre", "yebles")
_ASPIRATED = ("oui", "onze", "onzieme", "uhlan", "ululement")
_ARTICLE = re.compile(r"(?i)(les?)[ \u00a0](?=\S)")
_LETTERS = re.compile(r"H[A-Z&]{1,3}(?![^\W\d_])")  # spelt out, « ache » first: d’HEC, d’H&M


def de(name: str) -> str:
    """The name after « de », contracted or elided as French does (Grevisse, Le bon usage, §§ 44 et 45).

    The apostrophe is U+2019. An article in the name contracts: « Le Figaro » gives « du Figaro ».
    """
    name = name.strip()
    article = _ARTICLE.match(name)
    if article:
        return ("du " if article[1].lower() == "le" else "des ") + name[article.end() :]
    return f"d’{name}" if _starts_with_vowel(name) else f"de {name}"


def at(name: str) -> str:
    """The name of a town after « à »: à Lyon, au Havre, aux Ulis (Grevisse, Le bon usage, § 600)."""
    name = name.strip()
    article = _ARTICLE.match(name)
    if article:
        return ("au " if article[1].lower() == "le" else "aux ") + name[article.end() :]
    return f"à {name}"


def _starts_with_vowel(name: str) -> bool:
    name = name.lstrip("«“\"' \u00a0\u202f")
    if _LETTERS.match(name):
        return True
    letters = unicodedata.normalize("NFKD", name.translate({0x153: "oe", 0x152: "OE"})).lower()
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    word = re.split(r"[\W_]", plain, maxsplit=1)[0]
    if word in _ASPIRATED or (word.startswith("oui") and word != "ouie" and not word.startswith("ouistreh")):
        return False
    if plain.startswith("y"):
        return len(plain) > 1 and (plain[1] not in "aeiouy" or word in _VOWEL_Y)
    return plain[:1] in tuple("aeiou") or plain.startswith(_MUTE_H)
