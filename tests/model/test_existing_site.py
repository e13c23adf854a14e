"""An existing Pelican site is read: its headers, dates, keys, categories, folders and extensions."""

from __future__ import annotations

from datetime import datetime

import pytest


@pytest.mark.parametrize("end", ["", "---", "..."])
def test_a_plain_header_ends_at_an_empty_line_or_at_hyphens(folder, end):
    """Un en-tête simple se ferme par une ligne vide ou par « --- »."""
    folder.write("articles/a.md", f"Title: Essai\nDate: 2026-01-01 9:00\nTags: a, b\n{end}\nTexte.\n")
    site = folder.load()

    assert site.problems == []
    assert site.articles["a"].record.date == datetime(2026, 1, 1, 9)
    assert site.articles["a"].header.body.strip() == "Texte."


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2016-09-18T13:51:13+02:00", datetime(2016, 9, 18, 13, 51, 13)),
        ("2016-09-18T13:51:13Z", datetime(2016, 9, 18, 15, 51, 13)),
        ("2001-01-01 12:00:00 +02:00", datetime(2001, 1, 1, 11)),
        ("2016-12-31T23:30:00-0500", datetime(2017, 1, 1, 5, 30)),
        ("2019-02-15 9:00", datetime(2019, 2, 15, 9)),
        ("2019-02-15T09:00:00.123+01", datetime(2019, 2, 15, 9)),
        ("2026-10-25T01:30:00Z", datetime(2026, 10, 25, 2, 30, fold=1)),
    ],
)
def test_an_iso_instant_is_converted_to_the_agency_s_clock(folder, written, read):
    """Un instant ISO 8601 est mis à l’heure de l’agence."""
    folder.write("articles/a.md", f"---\ntitle: Essai\ndate: {written}\n---\nx\n")
    date = folder.load().articles["a"].record.date

    assert (date, date.fold) == (read, read.fold)


def test_an_instant_is_converted_to_another_zone_too(folder):
    """La zone est celle de l’agence, non celle de Paris."""
    folder.write("agence.yaml", "name: A\nurl: https://a.example\ntimezone: Indian/Reunion\n")
    folder.write("articles/a.md", "---\ntitle: Essai\ndate: 2026-01-01T08:00:00Z\n---\nx\n")

    assert folder.load().articles["a"].record.date == datetime(2026, 1, 1, 12)


def test_unknown_keys_of_plain_headers_are_kept_and_told_once(folder):
    """Les clés inconnues d’en-têtes simples sont gardées, et dites une fois pour tout le site."""
    for name in "ab":
        folder.write(
            f"articles/{name}.md",
            "Title: Essai " + name + "\nDate: 2026-01-01\nISBN: 978\nSave_as: x.html\nSource: https://a.example\n"
            "Translation: true\nTemplate: recette\nUrl: x/\nPrivate: \n\nTexte.\n",
        )
    site = folder.load()

    assert [(problem.path, problem.line, problem.severity) for problem in site.problems] == [
        ("content/articles/a.md", 3, "warning")
    ]
    assert site.problems[0].message.startswith(
        "2 textes ont des clés que le site ne connaît pas : isbn (2), save_as (2)"
    )
    assert site.articles["a"].record.extra == {
        "isbn": "978", "save_as": "x.html", "source": "https://a.example", "translation": "true",
        "template": "recette", "url": "x/", "private": "",
    }  # fmt: skip


def test_a_near_miss_stays_an_error_in_a_plain_header(folder):
    """Une clé connue mal orthographiée, ou en français, reste une faute dans un en-tête simple."""
    folder.write("articles/a.md", "Title: Essai\nDate: 2026-01-01\nSumary: x\nAuteur: y\n\nTexte.\n")

    assert [message.partition(": ")[2] for message in folder.messages()] == [
        "clé « sumary » inconnue ; voulez-vous « summary » ?",
        "clé « auteur » inconnue ; voulez-vous « authors » ?",
    ]


@pytest.mark.parametrize("folder_name", ["articles", "ateliers", "auteurs", "clients", "guides", "pages"])
def test_a_yaml_header_keeps_own_keys_under_extra(folder, required, folder_name):
    """Chaque type garde sous « extra » les clés de son auteur."""
    keys = "\n".join(f"{key}: {value}" for key, value in required[folder_name].items())
    folder.write(f"{folder_name}/x.md", f"---\n{keys}\nextra: {{isbn: 978, note: {{a: b}}}}\n---\nx\n")
    site = folder.load()

    assert site.problems == []
    assert site.by_path[f"{folder_name}/x.md"].record.extra == {"isbn": "978", "note": {"a": "b"}}


@pytest.mark.parametrize("written", ["Bitcoin, Économie", "[Bitcoin, Économie]", "Bitcoin ; Économie"])
def test_of_several_categories_the_first_is_the_rubric(folder, written):
    """De plusieurs catégories, la première est la rubrique, les autres sont des thèmes."""
    folder.write(
        "articles/a.md", f"---\ntitle: A\ndate: 2026-01-01\ncategory: {written}\ntags: [or, economie]\n---\nx\n"
    )
    folder.write("articles/b.md", f"---\ntitle: B\ndate: 2026-01-01\ncategories: {written}\n---\nx\n")
    site = folder.load()
    records = [site.articles[name].record for name in "ab"]

    assert [(record.category, record.tags) for record in records] == [
        ("Bitcoin", ["or", "economie"]),
        ("Bitcoin", ["Économie"]),
    ]


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("articles/Vente/x.md", "Vente"),
        ("articles/2026/05/x.md", None),
        ("articles/vente/2026/x.md", "vente"),
        ("articles/a/b/x.md", "b"),
        ("articles/x.markdown", None),
        ("articles/x.mkd", None),
    ],
)
def test_a_folder_is_a_rubric(folder, path, category):
    """Le dossier d’un article sans rubrique est sa rubrique ; une année n’en est pas une."""
    folder.write(path, "---\ntitle: A\ndate: 2026-01-01\n---\nx\n")
    folder.write(path.replace("x.", "y."), "---\ntitle: B\ndate: 2026-01-01\ncategory: Web\n---\nx\n")
    site = folder.load()

    assert site.problems == []
    assert (site.articles["x"].record.category, site.articles["y"].record.category) == (category, "Web")


def test_the_date_of_a_plain_header_may_be_in_the_name(folder):
    """Sans « Date: », un en-tête simple prend celle du nom du fichier, comme Pelican."""
    folder.write("articles/2026-01-05-a.md", "Title: Essai\n\nTexte.\n")

    assert folder.load().articles["a"].record.date == datetime(2026, 1, 5)


def test_all_faults_of_a_header_are_told_at_once(folder):
    """Les fautes de clés, de valeurs, de renvois, de lieux et d’heures d’un en-tête sont dites ensemble."""
    folder.write(
        "articles/a.md",
        "---\ntitle: Essai\ndate: 3 novembre 2026\nauthors: [redactoin]\nsummary:\nseries: S\n"
        "image: images/cap.png\n---\n[x](absent.md)\n",
    )

    assert [message.split(":")[1] for message in folder.messages()] == ["3", "4", "5", "6", "7", "9"]


def test_a_folder_that_is_a_file_is_told(empty):
    """Un fichier à la place d’un dossier de textes est dit."""
    empty.write("articles", "x")

    assert "content/articles:1:1: ce n’est pas un dossier" in empty.messages()[0]


def test_an_empty_key_of_a_plain_header_is_as_if_it_were_absent(folder):
    """« Tags: » sans valeur, comme Pelican l’admet, n’est rien ; un statut vide reste une faute."""
    folder.write("articles/Éco/a.md", "Title: Essai\nDate: 2026-01-01\nTags:\nCategory:\nSummary:\n\nTexte.\n")
    folder.write("articles/b.md", "Title: Essai\nDate: 2026-01-01\nStatus:\n\nTexte.\n")
    site = folder.load()

    assert site.articles["a"].record.category == "Éco" and site.articles["a"].record.tags == []
    assert [str(problem).split(":")[0] for problem in site.problems] == ["content/articles/b.md"]
