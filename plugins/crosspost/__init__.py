"""Relays with client blogs: articles written for a client, and the client's page."""


def register() -> None:
    from plugins.crosspost import adapter  # here, so that the core loads without Pelican

    adapter.connect()
