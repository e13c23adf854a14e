"""What the gate passes along: rules, faults and facts, plain values that go through JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

# What a fault becomes when the author's own text holds the same words: a secret stays one.
Kind = Literal["fault", "link", "secret", "local", "unpublished", "template"]


@dataclass(frozen=True)
class Fault:
    """What is wrong in one file: a French sentence with the act that mends it, and what to look for in sources."""

    message: str
    needles: tuple[str, ...] = ()
    kind: Kind = "fault"


class Link(NamedTuple):  # made by the hundred thousand: a tuple costs a third of a frozen dataclass
    """A file of the site that something leads to, and the id in it, when there is one; `raw` as it was written."""

    target: str
    fragment: str
    raw: str


@dataclass
class Facts:
    """What one file says of itself."""

    faults: list[Fault] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)  # each as often as it is written

    def fault(self, message: str, *needles: str, kind: Kind = "fault") -> None:
        """Note a fault."""
        self.faults.append(Fault(message, needles, kind))


@dataclass(frozen=True)
class Guarded:
    """Words that no file may hold, and what to say of them."""

    text: str
    message: str
    kind: Kind


@dataclass(frozen=True)
class Rules:
    """What is asked of a site: its public address, whether it goes online, what its pages may load, what it hides, the
    addresses to which it may send a form."""

    origin: str
    production: bool
    policies: frozenset[str]
    guarded: tuple[Guarded, ...] = ()
    forms: tuple[str, ...] = ()
