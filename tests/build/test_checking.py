"""`check`, as an author or a machine calls it: the faults of texts, then a trial of the site."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from invoke import Config, Context, Exit

from plugins.build import build as building
from plugins.build.build import EngineFailure
from plugins.build.checking import examine
from plugins.build.commands import check
from plugins.build.report import BuildRequest
from plugins.common.outputs import Outputs
from plugins.common.places import CACHE
from plugins.common.problems import Rule
from plugins.common.staging import reserved
from plugins.model.content import Content
from plugins.model.named_texts import NotFound
from tests.conftest import ROOT, write

NOW = datetime(2026, 3, 1, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture(autouse=True)
def _pipes() -> Iterator[None]:
    """`check` lets a closed pipe end its process: the other tests of this run must outlive it."""
    before = signal.getsignal(signal.SIGPIPE)
    yield
    signal.signal(signal.SIGPIPE, before)


@pytest.fixture
def context() -> Context:
    """The context that tasks.py gives."""
    checks = ["plugins.editorial.checks:check_editorial"]
    return Context(Config(overrides={"tribune": {"checks": checks, "publication_checks": [], "gate": ""}}))


class Engine:
    """Stands for the page engine: keeps what it is asked, and does what a test wants."""

    def __init__(self, failure: Exception | None = None) -> None:
        self.failure, self.folders = failure, []

    def __call__(self, request: BuildRequest, site: Content, outputs: Outputs) -> int:
        assert request.trial
        self.folders.append(outputs.folder)
        (outputs.folder / "index.html").write_text("essai", "utf-8")
        if self.failure:
            raise self.failure
        return 1


def request(content: Path, output: Path) -> BuildRequest:
    return BuildRequest(content, output, NOW, production=True)


def test_a_right_content_is_tried_in_silence(content, context, capsys):
    """Un contenu juste ne montre qu’un bilan, qui dit que le site a été construit à l’essai."""
    check.body(context, content=str(content), now="2026-03-01")

    said = capsys.readouterr()
    kept = [line for line in said.err.splitlines() if not line.startswith("vérification du site…")]
    assert (said.out, kept) == ("", ["4 textes lus, site construit à l’essai : aucune faute."])


@pytest.mark.parametrize(
    ("form", "output"),
    [
        ("text", "content/articles/a.md:3:7: date « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM"),
        (
            "github",
            "::error file=content/articles/a.md,line=3,col=7,title=valeur-refusee::date « demain » : écrivez",
        ),
    ],
)
def test_an_error_ends_with_a_failure(form, output, content, context, capsys, monkeypatch):
    """Une erreur est montrée et fait échouer la tâche, sans essai."""
    monkeypatch.chdir(content.parent)
    write(content, "articles/a.md", "---\ntitle: A\ndate: demain\n---\n\nUn texte.\n")

    with pytest.raises(Exit) as stop:
        check.body(context, content="content", format=form)

    captured = capsys.readouterr()
    assert stop.value.code == 1
    assert captured.out.startswith(output)
    assert captured.err == "5 textes lus : 1 erreur.\n"


def test_json_is_json_alone(content, context, capsys, monkeypatch):
    """La forme json ne montre rien d’autre que du json."""
    monkeypatch.setenv("CI", "true")
    monkeypatch.chdir(content.parent)
    write(content, "articles/a.md", "---\ntitle: Second essai\ndate: 2026-03-01\n---\n\nUn texte.\n")
    check.body(context, content="content", format="json", now="2026-03-01")
    captured = capsys.readouterr()

    assert captured.err == ""
    assert [(fault["path"], fault["line"], fault["severity"]) for fault in json.loads(captured.out)] == [
        ("content/articles/a.md", 2, "warning")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"format": "xml"}, "--format « xml » : au choix text, json, github"),
        ({"now": "demain"}, "--now « demain » : écrivez AAAA-MM-JJ ou AAAA-MM-JJ HH:MM, par exemple 2026-03-01 08:30"),
    ],
)
def test_a_wrong_option_is_told(arguments, message, content, context):
    """Une option fausse dit ce qu’il faut écrire."""
    with pytest.raises(Exit) as stop:
        check.body(context, content=str(content), **arguments)

    assert (stop.value.message, stop.value.code) == (message, 2)


def test_a_trial_replaces_nothing_and_leaves_nothing(content, tmp_path):
    """L’essai ne touche pas à la sortie, se fait dans le cache, et n’y laisse rien."""
    output = tmp_path / "site"
    write(output, "index.html", "ancien")
    engine = Engine()

    checked = examine(request(content, output), engine)

    assert (checked.tried, checked.report.ok, [path.name for path in output.iterdir()]) == (True, True, ["index.html"])
    assert (output / "index.html").read_text("utf-8") == "ancien"
    assert engine.folders[0].parent == CACHE and not engine.folders[0].exists()


def test_a_trial_that_was_killed_leaves_nothing_after_the_next(content, tmp_path, monkeypatch):
    """Un essai tué en pleine construction est effacé par la commande suivante ; celui qui vit encore ne l’est pas."""
    cache = tmp_path / "cache"
    cache.mkdir()
    command = [sys.executable, "tasks.py", "check", "--content", str(content)]
    killed = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "CI": "true", "TRIBUNE_CACHE": str(cache)})
    end = time.monotonic() + 60
    while not list(cache.glob(".essai-*.tribune-*/*.html")) and time.monotonic() < end:
        time.sleep(0.01)
    killed.kill()
    killed.wait()
    assert list(cache.glob(".essai-*.tribune-*/*.html"))
    monkeypatch.setattr(building, "CACHE", cache)

    with reserved(cache / "essai-0") as place, place.folder() as living:
        examine(request(content, tmp_path), Engine())

        left = {path.name for path in cache.glob(".essai-*")}
        assert left == {living.name, ".essai-0.tribune.lock"}


def test_what_the_engine_refuses_is_told_at_its_line(content, tmp_path):
    """Ce que la construction seule découvre est une faute comme les autres, à sa ligne."""
    problem = Rule("modele", "Un modèle est là.").at("content/pages/contact.md", 3, 1, "modèle introuvable")

    checked = examine(request(content, tmp_path), Engine(EngineFailure(problems=[problem])))

    assert (checked.problems, checked.report.ok, checked.report.failure) == ([problem], False, None)


@pytest.mark.parametrize(
    ("failure", "place", "message"),
    [
        (KeyError("prix"), r"tests/build/test_checking\.py", "la construction s’est arrêtée (KeyError : 'prix')"),
        (EngineFailure("pas de Pango"), "content", "pas de Pango"),
        (OSError(errno.ENOSPC, ""), "content", "lecture ou écriture impossible dans « "),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_what_no_text_brings_about_is_told_in_each_form(
    form, failure, place, message, content, context, capsys, monkeypatch
):
    """Une panne d’une extension, de la machine ou du disque est une faute comme les autres, dans chaque format."""
    monkeypatch.chdir(content.parent)
    monkeypatch.setattr("plugins.build.commands._engine", lambda progress: Engine(failure))

    with pytest.raises(Exit):
        check.body(context, content="content", format=form)

    said = capsys.readouterr().out
    if form == "json":
        (problem,) = json.loads(said)
        said = "{path}:{line}:1: {message}".format(**problem)
    start = {"github": r"::error file=(.*/)?{},line=\d+,col=1,title=[a-z]+::"}.get(form, r"(.*/)?{}:\d+:1: ").format(
        place
    )
    assert re.match(start + re.escape(message), said)


def test_a_check_that_breaks_is_told_whatever_is_asked(content, tmp_path, monkeypatch):
    """Une vérification qui s’arrête est dite, qu’on demande tout le site ou un seul texte."""
    monkeypatch.setattr("plugins.editorial.checks.check_editorial", lambda site: 1 / 0)
    asked = replace(request(content, tmp_path), checks=("plugins.editorial.checks:check_editorial",))

    told = [examine(asked, Engine(), names).problems for names in ([], ["articles/2026-02-01-second.md"])]

    assert told[0] == told[1] and "(ZeroDivisionError : division by zero)" in told[0][0].message


def test_texts_with_errors_are_not_tried(content, tmp_path):
    """Des textes fautifs sont montrés aussitôt, sans construire."""
    write(content, "articles/a.md", "---\ntitle: A\ndate: demain\n---\n\nUn texte.\n")
    engine = Engine()

    assert not examine(request(content, tmp_path), engine).report.ok
    assert engine.folders == []


def test_one_text_is_answered_without_a_trial(content, tmp_path):
    """Un texte nommé a ses fautes seules, sans attendre d’essai."""
    write(content, "articles/a.md", "---\ntitle: A\ndate: demain\n---\n\nUn texte.\n")
    write(content, "articles/b.md", "---\ntitle: B\ndate: hier\n---\n\nUn texte.\n")
    engine = Engine()

    checked = examine(request(content, tmp_path), engine, ["articles/a.md"])

    assert ([Path(problem.path).name for problem in checked.problems], checked.elsewhere) == (["a.md"], 1)
    assert (checked.tried, engine.folders) == (False, [])


def test_a_name_that_is_not_there_is_told(content, tmp_path):
    """Un nom mal écrit n’est pas un texte sans faute."""
    with pytest.raises(NotFound, match=re.escape("« articles/abs.md » introuvable")):
        examine(request(content, tmp_path), Engine(), ["articles/abs.md"])
    with pytest.raises(NotFound, match="n’est pas dans"):
        examine(request(content, tmp_path), Engine(), [os.sep])
