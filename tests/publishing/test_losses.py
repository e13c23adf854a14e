"""Addresses that readers know: what is promised, what a build loses, what may go."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.model.memory import read_addresses, written
from plugins.publishing.addresses import promises
from plugins.publishing.losses import losses, names_of
from plugins.publishing.next_change import FILE

NOW = datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))
FILES = [
    "index.html",
    "articles/index.html",
    "articles/premier/index.html",
    "articles/second/index.html",
    "oembed/premier.json",
    "oembed/premier/index.html",
    "oembed/second.json",
    "oembed/second/index.html",
    "contact/index.html",
    "auteurs/redaction/index.html",
    "flux/atom.xml",
    "flux/rss.xml",
    "archives/index.html",
]


@pytest.fixture
def site(content: Path) -> Content:
    """The small content: two articles, an author, a page."""
    return load_site(content, lambda timezone: NOW)


def register(site: Content, *lines: str) -> Content:
    """A site whose register says these lines."""
    (site.root / "registre").mkdir(exist_ok=True)
    (site.root / "registre" / "adresses.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return site


def told(site: Content, names: list[str], replaced: Path = Path("absent"), *, accept: bool = False) -> list[str]:
    """What is said of a build that wrote these files."""
    return [
        f"{Path(problem.path).name}:{problem.line}: {problem.severity}: {problem.message}"
        for problem in losses(site, names, names_of(replaced, ()), accept=accept)
    ]


def test_what_is_promised() -> None:
    """Pages, flux, agendas, documents et cartes sont promis ; listes par thème, sessions et pages suivantes passent."""
    found = promises(
        [
            *FILES,
            "404.html",
            "sitemap.xml",
            "robots.txt",
            "prochain-changement.json",
            "theme/css/site.css",
            "images/a.png",
            "oembed/note.txt",
            "images/guide.pdf",
            "articles/page/2/index.html",
            "themes/css/index.html",
            "themes/css/page/2/index.html",
            "rubriques/web/index.html",
            "archives/2025/index.html",
            "ateliers/par/lieu/lyon/index.html",
            "ateliers/index.html",
            "ateliers/x/index.html",
            "ateliers/x.ics",
            "ateliers.ics",
            "ateliers/x/programme.pdf",
            "ateliers/x/lyon/index.html",
            "ateliers/x/lyon.ics",
            "clients/orvane/flux.xml",
            "2016/05/vieux.html",
        ]
    )
    own = {"/", "/articles/", "/articles/premier/", "/articles/second/", "/contact/", "/auteurs/redaction/"}
    cards = {"/oembed/premier.json", "/oembed/premier/", "/oembed/second.json", "/oembed/second/"}
    others = {"/archives/", "/flux/atom.xml", "/flux/rss.xml", "/images/guide.pdf", "/ateliers/", "/ateliers/x/"}
    faces = {"/ateliers/x.ics", "/ateliers.ics", "/ateliers/x/programme.pdf", "/clients/orvane/flux.xml"}

    assert set(found) == own | cards | others | faces | {"/2016/05/vieux.html"}


def test_the_register_is_written_sorted_and_read_again() -> None:
    """Le registre se relit comme il s’écrit, trié, une adresse à la ligne."""
    text = written({"/b/", "/a/", "/"}, {"/c/"})
    known, problems = read_addresses(text, "adresses.txt")

    assert text.splitlines()[1:] == ["/", "/a/", "/b/", "/c/ retirée"]
    assert (known.lines, known.struck, problems) == ({"/": 2, "/a/": 3, "/b/": 4, "/c/": 5}, {"/c/"}, [])


def test_a_line_that_is_no_address_is_told(site: Content) -> None:
    """Une ligne du registre qui n’est pas une adresse est dite, ainsi que les marques d’une fusion de git."""
    found = told(register(site, "/", "articles/premier/", "/contact/"), FILES)

    assert found == ["adresses.txt:2: error: « articles/premier/ » n’est pas une adresse : effacez cette ligne"]
    assert "conflit de fusion" in told(register(site, "/", "<<<<<<< HEAD", "/contact/"), FILES)[0]


def test_a_register_that_is_no_file_is_told(site: Content) -> None:
    """Un tube à la place du registre est dit, sans attendre que quelqu’un y écrive."""
    register(site).root.joinpath("registre", "adresses.txt").unlink()
    os.mkfifo(site.root / "registre" / "adresses.txt")

    assert told(site, FILES) == ["adresses.txt:1: error: ce n’est pas un fichier ordinaire : retirez-le"]


def test_the_register_of_a_large_site_is_read(site: Content) -> None:
    """Le registre d’un site de vingt mille textes dépasse la taille d’un texte, et se lit."""
    lines = [f"/articles/un-titre-assez-long-pour-compter-{number}/ retirée" for number in range(20_000)]

    assert told(register(site, *lines, "/contact/"), FILES) == []
    assert told(site, FILES[:1])[0].startswith("adresses.txt:20001: error: /contact/ n’existe plus")


def test_a_renamed_text_is_told_at_the_line_of_the_register(site: Content) -> None:
    """Un texte renommé sans redirection est dit à la ligne du registre, avec ce qu’il faut écrire et où."""
    (found,) = told(register(site, "/", "/articles/premiers/"), FILES)

    assert found.startswith(
        "adresses.txt:2: error: /articles/premiers/ n’existe plus : ajoutez « redirect_from: [/articles/premiers/] » à "
    )
    assert "2026-01-05-premier.md ; si ce retrait est voulu : ./inv addresses.forget /articles/premiers/" in found


def test_a_page_of_redirection_is_an_answer(site: Content) -> None:
    """Une page de redirection répond à l’ancienne adresse."""
    assert told(register(site, "/ancien/"), [*FILES, "ancien/index.html"]) == []


def test_a_text_that_became_a_draft_is_told_at_its_status(content: Path) -> None:
    """Un texte en ligne redevenu brouillon, ou reporté à plus tard, est dit à sa ligne."""
    file = content / "articles" / "2026-02-01-second.md"
    file.write_text(file.read_text("utf-8").replace("title:", "status: draft\ntitle:"), "utf-8")
    draft = load_site(content, lambda timezone: NOW)
    names = [name for name in FILES if "second" not in name]
    (found,) = told(register(draft, "/", "/articles/second/", "/oembed/second/", "/oembed/second.json"), names)

    assert found.startswith("2026-02-01-second.md:2: error: « /articles/second/ » est en ligne")


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/clients/orvane/flux.xml", "(flux) n’existe plus, des lecteurs y sont abonnés"),
        ("/ateliers/x.ics", "(agenda) n’existe plus, des personnes y sont abonnées"),
        ("/ateliers/x/programme.pdf", "(document) n’existe plus"),
        ("/oembed/premiere/", "(carte) n’existe plus, d’autres sites la montrent"),
    ],
)
def test_what_cannot_be_redirected_says_so(site: Content, address: str, word: str) -> None:
    """Un flux, un agenda, un document, une carte ne se redirigent pas comme une page."""
    assert [word in each for each in told(register(site, address), FILES)] == [True]


def test_a_card_goes_with_its_article(site: Content) -> None:
    """La carte d’un article perdu n’est pas comptée deux fois ; celle d’un article retiré exprès part avec lui."""
    lines = ("/", "/articles/a/", "/oembed/a.json", "/oembed/a/")

    assert len(told(register(site, *lines), FILES)) == 1
    assert told(register(site, "/", "/articles/a/ retirée", *lines[2:]), FILES) == []


def test_the_site_in_place_holds_too(site: Content, tmp_path: Path) -> None:
    """Sans registre, le site publié que l’on remplace dit ce qui se perd ; un site de relecture ne promet rien."""
    old = tmp_path / "ancien"
    for name in (*FILES, "articles/premiers/index.html"):
        (old / name).parent.mkdir(parents=True, exist_ok=True)
        (old / name).write_text("x")
    assert told(site, FILES, old) == []

    (old / FILE).write_text("{}")
    assert [each.split(" n’existe plus")[0] for each in told(site, FILES, old)] == [
        "2026-01-05-premier.md:1: error: /articles/premiers/"
    ]


@pytest.mark.parametrize(
    ("known", "lost", "refused_at_once"),
    [(5, 1, False), (5, 3, False), (5, 4, True), (20, 4, True), (21, 4, False), (1000, 199, False), (1000, 200, True)],
)
def test_a_large_share_is_one_refusal(site: Content, known: int, lost: int, refused_at_once: bool) -> None:
    """Au-delà de trois adresses et d’un cinquième, un seul refus les compte ; en deçà, chacune est dite."""
    lines = [f"/p{number}/" for number in range(known)]
    names = [f"p{number}/index.html" for number in range(lost, known)]
    found = told(register(site, *lines), names)

    assert (len(found) == 1 and f"{lost} des {known} adresses publiées disparaîtraient" in found[0]) == refused_at_once
    assert refused_at_once or len(found) == min(lost, 21)


def test_a_loss_may_be_accepted(site: Content) -> None:
    """Une perte acceptée est un avertissement qui la compte."""
    (found,) = told(register(site, *(f"/p{number}/" for number in range(9))), FILES, accept=True)

    assert "warning: 9 des 9 adresses publiées disparaissent, comme demandé" in found
