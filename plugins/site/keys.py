"""The key of a page: its template with all that it draws in, its view, what every page reads, and the code.

A page is a function of these, so that one whose key has not changed is the same to the byte.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from sys import modules

from jinja2 import Environment, TemplateNotFound

from plugins.common.code import SIZE, code_digest
from plugins.common.regex import regex
from plugins.common.untyped import Settings
from plugins.common.values import Digests

# A statement that draws another template in, and the one name that most of them say.
_DRAWN = regex(r"\{%[-+]?\s*(?:extends|include|import|from)\b(.*?)%\}", re.S)
_NAMED = regex(
    r"\s*(?:'([^'\\]*)'|\"([^\"\\]*)\")\s*(?:import\b.*|as\s+\w+\s*|ignore\s+missing\s*|with(?:out)?\s+context\s*)*[-+]?",
    re.S,
)


class Templates:
    """The digests of templates, each with that of all that it extends, includes and imports: read once."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._sources: dict[str, str] = {}
        self._digests: dict[str, bytes] = {}
        # Statements that are written otherwise are not looked for: any template is then made of all.
        self._plain = environment.block_start_string == "{%" and not environment.line_statement_prefix

    def digest(self, name: str) -> bytes:
        """The digest of what the pages of a template (`article.html`) are made with."""
        if name not in self._digests:
            drawn = sorted(self._closure(name))
            state = blake2b(marshal.dumps([(each, self._source(each)) for each in drawn], 2), digest_size=SIZE)
            self._digests[name] = state.digest()
        return self._digests[name]

    def _closure(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting: list[str | None] = [name]
        while waiting:
            each = waiting.pop()
            if each is None:
                return {name, *self._environment.list_templates()}  # any of them
            if each not in found:
                found.add(each)
                waiting += drawn_by(self._source(each)) if self._plain else (None,)
        return found

    def _source(self, name: str) -> str:
        if name not in self._sources:
            try:
                assert self._environment.loader is not None
                self._sources[name] = self._environment.loader.get_source(self._environment, name)[0]
            except TemplateNotFound:
                self._sources[name] = ""  # it may come: the key is then another
        return self._sources[name]


def drawn_by(source: str) -> Iterator[str | None]:
    """The templates that a template names, None for one whose name it computes."""
    for match in _DRAWN.finditer(source):
        named = _NAMED.fullmatch(match[1])
        yield (named[1] or named[2]) if named else None


class Keys:
    """The keys of the pages of one build. `shared` is what each of them reads besides its own view and path."""

    def __init__(self, environment: Environment, settings: Settings, *shared: object) -> None:
        self._environment = environment
        self._digests = Digests()
        self.forget_templates()
        self._code = code_digest()
        self._shared = self._digests.of(self._code, _of_settings(settings), *shared)

    def forget_templates(self) -> None:
        """Read the templates again when a key is asked."""
        self._templates = Templates(self._environment)

    def forget_values(self) -> None:
        """Let go of the views whose keys were asked."""
        self._digests.forget()

    def of(self, template: str, view: object, path: str) -> bytes:
        """The key of a page at a path. TypeError for a view that is no plain value."""
        return self._digests.of(self._templates.digest(template), self._shared, path, view)

    def of_made(self, make: Callable[..., object], values: tuple[object, ...]) -> bytes:
        """The key of what a pure function makes of some values."""
        return self._digests.of(self._code, make.__module__, make.__qualname__, *values)


def _of_settings(settings: Settings) -> tuple[object, ...]:
    """What templates are given by the settings: how they are read, and the names that these add, by their code."""
    given: list[object] = [
        repr(
            sorted(
                (name, value)
                for name, value in settings["JINJA_ENVIRONMENT"].items()
                if isinstance(value, str | bool | int)
            )
        )
    ]
    for table in ("JINJA_FILTERS", "JINJA_GLOBALS", "JINJA_TESTS"):
        for name, value in sorted(settings[table].items()):
            if callable(value):
                file = getattr(modules.get(value.__module__), "__file__", None)
                given.append(
                    (table, name, value.__module__, value.__qualname__, Path(file).read_bytes() if file else b"")
                )
            else:
                given.append((table, name, value))
    return tuple(given)
