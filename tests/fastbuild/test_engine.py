"""The page engine: what it complains of ends the build."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from plugins.common.outputs import Outputs
from plugins.fastbuild import pelican as adapter
from plugins.fastbuild.build import EngineFailure
from plugins.fastbuild.report import BuildRequest
from plugins.model.content import Site


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

    with pytest.raises(EngineFailure, match=r"Pelican signale : texte a\.md laissé de côté"):
        adapter.run_pelican(request, Site(tmp_path), Outputs(tmp_path / "output"))
