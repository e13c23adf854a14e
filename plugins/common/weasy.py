"""WeasyPrint, run so that the machine changes no byte, and heard so that what it says of us is told from the rest.

It is loaded at the first file to make: that takes half a second, and needs Pango, which pip does not install.
"""

from __future__ import annotations

import io
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from plugins.common.machine import PANGO, install_command
from plugins.common.problems import reason
from plugins.common.untyped import Untyped

NO_FONT_OF_THE_MACHINE = Path(__file__).with_name("fonts.conf")
BASE = "tribune:/"  # what relative addresses of a page start from: no protocol, so that nothing can be fetched
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
_NO_SIGN = ".notdef glyph rendered"
_NO_FONT = "Font-face %r cannot be loaded"


class PdfUnavailable(Exception):
    """This machine cannot make the file; the message is French and says the remedy."""


class PdfFault(Exception):
    """A document cannot be made as it is written; the message is French."""


@dataclass
class Rendering:
    """The bytes of a file, and what WeasyPrint complained of while it made them.

    `faults` are of the document: an image left out, a rule ignored. `signs` are those that no font has.
    `bare`: there is no font at all, and no file.
    """

    data: bytes = b""
    faults: list[str] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)
    bare: bool = False


def make(
    html: str, stylesheets: Sequence[str], files: Mapping[str, Path], identifier: str, *, own_fonts: bool
) -> Rendering:
    """A PDF/UA-1 file of a page, its style sheets, and the files that it names, by address; nothing else is read.

    `own_fonts`: with the fonts among the files alone, not those of the machine.

    Raises PdfFault when the page names a file that is not given, PdfUnavailable when the machine cannot.
    """
    given = {unquote(address): path for address, path in files.items()}  # however a page spells « é »
    with warnings.catch_warnings(), _environment(own_fonts), _heard() as said:
        warnings.simplefilter("ignore")  # what Python or a library will do one day is no matter of ours
        weasyprint = _load()
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

        class Given(URLFetcher):
            def fetch(self, url: str, headers: Untyped = None) -> URLFetcherResponse:
                if url.startswith("data:"):  # what a drawing holds itself
                    return super().fetch(url, headers)
                path = given.get(unquote(url))
                if path is None:
                    raise PdfFault(f"« {url} » : un PDF ne prend que les images du contenu et les polices du thème")
                kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
                return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

        source = {"base_url": BASE, "url_fetcher": Given(fail_on_errors=True)}
        try:
            fonts = FontConfiguration()
            sheets = [weasyprint.CSS(string=text, font_config=fonts, **source) for text in stylesheets]
            said.bare = not _has_fonts(fonts)
            if said.bare:  # Pango would end the process
                return said
            said.data = weasyprint.HTML(string=html, **source).write_pdf(
                stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=identifier.encode()
            )
        except FatalURLFetchingError as error:
            raise PdfFault(str(error.__cause__)) from None
        except PdfUnavailable:
            raise
        except OSError as error:
            place = error.filename or tempfile.gettempdir()
            raise PdfUnavailable(f"écriture impossible dans « {place} » ({reason(error)})") from error
        except Exception as error:  # a library of the machine that it does not know, or a fault of its own
            raise PdfUnavailable(f"WeasyPrint s’est arrêté ({type(error).__name__} : {error})") from error
    return said


def _load() -> Untyped:
    try:
        with redirect_stdout(io.StringIO()):  # without Pango it prints a banner before it raises
            import weasyprint
            import weasyprint.pdf.fonts as embedding
    except (OSError, AttributeError) as error:  # no library, or one without a function that is asked of it
        what = "ne trouve pas" if isinstance(error, OSError) else "demande une version plus récente de"
        raise PdfUnavailable(f"WeasyPrint {what} Pango : {install_command(*PANGO)}") from None
    # Fonts are cut by fontTools, pinned in the lock, whatever HarfBuzz a machine has or lacks: the same bytes.
    embedding.harfbuzz_subset = None
    return weasyprint


def _has_fonts(fonts: Untyped) -> bool:
    from weasyprint.text.ffi import ffi, fontconfig

    found = (fontconfig.FcConfigGetFonts(fonts._config, kind) for kind in (0, 1))  # FcSetSystem, FcSetApplication
    return any(kind != ffi.NULL and kind.nfont for kind in found)


class _Heard(logging.Handler):
    """Puts what WeasyPrint logs where it belongs in a rendering."""

    def __init__(self, said: Rendering) -> None:
        super().__init__(logging.WARNING)
        self.said = said

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.msg.startswith(_NO_SIGN):
            _add(self.said.signs, re.findall(r'"(.*)" \(U\+', text)[0])
        elif record.msg == _NO_FONT:
            raise PdfUnavailable(f"la police {record.args!r} du thème ne se charge pas sur cette machine")
        elif Path(record.pathname).parts[-2:] != ("pdf", "fonts.py"):  # which speaks of libraries alone
            _add(self.said.faults, text)


@contextmanager
def _heard() -> Iterator[Rendering]:
    """What WeasyPrint logs while the block runs."""
    said = Rendering()
    handler = _Heard(said)
    logger = logging.getLogger("weasyprint")
    before = logger.handlers, logger.filters, logger.propagate, logger.level, logger.disabled
    # Without filters: the class of loggers that Pelican imposes once it is loaded drops what was said before.
    logger.handlers, logger.filters, logger.propagate, logger.disabled = [handler], [], False, False
    logger.setLevel(logging.WARNING)
    try:
        yield said
    finally:
        logger.handlers, logger.filters, logger.propagate, level, logger.disabled = before
        logger.setLevel(level)


def _add(lines: list[str], line: str) -> None:
    if line not in lines:
        lines.append(line)


@contextmanager
def _environment(own_fonts: bool) -> Iterator[None]:
    """fontTools dates the fonts that it cuts, by SOURCE_DATE_EPOCH, else by the time; Fontconfig looks for fonts."""
    wanted = {"SOURCE_DATE_EPOCH": "0", **({"FONTCONFIG_FILE": str(NO_FONT_OF_THE_MACHINE)} if own_fonts else {})}
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
