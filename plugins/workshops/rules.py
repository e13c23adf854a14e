"""What is asked of workshops; what a country asks of the page of a training, and when nobody trains: `rules.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

import yaml

from plugins.common.frozen import frozen
from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.untyped import Json
from plugins.french.countries import OF_FRANCE
from plugins.model.agency import Agency, Place

TITLE = "Ateliers"
HOURS = Rule("atelier-heures", "Les heures d’une session sont celles que l’atelier annonce, pauses déduites.")
DAY_OFF = Rule("atelier-jour-chome", "Une session n’est ni un dimanche ni un jour férié.", "warning", waivable=True)
ROOM = Rule("atelier-lieu", "Un atelier sur place a une adresse, un atelier en ligne une salle en ligne.")
VAT = Rule("atelier-tva", "Un prix est hors taxes ou net de taxe selon l’organisme.", source="CGI, art. 261-4-4° a")
SERVICE = Rule(
    "atelier-prestation",
    "Un organisme exonéré ne facture la TVA que de ce qui n’est pas une formation (« training: false »).",
    "warning",
    source="CGI, art. 261-4-4° a",
    waivable=True,
)
PRICE = Rule("atelier-prix", "Un atelier, une session où l’on s’inscrit ont un prix qui vaut encore.")
PRICE_ENDS = Rule("atelier-prix-bientot", "Un prix vaut jusqu’à la clôture des inscriptions.", "warning", waivable=True)
FOR_WHOM = Rule("atelier-prix-pour", "Un prix dit pour qui il est (« for »).", "warning", waivable=True)
CLOCK = Rule("atelier-heure", "Une heure existe, le jour où les horloges changent.")
TWICE = Rule(
    "atelier-double",
    "Une salle et un intervenant ne sont pas à deux sessions à la fois.",
    "warning",
    waivable=True,
)
SHORT = Rule(
    "atelier-heures-hybrides",
    "Un atelier hybride dit les heures que l’on suit seul.",
    "warning",
    source="Code du travail, art. D6313-3-1",
    waivable=True,
)
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
    "Rien ne laisse croire à un agrément de l’État, ni qu’une formation est certifiée quand l’organisme l’est.",
    "warning",
    source="Code du travail, art. L6352-12 et L6352-13",
    waivable=True,
)
PROMISE = Rule(
    "atelier-promesse",
    "Rien n’est promis au nom d’un tiers : ni diplôme, ni emploi, ni financement.",
    "warning",
    source="Code du travail, art. L6352-13",
    waivable=True,
)
CPF = Rule(
    "atelier-cpf",
    "Le CPF n’est dit que d’une formation qu’il finance.",
    "warning",
    source="Code du travail, art. L6323-6",
    waivable=True,
)
PAYMENT = Rule(
    "atelier-paiement",
    "Un particulier ne paie rien avant la fin de son délai de rétractation, puis 30 % au plus.",
    "warning",
    source="Code du travail, art. L6353-6",
    waivable=True,
)
OBJECTIVES = Rule(
    "atelier-objectifs",
    "Un objectif dit ce que l’on saura faire : un verbe, non un sujet.",
    "warning",
    source="RNQ, indicateurs 1 et 5",
    waivable=True,
)
REGISTERED = Rule(
    "atelier-certification",
    "Une certification préparée est encore enregistrée.",
    "warning",
    source="Code du travail, art. L6113-5",
    waivable=True,
)
ASLEEP = Rule(
    "atelier-endormi",
    "Un catalogue vit : une session à venir, des prix et des résultats du moment.",
    "warning",
    waivable=True,
)
SECURE = Rule("atelier-inscription", "On s’inscrit par une adresse https.", "warning", waivable=True)
DOCUMENTS = Rule(
    "agence-documents",
    "Les documents qu’un stagiaire doit pouvoir lire sont dans agence.yaml.",
    "warning",
    source="Code du travail, art. L6353-8 ; arrêté du 31 mai 2023",
)
READABLE = Rule("agence-document", "Une page, un fichier que nomme agence.yaml est à lire à son adresse.")
CONSUMERS = Rule(
    "agence-particuliers",
    "Qui vend à des particuliers dit la rétractation et le paiement.",
    "warning",
    source="Code de la consommation, art. L221-5 ; Code du travail, art. L6353-5 et L6353-6",
)
PROGRAMME = Rule("atelier-programme", "Le programme PDF d’un atelier peut être fait.")
CALENDAR = Rule(
    "agenda-suivi",
    "Les agendas abonnés gardent chaque session, et savent par « revision » qu’elle a changé.",
    source="RFC 5545, § 3.8.7.4",
)
COUNTRY = "FR"  # whose law the rules are


@cache
def rules() -> Mapping[str, Json]:
    """The rules, read once."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # each build reads it
    read: Mapping[str, Json] = yaml.load(Path(__file__).with_name("rules.yaml").read_bytes(), Loader=loader)
    return read


@frozen
class Wording:
    """Words that an auditor would note: `but`, those that only look like them; what to do; the source.

    `signs`: one of them is in all that `pattern` finds, in lower case. `unless_financed`: said of no training that the
    CPF finances. `denied`: a sentence that denies it, or asks, may.
    """

    rule: str
    signs: tuple[str, ...]
    pattern: re.Pattern[str]
    but: re.Pattern[str] | None
    act: str
    reference: str
    unless_financed: bool
    denied: bool


@cache
def wordings() -> tuple[Wording, ...]:
    """The words that the rules know."""
    return tuple(
        Wording(
            each["rule"],
            tuple(each["signs"]),
            regex(each["pattern"], re.I),
            regex(each["but"], re.I) if "but" in each else None,
            each["act"],
            each["reference"],
            each.get("unless") == "certification",
            bool(each.get("denied")),
        )
        for each in rules()["wording"]
    )


def is_french(agency: Agency) -> bool:
    """Whether French rules are the agency's: an address that says no country is in France."""
    return agency.address is None or agency.address.country in OF_FRANCE


def trains(agency: Agency) -> bool:
    """Whether the agency is a French training organisation, so that its law applies."""
    return agency.training is not None and is_french(agency)


def is_certified(agency: Agency) -> bool:
    """Whether it holds a Qualiopi certificate."""
    return trains(agency) and bool(agency.training and agency.training.qualiopi)


def is_exempt(agency: Agency) -> bool:
    """Whether its trainings bear no VAT (CGI, art. 261-4-4° a)."""
    return trains(agency) and bool(agency.training and agency.training.vat_exempt)


def vat_rate(agency: Agency, place: Place | None = None) -> float | None:
    """The rate to add to a price without VAT, by the place of the session, by that of the agency when it is online.

    None where the rules do not know it: abroad, and where the law of France has another tax.
    """
    known = rules()["vat"]
    where = agency.address if place is None or place.online or not (place.city or place.street) else place
    if not is_french(agency):
        return None
    country, postcode = (where.country, where.postcode or "") if where else (COUNTRY, "")
    for each in known["places"]:
        if country in each["countries"] or (country == COUNTRY and postcode.startswith(tuple(each["postcodes"]))):
            rate: float | None = each["rate"]
            return rate
    return known["rate"] if country == COUNTRY else None


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
    """The name of a public holiday where a place is, when the rules know its country."""
    return _holiday(day, place.country if place else COUNTRY, (place.postcode or "") if place else "")


@lru_cache(maxsize=4096)  # sessions share days and towns
def _holiday(day: date, country: str, postcode: str) -> str | None:
    known = rules()["holidays"].get(COUNTRY if country in OF_FRANCE else country)
    if not known:
        return None
    local = [
        each
        for each in known.get("local", ())
        if country in each.get("countries", ()) or postcode.startswith(tuple(each.get("postcodes", ())))
    ]
    for calendar in (known, *local):
        name: str | None = calendar.get("fixed", {}).get(f"{day:%m-%d}")
        if name:
            return name
        for after, movable in calendar.get("easter", {}).items():
            if day == easter(day.year) + timedelta(days=after):
                return str(movable)
        for first, monday in calendar.get("mondays", {}).items():
            from_day = date.fromisoformat(f"{day.year}-{first}")
            if day.weekday() == 0 and 0 <= (day - from_day).days < 7:
                return str(monday)
    return None
