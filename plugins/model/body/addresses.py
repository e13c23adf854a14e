"""Addresses that a service has wrapped to follow who clicks: the address that was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, quote

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.source import Source
from plugins.model.rules import READ_ADDRESSES

_WRAPPED = regex(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url|lm?\.facebook\.com/l\.php|(?:www\.)?youtube\.com/redirect"
    r"|(?:www\.)?linkedin\.com/(?:redir/redirect|safety/go)|[\w-]{1,40}\.safelinks\.protection\.outlook\.com/)"
    r"\?(?P<query>[^\s<>\"'()\[\]\\]*)",
    re.I,
)
# What an assistant adds to the addresses that it gives.
_ADDED = regex(r"(?P<sign>[?&])utm_source=(?:chatgpt\.com|openai)(?:(?P<more>&)|(?=[\s)>\]\"'#]|\Z))", re.I)
_SIGNS = ("/url?", "/l.php?", "/redirect?", "/go?", "look.com/?")
_TARGETS = ("q", "url", "u")


def unwrapped(source: Source) -> Iterator[Edit]:
    """`https://www.google.com/url?q=…` and its like, each replaced by the address that it leads to.

    The mark of an assistant goes out of the addresses that it gave.
    """
    body = source.body
    if "utm_source=" in body:
        for match in _ADDED.finditer(source.prose):
            yield Edit(match.start(), match.end(), match["sign"] if match["more"] else "", READ_ADDRESSES.id)
    if "?" not in body or not any(sign in body for sign in _SIGNS):
        return
    for match in _WRAPPED.finditer(source.prose):
        asked = parse_qs(unescape(match["query"]))
        target = next((asked[name][0] for name in _TARGETS if name in asked), "")
        if re.match(r"https?://[^\s/]+\.", target):
            safe = quote(target, safe="/:?#[]@!$&'*+,;=%~")
            yield Edit(match.start(), match.end(), safe.replace("[", "%5B").replace("]", "%5D"), READ_ADDRESSES.id)
