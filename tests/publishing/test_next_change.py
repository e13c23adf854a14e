"""When the site will next change by itself, and whether that instant has passed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from loopback import serving_site

from plugins.model.loader import load_site
from plugins.publishing.next_change import Unreadable, change_file, is_due, next_change, register_digest
from plugins.workshops.offer import instants

PARIS = ZoneInfo("Europe/Paris")
SAMPLE = Path(__file__).resolve().parents[2] / "content"


def sample(now: str):
    """The sample content at an instant of Paris."""
    return load_site(SAMPLE, lambda timezone: datetime.fromisoformat(now).replace(tzinfo=PARIS))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-22 09:00", "2026-12-03T09:00:00+01:00"),
        ("2026-12-03 09:00", "2026-12-04T17:30:00+01:00"),
        ("2026-12-04 17:29", "2026-12-04T17:30:00+01:00"),
        ("2026-12-04 17:30", "2026-12-10T09:00:00+01:00"),
        ("2026-12-11 09:00", "2026-12-16T00:00:00+01:00"),
        ("2026-12-17 09:00", "2027-01-12T07:30:00+01:00"),
        ("2027-03-24 09:00", "2027-06-10T09:00:00+02:00"),
    ],
)
def test_the_next_change_is_the_first_of_texts_sessions_and_prices(now, expected):
    """Le prochain changement est la parution, le début ou la fin de session, la clôture ou la fin de prix la plus
    proche, avec son décalage."""
    site = sample(now)
    others = [each for document in site.workshops.values() for each in instants(site, document.record)]

    assert next_change(site, site.now, others).isoformat() == expected
    assert json.loads(change_file(site, others))["next"] == expected


def test_the_file_holds_instants_and_nothing_else():
    """Le fichier public ne dit que des instants et une empreinte : aucun texte à paraître n’y est nommé."""
    said = json.loads(change_file(sample("2026-12-17 09:00")))  # next: a scheduled article

    assert set(said) == {"built", "next", "register"} and len(said.pop("register")) in (0, 24)
    assert all(datetime.fromisoformat(value) for value in said.values())


def test_nothing_changes_after_the_last_session():
    """Après la dernière session, plus rien ne change ; un brouillon daté n’annonce rien."""
    site = sample("2028-01-01")

    assert next_change(site, site.now) is None
    assert is_due(change_file(site), site.now, register_digest(site.root)) == (
        False,
        "rien avant la prochaine modification du contenu",
    )


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"next": 3}', '{"next": "demain"}', "<html>"])
def test_an_unreadable_file_is_said_to_be(text):
    """Un fichier illisible n’est pas pris pour une date."""
    with pytest.raises(Unreadable):
        is_due(text, datetime(2026, 1, 1, tzinfo=PARIS), "")


@pytest.mark.parametrize(("name", "due"), [("relais/un@orvane.json", True), ("adresses.json", False)])
def test_a_register_that_moved_since_asks_for_a_build(content: Path, name: str, due: bool):
    """Un billet que le client a publié change nos pages : le site est à reconstruire ; les adresses notées, non."""
    site = load_site(content, lambda timezone: datetime(2028, 1, 1, tzinfo=PARIS))
    on_line = change_file(site)
    path = content / "registre" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("{}", encoding="utf-8")
    to_build, sentence = is_due(on_line, site.now, register_digest(content))

    assert (to_build, "le registre a changé" in sentence) == (due, due)
    assert not is_due(change_file(site), site.now, register_digest(content))[0]
    assert not is_due('{"next": null}', site.now, register_digest(content))[0]


@pytest.mark.parametrize(
    ("now", "code", "said"),
    [
        ("2026-12-03 08:59", 3, "rien avant le 3 décembre 2026 à 9 h"),
        ("2026-12-03 09:00", 0, "à reconstruire : le site devait changer le 3 décembre 2026 à 9 h"),
    ],
)
def test_due_tells_ci_whether_to_build(inv, published_site, now, code, said):
    """`./inv due` rend 0 quand l’instant est passé, 3 avant."""
    result = inv("due", "--output", published_site, "--now", now)

    assert (result.returncode, result.stderr) == (code, "")
    assert result.stdout.startswith(said)


def test_a_site_that_says_nothing_is_due(inv, tmp_path):
    """Un site qui ne dit rien de lui-même est à reconstruire."""
    result = inv("due", "--output", tmp_path)

    assert result.returncode == 0 and "introuvable" in result.stdout


def test_due_reads_the_site_in_place(inv, published_site):
    """`--url` lit le site en ligne ; sans réponse, il est à reconstruire ; une adresse fausse est refusée."""
    with serving_site(published_site) as place:
        found = inv("due", "--url", f"http://{place}", "--now", "2026-11-23")
        absent = inv("due", "--url", f"http://{place}/nulle-part", "--now", "2026-11-23")

    assert (found.returncode, absent.returncode) == (3, 0)
    assert "réponse 404" in absent.stdout
    assert inv("due", "--url", "agence.example").returncode == 2
