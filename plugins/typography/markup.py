"""What HTML elements and attributes mean to typography: pure tables and small readers."""

import html
import re
from functools import lru_cache

from plugins.common.regex import regex
from plugins.typography.alphabet import AMP, GT, LETTER, LT, SPACES, SYMBOL, names

# A tag with quoted values, a tag with a stray quote, a comment, or a declaration. One without an end runs to
# the end of the text, as in a browser, and no branch can be read two ways: a hostile page costs its length.
# Groups are unrolled rather than possessive: Python 3.11 before 3.11.5 loses its place in them (gh-106052).
TAG_PATTERN = regex(
    r"""<(?:(/?)([A-Za-z][^\s/>"'<]*+)(?:[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*>|[^<>]*+>)"""
    r"""|!--(?:-?>|.*?-->|.*)|[!?][^>]*+(?:>|\Z))""",
    re.S,
)
ATTRIBUTE = regex(r"""([^\s=/>"']++)(?:(\s*+=\s*+)("[^"]*+"|'[^']*+'|[^\s>]++))?""")
READ_ALOUD = regex(r"(?i:alt|title|aria-label)\s*+=")
SCOPING = regex(r"(?i:lang|class)\s*+=")
ENTITY = regex(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});")

PROSE_ATTRIBUTES = frozenset(("alt", "title", "aria-label"))
VOID = names("area base br col embed hr img input link meta param source track wbr")
BLOCK = names(
    "address article aside audio blockquote body button canvas caption center col colgroup dd details "
    "dialog dir div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html legend li link listing main menu meta nav noscript ol optgroup option p picture plaintext pre "
    "search section select source style summary table tbody td template tfoot th thead title tr track ul "
    "video xmp"
)
INLINE = names("a abbr b bdi bdo cite del dfn em i ins label mark q s small span strong sub sup time u")
# Text that a reader does not read as French prose.
LEFT_ALONE = names(
    "code kbd pre samp var tt script style textarea svg math listing xmp plaintext iframe object noembed noframes"
)
LEFT_ALONE_CLASSES = frozenset(("verbatim", "math", "arithmatex", "katex", "mathjax", "mermaid"))
# Their content is not markup: it runs to the closing tag (HTML §13.1.2, raw text and escapable raw text).
RAW_TEXT = names("script style textarea xmp iframe noembed noframes")
# Inline elements that stand for a word, unlike wbr or a comment.
WORD_LIKE = names("img input embed")
# No tag can be put inside them.
PLAIN = frozenset(("title", "option"))
# An element of these closes an open one of the same name; any block closes an open p (HTML §13.1.2.4).
CLOSES_ITS_LIKE = names("li dd dt td th tr option")

DECODED = SPACES | frozenset("\"'«»‘’“”…–—!?:;%‰€£$§°ºª×·&<>")


def scope(tag: str) -> tuple[str | None, bool]:
    """Return the language that a start tag declares, or None, and whether its class protects it."""
    language, protected = None, False
    for name, equals, value in ATTRIBUTE.findall(tag, 1):
        key = name.lower()
        if key in ("lang", "xml:lang") and equals and language is None:
            language = value.strip("\"'").strip().lower()
        elif key == "class":
            protected = not LEFT_ALONE_CLASSES.isdisjoint(value.strip("\"'").lower().split())
    return language, protected


def is_french(language: str) -> bool:
    """Tell whether a language tag (« fr », « fr-CA ») names French (BCP 47: the primary subtag decides)."""
    return language.replace("_", "-").partition("-")[0] == "fr"


def read_entities(text: str, items: list[str]) -> str:
    """Replace the entities of ``text``: by their character when a rule looks at it, else by a stand-in.

    The spelling of each entity that became a stand-in is appended to ``items``, in order.
    """

    def read(match: re.Match[str]) -> str:
        char, is_stand_in = _read_entity(match[0])
        if is_stand_in:
            items.append(match[0])
        return char

    return ENTITY.sub(read, text)


@lru_cache(maxsize=512)
def _read_entity(entity: str) -> tuple[str, bool]:
    """Return what a run holds for an entity, and whether that is a stand-in."""
    char = html.unescape(entity)
    if char in "&<>":
        return AMP if char == "&" else LT if char == "<" else GT, True
    if char in DECODED:
        return char, False
    return LETTER if char.isalpha() else SYMBOL, True
