"""Search in French: an index of what readers have, the page that asks it, the words that it forgives."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "search",
        slots="plugins.search.outputs:slots",
        outputs="plugins.search.outputs:outputs",
        views="plugins.search.views",
    )
    add(feature)
