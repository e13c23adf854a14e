"""The page engine: what it complains of ends the build."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.build import pelican as adapter
from plugins.build.build import EngineFailure
from plugins.build.pelican import failure_of
from plugins.build.report import BuildRequest
from plugins.common.outputs import Outputs
from plugins.common.places import ROOT
from plugins.model.content import Content


@pytest.mark.parametrize("level", [logging.WARNING, logging.ERROR])
def test_a_complaint_of_the_engine_ends_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, level: int) -> None:
    """Ce dont Pelican se plaint arrête la construction, même s’il a rendu la main sans erreur."""

    class Complaining:
        def __init__(self, settings: object) -> None:
            pass

        def run(self) -> None:
            logging.getLogger("pelican.generators").log(level, "texte %s laissé de côté", "a.md")

    monkeypatch.setattr(adapter, "Tribune", Complaining)
    now = datetime(2026, 6, 1, tzinfo=ZoneInfo("Europe/Paris"))
    request = BuildRequest(content=tmp_path, output=tmp_path / "output", now=now)

    with pytest.raises(EngineFailure) as stop:
        adapter.run_pelican(request, Content(tmp_path), Outputs(tmp_path / "output"))
    told = [str(problem) for problem in stop.value.problems]
    assert told == ["pelicanconf.py:1:1: Pelican signale : texte a.md laissé de côté"]


@pytest.mark.parametrize(
    ("code", "place"),
    [("raise KeyError('a')", ("plugins/casse.py", 1)), ("import json; json.loads('x')", ("plugins/casse.py", 1))],
)
def test_a_fault_of_the_code_is_told_at_its_line(code: str, place: tuple[str, int]) -> None:
    """Une panne du code est dite à la ligne de l’extension, non à celle de la bibliothèque qu’elle appelle."""
    with pytest.raises(Exception) as caught:
        exec(compile(code, str(ROOT / "plugins" / "casse.py"), "exec"), {})

    (problem,) = failure_of(caught.value, None).problems

    assert (problem.path, problem.line) == place
    assert problem.message.startswith(f"la construction s’est arrêtée ({type(caught.value).__name__} : ")
