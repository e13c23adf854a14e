"""The text of a comment as HTML: a small Markdown, made of what is escaped first, then judged by nh3.

Not the Markdown of articles: strangers write this. Each search is bounded, so that its time is that of its length, and
nothing nests but what is listed here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape

import nh3

from plugins.common.regex import regex

Leads = Callable[[str], bool]  # whether an address may be a link: one of the site leads to something
_TAGS = {"p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_BLOCKS = regex(r"\n[ \t]*(?:\n[ \t]*)+")
_FENCE = regex(r"^```[^\n`]{0,40}\n(.*?)\n```[ \t]*$", re.S | re.M)
_ITEM, _NUMBER, _QUOTE = regex(r" {0,3}[-*•] +"), regex(r" {0,3}\d{1,3}[.)] +"), regex(r" {0,3}> ?")
_ADDRESS = r"https?://[^\s<>()\[\]\"`]{1,500}"
_INLINE = regex(
    r"`(?P<code>[^`\n]{1,300})`"
    rf"|\[(?P<words>[^\[\]\n]{{1,200}})\]\((?P<target>{_ADDRESS})\)"
    rf"|(?P<bare>{_ADDRESS})"
    r"|\*\*(?P<strong>[^*\n]{1,300})\*\*"
    r"|(?<![\w*])\*(?P<em>[^\s*][^*\n]{0,300})\*(?!\w)"
    r"|(?<!\w)_(?P<under>[^\s_][^_\n]{0,300})_(?!\w)"
)
_NOWHERE = regex(r'<a rel="[^"]*">(.*?)</a>', re.S)  # its address was none: nh3 has taken it away
_AFTER_ADDRESS = ".,;:!?…»'’"


def comment_html(text: str, leads: Leads = lambda address: True) -> str:
    """The HTML of a comment; a link that leads nowhere is its words."""
    parts, at = [], 0
    for fence in _FENCE.finditer(text):
        parts += [*_blocks(text[at : fence.start()], leads), f"<pre><code>{escape(fence[1])}</code></pre>"]
        at = fence.end()
    parts += _blocks(text[at:], leads)
    cleaned = nh3.clean(
        "\n".join(parts),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https"},
        link_rel="ugc nofollow noopener",
    )
    return _NOWHERE.sub(r"\1", cleaned)


def _blocks(text: str, leads: Leads) -> list[str]:
    return [_block(block.strip("\n").split("\n"), leads) for block in _BLOCKS.split(text) if block.strip()]


def _block(lines: list[str], leads: Leads) -> str:
    if all(map(_QUOTE.match, lines)):
        return f"<blockquote><p>{_lines((_QUOTE.sub('', line, count=1) for line in lines), leads)}</p></blockquote>"
    for sign, tag in ((_ITEM, "ul"), (_NUMBER, "ol")):
        if all(map(sign.match, lines)):
            items = "".join(f"<li>{_inline(sign.sub('', line, count=1), leads)}</li>" for line in lines)
            return f"<{tag}>{items}</{tag}>"
    return f"<p>{_lines(lines, leads)}</p>"


def _lines(lines: Iterable[str], leads: Leads) -> str:
    return "<br>\n".join(_inline(line.strip(), leads) for line in lines)


def _inline(text: str, leads: Leads, depth: int = 0) -> str:
    parts, at = [], 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[at : match.start()]), _set(match, leads, depth)]
        at = match.end()
    return "".join((*parts, escape(text[at:])))


def _set(match: re.Match[str], leads: Leads, depth: int) -> str:
    kind = match.lastgroup
    if kind == "code":
        return f"<code>{escape(match['code'])}</code>"
    if kind == "target":
        return _link(match["target"], escape(match["words"]), leads)
    if kind == "bare":
        address = match["bare"].rstrip(_AFTER_ADDRESS)
        return _link(address, escape(address), leads) + escape(match["bare"][len(address) :])
    tag, inner = ("strong", match["strong"]) if kind == "strong" else ("em", match["em"] or match["under"])
    return f"<{tag}>{_inline(inner, leads, depth + 1) if depth < 2 else escape(inner)}</{tag}>"


def _link(address: str, words: str, leads: Leads) -> str:
    return f'<a href="{escape(address)}">{words}</a>' if leads(address) else words
