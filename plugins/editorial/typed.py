"""What typography leaves to the author: a passage in another language, a capital without its accent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal

from plugins.common.problems import Problem
from plugins.common.texts import slugify
from plugins.editorial.rules import ACCENT, LANGUAGE
from plugins.french.quoting import is_french
from plugins.model.body.masking import mask
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Loc, Record, brief
from plugins.typography.alphabet import BREAK, OBJECT, TAG
from plugins.typography.capitals import unaccented
from plugins.typography.language import is_whole, may_hold_another, passages
from plugins.typography.records import prose_of

_NAMES = {"en": "anglais", "de": "allemand", "es": "espagnol", "it": "italien"}
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![ \t]*\n))*")
# Each begins with its letter, which a search skips to.
_CAPITAL = re.compile(r"A(?=\s)(?<!\wA)|Ca(?=\s)(?<!\wCa)|E[a-zà-ÿ](?<!\wE.)|Il[eo](?<!\wIl.)")
# What the source of a paragraph holds besides its words, by what typography sees there; of equal length.
_MARKUP = (
    (re.compile(r"^[ \t]*(?:\#{1,6}[ \t]|>[ \t]?|[-*+][ \t]|\d{1,9}[.)][ \t]|:[ \t]|\[\^[^\]\n]+\]:)+", re.M), BREAK),
    (re.compile(r"<(\w+)\b[^<>]*?(?:lang=|verbatim)[^<>]*>.*?</\1>|([*_]{1,2})[^*_\n]+\2\{:?[^{}\n]*(?:lang=|\.verbatim)[^{}\n]*\}",
                re.S), OBJECT),
    (re.compile(r"(?<=\])\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\{:?[^{}\n]*\}|https?://\S+|&\#?\w+;"), OBJECT),
    (re.compile(r"</?[A-Za-z!][^<>]*>|[*_\[\]`\\~]|!(?=\[)"), TAG),
    (re.compile(r"\|"), BREAK),
)  # fmt: skip
_DECLARED = re.compile(r"\{:?[^{}\n]*(?:lang=|\.verbatim)[^{}\n]*\}\s*\Z")
_FEW = 4  # words of an expression that may come again, which the dictionary of the house would mark everywhere
_MOST = 0.6  # share of the words of a text from which it is all in another language

_Found = tuple[Literal["language", "whole", "all", "accent"], Loc, int, int, str, str]
"""What it is, its key in the header (none in the body), line, column, the words, their language or right form."""


def check_typed(site: Content) -> Iterator[Problem]:
    """Un passage dans une autre langue le dit ; une capitale garde son accent."""
    house = {slugify(each) for those in site.agency.foreign.values() for each in those}
    for document in site.documents():
        for kind, loc, line, column, words, said in _typed_of.of(document):
            if kind == "language" and slugify(words) in house:
                continue
            if loc:
                line, column = document.place(loc)
            if kind == "accent":
                message = f"« {words} » : écrivez « {said} » (une capitale garde son accent)"
                yield ACCENT.at(document.shown, line, column, message)
                continue
            act = {
                "all": f"écrivez « lang: {said} » dans l’en-tête",
                "whole": f"ajoutez {{: lang={said} }} à la fin de ce paragraphe",
                "language": f'écrivez <span lang="{said}">…</span> autour de ces mots',
            }[kind]
            if kind == "language" and len(words.split()) <= _FEW:
                act += f", ou ajoutez-les à « foreign: {{{said}: […]}} » d’agence.yaml s’ils reviennent"
            what = "ce texte" if kind == "all" else f"« {brief(words)} »"
            yield LANGUAGE.at(document.shown, line, column, f"{what} est en {_NAMES[said]} : {act}")


@fact()
def _typed_of(document: Document[Record]) -> list[_Found]:
    """What a text lets its author settle; nothing for a text that says another language than French."""
    if not is_french(getattr(document.record, "lang", None)):
        return []
    found = list(_in_header(document))
    body = document.header.body
    if _may_hold_another(body) or _CAPITAL.search(body):
        found += _in_body(document, body)
    return found


def _in_header(document: Document[Record]) -> Iterator[_Found]:
    for loc, text in prose_of(document.record):
        if _CAPITAL.search(text) and not passages(text):
            for fault in unaccented(text):
                words = text[fault.start : fault.end]
                yield "accent", loc, 1, 1, words, fault.right + words[1:]


def _in_body(document: Document[Record], body: str) -> list[_Found]:
    found: list[_Found] = []
    foreign = 0
    masked = mask(body, document.rendered.code)
    for match in _PARAGRAPH.finditer(masked):
        paragraph = match[0]
        may_be_foreign, may_lack = _may_hold_another(paragraph), _CAPITAL.search(paragraph)
        if not (may_be_foreign or may_lack) or _DECLARED.search(paragraph):
            continue
        run = _as_run(paragraph)
        others = passages(run) if may_be_foreign else []
        for start, end, language in others:
            words = _shown(paragraph[start:end])
            foreign += len(words.split())
            kind: Literal["whole", "language"] = "whole" if is_whole(run, others) else "language"
            found.append((kind, (), *document.body_place(match.start() + start), words, language))
            run = run[:start] + OBJECT * (end - start) + run[end:]
        for fault in unaccented(run) if may_lack else ():
            words = _shown(paragraph[fault.start : fault.end])
            place = document.body_place(match.start() + fault.start)
            found.append(("accent", (), *place, words, fault.right + words[1:]))
    if foreign and foreign > _MOST * len(masked.split()):
        languages = [said for kind, _, _, _, _, said in found if kind != "accent"]
        return [("all", (), *document.place(("title",)), "", max(set(languages), key=languages.count))]
    return found


def _may_hold_another(source: str) -> bool:
    return may_hold_another(source.replace("*", " ").replace("_", " ").replace("[", " "))


def _as_run(paragraph: str) -> str:
    """A paragraph of Markdown as typography sees it, each sign at its place: markup is stand-ins."""
    for pattern, stand_in in _MARKUP:
        paragraph = pattern.sub(partial(_in_place, stand_in), paragraph)
    return paragraph


def _in_place(stand_in: str, match: re.Match[str]) -> str:
    return stand_in * len(match[0])


def _shown(words: str) -> str:
    return " ".join(re.sub(r"[*_\[\]`\\]", "", words).split())
