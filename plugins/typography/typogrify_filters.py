"""typogrify's `amp` and `caps`, on the text of a content only.

They are given one run at a time, without a tag in it: on whole pages their own tag patterns break a value that
holds « > » (typogrify 2.1, `<[^>]*>`).
"""

import re

from typogrify.filters import amp, caps

from plugins.typography.alphabet import AMP
from plugins.typography.tokens import rewrite

_TWO_CAPITALS = re.compile(r"[A-Z]\.?\d*[A-Z]")


def dress(html: str) -> str:
    """The HTML with `<span class="amp">` around lone ampersands and `<span class="caps">` around acronyms."""
    return rewrite(html, dress_run)


def dress_run(run: str, tags: bool, _block: str) -> str:
    """Return the run dressed, where tags may be added."""
    if not tags:
        return run
    if AMP in run and "&" not in run:
        run = amp(run.replace(AMP, "&")).replace("&amp;", AMP).replace("&", AMP)
    return caps(run) if _TWO_CAPITALS.search(run) else run
