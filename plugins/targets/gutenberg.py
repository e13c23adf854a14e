"""Blocks of WordPress's editor: a fragment set as the editor itself would write it, paragraph by paragraph.

Bare HTML would show as one « Classic » block, and other white space or classes would be written anew at the client's
first correction. Syntax: developer.wordpress.org, « Markup representation of a block »; the forms were compared with
what `wp.blocks.serialize` of 6.1 and of 6.7 gives. `wp-block-list` and `wp-block-heading` are of 6.2 to 6.6: an older
editor takes them for a class that a person added.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from html import escape

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag
from bs4.formatter import HTMLFormatter

from plugins.french.quoting import is_french
from plugins.targets.target import Post

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(("p", *_HEADINGS, "ul", "ol", "dl", "pre", "blockquote"))
_LISTS = ("ul", "ol")


class _Spelling(HTMLFormatter):
    """HTML as WordPress's editor spells it."""

    def __init__(self) -> None:
        super().__init__(entity_substitution=_text, void_element_close_prefix="")

    def attribute_value(self, value: str) -> str:
        bracket = "%5B" if re.match(r"\w+:", value) else "[\u2060"
        return _SHORTCODE.sub(bracket, escape(value).replace("&#x27;", "'"))


_SHORTCODE = re.compile(r"\[(?=/?\w|\[)")


def _text(text: str) -> str:
    """A text of a paragraph. An editor that saves it makes `&#91;` a bracket again, and leaves an element alone."""
    return _SHORTCODE.sub('<span class="crochet">&#91;</span>', escape(text, quote=False)).replace("\u00a0", "&nbsp;")


def shield(text: str) -> str:
    """A title or an excerpt, in HTML, of which WordPress, a theme or an extension runs no `[name` as a shortcode."""
    return _SHORTCODE.sub("&#91;", text)


def gutenberg(post: Post) -> str:
    """The excerpt and its invitation in block markup; the class of the last paragraph is the key of the relay."""
    soup = BeautifulSoup(post.excerpt, "html.parser")
    name, closing = post.closing
    link = BeautifulSoup(closing, "html.parser").decode(formatter=_SPELLING)
    blocks = "\n\n".join([*_blocks(soup.contents), _wrap("paragraph", link, {"className": name})])
    return keep_quotes(blocks, post.language)


def keep_quotes(text: str, language: str) -> str:
    """The HTML of a text in another language than French with its straight quotes as they are.

    A blog in French would show `"done"` as « done » (wptexturize follows the language of the blog, not of the text).
    """
    if is_french(language):
        return text
    return re.sub(r'(<!--.*?-->|<[^>]*>)|"', lambda match: match[1] or "&quot;", text, flags=re.S)


def _blocks(nodes: Iterable[PageElement]) -> list[str]:
    """Those nodes as blocks; what is no block is a paragraph with its neighbours."""
    blocks: list[str] = []
    run: list[PageElement] = []
    for node in [*nodes, None]:
        if node is not None and not (isinstance(node, Tag) and node.name in _BLOCKS):
            run.append(node)
            continue
        text = _inline(run)
        if text:
            blocks.append(_wrap("paragraph", f"<p>{text}</p>"))
        run = []
        if isinstance(node, Tag):
            blocks.append(_block(node))
    return blocks


def _block(node: Tag) -> str:
    if node.name == "p":
        return _wrap("paragraph", f"<p>{_inline(node.contents)}</p>")
    if node.name in _HEADINGS:
        level = int(node.name[1])
        options = {} if level == 2 else {"level": level}
        text = f'<{node.name} class="wp-block-heading">{_inline(node.contents)}</{node.name}>'
        return _wrap("heading", text, options)
    if node.name in _LISTS:
        return _list(node) or _wrap("html", _spelt(node))
    if node.name == "blockquote":
        inner = "\n\n".join(_blocks(node.contents))
        return _wrap("quote", f'<blockquote class="wp-block-quote">{inner}</blockquote>')
    if node.name == "pre":
        code = node.find("code", recursive=False) is not None
        name, kind = ("code", "wp-block-code") if code else ("preformatted", "wp-block-preformatted")
        text = re.sub(r"\n(?=(?:</code>)?$)", "", "".join(map(_spelt, node.contents)))
        return _wrap(name, f'<pre class="{kind}">{text}</pre>')
    return _wrap("html", _spelt(node))


def _list(node: Tag) -> str:
    """A list, empty when an item of it holds what the editor's lists cannot: a quotation, code, a heading."""
    items = []
    for item in node.find_all("li", recursive=False):
        held = [child for child in item.contents if isinstance(child, Tag) and child.name in _BLOCKS]
        inner = [_list(child) for child in held if child.name in _LISTS]
        if any(child.name not in ("p", *_LISTS) for child in held) or not all(inner):
            return ""
        # A list within an item comes last: words after it would be lost to the editor.
        if inner and any(str(child).strip() for child in item.contents[item.contents.index(held[-1]) + 1 :]):
            return ""
        lines: list[PageElement] = []
        for child in item.contents:
            if not isinstance(child, Tag) or child.name not in _BLOCKS:
                lines.append(child)
            elif child.name == "p":
                lines += [*([_BREAK] if _inline(lines) else []), *child.contents]
        items.append(_wrap("list-item", f"<li>{_inline(lines)}{''.join(inner)}</li>"))
    options = {"ordered": True} if node.name == "ol" else {}
    joined = "\n\n".join(items)
    return _wrap("list", f'<{node.name} class="wp-block-list">{joined}</{node.name}>', options)


def _inline(nodes: Iterable[PageElement]) -> str:
    """The text of a paragraph: on one line, since a line feed of the source is a space."""
    text = re.sub(r"[ \t\r\n]+", " ", "".join(map(_spelt, nodes)))
    return re.sub(r" ?<br> ?", "<br>", text).strip()


def _spelt(node: PageElement) -> str:
    if isinstance(node, Tag):
        return node.decode(formatter=_SPELLING)
    return _text(str(node)) if type(node) is NavigableString else ""


_SPELLING = _Spelling()
_BREAK = BeautifulSoup("", "html.parser").new_tag("br")


def _wrap(name: str, inner: str, options: Mapping[str, object] | None = None) -> str:
    # « -- » would end the comment (serialize_block_attributes escapes it the same way).
    said = (
        re.sub("--", r"\\u002d\\u002d", json.dumps(options, ensure_ascii=False, separators=(",", ":")))
        if options
        else ""
    )
    return f"<!-- wp:{name}{f' {said}' if said else ''} -->\n{inner}\n<!-- /wp:{name} -->"
