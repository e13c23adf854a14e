"""A fault of the code, of Tribune or of Pelican, told as any other: at its line, in French."""

from __future__ import annotations

import traceback
from pathlib import Path

from plugins.build.rules import BREAKDOWN
from plugins.common.places import ROOT
from plugins.common.problems import Problem


def cause(error: BaseException) -> str:
    """What Python says of an exception, on one line."""
    return " ".join(f"{type(error).__name__} : {error}".split())


def line_of(error: BaseException) -> tuple[str, int]:
    """The file and line of the plugin that an exception came through last; without one, those where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).is_relative_to(ROOT / "plugins") and not _called(frame)]
    if not frames:
        return "plugins", 1
    last = (own or frames)[-1]
    return shown(last.filename), last.lineno or 1


def _called(frame: traceback.FrameSummary) -> bool:
    """Whether a frame is of the build itself, which calls all others."""
    return Path(frame.filename).parent == Path(__file__).parent


def shown(file: str) -> str:
    """A file of code as messages show it: from the project's folder, or from that of the installed packages."""
    path = Path(file)
    if path.is_relative_to(ROOT) and "site-packages" not in path.parts:
        return path.relative_to(ROOT).as_posix()
    return file.rpartition("site-packages/")[2]


def breakdown(error: BaseException) -> Problem:
    """The problem of an exception that nobody foresaw, where no text is known to bring it about."""
    return BREAKDOWN.at(
        *line_of(error),
        1,
        f"la construction s’est arrêtée ({cause(error)}) : aucun texte n’est en cause ; montrez cette ligne à qui "
        "s’occupe du site",
    )
