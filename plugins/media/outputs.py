"""The files of `images/` that go out: those that the texts of a build reach, as the check left them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.common.problems import BuildRefused
from plugins.media.uses import reached
from plugins.model.content import PublishedFile
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.slots import Slots


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Each file at the address of its path."""
    for name in sorted(reached(site.content, production=site.options.production)):
        file = site.content.published.get(name)
        if file is not None:
            shown = f"{site.content.shown}/{name}"
            yield Output(name, Source(shown), data=bytes_as_checked(file, shown))


def bytes_as_checked(file: PublishedFile, shown: str) -> bytes:
    """The bytes that were looked at. Raises BuildRefused when the file holds others since."""
    try:
        data = file.path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != file.digest:
        raise BuildRefused(f"{shown} a changé pendant la construction : recommencez")
    return data
