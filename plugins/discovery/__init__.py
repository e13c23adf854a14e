"""How machines find a text: feeds, site map, structured data."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's."""
    feature = Feature(
        "discovery",
        slots="plugins.discovery.outputs:slots",
        outputs="plugins.discovery.outputs:outputs",
        head="plugins.discovery.outputs:head",
        faces="plugins.discovery.faces:faces",
        tasks={"": "plugins.discovery.commands:TASKS"},
    )
    add(feature)
