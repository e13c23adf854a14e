"""What a site owes: policies of pages, answers at old addresses, the instant of its next change."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "publishing",
        slots="plugins.publishing.outputs:slots",
        outputs="plugins.publishing.outputs:outputs",
        checks=("plugins.publishing.redirects:check_redirects", "plugins.publishing.changes:check_changes"),
        publication_checks=("plugins.publishing.public_address:check_public_address",),
        gate="plugins.publishing.gate.look:look",
        tasks={"": "plugins.publishing.commands:TASKS", "addresses": "plugins.publishing.commands:ADDRESSES"},
    )
    add(feature)
