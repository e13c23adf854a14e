"""Settings of guides, with their defaults."""

DEFAULTS = {
    "GUIDE_URL": "guides/{slug}/",
    "GUIDE_SAVE_AS": "guides/{slug}/index.html",
}
