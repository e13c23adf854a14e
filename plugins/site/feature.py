"""What a feature is, to whatever builds the site or runs its tasks.

Functions are named as `module:function`: each is loaded when it is used, so that a task does not pay for the others.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING

from plugins.common.frozen import frozen
from plugins.common.places import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from markupsafe import Markup

    from plugins.common.problems import Problem
    from plugins.site.assemble import Site
    from plugins.site.outputs import Output, Render
    from plugins.site.slots import Slots
    from plugins.site.views import Facts, View

    MakeSlots = Callable[[Site, Render], Slots]
    MakeOutputs = Callable[[Site, Slots, Sequence[Output], Render], Iterable[Output | Problem]]
    Faces = Callable[[Path, Path], Iterable[tuple[str, list[str]]]]
    MakeHead = Callable[[Facts, View, str], Markup]


@frozen
class Feature:
    """A feature of the list of pelicanconf.py. Without it the site has no page of its kind, and nothing breaks.

    Of pages: `slots` (MakeSlots) gives what it adds to general ones; `outputs`
    (MakeOutputs) gives its files, and the problems found in making them, once it is told the slots of all features
    and the outputs of those before it; `head` (MakeHead) gives what machines read of a page, out of facts of the site,
    its view and its address below the root, and of nothing else; `views` is the module that declares what its own
    templates may read.
    Of texts: `checks` take the content and give problems; `publication_checks` are those that a preview does without;
    `gate` looks at what was written before it goes out. `faces` (Faces) says what machines show of a page of a built
    site, given its folder and the file of the page. `tasks` are those of `./inv`, a tuple by the name of their group,
    empty for those that have none.
    `kinds` are the kinds of content that it brings, `module:NAME` of a `Kind` (plugins/model/kind.py).
    """

    name: str
    slots: str = ""
    outputs: str = ""
    head: str = ""
    views: str = ""
    kinds: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    publication_checks: tuple[str, ...] = ()
    gate: str = ""
    faces: str = ""
    tasks: Mapping[str, str] = field(default_factory=dict)


REGISTERED: list[Feature] = []


def add(feature: Feature) -> None:
    """Hand a feature to whoever reads the list; `register()` of its package does."""
    REGISTERED.append(feature)


def listed_features() -> list[Feature]:
    """The features of pelicanconf.py, in its order."""
    REGISTERED.clear()
    for package in runpy.run_path(str(ROOT / "pelicanconf.py"))["PLUGINS"]:
        package.register()
    return list(REGISTERED)


def content_kinds(features: Iterable[Feature]) -> tuple[str, ...]:
    """The kinds of content that features bring, by name."""
    return tuple(name for feature in features for name in feature.kinds)


def content_checks(features: Iterable[Feature], *, production: bool) -> tuple[str, ...]:
    """What looks at the content, by name; `production` adds what only a site to publish must pass."""
    features = list(features)
    checks = [check for feature in features for check in feature.checks]
    return (*checks, *(check for feature in features for check in feature.publication_checks if production))
