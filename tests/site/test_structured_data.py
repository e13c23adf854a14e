"""What machines read of each page: known properties only, and the same facts as readers see."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from pages import pages, soup, text
from PIL import Image
from schema_org import faults

from plugins.french.dates import days_fr, time_fr
from plugins.french.money import euros
from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.workshops.offer import ends
from tests.conftest import LEGAL

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "content"
NOW = "2026-11-22T09:00:00+01:00"
SCHEMA = "https://schema.org/"
STATES = {  # state: what readers see, eventStatus, availability of the offers
    "tentative": ("À confirmer", "EventScheduled", "PreOrder"),
    "open": ("Inscriptions ouvertes", "EventScheduled", "InStock"),
    "full": ("Complet : liste d’attente", "EventScheduled", "SoldOut"),
    "cancelled": ("Session annulée", "EventCancelled", None),
    "rescheduled": ("Reportée du", "EventRescheduled", "InStock"),
    "postponed": ("Date à venir", "EventPostponed", None),
}


def graph(site: Path, address: str) -> list[dict[str, Any]]:
    """The nodes of a page's one graph."""
    scripts = soup(site, address).find_all("script", type="application/ld+json")
    assert len(scripts) == 1
    return json.loads(scripts[0].string)["@graph"]


def one(nodes: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The one node of a type."""
    found = [node for node in nodes if node["@type"] == kind]
    assert len(found) == 1
    return found[0]


def plain(value: str) -> str:
    """A text without the difference between spaces."""
    return re.sub(r"[\s\u00a0\u202f]+", " ", value).strip()


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("articles/commencer-par-les-managers/", "BlogPosting"),
        ("ateliers/prendre-la-parole-en-ligne/", "Course"),
        ("ateliers/prendre-la-parole-en-ligne/nantes-2027-01/", "EducationEvent"),
    ],
)
def test_images_are_given_in_the_ratios_of_search_engines(published_site: Path, address: str, kind: str) -> None:
    """L’image d’un article, d’un atelier, d’une session est donnée en 16:9, 4:3 et carrée, chacune publiée."""
    given = [
        each["url"] if isinstance(each, dict) else each for each in one(graph(published_site, address), kind)["image"]
    ]
    ratios = []
    for each in given:
        with Image.open(published_site / each.removeprefix("https://agence.example/carnet/")) as image:
            assert image.width >= 696
            ratios.append(image.width / image.height)

    assert ratios == pytest.approx([16 / 9, 4 / 3, 1], rel=0.002)


@pytest.fixture(scope="module", params=["sample", "corpus"])
def built(request) -> tuple[Path, Content]:
    """A built site, and the content it was built from; the real workshops when they are beside the project."""
    site = request.getfixturevalue("published_site" if request.param == "sample" else "corpus_site")
    content = ROOT / "content" if request.param == "sample" else CORPUS
    return site, load_site(content, lambda timezone: datetime.fromisoformat(NOW).astimezone(ZoneInfo(timezone)))


def sessions(site: Content) -> Iterator[tuple[Any, Any]]:
    """Each workshop's document with each of its sessions."""
    for document in site.workshops.values():
        for session in document.record.sessions:
            yield document, session


def comments(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The comments of a graph, which answer one another."""
    return [comment for node in nodes for comment in node.get("comment", ())]


def test_every_page_has_one_graph_of_known_properties(built) -> None:
    """Chaque page a un seul graphe, dont chaque propriété est connue de schema.org et a une valeur du bon type."""
    wrong = []
    for page in pages(built[0]):
        nodes = graph(built[0], page.relative_to(built[0]).as_posix())
        kinds = {node["@id"]: node["@type"] for node in (*nodes, *comments(nodes))}
        wrong += [(page.name, fault) for node in nodes for fault in faults(node, kinds)]
        assert {"WebSite", "Organization"} <= {node["@type"] for node in nodes}
        assert len(kinds) == len(nodes) + len(comments(nodes))

    assert wrong == []


def test_no_text_can_end_the_script(built) -> None:
    """Aucun chevron ne reste dans les données : un titre ne peut pas fermer l’élément qui les porte."""
    for page in pages(built[0]):
        script = BeautifulSoup(page.read_text("utf-8"), "html.parser").find("script", type="application/ld+json")
        assert "<" not in script.string


def test_a_session_page_and_its_event_say_the_same(built) -> None:
    """Jours, heures, lieu, prix et état sont les mêmes sur la page d’une session, dans ses données et à la source."""
    output, site = built
    for document, session in sessions(site):
        address = f"ateliers/{document.id}/{session.id}/"
        event, page = one(graph(output, address), "EducationEvent"), plain(text(soup(output, address).main))
        zone, place = site.zone_of(session.place), site.places[session.place]
        first, last = session.days[0], session.days[-1]
        past = ends(site, session) <= site.now

        assert event["startDate"] == first.starts.replace(tzinfo=zone).isoformat()
        assert event["endDate"] == last.ends.replace(tzinfo=zone).isoformat()
        heading = plain(days_fr([day.date for day in session.days]))
        assert heading[0].upper() + heading[1:] in page
        for day, schedule in zip(session.days, event["eventSchedule"], strict=True):
            assert (schedule["startDate"], schedule["startTime"][:5], schedule["endTime"][:5]) == (
                day.date.isoformat(), f"{day.start:%H:%M}", f"{day.end:%H:%M}",
            )  # fmt: skip
            assert plain(f"{time_fr(day.start)} – {time_fr(day.end)}") in page
        assert event["location"]["name"] in page
        if not place.online:
            assert event["location"]["address"]["streetAddress"] in page
            assert event["location"]["address"]["addressLocality"] in page
        said, status, availability = STATES[session.state]
        assert event["eventStatus"] == SCHEMA + status
        if past:
            assert "Session terminée" in page and "offers" not in event
        else:
            assert said in page
            assert bool(event.get("offers")) == (availability is not None)
        for offer in event.get("offers", []):
            few = session.state in ("open", "rescheduled") and 0 < (session.seats_left or 0) <= 3
            assert offer["availability"] == SCHEMA + ("LimitedAvailability" if few else availability)
            assert plain(euros(float(offer["price"]))) in page and plain(offer["name"]) in page


def test_on_site_events_have_what_google_requires(built) -> None:
    """Une session sur place a ce que Google exige d’un événement : nom, début avec décalage, lieu avec adresse."""
    output, site = built
    for document, session in sessions(site):
        if site.places[session.place].online:
            continue
        event = one(graph(output, f"ateliers/{document.id}/{session.id}/"), "EducationEvent")

        assert event["name"] and re.search(r"[+-]\d\d:\d\d$", event["startDate"])
        assert event["location"]["@type"] == "Place" and event["location"]["name"]
        assert event["location"]["address"]["addressLocality"] and event["location"]["address"]["addressCountry"]


def test_a_rescheduled_session_names_its_first_date(built) -> None:
    """Une session reportée garde son ancienne date."""
    for document, session in sessions(built[1]):
        if session.state == "rescheduled":
            event = one(graph(built[0], f"ateliers/{document.id}/{session.id}/"), "EducationEvent")
            assert event["previousStartDate"] == session.previous_date.isoformat()


def test_a_workshop_page_and_its_course_say_the_same(built) -> None:
    """Titre, objectifs, durée, prix et sessions à venir sont les mêmes sur la page et dans ses données."""
    output, site = built
    for document in site.workshops.values():
        record, page = document.record, plain(text(soup(output, f"ateliers/{document.id}/").main))
        course = one(graph(output, f"ateliers/{document.id}/"), "Course")
        coming = [session for session in record.sessions if ends(site, session) > site.now]

        assert plain(course["name"]) in page
        assert all(plain(objective) in page for objective in course["teaches"])
        assert len(course["teaches"]) == len(record.objectives)
        hours = re.fullmatch(r"PT(?:(\d+)H)?(?:(\d+)M)?", course["timeRequired"])
        assert int(hours[1] or 0) + int(hours[2] or 0) / 60 == record.duration.hours
        assert all(plain(euros(float(offer["price"]))) in page for offer in course["offers"])
        assert [offer["price"] for offer in course["offers"]] == [f"{price.amount:.2f}" for price in record.prices]
        assert {each["url"].rstrip("/").rsplit("/", 1)[-1] for each in course["hasCourseInstance"]} == {
            session.id for session in coming
        }


def test_the_catalogue_lists_every_workshop(built) -> None:
    """Le catalogue liste chaque atelier à son adresse."""
    listed = one(graph(built[0], "ateliers/"), "ItemList")

    assert {each["url"].rstrip("/").rsplit("/", 1)[-1] for each in listed["itemListElement"]} == set(built[1].workshops)


def test_breadcrumbs_lead_to_pages(built) -> None:
    """Chaque étape d’un fil d’Ariane est une page du site."""
    origin = built[1].agency.url.rstrip("/")
    for page in pages(built[0]):
        for node in graph(built[0], page.relative_to(built[0]).as_posix()):
            if node["@type"] == "BreadcrumbList":
                for step in node["itemListElement"]:
                    assert (built[0] / step["item"].removeprefix(f"{origin}/") / "index.html").is_file(), step


def test_an_article_names_its_author_dates_and_series(published_site: Path) -> None:
    """Un article dit sa signature, ses dates et sa série ; une signature, sa page."""
    article = one(graph(published_site, "articles/vendre-une-solution/"), "BlogPosting")
    profile = one(graph(published_site, "auteurs/redaction/"), "ProfilePage")

    assert article["isPartOf"][1]["@type"] == "CreativeWorkSeries" and article["position"] == 2
    assert article["author"][0]["@id"] == profile["mainEntity"]["@id"]
    assert article["datePublished"].startswith("2025-10-14T") and article["isBasedOn"]["url"].startswith(
        "https://blog.orvane"
    )


def test_the_page_of_a_workshop_answers_a_buyer(published_site: Path) -> None:
    """La page d’un atelier répond à ce qu’un acheteur demande."""
    page = plain(text(soup(published_site, "ateliers/prendre-la-parole-en-ligne/").main))
    questions = (
        "Public", "Prérequis", "ce que vous saurez faire", "Programme", "L’intervenant", "Méthodes", "Évaluation",
        "Inscription", "Délai d’accès", "Référent handicap", "Contact", "Résultats", "Questions fréquentes",
        "Sessions passées", "Mise à jour", "exonération de TVA (art. 261-4-4° a du CGI)", "De 4 à 10 personnes",
    )  # fmt: skip

    assert [question for question in questions if question not in page] == []


def test_the_declaration_is_in_the_footer(published_site: Path) -> None:
    """Le pied de page porte la déclaration d’activité, dans les termes de la loi."""
    footer = plain(text(soup(published_site, "ateliers/").find("footer", class_="site-footer")))

    assert "Cet enregistrement ne vaut pas agrément de l’État." in footer


def test_an_accented_address_is_one_for_every_machine(inv, content: Path, tmp_path: Path) -> None:
    """Un `url` accentué est partout en punycode et en codes : référence, plan, flux, données, partages, renvois."""
    (content / "agence.yaml").write_text(f"name: Essai\nurl: https://écoute.example/idées\n{LEGAL}", "utf-8")
    first = content / "articles/2026-01-05-premier.md"
    first.write_text(
        first.read_text("utf-8").replace(
            "tags:", "redirect_from: [/vieux/, https://écoute.example/idées/ancien/]\ntags:"
        ) + "\nVoir [le second](https://écoute.example/idées/articles/second/).\n",
        "utf-8",
    )  # fmt: skip
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", "2026-11-22")
    page = (tmp_path / "out/articles/premier/index.html").read_text("utf-8")
    read = {
        path: path.read_text("utf-8")
        for path in (tmp_path / "out").rglob("*")
        if path.suffix in (".html", ".xml", ".json", ".txt")
    }

    assert result.returncode == 0, result.stderr
    assert [path for path, text in read.items() if "écoute" in text or "idées" in text or "%C3%A9coute" in text] == []
    assert '<link rel="canonical" href="https://xn--coute-9ra.example/id%C3%A9es/articles/premier/">' in page
    assert 'href="../../articles/second/"' in page
    assert "https://xn--coute-9ra.example/id%C3%A9es/articles/second/" in (tmp_path / "out/sitemap.xml").read_text(
        "utf-8"
    )
    assert (tmp_path / "out/ancien/index.html").is_file()


def test_the_head_speaks_the_language_of_the_text(build_once) -> None:
    """La page d’un texte étranger dit sa langue : élément html, réseaux, hreflang ; l’entourage est français."""
    site: Path = build_once("golden", "publish", "--content", Path(__file__).with_name("content"))
    page = soup(site, "articles/written-abroad/")

    assert page.html["lang"] == "en"
    assert page.find("meta", property="og:locale")["content"] == "en_GB"
    assert page.find("link", hreflang="en")
    for node in (page.find("header", class_="site-header"), page.find("footer", class_="site-footer")):
        assert node["lang"] == "fr"
    assert page.select_one(".breadcrumb")["lang"] == "fr"
    assert soup(site, "articles/un-debut/").html["lang"] == "fr"


def test_no_search_action_is_promised(published_site: Path) -> None:
    """Le site ne promet pas de champ de recherche aux moteurs, qui n’en font plus rien."""
    assert [page for page in pages(published_site) if "SearchAction" in page.read_text("utf-8")] == []
