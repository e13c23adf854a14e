"""The papers of the house: licences in full, forms that GitHub reads, a changelog in its form."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
LICENCES = {
    "LICENSE": ("GNU AFFERO GENERAL PUBLIC LICENSE", "13. Remote Network Interaction", "END OF TERMS AND CONDITIONS"),
    "plugins/targets/mu-plugin/LICENSE.txt": ("Version 2, June 1991", "END OF TERMS AND CONDITIONS"),
    "docs/licences/CC-BY-SA-4.0.txt": ("Attribution-ShareAlike 4.0", "Section 8 – Interpretation"),
    "theme/static/fonts/OFL.txt": ("SIL OPEN FONT LICENSE Version 1.1", "DISCLAIMER"),
}


def tracked(pattern: str) -> list[str]:
    """The files that git knows, by their place in the project."""
    command = ["git", "ls-files", "-z", pattern]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8").stdout.split("\0")
    return [name for name in listed if (ROOT / name).is_file()]


@pytest.mark.parametrize("name", LICENCES)
def test_each_licence_is_there_whole_and_said(name: str) -> None:
    """Chaque licence est là en entier, et le README dit ce qu’elle couvre."""
    text = (ROOT / name).read_text(encoding="utf-8")

    assert all(words in text for words in LICENCES[name])
    assert f"({name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_plugin_given_to_clients_says_its_licence() -> None:
    """Le fichier remis à un client porte lui-même sa licence."""
    header = (ROOT / "plugins/targets/mu-plugin/tribune-relais.php").read_text(encoding="utf-8")[:1500]

    assert "License: GPL-2.0-or-later" in header and "WITHOUT ANY WARRANTY" in header


@pytest.mark.parametrize(
    "path", sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("[0-9]*.yml")), ids=lambda path: path.name
)
def test_a_form_is_one_that_github_reads(path: Path) -> None:
    """Un formulaire a un nom, une description, des champs d’identifiants distincts et d’un type connu."""
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    ids = [each["id"] for each in form["body"]]

    assert form["name"] and form["description"] and len(set(ids)) == len(ids)
    assert {each["type"] for each in form["body"]} <= {"textarea", "input", "checkboxes", "dropdown"}
    assert all(each["attributes"]["label"] for each in form["body"])


def test_the_changelog_keeps_its_form() -> None:
    """Le journal s’ouvre par ce qui n’est pas encore en ligne, puis des dates décroissantes, sous des titres connus."""
    titles = re.findall(r"^(##+) (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    dates = [title for level, title in titles if level == "##"]
    kinds = {title for level, title in titles if level == "###"}

    assert dates[0] == "Unreleased" and dates[1:] == sorted(dates[1:], reverse=True)
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_hooks_are_tasks_of_the_project() -> None:
    """Les contrôles d’avant commit sont les tâches du projet : une seule version de chaque outil."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))

    assert [each["repo"] for each in config["repos"]] == ["local"]
    assert all(hook["entry"].startswith("./inv ") for each in config["repos"] for hook in each["hooks"])


def test_a_paper_that_changes_is_tried_before_its_commit() -> None:
    """Le contrôle des guides voit tout document dont les exemples ou les liens sont essayés."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    seen = next(hook["files"] for hook in config["repos"][0]["hooks"] if hook["id"] == "guides")
    papers = [str(path.relative_to(ROOT)) for pattern in ("*.md", "docs/*.md") for path in ROOT.glob(pattern)]

    assert [name for name in papers if not re.search(seen, name)] == []


def test_the_files_keep_to_the_editorconfig() -> None:
    """Hors licences, un fichier de texte est en UTF-8, aux fins de ligne d’Unix, sans blanc en fin de ligne."""
    faults = []
    for name in tracked("*"):
        data = (ROOT / name).read_bytes()
        if b"\0" in data[:8000] or re.search(r"^LICENSE$|^docs/licences/|(LICENSE|OFL)\.txt$", name):
            continue
        data.decode("utf-8")
        # Two spaces end a line of Markdown; « -- » and one announce a signature (RFC 3676, § 4.3).
        free = name.endswith((".md", "inert.txt", "lettre.txt", "letter.txt"))
        if b"\r" in data or not data.endswith(b"\n") or (not free and re.search(rb"[ \t]$", data, re.M)):
            faults.append(name)

    assert faults == []


def test_the_links_of_the_papers_lead_somewhere() -> None:
    """Un lien d’un document vers un fichier du projet mène à un fichier."""
    broken = []
    for name in (each for each in tracked("*.md") if not each.startswith(("content/", "tests/"))):
        text = re.sub(r"^```.*?^```|<!--.*?-->", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M | re.S)
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]*`", "", text)):
            path = target.partition("#")[0]
            if path and "://" not in path and not (ROOT / name).parent.joinpath(path).exists():
                broken.append(f"{name}: {target}")

    assert broken == []


def test_each_criterion_is_held_by_a_test_that_exists_or_by_someone() -> None:
    """Le tableau de l’accessibilité a les 106 critères, une fois chacun, dans l’ordre ; chaque test nommé est là."""
    text = (ROOT / "docs/accessibility.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d+)\.(\d+) \| (.+) \| (.+) \|$", text, re.M)
    counts = (9, 2, 3, 13, 8, 2, 5, 10, 4, 14, 13, 11, 12)  # criteria of each theme of the RGAA 4.1

    assert [(int(theme), int(rank)) for theme, rank, _, _ in rows] == [
        (theme, rank) for theme, count in enumerate(counts, 1) for rank in range(1, count + 1)
    ]
    for theme, rank, _, held in rows:
        assert re.search("`|par une personne : |sans objet ici : ", held), (theme, rank)
    named = set(re.findall(r"`(tests/[\w./]+)`", text))
    assert named and [path for path in named if not (ROOT / path).is_file()] == []
    short = set(re.findall(r"`(\w+)` est `tests/", text))
    assert {word for *_, held in rows for word in re.findall("`([a-zé]+)`", held)} <= short | {
        "font",
        "align",
        "bgcolor",
    }
