"""The files of the theme, under names that change with their bytes: what a browser has, it may keep for ever.

A preview keeps their plain names, by which a style that is saved takes the place of the one on the screen.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path

from plugins.common.outputs import Source
from plugins.common.regex import regex
from plugins.common.untyped import Settings
from plugins.site.outputs import Output

THEME = "theme"  # how messages name the theme's folder
# A string, a remark, the margins of a sign that ends something, other blanks. No selector has a blank after a colon.
_BLANKS = regex(r"""("[^"\n]*"|'[^'\n]*')|/\*.*?\*/|;?\s*(\})\s*|\s*([{;,])\s*|(:)\s+|(\s)\s*""", re.S)
_URL = regex(r"url\(\s*([\"']?)([^\"')]+)\1\s*\)")
_PLAIN = (".txt",)  # a licence is read by its name


class Assets:
    """What a theme gives beside its templates. `names` is the name of each in the output, by its own."""

    def __init__(self, settings: Settings, *, named_by_bytes: bool) -> None:
        self._folder = settings["THEME_STATIC_DIR"]
        self._files = dict(_files(settings))
        self._bytes = {name: path.read_bytes() for name, (path, _) in self._files.items()}
        self.names: dict[str, str] = {name: name for name in self._files}
        if named_by_bytes:
            # Styles last: they name the others.
            for name in sorted(self._files, key=lambda each: (each.endswith(".css"), each)):
                if name.endswith(".css"):
                    self._bytes[name] = self._renamed(name).encode()
                stem, suffix = posixpath.splitext(name)
                if suffix not in _PLAIN:
                    self.names[name] = f"{stem}.{sha256(self._bytes[name]).hexdigest()[:10]}{suffix}"

    def outputs(self) -> Iterator[Output]:
        """Each file, in the order of their names."""
        for name, (path, source) in self._files.items():
            target = posixpath.join(self._folder, self.names[name])
            if self.names[name] == name:
                yield Output(target, source, file=path)
            else:
                yield Output(target, source, data=self._bytes[name])

    def _renamed(self, name: str) -> str:
        """A style sheet with the names that its addresses have in the output, without its remarks and blanks."""
        here = posixpath.dirname(name)

        def named(match: re.Match[str]) -> str:
            target = posixpath.normpath(posixpath.join(here, match[2]))
            if target not in self.names:
                return match[0]
            return f'url("{posixpath.relpath(self.names[target], here or ".")}")'

        return _URL.sub(named, bare(self._bytes[name].decode("utf-8")))


def bare(sheet: str) -> str:
    """A style sheet without its remarks and the blanks that say nothing; strings stay as they are."""
    return _BLANKS.sub(lambda match: match[match.lastindex] if match.lastindex else "", sheet)


def _files(settings: Settings) -> Iterator[tuple[str, tuple[Path, Source]]]:
    for folder in settings["THEME_STATIC_PATHS"]:
        root = Path(settings["THEME"], folder)
        for path in sorted(path for path in root.rglob("*") if path.is_file()):
            relative = path.relative_to(root)
            if not any(fnmatch(part, pattern) for part in relative.parts for pattern in settings["IGNORE_FILES"]):
                yield relative.as_posix(), (path, Source(f"{THEME}/{folder}/{relative.as_posix()}"))
