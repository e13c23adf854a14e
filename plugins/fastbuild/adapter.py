"""Pelican as the engine of a build: run once in this process, its complaints turned into French sentences."""

from __future__ import annotations

import hashlib
import logging
import os
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any

from jinja2 import FileSystemBytecodeCache, TemplateError, TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from pelican import Pelican, signals
from pelican.generators import PelicanTemplateNotFound
from pelican.log import console
from pelican.settings import read_settings

from plugins.common.places import CACHE, ROOT
from plugins.common.problems import BuildRefused
from plugins.common.staging import REFUSED_BY_THE_DISK
from plugins.fastbuild.build import EngineFailure
from plugins.fastbuild.report import BuildRequest
from plugins.model.content import Site


class _Complaints(logging.Handler):
    """Keeps what Pelican logs at warning level or above: for this site each one is a fault."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def run_pelican(
    request: BuildRequest, site: Site, folder: Path, progress: Callable[[int], None] = lambda pages: None
) -> int:
    """Write the pages of a site into a folder; returns how many HTML pages there are.

    `progress` is told, at each page, how many are written.
    """
    written = count(1)

    def tell(path: str, context: Any) -> None:
        progress(next(written))

    signals.content_written.connect(tell)
    conf = ROOT / ("publishconf.py" if request.production else "pelicanconf.py")
    complaints = _Complaints()
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
                "OUTPUT_PATH": str(folder),
                "TRIBUNE_SITE": site,
                "TRIBUNE_ORIGIN": request.origin,
                "SITEURL": (request.origin or site.agency.url).rstrip("/"),
            },
        )
        settings["JINJA_ENVIRONMENT"] |= {"bytecode_cache": _compiled_templates(settings["JINJA_ENVIRONMENT"])}
        Pelican(settings).run()
    except EngineFailure:
        raise
    except BuildRefused as refusal:
        raise EngineFailure(str(refusal)) from refusal
    except SyntaxError as error:
        raise EngineFailure(f"{error.filename}:{error.lineno} : réglage illisible ({error.msg})") from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED_BY_THE_DISK:
            raise  # the build says which folder
        raise EngineFailure(explain(error), "".join(traceback.format_exception(error)[-3:])) from error
    finally:
        signals.content_written.disconnect(tell)
    if complaints.lines:
        raise EngineFailure("Pelican signale : " + " ; ".join(dict.fromkeys(complaints.lines)))
    return sum(1 for _ in folder.rglob("*.html"))


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


def explain(error: Exception) -> str:
    """Where the theme or a setting is at fault."""
    if isinstance(error, TemplateSyntaxError):
        return f"{_shown(error.filename)}:{error.lineno} : modèle illisible ({error.message})"
    if isinstance(error, UndefinedError):
        place = _template_line(error)
        return f"{place} : nom inconnu dans le modèle ({error.message})"
    if isinstance(error, PelicanTemplateNotFound):
        return f"modèle introuvable dans theme/templates : {error}"
    if isinstance(error, TemplateError):
        return f"{_template_line(error)} : {error.message}"
    return f"la construction s’est arrêtée ({type(error).__name__} : {error})"


def _template_line(error: Any) -> str:
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.endswith(".html")]
    return f"{_shown(frames[-1].filename)}:{frames[-1].lineno}" if frames else "theme/templates"


def _shown(filename: str | None) -> str:
    path = Path(filename or "theme/templates")
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
