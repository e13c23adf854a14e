"""« de » before a name."""

from __future__ import annotations

import pytest

from plugins.french.elision import at, de


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
        ("HP", "d’HP"),
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


MUTE = """
Hélène Henri Henriette Hubert Hugues Hugo Hervé Hortense Honoré Hippolyte Hyacinthe Homère Héloïse Hadrien
Havas Hachette Hermès Humanis Harmattan Habitat Halloween Histoire Hérault Hyères Hendaye Herblay Haïti Helsinki
Hôtel Hôpital Honneur Héritage Héroïne Hélicoptère Heure Heureux Huître Huissier Humour Humus Hydrogène Hybrid
Harpagon Hexagone Hiver Horizons Habiter HEC HSBC H&M Yvelines Ynsect Yonne Ouïe Uber
"""
ASPIRATED = """
Hache Hachis Haie Halles Hameau Hamster Handicap Hangar Haricot Harpe Hasard Haute-Savoie Hauts-de-France Hérisson
Hernie Héron Héros Herse Hibou Hiérarchie Hockey Hollande Homard Hongrie Honte Hors-Série Houille Hublot Huguenot
Huit Hussard Hutte Hambourg Honda Huawei Hyundai HubSpot Hewlett HelloAsso HomeServe Oui Ouigo Onze Yaourt Yoplait
"""


@pytest.mark.parametrize("name", MUTE.split())
def test_de_is_elided_before_a_mute_h(name):
    """« de » s’élide devant un h muet, un sigle qui s’épelle « ache », un y voyelle."""
    assert de(name) == f"d’{name}"


@pytest.mark.parametrize("name", ASPIRATED.split())
def test_de_stays_before_an_aspirated_h(name):
    """« de » reste entier devant un h aspiré, « oui » et « onze »."""
    assert de(name) == f"de {name}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Lyon", "à Lyon"),
        ("Le Mans", "au Mans"),
        ("le Mans", "au Mans"),
        ("LE HAVRE", "au HAVRE"),
        ("les Ulis", "aux Ulis"),
        ("La Hache", "à La Hache"),
        ("Levallois", "à Levallois"),
    ],
)
def test_a_town_takes_a_contracted_article(name, text):
    """« à » se contracte avec l’article d’une ville, quelle que soit sa casse."""
    assert at(name) == text
