"""`fix` writes whom a price is for where nobody could doubt it, and `check` says what to do elsewhere."""

from __future__ import annotations

import pytest
from invoke import Config, Context

from plugins.editorial.commands import fix

BLOCK = "\n  - label: Inter-entreprises  # le plus demandé\n    amount: 590\n    vat: exempt\n    unit: par personne"


def fixed(folder, capsys, **keys: str) -> str:
    """The text of a workshop once fixed; a second time, nothing is left to write."""
    folder.workshop(**keys)
    path = folder.root / "ateliers/ecrire.md"
    fix.body(Context(Config()), diff=False, content=str(folder.root), files=[])
    once = path.read_bytes()
    fix.body(Context(Config()), diff=False, content=str(folder.root), files=[])
    assert path.read_bytes() == once
    return once.decode()


@pytest.mark.parametrize(
    ("formats", "line", "whom"),
    [
        ("[inter, intra]", "{label: Inter, amount: 590, vat: exempt}", "inter"),
        ("[inter, intra]", "{label: Intra, amount: 590, vat: exempt}", "intra"),
        ("[inter, intra]", "{label: Tarif, amount: 590, vat: exempt, unit: par personne}", "inter"),
        ("[inter, intra]", "{label: Tarif, amount: 590, vat: exempt, unit: par groupe}", "intra"),
        ("[intra]", "{label: Tarif, amount: 590, vat: exempt, unit: par personne}", "intra"),
        ("[inter]", "{label: Formation intranet, amount: 590, vat: exempt}", "inter"),
        ("[inter]", "{label: Forfait, amount: 590, vat: exempt}", None),
        ("[inter, intra]", "{label: Tarif, amount: 590, vat: exempt}", None),
        ("[inter, intra]", '{label: Tarif, amount: 590, vat: exempt, unit: "par personne, groupe de 4 à 8"}', None),
        ("[inter, intra]", "{label: Particulier, amount: 590, vat: exempt, unit: par personne}", None),
    ],
)
def test_a_price_says_whom_it_is_for_beyond_doubt(folder, capsys, formats, line, whom):
    """`fix` écrit « for » quand la formule ou les mots du prix ne laissent pas de doute ; sinon il ne touche à rien, et
    `check` dit quoi écrire."""
    text = fixed(folder, capsys, formats=formats, prices=f"[{line}]")
    head, _, tail = line.partition(", ")

    assert (f"prices: [{head}, for: {whom}, {tail}]" if whom else f"prices: [{line}]") in text
    told = [each for each in folder.messages() if "[atelier-prix-pour]" in each]
    assert bool(told) == (whom is None)
    assert all("ajoutez « for: " in each or "« for: intra »" in each for each in told)


def test_a_price_on_several_lines_keeps_its_comments(folder, capsys):
    """Un prix écrit sur plusieurs lignes garde ses commentaires et leur alignement."""
    text = fixed(folder, capsys, prices=BLOCK)

    assert "  - label: Inter-entreprises  # le plus demandé\n    for: inter\n    amount: 590\n" in text
    assert folder.messages() == []


def test_the_message_names_fix_where_fix_writes(folder):
    """Le message d’un prix sans « for » nomme la commande qui l’écrit, là où elle l’écrit."""
    folder.workshop(prices="[{label: Inter, amount: 590, vat: exempt}, {label: Plein, amount: 700, vat: exempt}]")
    first, second = folder.messages()

    assert "ajoutez « for: inter » (./inv fix l’écrit)" in first
    assert "ajoutez « for: inter », intra ou individual" in second
