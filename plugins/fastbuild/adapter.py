"""Pelican as the engine of a build: run once in this process, its complaints turned into French sentences."""

from __future__ import annotations

import hashlib
import logging
import os
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from itertools import count
from typing import Any

from jinja2 import FileSystemBytecodeCache, TemplateError, TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from pelican import Pelican, signals
from pelican.generators import PelicanTemplateNotFound
from pelican.log import console
from pelican.settings import read_settings

from plugins.common.outputs import Outputs, Source
from plugins.common.places import CACHE, ROOT
from plugins.common.problems import BuildRefused, Problem
from plugins.common.staging import REFUSED_BY_THE_DISK
from plugins.fastbuild.breakdown import breakdown, cause, line_of, shown
from plugins.fastbuild.build import EngineFailure
from plugins.fastbuild.report import BuildRequest
from plugins.model.content import Site


class _Complaints(logging.Handler):
    """Keeps what Pelican logs at warning level or above, for this site each one is a fault, with what it was making."""

    def __init__(self, outputs: Outputs) -> None:
        super().__init__(logging.WARNING)
        self.lines: dict[tuple[Source | None, str], None] = {}  # each once, in order
        self._outputs = outputs

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[self._outputs.making, record.getMessage()] = None


def run_pelican(
    request: BuildRequest, site: Site, outputs: Outputs, progress: Callable[[int], None] = lambda pages: None
) -> int:
    """Write the files of a site into the folder of the register; returns how many HTML pages there are.

    `progress` is told, at each page, how many are written.
    """
    written = count(1)

    def tell(path: str, context: Any) -> None:
        progress(next(written))

    signals.content_written.connect(tell)
    conf = ROOT / ("publishconf.py" if request.production else "pelicanconf.py")
    complaints = _Complaints(outputs)
    console.quiet = True
    logger = logging.getLogger("pelican")
    logger.handlers = [complaints]
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        settings = read_settings(
            str(conf),
            override={
                "PATH": str(request.content.resolve()),
                "OUTPUT_PATH": str(outputs.folder),
                "TRIBUNE_OUTPUTS": outputs,
                "TRIBUNE_SITE": site,
                "TRIBUNE_ORIGIN": request.origin,
                "TRIBUNE_TRIAL": request.trial,
                "SITEURL": (request.origin or site.agency.url).rstrip("/"),
            },
        )
        settings["JINJA_ENVIRONMENT"] |= {"bytecode_cache": _compiled_templates(settings["JINJA_ENVIRONMENT"])}
        Pelican(settings).run()
    except BuildRefused as refusal:
        raise EngineFailure(str(refusal)) from refusal
    except SyntaxError as error:
        place = (shown(error.filename or str(conf)), error.lineno or 1, error.offset or 1)
        raise EngineFailure(problems=[Problem(*place, f"réglage illisible ({error.msg})")]) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED_BY_THE_DISK:
            raise  # the build says which folder
        raise failure_of(error, outputs.making) from error
    finally:
        signals.content_written.disconnect(tell)
    if complaints.lines:
        raise _refused_by_pelican(complaints.lines)
    return sum(1 for name in outputs.sources if name.endswith(".html"))


class _Templates(FileSystemBytecodeCache):
    """Compiled templates on the disk, kept only where there is room for them."""

    def dump_bytecode(self, bucket: Any) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def _compiled_templates(options: Mapping[str, object]) -> FileSystemBytecodeCache | None:
    """Templates as compiled by an earlier build with the same options; each generator of Pelican compiles its own.

    Jinja takes one only if its source has not changed. None where nothing can be written.
    """
    digest = hashlib.sha256(repr(sorted(options.items())).encode()).hexdigest()[:12]
    folder = CACHE / "modeles"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return _Templates(str(folder), f"{digest}-%s") if os.access(folder, os.W_OK) else None


def failure_of(error: Exception, making: Source | None) -> EngineFailure:
    """What stopped the engine, at the line that mends it: of the theme, else of what was being made."""
    if isinstance(error, TemplateSyntaxError):
        return _in_the_theme(error.filename, error.lineno, f"modèle illisible ({error.message})")
    if isinstance(error, TemplateError | UndefinedError):
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
        if frames:
            unknown = "nom inconnu dans le modèle" if isinstance(error, UndefinedError) else "modèle refusé"
            return _in_the_theme(frames[-1].filename, frames[-1].lineno, f"{unknown} ({error.message})")
    if isinstance(error, PelicanTemplateNotFound):
        return EngineFailure(problems=[Problem("theme/templates", 1, 1, f"modèle introuvable ({cause(error)})")])
    if making is None:
        return EngineFailure(problems=[breakdown(error)])
    path, line = line_of(error)
    told = f"la construction s’est arrêtée à ce texte ({cause(error)}, {path} ligne {line})"
    return EngineFailure(problems=[_at(making, told)])


def _refused_by_pelican(lines: Iterable[tuple[Source | None, str]]) -> EngineFailure:
    """What Pelican complained of, each at what it was making; between two texts, it speaks of its settings."""
    return EngineFailure(
        problems=[
            _at(making, f"le moteur des pages refuse ce texte (« {line} »)")
            if making
            else Problem("pelicanconf.py", 1, 1, f"Pelican signale : {line}")
            for making, line in lines
        ]
    )


def _at(making: Source, message: str) -> Problem:
    return Problem(making.path, making.line, making.column, message)


def _in_the_theme(filename: str | None, line: int | None, message: str) -> EngineFailure:
    return EngineFailure(problems=[Problem(shown(filename or "theme/templates"), line or 1, 1, message)])
