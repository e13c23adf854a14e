"""The language of a passage, told by its most common words: English, German, Spanish or Italian in a French text.

A look at words that only one language has, not a guess: no such word, no verdict. Passages are looked for from the
block down to the piece between two marks, and only in blocks that hold one of those words at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from plugins.common.regex import regex
from plugins.typography.alphabet import BREAK, TAG, names
from plugins.typography.common_words import (
    ENGLISH,
    ENGLISH_COMMON,
    FRENCH,
    GERMAN,
    GERMAN_ONLY,
    ITALIAN,
    ITALIAN_ONLY,
    SHARED,
    SPANISH,
    SPANISH_ONLY,
)

OTHERS = (("de", GERMAN, GERMAN_ONLY), ("es", SPANISH, SPANISH_ONLY), ("it", ITALIAN, ITALIAN_ONLY))
# What each of them has and French has not, as it is written in the middle of a sentence and at its start.
OWN = ENGLISH | ENGLISH_COMMON | GERMAN_ONLY | SPANISH_ONLY | ITALIAN_ONLY
# Those that hardly stand in a French text: where there is none, nothing more is looked at.
HINTS = OWN - names("for at be us are do can so if must more all his con dem mit è")
OWN |= {word.capitalize() for word in OWN}
HINTS |= {word.capitalize() for word in HINTS} | names("For Are Do All Can")
HINTS |= {
    f"{word}{sign}{end}"
    for sign in "'’"
    for end, heads in (
        ("t", "don Don doesn didn isn can Can won Won couldn wouldn shouldn"),
        ("s", "it It that That let Let what What here Here there There who Who"),
        ("re", "we We you You they They"),
        ("m", "I"),
    )
    for word in heads.split()
}

LETTERS = regex(r"[^\W\d_]+")
# Not the unit of a number, which may be against it or after a space.
WORD = regex(r"(?<!\w)(?<!\d[ \u00a0\u202f])[^\W\d_]+(?:['’][^\W\d_]+)*")
ELIDED = names("l d j n m t s c qu jusqu lorsqu puisqu quoiqu quelqu presqu aujourd entr")
CONTRACTED = names("t re ve ll")  # don’t, we’re, we’ve, we’ll
ENDINGS_OF_IT = names("s m d")
ITS = names("it that let what he she there here who how where i")  # it’s, that’s, I’m
# A word with an accent that English has not; not the end of an ordinal, which typography writes anew.
ACCENTED = regex(r"(?![ivxl]*(?:i?[eè]me|[eè]re|è)s?\Z)[^\W\d_]*?[éèêëàâçîïôûùœ]")

# From the largest piece of a block to the smallest: lines, quotations, sentences, members of a sentence, inline tags.
LEVELS = (
    regex(BREAK),
    regex('[«»"“”]'),
    regex(r"(?<=[.!?…])[ \u00a0\u202f\n]+(?=[^\W\d_])"),
    regex(r"[()\[\]]|[ \u00a0\u202f]+[:;–—-]+[ \u00a0\u202f\n]+|(?<=\w): "),
    regex(TAG),
)
TOUCHING = (TAG, '"', "“", "”", "«", "»")  # what touches the first word of a phrase, besides spaces
EDGE = f" \t\n\r\f\u00a0\u202f{TAG}{BREAK}"
OPENING = {language: f'<span lang="{language}">' for language in ("en", *(name for name, _, _ in OTHERS))}
END = ".!?…,;:)"
SHORT = 4  # words of a phrase whose every word has to be known


class Passage(NamedTuple):
    """A piece of a run in another language: where it is, and that language (BCP 47)."""

    start: int
    end: int
    language: str


def may_hold_another(text: str) -> bool:
    """Tell whether a text may hold a passage in another language: a look-up of its words."""
    for sign in TOUCHING:
        if sign in text:
            text = text.replace(sign, " ")
    words = text.split()
    if HINTS.isdisjoint(words) and (not words or words[-1].rstrip(END) not in HINTS):
        return False
    return _has_two(text)


def _has_two(text: str) -> bool:
    """Tell whether a text has two words that French has not: no passage has fewer."""
    return len(OWN.intersection(LETTERS.findall(text))) > 1


def language_of(text: str) -> str | None:
    """The language of a text when its words say for certain that it is another than French; None otherwise."""
    text = text.lower()
    distinct = set(text.split())
    most = len(FRENCH & distinct)
    if most > 3 and all(most > len(known & distinct) for known in (ENGLISH, GERMAN, SPANISH, ITALIAN)):
        return None
    words: list[str] = []
    french = strong = 0
    for word in WORD.findall(text):
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
        french += len([word for word in words if word in FRENCH or ACCENTED.match(word)])
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
    """Tell whether words make an English text.

    How many they are, how many are function words, of its own, of its own or of French too, of French alone.
    """
    if count <= SHORT:
        return french == 0 and own >= 2 and (known == count or (strong >= 2 and known + 1 == count > 2))
    if known == count and french == 0 and own >= 3:
        return True
    return (strong >= 2 and 20 * known >= 9 * count) or (strong >= 3 and 4 * known >= count and 6 * strong >= count)


def is_whole(run: str, found: list[Passage]) -> bool:
    """Tell whether a run is one passage, but for the tags, the spaces and the signs around it."""
    first, last = found[0], found[-1]
    return first is last and not any(map(str.isalnum, run[: first.start] + run[first.end :]))


def passages(run: str) -> list[Passage]:
    """The pieces of a run that are in another language, in order and apart; the whole run may be the only one."""
    return list(_passages(run, 0, len(run), 0)) if may_hold_another(run) else []


def _passages(run: str, start: int, end: int, level: int) -> Iterator[Passage]:
    while start < end and run[start] in EDGE:
        start += 1
    while end > start and run[end - 1] in EDGE:
        end -= 1
    text = run[start:end]
    if level and not _has_two(text):
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


def mark(run: str, found: list[Passage]) -> str:
    """Return the run with the language of its passages said, where no tag is cut: ``<span lang="en">``."""
    if not found:
        return run
    if is_whole(run, found):
        return f"{OPENING[found[0].language]}{run}</span>"
    parts: list[str] = []
    done = 0
    for start, end, language in found:
        if TAG not in run[start:end]:
            parts += (run[done:start], OPENING[language], run[start:end], "</span>")
            done = end
    return "".join((*parts, run[done:]))
