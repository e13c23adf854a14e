"""« de » before a name."""

from __future__ import annotations

import pytest

from plugins.french.elision import de


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Sparklane", "de Sparklane"),
        ("Exocet", "d’Exocet"),
        ("Élan", "d’Élan"),
        ("Œuvres", "d’Œuvres"),
        ("Le Figaro", "du Figaro"),
        ("LE MONDE", "du MONDE"),
        ("Les Échos", "des Échos"),
        ("La Poste", "de La Poste"),
        ("Leroy", "de Leroy"),
        ("L’Oréal", "de L’Oréal"),
        ("Hermès", "d’Hermès"),
        ("Harmonie", "d’Harmonie"),
        ("Honda", "de Honda"),
        ("HP", "de HP"),
        ("Yves Rocher", "d’Yves Rocher"),
        ("Yahoo", "de Yahoo"),
        ("Onze", "de Onze"),
        ("« Élan »", "d’« Élan »"),
        ("3M", "de 3M"),
        ("  Orvane ", "d’Orvane"),
    ],
)
def test_de_before_a_name(name, text):
    """« de » s’élide devant une voyelle et se contracte avec l’article."""
    assert de(name) == text
