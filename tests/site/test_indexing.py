"""What search engines keep of a site, read as they read it: robots, canonical, site map, titles and descriptions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from pages import pages

from plugins.discovery.collectors import reservation, robots
from plugins.model.agency import Agency, Ai
from plugins.site.filters import head_description, head_title, og_locale
from plugins.site.indexing import indexing_reference
from tests.conftest import LEGAL, NOW, ROOT


@dataclass(frozen=True)
class Read:
    """A page as a search engine reads it."""

    address: str
    robots: str
    canonical: str
    title: str
    description: str
    articles: frozenset[str]
    is_list: bool

    @property
    def indexable(self) -> bool:
        """Whether it is kept: not left out, and no other page named in its place."""
        return "noindex" not in self.robots and self.canonical == self.address


def crawl(site: Path, origin: str) -> Iterator[Read]:
    """Every page of a site but 404.html."""
    for path in pages(site):
        page = BeautifulSoup(path.read_text("utf-8"), "html.parser")
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        if address == "404.html":
            continue
        main: Any = page.main
        listed = main.select("article.entry h2 a, article.entry h3 a, ul.lines a, .month a")
        shown = frozenset(link["href"].rstrip("/").rpartition("/")[2] for link in listed)
        said = {meta.get("name"): meta["content"] for meta in page.find_all("meta", attrs={"name": True})}
        link: Any = page.find("link", rel="canonical")
        yield Read(
            address,
            said["robots"],
            link["href"].removeprefix(f"{origin}/"),
            page.title.text if page.title else "",
            said["description"],
            shown,
            not main.select("article.article, .prose"),
        )


@pytest.fixture(scope="module", params=["published_site", "many_site"])
def read(request: pytest.FixtureRequest) -> tuple[Path, str, list[Read]]:
    """A site, its address, and its pages as they are read."""
    site = request.getfixturevalue(request.param)
    origin = "https://agence.example/carnet" if request.param == "published_site" else "https://essai.example/carnet"
    return site, origin, list(crawl(site, origin))


def test_no_thin_list_is_indexable(read) -> None:
    """Une liste qui montre moins de trois textes n’est pas gardée par les moteurs."""
    kept = [each for each in read[2] if each.indexable and each.is_list and each.articles]

    assert [each.address for each in kept if len(each.articles) < 3 and "/page/" not in each.address] == []
    assert [each.address for each in kept if each.address.startswith("articles/")]


def test_no_two_indexable_lists_show_the_same(read) -> None:
    """De deux listes qui montrent les mêmes textes, une seule est gardée."""
    kept = [each for each in read[2] if each.indexable and each.is_list and len(each.articles) > 1]

    assert [shown for shown, count in Counter(each.articles for each in kept).items() if count > 1] == []


def test_a_theme_that_is_a_rubric_names_it(many_site: Path) -> None:
    """Un thème qui montre les articles d’une rubrique la nomme comme référence ; un thème d’un article est écarté."""
    found = {each.address: each for each in crawl(many_site, "https://essai.example/carnet")}

    assert found["themes/relecture/"].canonical == "rubriques/entretiens/"
    assert found["rubriques/humeur/"].robots == found["themes/sujet-8/"].robots == "noindex, follow"
    assert found["rubriques/methodes/page/1/"].robots == "noindex, follow"
    assert found["articles/page/1/"].robots == "max-image-preview:large"
    assert found["auteurs/alix/"].robots == "noindex, follow"


def test_the_site_map_is_what_is_indexable(read) -> None:
    """Le plan du site liste les pages que les moteurs gardent, hors pages suivantes, et elles seules."""
    site, origin, found = read
    listed = set(re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text("utf-8")))

    assert listed == {f"{origin}/{each.address}" for each in found if each.indexable and "/page/" not in each.address}


def test_titles_and_descriptions_tell_pages_apart(read) -> None:
    """Parmi les pages gardées, les 55 premiers signes du titre sont uniques ; une description a de 70 à 160 signes."""
    kept = [each for each in read[2] if each.indexable]

    assert [title for title, count in Counter(each.title[:55] for each in kept).items() if count > 1] == []
    assert [text for text, count in Counter(each.description for each in kept).items() if count > 1] == []
    assert [each.description for each in kept if not 70 <= len(each.description) <= 160] == []


def test_a_redirect_says_nothing_to_search_engines(published_site: Path) -> None:
    """Une page de renvoi ne porte pas « noindex », qui ferait oublier la nouvelle adresse aussi."""
    page = published_site / "2026/03/intelligence-artificielle-et-voix-du-dirigeant/index.html"

    assert 'http-equiv="refresh"' in page.read_text("utf-8") and "noindex" not in page.read_text("utf-8")


def test_a_text_kept_out_is_in_no_feed_nor_map(build_once) -> None:
    """Un article `noindex` ou masqué n’est ni dans un flux du site, ni dans son plan."""
    site: Path = build_once("golden", "publish", "--content", Path(__file__).with_name("content"))
    files = (*site.glob("flux/*"), *site.glob("[!c]*/*/atom.xml"), site / "sitemap.xml")  # a client asked for its own
    told = {path: path.read_text("utf-8") for path in files}

    assert len(told) >= 3
    assert [path for path, text in told.items() if "/hors-index/" in text or "/masque/" in text] == []
    for name in ("hors-index", "masque"):
        assert '<meta name="robots" content="noindex, follow">' in (site / f"articles/{name}/index.html").read_text(
            "utf-8"
        )


def test_the_table_is_in_the_documentation() -> None:
    """docs/indexing.md dit ce que dit la table (./inv docs l’écrit)."""
    assert (ROOT / "docs" / "indexing.md").read_text("utf-8") == indexing_reference()


def test_robots_and_the_reservation() -> None:
    """Un usage réservé ferme le site aux programmes de cet usage, sous son chemin ; le reste demeure ouvert."""
    open_, kept = (
        Agency(name="Essai"),
        Agency(name="Essai", ai=Ai(training="reserved", policy="https://essai.example/ia")),
    )

    assert robots(open_, "https://a.example") == "User-agent: *\nAllow: /\n\nSitemap: https://a.example/sitemap.xml\n"
    assert reservation(open_, "https://a.example") == ""
    under = robots(kept, "https://a.example/carnet")
    assert "User-agent: GPTBot\n" in under and "Disallow: /carnet/\n" in under and "OAI-SearchBot" not in under
    assert "https://a.example/robots.txt" in under.splitlines()[0]
    assert '"location": "/carnet/*"' in reservation(kept, "https://a.example/carnet")
    assert '"tdm-policy": "https://essai.example/ia"' in reservation(kept, "https://a.example")


def test_a_reservation_is_where_it_is_read(inv, content: Path, tmp_path: Path) -> None:
    """Réserver l’entraînement se lit dans chaque page, et à la racine de l’hôte si le site y est."""
    (content / "agence.yaml").write_text(
        "name: Essai\nurl: https://essai.example\nai: {training: reserved}\n" + LEGAL, "utf-8"
    )
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", NOW)

    assert result.returncode == 0, result.stderr
    assert '<meta name="tdm-reservation" content="1">' in (tmp_path / "out/articles/premier/index.html").read_text(
        "utf-8"
    )
    assert '"tdm-reservation": 1' in (tmp_path / "out/.well-known/tdmrep.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Un titre — Essai", "Un titre — Essai"),
        (f"{'long ' * 11}titre — Essai", f"{'long ' * 11}titre"),
        ("\n  Deux\u00a0: mots &amp; plus — Essai\n", "Deux\u00a0: mots & plus — Essai"),
    ],
)
def test_a_long_title_leaves_the_name_of_the_house(title: str, shown: str) -> None:
    """Un titre trop long perd le nom de la maison, pas ses mots."""
    assert head_title(title, "Essai") == shown


def test_descriptions_are_cut_and_filled() -> None:
    """Une description trop longue finit à une phrase, sinon à un mot ; une trop courte est suivie de la maison."""
    house = "Essai\u00a0: dire ce que l’on sait."

    assert head_description("", "Contact — Essai", house) == f"Contact. {house}"
    assert head_description("Écrivez-nous.", "Contact — Essai", house) == f"Contact\u00a0: Écrivez-nous. {house}"
    assert head_description(f"{'Un ' * 25}fait. {'Deux ' * 30}", "T", house) == f"{'Un ' * 25}fait."
    cut = head_description("mot " * 60, "T", house)
    assert len(cut) <= 160 and cut.endswith("mot…")


def test_locales_of_networks() -> None:
    """La langue d’un texte devient celle que les réseaux attendent."""
    assert [og_locale(each) for each in ("fr", "en", "pt-BR", "de")] == ["fr_FR", "en_GB", "pt_BR", "de_DE"]
