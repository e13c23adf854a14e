"""A catalogue of trainings for the bench: workshops of every length and mode, each with sessions in many towns.

The same size gives the same bytes. No room and no trainer is in two places at once, and nobody works on a holiday.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from plugins.model.agency import Place
from plugins.workshops.rules import holiday
from tests.bench.texts import paragraph, sentence
from tests.conftest import LEGAL

FIRST_DAY = date(2026, 3, 2)  # a few sessions are over at the instant of the bench
DAYS = 620
TOWNS = (
    ("Lyon", "69002"), ("Nantes", "44000"), ("Paris", "75011"), ("Lille", "59000"), ("Rennes", "35000"),
    ("Bordeaux", "33000"), ("Toulouse", "31000"), ("Marseille", "13002"), ("Grenoble", "38000"), ("Dijon", "21000"),
    ("Angers", "49000"), ("Tours", "37000"),
)  # fmt: skip
ROOMS = ("Salle du Quai", "Maison des Métiers", "Espace Lumière")
ONLINE = 6  # rooms online
THEMES = (
    "Écriture", "Négociation", "Management", "Prise de parole", "Relation client", "Vente", "Achats",
    "Droit du travail", "Gestion de projet", "Qualité",
)  # fmt: skip
ACTS = (
    "conduire", "préparer", "reprendre", "simplifier", "défendre", "transmettre", "évaluer", "écrire", "négocier",
    "présenter", "relire", "animer", "réussir", "structurer", "désamorcer",
)  # fmt: skip
MATTERS = (
    "un entretien annuel", "un compte rendu", "une réunion d’équipe", "un budget serré", "un appel d’offres",
    "un conflit", "une réclamation", "un changement d’outil", "une prise de poste", "un projet en retard",
    "un contrat long", "une première embauche", "une note de synthèse", "un chantier à plusieurs", "une visite",
    "un dossier d’aide", "une relance", "un retour d’expérience", "une feuille de route", "un audit",
)  # fmt: skip
WHOM = ("Managers de proximité", "Chefs de projet", "Assistantes et assistants de direction", "Équipes commerciales")
LENGTHS = ((1, 7), (2, 14), (1, 7), (3, 21), (2, 14), (0.5, 3.5))  # days, hours
AGENCY = """\
name: Agence Banc
legal_name: Agence Banc SAS
url: https://banc.example/carnet
email: bonjour@banc.example
phone: "+33 4 00 00 00 00"
address: {street: 12 quai de l’Exemple, postcode: "69002", city: Lyon, country: FR}
siren: "000 000 000"
training: {activity_number: "84 69 00000 00", region: Auvergne-Rhône-Alpes, vat_exempt: true}
"""
HEADER = """\
---
title: "{title}"
theme: {theme}
summary: "{summary}"
modified: 2026-{month:02d}-{day:02d}
audience: "{audience}"
objectives:
{objectives}
prerequisites: Aucun
duration: {{hours: {hours}, days: {days}}}
mode: {mode}
formats: [inter, intra]
prices:
  - {{label: Inter-entreprises, amount: {price}, unit: par personne, for: inter, vat: exempt}}
  - {{label: Intra-entreprise, amount: {group}, unit: par groupe, for: intra, vat: exempt}}
access: Inscription par courriel, confirmée sous deux jours ouvrés
access_delay: 2 à 4 semaines
methods: Apports courts, mises en situation, relecture à deux, retours individuels
assessment: Questionnaire avant et après, mise en situation, attestation de fin de formation
accessibility: {{text: "Dites-nous vos besoins, chacun est étudié.", contact: referent@banc.example}}
trainers: [{trainer}]
contact: {{name: Le service formation, email: ateliers@banc.example, phone: "+33 4 00 00 00 00"}}
group_size: {{min: 4, max: 12}}
faq:
  - q: Faut-il préparer quelque chose ?
    r: Un cas à vous, même modeste, suffit.
  - q: Que se passe-t-il si la session est reportée ?
    r: Vous gardez votre place à la nouvelle date ou nous vous remboursons, à votre choix.
sessions:
{sessions}
---

{body}
"""


@dataclass(frozen=True)
class CatalogueSize:
    """How much of everything; `sessions` is for each workshop."""

    workshops: int = 300
    sessions: int = 7
    trainers: int = 45


def write_catalogue(root: Path, size: CatalogueSize) -> None:
    """Write the content into a new folder."""
    _write(root / "agence.yaml", AGENCY + LEGAL)
    rooms, online = _rooms(), [f"visio-{number}" for number in range(ONLINE)]
    lines = [
        f'{name}: {{name: {room}, street: {number + 1} rue de l’Exemple, postcode: "{code}", city: {town}, '
        f"country: FR, wheelchair: {'true' if number % 3 else 'false'}}}"
        for number, (name, room, town, code) in enumerate(rooms)
    ]
    lines += [f"{name}: {{name: Classe virtuelle {name[6:]}, url: https://visio.banc.example/}}" for name in online]
    _write(root / "lieux.yaml", "\n".join([*lines, ""]))
    _write(root / "pages" / "a-propos.md", "---\ntitle: À propos\nmenu: 1\n---\n\nUn catalogue pour mesurer.\n")
    for number in range(size.trainers):
        header = f"---\nname: Intervenante {number + 1}\nrole: Consultante et formatrice\ntrainer: true\n---\n\n"
        _write(root / "auteurs" / f"intervenante-{number + 1}.md", f"{header}{sentence(Random(number))}\n")
    taken: set[tuple[str, date]] = set()
    for number in range(size.workshops):
        text = _workshop(number, size, [name for name, *_ in rooms], online, taken)
        _write(root / "ateliers" / f"atelier-{number:03d}.md", text)


def _rooms() -> list[tuple[str, str, str, str]]:
    """Id, name, town and postal code of each room."""
    return [(f"{town.lower()}-{rank + 1}", room, town, code) for town, code in TOWNS for rank, room in enumerate(ROOMS)]


def _workshop(
    number: int, size: CatalogueSize, rooms: list[str], online: list[str], taken: set[tuple[str, date]]
) -> str:
    random = Random(number)
    days, hours = LENGTHS[number % len(LENGTHS)]
    trainer = f"intervenante-{number % size.trainers + 1}"
    act, matter = ACTS[number % len(ACTS)], MATTERS[number // len(ACTS) % len(MATTERS)]
    theme = THEMES[number * 7 // 3 % len(THEMES)]
    mode = ("onsite", "onsite", "online", "onsite", "hybrid")[number % 5]
    where = {"onsite": rooms, "online": online, "hybrid": [*rooms, *online]}[mode]
    sessions = [_session(number, rank, days, where, trainer, taken, random) for rank in range(size.sessions)]
    title = f"{act.capitalize()} {matter}"
    return HEADER.format(
        title=title,
        theme=theme,
        summary=f"Pour {act} {matter} avec ses propres cas, sans recette toute faite ; atelier {number + 1}.",
        month=number % 6 + 1,
        day=number % 28 + 1,
        audience=f"{WHOM[number % len(WHOM)]} qui doivent {act} {matter}",
        objectives="\n".join(
            f"  - {each}"
            for each in (
                f"Être capable de {act} {matter} en moins d’une heure"
                if act[0] not in "aeéè"
                else f"Être capable d’{act} {matter} en moins d’une heure",
                "Être capable de dire ce qui a été décidé, et par qui",
                "Être capable de relire son propre travail avec une grille simple",
            )
        ),
        hours=hours,
        days=days,
        mode=mode,
        price=390 * max(1, int(days)) + number % 20 * 10,
        group=1900 * max(1, int(days)),
        trainer=trainer,
        sessions="\n".join(sessions),
        body="\n\n".join(_body(days, random)),
    )


def _body(days: float, random: Random) -> Iterator[str]:
    for half in range(max(1, int(days * 2))):
        yield f"## {'Après-midi' if half % 2 else 'Matin'} du jour {half // 2 + 1}"
        yield paragraph(random)
        yield "\n".join(f"- {sentence(random)}" for _ in range(3))


def _session(
    number: int, rank: int, days: float, where: list[str], trainer: str, taken: set[tuple[str, date]], random: Random
) -> str:
    """A session on the first days from a day of chance on which its room and its trainer are free."""
    place = random.choice(where)
    begin = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    while True:
        found = [begin + timedelta(days=step) for step in range(max(1, int(days)))]
        free = all(
            day.weekday() < 5 and not holiday(day, Place(name="x")) and {(place, day), (trainer, day)}.isdisjoint(taken)
            for day in found
        )
        if free:
            break
        begin += timedelta(days=1)
    taken.update((each, day) for day in found for each in (place, trainer))
    times = 'start: "09:00", end: "12:30"' if days == 0.5 else 'start: "09:00", end: "17:00", break_minutes: 60'
    state, left = (("open", 6), ("open", 2), ("tentative", 12), ("open", 9), ("full", 0), ("open", 4))[
        (number + rank) % 6
    ]
    if (number * 7 + rank) % 53 == 0:
        state = "cancelled"
    lines = [f"  - id: {place}-{found[0]:%Y-%m-%d}", "    days:"]
    lines += [f"      - {{date: {day}, {times}}}" for day in found]
    return "\n".join([*lines, f"    place: {place}", f"    state: {state}", "    seats: 12", f"    seats_left: {left}"])


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
