"""What a build was asked and what it answers: plain values that cross a process border as JSON."""

from __future__ import annotations

import sys
from dataclasses import asdict, field
from datetime import datetime
from pathlib import Path

from plugins.common.frozen import frozen
from plugins.common.problems import Problem, has_errors, render, summary
from plugins.common.untyped import JsonObject
from plugins.model.loader import shown_path


@frozen
class BuildRequest:
    """One build: which content, to which output, at what instant, for whom.

    `production` leaves drafts and scheduled texts out and stops at an error; otherwise they are shown with a banner.
    `origin` overrides the public address (the preview server's own). `checks` name the functions that look at the
    content besides the model's own, as `module:function`; `kinds` the kinds of content besides those of the
    house, as `module:NAME`; `gate` names the one that looks at what was written before
    it goes out. `accept_loss` lets published addresses go. `trial`: the site is built and looked at in the cache, and
    replaces nothing: what is told is what this build would be told, but for the output that it would replace.
    `fresh`: nothing that an earlier build kept is believed. `later`: what is dear and seldom asked for may be made when
    it is, by whoever keeps what the site was made from.
    """

    content: Path
    output: Path
    now: datetime
    production: bool = False
    origin: str | None = None
    checks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    gate: str = ""
    accept_loss: bool = False
    trial: bool = False
    fresh: bool = False
    later: bool = False

    @property
    def goes_out(self) -> bool:
        """Whether what is built is to be put online: neither a trial, nor what a preview shows at its own address."""
        return self.production and not self.trial and self.origin is None

    def as_json(self) -> JsonObject:
        """The request as JSON values; `from_json` reads it back."""
        return {
            "content": str(self.content),
            "output": str(self.output),
            "now": self.now.isoformat(),
            "production": self.production,
            "origin": self.origin,
            "checks": list(self.checks),
            "kinds": list(self.kinds),
            "gate": self.gate,
            "accept_loss": self.accept_loss,
            "trial": self.trial,
            "fresh": self.fresh,
            "later": self.later,
        }

    @classmethod
    def from_json(cls, data: JsonObject) -> BuildRequest:
        """The request that `as_json` wrote."""
        return cls(
            content=Path(data["content"]),
            output=Path(data["output"]),
            now=datetime.fromisoformat(data["now"]),
            production=data["production"],
            origin=data["origin"],
            checks=tuple(data["checks"]),
            kinds=tuple(data["kinds"]),
            gate=data["gate"],
            accept_loss=data["accept_loss"],
            trial=data["trial"],
            fresh=data["fresh"],
            later=data["later"],
        )


@frozen
class BuildReport:
    """What a build did: `pages` written in `seconds`, `texts` read, the problems of the content, and a `failure`, in
    French, that no place of the content or the theme holds. `tried`: the engine was asked, the texts being right.
    `excused`: how many faults texts and the house answer, and are not told. `later`: the files that wait to be
    asked for.

    When it is not `ok`, the output is what it was before.
    """

    problems: list[Problem] = field(default_factory=list)
    failure: str | None = None
    pages: int = 0
    seconds: float = 0.0
    texts: int = 0
    tried: bool = False
    excused: int = 0
    later: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether the output was replaced by a new one, or would have been."""
        return self.failure is None and not has_errors(self.problems)

    def as_json(self) -> JsonObject:
        """The report as JSON values; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: JsonObject) -> BuildReport:
        """The report that `as_json` wrote."""
        return cls(**{**data, "problems": [Problem(**problem) for problem in data["problems"]]})


def tell(report: BuildReport, request: BuildRequest) -> int:
    """Say on a terminal what a build did, faults on standard error; the exit code, 1 when nothing was replaced."""
    if report.problems:
        print(render(report.problems), file=sys.stderr)
    if report.ok:
        seconds = f"{report.seconds:.1f}".replace(".", ",")
        faults = f" ; {summary(report.problems, report.excused)}" if report.problems or report.excused else ""
        print(f"{shown_path(request.output)} : {report.pages} pages en {seconds} s{faults}.")
        return 0
    kept = " L’ancienne sortie est gardée." if request.output.exists() else ""
    if report.failure:
        print(f"erreur : {report.failure}", file=sys.stderr)
        print(f"Site non construit.{kept}", file=sys.stderr)
    else:
        print(f"Site non construit : {summary(report.problems)}.{kept}", file=sys.stderr)
    return 1
