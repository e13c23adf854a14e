"""What texts and the house answer to rules: excepted, lowered, raised, excused, and told when that serves no more."""

from __future__ import annotations

import pytest

from plugins.common.problems import has_errors
from plugins.common.rules import all_rules
from plugins.model.answers import answered, idle_answers

from .conftest import text_of

AGENCY = "name: Agence Exemple\nurl: https://agence.example/\n"
LATE = {"date": "2026-03-01", "modified": "2025-03-01"}  # breaks « date-de-mise-a-jour »
WAIVER = "[{rule: date-de-mise-a-jour, reason: daté d’après le papier}]"


def late(**values: str) -> str:
    return text_of("articles", **{"title": "Tard", **LATE, **values})


def messages(site) -> list[str]:
    """What is told of a site whose rules have all spoken."""
    told = [*site.problems, *answered(site, idle_answers(site, at_the_end=False))]
    return [str(problem) for problem in told]


def test_a_fault_that_a_text_excepts_is_counted_and_not_told(folder):
    """Une faute que le texte admet n’est pas dite ; elle est comptée."""
    folder.write("articles/a.md", late(exceptions=WAIVER))
    site = folder.load()

    assert messages(site) == []
    assert [problem.rule for problem in site.excused] == ["date-de-mise-a-jour"]


def test_an_exception_is_of_its_text_and_of_its_rule(folder):
    """Une exception ne vaut ni pour un autre texte, ni pour une autre règle."""
    folder.write("articles/a.md", late(exceptions=WAIVER, guide="trois-mois", image="images/cap.png"))
    folder.write("articles/b.md", late(title="Encore"))

    assert sorted(problem.rule for problem in folder.load().problems) == ["date-de-mise-a-jour", "image-alt"]


@pytest.mark.parametrize(
    ("waiver", "message"),
    [
        (
            "[{rule: titre-doubl, reason: x}]",
            "« rule » : règle « titre-doubl » inconnue ; voulez-vous « titre-double » ?",
        ),
        ("[{rule: zzz, reason: x}]", "« rule » : règle « zzz » inconnue : voyez docs/rules.md"),
        (
            "[{rule: lien-mort, reason: x}]",
            "« rule » : la règle « lien-mort » n’admet pas d’exception : corrigez la faute, et retirez cette ligne",
        ),
        (
            "[{rule: titre-double}]",
            "clé « reason » absente (pourquoi la faute est voulue, pour qui relira) : ajoutez-la",
        ),
        (
            "titre-double",
            "« exceptions » : « titre-double » ; écrivez une liste, [{rule: nom, reason: pourquoi}], dans un en-tête"
            " entre deux lignes « --- »",
        ),
    ],
)
def test_an_exception_that_cannot_stand_is_an_error(folder, waiver, message):
    """Une exception nomme une règle qui s’admet, et dit pourquoi."""
    folder.write("articles/a.md", late(exceptions=waiver))
    found = [problem for problem in folder.load().problems if problem.severity == "error"]

    assert [problem.message for problem in found] == [message]


@pytest.mark.parametrize("kind", ["articles", "ateliers", "auteurs", "clients", "guides", "pages"])
def test_every_kind_of_text_has_exceptions(folder, kind):
    """Tout type de texte peut admettre une faute."""
    body = text_of(kind, exceptions="[{rule: signe-etranger, reason: c’est le sujet}]") + "\nUn {{ gabarit }}.\n"
    folder.write(f"{kind}/exemple-admis.md", body.replace("title: ", "title: Autre "))
    site = folder.load()

    assert messages(site) == []
    assert [problem.rule for problem in site.excused] == ["signe-etranger"]


def test_a_text_whose_excepted_fault_is_an_error_is_of_the_site(folder):
    """Une image qu’un texte dit n’être qu’un décor ne l’écarte pas du site."""
    waiver = "[{rule: image-alt, reason: un décor}]"
    folder.write("articles/a.md", text_of("articles", title="Décor", image="images/cap.png", exceptions=waiver))
    site = folder.load()

    assert messages(site) == []
    assert "a" in site.articles and not site.refused


def test_without_exception_the_same_image_stops_the_site(folder):
    """Sans exception, la même image arrête tout, et le message dit le nom de la règle."""
    folder.write("articles/a.md", text_of("articles", title="Décor", image="images/cap.png"))
    site = folder.load()

    assert has_errors(site.problems)
    assert [str(problem).rpartition(" ")[2] for problem in site.problems] == ["[image-alt]"]


def test_an_exception_that_serves_no_more_is_told(folder):
    """Une exception dont la faute n’est plus est à retirer."""
    folder.write("articles/a.md", late(modified="2026-04-01", exceptions=WAIVER))

    assert messages(folder.load()) == [
        "content/articles/a.md:5:14: avertissement : « date-de-mise-a-jour » ne dit plus rien de ce texte :"
        " retirez cette exception"
    ]


def test_no_exception_is_idle_beside_an_error(folder):
    """Près d’une erreur, rien n’est dit des exceptions : un texte illisible n’a pas été regardé."""
    folder.write("articles/a.md", late(modified="2026-04-01", exceptions=WAIVER))
    folder.write("articles/b.md", "rien")

    assert [problem.rule for problem in folder.load().problems] == ["entete-illisible"]
    assert list(idle_answers(folder.load(), at_the_end=False)) == []


@pytest.mark.parametrize(("answer", "severities"), [("off", []), ("warning", ["warning"]), ("error", ["error"])])
def test_the_house_sets_how_grave_a_rule_is(folder, answer, severities):
    """La maison éteint une règle, la garde ou en fait une erreur."""
    folder.write("agence.yaml", f"{AGENCY}rules: {{date-de-mise-a-jour: {answer}}}\n")
    folder.write("articles/a.md", late())

    assert [problem.severity for problem in folder.load().problems] == severities


def test_an_exception_outlives_a_rule_that_the_house_raises(folder):
    """Une règle que la maison durcit s’admet encore, avec une raison."""
    folder.write("agence.yaml", f"{AGENCY}rules: {{date-de-mise-a-jour: error}}\n")
    folder.write("articles/a.md", late(exceptions=WAIVER))

    assert messages(folder.load()) == []


@pytest.mark.parametrize("path", ["content/articles/a.md", "articles/a.md"])
def test_the_house_excuses_texts_by_their_path(folder, path):
    """La maison excuse une liste de textes, et eux seuls."""
    folder.write("agence.yaml", f"{AGENCY}rules:\n  date-de-mise-a-jour: [{path}]\n")
    folder.write("articles/a.md", late())
    folder.write("articles/b.md", late(title="Encore"))

    site = folder.load()
    assert [problem.path for problem in site.problems] == ["content/articles/b.md"]
    assert [problem.path for problem in site.excused] == ["content/articles/a.md"]


def test_the_list_of_the_house_shrinks(folder):
    """Un texte corrigé, ou disparu, est à retirer de la liste de la maison."""
    folder.write(
        "agence.yaml",
        f"{AGENCY}rules:\n  date-de-mise-a-jour:\n"
        "    - articles/2026-02-01-premier.md\n    - articles/z.md\n    - articles/premie.md\n",
    )

    assert messages(folder.load()) == [
        "content/agence.yaml:5:7: avertissement : « articles/2026-02-01-premier.md » n’a plus de faute"
        " « date-de-mise-a-jour » : retirez-le de cette liste",
        "content/agence.yaml:6:7: avertissement : « articles/z.md » n’existe pas : retirez-le de cette liste",
        "content/agence.yaml:7:7: avertissement : « articles/premie.md » n’existe pas ;"
        " voulez-vous « articles/2026-02-01-premier.md » ?",
    ]


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        (
            "{lien-mort: off}",
            "la règle « lien-mort » n’admet pas d’exception : corrigez la faute, et retirez cette ligne",
        ),
        (
            "{lien-mort: warning}",
            "la règle « lien-mort » n’admet pas d’exception : corrigez la faute, et retirez cette ligne",
        ),
        (
            "{lien-mort: [articles/a.md]}",
            "la règle « lien-mort » n’admet pas d’exception : corrigez la faute, et retirez cette ligne",
        ),
        ("{serie-tro: off}", "règle « serie-tro » inconnue ; voulez-vous « serie-trou » ?"),
        (
            "{serie-trou: non}",
            "« serie-trou » : « non » ; écrivez off, warning, error, ou la liste des textes admis : [articles/x.md]",
        ),
        (
            "{serie-trou: []}",
            "« serie-trou » : « [] » ; écrivez off, warning, error, ou la liste des textes admis : [articles/x.md]",
        ),
    ],
)
def test_an_answer_of_the_house_that_cannot_stand_is_an_error(folder, rules, message):
    """La maison ne baisse que ce qui s’admet, et répond par un mot connu."""
    folder.write("agence.yaml", f"{AGENCY}rules: {rules}\n")

    assert [(problem.message, problem.severity) for problem in folder.load().problems] == [(message, "error")]


def test_a_rule_that_the_house_misspells_is_told_where_it_is(folder):
    """Un nom de règle mal écrit dans agence.yaml est montré à son nom, non à sa valeur."""
    folder.write("agence.yaml", f"{AGENCY}rules:\n  serie-tro: off\n")
    [problem] = folder.load().problems

    assert (problem.line, problem.column, problem.rule) == (4, 3, "cle-inconnue")


@pytest.mark.parametrize("rule", ["lien-mort", "exception-sans-objet"])
def test_any_rule_may_be_an_error(folder, rule):
    """Toute règle peut être une erreur, même celle des exceptions qui ne servent plus."""
    folder.write("agence.yaml", f"{AGENCY}rules: {{{rule}: error}}\n")
    folder.write("articles/a.md", late(modified="2026-04-01", exceptions=WAIVER))
    site = folder.load()
    found = answered(site, idle_answers(site, at_the_end=False))

    assert site.problems == []
    assert [problem.severity for problem in found] == ["error" if rule == "exception-sans-objet" else "warning"]


def test_what_stops_a_text_from_being_read_cannot_be_lowered():
    """Ce qui s’admet est un avertissement, ou l’image sans texte alternatif, dont le texte se lit quand même."""
    assert {rule.id for rule in all_rules().values() if rule.waivable and rule.severity == "error"} == {"image-alt"}


def test_an_exception_of_what_is_written_is_judged_at_the_end(folder):
    """Une exception d’une règle de la sortie n’est jugée qu’une fois le site construit."""
    folder.write("articles/a.md", text_of("articles", title="A", exceptions="[{rule: accolades-montrees, reason: x}]"))
    site = folder.load()

    assert [len(list(idle_answers(site, at_the_end=end))) for end in (False, True)] == [0, 1]
