"""Settings of client pages, with their defaults."""

DEFAULTS = {
    "CLIENT_URL": "clients/{slug}/",
    "CLIENT_SAVE_AS": "clients/{slug}/index.html",
    "CLIENTS_SAVE_AS": "clients/index.html",
}
