"""The declaration of accessibility: its page, its mention at the foot of every page, who else may have its address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from pages import pages

from tests.conftest import LEGAL, small_content, write

AGENCY = "name: Agence Essai\nurl: https://essai.example/carnet\nemail: a@essai.example\n" + LEGAL
AUDIT = (
    "  rate: 82.5\n  auditor: Cabinet Exemple\n  tests: [NVDA et Firefox]\n  tools: [axe]\n  pages: [/, /contact/]\n"
    "  issues: [Un plan sans description]\n  derogations: [Les archives]\n  outside: [Les vidéos d’avant 2020]\n"
    "  subject: true\n  perimeter: le site sans ses archives\n"
)


def declared(build_once: Callable[..., Path], folder: Path, name: str, declaration: str) -> Path:
    """A small site with this declaration."""
    content = small_content(folder / "content")
    write(content, "agence.yaml", f"{AGENCY}{declaration}")
    return build_once(f"declaration-{name}", "publish", "--content", content)


def page_of(site: Path) -> Tag:
    """What the page of the declaration holds."""
    main = BeautifulSoup((site / "accessibilite/index.html").read_text("utf-8"), "html.parser").find("main")
    assert isinstance(main, Tag)
    return main


def words(site: Path) -> str:
    """What it says, its spaces those of a typewriter."""
    return " ".join(page_of(site).get_text(" ").split())


def mentions(site: Path) -> set[str]:
    """What the foot of each page says of its accessibility, with where it leads."""
    found = set()
    for path in pages(site):
        foot = BeautifulSoup(path.read_text("utf-8"), "html.parser").find("footer", class_="site-footer")
        if foot is not None:
            links = foot.find_all("a", href=lambda href: href.endswith("accessibilite/"))
            found |= {" ".join(link.get_text().split()) for link in links} or {""}
    return found


@pytest.mark.parametrize(
    ("state", "more", "label"),
    [
        ("unaudited", "", "non audité"),
        ("non-compliant", "  subject: true\n", "non conforme"),
        ("partial", AUDIT, "partiellement conforme"),
        (
            "full",
            AUDIT.replace("82.5", "100").replace("  issues: [Un plan sans description]\n", ""),
            "totalement conforme",
        ),
    ],
)
def test_every_page_says_the_state(
    state: str, more: str, label: str, build_once: Callable[..., Path], tmp_path: Path
) -> None:
    """Le pied de chaque page dit l’état, et mène à la déclaration, qui dit le même."""
    site = declared(build_once, tmp_path, state, f"accessibility:\n  state: {state}\n  date: 2026-03-01\n{more}")

    assert mentions(site) == {f"Accessibilité : {label}"}
    assert f"Accessibilité : {label}." in words(site)


def test_what_an_audit_found_is_said(build_once: Callable[..., Path], tmp_path: Path) -> None:
    """La déclaration dit tout ce que l’audit a trouvé, où, avec quoi, et de qui."""
    site = declared(build_once, tmp_path, "partial", f"accessibility:\n  state: partial\n  date: 2026-03-01\n{AUDIT}")
    said = words(site)

    for part in (
        "le site sans ses archives", "version 4.1.2", "Cabinet Exemple révèle que 82,5 %", "Un plan sans description",
        "Les archives", "Les vidéos d’avant 2020", "1er mars 2026", "NVDA et Firefox", "axe",
        "essai.example/carnet/contact/",
        "article 47", "a@essai.example",
    ):  # fmt: skip
        assert part in said, part
    # Those of the model that the State asks for, in its order (arrêté du 20 septembre 2019).
    assert [" ".join(each.get_text().split()) for each in page_of(site).find_all(["h2", "h3"])] == [
        "État de conformité", "Résultats des tests",
        "Contenus non accessibles", "Non-conformités", "Dérogations pour charge disproportionnée",
        "Contenus non soumis à l’obligation d’accessibilité",
        "Établissement de cette déclaration d’accessibilité", "Technologies utilisées", "Environnement de test",
        "Outils d’évaluation", "Pages vérifiées",
        "Retour d’information et contact", "Voies de recours",
    ]  # fmt: skip


@pytest.mark.parametrize("state", ["unaudited", "non-compliant"])
def test_what_is_not_audited_is_not_called_compliant(
    state: str, build_once: Callable[..., Path], tmp_path: Path
) -> None:
    """Sans audit, la déclaration ne dit le site conforme en rien, et ne donne pas de taux."""
    more = "  subject: true\n" if state == "non-compliant" else ""
    site = declared(build_once, tmp_path, state, f"accessibility:\n  state: {state}\n  date: 2026-03-01\n{more}")
    said = words(site)

    assert "%" not in said and "est conforme" not in said and "ement conforme" not in said
    assert "ucun audit" in said


def test_a_reader_has_three_ways_of_appeal(published_site: Path) -> None:
    """La déclaration donne le formulaire, le téléphone et l’adresse postale du Défenseur des droits."""
    addresses = {str(link["href"]) for link in page_of(published_site).find_all("a")}

    assert {"https://formulaire.defenseurdesdroits.fr/", "tel:+33969390000"} <= addresses
    assert "https://www.defenseurdesdroits.fr/carte-des-delegues" in addresses
    assert "Défenseur des droits, Libre réponse 71120, 75342 Paris CEDEX 07" in words(published_site)


def test_a_site_that_declares_nothing_says_nothing(build_once: Callable[..., Path], tmp_path: Path) -> None:
    """Sans « accessibility », ni page, ni mention."""
    site = declared(build_once, tmp_path, "none", "")

    assert mentions(site) == {""}
    assert not (site / "accessibilite").exists()


def test_two_texts_do_not_declare(inv: Any, tmp_path: Path) -> None:
    """Une page écrite à la main, à l’adresse de la déclaration, est refusée à sa ligne."""
    content = small_content(tmp_path / "content")
    write(content, "agence.yaml", f"{AGENCY}accessibility: {{state: unaudited, date: 2026-03-01}}\n")
    write(content, "pages/accessibilite.md", "---\ntitle: Accessibilité\n---\n\nTout va bien.\n")
    done = inv("check", "--content", content, "--now", "2026-06-01")

    assert done.returncode == 1
    assert "pages/accessibilite.md:1:1: « accessibility » d’agence.yaml fait cette page" in done.stdout + done.stderr
