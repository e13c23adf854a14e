"""Guide pages: articles gathered for a reader who begins."""


def register() -> None:
    from plugins.guides import adapter  # here, so that the core loads without Pelican

    adapter.connect()
