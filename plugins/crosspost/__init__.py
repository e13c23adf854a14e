"""Relays with client blogs: articles written for a client, the client's page, cards and feeds."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "crosspost",
        slots="plugins.crosspost.outputs:slots",
        outputs="plugins.crosspost.outputs:outputs",
        views="plugins.crosspost.views",
        checks=("plugins.crosspost.checks:check_relays",),
        tasks={"relay": "plugins.crosspost.tasks:TASKS", "soak": "plugins.crosspost.tasks:SOAK"},
    )
    add(feature)
