"""An output folder that changes whole or not at all, for one process at a time, whatever dies meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from plugins.common.exchange import exchange, flush, flush_names
from plugins.common.files import read_file, write_whole
from plugins.common.frozen import frozen
from plugins.common.locks import Busy, only_one
from plugins.common.outputs import Outputs
from plugins.common.problems import reason
from plugins.common.regex import regex
from plugins.common.trees import FILE_MODE, FOLDER_MODE, Ledger, Manifest, as_it_stands, fits

SIGNATURE = '<meta name="generator" content="Tribune"'
_OURS = regex(r"\.tribune-[a-z0-9_]{8}")  # as tempfile.mkdtemp ends a name
_OF_THE_SYSTEM = {"lost+found"}  # at the root of an ext file system
# A mount point, a layer of a container image, a folder of another account in a shared one: files are moved, not it.
_NOT_RENAMED = {errno.EBUSY, errno.EXDEV, errno.EPERM, errno.EACCES}
REFUSED_BY_THE_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}


class OutputRefused(Exception):
    """The output folder cannot be replaced; the message is French and says what to do."""


def check_output(output: Path, content: Path, project: Path) -> None:
    """Refuse a folder whose replacement would lose something else than a built site."""
    where, inside = Path(os.path.realpath(output)), Path(os.path.realpath(content))
    if where == inside or inside in where.parents:
        raise OutputRefused(f"la sortie « {output} » est dans le contenu : choisissez un autre dossier (--output)")
    if where in inside.parents or where == project or where in project.parents:
        raise OutputRefused(f"la sortie « {output} » contient les sources : choisissez un autre dossier (--output)")
    if os.path.lexists(where) and not where.is_dir():
        raise OutputRefused(f"la sortie « {output} » est un fichier : déplacez-le, ou choisissez un autre dossier")
    if where.is_dir() and any(_foreign(where)) and not _is_a_site(where):
        raise OutputRefused(
            f"le dossier « {output} » contient autre chose qu’un site de Tribune : videz-le, ou choisissez-en un autre"
        )


def _foreign(output: Path) -> Iterator[str]:
    names = (path.name for path in output.iterdir())
    return (name for name in names if not _OURS.fullmatch(name) and name not in _OF_THE_SYSTEM)


def _is_a_site(output: Path) -> bool:
    try:
        return SIGNATURE.encode() in read_file(output / "index.html", 20_000)
    except OSError:
        return False


@contextmanager
def reserved(
    output: Path,
    say: Callable[[str], object] = lambda text: None,
    patience: float | None = None,
    *,
    manifests: Path | None = None,
) -> Iterator[Place]:
    """The place of an output, for this process alone while the block runs; what a death left there is put right.

    `manifests` is the folder of the cache that says what its trees hold; without one each build writes all.

    One lock for one folder, whatever checkout builds it and however its path is spelt: a file beside its real path,
    or the folder itself where it cannot be renamed. A second process waits, `say` is told so, and OutputRefused is
    raised after `patience` seconds.
    """
    real = Path(os.path.realpath(output))
    beside = not os.path.ismount(real) and _writable(real.parent)
    made = [folder for folder in real.parents if not folder.exists()]
    place = Place(real, beside, Ledger(manifests, real) if manifests else None)
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        lock = real.with_name(f".{real.name}.tribune.lock") if beside or not real.exists() else real
        with only_one(lock, f"« {output} »", say, patience):
            place.recover()
            yield place
    except Busy as busy:
        raise OutputRefused(str(busy)) from None
    finally:
        for folder in made:  # those that hold nothing: the build ended before it wrote
            with suppress(OSError):
                folder.rmdir()


def recover_all(folder: Path) -> None:
    """Put right what deaths left of every output of a folder: those whose lock no process holds."""
    for lock in folder.glob(".*.tribune.lock"):
        output = lock.with_name(lock.name.removesuffix(".tribune.lock")[1:])
        with suppress(OutputRefused, OSError), reserved(output, patience=0):
            pass


def _writable(folder: Path) -> bool:
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK | os.X_OK)


def remove(output: Path, say: Callable[[str], object] = lambda text: None) -> bool:
    """Remove a built site, and what deaths left beside it; whether there was one."""
    with reserved(output, say) as place:
        shutil.rmtree(place.standby, ignore_errors=True)
        if not place.output.is_dir():
            return False
        with place.folder() as empty:
            if place.beside:
                with suppress(OSError):
                    place.output.rename(empty)  # at once: half a site would be no site
            if place.output.exists():
                place.move_over(empty)
        return True


@frozen
class Place:
    """The real path of an output, held by this process; `beside` when its folder can be renamed.

    Two trees are used in turn: the one that is served, and beside it the one that was, to which a build gives what
    differs before they change places. `ledger` says what each holds; without it there is but one.
    """

    output: Path
    beside: bool
    ledger: Ledger | None = None

    @property
    def previous(self) -> Path:
        """Where the old site is between two renames, for whoever comes after a death."""
        return self.output.with_name(f".{self.output.name}.tribune-previous")

    @property
    def standby(self) -> Path:
        """The tree that waits for the next build; nobody but its owner enters it."""
        return self.output.with_name(f".{self.output.name}.tribune-standby")

    @contextmanager
    def staged(self, *, durable: bool = False, fresh: bool = False) -> Iterator[Outputs]:
        """What a build writes to; its folder takes the place of the output when the block ends well.

        `durable`: the disk holds it all before the old one goes. `fresh`: nothing of what was known is believed. Raises
        OSError, or OutputRefused when there is not room enough; the old site is then as it was.
        """
        served = self._known(self.output) if not fresh else None
        known = None if fresh or not self.beside else self._known(self.standby)
        if known and self.ledger and fits(self.standby, known) and self.ledger.forget(self.standby):
            folder = self.standby
        else:
            shutil.rmtree(self.standby, ignore_errors=True)
            folder, known = self._new_folder(), None
        outputs, noted = Outputs(folder, known or Manifest(), served or Manifest(), self.output), False
        try:
            yield outputs
            outputs.close()
            folder.chmod(FOLDER_MODE)
            if durable:
                flush(folder)
            self._note(folder, outputs)
            noted = True
            old = self._replace(folder, outputs)
        except BaseException:
            if not noted:
                self._note(folder, outputs)  # it may be whole, though it does not go out
            self._put_aside(folder)
            raise
        if durable:
            flush_names(self.output.parent)
        if old and fresh and self.ledger:
            self.ledger.forget(old)
        self._put_aside(old)
        if self.ledger:
            self.ledger.sweep(self.output, self.standby)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """A folder on the file system of the output, that nobody else reads; gone after the block."""
        folder = self._new_folder()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _new_folder(self) -> Path:
        home, prefix = (self.output.parent, f".{self.output.name}") if self.beside else (self.output, "")
        return Path(tempfile.mkdtemp(prefix=f"{prefix}.tribune-", dir=home))

    def _known(self, tree: Path) -> Manifest | None:
        return self.ledger.of(tree) if self.ledger and tree.is_dir() else None

    def _note(self, tree: Path, outputs: Outputs) -> None:
        manifest = outputs.manifest()
        if self.ledger and manifest and tree.is_dir():
            self.ledger.keep(tree, manifest)

    def _put_aside(self, tree: Path | None) -> None:
        """Keep a tree for the next build, when what it holds is known; remove any other."""
        if tree is None or not tree.is_dir():
            return
        if not self.beside or not self.ledger or not self.ledger.has(tree):
            shutil.rmtree(tree, ignore_errors=True)
            return
        tree.chmod(0o700)
        if tree != self.standby:
            shutil.rmtree(self.standby, ignore_errors=True)
            tree.rename(self.standby)

    def recover(self) -> None:
        """Put back the site that a death left aside, and remove what is unfinished: its builder no longer lives."""
        if self.beside and not os.path.lexists(self.output) and self.previous.is_dir():
            self.previous.rename(self.output)
        home, prefix = (self.output.parent, f".{self.output.name}") if self.beside else (self.output, "")
        for path in list(home.iterdir()) if home.is_dir() else ():
            if path.name.startswith(prefix) and _OURS.fullmatch(path.name.removeprefix(prefix)):
                shutil.rmtree(path, ignore_errors=True)

    def _replace(self, folder: Path, outputs: Outputs) -> Path | None:
        """Give the output the tree of a folder; where the old one is now, None when it is no more."""
        if not self.beside:
            self._move(folder, outputs)
            return None
        try:
            if not os.path.lexists(self.output):
                folder.rename(self.output)
                return None
            if exchange(folder, self.output):
                return folder
            self._replace_in_two_steps(folder)
            return self.previous
        except OSError as error:
            if error.errno not in _NOT_RENAMED or not self.output.is_dir():
                raise
            self._check_room(folder)
            self._move(folder, outputs)
            return None

    def _move(self, folder: Path, outputs: Outputs) -> None:
        if self.ledger:
            self.ledger.forget(self.output)
            self.ledger.forget(folder)
        self.move_over(folder)
        shutil.rmtree(folder, ignore_errors=True)
        manifest = outputs.manifest()
        if self.ledger and manifest:
            with suppress(OSError):  # somebody else was there: nothing is known
                self.ledger.keep(self.output, as_it_stands(self.output, manifest))

    def _replace_in_two_steps(self, folder: Path) -> None:
        self.output.rename(self.previous)
        try:
            folder.rename(self.output)
        except BaseException:
            self.previous.rename(self.output)
            raise

    def _check_room(self, folder: Path) -> None:
        needed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        if needed > shutil.disk_usage(self.output).free:
            size = f"{needed / 1e6:.1f}".replace(".", ",")
            raise OutputRefused(f"pas assez de place dans « {self.output} » : il faut {size} Mo")

    def move_over(self, folder: Path) -> None:
        """Give an output that cannot be renamed the files of a folder, each whole; then remove the old ones.

        What pages need goes before them. The home page, which tells that this is a site, is there from the first
        file to the last.
        """
        for path in sorted(path for path in folder.rglob("*") if path.is_dir()):
            target = self.output / path.relative_to(folder)
            if target.is_symlink() or not target.is_dir():
                target.unlink(missing_ok=True)
                target.mkdir()
            target.chmod(FOLDER_MODE)
        home = folder / "index.html"
        files = sorted(
            (path for path in folder.rglob("*") if path.is_file()),
            key=lambda path: (path.suffix == ".html", path == home, path),
        )
        if home in files and not (self.output / "index.html").exists():
            files = [home, *(path for path in files if path != home)]
        kept = {self.output / path.relative_to(folder) for path in files}
        for path in files:
            _move(path, self.output / path.relative_to(folder))
        spared = {folder, *(self.output / name for name in _OF_THE_SYSTEM)}
        for directory, folders, names in os.walk(self.output, topdown=False):
            if not spared.isdisjoint((Path(directory), *Path(directory).parents)):
                continue
            for path in (Path(directory, name) for name in (*folders, *sorted(names, key="index.html".__eq__))):
                if path.is_symlink() or (path not in kept and not path.is_dir()):
                    path.unlink()
                elif path.is_dir() and path not in spared and not any(path.iterdir()):
                    path.rmdir()


def _move(source: Path, target: Path) -> None:
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        write_whole(target, source.read_bytes(), durable=False)
        target.chmod(FILE_MODE)


def disk_refusal(error: OSError, *folders: Path) -> str:
    """What the system refused, in French, with the folder that it is about and the act that mends it.

    A write that finds no room names no file: of the folders where this build writes, the fullest is told.
    """
    if error.filename:
        path = Path(os.fsdecode(error.filename))
    else:
        path = min(map(_nearest_there, folders), key=lambda folder: shutil.disk_usage(folder).free)
    where = path if path.is_dir() else path.parent
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    act = "libérez de la place" if full else "travaillez dans un dossier où vous pouvez écrire"
    return f"lecture ou écriture impossible dans « {where} » ({reason(error)}) : {act}"


def _nearest_there(folder: Path) -> Path:
    return next(path for path in (folder, *folder.absolute().parents) if path.is_dir())
