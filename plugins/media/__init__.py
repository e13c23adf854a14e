"""Images as pages need them: their size known before they load."""


def register() -> None:
    from plugins.media import adapter  # here, so that the core loads without Pelican

    adapter.connect()
