"""Guides: articles in the order in which they are best read, with a file to take away."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "guides",
        slots="plugins.guides.outputs:slots",
        outputs="plugins.guides.outputs:outputs",
        views="plugins.guides.views",
    )
    add(feature)
