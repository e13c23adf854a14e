"""What a site owes: policies of pages, answers at old addresses, the instant of its next change."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    add(Feature("publishing", slots="plugins.publishing.outputs:slots", outputs="plugins.publishing.outputs:outputs"))
