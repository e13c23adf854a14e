"""PDF files out of HTML: tagged, French, the same bytes each time, made again only when something in them changed."""

from __future__ import annotations

import gc
import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

from plugins.common import weasy
from plugins.common.code import pinned
from plugins.common.files import write_whole
from plugins.common.frozen import frozen
from plugins.common.machine import FONTS, SIGNS, install_command
from plugins.common.weasy import BASE, PdfFault, PdfUnavailable

__all__ = ["BASE", "Document", "PdfCache", "PdfFault", "PdfUnavailable", "render"]

# What a cache may keep once a build is done: a preview makes a file at each change of a workshop.
KEPT_FOR = 30 * 86_400  # seconds since its last use
SAFE_FOR = 86_400  # seconds since its last use
MAX_BYTES = 500_000_000
MANY = 8  # files to make from which a process of its own makes them


@frozen
class Document:
    """What a PDF is made of: a page, its style sheets, and the files that they name, by address.

    Any other address is refused: nothing is read elsewhere, on the disk or on the network.
    """

    html: str
    stylesheets: Sequence[str]
    files: Mapping[str, Path]

    def digest(self) -> str:
        """The hash of all that the bytes depend on."""
        parts = [pinned("weasyprint"), pinned("fonttools"), pinned("segno"), _how(), self.html, *self.stylesheets]
        found = hashlib.sha256()
        for part in parts:
            found.update(hashlib.sha256(part.encode()).digest())
        for address, path in sorted(self.files.items()):
            found.update(hashlib.sha256(address.encode()).digest())
            found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()


@cache
def _how() -> str:
    """The code that makes a file out of a document."""
    return "\0".join(Path(__file__).with_name(name).read_text("utf-8") for name in ("weasy.py", "tags.py", "qr.py"))


Render = Callable[[Document, str], bytes]


def render(document: Document, identifier: str) -> bytes:
    """The PDF of a document (PDF/UA-1: tags, language, title), `identifier` its first /ID.

    Raises PdfFault for what is wrong in the document (an image left out, a rule ignored, a file that is not given),
    PdfUnavailable for what is wrong with the machine (no Pango, a sign that none of its fonts has).
    """
    made = weasy.make(document.html, document.stylesheets, document.files, identifier, own_fonts=True)
    if made.signs or made.bare:  # the machine may have them: its « Ł » rather than none
        made = weasy.make(document.html, document.stylesheets, document.files, identifier, own_fonts=False)
    if made.bare:
        raise PdfUnavailable(f"cette machine n’a aucune police : {install_command(*FONTS)}")
    if made.faults:
        raise PdfFault(" ; ".join(made.faults))
    if made.signs:
        signs = ", ".join(f"« {sign} »" for sign in made.signs)
        raise PdfUnavailable(f"aucune police n’a {signs} : remplacez, ou {install_command(*SIGNS)}")
    return made.data


class PdfCache:
    """Files already made, by the hash of what they are made of.

    What a build was given stays, however many files that is; `forget` is for when the build has copied them.
    """

    def __init__(self, folder: Path, make: Render = render) -> None:
        self.folder = folder
        self.make = make
        self._given: set[str] = set()

    def known(self, document: Document) -> Path | None:
        """The file of a document, None when it is not made."""
        path = self._path(document.digest())
        if not path.is_file():
            return None
        with suppress(OSError):  # a cache that can only be read serves as well
            path.touch()  # among the last used: it stays
        return path

    def prepare(self, documents: Iterable[Document]) -> None:
        """Make what is not made, where it is much, in a process whose memory is then given back.

        What cannot be made is left to `get`, which tells why.
        """
        lacking = [each for each in documents if self.known(each) is None]
        if len(lacking) < MANY or not hasattr(os, "fork"):
            return
        from multiprocessing import get_context  # here: most builds have few new files

        worker = get_context("fork").Process(target=self._work, args=(lacking,), daemon=True)
        worker.start()
        worker.join()

    def _work(self, documents: Sequence[Document]) -> None:
        """In a process of its own: the files of some documents."""
        gc.disable()  # what a file leaves is collected once, after it
        try:
            for rank, document in enumerate(documents):
                if rank < 2:
                    gc.freeze()  # neither the site, whose memory stays shared, nor WeasyPrint is looked through
                with suppress(Exception):  # it is met again where it can be told
                    self.get(document)
                gc.collect()
        except KeyboardInterrupt:
            pass  # the process that waits for this one was interrupted too, and says so
        finally:
            weasy.forget()

    def get(self, document: Document) -> Path:
        """The file of a document, made if it must be."""
        known = self.known(document)
        if known:
            return known
        digest = document.digest()
        data = self.make(document, digest[:32])
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(digest)
        write_whole(path, data, durable=False)  # two builds may make the same file
        return path

    def forget(self) -> None:
        """Let go of what files share while they are made; remove what no build has asked for in a month and, of what
        is left, the oldest beyond `MAX_BYTES`.

        Neither what this build was given nor anything used within a day: a build that runs beside this one, with
        another content or another instant, may be about to copy it.
        """
        weasy.forget()
        now = time.time()
        room = MAX_BYTES
        for modified, size, path in sorted(self._found(), reverse=True):
            room -= size
            age = now - modified
            if path.name not in self._given and (age > KEPT_FOR or (room < 0 and age > SAFE_FOR)):
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        path = self.folder / f"{digest}.pdf"
        self._given.add(path.name)
        return path

    def _found(self) -> Iterator[tuple[float, int, Path]]:
        for path in self.folder.glob("*"):
            with suppress(OSError):  # removed meanwhile by another build
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path
