"""Whether a passage is quoted word for word: what typography changes is no change, any letter is one.

A client's editor may turn « " » into « “ », three points into one sign, a space into a no-break one, « oe » into « œ »,
« 3x4 » into « 3×4 », or write « 4.500 euros » for « 4 500 € », without touching the text. Each sentence is looked for
by itself, so that what the client adds elsewhere does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.model.excerpt import sentence_ends
from plugins.quotes.blocks import Block

Verdict = Literal["exact", "changed", "absent"]
ALIKE = 0.6  # below, a sentence of the page is another sentence, not ours changed
PRESENT = 0.5  # share of the passage that must be found, changed or not, for it to be there

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟‹›″", '"'),
        **dict.fromkeys("’‘‛ʼ′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        **{"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"},
        **{"×": "x", "⁄": "/", "ᵒ": "o", "№": "No"},
    }
)
_UNSEEN = regex("[\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0f]")  # soft hyphens and their like
_SPACES = r" \t\u00a0\u2007\u2009\u202f"
_NUMBER = rf"\d{{1,3}}(?:[{_SPACES}.'’]\d{{3}})+(?!\d)|\d+"
_MEASURE = rf"(?:{_NUMBER})(?:[.,]\d+)?"
_FRACTIONS = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
# What is written in two ways is one token: fractions, sizes, « n° », a sign that stands for two or three.
_TOKEN = regex(
    rf"(?P<fraction>(?<![\d/⁄])(?:\d+[{_SPACES}]?)?[{_FRACTIONS}]|(?<![\d/⁄.,])(?:\d+[{_SPACES}])?\d[/⁄]\d{{1,2}}(?![\d/⁄]))"
    rf"|(?P<size>(?<![^\W_]){_MEASURE}(?:[{_SPACES}]?[x×][{_SPACES}]?{_MEASURE})+(?![^\W_]))"
    r"|(?P<issue>(?<![^\W_])[nN](?:[°ᵒ]s?|[ᵒo]s?(?=[\s\u00a0\u202f]*\d))|№)"
    rf"|(?P<number>(?<![^\W_]){_NUMBER}(?![^\W_])|(?<![^\W_])\d{{1,3}}(?:[{_SPACES}.'’]\d{{3}})+(?!\d))"
    r"|(?P<mark>\((?:c|r|tm)\)|[©®™])"
    r"|<<|>>|''|,,|-{2,3}|\.\.\.|[^\W_]+|[^\w\s]|_",
    re.I,
)
_PAIRS = {"<<": '"', ">>": '"', "''": '"', ",,": '"', "--": "-", "---": "-"}
_MARKS = {"(c)": "©", "(r)": "®", "(tm)": "™"}
_CURRENCY = regex(r"euros?|eur", re.I)
_WORD = regex(r"[^\W_]")
_CUT = regex(r"[\[(]\s*(?:…|\.\.\.)\s*[\])]")  # « […] » : words left out, as quotations say it
_HEADINGS = ("h2", "h3", "h4")


@frozen
class SentenceChange:
    """A sentence of ours that the page has otherwise: ours, theirs (empty when it has none), the words that differ."""

    ours: str
    theirs: str
    diff: str


@frozen
class Comparison:
    """What became of a passage on a page: `ratio` is 1 when it is there word for word, `share` its part of the page."""

    verdict: Verdict
    ratio: float
    share: float
    changes: tuple[SentenceChange, ...] = ()


@frozen
class _Text:
    """A text and its tokens, each with its place in it."""

    text: str
    tokens: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def slice(self, start: int, end: int) -> str:
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if end > start else ""


def compare(quote: Sequence[Block], original: Sequence[Block]) -> Comparison:
    """Look for each sentence of a passage in the original, in the order of the passage."""
    page = _read("\n".join(block.text for block in original))
    sentences = [_read(sentence) for block in quote for sentence in _sentences(block.text)]
    sentences = [sentence for sentence in sentences if sentence.tokens]
    total = sum(len(sentence.tokens) for sentence in sentences)
    found = 0.0
    position = 0
    changes: list[SentenceChange] = []
    for sentence in sentences:
        start = _find(sentence.tokens, page.tokens, position)
        if start is not None:
            # The earliest place that follows leaves the most room for the sentences that come after.
            position = start + len(sentence.tokens)
            found += len(sentence.tokens)
            continue
        ratio, change = _nearest(sentence, page)
        changes.append(change)
        found += ratio * len(sentence.tokens)
    ratio = found / total if total else 0.0
    verdict: Verdict = "absent" if ratio < PRESENT else "changed" if changes else "exact"
    return Comparison(verdict, ratio, share(quote, original), tuple(changes))


def share(quote: Sequence[Block], original: Sequence[Block]) -> float:
    """The part of the original that is quoted, from 0 to 1: words of running text, headings aside."""
    words = count_running_words(original)
    return min(1.0, count_running_words(quote) / words) if words else 0.0


def count_running_words(blocks: Sequence[Block]) -> int:
    """Words of the paragraphs and lists; an elided word counts: « l’été » is two."""
    return sum(words_in(block.text) for block in blocks if block.kind not in _HEADINGS)


def words_in(text: str) -> int:
    """Words of a text, as `count_running_words` counts them."""
    return sum(1 for token in _read(text).tokens if _WORD.match(token))


def _sentences(text: str) -> list[str]:
    """The sentences of a block, cut also where it says that words are left out."""
    pieces: list[str] = []
    for part in _CUT.split(text):
        start = 0
        for end in (*sentence_ends(part), len(part)):
            pieces.append(part[start:end])
            start = end
    return [piece for piece in pieces if piece.strip()]


def _read(text: str) -> _Text:
    """A text as comparison sees it: composed letters, one sign for each kind of quote, apostrophe, dash, ligature."""
    plain = _UNSEEN.sub("", unicodedata.normalize("NFC", text)).replace("º", "°")
    tokens: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(plain):
        token = _canonical(match)
        after_number = bool(tokens) and tokens[-1][-1].isdigit()
        if after_number and _CURRENCY.fullmatch(token):
            token = "€"
        elif token == "cent" and len(tokens) > 1 and tokens[-1] == "pour" and tokens[-2][-1].isdigit():
            tokens.pop()  # « 12 pour cent » is « 12 % »
            spans.append((spans.pop()[0], match.end()))
            tokens.append("%")
            continue
        tokens.append(token)
        spans.append(match.span())
    return _Text(plain, tuple(tokens), tuple(spans))


def _canonical(match: re.Match[str]) -> str:
    """A token in the one way by which its spellings are compared."""
    token = match[0]
    if match.lastgroup == "fraction":
        whole = re.sub(rf"[{_SPACES}]+", " ", token)
        spelt = re.sub(rf"[{_FRACTIONS}]", lambda sign: " " + unicodedata.normalize("NFKC", sign[0]), whole)
        return " ".join(spelt.translate(_SIGNS).split())
    if match.lastgroup in ("size", "number"):
        joined = re.sub(rf"(?<=\d)[.'’](?=\d{{3}}(?!\d))|[{_SPACES}]", "", token)
        return joined.translate(_SIGNS).casefold()
    if match.lastgroup == "issue":
        return token.replace("°", "o").translate(_SIGNS)
    if match.lastgroup == "mark":
        return _MARKS.get(token.casefold(), token)
    if token in _PAIRS:
        return _PAIRS[token]
    # NFKC after our own signs: it reads « m² » as « m2 », « 2ᵉ » as « 2e », and would take « ´ » for a space.
    return unicodedata.normalize("NFKC", token.translate(_SIGNS))


def _find(needle: Sequence[str], hay: Sequence[str], start: int) -> int | None:
    size = len(needle)
    for offset in range(start, len(hay) - size + 1):
        if hay[offset] == needle[0] and hay[offset : offset + size] == needle:
            return offset
    return None


def _nearest(sentence: _Text, page: _Text) -> tuple[float, SentenceChange]:
    """How alike the nearest run of words of the page is, from 0 to 1, and what differs."""
    size = len(sentence.tokens)
    at = _densest(sentence.tokens, page.tokens)
    best: tuple[float, Sequence[tuple[str, int, int, int, int]], int] = (0.0, (), 0)
    for margin in (0, max(3, size // 4)):
        start, end = max(0, at - margin), min(len(page.tokens), at + size + margin)
        codes = SequenceMatcher(None, sentence.tokens, page.tokens[start:end], autojunk=False).get_opcodes()
        # What the page has before and after is its other sentences.
        while codes and codes[0][0] == "insert":
            codes.pop(0)
        while codes and codes[-1][0] == "insert":
            codes.pop()
        if not codes:
            continue
        equal = sum(code[2] - code[1] for code in codes if code[0] == "equal")
        ratio = 2 * equal / (size + codes[-1][4] - codes[0][3])
        if ratio > best[0]:
            best = (ratio, codes, start)
    ratio, found, start = best
    if ratio < ALIKE:
        return 0.0, SentenceChange(sentence.text.strip(), "", f"[-{sentence.text.strip()}-]")
    theirs = page.slice(start + found[0][3], start + found[-1][4])
    return ratio, SentenceChange(sentence.text.strip(), theirs, _diff(sentence, page, found, start))


def _densest(needle: Sequence[str], hay: Sequence[str]) -> int:
    """Where the run of as many words of `hay` that shares most of them with `needle` begins; linear in time."""
    wanted = Counter(needle)
    missing = Counter(wanted)
    common = best = at = 0
    for offset, token in enumerate(hay):
        if token in wanted:
            common += missing[token] > 0
            missing[token] -= 1
        leaving = offset - len(needle)
        if leaving >= 0 and hay[leaving] in wanted:
            missing[hay[leaving]] += 1
            common -= missing[hay[leaving]] > 0
        if common > best:
            best, at = common, max(0, leaving + 1)
    return at


def _diff(ours: _Text, page: _Text, codes: Sequence[tuple[str, int, int, int, int]], start: int) -> str:
    """« le [-vendeur-]{+commercial+} doit » : removed then added, as `git diff --word-diff` writes it."""
    parts: list[str] = []
    end = 0
    for kind, first, last, other, other_last in codes:
        if first < last:
            parts.append(ours.text[end : ours.spans[first][0]])
            end = ours.spans[last - 1][1]
        elif parts and not parts[-1].endswith(" "):
            parts.append(" ")
        if kind == "equal":
            parts.append(ours.slice(first, last))
            continue
        removed, added = ours.slice(first, last), page.slice(start + other, start + other_last)
        parts.append((f"[-{removed}-]" if removed else "") + (f"{{+{added}+}}" if added else ""))
    return " ".join("".join(parts).split())
