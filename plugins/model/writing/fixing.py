"""What is certain in a text of the content, written into its file: its header for any reader of YAML, its body."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from plugins.common.files import write_whole
from plugins.model.agency import Agency, Place
from plugins.model.body.edits import Edit, without_overlaps
from plugins.model.body.masking import mask
from plugins.model.body_scan import links
from plugins.model.content import Content, Document
from plugins.model.fields import Record
from plugins.model.limits import TooCostly
from plugins.model.links import own_path
from plugins.model.loader import shown_path
from plugins.model.source import decode, normalise, read_bytes
from plugins.model.writing.edits import edited_bytes
from plugins.model.writing.portable import portable_file, portable_header

# Files that are all YAML, and whose record is the whole of each, or each of its values.
FILES: dict[str, tuple[type[Record], bool]] = {"agence.yaml": (Agency, False), "lieux.yaml": (Place, True)}


@dataclass(frozen=True)
class Fixed:
    """A file with what is certain in it to be written: its bytes before and after, and the edits between."""

    path: Path
    shown: str
    before: bytes
    after: bytes
    edits: tuple[Edit, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """The lines before and after, to be compared."""
        before, after = (normalise(data.decode("utf-8-sig")) for data in (self.before, self.after))
        return before, after

    def write(self) -> None:
        """Write the file whole. OSError when the system refuses."""
        write_whole(self.path.resolve(), self.after)  # a link stays one


def fixes(site: Content, within: tuple[Path, ...] = ()) -> Iterator[Fixed]:
    """The files of a content that change, those of some files or folders alone when they are given."""
    documents = sorted((*site.documents(), *site.faulty), key=lambda document: document.relative)
    files: list[tuple[Path, Document[Record] | None]] = [(document.path, document) for document in documents]
    files += [(site.root / name, None) for name in FILES if (site.root / name).is_file()]
    for path, document in files:
        if within and not any(path.resolve().is_relative_to(each) for each in within):
            continue
        data, _ = read_bytes(path)
        if data is None:
            continue
        text, faults = decode(data)
        if not text or faults:
            continue
        edits = tuple(_text_edits(site, text, document) if document else portable_file(text, *FILES[path.name]))
        after = edited_bytes(data, edits)
        if after != data:
            yield Fixed(path, shown_path(path), data, after, edits)


def _text_edits(site: Content, text: str, document: Document[Record]) -> Iterator[Edit]:
    """What is certain in the header and in the body of a text, but what its author wants not (`exceptions`).

    A page of the site that is linked by its whole address is linked by its path, which is right in a preview too.
    """
    yield from portable_header(text, document.kind, document.path)
    if document.header.unreadable:
        return
    offset = len(text) - len(document.header.body)
    edits = [*document.reading.edits, *_own_links(site, document)]
    for edit in without_overlaps(edits):
        yield edit._replace(start=edit.start + offset, end=edit.end + offset)


def _own_links(site: Content, document: Document[Record]) -> Iterator[Edit]:
    if "://" not in document.header.body:
        return
    reading = document.reading
    try:
        masked = mask(reading.text, document.rendered.code)
    except TooCostly:  # told by `check`
        return
    for link in links(masked):
        path = own_path(site, document, link.target)
        start = reading.text.find(link.target, link.offset, link.offset + len(link.target) + 1)
        if path is not None and start >= 0:
            source = reading.place(start)
            if document.header.body.startswith(link.target, source):
                yield Edit(source, source + len(link.target), path, "")
