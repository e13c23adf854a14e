"""WeasyPrint, run so that the machine changes no byte, and heard so that what it says of us is told from the rest.

It is loaded at the first file to make: that takes half a second, and needs Pango, which pip does not install.
"""

from __future__ import annotations

import atexit
import io
import logging
import os
import re
import tempfile
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from plugins.common import qr
from plugins.common.machine import PANGO, install_command
from plugins.common.problems import reason
from plugins.common.tags import mend, with_languages
from plugins.common.untyped import Untyped

NO_FONT_OF_THE_MACHINE = Path(__file__).with_name("fonts.conf")
DPI = 330  # dots per inch that an image keeps at most: what a printer shows; a photo of 4000 points weighs a fifth
SMALL = 2000  # glyphs of a font that is set at a weight before it is cut: beyond, it costs more than it saves
# What a PDF does not read of a font, whose signs it names by rank (ISO 32000-1, 9.9).
_UNREAD = ["BASE", "GDEF", "HVAR", "MVAR", "OS/2", "STAT", "cmap", "name", "post"]
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
        from weasyprint.urls import FatalURLFetchingError

        try:
            style = _style(weasyprint, stylesheets, given, own_fonts, shared="@font-face" not in html)
            said.faults = [*style.faults]
            said.bare = style.bare
            if said.bare:  # Pango would end the process
                return said
            page = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=_fetcher(given, []))
            said.data = page.write_pdf(
                stylesheets=style.sheets,
                font_config=style.fonts,
                pdf_variant="pdf/ua-1",
                pdf_identifier=identifier.encode(),
                dpi=DPI,
                finisher=mend,
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


def _fetcher(given: Mapping[str, Path], read: list[tuple[str, Path, int]]) -> Untyped:
    """What gives WeasyPrint the files of a document, and nothing else. Each that it gives is noted in `read`."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Given(URLFetcher):
        def fetch(self, url: str, headers: Untyped = None) -> URLFetcherResponse:
            if url.startswith("data:"):  # what a drawing holds itself
                return super().fetch(url, headers)
            code = qr.drawing(url)
            if code is not None:
                return URLFetcherResponse(url, code, {"Content-Type": _TYPES[".svg"]})
            address = unquote(url)
            path = given.get(address)
            if path is None:
                raise PdfFault(f"« {url} » : un PDF ne prend que les images du contenu et les polices du thème")
            read.append((address, path, path.stat().st_mtime_ns))
            kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return Given(fail_on_errors=True)


@dataclass
class _Style:
    """Style sheets as WeasyPrint has parsed them, with the fonts that they name, unpacked in a folder of its own.

    `read` are the files that they were made of: address, path, instant of their last change.
    """

    fonts: Untyped
    sheets: list[Untyped]
    faults: list[str]
    bare: bool
    read: list[tuple[str, Path, int]]

    def is_of(self, given: Mapping[str, Path]) -> bool:
        """Whether these files, as they are, would give the same."""
        return all(given.get(address) == path and path.stat().st_mtime_ns == at for address, path, at in self.read)


_set: dict[tuple[object, ...], bytes] = {}  # small variable fonts, set at a weight
_kept: dict[tuple[tuple[str, ...], bool], _Style] = {}


def _style(
    weasyprint: Untyped, stylesheets: Sequence[str], given: Mapping[str, Path], own_fonts: bool, *, shared: bool
) -> _Style:
    """Style sheets, prepared once for all the documents that share them until `forget`."""
    from weasyprint.text.fonts import FontConfiguration

    key = (tuple(stylesheets), own_fonts)
    known = _kept.get(key) if shared else None
    if known and known.is_of(given):
        return known
    read: list[tuple[str, Path, int]] = []
    with _heard() as said:
        fonts, fetcher = FontConfiguration(), _fetcher(given, read)
        sheets = [
            weasyprint.CSS(string=text, font_config=fonts, base_url=BASE, url_fetcher=fetcher) for text in stylesheets
        ]
        made = _Style(fonts, sheets, said.faults, not _has_fonts(fonts), read)
    if shared:
        _kept[key] = made
    return made


def forget() -> None:
    """Let go of the style sheets that are kept, and of the fonts unpacked on the disk for them."""
    for style in _kept.values():
        style.fonts.__del__()  # what it has laid out names it: it would not go by itself
    _left_to_the_parent()


def _left_to_the_parent() -> None:
    """In a process that was forked, the unpacked fonts are those of the process it comes from, which removes them."""
    for style in _kept.values():
        style.fonts._folder = None
    _kept.clear()
    _set.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_left_to_the_parent)
atexit.register(forget)


def _load() -> Untyped:
    try:
        with redirect_stdout(io.StringIO()):  # without Pango it prints a banner before it raises
            import weasyprint
            import weasyprint.pdf.fonts as embedding
            import weasyprint.pdf.tags as tagging
            from PIL import ImageFile
    except (OSError, AttributeError) as error:  # no library, or one without a function that is asked of it
        what = "ne trouve pas" if isinstance(error, OSError) else "demande une version plus récente de"
        raise PdfUnavailable(f"WeasyPrint {what} Pango : {install_command(*PANGO)}") from None
    # Fonts are cut by fontTools, pinned in the lock, whatever HarfBuzz a machine has or lacks: the same bytes.
    embedding.harfbuzz_subset = None
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for all: a cut picture is a fault, also after a PDF
    embedding.Font.subset = _cut
    if tagging._build_box_tree.__module__ == tagging.__name__:  # as it comes: once in a process
        tagging._build_box_tree = with_languages(tagging._build_box_tree)
    return weasyprint


def _cut(font: Untyped, to_unicode: Untyped, hinting: bool) -> None:
    """WeasyPrint's `Font.subset` by fontTools, which reads a hundred times over the tables that it then drops.

    A small variable font is set at its weight first, whole: all the documents that share it then cut the same one.
    """
    if not to_unicode:
        return
    font.file_content = _without_layout(font.file_content, font.index)
    if "fvar" in font.tables and font.glyph_count <= SMALL and not (font.png or font.svg or font.colr):
        wanted = (font.file_content, font.index, font.weight, font.style, font.font_size, *font.variations.items())
        if wanted not in _set:
            font.clean({}, hinting)
            _set[wanted] = _with_signs(font.file_content, range(font.glyph_count), hinting=hinting, without=True)
        font.file_content = _with_signs(_set[wanted], to_unicode, hinting=True, without=bool(font.missing))
        font.tables.remove("fvar")
    else:
        font._fonttools_subset(to_unicode, hinting)


def _with_signs(data: bytes, signs: Iterable[int], *, hinting: bool, without: bool) -> bytes:
    """A font with the outlines of some of its signs, by rank, and of that which stands for those it lacks (`without`).

    What a sign is does not change: outlines that keep their hints are copied, neither read nor measured again.
    """
    from weasyprint.pdf.fonts import TTFont, subset

    options = subset.Options(
        retain_gids=True,
        passthrough_tables=True,
        ignore_missing_glyphs=True,  # those that a text wants and the font lacks are numbered beyond its own
        hinting=hinting,
        notdef_outline=without,
        drop_tables=_UNREAD,
    )
    cutter = subset.Subsetter(options)
    cutter.populate(gids=signs)
    out = io.BytesIO()
    with TTFont(io.BytesIO(data), recalcBBoxes=False) as font:
        cutter.subset(font)
        font.save(out)
    return out.getvalue()


@lru_cache(maxsize=4)
def _without_layout(data: bytes, index: int) -> bytes:
    """A font without what places its signs in a text: in a PDF, they are placed."""
    from weasyprint.pdf.fonts import TTFont

    out = io.BytesIO()
    with TTFont(io.BytesIO(data), fontNumber=index) as font:
        for name in {"GPOS", "GSUB"}.intersection(font.keys()):
            del font[name]
        font.save(out)
    return out.getvalue()


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
