"""The files of `images/` that go out: those that the texts of a build reach, as the check left them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.media.uses import reached
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.slots import Slots


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Each file at the address of its path."""
    for name in sorted(reached(site.content, production=site.options.production)):
        file = site.content.published.get(name)
        if file is not None:
            shown = f"{site.content.shown}/{name}"
            yield Output(name, Source(shown), file=file.path, digest=file.digest)
