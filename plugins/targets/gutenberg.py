"""Blocks of WordPress's editor: a fragment set so that the client's editor can correct it paragraph by paragraph.

Bare HTML would show as one « Classic » block. Syntax: developer.wordpress.org, « Markup representation of a block ».
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag

from plugins.targets.target import Post

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def gutenberg(post: Post) -> str:
    """The excerpt and its invitation in block markup; the class of the last paragraph is the key of the relay."""
    soup = BeautifulSoup(post.excerpt, "html.parser")
    blocks = [_block(node) for node in soup.contents if isinstance(node, Tag)]
    name, closing = post.closing
    return "\n\n".join([*filter(None, blocks), _wrap("paragraph", closing, {"className": name})])


def _block(node: Tag) -> str:
    if node.name == "p":
        return _wrap("paragraph", f"<p>{node.decode_contents().strip()}</p>")
    if node.name in _HEADINGS:
        level = int(node.name[1])
        options = {} if level == 2 else {"level": level}
        return _wrap("heading", f"<{node.name}>{node.decode_contents().strip()}</{node.name}>", options)
    if node.name in ("ul", "ol"):
        items = "".join(
            _wrap("list-item", f"<li>{item.decode_contents().strip()}</li>")
            for item in node.find_all("li", recursive=False)
        )
        return _wrap("list", f"<{node.name}>{items}</{node.name}>", {"ordered": True} if node.name == "ol" else {})
    if node.name == "blockquote":
        inner = "".join(_block(child) for child in node.contents if isinstance(child, Tag))
        return _wrap("quote", f'<blockquote class="wp-block-quote">{inner}</blockquote>')
    if node.name == "pre" and node.find("code", recursive=False):
        return _wrap("code", f'<pre class="wp-block-code">{node.decode_contents()}</pre>')
    if node.name == "pre":
        return _wrap("preformatted", f'<pre class="wp-block-preformatted">{node.decode_contents()}</pre>')
    return _wrap("html", str(node))


def _wrap(name: str, inner: str, options: Mapping[str, object] | None = None) -> str:
    # « -- » would end the comment (serialize_block_attributes escapes it the same way).
    said = (
        re.sub("--", r"\\u002d\\u002d", json.dumps(options, ensure_ascii=False, separators=(",", ":")))
        if options
        else ""
    )
    return f"<!-- wp:{name}{f' {said}' if said else ''} -->\n{inner}\n<!-- /wp:{name} -->"
