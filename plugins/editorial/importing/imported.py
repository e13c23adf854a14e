"""What is read of a file of another tool, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath

PICTURE = "tribune-image:"  # begins the address of a picture in the HTML of a file; its rank follows
FORMATS = {  # of pictures that the site publishes, by their first bytes (what a name or a type says may be false)
    b"\x89PNG\r\n\x1a\n": ".png",
    b"\xff\xd8\xff": ".jpg",
    b"GIF8": ".gif",
}
# Said by Word of a picture that nobody has described.
_MADE_UP = ("description générée automatiquement", "généré par l’ia", "généré par l'ia", "generated")


class ImportRefused(Exception):
    """A file cannot be read; the message is French and says what to do."""


@dataclass(frozen=True)
class Picture:
    """A picture of a file: its bytes, and its name there, empty when it has none that says something."""

    data: bytes
    name: str = ""

    @property
    def suffix(self) -> str:
        """`.png`, `.jpg`…; empty for what the site cannot show."""
        for start, suffix in FORMATS.items():
            if self.data.startswith(start):
                return suffix
        if self.data[:4] == b"RIFF" and self.data[8:12] == b"WEBP":
            return ".webp"
        if self.data[4:12] in (b"ftypavif", b"ftypavis"):
            return ".avif"
        return ".svg" if b"<svg" in self.data[:1000] and b"\0" not in self.data[:1000] else ""

    @property
    def shown_name(self) -> str:
        """How a message calls it."""
        return PurePosixPath(self.name).name or "une image"


@dataclass
class Imported:
    """A file as it was read: its HTML, its pictures by rank, and what its author is told.

    `title`, `author` and `meta` are what the file says of itself; `body` is Markdown, of a file that was already.
    """

    html: str = ""
    body: str | None = None
    title: str = ""
    author: str = ""
    pictures: list[Picture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    meta: dict[str, object] = field(default_factory=dict)

    def keep(self, picture: Picture) -> str:
        """The address of a picture in the HTML, once it is kept."""
        self.pictures.append(picture)
        return f"{PICTURE}{len(self.pictures) - 1}"


def described(alt: str | None, name: str = "") -> str:
    """The text alternative of a picture; empty when a program wrote it, or when it is the name of a file."""
    text = " ".join((alt or "").split())
    stem = PurePosixPath(name).stem.lower()
    if any(words in text.lower() for words in _MADE_UP) or text.lower() in (stem, PurePosixPath(name).name.lower()):
        return ""
    return text


def quoted(text: str, limit: int = 80) -> str:
    """A passage as a message quotes it."""
    text = " ".join(text.split())
    return f"« {text if len(text) <= limit else text[: limit - 1].rstrip() + '…'} »"
