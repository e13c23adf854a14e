"""The command: French throughout, the words that it takes, an end without a trace."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from invoke import Collection, task

from plugins.common.cli import FrenchProgram

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = re.compile(r"Usage:|Docstring|Options:|core-opts|none|STRING|INT\b|Core|[Dd]efault|Print|Show")


@pytest.mark.parametrize(
    "words", [[], ["--help"], ["--list"], ["--help", "check"], ["--help", "new"], ["--help", "docs"]]
)
def test_help_is_french(inv, words):
    """L’aide est en français d’un bout à l’autre."""
    result = inv(*words)

    assert (result.returncode, result.stderr) == (0, "")
    assert ENGLISH.findall(result.stdout) == []


def test_the_help_of_a_task_explains_its_options(inv):
    """L’aide d’une tâche dit ses mots, ses options, et ce que chacune fait."""
    said = inv("--help", "check").stdout

    assert said.startswith("Usage : ./inv check [FICHIER…] [OPTIONS]\n")
    assert "-c TEXTE, --content=TEXTE   dossier du contenu" in said


@pytest.mark.parametrize("words", ["", "--list", "--help check", "check"])
def test_a_reader_that_stops_leaves_no_trace(words, content):
    """`./inv … | head -1` finit sans trace d’erreur."""
    (content / "articles" / "vide.md").write_text("", "utf-8")
    chosen = f"--content {content}" if words == "check" else ""
    command = f"{sys.executable} -u tasks.py {words} {chosen} | true"
    result = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert "Traceback" not in result.stderr and "BrokenPipe" not in result.stderr


def test_check_takes_the_files_that_it_is_given(inv, content):
    """`./inv check FICHIER` ne montre que ses fautes, dit qu’il y en a ailleurs, et connaît tout le site."""
    (content / "articles" / "a.md").write_text("---\ntitle: A\n---\n[x](2026-01-05-premier.md)\n", "utf-8")
    (content / "pages" / "b.md").write_text("---\ntitre: B\n---\nx\n", "utf-8")

    one = inv("check", "--content", content, "articles/a.md")
    two = inv("check", content / "pages", content / "articles" / "a.md", "--content", content)
    right = inv("check", "--content", content, "articles/2026-01-05-premier.md")

    assert [line.partition(":")[0] for line in one.stdout.splitlines()] == [f"{content}/articles/a.md"]
    assert one.stderr == "articles/a.md : 1 erreur. Ailleurs : 1 faute (./inv check les montre).\n"
    assert len(two.stdout.splitlines()) == 2 and two.returncode == 1
    assert (right.returncode, right.stdout) == (0, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "absent.md"], "« absent.md » introuvable"),
        (["check", "2026-01-05-premeir.md"], "voulez-vous «"),
        (["check", "/"], "« / » n’est pas dans"),
        (["check", "--formt", "json"], "« --formt » n’est pas une option de « check » ; voulez-vous « --format » ?"),
    ],
)
def test_a_word_that_is_off_is_told(inv, content, words, said):
    """Un fichier absent, hors du contenu, une option mal tapée : une phrase, et le code 2."""
    result = inv(*words, "--content", content)

    assert result.returncode == 2 and said in result.stderr


def test_a_title_may_begin_with_a_hyphen(inv, content):
    """`./inv new article "- tiret"` fait un article qui a ce titre."""
    made = inv("new", "article", "- tiret", "--content", content, "--now", "2026-11-22")

    assert made.returncode == 0, made.stderr
    assert '\ntitle: "- tiret"\n' in Path(made.stdout.strip()).read_text("utf-8")


@pytest.mark.parametrize(("number", "said"), [(errno.EROFS, "en lecture seule"), (errno.ENOSPC, "plus de place")])
def test_what_the_disk_refuses_a_task_is_a_sentence(number, said, tmp_path, capsys):
    """Un disque plein ou en lecture seule : quelle que soit la tâche, une phrase, et le code 1."""

    @task
    def note(c):
        """Écrit."""
        raise OSError(number, os.strerror(number), str(tmp_path / "x.ics"))

    with pytest.raises(SystemExit) as ended:
        FrenchProgram(Collection(note), {}).run(["./inv", "note"])

    shown = capsys.readouterr().err
    assert ended.value.code == 1
    assert shown.startswith(f"erreur : lecture ou écriture impossible dans « {tmp_path} » (") and said in shown


def test_a_fault_of_the_program_keeps_its_trace():
    """Un fichier que le programme cherche à tort n’est pas pris pour un refus du disque."""

    @task
    def note(c):
        """Lit."""
        Path("/nulle/part").read_text("utf-8")

    with pytest.raises(FileNotFoundError):
        FrenchProgram(Collection(note), {}).run(["./inv", "note"])
