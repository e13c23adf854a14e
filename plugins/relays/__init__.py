"""Relays with client blogs: articles written for a client, the client's page, cards and feeds."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "relays",
        slots="plugins.relays.outputs:slots",
        outputs="plugins.relays.outputs:outputs",
        views="plugins.relays.views",
        checks=("plugins.relays.checks:check_relays",),
        tasks={"relay": "plugins.relays.tasks:TASKS", "soak": "plugins.relays.tasks:SOAK"},
    )
    add(feature)
