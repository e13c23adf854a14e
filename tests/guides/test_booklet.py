"""The PDF of a guide: what it holds, and what a screen reader finds in its bytes."""

from __future__ import annotations

import re
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pypdf import PdfReader

from plugins.common.clock import read_clock
from plugins.common.pdf import PdfCache
from plugins.guides.booklet import BOOKLETS, booklet_of
from plugins.guides.outputs import guides_of
from plugins.model.loader import load_site
from plugins.site.assemble import assemble
from plugins.site.filters import FILTERS
from plugins.site.options import Options
from plugins.site.paper import make_papers
from tests.conftest import small_content, write
from tests.tagged_pdf import Tagged

GUIDE = "guides/trois-mois-pour-se-faire-lire"
ORIGIN = "https://agence.example/carnet"


def words(text: str) -> str:
    """A text without what line ends, hyphens and typography change in it."""
    return re.sub(r"[\s\u00ad-]+", "", text).replace("’", "'")


@pytest.fixture(scope="module")
def booklet(published_site: Path) -> Tagged:
    return Tagged(PdfReader(published_site / GUIDE / "guide.pdf"))


def pages(paper: Tagged) -> list[str]:
    return [page.extract_text() for page in paper.reader.pages]


def links(paper: Tagged) -> list[tuple[int, dict]]:
    """The links with the page where each is, counted from 0."""
    return [
        (number, annotation.get_object())
        for number, page in enumerate(paper.reader.pages)
        for annotation in page.get("/Annots", [])
    ]


def test_it_is_read_as_it_is_seen(booklet: Tagged) -> None:
    """Le PDF d’un guide suit PDF/UA-1 dans ses octets ; son titre est le seul de premier rang."""
    assert booklet.check() == []
    assert [each.kind for each in booklet.elements("/H1")] == ["/H1"]
    assert booklet.reader.metadata.title == "Trois mois pour se faire lire"


def test_the_contents_say_the_pages_of_chapters_and_lead_there(booklet: Tagged) -> None:
    """Chaque ligne du sommaire donne la page où commence son chapitre, et y mène."""
    said = [int(number) for number in re.findall(r"\. +(\d+)$", pages(booklet)[1], re.M)]
    names = booklet.reader.named_destinations
    led = list(
        dict.fromkeys(
            booklet.reader.get_destination_page_number(names[str(link["/Dest"])])
            for number, link in links(booklet)
            if number == 1 and "/Dest" in link
        )
    )

    assert len(led) == 6 and sorted(led) == led
    assert said == [number + 1 for number in led]
    assert "Pourquoi un dirigeant" in pages(booklet)[led[1]]


def test_the_contents_have_leader_dots(booklet: Tagged) -> None:
    """Des points mènent l’œil du titre à sa page."""
    lines = [line for line in pages(booklet)[1].splitlines() if re.search(r"\d$", line)]

    assert len([line for line in lines if ". . . ." in line]) == 6


def test_it_holds_its_articles_in_its_order(booklet: Tagged, published_site: Path) -> None:
    """Le PDF tient le texte de chaque article, dans l’ordre du guide, avec qui le signe, son jour et son adresse."""
    text = words(" ".join(pages(booklet)))
    wanted = [
        "L’objection n° 1 est sérieuse",
        "Écrivez-la, recopiez-la",
        f"{ORIGIN}/articles/ecrire-soi-meme/".removeprefix("https://"),
    ]
    order = [text.rindex(words(f"{ORIGIN}/articles/{name}/").removeprefix("https://")) for name in (
        "ecrire-soi-meme", "presence-ou-influence", "linkedin-ou-blog", "mesurer-ce-que-rapporte-un-billet"
    )]  # fmt: skip

    assert order == sorted(order)
    assert words(wanted[0]) in text and words(wanted[2]) in text
    assert "13mai2025" in text


def test_chapters_lead_to_one_another_within_it(booklet: Tagged) -> None:
    """Un lien d’un article vers un autre du guide mène à son chapitre, pas au site."""
    inside = [link for number, link in links(booklet) if number > 2 and "/Dest" in link]
    outside = [link["/A"]["/URI"] for _, link in links(booklet) if "/A" in link]

    assert inside
    assert outside.count(f"{ORIGIN}/articles/presence-ou-influence/") == 1  # its own, at its end


def test_each_page_says_where_it_is_and_when_it_was_issued(booklet: Tagged) -> None:
    """Titre du guide et du chapitre en tête, maison, date d’édition et numéro au pied ; ce sont des artefacts."""
    for number, text in enumerate(pages(booklet)[1:], 2):
        assert f"{number} / {len(booklet.reader.pages)}" in text
        assert "édition du 20 octobre 2026" in text.replace("\xa0", " ")
    fourth = pages(booklet)[4].replace("\n", " ")
    assert "Trois mois pour se faire lire" in fourth and "Pourquoi un dirigeant devrait écrire lui-même" in fourth
    apart = [mark for mark in booklet.marks if mark.page == 4 and mark.rank is None and mark.depths]
    assert len(apart) >= 4


def test_its_page_offers_it_with_its_type_and_its_weight(published_site: Path) -> None:
    """La page du guide dit pour qui il est, de quand il date, et donne le PDF avec son type et son poids."""
    page = (published_site / GUIDE / "index.html").read_text("utf-8").replace("&nbsp;", " ").replace("\xa0", " ")
    weight = (published_site / GUIDE / "guide.pdf").stat().st_size

    assert re.search(
        r'href="\.\./\.\./guides/[\w-]+/guide\.pdf" download="trois-mois-pour-se-faire-lire\.pdf">'
        rf"Télécharger le guide \(PDF, {round(weight / 1000)} ko\)",
        page,
    )
    assert "Pour qui</strong> : " in page and "dirigeants et responsables" in page
    assert "4 chapitres" in page and 'Édition du <time datetime="2026-10-20">' in page
    assert weight < 400_000


def test_a_guide_with_a_file_has_no_other(inv, tmp_path: Path) -> None:
    """Un guide qui nomme un fichier offre ce fichier, et la maison n’en fait pas d’autre ; un brouillon n’entre pas."""
    root = small_content(tmp_path / "content")
    write(root, "images/deja.pdf", "%PDF-1.4\n%%EOF\n")
    write(
        root,
        "guides/avec.md",
        "---\ntitle: Avec\nsummary: Un.\narticles: [premier]\nfile: images/deja.pdf\n---\n\nA.\n",
    )
    write(root, "guides/sans.md", "---\ntitle: Sans\nsummary: Deux.\narticles: [premier, second]\n---\n")
    second = root / "articles/2026-02-01-second.md"
    second.write_text(second.read_text("utf-8").replace("tags: [essai]", "status: draft"), encoding="utf-8")
    first = root / "articles/2026-01-05-premier.md"
    first.write_text(first.read_text("utf-8").replace("[un lien](2026-02-01-second.md)", "un lien"), encoding="utf-8")
    out = tmp_path / "site"

    result = inv("publish", "--content", root, "--output", out, "--now", "2026-11-22 09:00")

    assert result.returncode == 0, result.stderr
    assert not (out / "guides/avec/guide.pdf").exists()
    text = " ".join(page.extract_text() for page in PdfReader(out / "guides/sans/guide.pdf").pages)
    assert "Un premier texte" in text and "Un second texte" not in text and "1\nChapitre" not in text
    paper = Tagged(PdfReader(BytesIO((out / "guides/sans/guide.pdf").read_bytes())))
    assert paper.check() == []


def test_the_same_guide_has_the_same_bytes(tmp_path: Path) -> None:
    """Le PDF d’un guide a les mêmes octets chaque fois qu’il est fait ; un mot d’un article le refait."""
    root = small_content(tmp_path / "content")
    write(root, "guides/sans.md", "---\ntitle: Sans\nsummary: Deux.\narticles: [premier, second]\n---\n\nA.\n")
    made = [bound(root, tmp_path / name) for name in ("un", "deux")]
    second = root / "articles/2026-02-01-second.md"
    second.write_text(second.read_text("utf-8").replace("texte.", "texte changé."), encoding="utf-8")

    assert made[0] == made[1] != bound(root, tmp_path / "un")


def bound(root: Path, cache: Path) -> bytes:
    """The PDF of the guide of a content, made with a cache of its own."""
    site = assemble(
        load_site(root, lambda zone: read_clock("2026-11-22 09:00", zone), []), Options(ORIGIN, production=True)
    )
    environment = Environment(loader=FileSystemLoader("theme/templates"), autoescape=True, undefined=StrictUndefined)
    environment.filters.update(FILTERS)
    sheets = [(site.content.guides[each.id], "guide.pdf", booklet_of(site, each, ORIGIN)) for each in guides_of(site)]
    papers = make_papers(
        site,
        BOOKLETS,
        sheets,
        PdfCache(cache),
        lambda name, sheet: environment.get_template(f"{name}.html").render(
            {each.name: getattr(sheet, each.name) for each in fields(sheet)}
        ),
    )
    assert papers.problems == []
    return papers.outputs[0].file.read_bytes()
