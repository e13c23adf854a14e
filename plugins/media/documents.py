"""Who a document to download names: its author is often a person who does not know that readers see it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import unescape

_PROPERTIES = {
    "docProps/core.xml": (("dc:creator", "auteur"), ("cp:lastModifiedBy", "dernière modification par")),
    "docProps/app.xml": (("Manager", "responsable"),),
    "meta.xml": (("meta:initial-creator", "auteur"), ("dc:creator", "dernière modification par")),
}
_COMMENTS = ("word/comments.xml", "xl/comments1.xml", "ppt/comments/comment1.xml")
_READ_MAX = 2_000_000  # bytes of one part: properties weigh a few hundred


def named_in(data: bytes, suffix: str) -> tuple[tuple[str, str], ...]:
    """(what, value) for each property of a PDF or of an office file that names someone; none when it cannot be read.

    The file itself is not touched: a signature or an archive format (PDF/A) would not outlive it.
    """
    if suffix == ".pdf":
        return tuple(_in_pdf(data))
    if suffix in (".docx", ".xlsx", ".odt", ".ods"):
        return tuple(_in_archive(data))
    return ()


def _in_pdf(data: bytes) -> Iterator[tuple[str, str]]:
    import logging

    from pypdf import PdfReader  # here: a site may hold no PDF

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        author = PdfReader(io.BytesIO(data)).metadata.author or ""  # type: ignore[union-attr]
    except Exception:  # a stranger’s file: whatever it does to a reader of PDF, it names no one that we can tell
        author = ""
    if author.strip():
        yield "auteur", " ".join(author.split())


def _in_archive(data: bytes) -> Iterator[tuple[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            for part, properties in _PROPERTIES.items():
                if part in names:
                    text = archive.open(part).read(_READ_MAX).decode("utf-8", "replace")
                    for tag, what in properties:
                        match = re.search(rf"<{tag}\b[^>]*>([^<]+)</{tag}>", text)
                        if match and match[1].strip():
                            yield what, unescape(" ".join(match[1].split()))
            if names & set(_COMMENTS):
                yield "commentaires", "de relecture"
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return
