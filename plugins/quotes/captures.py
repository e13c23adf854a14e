"""Captures: what a client's page said when it was last read, kept in the repository, one JSON file for each article.

The build reads them and never the network; a review sees in the diff what the client changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as validated

from plugins.common.files import read_file, write_whole
from plugins.common.frozen import frozen
from plugins.common.problems import reason
from plugins.model.article import Article
from plugins.model.content import Content, Document
from plugins.quotes.blocks import Block
from plugins.quotes.client_articles import former_ids

# Seen: exact, changed. Seen once, no more: absent, then vanished. Never seen: unrecognised. Unreadable: undetermined.
QuoteState = Literal["exact", "changed", "absent", "vanished", "unquoted", "unrecognised", "undetermined"]
FOLDER = "registre/captures"
CONFIRMED_AFTER = timedelta(hours=24)  # a page absent once may be a faulty deployment


class CaptureError(ValueError):
    """A capture cannot be read; the message is French."""


# Few builds read one: what checks it is made with the first.
@validated(frozen=True, config=ConfigDict(extra="forbid", defer_build=True))
class Capture:
    """What was read at `url`. `blocks` is the last text in which the article was recognised, `sha256` its digest.

    `date` is the instant of that text; `absent_since` the first of the checks that have not found the article again.
    """

    article: str
    url: str
    date: str
    state: QuoteState
    final_url: str | None = None
    canonical: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    sha256: str = ""
    ratio: float = 0.0
    blocks: tuple[Block, ...] = ()
    absent_since: str | None = None

    @property
    def gone(self) -> bool:
        """Whether the original is no more: its text was read here, then it was absent twice, a day apart."""
        return self.state == "vanished" and bool(self.blocks)


@frozen
class Reading:
    """One look at a page, before what was known of it is taken into account; `blocks` is None to keep the old ones."""

    state: QuoteState
    final_url: str | None = None
    canonical: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    ratio: float = 0.0
    blocks: tuple[Block, ...] | None = None


def digest(blocks: Sequence[Block]) -> str:
    """The SHA-256 of a text, one line a block."""
    return hashlib.sha256("\n".join(block.text for block in blocks).encode()).hexdigest()


def update(previous: Capture | None, article: str, url: str, reading: Reading, now: datetime) -> Capture | None:
    """The capture after a reading; None when there is nothing to keep.

    An undetermined reading changes nothing. An absence keeps the last good text; repeated a day later at least, it
    makes the original `vanished`, until the article is found again. What was never read there cannot be absent from
    there: such a page is `unrecognised`, whatever it answers.
    """
    if previous is not None and previous.url != url:
        previous = None
    if reading.state == "undetermined":
        return previous
    moment = now.isoformat(timespec="seconds")
    if reading.state == "unrecognised":
        known = previous or Capture(article, url, moment, "unrecognised")
        return replace(known, state="unrecognised", ratio=reading.ratio, absent_since=None)
    if reading.state == "absent":
        known = previous or Capture(article, url, moment, "absent")
        since = known.absent_since or moment
        lasting = now - datetime.fromisoformat(since) >= CONFIRMED_AFTER
        return replace(known, state="vanished" if lasting else "absent", absent_since=since, ratio=reading.ratio)
    if reading.blocks is None:
        known = previous or Capture(article, url, moment, reading.state)
        return replace(known, state=reading.state, ratio=reading.ratio, absent_since=None)
    found = Capture(
        article,
        url,
        moment,
        reading.state,
        reading.final_url,
        reading.canonical,
        reading.etag,
        reading.last_modified,
        digest(reading.blocks),
        reading.ratio,
        reading.blocks,
    )
    # Read again without a change: the file stays as it is, and the repository without a commit that says nothing.
    return previous if previous is not None and replace(found, date=previous.date) == previous else found


def capture_path(root: Path, article: str) -> Path:
    """Where the capture of an article is, below the content folder."""
    return root / FOLDER / f"{article}.json"


def read_capture(root: Path, article: str) -> Capture | None:
    """The capture of an article, None when there is none; CaptureError when the file is no capture."""
    path = capture_path(root, article)
    try:
        text = read_file(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CaptureError(f"capture illisible ({reason(error)}) : vérifiez ses droits") from None
    try:
        capture = _adapter().validate_json(text)
        if capture.absent_since:
            datetime.fromisoformat(capture.absent_since)
    except (ValidationError, ValueError):
        raise CaptureError("capture illisible : effacez ce fichier, puis lancez ./inv relay.verify") from None
    return capture


def capture_of(site: Content, document: Document[Article]) -> Capture | None:
    """The capture of an article's present original; one of another address is another text.

    An article renamed with `redirect_from` has that of its former id, unless another article has taken that id.
    """
    for id in capture_ids(site, document):
        capture = read_capture(site.root, id)
        if capture is not None and capture.url == document.record.original_url:
            return replace(capture, article=document.id)
    return None


def capture_ids(site: Content, document: Document[Article]) -> list[str]:
    """The ids under which the capture of an article may be, its own first."""
    return [document.id, *(id for id in former_ids(document) if id not in site.articles)]


def write_capture(root: Path, capture: Capture) -> Path:
    """Write a capture; the path is returned."""
    path = capture_path(root, capture.article)
    text = json.dumps(asdict(capture), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if not (path.exists() and path.read_text(encoding="utf-8") == text):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, text.encode("utf-8"))
    return path


@cache
def _adapter() -> TypeAdapter[Capture]:
    return TypeAdapter(Capture)
