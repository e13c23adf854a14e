"""What the PDF programme says, and does not say."""

from __future__ import annotations

from pathlib import Path

import pytest
from contents import AGENCY, session_yaml

from plugins.site.paper import for_paper
from plugins.workshops.programme import programme_sheet
from plugins.workshops.views import ProgrammeSheet

ORIGIN = "https://essai.example/carnet"
TRAINING = "training: {activity_number: '84 69 00000 00', region: Bretagne, qualiopi: '12345', vat_exempt: true}\n"


def values(site) -> ProgrammeSheet:
    return programme_sheet(site, site.workshops["atelier"], "<p>Corps</p>", ORIGIN)


def test_the_declaration_has_its_legal_wording(workshop_site) -> None:
    """Le numéro de déclaration n’apparaît que dans la phrase que fixe le Code du travail."""
    text = values(workshop_site(agency=AGENCY + TRAINING)).declaration

    assert text.startswith(
        "Déclaration d’activité enregistrée sous le numéro 84 69 00000 00 auprès du préfet de région"
    )
    assert text.endswith("Cet enregistrement ne vaut pas agrément de l’État.")
    assert values(workshop_site()).declaration is None


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("FR", "1\u202f180\u00a0€ HT, soit 1\u202f416\u00a0€ TTC, par personne"),
        ("CH", "1\u202f180\u00a0€ hors taxes, par personne"),
    ],
)
def test_vat_is_said_right(workshop_site, country: str, text: str) -> None:
    """Un prix hors taxes dit aussi ce que l’on paiera, en France."""
    site = workshop_site(agency=AGENCY + f"address: {{country: {country}}}\n")
    record = site.workshops["atelier"].record
    excluded = [price.model_copy(update={"vat": "excluded"}) for price in record.prices]
    site.workshops["atelier"].record = record.model_copy(update={"prices": excluded})

    assert [price.text for price in values(site).prices] == [text]


def test_the_exemption_is_claimed_by_whoever_has_it(workshop_site) -> None:
    """La mention d’exonération n’est écrite que pour un organisme exonéré."""
    assert "261-4-4°" in values(workshop_site(agency=AGENCY + TRAINING)).vat_note
    assert values(workshop_site()).vat_note is None


def test_qualiopi_is_never_named(workshop_site) -> None:
    """Le programme d’une formation ne porte pas la marque Qualiopi, même certifiée (charte d’usage)."""
    template = Path(__file__).resolve().parents[2] / "theme" / "templates" / "programme.html"

    assert "qualiopi" not in template.read_text("utf-8").lower()
    assert "12345" not in str(vars(values(workshop_site(agency=AGENCY + TRAINING)))["declaration"])


def test_past_sessions_are_left_out(workshop_site) -> None:
    """Le programme ne propose que les sessions à venir, dans l’ordre, annulées comprises."""
    cancelled = session_yaml("b", "2027-05-04", state="cancelled")
    site = workshop_site(cancelled, session_yaml("a", "2027-03-02"), session_yaml("p", "2026-03-03"))

    assert [(session.dates, session.off) for session in values(site).sessions] == [
        ("mardi 2\u00a0mars 2027", False),
        ("mardi 4\u00a0mai 2027", True),
    ]


def test_a_note_on_paper_has_no_way_back() -> None:
    """Sur papier, une note n’est pas suivie de la flèche qui ramène à son appel."""
    note = '<p>La note.\u00a0<a class="footnote-backref" href="#r" title="Retour">↩</a></p>'

    assert for_paper(note) == "<p>La note.</p>"


def test_a_body_on_paper_has_no_anchor() -> None:
    """Sur papier, un renvoi interne devient du texte, un lien vers ailleurs reste, un titre descend d’un cran."""
    body = '<h2 id="a">A</h2><p><a href="#a">plus haut</a>, <a href="https://x.example/">là</a></p>'

    assert for_paper(body) == '<h3>A</h3><p>plus haut, <a href="https://x.example/">là</a></p>'
