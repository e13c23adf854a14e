"""Warnings on what no schema sees: tags nearly the same, a series with a gap, a title twice."""

from __future__ import annotations

import pytest

from plugins.common.problems import has_errors


def messages(site) -> list[str]:
    assert not has_errors(site.problems)
    return [str(problem).removeprefix("content/") for problem in site.problems]


@pytest.mark.parametrize("other", ["Réseaux sociaux", "réseaux-sociaux", "reseaux sociaux", "réseau sociaux"])
def test_a_tag_spelt_otherwise_is_told(other, write, load):
    """Deux thèmes qui ne diffèrent que par la casse, un accent ou un pluriel sont signalés."""
    write("a", tags="vente, réseaux sociaux")
    write("b", tags="réseaux sociaux")
    write("c", tags=f"[vente, {other}]")

    assert messages(load()) == [
        f"articles/c.md:4:15: avertissement : thème « {other} » : écrivez « réseaux sociaux »,"
        " comme dans 2 autres textes [theme-double]"
    ]


def test_a_tag_twice_in_one_text_is_told(write, load):
    """Un thème écrit deux fois dans un texte est signalé pour ce qu’il est."""
    write("a", tags="[CSS, css]")

    assert messages(load()) == [
        "articles/a.md:4:13: avertissement : thème « css » : « CSS » est déjà là, effacez-le [theme-double]"
    ]  # fmt: skip


def test_the_usual_tag_is_the_most_frequent(write, load):
    """L’orthographe gardée est la plus fréquente, au singulier comme au pluriel."""
    write("a", tags="ventes")
    write("b", tags="vente")
    write("c", tags="vente")

    assert messages(load()) == [
        "articles/a.md:4:7: avertissement : thème « ventes » : écrivez « vente », comme dans 2 autres textes"
        " [theme-double]"
    ]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([1, 2, 3], []),
        ([1], []),
        ([1, 3], ["la série saute de 1 à 3 : écrivez la partie 2, ou changez ce rang [serie-trou]"]),
        ([1, 4], ["la série saute de 1 à 4 : écrivez les parties 2 et 3, ou changez ce rang [serie-trou]"]),
        ([1, 5], ["la série saute de 1 à 5 : écrivez les parties 2, 3 et 4, ou changez ce rang [serie-trou]"]),
        ([1, 1], ["la partie 1 de cette série est déjà content/articles/b.md : donnez un autre rang [serie-rang]"]),
    ],
)
def test_a_series_has_neither_gap_nor_double(parts, expected, write, load):
    """Une série a ses parties une fois chacune, et toutes."""
    for name, part in zip("bcd", parts, strict=False):
        write(name, series="Vendre autrement", series_part=str(part))

    assert messages(load()) == [f"articles/c.md:5:14: avertissement : {message}" for message in expected]


def test_two_articles_have_two_titles(write, load):
    """Deux articles de même titre sont signalés ; deux titres sans lettre latine ne se confondent pas."""
    write("a", title="Vendre : écouter ?")
    write("b", title="Vendre, écouter")
    write("c", title="東京")
    write("d", title="大阪")

    assert messages(load()) == [
        "articles/b.md:2:8: avertissement : même titre que content/articles/a.md : distinguez les deux [titre-double]"
    ]


def test_two_tags_that_share_an_address_are_told_so(write, load):
    """Deux thèmes que seul un signe sépare auraient la même adresse : le message le dit."""
    write("a", tags="[C++]")
    write("b", tags="[C++]")
    write("c", tags="[C]")

    (message,) = messages(load())
    assert message.endswith("comme dans 2 autres textes (les deux auraient pour adresse /themes/c/) [theme-double]")


@pytest.mark.parametrize("body", ["", "## Un titre\n\n### Un autre\n"])
def test_an_article_without_text_is_told(body, content, load):
    """Un article publié sans texte ni chapô est signalé : son extrait serait vide."""
    (content / "articles" / "vide.md").write_text(f"---\ntitle: Vide\ndate: 2026-01-02\n---\n{body}", "utf-8")

    assert messages(load()) == [
        "articles/vide.md:2:8: avertissement : article sans texte : écrivez un paragraphe, ou laissez « status: draft »"
        " [texte-vide]"
    ]


@pytest.mark.parametrize(
    ("summary", "found"),
    [("Un <b>mot</b>", "<b>"), ("Un **mot** fort", "**mot**"), ("Un [lien](x.md)", "[lien](x.md)")],
)
def test_markup_in_a_summary_is_told(summary, found, write, load):
    """Une balise ou du Markdown dans « summary » se verrait tel quel : c’est signalé."""
    write("a", summary=summary)

    (message,) = messages(load())
    assert f"« {found} » se verra tel quel dans les listes" in message


@pytest.mark.parametrize("summary", ["3 * 4 = 12, 5 > 4", "5 < 6 : « a » [note]", "L’étoile *, seule"])
def test_a_plain_summary_is_left(summary, write, load):
    """Un chapô en texte simple n’est pas signalé, même avec une étoile ou un chevron."""
    write("a", summary=summary)

    assert messages(load()) == []


def test_an_agency_at_fault_is_not_told_to_add_its_address(content, load):
    """Une agence dont une clé est fausse n’est pas dite sans adresse publique."""
    (content / "agence.yaml").write_text("name: Agence\nurl: https://agence.example/\nemail: x\n", "utf-8")

    assert [problem.line for problem in load().problems] == [3]
