"""What a feature is, to whatever builds the site or runs its tasks.

Functions are named as `module:function`: each is loaded when it is used, so that a task does not pay for the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from markupsafe import Markup

from plugins.common.problems import Problem
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render, general_outputs
from plugins.site.slots import Slots
from plugins.site.views import View

Made = Output | Problem
MakeSlots = Callable[[Site, Render], Mapping[str, Any]]
MakeOutputs = Callable[[Site, Slots, Sequence[Output], Render], Iterable[Made]]
MakeHead = Callable[[Site, View, str], Markup]


@dataclass(frozen=True)
class Feature:
    """A feature of the list of pelicanconf.py. Without it the site has no page of its kind, and nothing breaks.

    `slots` (MakeSlots) gives what it adds to general pages, by the name of the slot (`Slots`). `outputs` (MakeOutputs)
    gives its files, and the problems found in making them, once it is told the slots of all features and the outputs
    of those before it. `head` (MakeHead) gives what machines read of a page: its view, its address below the root.
    """

    name: str
    slots: str = ""
    outputs: str = ""
    head: str = ""


REGISTERED: list[Feature] = []


def add(feature: Feature) -> None:
    """Hand a feature to the build in course; `register()` of its package does."""
    REGISTERED.append(feature)


def load(name: str) -> Any:
    """The function that a name tells: `module:function`."""
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)


def slots_of(site: Site, features: Iterable[Feature], render: Render) -> Slots:
    """What the features add to general pages."""
    slots = Slots()
    for feature in features:
        if feature.slots:
            make: MakeSlots = load(feature.slots)
            slots = slots.also(**make(site, render))
    return slots


def outputs_of(
    site: Site, slots: Slots, features: Iterable[Feature], render: Render
) -> tuple[list[Output], list[Problem]]:
    """The one list of outputs of a site, in the order in which they claim their paths, and the problems found."""
    outputs, problems = list(general_outputs(site, slots)), []
    for feature in features:
        if not feature.outputs:
            continue
        make: MakeOutputs = load(feature.outputs)
        for made in make(site, slots, outputs, render):
            if isinstance(made, Problem):
                problems.append(made)
            else:
                outputs.append(made)
    return outputs, problems
