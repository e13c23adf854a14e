"""The container that opens the preview: what it names is what the project has."""

from __future__ import annotations

import json
from pathlib import Path

from plugins.build.preview import DEFAULT_PORT
from plugins.common.machine import PANGO

ROOT = Path(__file__).resolve().parents[1]
CONTAINER = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))


def test_it_installs_what_the_programmes_need() -> None:
    """Le conteneur installe Pango, par les paquets que le projet connaît."""
    assert CONTAINER["onCreateCommand"].endswith(PANGO[0])


def test_it_forwards_the_preview() -> None:
    """Le port transmis, et ouvert dans le navigateur, est celui de l’aperçu."""
    assert CONTAINER["forwardPorts"] == [DEFAULT_PORT]
    assert CONTAINER["portsAttributes"][str(DEFAULT_PORT)]["onAutoForward"] == "openBrowser"


def test_its_commands_are_tasks(inv) -> None:
    """Les commandes que lance le conteneur existent."""
    for name in ("updateContentCommand", "postAttachCommand"):
        command, task = CONTAINER[name].split()
        assert (ROOT / command).is_file() and inv("--help", task).returncode == 0


def test_its_tools_are_out_of_the_shared_folder() -> None:
    """Les outils et le cache du conteneur ne sont pas dans le dossier partagé avec Windows."""
    places = [CONTAINER["containerEnv"][name] for name in ("TRIBUNE_VENV", "TRIBUNE_CACHE")]

    assert not [place for place in places if not place.startswith("/home/vscode/")]
