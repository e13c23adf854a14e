"""Settings of workshops, with their defaults."""

from plugins.common.places import CACHE

DEFAULTS = {
    "WORKSHOP_URL": "ateliers/{slug}/",
    "WORKSHOP_SAVE_AS": "ateliers/{slug}/index.html",
    "WORKSHOPS_SAVE_AS": "ateliers/index.html",
    "WORKSHOPS_ON_HOME": 3,  # next sessions on the home page
    "WORKSHOPS_PDF_CACHE": str(CACHE / "programmes"),
}
