"""The files of `images/` as readers get them: those that a text reaches, stripped of what is private."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "media",
        outputs="plugins.media.outputs:outputs",
        checks=("plugins.media.checks:check_images",),
    )
    add(feature)
