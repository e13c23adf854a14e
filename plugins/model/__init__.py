"""The content model: the one door through which content enters the site."""


def register() -> None:
    from plugins.model import adapter  # here, so that the core loads without Pelican

    adapter.connect()
