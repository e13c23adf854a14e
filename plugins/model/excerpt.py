"""The excerpt that lists show, the teaser of cards and descriptions, the reading time.

An excerpt ends at a sentence end: never in a tag, a footnote call or a word.
"""

from __future__ import annotations

import math
import re
from html import escape

from plugins.common.html import close_at, for_a_list, without_asides
from plugins.common.regex import regex
from plugins.common.texts import count_words, plain_text

MORE = regex(r"<!--\s*more\s*-->")
PASSAGE = regex(r"<!--\s*extrait\s*-->.*?<!--\s*/\s*extrait\s*-->", re.S)
EXCERPT_LENGTH = 420  # characters: five or six lines of a list
TEASER_LENGTH = 280
DESCRIPTION_SHORTEST, DESCRIPTION_LONGEST = 70, 160  # characters: what search engines show below a title
# Words a minute that adults read silently in French: 214 on average for non-fiction (Brysbaert, « How many words do
# we read per minute? », Journal of Memory and Language 109, 2019, table of languages).
WORDS_A_MINUTE = 214

_PARAGRAPH = regex(r"<p(?:\s[^>]*)?>(.*?)</p>", re.S)
_SKIPPED = regex(r"<(figure|blockquote|table|ul|ol|dl|details|pre)\b.*?</\1>|<div class=\"footnote\">.*", re.S)
_SENTENCE_END = regex(r"[.!?…]+(?:[\s\u00a0\u202f]*[»”)\]])*(?=\s+[^\sa-zàâçéèêëîïôöûùüÿœ?!;:]|\s*$)")
# What ends with a point and does not end a sentence.
_ABBREVIATION = regex(
    r"(?:^|[\s(«’'])(?:M|MM|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste|cf|p|pp|n|art|chap|vol|fig|éd|coll|av|ap|ex|etc|env|tél|réf|[A-ZÉÈ])\.$"
)


def excerpt_html(content: str, summary: str | None) -> str:
    """The excerpt of a text as HTML for a list: up to `<!-- more -->`, else the summary, else its first sentences."""
    marker = MORE.search(content)
    if marker:
        cut = for_a_list(close_at(content, marker.start()))
        if plain_text(cut):
            return cut
    if summary:
        return f"<p>{escape(summary, quote=False)}</p>"
    text = opening_text(content)
    cut_text = cut_at_sentence(text, EXCERPT_LENGTH)
    return f"<p>{escape(cut_text, quote=False)}</p>" if cut_text else ""


def without_passage(content: str) -> str:
    """A content without the passage that it quotes, unless nothing else is left: lists show our words as ours."""
    own = PASSAGE.sub("", content)
    return own if plain_text(own) else content


def teaser_text(excerpt: str, summary: str | None) -> str:
    """The plain text of cards and of descriptions, at most `TEASER_LENGTH` characters."""
    return cut_at_sentence(summary or plain_text(excerpt), TEASER_LENGTH)


def opening_text(content: str) -> str:
    """The text of the first paragraphs of a content, headings, quotations, lists, asides and notes left out."""
    flat = _SKIPPED.sub("", without_asides(content))
    parts: list[str] = []
    length = 0
    for match in _PARAGRAPH.finditer(flat):
        text = plain_text(for_a_list(match[1]))
        if text:
            parts.append(text)
            length += len(text)
        if length > EXCERPT_LENGTH:
            break
    return " ".join(parts)


def cut_at_sentence(text: str, limit: int) -> str:
    """The longest run of whole sentences of at most `limit` characters.

    When the first sentence is longer, it stands whole up to twice the limit; beyond, it is cut between two words
    and ends with « … ».
    """
    if len(text) <= limit:
        return text
    # Read further than the limit: what ends the piece read looks like the end of the text.
    ends = [end for end in sentence_ends(text[: 2 * limit + 100]) if end <= 2 * limit]
    within = [end for end in ends if end <= limit]
    if within:
        return text[: within[-1]]
    if ends:
        return text[: ends[0]]
    return cut_at_word(text, limit)


def cut_at_word(text: str, limit: int) -> str:
    """The first words of a text longer than `limit` characters, and « … »; a first word stands whole, up to twice."""
    first = re.match(r"\s*\S+", text)
    room = max(limit, first.end()) if first and first.end() <= 2 * limit else limit  # a first word stands whole too
    cut = re.sub(r"[\s\u00a0\u202f]+\S*$", "", text[:room]) if text[room : room + 1].strip() else text[:room]
    return re.sub(r"[\s\u00a0\u202f,;:–—«(\[-]+$", "", cut) + "…"


def search_description(text: str, more: str = "") -> str:
    """What search engines show below a title: whole sentences of 70 to 160 characters, else words and « … ».

    A text that is too short is followed by `more`.
    """
    if len(text) < DESCRIPTION_SHORTEST and more:
        text = f"{text} {more}".strip()
    if len(text) <= DESCRIPTION_LONGEST:
        return text
    ends = [end for end in sentence_ends(text[: DESCRIPTION_LONGEST + 100]) if end <= DESCRIPTION_LONGEST]
    if ends and ends[-1] >= DESCRIPTION_SHORTEST:
        return text[: ends[-1]]
    return cut_at_word(text, DESCRIPTION_LONGEST - 1)


def sentence_ends(text: str) -> list[int]:
    """Offsets just after each sentence of a text."""
    return [
        match.end()
        for match in _SENTENCE_END.finditer(text)
        if not (match[0] == "." and _ABBREVIATION.search(text[max(0, match.start() - 8) : match.end()]))
    ]


def reading_minutes(text: str) -> int:
    """Minutes to read a plain text, at least one."""
    return max(1, math.ceil(count_words(text) / WORDS_A_MINUTE))
