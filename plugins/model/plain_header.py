"""Pelican's plain header: `Key: value` lines up to an empty one or to `---`, so that an existing site keeps working."""

from __future__ import annotations

from plugins.common.regex import regex
from plugins.model.header import Header, twice
from plugins.model.rules import HEADER_HABIT

_PLAIN_KEY = regex(r"^([^\W\d_](?:[\w -]*[\w-])?)(\s*):(?!//)\s*(.*)$")

# Pelican takes them, empty, for absent (`readers.METADATA_PROCESSORS`); an empty status could publish a draft.
_MAY_BE_EMPTY = frozenset(("modified", "category", "tags", "author", "authors", "slug", "summary"))


def parse_plain(lines: list[str], start: int) -> Header:
    """The header that begins at `start` (from 0), and the body after it."""
    header = Header(plain=True)
    key = ""
    number = 0
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip() or line.rstrip() in (
            "---",
            "...",
        ):  # as python-markdown's « meta », which Pelican reads with
            break
        if line[0] in " \t" and key:  # continuation
            header.data[key] = f"{header.data[key]}\n{line.strip()}".strip()
            continue
        match = _PLAIN_KEY.match(line)
        if not match:
            if number == start + 1:
                header.stop(
                    number,
                    1,
                    "pas d’en-tête : commencez le fichier par une ligne « --- », les clés (title, date…), puis « --- »",
                )
            else:
                header.fault(number, 1, "le texte touche l’en-tête : laissez une ligne vide après la dernière clé")
            number -= 1
            break
        key = match[1].strip().lower()
        if match[2]:
            header.fault(
                number,
                len(match[1]) + 1,
                f"espace avant les deux-points de « {key} » : écrivez « {key}: »",
                HEADER_HABIT,
            )
        if key in header.data:
            header.fault(number, 1, twice(key, header.keys[(key,)][0]))
        header.data[key] = (match[3] or "").strip()
        header.keys[(key,)] = (number, 1)
        header.values[(key,)] = (number, match.start(3) + 1 if match[3] else len(line) + 1)
    for key in [key for key, value in header.data.items() if not value and key in _MAY_BE_EMPTY]:
        if key.startswith("author"):
            unsigned = f"« {key} » vide : l’agence signe ce texte ; écrivez un nom, ou effacez la clé"
            header.fault(*header.keys[(key,)], unsigned, HEADER_HABIT)
        del header.data[key], header.keys[(key,)]
    header.body = "\n".join(lines[number:])
    header.body_line = number + 1
    return header
