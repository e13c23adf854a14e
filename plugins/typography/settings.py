"""Settings of the plugin, with the reason of each default."""

from plugins.common.untyped import Settings

NO_BREAK_SPACE = "\u00a0"
NARROW_NO_BREAK_SPACE = "\u202f"

DEFAULTS: Settings = {
    # Widths. The Imprimerie nationale wants a thin space before high marks and a word space elsewhere.
    # A font that has no U+202F shows the glyph of another font: U+00A0 everywhere is then the better look.
    "TYPOGRAPHY_SPACE_HIGH": NARROW_NO_BREAK_SPACE,  # before ; ! ?
    "TYPOGRAPHY_SPACE_COLON": NO_BREAK_SPACE,  # before :
    "TYPOGRAPHY_SPACE_GUILLEMETS": NO_BREAK_SPACE,  # inside « »
    "TYPOGRAPHY_SPACE_NUMBER": NARROW_NO_BREAK_SPACE,  # between the groups of three digits
    "TYPOGRAPHY_SPACE_UNIT": NO_BREAK_SPACE,  # number and unit, day and month, title and name
    # Names that end with a mark: the mark is part of the word and takes no space.
    "TYPOGRAPHY_BRANDS": ("Yahoo!", "Joomla!", "Jeopardy!", "Wham!"),
    # coeur, oeuvre → cœur, œuvre: a closed list of words, never a name.
    "TYPOGRAPHY_LIGATURES": True,
    # Opt-in rules: they change letters or the author's own choice of quotes, so a site asks for them.
    "TYPOGRAPHY_CAPITALS": False,  # A force, Etat → À force, État (closed list)
    "TYPOGRAPHY_SYMBOLS": False,  # 2 x 5, (c) 2013, (tm) → 2 × 5, © 2013, ™
    "TYPOGRAPHY_CURLY_QUOTES": False,  # “mot” outside guillemets → « mot »
}
