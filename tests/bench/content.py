"""A content of any size, for the bench: articles with links, images, tags, workshops, clients, signatures.

The same size gives the same bytes. Two contents that differ by `links` only hold the same texts: where one has a link,
the other has its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from PIL import Image

from tests.bench.texts import paragraph, sentence, tag, title
from tests.conftest import LEGAL

FIRST_DAY = date(2010, 1, 4)
LAST_DAY = date(2026, 6, 30)
PARAGRAPHS = 12  # of an article: about 7 KB
AGENCY = """\
name: Agence Banc
url: https://banc.example/carnet
email: bonjour@banc.example
training: {activity_number: "84 69 00000 00", region: Bretagne, vat_exempt: true}
"""
PLACES = """\
brest: {name: Salle du Port, street: 1 quai du Port, postcode: "29200", city: Brest, country: FR, wheelchair: true}
rennes: {name: Salle du Canal, street: 2 rue du Canal, postcode: "35000", city: Rennes, country: FR, wheelchair: true}
"""
WORKSHOP = """\
---
title: "Atelier {number} : {theme}"
theme: {theme}
summary: Une journée pour apprendre à tenir un carnet d’atelier, numéro {number}.
modified: 2026-05-04
audience: Toute personne qui tient un atelier
objectives: [Être capable de tenir un carnet, Être capable de le relire]
prerequisites: Aucun
duration: {{hours: 7, days: 1}}
mode: onsite
formats: [inter]
prices: [{{label: Inter-entreprises, amount: {price}, unit: par personne, vat: exempt}}]
access: Inscription par courriel
access_delay: 2 semaines
methods: Exercices courts, relecture à deux
assessment: Questionnaire au début et à la fin
accessibility: {{text: Besoins étudiés avant chaque session., contact: referent@banc.example}}
trainers: [auteur-0]
contact: {{email: ateliers@banc.example}}
sessions:
{sessions}
---

{body}
"""


@dataclass(frozen=True)
class Size:
    """How much of everything; `links` is for each article: half lead to the site's own texts, half outside."""

    articles: int
    links: int = 0
    images: int = 0
    tags: int = 60
    workshops: int = 0
    clients: int = 0
    authors: int = 10


def write_content(root: Path, size: Size) -> None:
    """Write the content into a new folder."""
    _write(root / "agence.yaml", AGENCY + LEGAL)
    _write(root / "lieux.yaml", PLACES)
    _write(root / "pages" / "a-propos.md", "---\ntitle: À propos\nmenu: 1\n---\n\nUn site pour mesurer.\n")
    for number in range(size.authors):
        header = f"---\nname: Signature {number}\nrole: Conseil\ntrainer: true\n---\n\n"
        _write(root / "auteurs" / f"auteur-{number}.md", f"{header}{sentence(Random(number))}\n")
    for number in range(size.clients):
        header = f"---\nname: Client {number}\nurl: https://client-{number}.example/\n"
        header += f"blog_url: https://client-{number}.example/blog/\nrelay: {{kind: feed}}\n---\n\n"
        _write(root / "clients" / f"client-{number}.md", f"{header}{sentence(Random(number))}\n")
    (root / "images").mkdir()
    for number in range(size.images):
        color = (number % 256, number // 256 % 256, 90)
        Image.new("RGB", (40, 30), color).save(root / "images" / f"vue-{number}.png")
    for number in range(size.workshops):
        _write(root / "ateliers" / f"atelier-{number}.md", _workshop(number))
    for number in range(size.articles):
        _write(root / "articles" / f"{_name(number, size)}.md", _article(number, size))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _name(number: int, size: Size) -> str:
    return f"{_day(number, size)}-dossier-{number}"


def _day(number: int, size: Size) -> date:
    """Articles come at equal steps, whatever their number."""
    return FIRST_DAY + timedelta(days=(LAST_DAY - FIRST_DAY).days * number // max(1, size.articles))


def _article(number: int, size: Size) -> str:
    random = Random(number)
    tags = dict.fromkeys(tag((number * 7 + rank * 101) % size.tags) for rank in range(5)) if size.tags else {}
    header = [
        "---",
        f"title: {title(random, number)}",
        f"date: {_day(number, size)}",
        f"authors: [Signature {number % size.authors}]" if size.authors else "",
        f"category: Rubrique {number % 12}",
        f"tags: [{', '.join(tags)}]" if tags else "",
        f"series: Suite {number // 8}\nseries_part: {number % 8 + 1}" if number % 40 < 8 else "",
        f"relay: [client-{number % size.clients}]" if size.clients else "",
        "---",
    ]
    body = _body(number, size, random)
    return "\n".join([*filter(None, header), "", *body, ""])


def _body(number: int, size: Size, random: Random) -> Iterator[str]:
    # The words of a link come from `random` in any case: with and without links, the texts are the same.
    for rank in range(PARAGRAPHS):
        words = [sentence(random).rstrip(" .!?") for _ in range(_share(40, rank))]
        yield paragraph(random)
        yield ""
        if rank % 4 == 3:
            yield f"## {title(random, number)}, {rank}\n"
        linked = _share(size.links, rank)
        for place, text in enumerate(words):
            yield f"- [{text}]({_target(number, rank * 7 + place, size)})" if place < linked else f"- {text}"
        yield ""
        if rank == 5 and size.images:
            shown = number % size.images
            yield f"![Une vue du chantier, prise le {shown + 1}](../images/vue-{shown}.png)\n"


def _share(total: int, rank: int) -> int:
    """How many of `total` stand in a paragraph."""
    return total * (rank + 1) // PARAGRAPHS - total * rank // PARAGRAPHS


def _target(number: int, link: int, size: Size) -> str:
    if link % 2:
        return f"https://source-{(number + link) % 97}.example/{number}/page-{link}.html?vu=1#note-{link}"
    return f"{_name((number * 31 + link * 17) % size.articles, size)}.md"


def _workshop(number: int) -> str:
    random = Random(number)
    day = date(2026, 9, 7) + timedelta(days=number % 300)
    hours = "start: '09:00', end: '17:00', break_minutes: 60"
    line = "  - {{id: {id}, days: [{{date: {day}, {hours}}}], place: {place}, state: open}}"
    sessions = [
        line.format(hours=hours, id=f"{place}-{step}", day=day + timedelta(days=step), place=place)
        for step, place in ((0, "brest"), (91, "rennes"))
    ]
    return WORKSHOP.format(
        number=number,
        theme=f"Thème {number % 9}",
        price=900 + number,
        sessions="\n".join(sessions),
        body="\n\n".join(["## Le matin", paragraph(random), "## L’après-midi", paragraph(random)]),
    )
