"""Commits and pushes the files of the ledger, before a client is written to and after a run.

A runner that is lost between the two leaves its intents in the repository, where the next one finds them.
"""

from __future__ import annotations

import os
import re
import subprocess
import threading
from pathlib import Path

from plugins.common.problems import reason
from plugins.targets.errors import RelayError

TRIES = 3
TIMEOUT = 120.0  # seconds for one git command


class LedgerGit:
    """Commits and pushes ledger files alone, whatever else changed in the working copy."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._one = threading.Lock()  # clients are served at once, and git does one thing at a time
        # No upstream: nothing would be known to anyone.
        self._git("rev-parse", "--abbrev-ref", "@{upstream}", remedy="--push demande une branche qui suit un serveur")

    def __call__(self, paths: list[Path], message: str) -> None:
        """Raises RelayError when the push is refused: what is not known to others must not be written at a client's."""
        with self._one:
            self._push(paths, message)

    def _push(self, paths: list[Path], message: str) -> None:
        names = [str(path.resolve()) for path in paths]
        self._git("add", "--", *names)
        if not self._git("status", "--porcelain", "--", *names).strip():
            return
        self._git("commit", "--quiet", "--message", message, "--", *names)
        for _ in range(TRIES):
            pushed = self._run("push", "--quiet")
            if pushed.returncode == 0:
                return
            # Somebody pushed: theirs first. The same entry in both is a conflict, and this run stops here.
            self._git("fetch", "--quiet", remedy="le registre n’a pas pu être poussé")
            if self._run("rebase", "--quiet", "--autostash", "@{upstream}").returncode:
                self._run("rebase", "--abort")
                raise RelayError("un autre passage a écrit le même relais : relancez après l’avoir récupéré (git pull)")
        raise RelayError(
            f"le registre n’a pas pu être poussé : vérifiez le droit d’écrire sur ce dépôt ({_said(pushed)})"
        )

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        try:
            return subprocess.run(
                ["git", *arguments],
                cwd=self.root,
                env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},  # a password asked for would wait for nobody
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=TIMEOUT,
            )
        except subprocess.TimeoutExpired:
            raise RelayError(f"git {arguments[0]} : pas de réponse en {TIMEOUT:.0f} s") from None
        except OSError as error:
            raise RelayError(f"git {arguments[0]} : {reason(error)}") from None

    def _git(self, *arguments: str, remedy: str = "") -> str:
        done = self._run(*arguments)
        if done.returncode:
            raise RelayError(f"{remedy}{' : ' if remedy else ''}git {arguments[0]} dit « {_said(done)} »")
        return done.stdout


def _said(done: subprocess.CompletedProcess[str]) -> str:
    """The line in which git says what is wrong, without the password that an address may hold."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    told = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else "rien")
    return re.sub(r"//[^/@\s]*@", "//***@", told)
