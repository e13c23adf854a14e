"""A file of another tool to what it holds: each extension has its reader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from plugins.common.files import read_file
from plugins.common.problems import reason
from plugins.common.texts import suggestion
from plugins.editorial.importing.converted import FORMATS, read_converted
from plugins.editorial.importing.imported import Imported, ImportRefused
from plugins.editorial.importing.opendocument import read_opendocument
from plugins.editorial.importing.own import read_own
from plugins.editorial.importing.web import read_web
from plugins.editorial.importing.word import read_word

BIGGEST = 300_000_000  # bytes: a long document with its photographs
Reader = Callable[[Path, bytes], Imported]
READERS: dict[str, Reader] = {
    **dict.fromkeys((".docx", ".docm", ".dotx"), read_word),
    **dict.fromkeys((".odt", ".ott"), read_opendocument),
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_web),
    **dict.fromkeys((".md", ".markdown", ".mkd", ".mdown", ".txt"), read_own),
    **dict.fromkeys(FORMATS, read_converted),
}
_REMEDIES = {
    ".doc": "ouvrez-le dans Word ou LibreOffice, et enregistrez-le en .docx ou en .odt",
    ".pages": "dans Pages, exportez-le en Word (.docx)",
    ".pdf": "un PDF a perdu la structure du texte : demandez le document d’origine",
    ".gdoc": "ce n’est qu’un raccourci : dans Google Docs, téléchargez le document en .docx",
}


def read(path: Path) -> Imported:
    """What a file holds. Raises ImportRefused, with the act that mends it."""
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ".docx, .odt, .html, .md"
        act = _REMEDIES.get(suffix) or f"enregistrez-le dans l’un de ces formats : {known}{suggestion(suffix, READERS)}"
        raise ImportRefused(f"« {path} » : {act}")
    try:
        if path.is_file() and path.stat().st_size > BIGGEST:
            raise ImportRefused(f"« {path} » dépasse 300 Mo : réduisez ses images")
        data = read_file(path)
    except OSError as error:
        raise ImportRefused(f"« {path} » ne peut être lu ({reason(error)}) : vérifiez son nom et ses droits") from None
    if not data:
        raise ImportRefused(f"« {path} » est vide")
    return READERS[suffix](path, data)
