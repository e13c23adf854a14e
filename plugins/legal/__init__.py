"""What the law asks a site to say of who publishes it, and the pages that say it."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "legal",
        slots="plugins.legal.outputs:slots",
        outputs="plugins.legal.outputs:outputs",
        publication_checks=("plugins.legal.checks:check_notices",),
    )
    add(feature)
