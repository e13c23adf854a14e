"""The files of `images/` that go out: those that the texts of a build reach, as the check left them, and lighter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from plugins.common.outputs import Source
from plugins.media.renditions import Folder
from plugins.media.uses import reached
from plugins.site.assemble import Site
from plugins.site.outputs import Output, Render
from plugins.site.pictures import renditions_of
from plugins.site.slots import Slots


def outputs(site: Site, slots: Slots, before: Sequence[Output], render: Render) -> Iterator[Output]:
    """Each file at the address of its path, then its renditions."""
    names = sorted(reached(site.content, production=site.options.production))
    files = {name: site.content.published[name] for name in names if name in site.content.published}
    shown = site.content.shown
    for name, file in files.items():
        yield Output(name, Source(f"{shown}/{name}"), file=file.path, digest=file.digest)
    wanted = {name: renditions_of(name, file) for name, file in files.items()}
    folder = Folder()
    folder.make([(files[name], each) for name, each in wanted.items() if each])
    for name, renditions in wanted.items():
        for rendition in renditions.files() if renditions else ():
            yield Output(
                rendition.path, Source(f"{shown}/{name}"), make=folder.reader(rendition.path), of=(rendition.path,)
            )
