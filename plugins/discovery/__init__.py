"""How readers find a text: home, lists, series, signatures, feeds, site map."""


def register() -> None:
    from plugins.discovery import adapter  # here, so that the core loads without Pelican

    adapter.connect()
