"""Old addresses lead to the new ones."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from plugins.model.content import Content, site_path
from plugins.model.loader import load_site
from plugins.publishing.redirects import APACHE_RULES, RULES, check_redirects, redirect_files, redirect_page
from plugins.publishing.written import Written
from tests.conftest import LEGAL, write

ORIGIN = "https://essai.example/carnet"


def read(content: Path) -> Content:
    site = load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))
    assert [str(problem) for problem in site.problems if problem.severity == "error"] == []
    return site


def declare(content: Path, addresses: str, name: str = "articles/2026-02-01-second.md") -> Content:
    """The content with old addresses in a header, as they are written there."""
    path = content / name
    text = path.read_text("utf-8")
    path.write_text(text.replace("---\n", f"---\nredirect_from: {addresses}\n", 1), encoding="utf-8")
    return read(content)


def files_of(site: Content, production: bool = True) -> dict[str, str]:
    shown = ("published", "hidden") if production else ("published", "hidden", "draft", "scheduled")
    pages = {site_path(document) for document in site.documents() if site.state(document) in shown}
    return {name: text for name, text, _ in redirect_files(site, ORIGIN, pages=pages, cards={})}


def faults(site: Content) -> list[str]:
    return [str(problem).removeprefix(f"{site.shown}/") for problem in check_redirects(site)]


def test_the_page_of_an_old_address_leads_to_the_new_one() -> None:
    """La page d’une ancienne adresse mène à la nouvelle, par un lien aussi, et se ferme aux moteurs."""
    page = redirect_page("R&D : « oser »", "https://a.example/articles/x/?a=1&b=2")

    assert '<meta http-equiv="refresh" content="0; url=https://a.example/articles/x/?a=1&amp;b=2">' in page
    assert '<a href="https://a.example/articles/x/?a=1&amp;b=2">R&amp;D : « oser »</a>' in page
    assert "noindex" not in page


def test_an_old_address_keeps_the_card_of_its_article() -> None:
    """La page d’une ancienne adresse dit où est la carte de l’article ; sans carte, elle n’en dit rien."""
    page = redirect_page("Oser", "https://a.example/articles/x/", "https://a.example/oembed/x.json")

    assert '<link rel="alternate" type="application/json+oembed" href="https://a.example/oembed/x.json">' in page
    assert "oembed" not in redirect_page("Oser", "https://a.example/articles/x/")


@pytest.mark.parametrize(
    ("old", "owner"),
    [
        ("/articles/premier/", "{}/articles/2026-01-05-premier.md"),
        ("/articles/./premier/", "{}/articles/2026-01-05-premier.md"),
        ("/articles//premier/index.html", "{}/articles/2026-01-05-premier.md"),
        ("/articles/PREMIER/", "{}/articles/2026-01-05-premier.md"),
        ("/articles/premier.html/../premier/", None),
        ("/contact/", "{}/pages/contact.md"),
        ("/auteurs/redaction/", "{}/auteurs/redaction.md"),
        ("/images/carre.png", "{}/images/carre.png"),
        ("/images/carre.png/x/", "{}/images/carre.png"),
        ("/", "la page d’accueil"),
        ("/./", "la page d’accueil"),
        ("//", "la page d’accueil"),
        ("/index.html", "la page d’accueil"),
        ("/articles/", "le site"),
        ("/articles/index.html", "le site"),
        ("/archives/", "le site"),
        ("/archives/2024/", "le site"),
        ("/articles/page/2/", "les pages suivantes d’une liste"),
        ("/rubriques/articles/page/3/", "les pages suivantes d’une liste"),
        ("/rubriques/articles/", "la liste « Articles »"),
        ("/themes/essai/", "la liste « essai »"),
        ("/404.html", "le site"),
        ("/sitemap.xml", "le site"),
        ("/sitemap.xml/x/", "le site"),
        ("/flux/atom.xml", "le site"),
        ("/theme/css/site.css", "le site"),
        ("/theme/x/", "le site"),
        ("/oembed/premier/", "le site"),
        ("/oembed/premier.json", "le site"),
        ("/prochain-changement.json", "le site"),
        ("/ateliers.ics", "le site"),
        ("/.htaccess", "le serveur"),
        ("https://essai.example/carnet/contact/", "{}/pages/contact.md"),
    ],
)
def test_an_old_address_that_the_site_writes_is_a_fault(old: str, owner: str | None, content: Path) -> None:
    """Une ancienne adresse que le site écrit, de quelque façon qu’elle soit dite, est une faute à sa ligne."""
    if owner is None:
        site = load_site(declare_raw(content, old), lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))
        assert any("sort du site" in str(problem) for problem in site.problems)
        return
    site = declare(content, f'["/vieux/", "{old}"]')
    taken = owner.format(content)

    assert faults(site) == [
        f"articles/2026-02-01-second.md:2:28: adresse « {old} » déjà prise par {taken} : retirez-la de cette liste"
    ]


def declare_raw(content: Path, old: str) -> Path:
    path = content / "articles/2026-02-01-second.md"
    path.write_text(path.read_text("utf-8").replace("---\n", f'---\nredirect_from: ["{old}"]\n', 1), encoding="utf-8")
    return content


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("https://ailleurs.example/x/", "est l’adresse d’un autre site, qui seul peut la rediriger"),
        ("https://essai.example/2016/x/", "est hors de https://essai.example/carnet"),
        ("/carnet/2016/x/", "écrivez « /2016/x/ », les chemins partent de https://essai.example/carnet"),
        ("/articles/second/", "déjà dans ce fichier, ou celle de ce texte : retirez-la"),
    ],
)
def test_an_old_address_of_another_place_is_a_fault(old: str, message: str, content: Path) -> None:
    """Une adresse d’un autre site, ou écrite avec le chemin du site, est une faute."""
    (fault,) = faults(declare(content, f"[{old}]"))

    assert message in fault


@pytest.mark.parametrize(
    "pair", ["[/vieux/, /vieux]", "[/vieux/, /VIEUX/index.html]", "[/été/, /%C3%A9t%C3%A9/]", "[/?p=1, /?p=1]"]
)
def test_an_old_address_declared_twice_is_a_fault(pair: str, content: Path) -> None:
    """Une adresse déclarée deux fois, dans un texte ou dans deux, est une faute à la seconde."""
    first, second = pair.strip("[]").split(", ")
    twice = [fault for fault in faults(declare(content, pair)) if "avertissement" not in fault]
    (content / "articles/2026-02-01-second.md").write_text("---\ntitle: Second\ndate: 2026-02-01\n---\n\nTexte.\n")
    declare(content, f"[{first}]", "pages/contact.md")
    apart = [fault for fault in faults(declare(content, f"[{second}]")) if "avertissement" not in fault]

    assert [("déjà dans ce fichier" in fault, f"« {second} »" in fault) for fault in twice] == [(True, True)]
    assert [(f"déjà prise par {content}/articles/2026-02-01-second.md" in fault) for fault in apart] == [True]


def test_an_old_page_under_another_one_is_a_fault(content: Path) -> None:
    """Un fichier ne peut être le dossier d’un autre : la seconde adresse est une faute."""
    (fault,) = faults(declare(content, "[/a.html, /a.html/b/]"))

    assert "« /a.html/b/ » déjà dans ce fichier" in fault


def test_every_type_has_old_addresses(content: Path) -> None:
    """Pages, signatures et clients ont leurs anciennes adresses, comme les articles."""
    write(
        content, "clients/orvane.md", "---\nname: Orvane\nurl: https://o.example\nblog_url: https://o.example/b\n---\n"
    )
    for name in ("pages/contact.md", "auteurs/redaction.md", "clients/orvane.md"):
        site = declare(content, f"/vieux-{Path(name).stem}/", name)
    files = files_of(site)

    assert faults(site) == []
    assert {name: f'url={ORIGIN}/{target}">' in files[name] for name, target in {
        "vieux-contact/index.html": "contact/",
        "vieux-redaction/index.html": "auteurs/redaction/",
        "vieux-orvane/index.html": "clients/orvane/",
    }.items()} == dict.fromkeys(files, True)  # fmt: skip


def test_a_draft_keeps_its_old_addresses_for_itself(content: Path) -> None:
    """Les anciennes adresses d’un brouillon ne sont écrites que dans l’aperçu."""
    write(content, "pages/essai.md", "---\ntitle: Essai\nstatus: draft\nredirect_from: /vieux/\n---\n\nTexte.\n")
    site = read(content)

    assert files_of(site) == {}
    assert list(files_of(site, production=False)) == ["vieux/index.html"]


def test_an_address_that_no_page_can_answer_has_a_rule(content: Path) -> None:
    """Une question, un flux, un PDF : une règle pour chaque sorte de serveur, un avertissement, aucune page."""
    site = declare(content, "[/?p=12, /index.php?page_id=7&lang=fr, /wp-content/a%20b.pdf, /ancien/]")
    files = files_of(site)
    target = f"{ORIGIN}/articles/second/"

    assert sorted(files) == [APACHE_RULES, RULES, "ancien/index.html"]
    assert files[RULES] == (
        f"/carnet/ p=12 {target} 301\n/carnet/index.php page_id=7 lang=fr {target} 301\n"
        f"/carnet/wp-content/a%20b.pdf {target} 301\n"
    )
    assert files[APACHE_RULES].splitlines()[2:6] == [
        "RewriteCond %{QUERY_STRING} (?:^|&)p=12(?:&|$)",
        f'RewriteRule "^/?$" "{target}" [R=301,L,NE,QSD]',
        "RewriteCond %{QUERY_STRING} (?:^|&)page_id=7(?:&|$)",
        "RewriteCond %{QUERY_STRING} (?:^|&)lang=fr(?:&|$)",
    ]
    assert faults(site) == [
        "articles/2026-02-01-second.md:2:17: avertissement : « /?p=12 » (et 2 autres) : aucune page ne peut répondre "
        "là. La règle est écrite dans « _redirects » (Netlify…) et « .htaccess » (Apache) ; GitHub Pages ne lit ni "
        "l’un ni l’autre [ancienne-adresse-regle]"
    ]


MOVED = "4:3: « {} » mène à « {} », qui est une ancienne adresse : écrivez « {} »"


def agency(content: Path, redirects: str) -> Content:
    write(content, "agence.yaml", f"name: Agence Essai\nurl: {ORIGIN}\nredirects:\n{redirects}{LEGAL}")
    return read(content)


def test_lists_and_feeds_have_old_addresses_in_agence_yaml(content: Path) -> None:
    """Une rubrique, un thème, un flux n’ont pas de texte à eux : agence.yaml dit leurs anciennes adresses."""
    site = agency(
        content, "  /category/x/: /rubriques/articles/\n  /feed/: /flux/atom.xml\n  /tag/y/: /themes/essai/\n"
    )
    files = files_of(site)

    assert [fault.partition(": ")[0] for fault in faults(site)] == ["agence.yaml:5:3"]  # the feed: a rule, a warning
    assert f"url={ORIGIN}/rubriques/articles/" in files["category/x/index.html"]
    assert f"url={ORIGIN}/themes/essai/" in files["tag/y/index.html"]
    assert files[RULES] == f"/carnet/feed/ {ORIGIN}/flux/atom.xml 301\n"


@pytest.mark.parametrize(
    ("redirects", "expected"),
    [
        ("  /a/: /b/\n  /b/: /contact/\n", [MOVED.format("/a/", "/b/", "/contact/")]),
        (
            "  /a/: /b/\n  /b/: /c/\n  /c/: /contact/\n",
            [
                "4:3: « /a/ » mène à « /b/ », qui est une ancienne adresse : écrivez « /contact/ »",
                "5:3: « /b/ » mène à « /c/ », qui est une ancienne adresse : écrivez « /contact/ »",
            ],
        ),
        (
            "  /a/: /b/\n  /b/: /a/\n",
            [
                "4:3: « /a/ » mène à « /b/ », qui y ramène : écrivez une adresse du site",
                "5:3: « /b/ » mène à « /a/ », qui y ramène : écrivez une adresse du site",
            ],
        ),
        ("  /a/: /a/\n", ["4:3: « /a/ » mène à « /a/ », qui y ramène : écrivez une adresse du site"]),
        ("  /a/: /vieux/\n", [MOVED.format("/a/", "/vieux/", "/articles/second/")]),
        (
            "  /a/: /absente/\n",
            [
                "4:3: « /a/ » mène à « /absente/ », que le site n’écrit pas : "
                "écrivez l’adresse d’une page, d’une liste ou d’un flux"
            ],
        ),
        (
            "  /contact/: /articles/\n",
            ["4:3: adresse « /contact/ » déjà prise par {}/pages/contact.md : retirez-la de cette liste"],
        ),
    ],
)
def test_a_chain_or_a_loop_is_a_fault(redirects: str, expected: list[str], content: Path) -> None:
    """Une adresse qui mène à une ancienne est une faute, avec la dernière ; une boucle aussi."""
    declare(content, "[/vieux/]")

    assert faults(agency(content, redirects)) == [f"agence.yaml:{line.format(content)}" for line in expected]


NOT_YET = "que les lecteurs n’ont pas encore : publiez d’abord ce qui y sera, ou retirez cette ligne"
NOWHERE = "que le site n’écrit pas : écrivez l’adresse d’une page, d’une liste ou d’un flux"


@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("/", None), ("/index.html", None), ("/articles", None), ("/archives/2026/", None), ("/images/carre.png", None),
        ("/oembed/premier/", None), ("/ateliers/", NOWHERE), ("/ateliers.ics", NOWHERE), ("/archives/1999/", NOWHERE),
        ("/themes/demain/", NOT_YET), ("/articles/demain/", NOT_YET), ("/articles/absent/", NOWHERE),
        ("/Articles/premier/", NOWHERE), ("/articles/page/2/", NOWHERE),
    ],
)  # fmt: skip
def test_an_old_address_leads_to_what_readers_have(target: str, fault: str | None, content: Path) -> None:
    """Une ancienne adresse de agence.yaml mène à ce que les lecteurs ont, non à ce qui viendra ou ne viendra pas."""
    write(content, "articles/demain.md", "---\ntitle: Demain\nstatus: draft\ntags: [demain]\n---\n\nTexte.\n")
    expected = [f"agence.yaml:4:3: « /vieux/ » mène à « {target} », {fault}"] if fault else []

    told = [each for each in faults(agency(content, f"  /vieux/: {target}\n")) if "aucune page ne peut" not in each]
    assert told == expected


def test_nothing_is_said_of_a_target_while_a_text_is_refused(content: Path) -> None:
    """Tant qu’un texte est refusé, l’adresse qu’il aura n’est pas dite absente."""
    write(content, "articles/faux.md", "---\ntitle: Faux\ndate: hier\n---\n\nTexte.\n")
    write(content, "agence.yaml", f"name: Agence Essai\nurl: {ORIGIN}\nredirects:\n  /vieux/: /articles/faux/\n")

    assert faults(load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))) == []


@pytest.mark.parametrize("site", ["published_site", "preview_site", "corpus_site"])
def test_all_that_a_build_writes_is_known_from_the_content(site: str, request: pytest.FixtureRequest) -> None:
    """Tout fichier qu’une construction écrit est pris d’avance : aucune ancienne adresse ne peut l’être."""
    output: Path = request.getfixturevalue(site)
    root = Path(__file__).resolve().parents[2]
    content = root.parent / "shared/corpus/content" if site == "corpus_site" else root / "content"
    written = Written(load_site(content, lambda zone: datetime(2026, 11, 22, 9, tzinfo=ZoneInfo(zone))))
    free = {
        path.relative_to(output).as_posix()
        for path in output.rglob("*")
        if path.is_file() and written.owner(path.relative_to(output).as_posix()) is None
    }

    assert {
        name for name in free if 'http-equiv="refresh"' not in (output / name).read_text("utf-8", "replace")
    } == set()


@pytest.fixture
def get(inv: Callable, content: Path, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """What a plain server of files answers, from a site whose second article had many addresses."""
    declare_raw(content, '/2016/05/%C3%A9t%C3%A9/", "/2017/été-bis/", "/a%20b/./c//d/index.html", "/vieux.html')
    assert inv("publish", "--content", content, "--output", tmp_path / "out").returncode == 0
    handler = partial(SimpleHTTPRequestHandler, directory=tmp_path / "out")
    handler.log_message = lambda *said: None  # type: ignore[attr-defined]
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()

        def answer(address: str) -> str:
            with urlopen(f"http://127.0.0.1:{server.server_port}{address}") as page:
                return page.read().decode("utf-8")

        yield answer
        server.shutdown()


def test_an_old_address_answers_as_browsers_ask(get: Callable[[str], str]) -> None:
    """Un navigateur qui demande une ancienne adresse, codée comme il le fait, reçoit la page qui mène au texte."""
    asked = ["/2016/05/%C3%A9t%C3%A9/", "/2017/%C3%A9t%C3%A9-bis/", "/a%20b/c/d/", "/a%20b/c/d", "/vieux.html"]

    assert all(f"url={ORIGIN}/articles/second/" in get(address) for address in asked)


def test_an_old_address_is_written(published_site: Path) -> None:
    """Les anciennes adresses du contenu livré mènent à leur article, et à sa carte."""
    page = (published_site / "2026/03/intelligence-artificielle-et-voix-du-dirigeant/index.html").read_text("utf-8")

    assert "https://agence.example/carnet/articles/la-machine-ecrit-vous-signez/" in page
    assert "https://agence.example/carnet/oembed/la-machine-ecrit-vous-signez.json" in page
