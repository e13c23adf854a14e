"""Settings of the site, common to preview and production. What the agency says of itself is in content/agence.yaml."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT))  # so that `plugins` has one name, whatever folder the build starts from

from jinja2 import StrictUndefined  # noqa: E402

from plugins import crosspost, discovery, guides, media, model, publishing, typography, workshops  # noqa: E402

# --- where things are
PATH = str(ROOT / "content")
OUTPUT_PATH = str(ROOT / "output")
THEME = str(ROOT / "theme")
ARTICLE_PATHS = ["articles"]
PAGE_PATHS = ["pages"]
STATIC_PATHS = []  # the media plugin publishes the files that texts reach
IGNORE_FILES = [".*", "*~", "#*#", "*.orig", "*.rej", "*.bak", "*.swp", "*.tmp", "*.env", "Thumbs.db"]

# --- plugins, in the order in which they complete contents (plugins/__init__.py tells why)
PLUGINS = [
    model,
    typography,
    media,
    workshops,
    guides,
    crosspost,
    discovery,
    publishing,
]  # modules: a missing one stops the build
READERS = {
    "rst": None,
    "html": None,
    "htm": None,
}  # one door: Markdown, read by the model
TYPOGRIFY = False  # typography is a plugin of ours: typogrify's widont eats narrow no-break spaces

# --- language and time
DEFAULT_LANG = "fr"
LOCALE = ["C.UTF-8", "C"]  # dates come from our own table: no French locale is needed
TIMEZONE = "Europe/Paris"  # agence.yaml replaces it

# --- addresses: each page is a folder with index.html
SITENAME = "Tribune"  # agence.yaml replaces it
SITEURL = ""  # agence.yaml replaces it
RELATIVE_URLS = True  # links work at any sub-path, on localhost and in an archive; canonical and feeds are absolute
SLUGIFY_SOURCE = "basename"
ARTICLE_URL = ARTICLE_LANG_URL = "articles/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_LANG_SAVE_AS = "articles/{slug}/index.html"
PAGE_URL = PAGE_LANG_URL = "{slug}/"
PAGE_SAVE_AS = PAGE_LANG_SAVE_AS = "{slug}/index.html"
CATEGORY_URL = "rubriques/{slug}/"
CATEGORY_SAVE_AS = "rubriques/{slug}/index.html"
TAG_URL = "themes/{slug}/"
TAG_SAVE_AS = "themes/{slug}/index.html"
AUTHOR_URL = "auteurs/{slug}/"
AUTHOR_SAVE_AS = ""  # written by the discovery plugin: a signature has a page before its first article
YEAR_ARCHIVE_URL = "archives/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = "archives/{date:%Y}/index.html"
DRAFT_SAVE_AS = DRAFT_URL = DRAFT_PAGE_SAVE_AS = DRAFT_PAGE_URL = (
    ""  # drafts are shown at their address, in preview only
)

# --- lists
DIRECT_TEMPLATES = ["index", "articles", "archives", "404"]
ARTICLES_SAVE_AS = "articles/index.html"
ARTICLES_URL = "articles/"
ARCHIVES_SAVE_AS = "archives/index.html"
ARCHIVES_URL = "archives/"
PAGINATED_TEMPLATES = {"articles": 10, "category": 10, "tag": 10, "author": 10, "client": 10}
PAGINATION_PATTERNS = [
    (1, "{url}", "{save_as}"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
]

# --- feeds
FEED_ALL_ATOM = "flux/atom.xml"
FEED_ALL_RSS = "flux/rss.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = True
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None

# --- templates
JINJA_ENVIRONMENT = {
    "autoescape": True,
    "undefined": StrictUndefined,  # a misspelt name stops the build instead of leaving a hole in the page
    "trim_blocks": True,
    "lstrip_blocks": True,
}

# --- modes: publishconf.py changes them
TRIBUNE_PRODUCTION = False
