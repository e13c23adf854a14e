"""The files of a content folder: those that are read, those that readers can be given, those that are ignored."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from plugins.common.snapshot import Stamp, stamp_of
from plugins.common.texts import misspelt, suggestion
from plugins.model import source
from plugins.model.content import IMAGE_SUFFIXES
from plugins.model.file_notes import FileNotes
from plugins.model.rules import BAD_NAME, IGNORED, MISPLACED, UNREADABLE

PUBLISHED_FILES = frozenset(IMAGE_SUFFIXES) | frozenset(
    ".pdf .mp3 .mp4 .webm .vtt .csv .ods .odt .xlsx .docx .zip .epub".split()
)
_ASKED = (".well-known", ".htaccess", ".nojekyll", ".domains")  # names that servers and hosts look for
UNSHOWN_IMAGES = frozenset(".tif .tiff .bmp .jxl .jp2 .psd .dng .raw .cr2 .nef .ico".split())
# Files that few readers can open, and what to do of them.
UNSERVED = {
    **dict.fromkeys((".doc", ".xls", ".ppt", ".pptx", ".odp"), "enregistrez ce document en PDF"),
    **dict.fromkeys((".mov", ".avi", ".mkv", ".wmv"), "enregistrez cette vidéo en MP4"),
    **dict.fromkeys((".wav", ".aiff", ".flac"), "enregistrez ce son en MP3"),
}


class FolderReader:
    """What stands in the folders of a content. `entries` are the names that its root may hold."""

    def __init__(self, notes: FileNotes, entries: Collection[str]) -> None:
        self.site, self.note, self.entries = notes.site, notes.note, entries

    def walk(self, folder: Path, skipped: Callable[[str], bool] | None = None) -> Iterator[tuple[Path, str, Stamp]]:
        """Files below a folder: the path, the path below the content, the stamp; sorted.

        Links that leave the content are refused. `skipped` says which names nobody means to publish.
        """
        if folder.is_dir():
            relative = folder.relative_to(self.site.root).as_posix()
            yield from self._walk(str(folder), relative, skipped or is_backup)
        elif os.path.lexists(folder):
            self.note(folder.name, "ce n’est pas un dossier : retirez-le, ou mettez un dossier à sa place", MISPLACED)

    def _walk(
        self, folder: str, relative_folder: str, skipped: Callable[[str], bool]
    ) -> Iterator[tuple[Path, str, Stamp]]:
        try:
            with os.scandir(folder) as found:
                entries = list(found)
        except OSError:
            self.note(relative_folder, "dossier illisible (accès refusé) : vérifiez ses droits", UNREADABLE)
            return
        folders = [
            entry for entry in entries if _is(entry.is_dir) and (entry.name[:1] != "." or not skipped(entry.name))
        ]
        files = [entry for entry in entries if not _is(entry.is_dir) and not skipped(entry.name)]
        for entry in sorted(folders, key=_name):
            if entry.is_symlink():
                message = "lien vers un dossier : copiez le dossier à sa place"
                self.note(f"{relative_folder}/{entry.name}", message, MISPLACED)
        for entry in sorted(files, key=lambda entry: os.fsencode(entry.name)):
            relative = f"{relative_folder}/{entry.name}"
            if not _readable_name(relative):
                message = "nom de fichier illisible : renommez-le en lettres, chiffres et traits d’union"
                self.note(relative, message, BAD_NAME)
            elif entry.is_symlink() and not self._leads_inside(entry.path):
                message = "lien vers un fichier hors du contenu : copiez le fichier à sa place"
                self.note(relative, message, MISPLACED)
            elif not _is(entry.is_file):
                self.note(relative, "ce n’est pas un fichier ordinaire : retirez-le", UNREADABLE)
            else:
                yield Path(entry.path), relative, stamp_of(entry.stat())
        for entry in sorted(folders, key=_name):
            if not entry.is_symlink():
                yield from self._walk(entry.path, f"{relative_folder}/{entry.name}", skipped)

    def _leads_inside(self, path: str) -> bool:
        return os.path.realpath(path).startswith(os.path.realpath(self.site.root) + os.sep)

    def published_file(self, path: Path, relative: str) -> None:
        """Take a file of images/ that readers can be given; any other is told."""
        extension = path.suffix.lower()
        if extension in source.EXTENSIONS:
            self.note(relative, "texte dans le dossier des images : déplacez-le dans articles/ ou pages/", MISPLACED)
        elif extension in UNSHOWN_IMAGES:
            self.site.unserved.add(relative)
            message = f"image « {extension} », que les navigateurs ne montrent pas : convertissez-la en JPEG"
            self.note(relative, message, IGNORED)
        elif extension not in PUBLISHED_FILES:
            self.site.unserved.add(relative)
            remedy = f" ; {UNSERVED[extension]}" if extension in UNSERVED else ""
            self.note(relative, f"fichier non publié : ce format n’est pas servi aux lecteurs{remedy}", IGNORED)
        elif not os.access(path, os.R_OK):
            self.note(relative, "fichier illisible (accès refusé) : vérifiez ses droits", UNREADABLE)
        else:
            self.site.files[relative] = path

    def root_file(self, path: Path, relative: str) -> None:
        """Take a file of racine/, which is published at the root as it is."""
        if not os.access(path, os.R_OK):
            self.note(relative, "fichier illisible (accès refusé) : vérifiez ses droits", UNREADABLE)
        elif path.suffix.lower() in source.EXTENSIONS:
            self.note(relative, "texte dans le dossier de la racine : déplacez-le dans articles/ ou pages/", MISPLACED)
        else:
            self.site.root_files[relative.partition("/")[2]] = path

    def unknown_entries(self) -> None:
        """Tell what stands beside the known folders."""
        for entry in sorted(self.site.root.iterdir(), key=lambda entry: os.fsencode(entry.name)):
            if entry.name not in self.entries and not is_backup(entry.name):
                self._unknown_entry(entry)

    def _unknown_entry(self, entry: Path) -> None:
        """What stands beside the known folders; texts that are left out would be lost in silence."""
        suffixes = {path.suffix.lower() for path in (entry.rglob("*") if entry.is_dir() else [entry])} - {""}
        texts = not suffixes.isdisjoint(source.EXTENSIONS)
        if misspelt(entry.name, self.entries):
            remedy = f"ce nom n’est pas celui d’un type de contenu{suggestion(entry.name, self.entries)}"
        elif texts:
            remedy = "déplacez ses textes dans articles/ ou pages/" if entry.is_dir() else "déplacez-le dans articles/"
        elif suffixes & PUBLISHED_FILES:
            remedy = "ce que les lecteurs peuvent voir ou télécharger est dans images/ : déplacez-le là"
        else:
            remedy = f"ce nom n’est pas celui d’un type de contenu{suggestion(entry.name, self.entries)}"
        self.note(entry.name, f"ignoré : {remedy}", MISPLACED if texts else IGNORED)


def _is(asked: Callable[[], bool]) -> bool:
    """Whether an entry is a file, or a folder; a link that turns in circles is neither."""
    try:
        return asked()
    except OSError:
        return False


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def is_backup(name: str) -> bool:
    """Whether a name is that of an editor's or a system's file, which nobody means to publish."""
    return (
        name.startswith((".", "#", "~"))
        or name.endswith(("~", ".orig", ".rej", ".bak", ".swp", ".tmp"))
        or name == "Thumbs.db"
    )


def is_no_root_file(name: str) -> bool:
    """Whether a name of racine/ is one that nobody means to publish: servers ask for some that begin with a dot."""
    return name not in _ASKED and is_backup(name)


def _readable_name(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return name.isprintable()
