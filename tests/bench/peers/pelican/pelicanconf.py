"""Stock Pelican with typogrify: the addresses and lists of the other sites of the bench."""

SITENAME = "Banc"
SITEURL = "https://banc.example"
PATH = "content"
OUTPUT_PATH = "output"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
THEME = "theme"
TYPOGRIFY = True
DEFAULT_PAGINATION = 10
DIRECT_TEMPLATES = ["index", "tags", "categories"]
TAGS_SAVE_AS = "tags/index.html"
CATEGORIES_SAVE_AS = "categories/index.html"
PAGINATED_TEMPLATES = {"index": None, "tag": None, "category": None}
ARTICLE_URL = "articles/{slug}/"
ARTICLE_SAVE_AS = "articles/{slug}/index.html"
CATEGORY_URL = "categories/{slug}/"
CATEGORY_SAVE_AS = "categories/{slug}/index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = "tags/{slug}/index.html"
AUTHOR_SAVE_AS = ""
FEED_ALL_ATOM = "feed.atom"
FEED_MAX_ITEMS = 10
CATEGORY_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = TRANSLATION_FEED_ATOM = None
STATIC_PATHS = ["images"]
