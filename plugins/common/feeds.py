"""What the feeds of the house have in common."""

from __future__ import annotations

from datetime import datetime

from plugins.common.untyped import Untyped


class Dated:
    """Before a class of feedgenerator: a feed without items is as old as the build, given as `built`.

    The class alone would take the time of the machine.
    """

    feed: dict[str, Untyped]
    items: list[Untyped]

    def latest_post_date(self) -> datetime:
        """The instant of the latest item."""
        latest: datetime = super().latest_post_date() if self.items else self.feed["built"]  # type: ignore[misc]
        return latest
