"""The whole folder: the register against what is there, links against files, facts kept between builds."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from plugins.common.outputs import Source
from plugins.publishing.gate import across
from plugins.publishing.gate.across import check_site
from plugins.publishing.gate.values import Guarded

PAGES = {
    "index.html": '<p><a href="a/#ici">a</a> <a href="a">a</a> <img src="images/x.png" alt=""></p>',
    "a/index.html": '<p id="ici"><a href="https://essai.example/carnet/#top">x</a> <a href="#:~:text=x">y</a></p>',
}


@pytest.fixture
def site(tmp_path: Path, page):
    """A staged site of two pages and an image; its register; the file where facts are kept."""
    folder = tmp_path / "site"
    for name, body in PAGES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(page(body))
    (folder / "images").mkdir()
    (folder / "images/x.png").write_bytes(b"\x89PNG")
    sources = {name: Source(f"content/{name}") for name in (*PAGES, "images/x.png")}
    return folder, sources, tmp_path / "faits"


def said(site, rules, **more) -> list[tuple[str, str]]:
    """The file and the message of each fault."""
    folder, sources, kept = site
    files = {name: sha256((folder / name).read_bytes()).digest() for name in sources}
    found = check_site(files, lambda name: (folder / name).read_bytes(), rules, kept, **more)
    return [(path, fault.message) for path, fault in found]


def test_a_sound_site_has_no_fault(site, rules) -> None:
    """Un site sain n’a pas de faute, ni à la première lecture, ni aux suivantes."""
    assert said(site, rules) == [] == said(site, rules)


def test_a_link_may_lead_to_what_is_made_when_it_is_asked_for(site, rules) -> None:
    """Dans un aperçu, un lien mène aussi à un fichier qui sera fait quand on le demandera ; à nul autre absent."""
    folder, _, _ = site
    page = folder / next(iter(PAGES))
    page.write_bytes(page.read_bytes().replace(b"images/x.png", b"a/programme.pdf"))

    assert [message for _, message in said(site, rules) if "programme.pdf" in message]
    assert said(site, rules, later=["a/programme.pdf"]) == []
    assert said(site, rules, later=["b/programme.pdf"]) != []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a/#ici", "a/#la", "pas de passage « #la »"),
        ("a/#ici", "b/", "rien à cette adresse"),
        ("a/#ici", "A/", "« a/index.html » existe : majuscules"),
        ("images/x.png", "images/X.png", "majuscules"),
        ("images/x.png", "images/y.png", "rien à cette adresse"),
        ("images/x.png", "images%2Fx.png?v=1", ""),
    ],
)
def test_links_lead_to_what_is_there(site, rules, old: str, new: str, expected: str) -> None:
    """Un lien, un passage, une image qui manquent sont des fautes, à la casse près."""
    file = site[0] / "index.html"
    file.write_text(file.read_text().replace(old, new))
    found = said(site, rules)

    assert [(path, expected in message) for path, message in found] == ([("index.html", True)] if expected else [])


def test_a_dead_link_is_told_each_time(site, rules) -> None:
    """Un même lien mort, deux fois dans une page, a deux fautes, lues ou gardées en mémoire."""
    file = site[0] / "index.html"
    file.write_text(file.read_text().replace("</body>", '<a href="b/">x</a> <a href="b/">y</a></body>'))

    assert [path for path, _ in said(site, rules)] == ["index.html", "index.html"]
    assert len(said(site, rules)) == 2


def test_a_page_that_goes_is_told_though_nothing_else_changed(site, rules) -> None:
    """Ce qui croise les fichiers est refait à chaque fois : une page retirée rend faux les liens gardés en mémoire."""
    assert said(site, rules) == []
    folder, sources, _ = site
    (folder / "a/index.html").unlink()
    del sources["a/index.html"]

    assert [path for path, _ in said(site, rules)] == ["index.html", "index.html"]


def test_the_folder_holds_what_was_registered(site, rules) -> None:
    """Un fichier que personne n’a annoncé, un fichier annoncé et absent, un lien : trois fautes."""
    found = dict(said(site, rules, undeclared=[("intrus.txt", True), ("lien", False)], absent=["absent.txt"]))

    assert set(found) == {"intrus.txt", "absent.txt", "lien"}
    assert "registre" in found["intrus.txt"] and "absent" in found["absent.txt"] and "lien" in found["lien"]


def test_what_is_known_is_not_read_again(site, rules, monkeypatch) -> None:
    """Un fichier inchangé n’est pas relu ; un octet changé, une autre règle le font relire."""
    read: list[str] = []
    real = across.read_file
    monkeypatch.setattr(across, "read_file", lambda path, *rest: read.append(path) or real(path, *rest))

    def reads(these_rules=rules) -> list[str]:
        read.clear()
        said(site, these_rules)
        return sorted(read)

    everything = ["a/index.html", "images/x.png", "index.html"]
    assert (reads(), reads()) == (everything, [])
    (site[0] / "images/x.png").write_bytes(b"\x89PNG2")
    assert reads() == ["images/x.png"]
    words = (Guarded("secret", "x", "local"), Guarded("autre", "y", "local"))
    assert reads(replace(rules, forms=("https://outil.example/inscription",))) == everything
    assert reads(replace(rules, guarded=words)) == everything
    assert reads(replace(rules, guarded=words[::-1])) == []  # titles come from a set, in any order


@pytest.mark.parametrize("harm", [lambda data: data[:-9], lambda data: data.replace(b"ici", b"la."), lambda data: b""])
def test_kept_facts_that_were_harmed_are_read_again(site, rules, harm) -> None:
    """Des faits coupés ou changés sur le disque ne sont pas crus."""
    said(site, rules)
    kept = site[2]
    kept.write_bytes(harm(kept.read_bytes()))

    assert said(site, rules) == []


def test_a_secret_is_kept_nowhere(site, rules) -> None:
    """Un secret trouvé est dit à chaque fois, et n’est pas écrit dans ce que le contrôle garde."""
    (site[0] / "a/index.html").write_text('motdepasse-4521 <a href="motdepasse-4521/">x</a>')
    own = replace(rules, guarded=(Guarded("motdepasse-4521", "secret publié", "secret"),))

    assert ("a/index.html", "secret publié") in said(site, own)
    assert ("a/index.html", "secret publié") in said(site, own)
    assert b"motdepasse" not in site[2].read_bytes()


def test_links_that_no_page_has_any_more_are_forgotten(site, rules) -> None:
    """Une page récrite cent fois, avec d’autres liens, ne grossit pas ce que le contrôle garde."""
    file, sizes = site[0] / "index.html", []
    text = file.read_text()
    for number in range(100):
        file.write_text(text.replace("</body>", f'<a href="a/?{number}">x</a></body>'))
        assert said(site, rules) == []
        sizes.append(site[2].stat().st_size)

    assert max(sizes) < 2 * sizes[0]


def test_a_dead_link_that_was_mended_is_forgotten(site, rules) -> None:
    """Un lien mort réparé n’est plus cherché dans les pages, qui n’ont pas changé."""
    file = site[0] / "index.html"
    text = file.read_text()
    file.write_text(text.replace("</body>", '<a href="b/">x</a></body>'))
    assert len(said(site, rules)) == 1
    file.write_text(text)

    assert said(site, rules) == [] and b"b/" not in site[2].read_bytes()


def test_a_passage_of_the_page_itself_is_looked_for(site, rules) -> None:
    """Un lien vers un passage de la page même est vrai ou faux comme un autre, lu ou gardé."""
    file = site[0] / "index.html"
    file.write_text(
        file.read_text().replace("</body>", '<a href="#la">x</a><a href="#ici">y</a><i id="la">z</i></body>')
    )

    for _ in range(2):
        assert ["#ici" in message for _, message in said(site, rules)] == [True]
