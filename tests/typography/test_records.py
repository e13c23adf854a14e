"""Records and contents: which texts are set, and what is added to a content after the rules."""

from __future__ import annotations

import pytest

from plugins.model.agency import Agency
from plugins.model.workshop import Workshop
from plugins.typography.records import typeset_record
from plugins.typography.rules import typeset_text
from plugins.typography.typogrify_filters import dress

WORKSHOP = {
    "title": "Vendre : l'atelier",
    "summary": "Pour qui ?",
    "audience": "Tous",
    "objectives": ["Oser !", "Dire : non"],
    "prerequisites": "Aucun",
    "duration": {"hours": 7, "days": 1},
    "mode": "onsite",
    "formats": ["inter"],
    "prices": [{"label": "Inter : par jour", "amount": 590, "vat": "exempt"}],
    "access": "Par courriel",
    "access_delay": "48 h",
    "methods": "Exercices",
    "assessment": "Quiz",
    "accessibility": {"text": "Sur demande !", "contact": "referent@a.example"},
    "trainers": ["equipe"],
    "contact": {"email": "a@b.example", "phone": "+33 4 00 00 00 00"},
    "faq": [{"q": "Pourquoi ?", "r": "Parce que !"}],
}


def test_every_text_of_a_record_is_set() -> None:
    """Chaque texte d’un atelier est composé, jusque dans ses listes et ses questions."""
    record = typeset_record(Workshop.model_validate(WORKSHOP), typeset_text)

    assert record.title == "Vendre\u00a0: l’atelier"
    assert record.objectives == ["Oser\u202f!", "Dire\u00a0: non"]
    assert record.prices[0].label == "Inter\u00a0: par jour"
    assert (record.faq[0].q, record.accessibility.text) == ("Pourquoi\u202f?", "Sur demande\u202f!")


def test_codes_and_addresses_of_a_record_stay() -> None:
    """Un numéro, une adresse ou un courriel reste tel qu’il est écrit."""
    data = {"name": "A", "url": "https://a.example/x?a=1;b=2", "siren": "000 000 000", "phone": "+33 4 00 00 00 00"}
    record = typeset_record(Agency.model_validate(data), typeset_text)

    assert record.model_dump(include=set(data)) == data


def test_a_record_without_anything_to_set_is_the_same() -> None:
    """Un enregistrement déjà composé n’est pas copié."""
    record = Agency(name="Agence")

    assert typeset_record(record, typeset_text) is record


@pytest.mark.parametrize(
    ("html", "dressed"),
    [
        ("<p>La PME</p>", '<p>La <span class="caps">PME</span></p>'),
        ("<p>Dupont &amp; fils</p>", '<p>Dupont <span class="amp">&amp;</span> fils</p>'),
        ("<p>A&amp;B, R&amp;D</p>", "<p>A&amp;B, R&amp;D</p>"),
        ('<p title="a > PME & b">x</p>', '<p title="a > PME & b">x</p>'),
        ("<p><code>PME &amp; IBM</code></p>", "<p><code>PME &amp; IBM</code></p>"),
        ('<p><a href="{static}/images/PME.png">x</a></p>', '<p><a href="{static}/images/PME.png">x</a></p>'),
        ("<p>a &amp; b &lt; PME</p>",
         '<p>a <span class="amp">&amp;</span> b &lt; <span class="caps">PME</span></p>'),
        ('<p><span class="verbatim">PME</span></p>', '<p><span class="verbatim">PME</span></p>'),
    ],
)  # fmt: skip
def test_acronyms_and_ampersands_are_dressed(html: str, dressed: str) -> None:
    """Sigles et esperluettes isolées sont habillés ; balises, attributs, code et passages protégés restent."""
    assert dress(html) == dressed
