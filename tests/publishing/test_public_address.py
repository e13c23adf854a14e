"""The public address of the site is one that readers find."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.model.loader import load_site
from plugins.publishing.public_address import check_public_address, is_private

UNKNOWN = "adresse publique inconnue, https://site.example à la place : ajoutez « url: https://… »"


def told(content: Path) -> list[tuple[int, int, str, str]]:
    site = load_site(content, lambda zone: datetime(2026, 3, 1, tzinfo=ZoneInfo(zone)))
    return [(each.line, each.column, each.severity, each.message) for each in check_public_address(site)]


def agency(content: Path, text: str) -> None:
    (content / "agence.yaml").write_text(f"name: Agence\n{text}", "utf-8")


@pytest.mark.parametrize("text", ["", None])
def test_an_address_is_asked_for(text: str | None, content: Path) -> None:
    """Sans adresse publique, une erreur dit où l’écrire, que agence.yaml soit là ou non."""
    agency(content, text or "")
    if text is None:
        (content / "agence.yaml").unlink()

    assert told(content) == [(1, 1, "error", UNKNOWN)]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("http://localhost:8000", "que seul ce poste ou ce réseau connaît"),
        ("https://127.0.0.1/", "que seul ce poste ou ce réseau connaît"),
        ("https://[::1]/carnet", "que seul ce poste ou ce réseau connaît"),
        ("https://192.168.1.4/", "que seul ce poste ou ce réseau connaît"),
        ("https://blog.local/", "que seul ce poste ou ce réseau connaît"),
        ("https://intranet/", "que seul ce poste ou ce réseau connaît"),
        ("https://site.example", "un exemple : écrivez celle où les lecteurs trouvent le site"),
        ("https://site.example/", "un exemple : écrivez celle où les lecteurs trouvent le site"),
        ("https://agence.fr/?q=1", "écrivez « https://agence.fr/ »"),
        ("https://agence.fr/#f", "écrivez « https://agence.fr/ »"),
        ("https://agence.fr/?", "écrivez « https://agence.fr/ »"),
    ],
)
def test_an_address_that_no_reader_finds_is_an_error(url: str, message: str, content: Path) -> None:
    """Une adresse de ce poste, d’un réseau privé, d’exemple, ou qui porte une question, est une erreur à sa ligne."""
    agency(content, f'url: "{url}"\n')
    ((line, column, severity, said),) = told(content)

    assert (line, column, severity) == (2, 6, "error")
    assert message in said


def test_an_address_without_encryption_is_a_warning(content: Path) -> None:
    """Une adresse en http:// se publie, avec un avertissement."""
    agency(content, "url: http://agence.fr\n")

    assert [(severity, "écrivez https://" in said) for *_, severity, said in told(content)] == [("warning", True)]


@pytest.mark.parametrize(
    "host", ["agence.example", "www.agence.fr", "xn--t-9fab.fr", "8.8.8.8", "localhost.fr", "local.agence.fr", "10.fr"]
)
def test_a_public_host_is_no_private_one(host: str) -> None:
    """Un nom public n’est pas pris pour celui d’un réseau privé."""
    assert not is_private(host)


@pytest.mark.parametrize(
    "host",
    "LOCALHOST localhost. a.localhost 2130706433 0x7f.1 127.1 10.0.0.1 169.254.1.1 fe80::1 nas.lan x.internal"
    " box.home.arpa ::ffff:127.0.0.1 0.0.0.0 100.64.0.1".split(),
)
def test_each_spelling_of_a_private_host_is_known(host: str) -> None:
    """Toutes les façons d’écrire une adresse privée sont reconnues."""
    assert is_private(host)


def test_check_and_publish_agree_and_a_preview_does_without(inv: Callable, content: Path, tmp_path: Path) -> None:
    """`check` et `publish` refusent une adresse absente, au même endroit ; l’aperçu s’en passe."""
    agency(content, "")
    check = inv("check", "--content", content)
    publish = inv("publish", "--content", content, "--output", tmp_path / "out")
    build = inv("build", "--content", content, "--output", tmp_path / "apercu")

    assert [result.returncode for result in (check, publish, build)] == [1, 1, 0]
    assert UNKNOWN in check.stdout
    assert UNKNOWN in publish.stderr
    assert not (tmp_path / "out").exists()
