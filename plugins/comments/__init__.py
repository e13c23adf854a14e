"""Comments of readers: threads rendered at build, the form that sends one to Isso, those that are brought back."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "comments",
        slots="plugins.comments.threads:slots",
        tasks={"comments": "plugins.comments.commands:TASKS"},
    )
    add(feature)
