"""A Markdown text of another tool: its header, its pictures; its Markdown stays as it is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from plugins.common.files import read_file
from plugins.editorial.importing.imported import Imported, ImportRefused, Picture
from plugins.model.document_reader import PROSE_KEYS
from plugins.model.frontmatter import parse_document
from plugins.model.source import decode

_IMAGE = re.compile(r"(!\[[^\]\n]*\]\()(<[^>\n]+>|[^)\s]+)(?=[\s)])")
_WIKI = re.compile(r"!\[\[([^\]|\n]+)(?:\|[^\]\n]*)?\]\]")  # Obsidian's
_TITLE = re.compile(r"\A\s*(?:#[ \t]+(?P<atx>[^\n]+?)[ \t]*#*|(?P<setext>[^\n#>*-][^\n]*)\n=+[ \t]*)(?:\n|\Z)")
_KNOWN = frozenset("title titre date tags category categories author authors auteur slug layout draft".split())
_BIGGEST = 60_000_000


def read_own(path: Path, data: bytes) -> Imported:
    """Read a Markdown file. Raises ImportRefused for one that cannot be read."""
    text, faults = decode(data)
    if not text:
        raise ImportRefused(f"« {path} » : {faults[0].message}")
    header = parse_document(text, PROSE_KEYS)
    if header.plain and not _KNOWN & header.data.keys():
        body, meta = text, {}
    elif header.unreadable:
        line, column, message, _ = header.faults[-1]
        raise ImportRefused(f"{path}:{line}:{column}: {message}")
    else:
        body, meta = header.body, dict(header.data)
    imported = Imported(meta=meta)
    found = _TITLE.match(body)
    if found:
        imported.title = re.sub(r"[*_`]", "", found["atx"] or found["setext"]).strip()
        body = body[found.end() :]

    def kept(match: re.Match[str]) -> str:
        address = match[2].strip("<>")
        if re.match(r"(?:https?:|data:|//|\{)", address):
            return match[0]
        try:
            picture = Picture(read_file(path.parent / unquote(address), _BIGGEST), unquote(address))
        except (OSError, ValueError):
            imported.notes.append(f"image introuvable à côté du fichier : {address[:80]}")
            return match[0]
        return match[1] + imported.keep(picture)

    imported.body = _IMAGE.sub(kept, _WIKI.sub(lambda match: f"![](<{match[1].strip()}>)", body)).strip("\n") + "\n"
    return imported
