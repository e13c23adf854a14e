"""Readers that clients sent, counted in logs and in exports."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from plugins.model.content import Content
from plugins.relays.clicks import client_sources, count_clicks, section
from plugins.targets.errors import RelayError
from tests.relays.desk import Desk

PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def line(
    address: str, *, host: str = "192.0.2.1", day: str = "03/Nov/2026", agent: str = PERSON, status: int = 200,
    method: str = "GET",
) -> str:  # fmt: skip
    asked = f'[{day}:10:00:00 +0100] "{method} {address} HTTP/2.0" {status} 5120'
    return f'{host} - - {asked} "https://orvane.example/" "{agent}"\n'


@pytest.fixture
def site(tmp_path: Path) -> Content:
    desk = Desk(tmp_path, {})
    desk.agency()
    desk.client("orvane", "https://orvane.example", "agence", "secret", kind="feed")
    desk.client(
        "cadran", "https://cadran.example", "agence", "secret", kind="kit", utm="utm_source=Le-Cadran&utm_medium=x"
    )
    desk.article("ecouter", clients="orvane, cadran", title="Écouter")
    return desk.site()


ARTICLE = "/carnet/articles/ecouter/"


def counted(site: Content, tmp_path: Path, text: str | bytes, name: str = "access.log") -> dict[str, int]:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return dict(count_clicks(site, [path], "2026-11").by_client)


def test_each_client_has_its_source(site: Content) -> None:
    """Un client se reconnaît à son « utm_source », celui de sa fiche ou son nom de fichier."""
    assert client_sources(site) == {"orvane": "orvane", "cadran": "cadran", "le-cadran": "cadran"}


def test_readers_are_counted_once_a_day(site: Content, tmp_path: Path) -> None:
    """Un lecteur compte une fois par jour et par article ; un autre lecteur, un autre jour comptent."""
    came = f"{ARTICLE}?utm_source=orvane&utm_medium=relais"
    log = [
        line(came), line(came), line(f"{came}&x=1"), line(came, day="04/Nov/2026"), line(came, host="192.0.2.2"),
        line(f"{ARTICLE}?utm_source=le-cadran"), line(ARTICLE), line(f"{ARTICLE}?utm_source=inconnu"),
    ]  # fmt: skip
    path = tmp_path / "access.log"
    path.write_text("".join(log), "utf-8")
    clicks = count_clicks(site, [path, path], "2026-11")

    assert dict(clicks.by_client) == {"orvane": 3, "cadran": 1}
    assert section(clicks, "orvane", "### Lecteurs") == "### Lecteurs (3)\n\n- Écouter : 3"
    assert section(clicks, "personne", "### Lecteurs") == "### Lecteurs (0)\n\nAucun."


def test_a_card_that_several_show_is_told_by_the_page_that_sends(site: Content, tmp_path: Path) -> None:
    """Une carte que plusieurs clients montrent ne dit pas lequel : la page d’où vient le lecteur le dit."""
    log = line(f"{ARTICLE}?utm_source=carte") + line(f"{ARTICLE}?utm_source=carte", host="192.0.2.7").replace(
        "https://orvane.example/", "https://ailleurs.example/"
    )

    assert counted(site, tmp_path, log) == {"orvane": 1}


@pytest.mark.parametrize(
    "agent",
    ["Googlebot/2.1 (+http://www.google.com/bot.html)", "WordPress/6.5; https://orvane.example", "-", "curl/8.1",
     "LinkedInBot/1.0", "facebookexternalhit/1.1", "Mozilla/5.0 HeadlessChrome/120", "SimplePie/1.5 (Feed Parser)"],
)  # fmt: skip
def test_programs_are_no_readers(site: Content, tmp_path: Path, agent: str) -> None:
    """Robots, aperçus de liens et lecteurs de flux ne sont pas comptés."""
    assert counted(site, tmp_path, line(f"{ARTICLE}?utm_source=orvane", agent=agent)) == {}


def test_only_pages_given_in_the_month_count(site: Content, tmp_path: Path) -> None:
    """Un autre mois, une page absente, une autre méthode ne comptent pas."""
    came = f"{ARTICLE}?utm_source=orvane"
    log = (
        line("http://[x?utm_source=orvane")
        + line(came, day="03/Oct/2026")
        + line(came, status=404)
        + line(came, method="HEAD")
        + line(came, status=304)
    )

    assert counted(site, tmp_path, log) == {"orvane": 1}


def test_logs_come_packed_and_with_the_name_of_the_site(site: Content, tmp_path: Path) -> None:
    """Un journal compressé, ou qui commence par le nom du site, se lit ; quelques lignes abîmées sont dites."""
    came = line(f"{ARTICLE}?utm_source=orvane")
    path = tmp_path / "access.log.2.gz"
    path.write_bytes(gzip.compress((f"essai.example:443 {came}" + came.replace(".1 ", ".9 ") + "abîmée\n").encode()))
    clicks = count_clicks(site, [path], "2026-11")

    assert clicks.by_client["orvane"] == 2 and "1 lignes sur 3" in clicks.notes[0]


EXPORTS = {
    "plausible.csv": "name,visitors,bounce_rate\norvane,12,40\nLe-Cadran,3,10\nGoogle,90,1\n",
    "matomo.csv": "Libellé\tVisiteurs uniques\tVisites\norvane\t10\t12\nLe-Cadran\t3\t3\n".encode("utf-16"),
    "tableur.csv": '"Source";"Visites"\n"orvane";"12"\n"le-cadran";"3"\n',
    "matomo.json": json.dumps([{"label": "orvane", "nb_visits": 12}, {"label": "Le-Cadran", "nb_visits": 3}]),
    "jours.json": json.dumps(
        {"2026-11-01": [{"label": "orvane", "nb_visits": 12}], "2026-11-02": [{"label": "le-cadran", "nb_visits": 3}],
         "2026-10-31": [{"label": "orvane", "nb_visits": 50}]}
    ),
    "plausible.json": json.dumps(
        {"results": [{"source": "orvane", "visitors": 12}, {"source": "Le-Cadran", "visitors": 3}]}
    ),
    "plausible2.json": json.dumps(
        {"results": [{"dimensions": ["orvane"], "metrics": [12]}, {"dimensions": ["Le-Cadran"], "metrics": [3]}]}
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_of_statistics_are_read(site: Content, tmp_path: Path, name: str) -> None:
    """Un export de Matomo ou de Plausible, en tableau ou en JSON, donne les mêmes nombres."""
    assert counted(site, tmp_path, EXPORTS[name], name) == {"orvane": 12, "cadran": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [(b"\x1f\x8b\x08abc", "coup"), ("Bonjour,\nceci n’est pas un journal.\n", "combined"), ("{oups", "JSON"),
     ("name,couleur\norvane,rouge\n", "visites"), ('{"a": {"b": 1}}', "source")],
)  # fmt: skip
def test_a_file_that_tells_nothing_is_refused(site: Content, tmp_path: Path, text: str | bytes, said: str) -> None:
    """Un fichier abîmé ou d’une autre sorte est refusé, avec ce qu’il faut donner."""
    with pytest.raises(RelayError, match=said):
        counted(site, tmp_path, text)
    with pytest.raises(RelayError, match="absent"):
        count_clicks(site, [tmp_path / "absent"], "2026-11")
