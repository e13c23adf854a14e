"""What helps those who write: checks of the sources, ready files for new texts."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "editorial",
        checks=(
            "plugins.editorial.checks:check_editorial",
            "plugins.editorial.typed:check_typed",
            "plugins.editorial.templates:check_page_templates",
        ),
        tasks={"": "plugins.editorial.commands:TASKS", "typography": "plugins.editorial.composed:TASKS"},
    )
    add(feature)
