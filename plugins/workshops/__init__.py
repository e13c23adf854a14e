"""Workshop pages: a content type of their own, next to articles and pages."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "workshops",
        slots="plugins.workshops.outputs:slots",
        outputs="plugins.workshops.outputs:outputs",
        views="plugins.workshops.views",
        checks=("plugins.workshops.calendar_compat:check_calendar", "plugins.workshops.checks:check_workshops"),
        tasks={"workshops": "plugins.workshops.commands:TASKS"},
    )
    add(feature)
