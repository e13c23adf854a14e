"""What letters have told: `content/registre/lettres.txt`, so that no text is told twice.

A line for each letter, with the instant whose offers it gives, then one for each text that it tells:

    2026-11 faite=2026-12-01T09:00:00+01:00
    2026-11 /articles/x/
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from plugins.common.problems import Problem
from plugins.model.rules import REGISTER_LINE

REGISTER = "lettres.txt"
_HEAD = "# Textes que les lettres ont annoncés : écrits par ./inv digest.\n"
_LINE = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2])) (?:faite=(\S+)|(/\S*))")


@dataclass
class Letter:
    """A letter that was made: the instant whose offers it gives, the addresses of its texts below the root."""

    made: datetime
    texts: set[str] = field(default_factory=set)


@dataclass
class Sent:
    """The letters that were made, by month (`2026-11`)."""

    letters: dict[str, Letter] = field(default_factory=dict)

    def teller(self, addresses: Collection[str]) -> str | None:
        """The month of the letter that told a text, at one of the addresses that it has or had; None before any did."""
        return next((month for month, each in self.letters.items() if not each.texts.isdisjoint(addresses)), None)


def read_sent(text: str, shown: str) -> tuple[Sent, list[Problem]]:
    """The register, and a problem for each line that is none of its own (a merge left half way, mostly)."""
    sent, problems = Sent(), []
    texts: list[tuple[str, str, int]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line)
        made = _instant(found[2]) if found and found[2] else None
        if found and found[3]:
            texts.append((found[1], found[3], number))
        elif found and made:
            sent.letters[found[1]] = Letter(made)
        else:
            problems.append(_strange(shown, number, line))
    for month, address, number in texts:
        if month in sent.letters:
            sent.letters[month].texts.add(address)
        else:
            problems.append(_strange(shown, number, f"{month} {address}"))
    return sent, problems


def _strange(shown: str, number: int, line: str) -> Problem:
    return REGISTER_LINE.at(shown, number, 1, f"« {line[:60]} » n’est pas une ligne de lettre : effacez-la")


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def written(sent: Sent) -> str:
    """The text of the register."""
    lines = []
    for month, letter in sorted(sent.letters.items()):
        lines.append(f"{month} faite={letter.made.isoformat(timespec='seconds')}\n")
        lines += [f"{month} {address}\n" for address in sorted(letter.texts)]
    return _HEAD + "".join(lines)
