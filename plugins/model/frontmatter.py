"""The header of a text: YAML between `---` lines, or Pelican's plain `Key: value` lines."""

from __future__ import annotations

from plugins.model.header import Header
from plugins.model.plain_header import parse_plain
from plugins.model.yaml_header import read_yaml


def parse_document(text: str, prose_keys: frozenset[str] = frozenset()) -> Header:
    """Split a text into header and body.

    `prose_keys` are the keys whose value is always one text, whatever signs stand in it (title, summary…).
    """
    lines = text.split("\n")
    start = first_line(lines)
    first = lines[start].rstrip()
    if first == "---":
        end = closing_line(lines, start)
        header = Header()
        if end is None:
            header.stop(
                start + 1,
                1,
                "l’en-tête s’ouvre par « --- » et ne se ferme pas : ajoutez une ligne « --- » après la dernière clé",
            )
            return header
        header.body = "\n".join(lines[end + 1 :])
        header.body_line = end + 2
        read_yaml(lines[start + 1 : end], header, first_line=start + 2, prose_keys=prose_keys)
        return header
    if first == "+++":
        header = Header()
        header.stop(start + 1, 1, "en-tête TOML « +++ » : écrivez un en-tête YAML entre deux lignes « --- »")
        return header
    return parse_plain(lines, start)


def first_line(lines: list[str]) -> int:
    """Where a header begins, from 0: empty lines above it are no fault."""
    return next((number for number, line in enumerate(lines) if line.strip()), 0)


def closing_line(lines: list[str], start: int) -> int | None:
    """The line, from 0, that closes the YAML header that one opens; None when none does."""
    return next((n for n, line in enumerate(lines) if n > start and line.rstrip() in ("---", "...")), None)


def parse_yaml_file(text: str, prose_keys: frozenset[str] = frozenset()) -> Header:
    """A file that is all YAML (agence.yaml, lieux.yaml)."""
    header = Header()
    read_yaml(text.split("\n"), header, first_line=1, prose_keys=prose_keys)
    return header
