"""French typography on whole pages: what a copy-editor would look for in the sample content and in real articles."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Comment, NavigableString
from lxml import etree
from pages import pages, soup, text

from plugins.model.loader import load_site
from plugins.site.typesetting import typeset
from plugins.typography.options import Options
from tests.conftest import LEGAL

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "content"
LEFT_ALONE = ("code", "pre", "kbd", "samp", "var", "script", "style", "textarea", "svg", "math")
PLAIN_SPACE = re.compile(r"[ \n\t][;:!?»]|«[ \n\t]|[ \u00a0][;!?](?=\s|$)")


def french_texts(page: Path) -> list[str]:
    """The texts of a page that are French: block by block, code and other languages left out."""
    document = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    for node in document.find_all(LEFT_ALONE):
        node.decompose()
    for node in document.find_all(lang=lambda value: value and not value.startswith("fr")):
        node.replace_with(NavigableString("x"))
    for node in document.find_all(string=lambda string: isinstance(string, Comment)):
        node.extract()
    blocks = document.find_all(["p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "figcaption", "title"])
    attributes = [
        node[name] for name in ("alt", "title", "aria-label") for node in document.find_all(attrs={name: True})
    ]
    attributes += [node["content"] for node in document.find_all("meta", attrs={"name": "description"})]
    return [block.get_text() for block in blocks] + attributes


def faults(site: Path) -> list[tuple[str, str]]:
    """Each plain space that should be a no-break one, with what stands around it."""
    return [
        (page.relative_to(site).as_posix(), found[max(0, match.start() - 20) : match.end() + 10])
        for page in pages(site)
        for found in french_texts(page)
        for match in PLAIN_SPACE.finditer(found)
    ]


def test_no_plain_space_is_left_in_the_sample_content(published_site: Path) -> None:
    """Plus une espace ordinaire avant « ; : ! ? », ni à l’intérieur des guillemets, dans les pages livrées."""
    assert faults(published_site) == []


def test_no_plain_space_is_left_in_the_feeds(published_site: Path) -> None:
    """Les titres et les extraits des flux sont composés comme les pages, sans balise dans un titre."""
    root = etree.parse(published_site / "flux/atom.xml").getroot()
    titles = [node.text for node in root.iter("{http://www.w3.org/2005/Atom}title")]

    assert [title for title in titles if PLAIN_SPACE.search(title) or "<" in title] == []
    assert any("\u202f" in title or "\u00a0" in title for title in titles)


BODIES = {
    "Le taux: 60% ! Qui le croirait vraiment?": "Le taux\u00a0: 60\u00a0%\u202f! Qui le croirait\u00a0vraiment\u202f?",
    "L'été, à 10:30, voir https://a.example/?b=1;c=2 !": "L’été, à 10:30, voir https://a.example/?b=1;c=2\u202f!",
    '`"a" ;` et <span class="verbatim">"b" ;</span>': '"a" ; et "b" ;',
    '*Say* <span lang="en">why not ?</span> !': "Say why not ?\u202f!",
}


@pytest.fixture(scope="module")
def typeset_site(inv, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small articles, one for each thing to see, as `publish` builds them."""
    root = tmp_path_factory.mktemp("composition")
    articles = {
        "titre": ("title: Premier : un essai ?", "Un texte."),
        "sigles": ("title: PME & fils", "La PME Dupont & fils."),
        "why-not": ("title: Why not ?\nlang: en\nsummary: Who knows ?", "Really ?"),
        **{f"corps-{rank}": ("title: Corps", source) for rank, source in enumerate(BODIES)},
    }
    (root / "content" / "articles").mkdir(parents=True)
    (root / "content" / "agence.yaml").write_text(
        f"name: Agence Essai\nurl: https://essai.example/\n{LEGAL}", encoding="utf-8"
    )
    for name, (keys, body) in articles.items():
        text = f"---\n{keys}\ndate: 2026-02-01\n---\n\n{body}\n"
        (root / "content" / "articles" / f"{name}.md").write_text(text, encoding="utf-8")
    result = inv("publish", "--content", root / "content", "--output", root / "site", "--now", "2026-03-01")
    assert result.returncode == 0, result.stdout + result.stderr
    return root / "site"


def test_a_title_is_set_and_its_address_does_not_change(typeset_site: Path) -> None:
    """Un titre est composé ; l’adresse reste celle du nom du fichier."""
    page = soup(typeset_site, "articles/titre/")

    assert text(page.h1) == "Premier\u00a0: un essai\u202f?"
    assert page.title.string.startswith("Premier\u00a0: un essai\u202f?")


@pytest.mark.parametrize("rank", range(len(BODIES)))
def test_a_body_is_set(typeset_site: Path, rank: int) -> None:
    """Un corps de texte est composé, hors code, adresses, passages protégés et autres langues."""
    shown = soup(typeset_site, f"articles/corps-{rank}/").select_one(".prose p").get_text()

    assert shown == list(BODIES.values())[rank]


def test_an_english_article_is_left_alone(typeset_site: Path) -> None:
    """Un article en anglais n’est pas composé à la française."""
    page = soup(typeset_site, "articles/why-not/")

    assert (text(page.h1), page.select_one(".prose p").get_text()) == ("Why not ?", "Really ?")


def test_acronyms_and_ampersands_are_dressed_in_contents_only(typeset_site: Path) -> None:
    """Sigles et esperluettes sont habillés dans le corps, jamais dans un titre."""
    page = soup(typeset_site, "articles/sigles/")

    assert str(page.select_one(".prose p")).count("<span") == 2
    assert page.h1.find("span") is None


def test_workshop_fields_are_set(published_site: Path) -> None:
    """Les champs d’un atelier sont composés comme le reste."""
    page = soup(published_site, "ateliers/prendre-la-parole-en-ligne/")

    assert "\u00a0:" in text(page.h1)


def test_no_plain_space_is_left_in_real_articles(corpus_site: Path) -> None:
    """Plus une espace ordinaire avant « ; : ! ? », ni dans les guillemets, dans treize articles réels."""
    assert faults(corpus_site) == []


def test_times_addresses_and_ratios_of_real_articles_are_whole(corpus_site: Path) -> None:
    """Chaque heure, adresse ou rapport des articles réels est dans les pages, sans espace ajoutée."""
    token = re.compile(r"https?://[^\s)\]>\"]+|\b\d{1,2}:\d{2}\b|\bwww\.[^\s)]+")
    built = "\n".join(page.read_text("utf-8") for page in pages(corpus_site))
    wanted = {
        match[0].rstrip(".,;")
        for path in (CORPUS / "articles").glob("*.md")
        for match in token.finditer(path.read_text("utf-8"))
    }

    assert wanted and [found for found in wanted if found not in built] == []


@pytest.mark.parametrize(
    ("exceptions", "title"),
    [("", "Le mot «\u00a0juste\u00a0»"), ("exceptions: [{rule: lu-guillemets, reason: Essai}]\n", "Le mot “juste”")],
)
def test_curly_quotes_of_a_title_are_read_as_those_of_the_body(exceptions: str, title: str, tmp_path: Path) -> None:
    """“mot” d’un titre devient « mot », comme dans le corps, sauf exception ; l’exception n’est pas dite inutile."""
    (tmp_path / "articles").mkdir()
    header = f"title: Le mot “juste”\ndate: 2026-01-01\n{exceptions}"
    (tmp_path / "articles/un.md").write_text(f"---\n{header}---\nUn mot.\n", "utf-8")
    site = load_site(tmp_path, lambda zone: datetime(2026, 6, 1, tzinfo=UTC))

    assert [str(each) for each in site.problems] == []
    assert typeset(site, Options()).articles["un"].title == title
