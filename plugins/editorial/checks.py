"""Checks on what was written that no schema can make: tags that are nearly one, series with a gap, a title twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from plugins.common.problems import Problem
from plugins.common.texts import slugify
from plugins.editorial.rules import EMPTY_TEXT, EXAMPLE, SAME_TITLE, SERIES_GAP, SERIES_RANK, SUMMARY_MARKUP, TWIN_TAGS
from plugins.editorial.scaffold import examples_left
from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.model.facts import fact
from plugins.model.fields import Record, brief
from plugins.model.rules import UPDATE

_MARKUP = re.compile(r"</?[a-z][^<>]*>|\*\*?(?=\w)[^*]+\*\*?|\[[^\[\]]+\]\([^()]*\)", re.I)


def check_editorial(site: Content) -> Iterator[Problem]:
    """Every warning on the texts of a content."""
    yield from check_examples(site)
    yield from check_dates(site)
    yield from check_tags(site)
    yield from check_series(site)
    yield from check_titles(site)
    yield from check_texts(site)


def check_examples(site: Content) -> Iterator[Problem]:
    """Un texte qui paraît n’a plus rien des exemples que `./inv new` écrit pour être remplacés."""
    for document in (*site.documents(), *site.faulty):
        if site.state(document) in ("draft", "skip"):
            continue
        for line, column, text, key in examples_left(site, document):
            message = f"« {brief(text)} » est l’exemple du fichier neuf : écrivez le vôtre, ou effacez-le"
            if key == "prices":
                message = f"tarif d’exemple ({brief(text)}) : écrivez le vôtre ; si c’est lui, changez « label »"
            yield EXAMPLE.at(document.shown, line, column, message)


def check_dates(site: Content) -> Iterator[Problem]:
    """Une mise à jour a eu lieu : les lecteurs en lisent la date."""
    for document in site.documents():
        modified = getattr(document.record, "modified", None)
        if modified and site.aware(modified) > site.now and site.state(document) in ("published", "hidden"):
            message = f"« modified » ({modified:%Y-%m-%d}) est à venir : écrivez le jour de la mise à jour"
            yield document.problem(("modified",), message, UPDATE)


def check_tags(site: Content) -> Iterator[Problem]:
    """Deux thèmes qui ne diffèrent que par la casse, un accent ou un pluriel n’en font qu’un."""
    uses: dict[str, dict[str, list[tuple[Document[Article], int]]]] = defaultdict(lambda: defaultdict(list))
    for document in site.articles.values():
        for rank, tag in enumerate(document.record.tags):
            uses[_tag_key(tag)][tag].append((document, rank))
    for spellings in uses.values():
        if len(spellings) < 2:
            continue
        usual = max(spellings, key=lambda tag: len(spellings[tag]))
        with_usual = {document.id for document, _ in spellings[usual]}
        for tag, places in spellings.items():
            for document, rank in places if tag != usual else ():
                count = len(with_usual) - (document.id in with_usual)
                texts = f"{count} autres textes" if count > 1 else "un autre texte"
                remedy = f"écrivez « {usual} », comme dans {texts}" if count else f"« {usual} » est déjà là, effacez-le"
                if any(not sign.isalnum() and sign not in " -'’" for sign in tag + usual):  # « C », « C++ »
                    remedy += f" (les deux auraient pour adresse /themes/{slugify(tag)}/)"
                yield document.problem(("tags", rank), f"thème « {tag} » : {remedy}", TWIN_TAGS)


@lru_cache(maxsize=4096)
def _tag_key(tag: str) -> str:
    return "-".join(word[:-1] if len(word) > 3 and word[-1] in "sx" else word for word in slugify(tag).split("-"))


def check_series(site: Content) -> Iterator[Problem]:
    """Une série n’a ni trou ni doublon entre sa première et sa dernière partie publiées."""
    series: dict[str, dict[int, list[Document[Article]]]] = defaultdict(lambda: defaultdict(list))
    for document in site.articles.values():
        record = document.record
        if record.series and record.series_part:
            series[slugify(record.series)][record.series_part].append(document)
    for parts in series.values():
        numbers = sorted(parts)
        for before, after in pairwise(numbers):
            if after - before > 1:
                missing = "la partie" if after - before == 2 else "les parties"
                numbers_missing = " et ".join(
                    filter(None, (", ".join(map(str, range(before + 1, after - 1))), str(after - 1)))
                )
                yield parts[after][0].problem(
                    ("series_part",),
                    f"la série saute de {before} à {after} : écrivez {missing} {numbers_missing}, ou changez ce rang",
                    SERIES_GAP,
                )
        for number in numbers:
            for document in parts[number][1:]:
                yield document.problem(
                    ("series_part",),
                    f"la partie {number} de cette série est déjà {parts[number][0].shown} : donnez un autre rang",
                    SERIES_RANK,
                )


def check_titles(site: Content) -> Iterator[Problem]:
    """Deux articles n’ont pas le même titre : un lecteur ne saurait lequel il ouvre."""
    first: dict[str, Document[Article]] = {}
    for document in site.articles.values():
        key = slugify(document.record.title) or document.record.title
        if key in first:
            message = f"même titre que {first[key].shown} : distinguez les deux"
            yield document.problem(("title",), message, SAME_TITLE)
        first.setdefault(key, document)


@fact(kinds=("article",))
def _is_empty(document: Document[Record]) -> bool:
    """Whether a body has nothing but titles and comments."""
    lines = (line.strip() for line in document.header.body.splitlines())
    return not any(line and not line.startswith(("#", "<!--")) for line in lines)


def check_texts(site: Content) -> Iterator[Problem]:
    """Un article publié a de quoi remplir un extrait ; un chapô est un texte simple, montré tel quel."""
    for document in site.articles.values():
        summary = document.record.summary or ""
        if not summary and _is_empty(site, document) and document.record.status == "published":
            message = "article sans texte : écrivez un paragraphe, ou laissez « status: draft »"
            yield document.problem(("title",), message, EMPTY_TEXT)
        found = _MARKUP.search(summary)
        if found:
            message = f"« {found[0]} » se verra tel quel dans les listes : écrivez « summary » sans balise ni Markdown"
            yield document.problem(("summary",), message, SUMMARY_MARKUP)
