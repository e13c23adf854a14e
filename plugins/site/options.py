"""What a build is asked besides the content: for whom, at which address, with which typography and lengths of lists."""

from __future__ import annotations

from dataclasses import field
from typing import Self

from plugins.common.frozen import frozen
from plugins.common.untyped import Settings
from plugins.model.addresses import PAGE_SIZE
from plugins.typography.options import Options as Typography


@frozen
class Options:
    """`production` leaves drafts and scheduled texts out. `origin` is the public address, without a final slash.

    `trial`: nothing will be replaced. `later`: what is dear and seldom asked for may be made when it is. `now` is not
    here: the content has its instant.
    """

    origin: str
    production: bool = False
    trial: bool = False
    later: bool = False
    typography: Typography = field(default_factory=Typography)
    page_size: int = PAGE_SIZE  # articles on one page of a list
    latest_on_home: int = 6  # below the first
    sessions_on_home: int = 3
    items_in_feeds: int = 20

    @classmethod
    def from_settings(cls, settings: Settings, origin: str, *, trial: bool = False, later: bool = False) -> Self:
        """The options that a settings file holds; a missing key keeps its default. ValueError for a wrong width."""
        return cls(
            origin,
            trial=trial,
            later=later,
            production=settings["TRIBUNE_PRODUCTION"],
            typography=Typography.from_settings(settings),
            page_size=settings.get("DEFAULT_PAGINATION") or cls.page_size,
            latest_on_home=settings.get("LATEST_ON_HOME", cls.latest_on_home),
            sessions_on_home=settings.get("WORKSHOPS_ON_HOME", cls.sessions_on_home),
            items_in_feeds=settings.get("FEED_MAX_ITEMS") or cls.items_in_feeds,
        )
