"""What is asked of workshops; what a country asks of the page of a training, and when nobody trains: `rules.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml

from plugins.common.problems import Rule
from plugins.common.untyped import Json
from plugins.model.agency import Agency, Place

TITLE = "Ateliers"
HOURS = Rule("atelier-heures", "Les heures d’une session sont celles que l’atelier annonce, pauses déduites.")
DAY_OFF = Rule("atelier-jour-chome", "Une session n’est ni un dimanche ni un jour férié.", "warning", waivable=True)
ROOM = Rule("atelier-lieu", "Un atelier sur place a une adresse, un atelier en ligne une salle en ligne.")
VAT = Rule("atelier-tva", "Un prix est hors taxes ou net de taxe selon l’organisme.", source="CGI, art. 261-4-4° a")
TRAINER = Rule("atelier-intervenant", "Un intervenant est déclaré comme tel dans son fichier.")
COMPLETE = Rule(
    "atelier-mentions",
    "La page d’une formation dit ce que la loi demande ; un avertissement sans certificat Qualiopi.",
    source="RNQ, indicateur 1 ; plugins/workshops/rules.yaml",
)
LOGO = Rule(
    "atelier-logo",
    "Le logo Qualiopi n’est pas sur la page d’une formation.",
    source="charte d’usage de la marque Qualiopi",
)
WORDING = Rule(
    "atelier-agrement",
    "Rien ne laisse croire à un agrément de l’État.",
    source="Code du travail, art. L6352-12",
)
PROGRAMME = Rule("atelier-programme", "Le programme PDF d’un atelier peut être fait.")
NO_PDF = Rule("pdf-impossible", "La machine peut faire les programmes PDF.", "warning", at_the_end=True)
CALENDAR = Rule(
    "agenda-suivi",
    "Les agendas abonnés gardent chaque session, et savent par « revision » qu’elle a changé.",
    source="RFC 5545, § 3.8.7.4",
)
ZONE = Rule("agenda-fuseau", "Le fuseau d’un lieu s’écrit dans un agenda.")

COUNTRY = "FR"  # whose law the rules are


@cache
def rules() -> Mapping[str, Json]:
    """The rules, read once."""
    read: Mapping[str, Json] = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text(encoding="utf-8"))
    return read


def is_french(agency: Agency) -> bool:
    """Whether French rules are the agency's: an address that says no country is in France."""
    return agency.address is None or agency.address.country == COUNTRY


def trains(agency: Agency) -> bool:
    """Whether the agency is a French training organisation, so that its law applies."""
    return agency.training is not None and is_french(agency)


def is_certified(agency: Agency) -> bool:
    """Whether it holds a Qualiopi certificate."""
    return trains(agency) and bool(agency.training and agency.training.qualiopi)


def is_exempt(agency: Agency) -> bool:
    """Whether its trainings bear no VAT (CGI, art. 261-4-4° a)."""
    return trains(agency) and bool(agency.training and agency.training.vat_exempt)


def vat_rate(agency: Agency) -> float | None:
    """The rate to add to a price without VAT, None where the rules do not know it."""
    return rules()["vat"]["rate"] if is_french(agency) else None


def declaration(agency: Agency) -> str | None:
    """The one sentence by which a training organisation may tell that it is registered.

    Code du travail, art. R6351-6 (the form of the number) and L6352-12 (no approval by the State).
    """
    training = agency.training
    if not trains(agency) or not training or not training.activity_number or not training.region:
        return None
    wording: str = rules()["declaration"]["wording"]
    return wording.format(number=training.activity_number, region=training.region)


def easter(year: int) -> date:
    """Easter Sunday (Gauss's computus as Meeus gives it, « Astronomical Algorithms », ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def holiday(day: date, place: Place | None) -> str | None:
    """The name of a public holiday in the country of a place, where the rules know that country."""
    known = rules()["holidays"].get(place.country if place else COUNTRY)
    if not known:
        return None
    postcode = (place.postcode or "") if place else ""
    local = [each for each in known.get("local", ()) if postcode.startswith(tuple(each["postcodes"]))]
    for calendar in (known, *local):
        name: str | None = calendar["fixed"].get(f"{day:%m-%d}")
        if name:
            return name
        for after, movable in calendar["easter"].items():
            if day == easter(day.year) + timedelta(days=after):
                return str(movable)
    return None
