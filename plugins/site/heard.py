"""The HTML of a body with what a screen reader needs and no eye sees: the names of figures and of notes.

Of pages alone: a feed, a relay, a PDF have the body as it is.
"""

from __future__ import annotations

import re
from html import escape

from plugins.common.regex import regex
from plugins.common.texts import plain_text

_FIGURE = regex(r"<figure\b(?P<attributes>[^<>]*)>(?P<inner>(?:(?!<figure\b).)*?)</figure>", re.S)
_CAPTION = regex(r"<figcaption\b[^<>]*>(.*?)</figcaption>", re.S)
_NAMED = regex(r"\s(?:role|aria-label|aria-labelledby)\s*=")
_NOTES = regex(r'<div class="footnote">\s*<hr>')
_CALL = regex(r'<a class="footnote-ref" href="#([^"<>]*)">(\d+)</a>')
_BACK = regex(r'<a class="footnote-backref" href="([^"<>]*)" title="([^"<>]*)">')


def heard(html: str) -> str:
    """The HTML with its captioned images named by their captions (RGAA 4.1, 1.9), its notes under a heading, and each
    call and way back of a note named by its number: « 1 » and « ↩ » alone say nothing of where they lead (6.1)."""
    if "<figcaption" in html:
        html = _FIGURE.sub(_named, html)
    if 'class="footnote' in html:
        html = _NOTES.sub('<div class="footnote" role="doc-endnotes" aria-label="Notes">\n<h2>Notes</h2>', html)
        html = _CALL.sub(
            '<a class="footnote-ref" href="#\\1" role="doc-noteref" aria-label="Note\u00a0\\2">\\2</a>', html
        )
        html = _BACK.sub(r'<a class="footnote-backref" href="\1" role="doc-backlink" aria-label="\2">', html)
    return html


def _named(match: re.Match[str]) -> str:
    caption = _CAPTION.search(match["inner"])
    if caption is None or "<img" not in match["inner"] or _NAMED.search(match["attributes"]):
        return match[0]
    name = escape(plain_text(caption[1]))
    return f'<figure{match["attributes"]} role="figure" aria-label="{name}">{match["inner"]}</figure>'


def below_a_heading(html: str) -> str:
    """The HTML of a body that stands in a section which has a heading of its own: each heading one rank lower."""
    return re.sub(r"<(/?)h([2-5])\b", lambda match: f"<{match[1]}h{int(match[2]) + 1}", html)
