"""What an auditor or a participant would find wrong in a workshop, each fault with its place and its remedy."""

from __future__ import annotations

import re

import pytest

from plugins.common.problems import has_errors

CERTIFIED = 'training: {activity_number: "84 69", region: Bretagne, vat_exempt: true, qualiopi: FR-1}\n'
SWISS = "name: Agence\nurl: https://a.example/\naddress: {street: Rue 1, city: Genève, country: CH}\n"
DAY = "date: 2027-03-18, start: '09:00', end: '17:00', break_minutes: 60"


def session(**changed: str) -> str:
    """The list of one session, some keys changed."""
    keys = {"id": "une", "place": "lyon", "state": "open", "days": f"[{{{DAY}}}]", **changed}
    return "\n  - {" + ", ".join(f"{key}: {value}" for key, value in keys.items()) + "}"


def at(day: str, end: str = "17:00") -> str:
    """One day of seven hours."""
    return f"[{{date: {day}, start: '09:00', end: '{end}', break_minutes: 60}}]"


def test_a_right_workshop_has_no_fault(folder):
    """Un atelier juste n’a pas de faute."""
    assert folder.messages() == []


# key of the header changed, its value, the message that an author reads (without its place)
PLANTED = [
    ({"sessions": session(days=at("2027-03-18", "16:30"))}, "7 h annoncées, 6 h 30 planifiées pauses déduites : "),
    ({"sessions": session(days=at("2027-03-18", "08:30"))}, "fin (08:30) avant début (09:00) : "),
    ({"sessions": session(days=at("2027-02-31"))}, "date « 2027-02-31 » : ce jour ou cette heure n’existe pas"),
    ({"sessions": session(seats="8", seats_left="9")}, "9 places restantes sur 8 : "),
    ({"trainers": "[claire, luc]"}, "« luc » n’est pas déclaré comme intervenant : ajoutez « trainer: true »"),
    ({"sessions": session(days=at("2027-03-21"))}, "avertissement : le dimanche 21 mars 2027 est un dimanche : "),
    ({"sessions": session(days=at("2027-05-06"))}, "avertissement : le jeudi 6 mai 2027 est un jour férié (Ascension)"),
    ({"sessions": session(state="rescheduled")}, "session reportée sans « previous_date » : "),
    (
        {"prices": "[{label: Inter, amount: 590, vat: excluded, for: inter}]"},
        "avertissement : prix hors taxes, mais l’organisme est exonéré de TVA pour ses formations (CGI",
    ),
    ({"access_delay": None}, "avertissement : clé « access_delay » absente (RNQ, indicateur 1) : ajoutez par exemple"),
    ({"sessions": session(place="visio")}, "atelier sur place, mais « visio » est une salle en ligne : "),
    ({"mode": "online"}, "atelier en ligne, mais « lyon » est un lieu physique : "),
    ({"access_delay": "nous consulter"}, "avertissement : délai d’accès « nous consulter » sans durée (RNQ"),
    ({"body": ""}, "avertissement : programme absent (Code du travail, art. L6353-8) : "),
    ({"contact": "{name: Claire}"}, "avertissement : contact sans courriel ni téléphone (RNQ, indicateur 1) : "),
    ({"funding": "[Éligible au CPF]"}, "avertissement : « CPF » : le CPF ne finance qu’une certification enregistrée"),
    ({"body": "## Jour\n\nOn écrit.\n\n![Logo Qualiopi](../images/q.png)\n"}, "logo Qualiopi interdit sur la page"),
    (
        {"methods": "Organisme de formation agréé par l’État"},
        "avertissement : « Organisme de formation agréé » laisse croire à un agrément de l’État : ",
    ),
    ({"body": "## Jour\n\nNotre centre est habilité.\n"}, "avertissement : « centre est habilité » laisse croire à"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "message"), PLANTED, ids=[each[1][:48] for each in PLANTED])
def test_each_planted_fault_has_its_message(changed, message, folder):
    """Chaque faute plantée donne une ligne : fichier, ligne, colonne, ce qui a été lu, ce qu’il faut écrire."""
    folder.write("images/q.png", "")
    folder.workshop(**changed)
    found = folder.messages()

    assert len(found) == 1
    assert re.match(r"ateliers/ecrire\.md:\d+:\d+: ", found[0])
    assert found[0].split(": ", 1)[1].startswith(message)


def test_twelve_planted_faults_give_twelve_lines(folder):
    """Douze ateliers en faute donnent douze messages en une fois, à la bonne ligne."""
    for number, (changed, _) in enumerate(PLANTED[:12]):
        folder.workshop(f"faute-{number:02d}", **changed)
    found = [line for line in folder.messages() if "[atelier-double]" not in line]  # they are all in one room

    assert len(found) == 12
    assert [re.match(r"ateliers/faute-(\d\d)\.md:\d+:\d+: ", line)[1] for line in found] == [
        f"{number:02d}" for number in range(12)
    ]


def test_a_fault_points_at_the_value(folder, line_of):
    """Le numéro de ligne et la colonne sont ceux de la valeur en faute."""
    folder.workshop(prices="[{label: Inter, amount: 590, vat: excluded, for: inter}]")
    line = line_of(folder, "prices")

    assert folder.messages()[0].startswith(f"ateliers/ecrire.md:{line}:43: avertissement : prix hors taxes")


def test_a_certified_agency_makes_completeness_an_error(folder):
    """Chez un organisme certifié, ce que le référentiel demande est une erreur, indicateur 2 compris."""
    folder.write("agence.yaml", (folder.root / "agence.yaml").read_text().split("training")[0] + CERTIFIED)
    folder.workshop(access_delay=None, assessment=None)
    site = folder.load()

    assert has_errors(site.problems)
    assert [problem.message.split(" : ")[0] for problem in site.problems if problem.severity == "error"] == [
        "clé « access_delay » absente (RNQ, indicateur 1)",
        "clé « assessment » absente (Code du travail, art. L6353-8 ; RNQ, indicateur 1)",
        "clé « results » absente (RNQ, indicateur 2)",
    ]


@pytest.mark.parametrize("agency", ["name: Agence\nurl: https://a.example/\n", SWISS, SWISS + CERTIFIED])
def test_an_agency_without_training_status_or_abroad_sees_nothing(agency, folder):
    """Une agence sans statut de formation, ou étrangère, ne voit aucune de ces règles."""
    folder.write("agence.yaml", agency)
    folder.workshop(
        access=None,
        access_delay=None,
        methods=None,
        assessment=None,
        accessibility=None,
        prerequisites=None,
        modified=None,
    )

    assert folder.messages() == []


def test_an_exempt_price_needs_an_exempt_organisation(folder):
    """Un prix net de taxe est refusé si l’organisme n’est pas exonéré."""
    agency = (folder.root / "agence.yaml").read_text().replace("vat_exempt: true", "vat_exempt: false")
    folder.write("agence.yaml", agency)

    assert "prix net de taxe, mais l’organisme n’est pas exonéré" in folder.messages()[0]


def test_a_draft_may_be_incomplete(folder):
    """Un brouillon n’est pas encore tenu d’être complet, mais ses heures le sont d’être justes."""
    folder.workshop(
        status="draft", access_delay=None, trainers="[luc]", sessions=session(days=at("2027-03-18", "16:00"))
    )

    assert [line.split(": ")[1].strip() for line in folder.messages()] == [
        "7 h annoncées, 6 h planifiées pauses déduites"
    ]


@pytest.mark.parametrize("state", ["cancelled", "postponed"])
def test_what_will_not_be_held_is_not_planned_anew(state, folder):
    """Les heures d’une session annulée, reportée sans date ou passée ne sont pas vérifiées."""
    folder.workshop(sessions=session(state=state, days=at("2027-03-21", "16:00")))

    assert not [message for message in folder.messages() if "aucune session à venir" not in message]
    folder.workshop(sessions=session(days=at("2026-03-22", "16:00")))
    assert ["aucune session à venir" in message for message in folder.messages()] == [True]


def test_the_country_of_the_place_decides_of_holidays(folder):
    """Un jour férié est celui du pays du lieu : le 8 mai se travaille à Genève, le 26 décembre à Lyon."""
    for day, place, expected in [
        ("2028-05-08", "lyon", 1),
        ("2028-05-08", "geneve", 0),
        ("2028-08-01", "geneve", 1),
        ("2028-12-26", "lyon", 0),
        ("2028-12-26", "strasbourg", 1),
    ]:
        folder.workshop(sessions=session(place=place, days=at(day)))
        assert len(folder.messages()) == expected, (day, place)
