"""What typogrify's `amp` and `caps` do, on the text of a content only: spans that the style sheet dresses.

Runs are given one at a time, without a tag in them: on whole pages typogrify's own tag patterns break a value that
holds « > » (typogrify 2.1, `<[^>]*>`). Acronyms are found here: its search costs as much as half of all the rules.
"""

from typogrify.filters import amp

from plugins.common.regex import regex
from plugins.typography.alphabet import AMP
from plugins.typography.tokens import rewrite

_TWO_CAPITALS = regex(r"[A-Z]\.?\d*[A-Z]")
# Two capitals or more, figures among them (CO2E, A4B); letters each with its point (S.A.R.L., S.N.C.F).
_ACRONYM = regex(r"\b(?:[A-Z0-9]*[A-Z][0-9]*[A-Z][A-Z0-9]*\b|(?:[A-Z]\.){2,}(?:[A-Z]\b)?)")


def dress(html: str) -> str:
    """The HTML with `<span class="amp">` around lone ampersands and `<span class="caps">` around acronyms."""
    return rewrite(html, dress_run)


def dress_run(run: str, tags: bool, _block: str) -> str:
    """Return the run dressed, where tags may be added."""
    if not tags:
        return run
    if AMP in run and "&" not in run:
        run = amp(run.replace(AMP, "&")).replace("&amp;", AMP).replace("&", AMP)
    return _ACRONYM.sub(r'<span class="caps">\g<0></span>', run) if _TWO_CAPITALS.search(run) else run
