"""What `publish` promises: whole or not at all, clear messages, nothing lost."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError

from plugins.build.pelican import failure_of
from tests.conftest import LEGAL, write

LATER = "2026-03-01"


def digest(folder: Path) -> dict[str, str]:
    """The hash of each file of a folder."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.fixture
def published(inv, content: Path, tmp_path: Path) -> Path:
    """A good output of the small content."""
    result = inv("publish", "--content", content, "--output", tmp_path / "out", "--now", LATER)
    assert result.returncode == 0, result.stderr
    return tmp_path / "out"


def test_a_fault_leaves_the_old_output_byte_for_byte(inv, content: Path, published: Path) -> None:
    """Une faute laisse l’ancienne sortie intacte, à l’octet près."""
    before = digest(published)
    (content / "articles" / "faux.md").write_text("---\ntitle: Faux\ndate: 1/3/2026\n---\nx\n", encoding="utf-8")
    result = inv("publish", "--content", content, "--output", published, "--now", LATER)

    assert result.returncode == 1
    assert "articles/faux.md:3:7: date « 1/3/2026 » : écrivez AAAA-MM-JJ" in result.stderr
    assert digest(published) == before


def test_a_removed_text_leaves_the_output(inv, content: Path, published: Path) -> None:
    """Un texte retiré du contenu quitte la sortie."""
    (content / "articles" / "2026-01-05-premier.md").unlink()
    result = inv("publish", "--content", content, "--output", published, "--now", LATER, "--accepter-la-perte")

    assert result.returncode == 0 and "disparaissent, comme demandé" in result.stderr
    assert not (published / "articles" / "premier").exists()


def test_check_and_publish_say_the_same_of_a_loss(inv, content: Path, tmp_path: Path) -> None:
    """Une perte d’adresses notées est refusée par les deux commandes en mêmes mots, et acceptée par la même option."""
    lost = "".join(f"/articles/perdu-{number}/\n" for number in range(5))
    write(content, "registre/adresses.txt", lost + "/\n")
    told = []
    for task, *output in (("check",), ("publish", "--output", tmp_path / "site")):
        for option, code in (((), 1), (("--accepter-la-perte",), 0)):
            result = inv(task, "--content", content, *output, "--now", LATER, *option, CI="true")
            assert result.returncode == code, result.stderr
            (line,) = [line for line in (result.stdout + result.stderr).splitlines() if "5 des 6 adresses" in line]
            told.append(line)

    assert told[:2] == told[2:]
    assert told[0].endswith("si c’est voulu, relancez la commande avec --accepter-la-perte")
    assert ":1:1: avertissement : 5 des 6 adresses publiées disparaissent, comme demandé" in told[1]


def test_nothing_is_left_beside_the_output(published: Path, tmp_path: Path) -> None:
    """La construction ne laisse rien à côté de la sortie."""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["content", "out"]


def test_an_empty_content_is_refused(inv, tmp_path: Path) -> None:
    """Un contenu vide, comme après une copie manquée, est refusé."""
    (tmp_path / "vide").mkdir()
    result = inv("publish", "--content", tmp_path / "vide", "--output", tmp_path / "out")

    assert result.returncode == 1
    assert "aucun texte dans ce dossier" in result.stderr
    assert not (tmp_path / "out").exists()


def test_a_missing_content_folder_is_refused(inv, tmp_path: Path) -> None:
    """Un dossier de contenu absent est refusé sans trace d’exécution."""
    result = inv("publish", "--content", tmp_path / "absent", "--output", tmp_path / "out")

    assert result.returncode == 1
    assert "dossier de contenu introuvable" in result.stderr and "Traceback" not in result.stderr


@pytest.mark.parametrize("where", ["content/out", "content", "."])
def test_an_output_that_holds_sources_is_refused(inv, content: Path, tmp_path: Path, where: str) -> None:
    """Une sortie placée dans le contenu, ou au-dessus de lui, est refusée."""
    result = inv("publish", "--content", content, "--output", tmp_path / where, "--now", LATER)

    assert result.returncode == 1 and "choisissez un autre dossier" in result.stderr
    assert (content / "agence.yaml").is_file()


def test_a_folder_that_is_no_site_is_never_replaced(inv, content: Path, tmp_path: Path) -> None:
    """Un dossier qui contient autre chose qu’un site construit n’est pas remplacé."""
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "lettre.txt").write_text("précieux", encoding="utf-8")
    result = inv("publish", "--content", content, "--output", tmp_path / "documents", "--now", LATER)

    assert result.returncode == 1
    assert (tmp_path / "documents" / "lettre.txt").read_text("utf-8") == "précieux"


def test_relative_paths_are_the_callers(inv, content: Path, tmp_path: Path) -> None:
    """Les chemins relatifs partent du dossier où l’on tape la commande."""
    result = inv("publish", "--content", "content", "--output", "site", "--now", LATER, cwd=tmp_path)

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_sub_path_or_none_makes_no_difference_to_links(inv, content: Path, published: Path, tmp_path: Path) -> None:
    """Les mêmes pages marchent à la racine d’un domaine et sous un chemin."""
    (content / "agence.yaml").write_text(f"name: Agence Essai\nurl: https://essai.example\n{LEGAL}", encoding="utf-8")
    inv("publish", "--content", content, "--output", tmp_path / "racine", "--now", LATER)
    page = "articles/premier/index.html"
    below, root = ((folder / page).read_text("utf-8") for folder in (published, tmp_path / "racine"))

    assert below.replace("example/carnet", "example").replace("example%2Fcarnet", "example") == root


def test_a_broken_template_is_named_with_its_line(tmp_path: Path) -> None:
    """Une faute du thème donne le fichier et la ligne."""
    (tmp_path / "faux.html").write_text("<p>\n{% if %}\n", encoding="utf-8")
    with pytest.raises(TemplateSyntaxError) as caught:
        Environment(loader=FileSystemLoader(tmp_path), autoescape=True).get_template("faux.html")

    (problem,) = failure_of(caught.value, None).problems
    assert "faux.html:2:1: modèle illisible" in str(problem)
