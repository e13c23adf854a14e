"""Words that an auditor would note in a workshop or a page: they are data, in `rules.yaml`, each with its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from plugins.common.problems import Problem, Rule
from plugins.common.regex import regex
from plugins.model.body.masking import mask
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Record
from plugins.model.header import iter_locs
from plugins.model.workshop import Workshop
from plugins.workshops.rules import CPF, PAYMENT, PROMISE, WORDING, rules, wordings

_RULES: dict[str, Rule] = {rule.id: rule for rule in (WORDING, PROMISE, CPF, PAYMENT)}
_PAGES = frozenset((WORDING.id,))  # what is said of a training only is not asked of a page
_NO = regex(r"\b(?:non|pas|aucun|ni|sauf|hors)\b", re.I)
# Keys that name, or answer, and that no reader reads.
_UNREAD = frozenset("exceptions extra redirect_from image trainers".split())


def check_wording(site: Content) -> Iterator[Problem]:
    """Ni agrément, ni promesse d’un tiers : chaque passage est dit une fois, à sa place."""
    for document in site.workshops.values():
        for line, column, words, number in _wording(site, document):
            yield _problem(document.shown, line, column, words, number)
    for page in site.pages.values():
        for line, column, words, number in _wording(site, page):
            if wordings()[number].rule in _PAGES:
                yield _problem(page.shown, line, column, words, number)


def _problem(path: str, line: int, column: int, words: str, number: int) -> Problem:
    said = wordings()[number]
    message = f"« {' '.join(words.split())} » {_link(said.act)}"
    return _RULES[said.rule].at(path, line, column, f"{message} ({said.reference})")


def _link(act: str) -> str:
    """What follows the words: a verb goes on, a sentence comes after a colon."""
    return act if act.startswith(("laisse", "promet")) else f": {act}"


def finances_cpf(record: Workshop) -> bool:
    """Whether the CPF may finance a training: a certification that is registered, or what the law lets it finance."""
    law = rules()["certification"]
    code = record.certification.code if record.certification else ""
    return bool(re.fullmatch(law["code"], code) or re.search(law["without"], record.title, re.I))


@fact(kinds=("workshop", "page"))
def _wording(document: Document[Record]) -> list[tuple[int, int, str, int]]:
    """The words of a text that are to be told: line, column, words, rank of the rule; one for each passage."""
    record, header = document.record, document.header
    certified = isinstance(record, Workshop) and finances_cpf(record)
    heads = {key: value for key, value in header.data.items() if str(key).lower() not in _UNREAD}
    read = list(iter_locs(heads))
    whole = "\n".join([*(text for _, text in read), header.body]).lower()
    sought = tuple(
        number
        for number, said in enumerate(wordings())
        if not (said.unless_financed and certified) and _has_one(said.signs, whole)
    )
    found: list[tuple[int, int, str, int]] = []
    if sought:
        for loc, text in read:
            found += [(*document.place(loc), words, number) for _, words, number in _told_again(text, sought)]
        body = _told(mask(header.body), sought)
        found += [(*document.body_place(start), words, number) for start, words, number in body]
    return found


def _told(text: str, sought: Iterable[int]) -> Iterator[tuple[int, str, int]]:
    """The passages of a text, by the rules of some ranks: offset, words, rank; of two that meet, the first."""
    taken: list[tuple[int, int]] = []
    lower = text.lower()
    for number in sought:
        said = wordings()[number]
        if not _has_one(said.signs, lower):
            continue
        spared = [match.span() for match in said.but.finditer(text)] if said.but else []
        once = False
        for match in said.pattern.finditer(text):
            start, end = match.span()
            if any(start < stop and begin < end for begin, stop in (*taken, *spared)):
                continue
            if said.denied and (_NO.search(around := _sentence(text, start, end)) or around.endswith("?")):
                continue
            if once and said.denied:  # a text that speaks of one thing is told of it once
                continue
            once = True
            taken.append((start, end))
            yield start, match[0], number


@lru_cache(maxsize=4096)
def _told_again(text: str, sought: tuple[int, ...]) -> tuple[tuple[int, str, int], ...]:
    """`_told`, of a value of a header: a catalogue says the same hours, places and terms in each workshop."""
    return tuple(_told(text, sought))


def _has_one(signs: Iterable[str], text: str) -> bool:
    return any(sign in text for sign in signs)


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a passage, with the sign that ends it."""
    before = max(text.rfind(sign, 0, start) for sign in ".!?;\n") + 1
    after = min((place + 1 for sign in ".!?;\n" if (place := text.find(sign, end)) >= 0), default=len(text))
    return text[before:after].strip()
