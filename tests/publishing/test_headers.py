"""What servers are told of each file: the same rules in three forms."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from plugins.publishing.headers import caddy, folders_of, headers_file, nginx, papers_of, rules

PAGES = ["index.html", "404.html", "articles/x/index.html", "oembed/x.html", "theme/x.html", "articles/index.html"]
ORIGIN = "https://agence.example/carnet"


def read(text: str) -> dict[str, dict[str, str]]:
    """The rules of a `_headers` file, by address."""
    found: dict[str, dict[str, str]] = {}
    here = ""
    for line in text.splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            found[here][name] = value
        else:
            here = line
            found[here] = {}
    return found


def test_pages_are_in_no_frame_of_another_site_cards_are() -> None:
    """Une page ne se montre pas dans le cadre d’un autre site ; une carte est faite pour cela."""
    found = read(headers_file(rules(folders_of(PAGES), ORIGIN)))

    assert {path for path, said in found.items() if "X-Frame-Options" in said} == {"/carnet/", "/carnet/articles/*"}
    assert not any("oembed" in path for path in found)
    assert "frame-ancestors" not in str(found["/carnet/*"])


def test_what_is_named_by_its_bytes_is_kept_for_a_year() -> None:
    """Un fichier dont le nom change avec ses octets se garde un an ; une page, non."""
    found = read(headers_file(rules(folders_of(PAGES), ORIGIN)))

    assert {path for path, said in found.items() if "immutable" in said.get("Cache-Control", "")} == {
        "/carnet/theme/*",
        "/carnet/medias/*",
    }


def test_no_rule_says_twice_what_another_says_of_the_same_file() -> None:
    """Les hébergeurs joignent deux valeurs d’un même en-tête : aucun fichier n’en reçoit deux."""
    found = read(headers_file(rules(folders_of(PAGES), ORIGIN)))
    everywhere = set(found["/carnet/*"])

    assert all(everywhere.isdisjoint(said) for path, said in found.items() if path != "/carnet/*")


def test_an_address_without_https_is_not_held_to_it() -> None:
    """Sans https, rien n’oblige les navigateurs à y passer."""
    assert "Strict-Transport-Security" not in headers_file(rules((), "http://agence.example"))
    assert "Strict-Transport-Security" in headers_file(rules((), ORIGIN))


def test_each_place_of_nginx_says_everything() -> None:
    """nginx oublie les en-têtes du serveur dès qu’un lieu en ajoute un : chacun les redit tous."""
    text = nginx(rules(folders_of(PAGES), ORIGIN))
    places = re.findall(r"location [^{]*\{(.*?)\n\}", text, re.S)

    assert len(places) == 4 and text.count("{") == text.count("}")
    assert all("nosniff" in place and "Cache-Control" in place for place in places)


def test_caddy_says_the_general_where_nothing_precise_is_said() -> None:
    """Caddy applique les règles précises d’abord : « no-cache » ne se dit que là où rien d’autre n’est dit."""
    text = caddy(rules(folders_of(PAGES), ORIGIN))

    assert '\t?Cache-Control "no-cache"' in text and '\tCache-Control "public' in text
    assert text.count("{") == text.count("}")


def test_a_pdf_names_the_page_that_says_the_same() -> None:
    """Un PDF à côté d’une page la nomme comme celle à trouver ; un document que l’on a déposé ne nomme rien."""
    papers = papers_of([*PAGES, "articles/x/livret.pdf", "images/cgv.pdf"])
    found = rules(folders_of(PAGES), ORIGIN, papers=papers)
    link = f"<{ORIGIN}/articles/x/>; rel=canonical"

    assert papers == {"articles/x/livret.pdf"}
    assert read(headers_file(found))["/carnet/articles/x/livret.pdf"] == {"Link": link}
    place = nginx(found).partition("location = /carnet/articles/x/livret.pdf {")[2].partition("}")[0]
    assert f'Link "{link}"' in place and "X-Frame-Options" in place and "nosniff" in place
    assert f'header /carnet/articles/x/livret.pdf {{\n\tLink "{link}"' in caddy(found)


def test_the_site_has_its_headers(published_site: Path) -> None:
    """Le site publié porte ses en-têtes, pour les hébergeurs qui les lisent."""
    found = read((published_site / "_headers").read_text("utf-8"))

    assert {f"/carnet/{name}/*" for name in ("articles", "ateliers", "clients")} <= set(found)
    programme = found["/carnet/ateliers/ecrire-un-billet/programme.pdf"]
    assert programme == {"Link": "<https://agence.example/carnet/ateliers/ecrire-un-billet/>; rel=canonical"}


@pytest.mark.parametrize("form", ["nginx", "caddy", "_headers"])
def test_the_command_writes_each_form(
    inv: Callable[..., CompletedProcess[str]], published_site: Path, form: str
) -> None:
    """./inv headers écrit les règles du site construit, dans la forme demandée."""
    done = inv("headers", form, "--output", str(published_site))

    assert done.returncode == 0 and "nosniff" in done.stdout and "immutable" in done.stdout
    assert inv("headers", "apache").returncode == 2
