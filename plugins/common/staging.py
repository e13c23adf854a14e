"""An output folder that changes whole or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIGNATURE = '<meta name="generator" content="Tribune"'


class OutputRefused(Exception):
    """The output folder cannot be replaced; the message is French and says what to do."""


def check_output(output: Path, content: Path, project: Path) -> None:
    """Refuse a folder whose replacement would lose something else than a built site."""
    where, inside = Path(os.path.realpath(output)), Path(os.path.realpath(content))
    if where == inside or inside in where.parents:
        raise OutputRefused(f"la sortie « {output} » est dans le contenu : choisissez un autre dossier (--output)")
    if where in inside.parents or where == project or where in project.parents:
        raise OutputRefused(f"la sortie « {output} » contient les sources : choisissez un autre dossier (--output)")
    if output.exists() and not output.is_dir():
        raise OutputRefused(f"la sortie « {output} » est un fichier : déplacez-le, ou choisissez un autre dossier")
    if output.is_dir() and any(output.iterdir()) and not _is_a_site(output):
        raise OutputRefused(
            f"le dossier « {output} » contient autre chose qu’un site de Tribune : videz-le, ou choisissez-en un autre"
        )


def _is_a_site(output: Path) -> bool:
    try:
        with (output / "index.html").open(encoding="utf-8", errors="replace") as page:
            return SIGNATURE in page.read(20_000)
    except OSError:
        return False


@contextmanager
def staged(output: Path, cache: Path) -> Iterator[Path]:
    """A new folder that takes the place of `output` when the block ends well, and is gone when it does not.

    One build at a time for one output: a second one waits. The folder is made beside the output, so that two
    renames replace it; where that cannot be (a mount point), files are copied one by one, old ones removed last.
    """
    output = Path.cwd() / output
    parent = output.parent
    parent.mkdir(parents=True, exist_ok=True)
    cache.mkdir(parents=True, exist_ok=True)
    beside = not os.path.ismount(output) and os.access(parent, os.W_OK)
    digest = hashlib.sha256(str(output).encode()).hexdigest()[:16]
    with (cache / f"sortie-{digest}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for stale in parent.glob(f".{output.name}.tribune-*") if beside else ():
            shutil.rmtree(stale, ignore_errors=True)  # left by a build that was killed
        folder = Path(tempfile.mkdtemp(prefix=f".{output.name}.tribune-", dir=parent if beside else cache))
        folder.chmod(0o755)
        try:
            yield folder
            _replace(folder, output, beside)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _replace(folder: Path, output: Path, beside: bool) -> None:
    if not beside:
        _copy_over(folder, output)
        return
    if not output.exists():
        folder.rename(output)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{output.name}.tribune-", dir=output.parent))
    previous = old / "previous"
    output.rename(previous)
    try:
        folder.rename(output)
    except BaseException:
        previous.rename(output)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _copy_over(folder: Path, output: Path) -> None:
    """Copy a finished site over the old one: refused before the first file when there is not room enough."""
    output.mkdir(parents=True, exist_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    needed = sum(path.stat().st_size for path in files)
    if needed > shutil.disk_usage(output).free:
        raise OutputRefused(
            f"pas assez de place dans « {output} » : il faut {needed / 1e6:.1f} Mo".replace(".", ",", 1)
        )
    for path in files:
        target = output / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_name(f".{target.name}.tribune")
        shutil.copy2(path, partial)
        partial.replace(target)
    kept = {output / path.relative_to(folder) for path in files}
    for path in sorted(output.rglob("*"), reverse=True):
        if path.is_file() and path not in kept:
            path.unlink()
        elif path.is_dir() and not any(path.iterdir()):
            path.rmdir()
