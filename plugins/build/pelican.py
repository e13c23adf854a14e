"""Tribune inside Pelican, and the one module that imports it.

Pelican keeps its settings, the registration of plugins, the Jinja environment of the theme, and its command line.
The pages are ours: outputs of the site, each a template with the view that it may read.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from dataclasses import fields
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemBytecodeCache, StrictUndefined, Template, TemplateError, TemplateSyntaxError
from jinja2.bccache import Bucket
from jinja2.exceptions import UndefinedError
from markupsafe import Markup, escape
from pelican import Pelican, signals
from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.log import console
from pelican.settings import read_settings

from plugins.build.assets import Assets
from plugins.build.breakdown import breakdown, cause, line_of, shown
from plugins.build.build import EngineFailure, build
from plugins.build.report import BuildRequest, tell
from plugins.build.request import request_of
from plugins.build.rules import ENGINE, TEMPLATES
from plugins.common.clock import ClockError, read_clock
from plugins.common.files import write_whole
from plugins.common.named import load
from plugins.common.outputs import Outputs, Source
from plugins.common.places import CACHE, ROOT
from plugins.common.problems import BuildRefused, Problem
from plugins.common.staging import REFUSED_BY_THE_DISK
from plugins.common.untyped import Settings
from plugins.model.content import Content, moments, site_path
from plugins.model.loader import read_again, read_timezone
from plugins.site.assemble import Site, assemble, with_text
from plugins.site.feature import REGISTERED, Feature
from plugins.site.filters import FILTERS
from plugins.site.keys import Keys
from plugins.site.letter import letter_box
from plugins.site.options import Options
from plugins.site.outputs import Output, Render, entry_lists, mention_of, menu_of, output_of, outputs_of, slots_of
from plugins.site.slots import Slots
from plugins.site.templates import OF_A_PAGE
from plugins.site.values import ROOT as SITE_ROOT
from plugins.site.values import Link
from plugins.site.views import Facts, Frame, View
from plugins.typography.foreign import Expressions, expressions, mark_expressions

if TYPE_CHECKING:
    from types import CodeType

    from plugins.site.feature import MakeHead

_SIGN = re.compile("[&<>'\"]").search  # what is escaped


class Tribune(Pelican):
    """Pelican whose pages are the outputs of the site.

    Run by its own command line it builds as `./inv publish` or `./inv build` does, by the mode of its settings.
    """

    def __init__(self, settings: Settings) -> None:
        REGISTERED.clear()  # each plugin hands its feature as it is registered
        super().__init__(settings)
        if "TRIBUNE_SITE" not in settings and {"-l", "-r", "-lr", "-rl", "--listen", "--autoreload"} & {*sys.argv[1:]}:
            raise SystemExit("Pour voir le site pendant que vous l’écrivez : ./inv preview")

    def run(self) -> None:
        """Write the site that the settings hold; without one, build it whole. SystemExit(1) when it is not built."""
        if "TRIBUNE_SITE" in self.settings:
            self._write(self.settings["TRIBUNE_SITE"], self.settings["TRIBUNE_OUTPUTS"])
        else:
            self._build()

    def _build(self) -> None:
        """Read, check, stage, gate and exchange."""
        settings, content = self.settings, Path(self.settings["PATH"])
        try:
            now = read_clock(None, read_timezone(content))
        except ClockError as error:
            raise SystemExit(str(error)) from None
        production = settings["TRIBUNE_PRODUCTION"]
        request = request_of(content, Path(settings["OUTPUT_PATH"]), now, list(REGISTERED), production=production)
        code = tell(build(request, partial(run_pelican, conf=settings)), request)
        if code:
            raise SystemExit(code)

    def _write(self, content: Content, register: Outputs) -> None:
        """Write every output of a site, each claimed from the register."""
        settings = self.settings
        features = list(REGISTERED)
        options = Options.from_settings(
            settings, settings["SITEURL"], trial=settings["TRIBUNE_TRIAL"], later=settings["TRIBUNE_LATER"]
        )
        settings["JINJA_FILTERS"] = {**settings["JINJA_FILTERS"], **FILTERS}
        templates = Generator(settings.copy(), settings, self.path, self.theme, self.output_path)
        templates.env.template_class = _Template
        site = assemble(content, options)
        render = partial(_rendered, templates, expressions(content.agency.foreign))
        slots = slots_of(site, features, render)
        outputs, problems = outputs_of(site, slots, features, render)
        content.problems.extend(problems)
        register.changes = slots.changes.union(moments(content))
        assets = Assets(settings, named_by_bytes=options.production)
        writer = _Writer(register, templates, render, site, slots, features, assets)
        pages = count(1)
        for output in (*outputs, *assets.outputs()):
            writer.write(output)
            if output.view is not None:
                settings["TRIBUNE_PROGRESS"](next(pages))
        writer.forget_values()
        signals.finalized.send(self)
        settings["TRIBUNE_KEEP"](Written(content, site, slots, outputs, register, writer))


class Written:
    """What a site was written from, for a process that goes on answering for it as texts and the theme change.

    Its folder stays as it was: what is asked is made from what is known now.
    """

    def __init__(
        self,
        content: Content,
        site: Site,
        slots: Slots,
        outputs: Iterable[Output],
        register: Outputs,
        writer: _Writer,
    ) -> None:
        self.content, self.site, self.slots, self._writer = content, site, slots, writer
        self.outputs = {each.path: each for each in outputs}
        self._files = register.files
        self.theme_changed()

    def theme_changed(self) -> None:
        """Read the templates again, and what the theme gives as it stands."""
        self._writer.forget_templates()
        assets = Assets(self._writer.settings, named_by_bytes=False)
        self._theme = {each.path: each for each in assets.outputs()}

    def text_changed(self, relative: str) -> tuple[str, list[Problem]]:
        """Read a text again, by its path in the content; the address of its page, empty without one, and its faults.

        A text at fault stays as it was.
        """
        document, problems = read_again(self.content, relative)
        if document is None:
            return "", problems
        site = with_text(self.site, document)
        slots = slots_of(site, self._writer.features, self._writer.render)
        output = output_of(site, slots, site.content.by_path[relative])
        self.content, self.site, self.slots = self.content.with_document(document), site, slots
        if output is not None:
            self.outputs[output.path] = output
        return site_path(document), problems

    @property
    def unseen(self) -> dict[str, str]:
        """The addresses that readers do not have yet, or find in no list: `draft`, `scheduled` or `hidden`."""
        banners = ((site_path(each), self.site.banner(each)) for each in self.content.documents())
        return {address: banner for address, banner in banners if banner}

    def source(self, path: str) -> Source | None:
        """The line that the file at a path of the output is made of."""
        output = self.outputs.get(path)
        return output.source if output else None

    def file(self, path: str) -> Path | None:
        """The file of the theme that is at a path of the output."""
        found = self._theme.get(path)
        return found.file if found else None

    def key(self, path: str) -> bytes | None:
        """The key of the page at a path; None when the folder has that page, or when it is no page that is known."""
        output = self.outputs.get(path)
        if output is None or output.view is None:
            return None
        key = self._told(output, lambda: self._writer.key(output))
        written = self._files.get(path)
        return None if written is not None and written[0] == key else key

    def page(self, path: str) -> bytes:
        """The bytes of a page. Raises EngineFailure, with the line of the template that is at fault."""
        output = self.outputs[path]
        return self._told(output, lambda: self._writer.page(output))

    def make(self, path: str) -> Path | Problem | None:
        """The file of a path that waited to be asked for, or why it cannot be made; None when none waits there."""
        output = self.outputs.get(path)
        return output.later() if output and output.later else None

    def _told(self, output: Output, make: Callable[[], bytes]) -> bytes:
        try:
            return make()
        except Exception as error:
            raise failure_of(error, output.source) from error


class _Writer:
    """Gives outputs to the register, each under its path and its key: a page is rendered when its key is not known."""

    def __init__(
        self,
        register: Outputs,
        templates: Generator,
        render: Render,
        site: Site,
        slots: Slots,
        features: Iterable[Feature],
        assets: Assets,
    ) -> None:
        self._register = register
        self._templates = templates
        self.settings = templates.settings
        self.features = list(features)
        self.render = render
        self._foreign = expressions(site.content.agency.foreign)
        self._heads: list[MakeHead] = [load(feature.head) for feature in self.features if feature.head]
        content = site.content
        articles = (Link("Articles", "articles/"),) if site.articles else ()
        archives = (Link("Archives", "archives/"),) if site.articles else ()
        self._facts = Facts(content.agency, site.origin, slots.icon, site.logo, site.options.production)
        self._frame = Frame(
            ORIGIN=site.origin,
            agency=content.agency,
            year_of_build=content.now.year,
            menu_pages=menu_of(site),
            legal_pages=slots.legal_pages,
            accessibility_mention=mention_of(site),
            has_articles=bool(site.articles),
            menu_sections=(*articles, *slots.sections, *entry_lists(site, *content.kinds), *archives),
            feeds=slots.feeds,
            site_plan=slots.site_plan,
            search=slots.search,
            letter=letter_box(content.agency, site.origin),
            notice=slots.notice,
            page_policy=slots.page_policy,
            card_policy=slots.card_policy,
            colours=slots.colours,
            search_policy=slots.search_policy,
            assets=assets.names,
            SITEURL=SITE_ROOT,
            # What each page has of its own: its path and its view give it, which are in its key.
            output_file="",
            address="",
            section="",
            structured_data=Markup(),
        )
        self._base = urlsplit(site.origin).path
        # Macros read it too: Jinja makes a module once for all pages where it is imported without context.
        shared = {name: given for name, given in shallow(self._frame).items() if name not in OF_A_PAGE}
        templates.env.globals.update(shared)
        self._read_again()
        self._keys = Keys(templates.env, templates.settings, self._frame, self._facts, self._base)

    def write(self, output: Output) -> None:
        """Write one output, unless its path is taken."""
        register = self._register
        register.making = output.source
        if output.view is not None:
            register.emit(output.path, output.source, self.key(output), partial(self.page, output))
        elif output.file is not None:
            register.copy(output.path, output.file, output.source, output.digest)
        elif output.later is not None:
            register.promise(output.path, output.source)
        elif output.make is not None:
            key = self._keys.of_made(output.make, output.of)
            register.emit(output.path, output.source, key, partial(_made, output))
        else:
            register.write(output.path, output.data or b"", output.source)
        register.making = None

    def key(self, output: Output) -> bytes:
        """The key of a page."""
        return self._keys.of(f"{output.template}.html", output.view, output.path)

    def forget_values(self) -> None:
        """Let go of the views that were written."""
        self._keys.forget_values()

    def forget_templates(self) -> None:
        """Read each template again at its next use."""
        self._read_again()
        self._keys.forget_templates()

    def _read_again(self) -> None:
        self._templates._templates.clear()
        if self._templates.env.cache is not None:
            self._templates.env.cache.clear()

    def page(self, output: Output) -> bytes:
        """The bytes of a page: a function of what `key` says, and of nothing else."""
        anywhere = output.path == "404.html"  # served in place of a page at any depth
        way = escape(self._base) if anywhere else way_up(output.path)
        heads = (head(self._facts, output.view, output.url) for head in self._heads if isinstance(output.view, View))
        values = {
            "output_file": output.path,
            "address": output.url,
            "section": output.url.split("/")[0],
            "structured_data": Markup("\n").join(heads),
            **shallow(output.view),
        }
        html = str(self._templates.get_template(output.template).render(values))
        html = mark_expressions(html, self._foreign).replace(SITE_ROOT, way)
        signals.content_written.send(output.path, context=values)
        return html.encode("utf-8")


def _made(output: Output) -> bytes:
    made = output.make(*output.of) if output.make else b""
    return made.encode("utf-8") if isinstance(made, str) else made


def _rendered(templates: Generator, foreign: Expressions, name: str, view: object) -> str:
    """A template with the values that it may read, as HTML: for what is no page."""
    return mark_expressions(str(templates.get_template(name).render(shallow(view))), foreign)


def shallow(value: object) -> Settings:
    """The fields of a view by name, as a template is given them."""
    return {each.name: getattr(value, each.name) for each in fields(value)}  # type: ignore[arg-type]


def way_up(path: str) -> str:
    """From a file of the output to its root: `articles/x/index.html` gives `../..`, `index.html` gives `.`."""
    return "/".join([".."] * path.count("/")) or "."


class _Complaints(logging.Handler):
    """Keeps what Pelican logs at warning level or above, for this site each one is a fault, with what it was making."""

    def __init__(self, outputs: Outputs) -> None:
        super().__init__(logging.WARNING)
        self.lines: dict[tuple[Source | None, str], None] = {}  # each once, in order
        self._outputs = outputs

    def emit(self, record: logging.LogRecord) -> None:
        self.lines[self._outputs.making, record.getMessage()] = None


def run_pelican(
    request: BuildRequest,
    content: Content,
    outputs: Outputs,
    progress: Callable[[int], None] = lambda pages: None,
    conf: Settings | None = None,
    keep: Callable[[Written], object] = lambda written: None,
) -> int:
    """Write the files of a site into the folder of the register; returns how many HTML pages there are.

    `progress` is told, at each page, how many there are. `conf` are settings already read.
    `keep` is given what it was written from.
    """
    complaints = _Complaints(outputs)
    console.quiet = True
    logger = logging.getLogger("pelican")
    logger.handlers = [complaints]
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        of_this_build = {
            "PATH": str(request.content.resolve()),
            "OUTPUT_PATH": str(outputs.folder),
            "TRIBUNE_OUTPUTS": outputs,
            "TRIBUNE_SITE": content,
            "TRIBUNE_TRIAL": request.trial,
            "TRIBUNE_LATER": request.later,
            "TRIBUNE_PROGRESS": progress,
            "TRIBUNE_KEEP": keep,
            "SITEURL": (request.origin or content.agency.url).rstrip("/"),
        }
        name = "publishconf.py" if request.production else "pelicanconf.py"
        settings = {**conf, **of_this_build} if conf else read_settings(str(ROOT / name), override=of_this_build)
        settings["JINJA_ENVIRONMENT"] = settings["JINJA_ENVIRONMENT"] | {
            # A misspelt name stops the build instead of leaving a hole in the page.
            "undefined": StrictUndefined,
            # Not looked for on the disk at each import: a preview says when the theme changes.
            "auto_reload": False,
            "bytecode_cache": _compiled_templates(settings["JINJA_ENVIRONMENT"]),
        }
        Tribune(settings).run()
    except BuildRefused as refusal:
        raise EngineFailure(str(refusal)) from refusal
    except SyntaxError as error:
        place = (shown(error.filename or "pelicanconf.py"), error.lineno or 1, error.offset or 1)
        raise EngineFailure(problems=[TEMPLATES.at(*place, f"réglage illisible ({error.msg})")]) from error
    except Exception as error:
        if isinstance(error, OSError) and error.errno in REFUSED_BY_THE_DISK:
            raise  # the build says which folder
        raise failure_of(error, outputs.making) from error
    if complaints.lines:
        raise _refused_by_pelican(complaints.lines)
    return sum(1 for name in outputs.sources if name.endswith(".html"))


class _Template(Template):
    """A template of the theme, whose code says the same for less."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, object],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        """Made with a dictionary of globals, which each import compares with those of the page, and `_shown`."""
        template = super().from_code(environment, code, dict(globals), uptodate)
        template.root_render_func.__globals__["escape"] = _shown
        return template


def _shown(value: object) -> str:
    """What an expression of a template shows, escaped: the code of templates only joins it to the rest."""
    if type(value) is str and _SIGN(value) is None:
        return value
    return value if type(value) is Markup else escape(value)


class _Templates(FileSystemBytecodeCache):
    """Compiled templates on the disk, kept only where there is room for them.

    Each begins by the digest of the rest: damaged code would not fail but crash.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            data = Path(self.directory, self.pattern % (bucket.key,)).read_bytes()
            if hashlib.sha256(data[32:]).digest() == data[:32]:
                bucket.bytecode_from_string(data[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = bucket.bytecode_to_string()
        with suppress(OSError):
            path = Path(self.directory, self.pattern % (bucket.key,))
            write_whole(path, hashlib.sha256(code).digest() + code, durable=False)


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
        return EngineFailure(problems=[TEMPLATES.at("theme/templates", 1, 1, f"modèle introuvable ({cause(error)})")])
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
            else ENGINE.at("pelicanconf.py", 1, 1, f"Pelican signale : {line}")
            for making, line in lines
        ]
    )


def _at(making: Source, message: str) -> Problem:
    return ENGINE.at(making.path, making.line, making.column, message)


def _in_the_theme(filename: str | None, line: int | None, message: str) -> EngineFailure:
    return EngineFailure(problems=[TEMPLATES.at(shown(filename or "theme/templates"), line or 1, 1, message)])
