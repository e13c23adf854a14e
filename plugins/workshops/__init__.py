"""Workshop pages: a content type of their own, next to articles and pages."""


def register() -> None:
    from plugins.workshops import adapter  # here, so that the core loads without Pelican

    adapter.connect()
