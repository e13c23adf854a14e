"""HTML of word processors, reduced to what it means: no font, colour nor margin; bold, italics and deletions stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from plugins.common.regex import regex
from plugins.model.body.edits import Edit
from plugins.model.body.masking import mask_comments
from plugins.model.body.source import Source
from plugins.model.rules import READ_HTML

_TAG = regex(r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
# Those of Office, Google, Notion, ChatGPT, editors of WordPress and of mail.
_DATA = (
    r"pm-slice|start|end|is-[\w-]+|ogs[bc]|contrast|ccp-[\w-]+|listid|aria-[\w-]+|leveltext|font|mce-[\w-]+|block-id|align"
    r"|sheets-[\w-]+|offset-key|editor|text|token-index|path-to-node|message-id|smartmail|unlink|removefontsize|slate-[\w-]+"
)
_SIGN = regex(
    r"<(?:t[a-z]{0,4}|col(?:group)?|p|div|span)\s[^<>]*(?:width|height)="
    rf"|<(?:[owvm]:|st1:|font\b|center\b|big\b|strike\b|tt\b|basefont\b)"
    rf"|<[a-zA-Z][^<>]*\s(?:style|align|valign|bgcolor|clear|border|cell(?:padding|spacing)|color|face|hspace|vspace"
    rf"|nowrap|data-(?:{_DATA})|name\s*=\s*[\"']_(?:Toc|Hlk|Ref|GoBack)|class\s*=\s*[\"']?(?:Mso|x_Mso|western|Apple-)|id\s*=\s*[\"']docs-internal)",
    re.I,
)
# A bullet or a number of Word, which other programs are not to see, and the paragraph that it begins.
_LISTED = regex(
    r"^[ \t]*(?P<paragraph><p\b(?P<attributes>[^<>]*)>)?[ \t]*<!--\[if !supportLists\]-->(?P<mark>.{0,500}?)"
    r"<!--\[endif\]-->[ \t]*",
    re.M | re.S,
)
_NUMBER = regex(r"(?:<[^<>]*>|\s)*(?P<number>\d{1,3})[.)]")
_LEVEL = regex(r"\blevel([1-9])\b")
_EMPTY = regex(r"(?:&nbsp;|\u00a0)+(?=</o:p>)")
_ATTRIBUTE = regex(r"\s*(?P<name>[^\s=/\"'<>]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
_OFFICE = regex(r"(?:[owvm]|st1):", re.I)
_LOST = frozenset("font center big basefont".split())  # what they say is how it looks
_SHOWN_BY = frozenset(
    "style align valign bgcolor border cellpadding cellspacing clear color face size hspace vspace nowrap".split()
)
_REFUSED = frozenset("iframe object embed script style svg form input button textarea select".split())
_SIZED = frozenset("img video source svg iframe object embed canvas".split())
_BOOKMARKS = ("_Toc", "_Hlk", "_Ref", "_GoBack", "OLE_LINK")
_REPLACED = {"strike": "del", "tt": "code"}
_CLASSES = regex(r"(?:x_)?Mso\w*|western|Apple-[\w-]+", re.I)
# A style is dropped when all that it says is how letters, lines and boxes look; one that places things is the author's.
_LOOK = regex(
    r"(?:font|mso|color|background|margin|padding|line-height|text|letter-spacing|word|white-space|vertical-align|border"
    r"|list-style|orphans|widows|page-break|break|tab-stops|caret-color|-webkit|direction|outline|min-height|height"
    r"|overflow-wrap|hyphens|punctuation-wrap|layout-grid|tab-interval|display\s*:\s*inline(?![-\w]))[\w-]*",
    re.I,
)
_RISKY = regex(r"url\s*\(|expression|@|\\|/\*", re.I)
_SAYS = (
    (regex(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I), "strong"),
    (regex(r"font-style\s*:\s*italic", re.I), "em"),
    (regex(r"text-decoration(?:-line)?\s*:\s*line-through", re.I), "del"),
)


def pasted_html(source: Source) -> Iterator[Edit]:
    """Each tag of a word processor, by the tag that it means, or by nothing."""
    if "<" not in source.body or not _SIGN.search(source.body):
        return
    listed = list(_LISTED.finditer(source.prose)) if "!supportLists" in source.body else []
    bookmarks = () if "#_" in source.body else _BOOKMARKS  # one that a link leads to stays
    done = 0
    closings: dict[str, list[str | None]] = {}  # by name: what the end tag of each open element becomes, None: itself
    for match in _TAG.finditer(mask_comments(source.prose)):
        while listed and listed[0].start() <= match.start():
            item = listed.pop(0)
            done = item.end()
            yield Edit(item.start(), done, _item(item), READ_HTML.id)
            if item["paragraph"]:
                closings.setdefault("p", []).append("")
        if match.start() < done:
            continue
        name = match["name"].lower()
        if match["close"]:
            told = closings.get(name)
            closing = told.pop() if told else None
            if closing is not None or _OFFICE.match(name):
                yield Edit(match.start(), match.end(), closing or "", READ_HTML.id)
            continue
        opening, closing = _meaning(name, match["attributes"], bookmarks)
        if not match["attributes"].rstrip().endswith("/"):
            closings.setdefault(name, []).append(closing)
        if opening is not None:
            empty = _EMPTY.match(source.prose, match.end()) if name == "o:p" else None
            yield Edit(match.start(), empty.end() if empty else match.end(), opening, READ_HTML.id)


def _item(match: re.Match[str]) -> str:
    """The mark of Markdown of an item of Word, at its level."""
    level = _LEVEL.search(match["attributes"] or "")
    number = _NUMBER.match(match["mark"])
    return "    " * (int(level[1]) - 1 if level else 0) + (f"{number['number']}. " if number else "- ")


def _meaning(name: str, attributes: str, bookmarks: tuple[str, ...]) -> tuple[str | None, str | None]:
    """What a start tag becomes, and its end tag; None: they stay. `bookmarks`: how the names of those of Word begin."""
    if _OFFICE.match(name):
        return "", ""
    if name in _REFUSED:
        return None, None
    kept, style, changed = _kept(name, attributes, bookmarks)
    if name not in _LOST and name not in _REPLACED and not changed:
        return None, None
    slash = " /" if attributes.rstrip().endswith("/") else ""
    said = (
        [element for pattern, element in _SAYS if pattern.search(style)] if name in ("span", "font", "a", "b") else []
    )
    before, after = "".join(f"<{each}>" for each in said), "".join(f"</{each}>" for each in reversed(said))
    own = _REPLACED.get(name, name)
    plain = name == "b" and re.search(r"font-weight\s*:\s*(?:normal|[1-5]00)", style)  # what holds a copy of Docs
    if name in _LOST or (name in ("span", "a") and not kept) or plain:
        return before, after
    return f"<{own}{kept}{slash}>{before}", f"{after}</{own}>"


def _kept(name: str, attributes: str, bookmarks: tuple[str, ...]) -> tuple[str, str, bool]:
    """The attributes that mean something, the style that was dropped, whether anything was."""
    kept, style, changed = "", "", False
    for match in _ATTRIBUTE.finditer(attributes.rstrip().removesuffix("/")):
        attribute, value = match["name"].lower(), unescape((match["value"] or "").strip("\"'"))
        written = match[0] if match[0][:1].isspace() else f" {match[0]}"
        if attribute == "style":
            if _RISKY.search(value) or not all(
                not each.strip() or _LOOK.match(each.strip()) for each in re.split(r";", value)
            ):
                kept += written
                continue
            style = value
        elif attribute == "class":
            classes = [each for each in value.split() if not _CLASSES.fullmatch(each)]
            if len(classes) == len(value.split()):
                kept += written
                continue
            kept += f' class="{" ".join(classes)}"' if classes else ""
        elif (
            attribute in _SHOWN_BY
            or (attribute == "name" and name == "a" and value.startswith(bookmarks))
            or (attribute in ("width", "height") and name not in _SIZED)
            or re.fullmatch(f"data-(?:{_DATA})", attribute)
            or attribute == "xml:lang"
            or (attribute == "id" and "docs-internal" in value)
            or (attribute == "lang" and re.match(r"fr\b", value, re.I))
        ):
            pass
        else:
            kept += written
            continue
        changed = True
    return kept, style, changed
