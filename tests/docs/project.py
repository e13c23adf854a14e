"""A copy of the sample content in which the examples of guides are tried, and the comparison of what is said."""

from __future__ import annotations

import os
import re
import selectors
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from tests.docs.examples import ROOT, Example

NOW = "2026-11-22 09:00"
WAIT = 60  # seconds for a build of the preview
# Each is another at every run, whatever the guide shows.
_PASSING = (
    ("[\u00a0\u202f]", " "),
    (r"\b\d+,\d s\b", "0,0 s"),
    (r"^\d\d:\d\d:\d\d", "00:00:00"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:8000"),
)
_DONE = ("site construit", "site reconstruit", "reste servie", "aucune version")


def settled(text: str) -> list[str]:
    """The lines of a text with the durations, hours and ports of every run the same."""
    for pattern, value in _PASSING:
        text = re.sub(pattern, value, text, flags=re.M)
    lines = (line.rstrip() for line in text.splitlines())
    # What the preview says of a slow machine, or of a port that is taken.
    return [line for line in lines if line and not re.search("construction…$|^Le port .* est déjà pris", line)]


def options_of(words: list[str], flags: Mapping[str, Iterable[str]]) -> list[str]:
    """A command with the options that keep it in the project of the test: its content, its output, its clock."""
    known = set(flags[words[0]])
    given = {"--content": "content", "--output": "output", "--now": NOW}
    return words + [part for name in given if name in known and name not in words for part in (name, given[name])]


class Project:
    """A folder with a `content/`; `inv` runs a task in it."""

    def __init__(self, root: Path, inv: Callable[..., Any], flags: Mapping[str, Iterable[str]]) -> None:
        self.root, self._inv, self._flags = root, inv, flags
        shutil.copytree(ROOT / "content", root / "content")

    def prepare(self, example: Example) -> None:
        """Run the commands that a note names, then change its files."""
        for command in example.note.get("avant", ()):
            self.run(shlex.split(command)[1:])
        for change in example.note.get("change", ()):
            self.change(example, change)

    def change(self, example: Example, change: Mapping[str, str]) -> None:
        path = self.root / change["fichier"]
        if "texte" in change:
            path.write_text(change["texte"], encoding="utf-8")
            return
        assert path.is_file(), f"{example.place}: {change['fichier']} n’est plus dans le contenu de démonstration"
        text = path.read_text(encoding="utf-8")
        found = text.count(change["remplace"])
        assert found, f"{example.place}: « {change['remplace']} » n’est plus dans {change['fichier']}"
        path.write_text(text.replace(change["remplace"], change["par"], 1), encoding="utf-8")

    def run(self, words: list[str]) -> str:
        """What a task prints, as a terminal shows it."""
        done = self._inv(*options_of(words, self._flags), cwd=self.root, CI="true")
        return done.stdout + done.stderr

    def preview(self, example: Example, words: list[str]) -> str:
        """What the preview prints at its start, and after each change of the note."""
        command = [sys.executable, str(ROOT / "tasks.py"), *options_of(words, self._flags)]
        said: list[str] = []
        with subprocess.Popen(
            command,
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "BROWSER": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,  # a line is read when it comes
        ) as process:
            try:
                self._read(process, said)
                for change in example.note.get("puis", ()):
                    self.change(example, change)
                    self._read(process, said)
            finally:
                process.send_signal(signal.SIGINT)
        return "".join(said).replace(f"{self.root}/", "")

    @staticmethod
    def _read(process: subprocess.Popen[bytes], said: list[str]) -> None:
        """Read lines until a build is told."""
        assert process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(process.stdout, selectors.EVENT_READ)
            while ready.select(WAIT) and (line := process.stdout.readline().decode()):
                said.append(line)
                if any(words in line for words in _DONE):
                    return
        raise AssertionError(f"l’aperçu n’a pas fini de construire : {''.join(said)}")
