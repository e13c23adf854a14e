"""The monthly report: how the originals of the articles written for a client are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from client_pages import NOW, ORIGINAL, URL, answering, article, blog_page

from plugins.model.content import Content
from plugins.quotes.captures import capture_path
from plugins.quotes.verify import verify
from plugins.relays.ledger import Ledger
from plugins.relays.report import report
from plugins.targets.errors import RelayError

Load = Callable[..., Content]
SAME = blog_page()
CHANGED = blog_page(ORIGINAL.replace("ce qui les gêne", "ce qui les freine"))
GONE = blog_page("<p>Oups ! Cette page est introuvable.</p>")
LINE = f"- [Vendre]({URL}), le 1er\u00a0février 2026 : "


def told(site: Content, month: str = "2026-02") -> str:
    """The report of a month."""
    return report(site, Ledger(site.root), month)


@pytest.mark.parametrize(
    ("readings", "said"),
    [
        ((), "jamais vérifié"),
        ((SAME,), "cité mot pour mot, lu le 22\u00a0novembre 2026"),
        ((CHANGED,), "changé par le client, lu le 22\u00a0novembre 2026"),
        ((SAME, GONE), "introuvable le 24\u00a0novembre 2026, à confirmer"),
        ((SAME, GONE, GONE), "disparu, introuvable depuis le 24\u00a0novembre 2026"),
    ],
)
def test_the_report_says_how_an_original_was_last_read(read: Load, readings: tuple[str, ...], said: str) -> None:
    """Le compte rendu dit de chaque original s’il est mot pour mot, changé, introuvable ou disparu, et de quel jour."""
    site = read()
    for number, text in enumerate(readings):
        verify(site, answering(text), NOW + timedelta(days=2 * number))

    assert f"### Écrits pour ce blog ce mois-ci (1)\n\n{LINE}{said}\n" in told(site)


def test_an_original_that_needs_a_look_is_in_every_month(read: Load) -> None:
    """Un original changé ou disparu est à revoir, quel que soit le mois où l’article est paru."""
    site = read()
    verify(site, answering(CHANGED), NOW)

    assert f"### Originaux à revoir (1)\n\n{LINE}changé" in told(site, "2026-11")


def test_an_exact_original_needs_no_look(read: Load) -> None:
    """Un original cité mot pour mot n’est pas à revoir."""
    site = read()
    verify(site, answering(SAME), NOW)

    assert "### Originaux à revoir (0)" in told(site)


def test_a_draft_is_not_told_to_the_client(read: Load) -> None:
    """Un brouillon n’est pas dans le compte rendu, qui part chez le client."""
    assert "### Écrits pour ce blog ce mois-ci (0)" in told(read(article(header="status: draft\n")))


def test_a_capture_at_fault_is_named(read: Load) -> None:
    """Une capture illisible arrête le compte rendu, avec son nom."""
    site = read()
    path = capture_path(site.root, "vendre")
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")

    with pytest.raises(RelayError, match=r"vendre\.json : capture illisible"):
        told(site)
