"""Warnings on excerpts that change house."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from client_pages import NOW, answering, article, blog_page

from plugins.common.problems import Problem
from plugins.model.client import RelayTarget
from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.quotes.self_references import pointing_words
from plugins.quotes.verify import verify
from plugins.relays.checks import check_relays, check_served
from plugins.relays.feeds import KIND
from plugins.targets.target import kinds

Load = Callable[..., Content]
OUTGOING = "---\ntitle: Sortant\ndate: 2026-02-02\nrelay: orvane\n{header}---\n\n{body}\n"

POINTING = [
    "sur ce blog", "sur notre blog", "notre site", "on en parle ici", "Ici, tout va bien", "la liste ci-dessous",
    "le schéma ci-dessus", "dans cet article", "Cet\u00a0article le dit", "ce billet", "notre dernier billet",
    "nos précédents articles", "mon prochain article", "un précédent billet", "l’article précédent", "voir plus haut",
]  # fmt: skip
NEUTRAL = [
    "d’ici à demain", "jusqu’ici", "jusqu'ici", "voici", "cet articleur", "ce bloggeur", "par ici-bas",
    "le blog du client", "un article", "la vente est plus haut de gamme", "cet art", "précédent", "ce sitecore",
]  # fmt: skip


@pytest.mark.parametrize("text", POINTING)
def test_words_that_point_are_seen(text: str) -> None:
    """Les mots qui désignent l’endroit où ils sont écrits sont vus."""
    assert len(list(pointing_words(text))) == 1


@pytest.mark.parametrize("text", NEUTRAL)
def test_other_words_are_left(text: str) -> None:
    """Les mots qui leur ressemblent sont laissés."""
    assert list(pointing_words(text)) == []


def messages(site: Content) -> list[Problem]:
    return list(check_relays(site))


def test_a_quoted_passage_that_points_is_warned_of(read: Load) -> None:
    """Un extrait qui dit « ce blog » est signalé à sa ligne et à sa colonne, et le reste de l’article non."""
    text = article("Une phrase juste.\nUn vieil article de ce blog le disait.").replace("main.", "main, ici.")
    (problem,) = messages(read(text))

    assert problem.severity == "warning" and "« ce blog » dans un extrait du blog du client" in problem.message
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("ce blog")


def test_code_does_not_point(read: Load) -> None:
    """Du code n’est pas une phrase."""
    assert messages(read(article("Une phrase avec `ici` du code."))) == []


@pytest.mark.parametrize(
    ("header", "body", "where"),
    [
        ("", "Un début.\n\n<!-- extrait -->\nVoyez ici.\n<!-- /extrait -->\n\nEt là ci-dessous.", "ici"),
        ("", "Un début, ici.\n\n<!-- more -->\n\nLa suite ci-dessous.", "ici"),
        ("", "Dans `du code` cet article, un début." + " Une phrase." * 60 + " Et la fin, ici.", "cet article"),
        ("summary: Un chapô sur ce blog.\n", "Un début, ici.", "Un chapô"),
    ],
    ids=["marques", "more", "premières phrases", "chapô"],
)
def test_what_is_given_to_a_client_is_checked(
    client_content: Path, read: Load, header: str, body: str, where: str
) -> None:
    """L’extrait donné à un client est vérifié, d’où qu’il vienne, et lui seul."""
    text = OUTGOING.format(header=header, body=body)
    (client_content / "articles" / "2026-02-02-sortant.md").write_text(text, encoding="utf-8")
    (problem,) = messages(read())

    assert problem.path.endswith("sortant.md") and "extrait donné au client" in problem.message
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith(where)


@pytest.mark.parametrize(
    ("body", "warned"),
    [("- Un.\n- Deux.", False), ("| a | b |\n|---|---|\n| c | d |", True),
     ("<!-- extrait -->\n| a | b |\n|---|---|\n| c | d |\n<!-- /extrait -->\n\nTexte.", True),
     ("> Une phrase.\n\nTexte.", False)],
)  # fmt: skip
def test_an_empty_excerpt_is_told(client_content: Path, read: Load, body: str, warned: bool) -> None:
    """Un extrait qui serait vide chez le client est signalé, avec le moyen d’en donner un."""
    client = client_content / "clients" / "orvane.md"
    client.write_text(client.read_text("utf-8").replace("kind: card", "kind: feed"), encoding="utf-8")
    text = OUTGOING.format(header="", body=body)
    (client_content / "articles" / "2026-02-02-sortant.md").write_text(text, encoding="utf-8")
    found = messages(read())

    assert [problem.line for problem in found] == ([4] if warned else [])
    assert all("vide" in problem.message and "<!-- extrait -->" in problem.message for problem in found)


LONG_LIST = "\n".join(f"- Le point numéro {rank}, qui dit trois choses à la fois." for rank in range(20))


@pytest.mark.parametrize(
    ("body", "line"),
    [(f"Un début.\n\nVoici ce qu’il **révèle** :\n\n{LONG_LIST}", 12),
     (f"<!-- extrait -->\nVoici ce qu’il révèle :\n<!-- /extrait -->\n\n{LONG_LIST}", 11),
     ("<!-- extrait -->\nLes chiffres :\n\n| a | b |\n|---|---|\n| c | d |\n\nLa fin.\n<!-- /extrait -->", 11),
     ("Voici pourquoi :\n\n- Un seul point.\n- Et un autre.", None), ("Deux choses : une, et deux.", None)],
)  # fmt: skip
def test_an_excerpt_that_announces_what_it_leaves_is_told(
    client_content: Path, read: Load, body: str, line: int | None
) -> None:
    """Un extrait qui annonce une liste ou un tableau resté chez nous est signalé à sa ligne."""
    client = client_content / "clients" / "orvane.md"
    client.write_text(client.read_text("utf-8").replace("{kind: card}", "{kind: feed, max_words: 60}"), "utf-8")
    text = OUTGOING.format(header="", body=body)
    (client_content / "articles" / "2026-02-02-sortant.md").write_text(text, encoding="utf-8")
    found = messages(read())

    assert [text.splitlines()[problem.line - 1] for problem in found] == (
        [each for each in text.splitlines() if each.rstrip().endswith(":") and " " in each] if line else []
    )
    assert all("annonce" in problem.message and "<!-- extrait -->" in problem.message for problem in found)


@pytest.mark.parametrize(("language", "told"), [("pl", True), ("en-GB", False), ("fr", False)])
def test_a_language_without_an_invitation_is_told(client_content: Path, read: Load, language: str, told: bool) -> None:
    """Une langue où « lire la suite » n’est pas traduit est dite : le lien sera le titre seul."""
    client = client_content / "clients" / "orvane.md"
    client.write_text(client.read_text("utf-8").replace("kind: card", "kind: feed"), encoding="utf-8")
    text = OUTGOING.format(header=f"lang: {language}\n", body="Un mot, puis un autre.")
    (client_content / "articles" / "2026-02-02-sortant.md").write_text(text, encoding="utf-8")

    assert ["titre seul" in problem.message for problem in messages(read())] == [True] * told


def test_a_relay_back_to_the_client_is_told(client_content: Path, read: Load) -> None:
    """Un article écrit pour un client et relayé chez ce client est signalé : il y est déjà."""
    (problem,) = messages(read(article(header="relay: [orvane]\n")))

    assert problem.severity == "warning" and "« orvane » a déjà cet article" in problem.message and problem.line == 6


def test_an_article_that_stays_home_may_point(client_content: Path, read: Load) -> None:
    """Un article qui n’est pas relayé dit « ici » s’il veut."""
    text = OUTGOING.format(header="", body="Un début, ici.").replace("relay: orvane\n", "")
    (client_content / "articles" / "2026-02-02-sortant.md").write_text(text, encoding="utf-8")

    assert messages(read()) == []


def test_a_share_over_the_agreement_is_warned_of(client_content: Path, read: Load) -> None:
    """Une part citée au-delà de l’accord est signalée, d’après la capture, à la ligne de l’extrait."""
    client = client_content / "clients" / "orvane.md"
    site = read()
    verify(site, answering(blog_page()), NOW)
    assert messages(site) == []
    client.write_text(client.read_text("utf-8").replace("0.25", "0.1"), encoding="utf-8")
    (problem,) = messages(read())

    assert "cite 16 % de l’original, 10 % au plus avec Orvane" in problem.message
    assert problem.line == 10


def test_the_capture_of_another_address_is_not_counted(client_content: Path, read: Load) -> None:
    """La capture d’une ancienne adresse ne dit rien de la nouvelle."""
    client = client_content / "clients" / "orvane.md"
    verify(read(), answering(blog_page()), NOW)
    client.write_text(client.read_text("utf-8").replace("0.25", "0.1"), encoding="utf-8")

    assert messages(read(article().replace("/vendre", "/autre"))) == []


def test_a_broken_capture_is_a_warning(client_content: Path, read: Load) -> None:
    """Une capture abîmée est signalée sans arrêter la construction."""
    path = client_content / "registre" / "captures" / "vendre.json"
    path.parent.mkdir(parents=True)
    path.write_text("{", encoding="utf-8")
    (problem,) = messages(read())

    assert problem.path.endswith("registre/captures/vendre.json") and problem.severity == "warning"


@pytest.mark.parametrize(("folder", "severity"), [("flux", "error"), ("relais", "warning")])
def test_a_broken_ledger_file_is_named(client_content: Path, read: Load, folder: str, severity: str) -> None:
    """Un fichier abîmé du registre est nommé ; celui d’un flux arrête la mise en ligne : l’extrait y reparaîtrait."""
    path = client_content / "registre" / folder / "vendre@orvane.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"remote": null}', encoding="utf-8")
    (problem,) = messages(read())

    assert problem.path.endswith(f"content/registre/{folder}/vendre@orvane.json") and problem.severity == severity
    assert problem.message.startswith("illisible")


def test_a_broken_feed_file_is_no_internal_error(client_content: Path, inv: Any, tmp_path: Path) -> None:
    """Un registre de flux abîmé arrête la construction en le nommant, sans erreur interne."""
    client = client_content / "clients" / "orvane.md"
    client.write_text(client.read_text("utf-8").replace("kind: card", "kind: feed"), encoding="utf-8")
    path = client_content / "registre" / "flux" / "vendre@orvane.json"
    path.parent.mkdir(parents=True)
    path.write_text("[]", encoding="utf-8")
    options = ("--content", client_content, "--now", "2026-11-22 09:00", "--output")
    for task in ("build", "publish"):
        done = inv(task, *options, tmp_path / task)

        assert done.returncode == 1 and "registre/flux/vendre@orvane.json:1:1: illisible" in done.stdout + done.stderr
        assert "interne" not in done.stderr and "Traceback" not in done.stderr


def test_a_relay_that_goes_nowhere_is_told(client_content) -> None:
    """Un relais demandé chez un client qui ne peut le recevoir est signalé, et n’est pas oublié en silence."""
    client = client_content / "clients" / "orvane.md"
    client.write_text(client.read_text("utf-8").replace("relay: {kind: card}\n", ""), "utf-8")
    article = client_content / "articles" / "2026-02-01-second.md"
    article.write_text(article.read_text("utf-8").replace("tags: [essai]", "relay: [orvane]"), "utf-8")
    site = load_site(client_content, lambda timezone: NOW)

    assert [(problem.line, problem.severity) for problem in check_served(site)] == [(4, "warning")]
    assert "content/clients/orvane.md sans « relay »" in next(check_served(site)).message


def test_every_kind_that_a_client_may_name_is_served() -> None:
    """Aucune façon de relayer n’est permise par le schéma sans que le site sache la faire."""
    assert {*get_args(RelayTarget.model_fields["kind"].annotation)} == {*kinds(), KIND, "card", "kit"}


@pytest.mark.parametrize(("header", "warned"), [("", True), ("relay: orvane\n", False)])
def test_a_marked_passage_of_no_one_is_told(client_content: Path, header: str, warned: bool) -> None:
    """Un passage marqué dans un article sans client ni relais est signalé : la marque n’y fait rien."""
    text = f"---\ntitle: Seul\ndate: 2026-02-02\n{header}---\n\n<!-- extrait -->\nUn mot.\n<!-- /extrait -->\n"
    (client_content / "articles" / "seul.md").write_text(text, encoding="utf-8")
    site = load_site(client_content, lambda timezone: NOW, ["plugins.relays.checks:check_relays"])

    assert any("sans effet" in problem.message for problem in site.problems) == warned
