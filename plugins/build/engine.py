"""The engine of the preview: a process that holds the site as it was last built, and answers for it.

It has imported everything, so that a build is a fork of it: the child builds as `./inv build` does, while this one goes
on answering; built well, the child is the next engine, and the preview ends this one. Orders come one at a time.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from plugins.build.breakdown import breakdown
from plugins.build.build import EngineFailure, build
from plugins.build.channel import Channel
from plugins.build.pelican import Written, run_pelican
from plugins.build.report import BuildRequest
from plugins.common.places import ROOT
from plugins.common.problems import Problem, has_errors
from plugins.common.untyped import JsonObject

Answer = tuple[JsonObject, bytes]
_TEMPLATES, _STATIC = ROOT / "theme" / "templates", ROOT / "theme" / "static"


class Engine:
    """What answers the preview at the other end of a channel; `written` is the last good build, None before one."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._written: Written | None = None
        self._made: dict[str, tuple[bytes, bytes]] = {}  # pages made since the build, by path: their key, their bytes
        self._rendered = 0

    def run(self) -> None:
        """Answer until the preview is gone."""
        while True:
            order = self._channel.receive()[0]
            if order["do"] in ("build", "make"):
                self._fork(order)
            else:
                self._channel.send(*getattr(self, f"_{order['do']}")(order))
            _reap()

    def _fork(self, order: JsonObject) -> None:
        """Do what lasts in a child, which answers on a channel of its own."""
        ours, theirs = socket.socketpair()
        child = os.fork()
        with suppress(OSError):
            os.setpgid(child, child)  # a group of its own, so that it ends with its workers
        if child:
            theirs.close()
            self._channel.send({"process": child}, descriptor=ours.fileno())
            ours.close()
            return
        ours.close()
        self._channel.close()
        self._channel, self._made, self._rendered = Channel(theirs), {}, 0
        if order["do"] == "make":
            self._channel.send(self._make(order["path"]))
            os._exit(0)
        gc.unfreeze()  # what the builds before let go is collected by this one
        gc.enable()
        kept: list[Written] = []
        before = self._written  # let go once the report is out
        report = build(BuildRequest.from_json(order["request"]), partial(run_pelican, keep=kept.append))
        stays = report.ok and order["stay"]
        self._written = kept[-1] if stays else None
        unseen = self._written.unseen if self._written else {}
        self._channel.send({"report": report.as_json(), "unseen": unseen})
        if not stays:
            os._exit(0)
        del before
        gc.collect()
        gc.disable()  # an answer allocates little: a collection would look at the whole site for it
        gc.freeze()

    def _make(self, path: str) -> JsonObject:
        """The file that waited to be asked for at a path of the output, or what is wrong with it."""
        try:
            made = self._written.make(path) if self._written else None
        except Exception as error:
            made = breakdown(error)
        return {"problems": [vars(made)]} if isinstance(made, Problem) else {"file": str(made)} if made else {}

    def _changed(self, order: Mapping[str, list[str]]) -> Answer:
        """Take in files that changed: the addresses of the pages that show them, and the faults of texts.

        `whole` says that a page which is asked for is then as it will be; `styles`, that style sheets changed.
        """
        addresses, problems, whole, theme = [], [], self._written is not None, False
        paths = [Path(path) for path in order["files"]] if self._written else []
        for path in paths:
            relative = self._in_content(path)
            if relative is not None:
                address, faults = self._text(relative)
                problems += faults
                addresses += [address] if address else []
                whole = whole and bool(address)
            elif path.is_relative_to(_TEMPLATES) or path.is_relative_to(_STATIC):
                theme = True
            else:
                whole = False
        if theme and self._written:
            self._written.theme_changed()
        return {
            "addresses": addresses,
            "problems": [vars(each) for each in problems] if has_errors(problems) else [],
            "whole": whole,
            "styles": any(path.suffix == ".css" and path.is_relative_to(_STATIC) for path in paths),
        }, b""

    def _in_content(self, path: Path) -> str | None:
        assert self._written is not None
        root = os.path.realpath(self._written.content.root)
        return path.relative_to(root).as_posix() if path.is_relative_to(root) else None

    def _text(self, relative: str) -> tuple[str, list[Problem]]:
        assert self._written is not None
        try:
            return self._written.text_changed(relative)
        except Exception:  # whatever it is, the build will tell it at its place
            return "", []

    def _page(self, order: Mapping[str, str]) -> Answer:
        """The page at a path of the output, or the file of the theme; `tree` when the folder has what is asked."""
        path, written = order["path"], self._written
        if written is None:
            return {"tree": True}, b""
        if file := written.file(path):
            return {"file": str(file)}, b""
        try:
            key = written.key(path)
            if key is None:
                return {"tree": True}, b""
            if path not in self._made or self._made[path][0] != key:
                self._made[path] = key, written.page(path)
                self._rendered += 1
        except EngineFailure as failure:
            return {"problems": [vars(each) for each in failure.problems]}, b""
        return {"rendered": self._rendered}, self._made[path][1]

    def _source(self, order: Mapping[str, str]) -> Answer:
        """The line that the page at a path is made of."""
        found = self._written.source(order["path"]) if self._written else None
        return ({"path": found.path, "line": found.line} if found else {}), b""


def _reap() -> None:
    """Let go of the builds that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def main() -> None:
    """Answer on the socket whose descriptor is the argument."""
    try:
        Engine(Channel(socket.socket(fileno=int(sys.argv[1])))).run()
    except (EOFError, ConnectionError):
        os._exit(0)  # nothing to put away: what a site holds takes long to let go


if __name__ == "__main__":
    main()
