"""What a change is not meant to change stays the same, to the byte."""

from __future__ import annotations

from pathlib import Path

from tests.site.golden import CONTENT, digests, recorded


def test_a_site_that_has_one_of_everything_keeps_its_bytes(build_once) -> None:
    """Un site qui a de tout se construit à l’octet près ; un écart voulu se note par `python -m tests.site.golden`."""
    site: Path = build_once("golden", "publish", "--content", CONTENT)
    found, wanted = digests(site), recorded()

    assert sorted(path for path in found.keys() | wanted.keys() if found.get(path) != wanted.get(path)) == []


def test_it_has_pages_of_each_kind(build_once) -> None:
    """Ce site montre chaque modèle de page du thème."""
    site: Path = build_once("golden", "publish", "--content", CONTENT)

    for page in (
        "index.html", "404.html", "articles/page/2/index.html", "rubriques/methodes/index.html", "clients/index.html",
        "themes/ecriture/index.html", "archives/2025/index.html", "auteurs/redaction/page/2/index.html",
        "clients/phare/index.html", "clients/phare/flux.xml", "guides/premiers-pas/index.html", "regles/index.html",
        "ateliers/index.html", "ateliers/ecrire/index.html", "ateliers/ecrire/lyon-mars/index.html",
        "ateliers/par/lieu/lyon/index.html", "oembed/un-debut/index.html", "mentions-legales/index.html",
    ):  # fmt: skip
        assert (site / page).is_file(), page
