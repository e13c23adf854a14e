"""What a site owes to those who come by an old address."""


def register() -> None:
    from plugins.publishing import adapter  # here, so that the core loads without Pelican

    adapter.connect()
