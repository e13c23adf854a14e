"""The letter of each month: what appeared, what is to come, never twice the same text."""

from plugins.site.feature import Feature, add


def register() -> None:
    """Hand the feature to the build: a plugin of Pelican's. The site has none of its files."""
    add(Feature("letters", tasks={"": "plugins.letters.commands:TASKS"}))
