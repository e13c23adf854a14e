"""PDF files out of HTML: tagged, French, the same bytes each time, made again only when something in them changed.

WeasyPrint is loaded at the first file to make: it takes half a second, and needs Pango, which pip does not install.
"""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import unquote

REMEDY = "sudo apt install libpango-1.0-0 libpangoft2-1.0-0"
# What a cache may keep once a build is done: a preview makes a file at each change of a workshop.
KEPT_FOR = 30 * 86_400  # seconds since its last use
SAFE_FOR = 86_400  # seconds since its last use
MAX_BYTES = 500_000_000
_TYPES = {
    ".avif": "image/avif",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}


class PdfUnavailable(Exception):
    """WeasyPrint does not load; the message is French and says the remedy."""


class PdfFault(Exception):
    """A document cannot be made as it is written; the message is French."""


@dataclass(frozen=True)
class Document:
    """What a PDF is made of: a page, its style sheets, and the files that they name, by address.

    Any other address is refused: nothing is read elsewhere, on the disk or on the network.
    """

    html: str
    stylesheets: Sequence[str]
    files: Mapping[str, Path]

    def digest(self) -> str:
        """The hash of all that the bytes depend on."""
        parts = [version("weasyprint"), self.html, *self.stylesheets]
        found = hashlib.sha256()
        for part in parts:
            found.update(hashlib.sha256(part.encode()).digest())
        for address, path in sorted(self.files.items()):
            found.update(hashlib.sha256(address.encode()).digest())
            found.update(hashlib.sha256(path.read_bytes()).digest())
        return found.hexdigest()


Render = Callable[[Document, str], bytes]
BASE = "tribune:/"  # what relative addresses of a page start from: no protocol, so that nothing can be fetched


def render(document: Document, identifier: str) -> bytes:
    """The PDF of a document (PDF/UA-1: tags, language, title), `identifier` its first /ID.

    Raises PdfUnavailable without Pango, PdfFault when a file that the page asks for is not given.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
    except OSError:
        raise PdfUnavailable(f"WeasyPrint ne trouve pas Pango : {REMEDY}") from None

    class Given(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url.startswith("data:"):  # what a drawing holds itself
                return super().fetch(url, headers)
            path = given.get(unquote(url))
            if path is None:
                raise PdfFault(f"« {url} » : un PDF ne prend que les images du contenu et les polices du thème")
            kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    given = {unquote(address): path for address, path in document.files.items()}  # however a page spells « é »
    fetcher, fonts = Given(fail_on_errors=True), FontConfiguration()
    source = {"base_url": BASE, "url_fetcher": fetcher}
    try:
        with _complaints() as said, _still_clock():
            sheets = [weasyprint.CSS(string=text, font_config=fonts, **source) for text in document.stylesheets]
            data: bytes = weasyprint.HTML(string=document.html, **source).write_pdf(
                stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
            )
    except FatalURLFetchingError as error:
        raise PdfFault(str(error.__cause__)) from None
    if said:
        raise PdfFault(" ; ".join(dict.fromkeys(said)))
    return data


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint logs as wrong while the block runs: an image that it leaves out, a rule that it ignores."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [handler], False
    try:
        yield said
    finally:
        logger.handlers, logger.propagate = before


@contextmanager
def _still_clock() -> Iterator[None]:
    """fontTools dates the fonts that it cuts: by SOURCE_DATE_EPOCH, else by the time."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


class PdfCache:
    """Files already made, by the hash of what they are made of.

    What a build was given stays, however many files that is; `forget` is for when the build has copied them.
    """

    def __init__(self, folder: Path, make: Render = render) -> None:
        self.folder = folder
        self.make = make
        self._given: set[str] = set()

    def get(self, document: Document) -> Path:
        """The file of a document, made if it must be."""
        digest = document.digest()
        path = self.folder / f"{digest}.pdf"
        self._given.add(path.name)
        if path.is_file():
            with suppress(OSError):  # a cache that can only be read serves as well
                path.touch()  # among the last used: it stays
        else:
            data = self.make(document, digest[:32])
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, partial = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(partial).replace(path)  # whole or not at all: two builds may make the same file
        return path

    def forget(self) -> None:
        """Remove what no build has asked for in a month and, of what is left, the oldest beyond `MAX_BYTES`.

        Neither what this build was given nor anything used within a day: a build that runs beside this one, with
        another content or another instant, may be about to copy it.
        """
        now = time.time()
        room = MAX_BYTES
        for modified, size, path in sorted(self._found(), reverse=True):
            room -= size
            age = now - modified
            if path.name not in self._given and (age > KEPT_FOR or (room < 0 and age > SAFE_FOR)):
                with suppress(OSError):
                    path.unlink(missing_ok=True)

    def _found(self) -> Iterator[tuple[float, int, Path]]:
        for path in self.folder.glob("*"):
            with suppress(OSError):  # removed meanwhile by another build
                stat = path.stat()
                yield stat.st_mtime, stat.st_size, path
