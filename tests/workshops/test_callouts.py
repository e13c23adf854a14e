"""The workshop that an article leads to: the one it names, else one of its theme, else the one that comes first."""

from __future__ import annotations

from plugins.site.assemble import assemble
from plugins.site.options import Options
from plugins.workshops.outputs import slots
from tests.workshops.conftest import SESSION, Folder


def session(identifier: str, day: str, more: str = "seats_left: 4") -> str:
    """A session of one day."""
    return (
        f"\n  - {{id: {identifier}, place: lyon, state: open, seats: 10, {more},"
        f" days: [{{date: {day}, start: '09:00', end: '17:00', break_minutes: 60}}]}}"
    )


def led_to(folder: Folder, **header: str) -> str:
    """The title of the workshop that an article with these keys leads to."""
    keys = {"title": "Un texte", "date": "2026-10-01", "authors": "[claire]", **header}
    lines = "".join(f"{key}: {value}\n" for key, value in keys.items())
    folder.write("articles/2026-10-01-texte.md", f"---\n{lines}---\n\nUn texte.\n")
    content = folder.load()
    assert not [each for each in content.problems if each.severity == "error"], content.problems
    found = slots(assemble(content, Options("https://essai.example", production=True)), lambda name, view: "").workshops
    return found["texte"].title if "texte" in found else ""


def three(folder: Folder) -> None:
    """Three workshops: the one that comes last has a theme."""
    folder.workshop("tot", title="Le premier", sessions=session("a", "2027-01-10"))
    folder.workshop("ecrire", title="L’écriture", theme="Écriture", sessions=session("b", "2027-03-10"))
    folder.workshop("tard", title="Le dernier", sessions=session("c", "2027-06-10"))


def test_the_one_that_it_names_comes_first(folder: Folder) -> None:
    """L’atelier que l’article nomme passe avant tout autre."""
    three(folder)

    assert led_to(folder, workshop="tard", tags="[écriture]") == "Le dernier"


def test_else_one_of_its_theme(folder: Folder) -> None:
    """Sinon, celui dont le thème est un thème ou la rubrique de l’article, accents et majuscules mis à part."""
    three(folder)

    assert led_to(folder, tags="[Ecriture, autre]") == led_to(folder, category="écriture") == "L’écriture"


def test_else_the_one_that_can_be_joined_soonest(folder: Folder) -> None:
    """Sinon, celui où l’on peut s’inscrire le plus tôt : une session complète passe après."""
    three(folder)
    assert led_to(folder) == "Le premier"

    folder.workshop(
        "tot",
        title="Le premier",
        sessions=session("a", "2027-01-10", "seats_left: 0").replace("state: open", "state: full"),
    )
    assert led_to(folder) == "L’écriture"


def test_no_date_to_sell_no_workshop(folder: Folder) -> None:
    """Sans date à vendre ni thème commun, l’article ne mène à aucun atelier."""
    folder.workshop(sessions=f"\n  - {SESSION.replace('open', 'cancelled')}")

    assert led_to(folder) == ""


def test_a_hidden_workshop_is_offered_by_no_article(folder: Folder) -> None:
    """Un atelier masqué n’est proposé par aucun article."""
    folder.workshop(status="hidden")

    assert led_to(folder) == ""
