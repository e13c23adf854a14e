"""Settings of the site, common to preview and production. What the agency says of itself is in content/agence.yaml."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # so that `plugins` has one name, whatever folder the build starts from

from plugins import (  # noqa: E402
    comments,
    discovery,
    editorial,
    guides,
    legal,
    letters,
    media,
    publishing,
    relays,
    search,
    workshops,
)  # fmt: skip
from plugins.build import tribune  # noqa: E402

# --- where things are
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
THEME = str(ROOT / "theme")
IGNORE_FILES = [".*", "*~", "#*#", "*.orig", "*.rej", "*.bak", "*.swp", "*.tmp", "*.env", "Thumbs.db"]

# --- features, in the order in which they claim their paths; a feature that is not here has no page, check nor task
PELICAN_CLASS = tribune  # `pelican content -s publishconf.py` builds as `./inv publish` does
PLUGINS = [
    editorial,
    workshops,
    guides,
    relays,
    legal,
    comments,
    search,
    discovery,
    media,
    letters,
    publishing,
]  # a missing one stops the build

# --- language and time
DEFAULT_LANG = "fr"
LOCALE = ["C.UTF-8", "C"]  # dates come from our own table: no French locale is needed
TIMEZONE = "Europe/Paris"  # agence.yaml replaces it

# --- addresses (those of pages are in the model)
SITEURL = ""  # agence.yaml replaces it
RELATIVE_URLS = True  # links work at any sub-path, on localhost and in an archive; canonical and feeds are absolute

# Pelican writes no feed: those of the site are outputs like the others.
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# --- lengths of lists
DEFAULT_PAGINATION = 10  # articles on one page of a list
LATEST_ON_HOME = 6  # articles on the home page, below the first
WORKSHOPS_ON_HOME = 3  # next sessions there
FEED_MAX_ITEMS = 20

# --- templates
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "trim_blocks": True,
    "lstrip_blocks": True,
}

# --- modes: publishconf.py changes them
TRIBUNE_PRODUCTION = False
