"""The build that a person asks for, with the checks and the gate of its features."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from plugins.build.report import BuildRequest
from plugins.site.feature import Feature, content_checks, content_kinds


def request_of(
    content: Path, output: Path, now: datetime, features: Sequence[Feature], *, production: bool
) -> BuildRequest:
    """A build of a content folder: for readers (`production`), with what such a site must pass, or for editors."""
    return BuildRequest(
        content=content,
        output=output,
        now=now,
        production=production,
        checks=content_checks(features, production=production),
        kinds=content_kinds(features),
        gate=next((feature.gate for feature in features if feature.gate), ""),
    )
