"""An excerpt proposed from a capture: whole sentences from the beginning of the original, within the agreed share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from plugins.common.files import write_whole
from plugins.model.article import Article
from plugins.model.content import Document
from plugins.model.excerpt import sentence_ends
from plugins.model.source import decode, read_bytes
from plugins.model.writing.edits import edited_bytes
from plugins.model.writing.header import add_to_body
from plugins.quotes.blocks import Block
from plugins.quotes.match import count_running_words, words_in

OPENING, CLOSING = "<!-- extrait -->", "<!-- /extrait -->"
_MARK = re.compile(r"<!--\s*/?\s*extrait\s*-->")
_HEADINGS = {"h2": "##", "h3": "###", "h4": "####"}
_ITEMS = {"ul": "- ", "ol": "1. "}
# The last three keep an address of the web or of a person from becoming a link.
_SPECIAL = re.compile(r"([\\`*_{}\[\]|]|(?<=:)/(?=/)|@|(?<=www)\.)")
# What python-markdown reads at the beginning of a line as other than text: lists, headings, quotes, definitions,
# admonitions, rulers.
_STARTS = re.compile(r"^(\d{1,9})([.)])|^([#>+:~=!-])")


class SuggestionError(ValueError):
    """No excerpt can be proposed or written; the message is French and says why."""


def suggest(blocks: Sequence[Block], max_share: float) -> list[Block]:
    """The longest passage from the beginning of the text that ends with a sentence and is within the share.

    `max_share` goes from 0 to 1. SuggestionError when the first sentence alone is over it.
    """
    budget = int(count_running_words(blocks) * max_share)
    chosen: list[Block] = []
    for block in blocks:
        words = 0 if block.kind in _HEADINGS else words_in(block.text)
        if words <= budget:
            chosen.append(block)
            budget -= words
            continue
        cut = _cut(block.text, budget)
        # An item of a list is whole or is not.
        if cut and block.kind not in _ITEMS and block.kind != "pre":
            chosen.append(Block(block.kind, cut))
        break
    while chosen and not _ends_well(chosen[-1]):
        last = chosen.pop()
        # « Voici ce qu’il faut : » announces what is not quoted.
        ends = [end for end in sentence_ends(last.text) if end < len(last.text)] if last.kind == "p" else []
        if ends:
            chosen.append(Block(last.kind, last.text[: ends[-1]]))
    if not chosen:
        raise SuggestionError("la première phrase dépasse la part permise : choisissez le passage vous-même")
    return chosen


def _cut(text: str, words: int) -> str:
    """The whole sentences at the beginning of a text that hold at most so many words."""
    within = [end for end in sentence_ends(text) if words_in(text[:end]) <= words]
    return text[: within[-1]] if within else ""


def _ends_well(block: Block) -> bool:
    """Whether a passage may end after a block: not after a heading, nor after what announces the next one."""
    if block.kind in _HEADINGS:
        return False
    return block.kind in _ITEMS or block.text.rstrip(" »”\"')\u00a0\u202f").endswith((".", "!", "?", "…"))


def to_markdown(blocks: Sequence[Block]) -> str:
    """A passage as Markdown between its marks; its text is text only, whatever signs the client's page has."""
    parts: list[str] = []
    for rank, block in enumerate(blocks):
        joined = rank and block.kind in (*_ITEMS, "quote") and blocks[rank - 1].kind == block.kind
        parts.append(("\n" if joined and block.kind in _ITEMS else "\n>\n" if joined else "\n\n") if parts else "")
        parts.append(_block(block))
    return f"{OPENING}\n{''.join(parts)}\n{CLOSING}"


def _block(block: Block) -> str:
    text = escape_markdown(block.text)
    if block.kind in _HEADINGS:
        return f"{_HEADINGS[block.kind]} {text}"
    if block.kind in _ITEMS:
        return _ITEMS[block.kind] + text
    return f"> {text}" if block.kind == "quote" else text


def escape_markdown(text: str) -> str:
    """One line of plain text as Markdown that shows it as it is: no markup, no HTML, no entity."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split(" ")))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _STARTS.sub(lambda match: f"{match[1]}\\{match[2]}" if match[1] else f"&#{ord(match[3])};", text)


def insert_passage(document: Document[Article], passage: str) -> Path:
    """Add a passage at the end of an article that has none; SuggestionError when it has one."""
    path = document.path.resolve()
    data, faults = read_bytes(path)
    text, more = decode(data) if data is not None else ("", [])
    if not text:
        raise SuggestionError(f"{document.shown} : {(*faults, *more)[0].message}")
    if _MARK.search(text):
        raise SuggestionError(f"{document.shown} cite déjà un passage : modifiez-le vous-même")
    write_whole(path, edited_bytes(data or b"", add_to_body(text, passage)))
    return path
