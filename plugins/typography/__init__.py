"""French micro-typography: what a copy-editor sets by hand, set in contents, titles and records."""


def register() -> None:
    from plugins.typography import adapter  # here, so that the core loads without Pelican

    adapter.connect()
