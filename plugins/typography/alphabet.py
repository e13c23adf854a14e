"""The characters of a run: text where markup is one stand-in character a piece.

A run is the text of one block. An inline tag, an opaque object (code, image…) and some entities are each
replaced by one stand-in, so that a rule sees ``mot␟ !`` for ``<em>mot</em> !`` and can work across the tag.
The stand-ins are Unicode noncharacters: HTML forbids them, so no text holds them (Unicode Standard §23.7;
HTML §3.2.5, text content). A rule may add or remove spaces around stand-ins; it never adds, drops or moves a
stand-in.
"""

from plugins.common.regex import regex

TAG = "\ufdd0"  # an inline tag or a comment: no width, rules look through it
BREAK = "\ufdd1"  # <br>: the end of a line and the start of the next
OBJECT = "\ufdd2"  # an inline element left alone (code, image, other language): a word
AMP = "\ufdd3"  # &amp;
LT = "\ufdd4"  # &lt;
GT = "\ufdd5"  # &gt;
LETTER = "\ufdd6"  # a letter written as an entity (&eacute;)
SYMBOL = "\ufdd7"  # any other entity (&para;)
MARKUP = regex("[\ufdd0-\ufdd7]")

# Protected passages, one stand-in a kind so that each kind is restored in its own order.
FIRST_KEPT = 0xFDD8
STAND_IN = regex("[\ufdd0-\ufdef]")
KEPT = "\ufdd8-\ufdef"  # for a character class

# Spaces that are seen as one. Zero-width characters are not among them: they are part of words.
SPACE = " \t\n\r\f\u00a0\u2000-\u200a\u202f"
SPACES = frozenset(" \t\n\r\f\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f")
BLANKS = SPACES | {TAG}

S = f"[{SPACE}]"
T = f"{TAG}{{0,4}}"  # bounded, so that a long row of tags costs its length and not its square
GAP = f"{T}{S}*{T}"  # between two words, whatever the tags; also matches when there is no space

TO_NO_SPACE = {ord(c): None for c in SPACES}


def join(gap: str, space: str, first: bool = False) -> str:
    """Return ``gap`` (spaces and tags only) with its first run of spaces set to ``space`` and the others
    removed.

    Without any space in the gap, ``space`` goes last, next to what follows; with ``first``, next to what
    precedes.
    """
    if not gap or gap == " ":  # nearly always
        return space
    bare = gap.translate(TO_NO_SPACE)
    if len(bare) == len(gap):
        return space + gap if first else gap + space
    head = len(gap) - len(gap.lstrip(TAG))
    return bare[:head] + space + bare[head:]


def names(text: str) -> frozenset[str]:
    """Return the set of the names in a text, apart by spaces."""
    return frozenset(text.split())
