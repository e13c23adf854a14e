"""The PDF programme on its pages: what a screen reader finds in its bytes, and where a page ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from io import BytesIO

import pytest
import segno
from contents import ROOT, SHARED, read, session_yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pypdf import PdfReader
from pypdf.generic import ContentStream
from tagged_pdf import HEADINGS, Tagged

from plugins.common import qr
from plugins.common.pdf import render
from plugins.model.content import Content
from plugins.model.markdown import render as to_html
from plugins.model.workshop import Duration
from plugins.site.paper import paper_document
from plugins.workshops.programme import programme_sheet

ORIGIN = "https://essai.example/carnet"
CONTENTS = {"exemple": ROOT / "content", "corpus": SHARED}
LONG = """
## Jour 1, matin

Un texte, avec [un lien](https://ailleurs.example/une/adresse/assez/longue/pour/passer/la/ligne) et une note.[^1]

### Une partie

- Un point
- Un autre :
    1. sous lui,
    2. et encore.
- Un dernier, long : {filler}

| Heure | Sujet |
|-------|-------|
| 9 h | L’attaque |
| 10 h | Le fait |

Un terme
:   Ce qu’il veut dire.

Un autre
:   Ce qu’il veut dire aussi.

> Une citation : {filler}

!!! note "Bon à savoir"
    Un encadré.

#### Un détail

{paragraphs}

## Jour 2

{paragraphs}

[^1]: La note.
"""
FILLER = "un texte que l’on allonge pour qu’il occupe plusieurs lignes, puis une autre page. "
SHORT = "Un paragraphe de deux lignes à peu près, qui dit ce que l’on fait le matin, puis ce que l’on fait à midi."


@cache
def templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(ROOT / "theme" / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def printed(site: Content, workshop: str, body: str) -> bytes:
    """The bytes of a programme, of a body in Markdown."""
    sheet = programme_sheet(site, site.workshops[workshop], to_html(body).html, ORIGIN)
    said = {each.name: getattr(sheet, each.name) for each in fields(sheet)}
    html = templates().get_template("programme.html").render(said)
    return render(paper_document(html, "programme", ROOT / "theme", site, ORIGIN), "essai")


def tagged(data: bytes) -> Tagged:
    return Tagged(PdfReader(BytesIO(data)))


@pytest.mark.parametrize("name", CONTENTS)
def test_each_programme_is_read_as_it_is_seen(name: str) -> None:
    """Chaque programme suit PDF/UA-1 dans ses octets : arbre, tableaux, listes, titres, images, liens, artefacts."""
    if not CONTENTS[name].is_dir():
        pytest.skip("le corpus n’est pas à côté du projet")
    site = read(CONTENTS[name])
    for workshop, document in site.workshops.items():
        paper = tagged(printed(site, workshop, document.reading.text))

        assert paper.check() == []
        assert [each.kind for each in paper.elements("/H1")] == ["/H1"]
        assert paper.elements("/Table") and paper.elements("/L", "/Link")


@pytest.fixture
def long(workshop_site: Callable[..., Content]) -> Callable[[int, int], bytes]:
    """A programme of so many paragraphs and so many sessions, and all that a workshop may say."""

    def make(paragraphs: int, sessions: int) -> bytes:
        days = [f"{2027 + month // 12}-{month % 12 + 1:02}-0{day}" for month in range(40) for day in (4, 8)]
        site = workshop_site(*(session_yaml(f"s-{rank}", day) for rank, day in enumerate(days[:sessions])))
        body = LONG.format(filler=FILLER * 12, paragraphs="\n\n".join([SHORT] * paragraphs))
        return printed(site, "atelier", body)

    return make


def test_a_long_programme_is_read_as_it_is_seen(long) -> None:
    """Un programme de tout ce qu’un corps peut contenir, sur bien des pages, suit PDF/UA-1 aussi."""
    paper = tagged(long(40, 60))

    assert len(paper.reader.pages) > 6
    assert paper.check() == []
    assert len(paper.elements("/Table")) > 3  # one on several pages is one on each


def test_running_heads_are_not_read() -> None:
    """Le titre courant, la mention du bas et le numéro de chaque page sont des artefacts."""
    site = read(ROOT / "content")
    paper = tagged(printed(site, "ecrire-un-billet", "Un texte."))
    for page in range(1, len(paper.reader.pages)):
        apart = [mark for mark in paper.marks if mark.page == page and mark.rank is None and mark.depths]
        assert len(apart) >= 3


def test_the_page_to_register_on_is_printed_and_linked() -> None:
    """L’adresse où s’inscrire se lit et se suit dès la couverture, après les prix et à la fin ; la date aussi."""
    site = read(ROOT / "content")
    paper = tagged(printed(site, "ecrire-un-billet", "Un texte."))
    address = f"{ORIGIN}/ateliers/ecrire-un-billet/"
    links = [link for each in paper.elements("/Link") for link in each.links if link["/A"]["/URI"] == address]
    texts = [page.extract_text().replace("\n", "") for page in paper.reader.pages]

    assert len(links) >= 3 and sum(text.count(address.removeprefix("https://")) for text in texts) == 3
    assert address.removeprefix("https://") in texts[0]
    assert all("mis à jour le 9 novembre 2026" in text.replace("\xa0", " ") for text in texts[1:])


@pytest.mark.parametrize("long", [False, True])
def test_the_lines_at_the_foot_of_the_cover_are_apart(long: bool) -> None:
    """Au pied de la couverture, l’adresse où s’inscrire est sous la durée et la modalité, chacune à sa place."""
    site = read(ROOT / "content")
    if long:
        document = site.workshops["ecrire-un-billet"]
        duration = Duration(days=3.5, hours=24.5, elearning_hours=3)
        record = document.record.model_copy(update={"duration": duration, "mode": "hybrid"})
        document.record = record
    cover = PdfReader(BytesIO(printed(site, "ecrire-un-billet", "Un texte."))).pages[0]
    heights: dict[str, float] = {}

    def note(text: str, page: list[float], own: list[float], *_: object) -> None:
        for name in ("Durée", "Modalité", "Inscription"):
            if name in text:
                heights[name] = own[5] * page[3] + page[5]

    cover.extract_text(visitor_text=note)

    assert (abs(heights["Durée"] - heights["Modalité"]) > 24) is long
    assert abs(heights["Modalité"] - heights["Inscription"]) > 24  # a term, what it says, then a space


def test_a_telephone_reads_where_to_register() -> None:
    """Le code QR des prix, tracé et non photographié, dit l’adresse des dates ; qui ne le voit pas sait où il mène."""
    paper = tagged(printed(read(ROOT / "content"), "ecrire-un-billet", "Un texte."))
    (figure,) = [each for each in paper.elements("/Figure") if each.of["/Alt"].startswith("Code QR")]
    ((page, rank),) = figure.marked
    drawn = signs(paper, page, rank)
    lowest = max(y for _, y in drawn) + 1
    wanted = segno.make(f"{ORIGIN}/ateliers/ecrire-un-billet/#dates", error="m", micro=False).matrix

    assert "l’adresse imprimée" in figure.of["/Alt"]
    assert [[(x, y) in drawn for x in range(lowest)] for y in range(lowest)] == [[*map(bool, row)] for row in wanted]


def signs(paper: Tagged, page: int, rank: int) -> set[tuple[int, int]]:
    """The black signs of a code, from the lines that a page draws in a piece of marked content; 0, 0 is a corner."""
    lines: list[tuple[float, float, float]] = []
    inside, x, y = False, 0.0, 0.0
    for operands, operator in ContentStream(
        paper.reader.pages[page]["/Contents"].get_object(), paper.reader
    ).operations:
        if operator == b"BDC" and operands[1].get("/MCID") == rank:
            inside = True
        elif operator == b"EMC":
            inside = False
        elif inside and operator == b"m":
            x, y = map(float, operands)
        elif inside and operator == b"l":
            lines.append((x, float(operands[0]), y))
            x, y = map(float, operands)
        assert not (inside and operator == b"Do")  # a picture of it
    left, top = min(start for start, _, _ in lines), min(at for _, _, at in lines)
    return {
        (across, round(at - top))
        for start, end, at in lines
        for across in range(round(start - left), round(end - left))
    }


def test_a_code_takes_what_addresses_take() -> None:
    """Un code QR dit l’adresse lettre pour lettre : accents, « & », « # » ; toute autre adresse n’est pas un code."""
    text = "https://épée.example/a b/?c=1&d=%C3%A9#dates"

    assert qr.drawing(qr.address(text)) == segno.make(text, error="m", micro=False).svg_inline(omitsize=True).encode()
    assert qr.drawing("tribune:/images/code-qr.svg") is None


@pytest.mark.parametrize("step", [5, 7])
def test_no_page_ends_on_a_heading(workshop_site, step: int) -> None:
    """Où que tombe le bas des pages, aucune ne finit sur un titre."""
    parts = (f"{'#' * (2 + rank % 3)} Titre {rank}\n\n{SHORT * (rank % step + 1)}" for rank in range(90))
    paper = tagged(printed(workshop_site(), "atelier", "\n\n".join(parts)))
    ends = [paper.last(page) for page in range(1, len(paper.reader.pages))]

    assert len(ends) > 8
    assert [each.kind for each in ends if each and each.within(*HEADINGS)] == []


def test_a_table_on_several_pages_has_its_heads_on_each(long) -> None:
    """Un tableau de dates commence sous son titre, passe les pages par rangs entiers, et redit ses en-têtes."""
    paper = tagged(long(1, 45))
    tables = paper.elements("/Table")
    rows = [row for table in tables for row in table.walk() if row.kind == "/TR"]

    assert len(tables) >= 4
    assert [[child.kind for child in table.children] for table in tables] == [["/THead", "/TBody"]] * len(tables)
    assert all(len({page for each in row.walk() for page, _ in each.marked}) == 1 for row in rows)
    assert not [end for end in map(paper.last, range(1, len(paper.reader.pages))) if end and end.within("/THead")]
