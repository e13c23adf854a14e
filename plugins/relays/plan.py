"""The lines of a plan, and what they say: as text, as JSON that can be given back, as Markdown for a review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby

from plugins.common.untyped import JsonObject
from plugins.relays.case import Case
from plugins.relays.decision import Action, Decision
from plugins.relays.labels import LABELS, TextChange

WRITES = frozenset(("create", "update", "withdraw", "ask", "duplicate", "drift"))


@dataclass
class Line:
    """One relay of the plan. `base` says the world that the action was decided in."""

    article: str
    client: str
    action: Action
    reason: str
    changes: list[TextChange] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    base: str = ""
    case: Case | None = None
    decision: Decision | None = None

    @property
    def name(self) -> str:
        return f"{self.article}@{self.client}"

    def to_dict(self) -> JsonObject:
        said: JsonObject = {
            "article": self.article,
            "client": self.client,
            "action": self.action,
            "reason": self.reason,
            "changes": [{**asdict(change), "diff": change.diff} for change in self.changes],
            "notes": self.notes,
            "base": self.base,
        }
        return said | ({"answer": ""} if self.action == "ask" else {})

    def to_text(self) -> str:
        head = f"{LABELS[self.action]:>15}  {self.article} → {self.client} : {self.reason}"
        changes = [f"{'':17}{change.field} : {change.diff}" for change in self.changes]
        return "\n".join([head, *changes, *(f"{'':17}note : {note}" for note in self.notes)])


@dataclass
class Plan:
    """The lines, by client then article."""

    lines: list[Line]

    @property
    def exit_code(self) -> int:
        """0 nothing to do, 2 changes, 3 a conflict, 4 a client that could not be read (3 first)."""
        actions = {line.action for line in self.lines}
        if "conflict" in actions:
            return 3
        if "blocked" in actions:
            return 4
        return 2 if actions & WRITES else 0

    @property
    def total(self) -> str:
        """« 3 relais : 1 créer, 2 rien. »"""
        counts: dict[str, int] = {}
        for line in self.lines:
            counts[LABELS[line.action]] = counts.get(LABELS[line.action], 0) + 1
        total = ", ".join(f"{number} {label}" for label, number in sorted(counts.items()))
        return f"{len(self.lines)} relais : {total}." if counts else "Aucun relais."

    def to_json(self, feeds: Sequence[Mapping[str, str]] = ()) -> str:
        """The plan as it can be given back; `feeds` are the items that enter feeds."""
        lines = [line.to_dict() for line in self.lines]
        plan = {"version": 1, "lines": lines, "feeds": list(feeds)}
        return json.dumps(plan, ensure_ascii=False, indent=2, sort_keys=True) + "\n"

    def to_text(self, *, all_lines: bool = True) -> str:
        shown = [line.to_text() for line in self.lines if all_lines or line.action != "nothing"]
        return "\n".join([*shown, self.total])


def to_markdown(plan: Plan, feeds: Sequence[Mapping[str, str]] = ()) -> str:
    """The plan as a comment of a pull request: what changes, client by client, the words of each on demand.

    `feeds` are the items that enter feeds. Nothing of a text can be taken for markup: words are in fences.
    """
    parts = [f"### Relais\n\n{plan.total}"]
    for client, lines in groupby((line for line in plan.lines if line.action != "nothing"), lambda line: line.client):
        parts.append(f"#### {client}")
        for line in lines:
            parts.append(f"- **{LABELS[line.action]}** `{line.article}` : {_plain(line.reason)}")
            parts += [f"  - {_plain(note)}" for note in line.notes]
            said = "\n".join(f"{change.field} : {change.diff}" for change in line.changes)
            if said:
                fence = "`" * max(3, 1 + max(map(len, re.findall("`+", said)), default=0))
                words = "\n".join(f"  {row}" for row in (f"{fence}text", *said.splitlines(), fence))
                parts.append(f"\n  <details><summary>mot à mot</summary>\n\n{words}\n\n  </details>\n")
    if feeds:
        parts.append("#### Flux")
        parts += [f"- **figer** `{item['article']}` chez {item['client']}" for item in feeds]
    return "\n".join(parts) + "\n"


def _plain(text: str) -> str:
    """A text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_\[\]<>#|@~])", r"\\\1", " ".join(text.split()))


def ordered(lines: Iterable[Line]) -> Plan:
    """The plan of some lines, in the order in which it is shown."""
    return Plan(sorted(lines, key=lambda line: (line.client, line.article)))
