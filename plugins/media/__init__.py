"""What the site shows: the files of `images/` as readers get them, the card of each page, the agency's icons."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "media",
        slots="plugins.media.outputs:slots",
        outputs="plugins.media.outputs:outputs",
        head="plugins.media.outputs:head",
        checks=("plugins.media.checks:check_images",),
        publication_checks=("plugins.media.checks:weigh_pictures",),
    )
    add(feature)
