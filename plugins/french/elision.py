"""« de » before a name: d’Exocet, du Figaro, des Échos, de Sparklane."""

from __future__ import annotations

import re
import unicodedata

# Initial h is mute in these beginnings of common French brand names; elsewhere « de » is kept, as before most
# foreign names (de Honda, de HP). A client's file can always write its own `blog_name`.
_MUTE_H = (
    "habit",
    "hach",
    "harmon",
    "helio",
    "herb",
    "herm",
    "histo",
    "homm",
    "horizon",
    "hotel",
    "human",
    "hydro",
)
_ASPIRATED = ("oui", "onze", "ouist", "uhlan", "yaourt")


def de(name: str) -> str:
    """The name after « de », contracted or elided as French does (Grevisse, Le bon usage, §§ 44 et 45).

    The apostrophe is U+2019. An article in the name contracts: « Le Figaro » gives « du Figaro ».
    """
    name = name.strip()
    article = re.match(r"(?i)(le|les)[ \u00a0](?=\S)", name)
    if article:
        return ("du " if article[1].lower() == "le" else "des ") + name[article.end() :]
    return f"d’{name}" if _starts_with_vowel(name) else f"de {name}"


def at(name: str) -> str:
    """The name of a town after « à »: à Lyon, au Havre, aux Ulis (Grevisse, Le bon usage, § 600)."""
    name = name.strip()
    article = re.match(r"(Le|Les)[ \u00a0](?=\S)", name)
    if article:
        return ("au " if article[1] == "Le" else "aux ") + name[article.end() :]
    return f"à {name}"


def _starts_with_vowel(name: str) -> bool:
    letters = unicodedata.normalize(
        "NFKD", name.lstrip("«“\"' \u00a0\u202f").translate({0x153: "oe", 0x152: "OE"})
    ).lower()
    plain = "".join(char for char in letters if not unicodedata.combining(char))
    if plain.startswith(_ASPIRATED):
        return False
    if plain.startswith("y"):  # Yves elides, Yahoo does not
        return len(plain) > 1 and plain[1] not in "aeiouy"
    return plain[:1] in set("aeiou") or plain.startswith(_MUTE_H)
