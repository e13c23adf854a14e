"""One source, files that agree: what the files say, the calendar and the PDF say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import uuid4
from zoneinfo import ZoneInfo

import icalendar
import pytest
from bs4 import BeautifulSoup
from contents import ROOT, SHARED, read
from PIL import Image
from pypdf import PdfReader

from plugins.french.dates import date_fr, days_fr, time_fr
from plugins.workshops.calendar import STATUSES
from plugins.workshops.offer import PRICED, lines_of, offer
from plugins.workshops.sessions import STATES

NOW = "2026-11-22 09:00"
CONTENTS = {"exemple": ROOT / "content", "corpus": SHARED}


@cache
def source(name: str) -> Any:
    """The records of a content, as they were written."""
    return read(CONTENTS[name], NOW)


def workshops() -> list[Any]:
    return [
        pytest.param(name, workshop, id=f"{name}-{workshop}")
        for name, root in CONTENTS.items()
        if root.is_dir()
        for workshop in source(name).workshops
    ]


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest, published_site: Path) -> dict[str, Path]:
    """Each content as `publish` builds it."""
    return {
        "exemple": published_site,
        **({"corpus": request.getfixturevalue("corpus_site")} if SHARED.is_dir() else {}),
    }


def plain(text: str) -> str:
    """A text without what typography and line ends change in it."""
    return re.sub(r"\s+", " ", text).replace("’", "'")


def programme(site: Path, workshop: str) -> PdfReader:
    return PdfReader(site / "ateliers" / workshop / "programme.pdf")


def text_of(reader: PdfReader) -> str:
    return plain("\n".join(page.extract_text() for page in reader.pages))


def events(site: Path, path: str) -> dict[str, icalendar.Event]:
    found = icalendar.Calendar.from_ical((site / path).read_bytes()).walk("VEVENT")
    return {str(event["UID"]): event for event in found}


def amount(value: float) -> str:
    return f"{value:,.0f} €".replace(",", " ")


def current_prices(record: Any) -> list[Any]:
    return [price for price in record.prices if price.until is None or price.until >= datetime(2026, 11, 22).date()]


@pytest.mark.parametrize(("name", "workshop"), workshops())
def test_the_programme_says_what_the_file_says(built, name: str, workshop: str) -> None:
    """Le PDF dit les dates, heures, lieux, états, prix, délai, référent et évaluation du fichier."""
    data = source(name)
    record = data.workshops[workshop].record
    text = text_of(programme(built[name], workshop))
    coming = [session for session in record.sessions if session.days[-1].date >= data.now.date()]
    wanted = [record.title, record.access_delay, record.accessibility.contact, record.assessment, record.prerequisites]
    wanted += [*record.objectives, *(data.authors[trainer].record.name for trainer in record.trainers)]
    for price in current_prices(record):
        wanted += [price.label, *([f"jusqu’au {date_fr(price.until)}"] if price.until else [])]
        wanted += [f"{amount(price.amount)} {'net de taxe' if price.vat == 'exempt' else 'HT'}"]
    for session in coming:
        place = data.places[session.place]
        dates = days_fr([day.date for day in session.days])
        state = offer(data, record, session, data.now).state
        wanted += [dates[0].upper() + dates[1:], place.name, STATES[state]]
        wanted += [f"{time_fr(day.start)} – {time_fr(day.end)}" for day in session.days]
    gone = [days_fr([day.date for day in session.days]) for session in record.sessions if session not in coming]

    assert coming and [each for each in wanted if plain(each) not in text] == []
    assert [each for each in gone if plain(each)[1:] in text] == []


@pytest.mark.parametrize(("name", "workshop"), workshops())
def test_the_calendar_says_what_the_file_says(built, name: str, workshop: str) -> None:
    """L’agenda dit les jours, heures, lieux, états, prix et adresses du fichier, dans ses trois éditions."""
    data, site = source(name), built[name]
    record = data.workshops[workshop].record
    everything, own = events(site, "ateliers.ics"), events(site, f"ateliers/{workshop}.ics")
    for session in record.sessions:
        place = data.places[session.place]
        zone = ZoneInfo(place.timezone or data.agency.timezone)
        single = events(site, f"ateliers/{workshop}/{session.id}.ics")
        assert len(single) == len(session.days)
        for rank, day in enumerate(session.days, 1):
            uid = f"{workshop}-{session.id}-j{rank}@agence.example"
            event = single[uid]
            said = plain(event["DESCRIPTION"])
            assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
                day.starts.replace(tzinfo=zone),
                day.ends.replace(tzinfo=zone),
            )
            assert plain(place.name) in plain(event["LOCATION"])
            assert event["STATUS"] == STATUSES[session.state] and event["SEQUENCE"] == session.revision
            assert plain(record.title) in plain(event["SUMMARY"])
            assert event["URL"] == f"{data.agency.url}/ateliers/{workshop}/{session.id}/"
            state = offer(data, record, session, data.now).state
            assert f"État : {STATES[state]}" in said
            seats = [price for price in current_prices(record) if price in lines_of(record, session)]
            assert seats and {amount(price.amount) in said for price in seats} == {state in PRICED}
            assert event.to_ical() == own[uid].to_ical() == everything[uid].to_ical()
    assert len(own) == sum(len(session.days) for session in record.sessions)


@pytest.mark.parametrize("name", CONTENTS)
def test_each_list_is_followed_by_a_calendar_of_its_own(built, name: str) -> None:
    """« Suivre ces dates » d’une liste par lieu, thème ou modalité mène à un agenda de ses sessions, et d’elles seules,
    par chacun des cinq chemins."""
    if name not in built:
        pytest.skip("le corpus n’est pas à côté du projet")
    site, origin = built[name], f"{source(name).agency.url.rstrip('/')}/"
    lists = [path.relative_to(site).parent.as_posix() for path in site.glob("ateliers/par/*/*/index.html")]
    assert lists
    for page in lists:
        html = BeautifulSoup((site / page / "index.html").read_text("utf-8"), "lxml")
        shown = {link["href"].lstrip("./") for link in html.select(".sessions .when a")}
        address = f"{origin}{page}.ics"
        following = html.find(string=re.compile("Suivre ces dates dans votre agenda")).parent
        hrefs = [unquote(link["href"]) for link in following("a")]

        assert {event["URL"].removeprefix(origin) for event in events(site, f"{page}.ics").values()} == shown
        assert [urlsplit(href).scheme for href in hrefs] == ["webcal", "https", "https", ""]
        assert all(address.partition("://")[2] in href for href in hrefs[:3])
        assert hrefs[3].lstrip("./") == f"{page}.ics"
        assert html.find("code", string=address)


@pytest.mark.parametrize(("name", "workshop"), workshops())
def test_the_programme_is_an_accessible_document(built, name: str, workshop: str) -> None:
    """Le PDF est balisé, en français, avec titre, auteur, une police embarquée, et sans date de machine."""
    reader = programme(built[name], workshop)
    catalog = reader.trailer["/Root"]
    data = source(name)
    fonts = {
        str(font.get_object()["/BaseFont"]) for page in reader.pages for font in page["/Resources"]["/Font"].values()
    }

    assert "/StructTreeRoot" in catalog and catalog["/Lang"] == "fr"
    assert plain(data.workshops[workshop].record.title) in plain(reader.metadata.title)
    assert reader.metadata.author == data.agency.name and reader.metadata.creation_date is None
    assert fonts and all("Tribune-Serif" in font for font in fonts)
    assert text_of(reader).count(f"/ {len(reader.pages)}") == len(reader.pages) - 1  # none on the cover
    assert "ne vaut pas agrément de l'État" in text_of(reader) and "ualiopi" not in text_of(reader)


def test_a_second_build_makes_no_programme(inv, published_site: Path, tmp_path: Path) -> None:
    """Une seconde construction, sans WeasyPrint même, reprend les PDF déjà faits, octet pour octet."""
    result = inv("publish", "--output", tmp_path / "site", "--now", NOW, PYTHONPATH=str(without_pango(tmp_path)))

    assert result.returncode == 0, result.stderr
    made = sorted(path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("programme.pdf"))
    assert len(made) == 2
    assert [
        path for path in made if (tmp_path / "site" / path).read_bytes() != (published_site / path).read_bytes()
    ] == []


def test_without_pango_a_preview_says_it_and_a_publication_stops(inv, workshop_site, tmp_path: Path) -> None:
    """Sans Pango, `build` le dit en une ligne et continue ; `publish` s’arrête et donne le remède."""
    content = workshop_site(title=f"Un programme que nul n’a fait : {uuid4()}").root
    arguments = ("--content", content, "--now", NOW, "--output", tmp_path / "site")
    built = inv("build", *arguments, PYTHONPATH=str(without_pango(tmp_path)))
    published = inv("publish", *arguments, PYTHONPATH=str(without_pango(tmp_path)))

    assert built.returncode == 0 and len([line for line in built.stderr.splitlines() if "PDF" in line]) == 1
    assert "programmes PDF laissés de côté : WeasyPrint ne trouve pas Pango : " in built.stderr
    assert not list((tmp_path / "site").rglob("*.pdf")) and (tmp_path / "site" / "ateliers.ics").is_file()
    assert published.returncode == 1 and "apt install libpango-1.0-0 libpangoft2-1.0-0" in published.stderr
    assert "Traceback" not in published.stderr


def test_an_image_of_the_body_is_in_the_programme(inv, workshop_site, tmp_path: Path) -> None:
    """Une image du corps, au nom à deux mots, est dans le PDF, et son texte alternatif aussi."""
    root = workshop_site().root
    workshop = root / "ateliers" / "atelier.md"
    workshop.write_text(workshop.read_text("utf-8") + "\n![Un été bleu](<../images/ete bleu.png>)\n", encoding="utf-8")
    (root / "images").mkdir()
    Image.new("RGB", (40, 30), "navy").save(root / "images" / "ete bleu.png")
    result = inv("publish", "--content", root, "--now", NOW, "--output", tmp_path / "site")
    assert result.returncode == 0, result.stderr
    reader = programme(tmp_path / "site", "atelier")

    assert {image.image.size for page in reader.pages for image in page.images} == {(40, 30)}
    assert any(element.get("/Alt") == "Un été bleu" for element in elements(reader.trailer["/Root"]["/StructTreeRoot"]))


def elements(node: Any) -> Iterator[Any]:
    """The elements of a tree of tags."""
    node = node.get_object()
    for child in node if isinstance(node, list) else [node["/K"]] if hasattr(node, "get") and "/K" in node else []:
        yield from elements(child)
    if hasattr(node, "get"):
        yield node


def without_pango(folder: Path) -> Path:
    """A folder whose `weasyprint` fails to load as the real one does without Pango."""
    package = folder / "sans-pango" / "weasyprint"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")\n", encoding="utf-8")
    return package.parent
