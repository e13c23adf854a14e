"""The ledger made known to other machines: each entry is committed and pushed before a write and after it.

A runner that is lost between the two leaves its intent in the repository, where the next one finds it.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from plugins.crosspost.errors import RelayError

TRIES = 3


class GitClaims:
    """Commits and pushes ledger files alone, whatever else changed in the working copy."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._git("rev-parse", "--abbrev-ref", "@{upstream}")  # no upstream: nothing would be known to anyone

    def __call__(self, paths: list[Path], message: str) -> None:
        """Raises RelayError when the push is refused: what is not known to others must not be written at a client's."""
        names = [str(path.resolve()) for path in paths]
        self._git("add", "--", *names)
        if not self._git("status", "--porcelain", "--", *names).strip():
            return
        self._git("commit", "--quiet", "--message", message, "--", *names)
        for number in range(TRIES):
            if self._run("push", "--quiet").returncode == 0:
                return
            # Somebody pushed: theirs first. The same entry in both is a conflict, and this run stops here.
            if self._run("pull", "--quiet", "--rebase", "--autostash").returncode:
                self._run("rebase", "--abort")
                raise RelayError("un autre passage a écrit le même relais : relancez après l’avoir récupéré (git pull)")
            if number == TRIES - 1:
                break
        raise RelayError("le registre n’a pas pu être poussé : vérifiez le droit d’écrire sur ce dépôt")

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True, timeout=120)

    def _git(self, *arguments: str) -> str:
        done = self._run(*arguments)
        if done.returncode:
            raise RelayError(f"git {arguments[0]} : échec ; --push demande un dépôt dont la branche suit un serveur")
        return done.stdout
