"""Settings of workshops, with their defaults."""

from pathlib import Path

DEFAULTS = {
    "WORKSHOP_URL": "ateliers/{slug}/",
    "WORKSHOP_SAVE_AS": "ateliers/{slug}/index.html",
    "WORKSHOPS_SAVE_AS": "ateliers/index.html",
    "WORKSHOPS_ON_HOME": 3,  # next sessions on the home page
    "WORKSHOPS_PDF_CACHE": str(Path(__file__).resolve().parents[2] / ".cache" / "programmes"),
}
