"""The pages of the published sample content: addresses, validity, links, French."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest
from bs4 import BeautifulSoup
from pages import local_targets, pages, soup, text

NBSP, NNBSP = "\u00a0", "\u202f"


def test_every_agreed_address_is_there(published_site: Path) -> None:
    """Chaque adresse convenue existe, sous forme de dossier ou de fichier."""
    agreed = [
        "index.html", "articles/index.html", "articles/page/2/index.html", "articles/ecrire-soi-meme/index.html",
        "rubriques/social-selling/index.html", "themes/blog/index.html", "auteurs/redaction/index.html",
        "clients/index.html", "clients/orvane/index.html", "ateliers/index.html",
        "ateliers/ecrire-un-billet/index.html", "ateliers/ecrire-un-billet/visio-2026-12/index.html",
        "ateliers/par/lieu/lyon/index.html", "ateliers/par/theme/ecriture/index.html",
        "ateliers/par/mode/en-ligne/index.html", "prochain-changement.json",
        "guides/trois-mois-pour-se-faire-lire/index.html",
        "archives/index.html", "archives/2025/index.html", "mentions-legales/index.html", "404.html",
        "flux/atom.xml", "flux/rss.xml", "sitemap.xml", "robots.txt", "favicon.ico",
    ]  # fmt: skip

    assert [name for name in agreed if not (published_site / name).is_file()] == []


def test_every_page_is_valid_html(published_site: Path) -> None:
    """Chaque page est du HTML5 sans erreur d’analyse."""
    faults = {}
    for page in pages(published_site):
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(page.read_text("utf-8"))
        if parser.errors:
            faults[page.relative_to(published_site).as_posix()] = parser.errors[:2]

    assert faults == {}


def test_every_page_has_one_h1_and_no_level_skipped(published_site: Path) -> None:
    """Chaque page a un seul h1 et aucun niveau de titre n’est sauté."""
    faults = {}
    for page in pages(published_site):
        document = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        levels = [int(title.name[1]) for title in document.find_all(re.compile(r"^h[1-6]$"))]
        skipped = any(after - before > 1 for before, after in pairwise(levels))
        if levels.count(1) != 1 or skipped:
            faults[page.relative_to(published_site).as_posix()] = levels

    assert faults == {}


def test_every_id_is_unique_in_its_page(published_site: Path) -> None:
    """Un identifiant ne sert qu’une fois par page."""
    faults = {}
    for page in pages(published_site):
        ids = re.findall(r"\sid=\"([^\"]+)\"", page.read_text("utf-8"))
        if len(ids) != len(set(ids)):
            faults[page.name] = [name for name in ids if ids.count(name) > 1]

    assert faults == {}


def test_every_local_link_leads_somewhere(published_site: Path) -> None:
    """Chaque lien du site mène à un fichier de la sortie, et à un endroit qui existe."""
    dead = []
    for page in pages(published_site):
        for value, target, fragment in local_targets(published_site, page, "/carnet"):
            anchored = fragment and target.suffix == ".html"
            if not target.is_file() or (anchored and f'id="{fragment}"' not in target.read_text("utf-8")):
                dead.append((page.relative_to(published_site).as_posix(), value))

    assert dead == []


def test_links_of_pages_are_relative(published_site: Path) -> None:
    """Hors de la page 404, aucun lien n’est relatif à la racine : le site marche à n’importe quel chemin."""
    rooted = [
        (page.name, match)
        for page in pages(published_site)
        if page.name != "404.html"
        for match in re.findall(r"(?:href|src|srcset)=\"(/[^\"]*)\"", page.read_text("utf-8"))
    ]

    assert rooted == []


def test_the_404_page_names_the_sub_path(published_site: Path) -> None:
    """La page 404, servie à toute profondeur, part du chemin public du site."""
    html = (published_site / "404.html").read_text("utf-8")

    (style,) = re.findall(r"<link rel=\"stylesheet\" href=\"([^\"]+)\"", html)
    assert re.fullmatch(r"/carnet/theme/css/site\.[0-9a-f]{10}\.css", style)


def test_canonical_addresses_are_absolute_and_true(published_site: Path) -> None:
    """L’adresse canonique de chaque page est son adresse publique complète, ou celle d’une liste qui montre de même."""
    for page in pages(published_site):
        name = page.relative_to(published_site).as_posix()
        canonical = soup(published_site, name).find("link", rel="canonical")
        expected = "https://agence.example/carnet/" + name.removesuffix("index.html")
        if name.startswith(("themes/", "ateliers/par/")):
            assert (published_site / canonical["href"].removeprefix("https://agence.example/carnet/")).is_dir(), name
        elif name != "404.html":
            assert canonical["href"] == expected, name


def test_no_page_asks_a_third_party(published_site: Path) -> None:
    """Aucune page ne charge rien d’un autre site ; les seuls scripts sont ceux des dates et de la recherche."""
    for page in pages(published_site):
        document = BeautifulSoup(page.read_text("utf-8"), "html.parser")
        loaded = [node["src"] for node in document.find_all(src=True)]
        loaded += [node["href"] for node in document.find_all("link", rel=["stylesheet", "preload", "icon"])]

        assert [address for address in loaded if "//" in address] == []
        scripts = document.find_all("script", type=lambda kind: kind != "application/ld+json")
        names = [re.sub(r"\.[0-9a-f]{10}\.js$", ".js", script["src"].split("/theme/")[-1]) for script in scripts]
        dated = (
            document.select("[data-fin]") or page.match("ateliers/**/index.html") or page.match("ateliers/index.html")
        )
        own = ["js/recherche.js"] if page.match("recherche/index.html") else ["js/sessions.js"] if dated else []
        assert names == own, page
        assert [script for script in scripts if not script.has_attr("defer") or script.string] == []


def test_an_article_says_when_it_was_published_and_by_whom_it_was_updated(published_site: Path) -> None:
    """Un article dit en français quand il est paru, et qui l’a mis à jour."""
    page = text(soup(published_site, "articles/la-machine-ecrit-vous-signez/").find("article"))

    assert f"Publié le 31{NBSP}mars 2026" in page
    assert re.search(rf"Mis à jour le \d+{NBSP}\w+ 2026 par ", page)
    assert "min de lecture" in page.replace(NBSP, " ")


def test_the_first_of_a_month_is_an_ordinal(inv, content: Path, tmp_path: Path) -> None:
    """Le premier du mois s’écrit « 1er »."""
    article = content / "articles" / "2026-02-01-second.md"
    inv("build", "--content", content, "--output", tmp_path / "out", "--now", "2026-03-01")

    assert article.exists()
    assert "1er\u00a0février 2026" in text(soup(tmp_path / "out", "articles/second/"))


def test_the_archive_of_a_year_is_named_by_it(published_site: Path) -> None:
    """La page d’une année porte son nombre, dans son titre comme dans son h1, et le marque parmi les années."""
    page = soup(published_site, "archives/2026/")
    current = page.select(".tags [aria-current]")

    assert text(page.title) == "Articles de 2026 — Agence Vigie"
    assert text(page.h1) == "Articles de 2026"
    assert page.find("meta", attrs={"name": "description"})["content"].startswith(
        "Les articles d’Agence Vigie parus en 2026\u00a0: "
    )
    assert [text(year) for year in current] == ["2026"]


def test_no_page_shows_a_value_of_the_program(published_site: Path) -> None:
    """Aucune page ne montre une année comme le programme la tient, « (2026,) »."""
    assert [page for page in pages(published_site) if re.search(r"\(20\d\d,\)", page.read_text("utf-8"))] == []


def test_the_archives_count_the_articles_of_each_year(published_site: Path) -> None:
    """La page des archives donne chaque année et son nombre d’articles ; leurs titres sont sur la page de l’année."""
    page = soup(published_site, "archives/")
    lines = [(text(line.a), text(line.span)) for line in page.select(".groups li")]

    assert ("2025", "5\u00a0articles") in lines
    for year, count in lines:
        assert len(soup(published_site, f"archives/{year}/").select(".lines li")) == int(count.split("\u00a0")[0])


def test_a_page_that_a_list_had_leads_to_it(published_site: Path) -> None:
    """À l’adresse d’une page qu’une liste avait, quand elles se numérotaient du plus récent, on est mené à la liste."""
    refresh = soup(published_site, "articles/page/2/").find("meta", attrs={"http-equiv": "refresh"})

    assert refresh and refresh["content"].endswith("/articles/")
    assert len(soup(published_site, "articles/").select("article.entry")) > 10


def test_the_archive_of_a_year_goes_by_months(published_site: Path) -> None:
    """La page d’une année range ses articles par mois, du dernier au premier, une ligne pour chacun."""
    page = soup(published_site, "archives/2025/")

    assert [text(month) for month in page.select("h2")] == ["Novembre", "Octobre", "Septembre", "Mai", "Mars"]
    assert len(page.select(".lines li")) == 5 and not page.select(".excerpt")


def test_read_more_says_of_what(published_site: Path) -> None:
    """« Lire la suite » porte le titre de l’article dans son nom accessible."""
    lists = ("articles/", "rubriques/social-selling/", "auteurs/redaction/", "")
    links = [
        link
        for address in lists
        for link in soup(published_site, address).find_all("a")
        if "Lire la suite" in text(link)
    ]

    assert links
    assert [text(link) for link in links if not re.fullmatch(f"Lire la suite de «{NBSP}.+{NBSP}»", text(link))] == []


def test_the_excerpt_stops_at_the_marker(published_site: Path) -> None:
    """Dans une liste, l’extrait s’arrête à la marque, sans lien, note ni identifiant."""
    listed = soup(published_site, "rubriques/parole-de-dirigeant/")
    excerpts = listed.select(".excerpt, .card-text, .entry-text, [data-excerpt]") or listed.select("main p")

    assert excerpts
    assert not [node for node in excerpts if node.select("sup[id], .footnote-ref, img")]


def test_a_draft_is_written_nowhere(published_site: Path) -> None:
    """Un brouillon n’est écrit nulle part en production, pas même dans un flux."""
    traces = [
        path for path in published_site.rglob("*") if path.is_file() and b"podcast-du-dirigeant" in path.read_bytes()
    ]

    assert traces == [] and not list(published_site.rglob("*podcast-du-dirigeant*"))


def test_a_scheduled_text_is_written_nowhere(published_site: Path) -> None:
    """Un texte programmé n’est écrit nulle part avant son heure."""
    assert not list(published_site.rglob("*ecrire-ses-voeux*"))


def test_a_scheduled_text_appears_at_its_hour(inv, tmp_path: Path) -> None:
    """Le même contenu construit après la date programmée contient le texte."""
    result = inv("publish", "--output", tmp_path / "out", "--now", "2027-01-13")

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "articles" / "ecrire-ses-voeux" / "index.html").is_file()


@pytest.mark.parametrize(
    ("address", "words"),
    [("articles/le-podcast-du-dirigeant/", "Brouillon"), ("articles/ecrire-ses-voeux/", "Programmé")],
)
def test_preview_shows_unpublished_texts_with_a_banner(preview_site: Path, address: str, words: str) -> None:
    """L’aperçu montre brouillons et textes programmés sous un bandeau qui le dit, fermés aux moteurs."""
    page = soup(preview_site, address)

    assert words in text(page.find("main"))
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex, follow"


def test_an_article_written_for_a_client_says_so(published_site: Path) -> None:
    """Un article écrit pour un client le dit, cite le passage marqué et mène à l’original."""
    page = soup(published_site, "articles/vendre-une-solution/")
    quotation = page.find("figure", class_="citation")
    link = page.find("p", class_="lire-la-suite").find("a")

    assert "Cet article a été écrit pour Orvane" in text(page.find("article"))
    assert quotation.blockquote["cite"].startswith("https://blog.orvane.example/")
    assert text(link).startswith("Lire la suite sur le blog d’Orvane")
    assert link["href"] == quotation.blockquote["cite"]


def test_the_name_of_a_blog_is_contracted(published_site: Path) -> None:
    """« Le Cadran » donne « sur le blog du Cadran »."""
    link = soup(published_site, "articles/commencer-par-les-managers/").find("p", class_="lire-la-suite")

    assert text(link).startswith("Lire la suite sur le blog du Cadran")


def test_a_client_page_lists_its_articles(published_site: Path) -> None:
    """La page d’un client liste les articles écrits pour lui."""
    page = soup(published_site, "clients/orvane/")

    assert page.find("main").find("a", href=re.compile("articles/vendre-une-solution/$"))


def test_a_series_numbers_its_parts(published_site: Path) -> None:
    """Le bloc d’une série numérote ses parties et n’en lie pas celle que l’on lit."""
    page = soup(published_site, "articles/vendre-une-solution/")
    block = page.find(class_=re.compile("series"))
    items = page.select(".series li") or block.find_all("li")

    assert len(items) == 3
    assert [bool(item.find("a")) for item in items] == [True, False, True]


def test_an_article_offers_its_guide(published_site: Path) -> None:
    """Un article propose son guide pour aller plus loin, sans dire qu’il en fait partie."""
    callouts = [soup(published_site, str(page)).select_one("[aria-label=Guide]") for page in pages(published_site)]
    labels = {text(callout.select_one(".label")) for callout in callouts if callout}

    assert labels == {"Le guide pour aller plus loin"}


def test_a_button_says_of_which_dates(published_site: Path) -> None:
    """Le nom accessible d’un bouton d’inscription dit sa session, au pluriel quand elle a plusieurs jours."""
    page = soup(published_site, "ateliers/prendre-la-parole-en-ligne/nantes-2027-01/")

    said = " ".join(page.select_one(".session-side .button").text.split())
    assert said == "S’inscrire à la session des jeudi 21 et vendredi 22 janvier 2027"


def test_share_links_are_plain_links(published_site: Path) -> None:
    """Les liens de partage sont de simples liens vers LinkedIn, X, Mastodon et le courriel."""
    page = soup(published_site, "articles/ecrire-soi-meme/")
    starts = ["https://www.linkedin.com/", "https://x.com/", "https://share.joinmastodon.org/", "mailto:?subject="]
    links = [link["href"] for link in page.select(".share a")]

    assert [link.startswith(start) for link, start in zip(links, starts, strict=True)] == [True] * 4


def test_an_author_page_has_biography_and_articles(published_site: Path) -> None:
    """La page d’une signature montre sa biographie et ses articles."""
    page = text(soup(published_site, "auteurs/redaction/").find("main"))

    assert "La rédaction" in page and "Lire la suite" in page


def test_an_english_article_says_its_language(inv, content: Path, tmp_path: Path) -> None:
    """Un article en anglais porte sa langue et reste à son adresse."""
    source = "---\ntitle: Say less\ndate: 2026-02-02\nlang: en\n---\n\nShort is hard.\n"
    (content / "articles" / "say-less.md").write_text(source, encoding="utf-8")
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", "2026-03-01")

    assert result.returncode == 0, result.stderr
    assert soup(tmp_path / "out", "articles/say-less/").find("article")["lang"] == "en"
    assert "Say less" in text(soup(tmp_path / "out", "articles/"))


def test_images_say_their_size(published_site: Path) -> None:
    """Chaque image dit sa taille : le texte ne saute pas quand elle arrive."""
    unsized = [
        (page.name, image["src"])
        for page in pages(published_site)
        for image in BeautifulSoup(page.read_text("utf-8"), "html.parser").find_all("img")
        if not (image.get("width") and image.get("height"))
    ]

    assert unsized == []
