"""The tasks that authors and editors type: `check`, `new`, `clean`, the list, the documents they write."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from plugins.model.kinds import KINDS
from plugins.model.reference import reference
from plugins.model.rules_reference import rules_reference

ROOT = Path(__file__).resolve().parents[2]
TWELVE = {
    "01.md": "---\ndate: 2026-01-01\n---\nx\n",
    "02.md": "---\ntitle: Deux\ndate: 25 avril 2017\n---\nx\n",
    "03.md": "---\ntitle: Trois\ndate: 2024-02\n---\nx\n",
    "04.md": "---\ntitle: Quatre\ndate: 2026-01-01\nsumary: x\n---\nx\n",
    "05.md": "---\ntitle: Cinq\ndate: 2026-01-01\nauthors: [redactoin]\n---\nx\n",
    "06.md": "---\ntitle: Six\ndate: 2026-01-01\nclient: inconnu\noriginal_url: https://a.example/x\n---\nx\n",
    "07.md": "---\ntitle: Sept\ndate: 2026-01-01\nCatégorie: Web\n---\nx\n",
    "08.md": "---\ntitle: Huit\ndate: 2026-01-01\n",
    "09.md": "---\ntitle: Neuf\ndate: 2026-01-01\n---\n[x]({filename}absent.md)\n",
    "10.md": "---\ntitle: Dix\ndate: 2026-01-01\n---\n![](../images/carre.png)\n",
    "2026-11-11-premier.md": "---\ntitle: Onze\ndate: 2026-01-01\nslug: premier\n---\nx\n",
    "12.md": "---\ntitle: Douze\ndate: 2026-01-01\n---\n<<<<<<< HEAD\nx\n",
}


@pytest.fixture
def faulty(content: Path) -> Path:
    """The small content with twelve planted faults."""
    for name, text in TWELVE.items():
        (content / "articles" / name).write_text(text, encoding="utf-8")
    return content


def test_check_shows_all_faults_at_once(inv, faulty: Path) -> None:
    """Douze fautes plantées donnent douze lignes, chacune avec son fichier, sa ligne et sa colonne."""
    result = inv("check", "--content", faulty)
    lines = result.stdout.splitlines()

    assert result.returncode == 1
    assert [re.search(r"articles/([\w-]+\.md):\d+:\d+: \S", line)[1] for line in lines] == sorted(TWELVE)


def test_check_writes_json(inv, faulty: Path) -> None:
    """--format json donne les mêmes fautes à une machine."""
    faults = json.loads(inv("check", "--content", faulty, "--format", "json").stdout)

    assert len(faults) == 12
    assert faults[1] == {
        "path": f"{faulty}/articles/02.md",
        "line": 3,
        "column": 7,
        "message": "date « 25 avril 2017 » : écrivez 2017-04-25",
        "severity": "error",
        "rule": "valeur-refusee",
        "waivable": False,
    }


def test_check_writes_annotations(inv, faulty: Path) -> None:
    """--format github donne des annotations pour la demande de fusion."""
    first = inv("check", "--content", "content", "--format", "github", cwd=faulty.parent).stdout.splitlines()[0]

    assert first.startswith("::error file=content/articles/01.md,line=1,col=1,title=cle-absente::clé « title » absente")


def test_a_good_content_passes(inv) -> None:
    """Le contenu livré n’a aucune faute."""
    result = inv("check", "--now", "2026-11-22")

    assert (result.returncode, result.stdout) == (0, "")


@pytest.mark.parametrize("kind", ["article", "atelier", "client", "auteur", "guide", "page"])
def test_a_new_file_passes_the_checks(inv, content: Path, kind: str) -> None:
    """Un fichier créé par `new` passe aussitôt la vérification."""
    made = inv("new", kind, "Titre : sous-titre ?", "--content", content, "--now", "2026-11-22")
    faults = json.loads(inv("check", "--content", content, "--format", "json").stdout)

    assert made.returncode == 0, made.stderr
    assert Path(made.stdout.strip()).is_file()
    # A signature and a client have no draft: what is left to write in their file is told at once.
    assert [fault for fault in faults if "exemple" not in fault["message"]] == []
    assert bool(faults) == (kind in ("client", "auteur"))


def test_new_never_overwrites(inv, content: Path) -> None:
    """`new` n’écrase jamais un fichier."""
    first = inv("new", "page", "Contact bis", "--content", content)
    path = Path(first.stdout.strip())
    path.write_text("---\ntitle: Le mien\n---\n\nÀ moi.\n", encoding="utf-8")
    second = inv("new", "page", "Contact bis", "--content", content)

    assert second.returncode == 1 and "existe déjà" in second.stderr
    assert "Le mien" in path.read_text("utf-8")


def test_new_says_which_types_there_are(inv, content: Path) -> None:
    """Un type inconnu donne le plus proche."""
    result = inv("new", "artcile", "Titre", "--content", content)

    assert result.returncode == 1 and "voulez-vous « article » ?" in result.stderr


def test_each_task_is_listed_with_one_french_line(inv) -> None:
    """`./inv --list` présente chaque tâche en une ligne."""
    lines = [line for line in inv("--list").stdout.splitlines()[1:] if line.strip()]
    headings = [line for line in lines if line.endswith(" :")]

    assert len(lines) >= 13
    assert headings[0] == "Pour écrire et relire :" and headings[-1] == "Pour développer :"
    assert [line for line in lines if not re.match(r"  [a-z.-]+ +[A-ZÉ].*\.$", line) and line not in headings] == []


def test_what_the_guides_name_is_not_left_to_developers(inv) -> None:
    """Une tâche que nomment les guides de l’auteur et de l’éditeur est rangée parmi les leurs."""
    guides = "".join((ROOT / "docs" / name).read_text("utf-8") for name in ("guide-auteur.md", "guide-editeur.md"))
    named = set(re.findall(r"\./inv ([a-z]+(?:\.[a-z]+)?)", guides))
    developers = inv().stdout.partition("Pour développer :")[2]

    assert len(named) > 10
    assert [task for task in sorted(named) if re.search(rf"^  {re.escape(task)} ", developers, re.M)] == []


def test_an_unreadable_instant_is_refused(inv) -> None:
    """Un --now illisible est refusé avec un exemple."""
    result = inv("check", "--now", "demain")

    assert result.returncode == 2 and "par exemple 2026-03-01" in result.stderr


def test_the_reference_is_up_to_date() -> None:
    """docs/reference.md dit ce que disent les schémas, docs/rules.md les règles du code (./inv docs les écrit)."""
    assert (ROOT / "docs" / "reference.md").read_text("utf-8") == reference(KINDS)
    assert (ROOT / "docs" / "rules.md").read_text("utf-8") == rules_reference()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chek"], "« chek » n’est ni une tâche ni une option ; voulez-vous « check » ?"),
        (["new", "article"], '« new » attend encore : title ; par exemple ./inv new article "Titre"'),
        (
            ["new", "article", "Un", "titre"],
            '« titre » de trop : le titre s’écrit entre guillemets ; par exemple ./inv new article "Titre"',
        ),
        (["check", "--now"], "l’option « --now » attend une valeur"),
    ],
)
def test_a_command_that_is_off_gets_a_french_remedy(inv, words: list[str], said: str) -> None:
    """Une commande mal tapée reçoit une phrase en français et un code de sortie différent de 0."""
    result = inv(*words)

    assert (result.returncode, result.stderr.strip()) == (2, said)


def test_the_command_works_through_a_link(tmp_path: Path) -> None:
    """./inv lancé par un lien trouve le projet, et n’écrit rien à côté du lien."""
    (tmp_path / "raccourci").symlink_to(ROOT / "inv")
    result = subprocess.run([tmp_path / "raccourci", "--list"], capture_output=True, text=True)

    assert result.returncode == 0 and "check" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["raccourci"]
