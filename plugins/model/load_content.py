"""The content that the tasks of relays work on: read whole, and without one error."""

from __future__ import annotations

from collections.abc import Iterable

from invoke import Exit

from plugins.common.problems import has_errors, render
from plugins.model.content import Content
from plugins.model.loader import load_site
from plugins.model.options import clock, content_folder


def load_valid_content(content: str, now: str, kinds: Iterable[str], checks: Iterable[str] = ()) -> Content:
    """A content folder read (`content/` when empty), at an instant (the clock's when empty).

    `kinds` are the kinds of content that features bring, as `module:NAME`; `checks` are those that what leaves the
    house must pass, as `module:function`.

    Faults are printed, and Exit with code 1 raised: an article that cannot be read must not look like one that was
    taken away, nor be passed over without a word.
    """
    site = load_site(content_folder(content), clock(now, code=1), checks, kinds)
    if has_errors(site.problems):
        print(render(site.problems))
        raise Exit("Le contenu a des fautes : aucun relais tant qu’elles restent.", code=1)
    return site
