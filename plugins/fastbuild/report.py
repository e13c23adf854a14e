"""What a build was asked and what it answers: plain values that cross a process border as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from plugins.common.problems import Problem, has_errors


@dataclass(frozen=True)
class BuildRequest:
    """One build: which content, to which output, at what instant, for whom.

    `production` leaves drafts and scheduled texts out and stops at an error; otherwise they are shown with a banner.
    `origin` overrides the public address (the preview server's own). `checks` name the functions that look at the
    content besides the model's own, as `module:function`; `gate` names the one that looks at what was written before
    it goes out. `accept_loss` lets published addresses go.
    """

    content: Path
    output: Path
    now: datetime
    production: bool = False
    origin: str | None = None
    checks: tuple[str, ...] = ()
    gate: str = ""
    accept_loss: bool = False

    def as_json(self) -> dict[str, Any]:
        """The request as JSON values; `from_json` reads it back."""
        return {
            "content": str(self.content),
            "output": str(self.output),
            "now": self.now.isoformat(),
            "production": self.production,
            "origin": self.origin,
            "checks": list(self.checks),
            "gate": self.gate,
            "accept_loss": self.accept_loss,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BuildRequest:
        """The request that `as_json` wrote."""
        return cls(
            content=Path(data["content"]),
            output=Path(data["output"]),
            now=datetime.fromisoformat(data["now"]),
            production=data["production"],
            origin=data["origin"],
            checks=tuple(data["checks"]),
            gate=data["gate"],
            accept_loss=data["accept_loss"],
        )


@dataclass(frozen=True)
class BuildReport:
    """What a build did: `pages` written in `seconds`, the problems of the content, or the engine's `failure` in French.

    When it is not `ok`, the output is what it was before.
    """

    problems: list[Problem] = field(default_factory=list)
    failure: str | None = None
    pages: int = 0
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the output was replaced by a new one."""
        return self.failure is None and not has_errors(self.problems)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> BuildReport:
        """The report that `as_json` wrote."""
        return cls(**{**data, "problems": [Problem(**problem) for problem in data["problems"]]})
