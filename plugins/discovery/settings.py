"""Settings of lists, signatures, feeds and site map, with their defaults."""

DEFAULTS = {
    "PERSON_URL": "auteurs/{slug}/",
    "PERSON_SAVE_AS": "auteurs/{slug}/index.html",
    "LATEST_ON_HOME": 6,  # articles on the home page, below the lead
    "LATEST_ON_404": 3,
}
