"""What a Markdown body refers to and holds, with the offset of each thing in a copy whose code is blanked out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from urllib.parse import unquote

from plugins.common.frozen import frozen
from plugins.common.regex import regex
from plugins.common.safe_html import ADDRESS_ATTRIBUTES, Fragment, addresses_of
from plugins.model.body.masking import mask_comments
from plugins.model.fences import fences

_INLINE_LINK = regex(
    r"\[(?P<text>(?:[^\[\]\n]{1,1000}+|\n(?!\s*\n)|\[[^\[\]\n]{0,200}\]){0,1000})\]"
    r"\([ \t\n]*+(?P<target><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"(?:[ \t\n]++(?:\"[^\"]*\"|'[^']*'))?[ \t\n]*+\)"
)
_DEFINITION = regex(r"^ {0,3}\[(?P<label>[^\]\n^][^\]\n]*)\]:[ \t]*<?(?P<target>[^\s>]+)", re.M)
_REFERENCE = regex(r"(?P<image>!?)\[(?P<text>[^\[\]\n]{1,300})\]\[(?P<label>[^\[\]\n]{0,300})\](?![(\[:])")
_ATTRIBUTE = regex(r"<(?P<tag>[a-zA-Z][\w-]*)\b[^<>]*?\s(?P<name>href|src|poster)\s*=\s*([\"'])(?P<target>.*?)\3", re.S)
_ATTRIBUTES = ("href", "src", "poster", "srcset", "cite")
_LEADING = f":is({', '.join(f'[{name}]' for name in _ATTRIBUTES)})"  # a list would give twice what has two of them
_ESCAPED = regex(r"\\([!-/:-@\[-`{-~])")
_IMG_TAG = regex(r"<img\b(?P<attributes>[^<>]*)>", re.I)


@frozen
class Link:
    """A link or an image of a body: its target as written, its text (an image's alternative), its offset."""

    target: str
    text: str
    image: bool
    offset: int


def links(masked: str) -> Iterator[Link]:
    """Each link, image and reference definition of a masked body."""
    text = mask_comments(masked)
    if "](" in text:
        for match in _INLINE_LINK.finditer(text):
            link = _inline_link(text, match)
            yield link
            if not link.image and "![" in link.text:
                for inner in _INLINE_LINK.finditer(text, match.start("text"), match.end()):
                    yield _inline_link(text, inner)
    if "]:" in text:
        for match in _DEFINITION.finditer(text):
            yield Link(match["target"], match["label"], False, match.start("target"))
    if "<" in text:
        for match in _ATTRIBUTE.finditer(text):
            if match["tag"].lower() != "img":
                yield Link(match["target"], "", False, match.start("target"))
        for match in _IMG_TAG.finditer(text):
            source = re.search(r"\ssrc\s*=\s*([\"'])(.*?)\1", match["attributes"], re.S)
            alt = re.search(r"\salt\s*=\s*([\"'])(.*?)\1", match["attributes"], re.S)
            if source:
                offset = match.start("attributes") + source.start(2)
                yield Link(source[2], alt[2] if alt else "", alt is None or bool(alt[2]), offset)


def _inline_link(text: str, match: re.Match[str]) -> Link:
    image = text[match.start() - 1 : match.start()] == "!"
    return Link(match["target"].strip("<>"), match["text"], image, match.start("target"))


def undefined_references(masked: str) -> Iterator[tuple[str, int]]:
    """`[text][label]` whose label is defined nowhere, and its offset: it would stay as it is on the page."""
    if "][" not in masked:
        return
    defined = {match["label"].strip().lower() for match in _DEFINITION.finditer(masked)}
    for match in _REFERENCE.finditer(masked):
        label = (match["label"] or match["text"]).strip()
        if label.lower() not in defined and not label.startswith("^"):
            yield label, match.start()


def undefined_notes(masked: str) -> Iterator[tuple[str, int]]:
    """`[^label]` whose note is written nowhere, and its offset."""
    if "[^" not in masked:
        return
    defined = set(re.findall(r"^ {0,3}\[\^([^\]\s]+)\]:", masked, re.M))
    for match in re.finditer(r"\[\^([^\]\s]+)\](?!:)", masked):
        if match[1] not in defined:
            yield match[1], match.start()


def rendered_links(fragment: Fragment, masked: str, elsewhere: Callable[[str], bool]) -> Iterator[Link]:
    """Each link, image and file of a text as the page has it, at the place of the source that made it.

    What leads to another site (`elsewhere` says so) is left out, unless it is an image. An image that HTML calls
    decorative (`alt=""`) is none; a Markdown image without a text is.
    """
    found: dict[str, list[Link]] = {}
    for link in links(masked):
        found.setdefault(_as_read(link.target), []).append(link)
    for node in fragment.nodes(_LEADING):
        tag = node.tag or ""
        attributes = node.attributes
        if (
            attributes.get("class") in ("footnote-ref", "footnote-backref")
            and (attributes.get("href") or "")[:3] == "#fn"
        ):
            continue  # the converter's own, which no source shows
        for name, target in _addresses(tag, attributes):
            image = tag == "img" and name == "src"
            if not image and elsewhere(target):
                continue
            same = found.get(_as_read(target), [])
            source = (same.pop(0) if len(same) > 1 else same[0]) if same else None
            offset = source.offset if source else locate(masked, value=target, element=tag, attribute=name)
            alt = attributes.get("alt") or ""
            described = image and (source is None or source.image or "alt" not in attributes or bool(alt))
            yield Link(target, alt if image else "", described, offset)


def _addresses(tag: str, attributes: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """The attributes of an element that lead somewhere, and where; a link and an image have one, were it empty."""
    for name in _ATTRIBUTES:
        if name in attributes:
            value = attributes[name]
            if value is not None or (tag in ("a", "img") and name != "srcset"):
                for address in addresses_of(name, value or ""):
                    yield name, address


def _as_read(target: str) -> str:
    """An address as Markdown and HTML read it, whatever escapes it is written with."""
    if "\\" in target:
        target = _ESCAPED.sub(r"\1", target)
    return unquote(unescape(target)).strip()


def locate(
    masked: str, *, element: str = "", attribute: str = "", value: str = "", tag: str = "", rank: int = 0
) -> int:
    """The offset of a thing of the page in the source that made it, as near as the source tells.

    A tag as it is written, else an attribute of an element or of an attribute list, a value, an element; `rank` is
    that of the thing among those that look the same. The first line of the text when nothing looks like it.
    """
    patterns: list[str] = []
    if value and attribute in ADDRESS_ATTRIBUTES:
        patterns.append(re.escape(value))
    if tag:
        patterns.append(re.escape(tag))
    if attribute:
        name = re.escape(attribute)
        patterns.append(
            rf"<{re.escape(element)}[\s/][^<>]*?(?<![\w-]){name}(?![\w-])|\{{:?[^{{}}\n]*?(?<![\w-]){name}(?![\w-])"
        )
        if attribute == "id" and value:
            patterns.insert(0, rf"#{re.escape(value)}(?![\w-])|(?<![\w-])id\s*=\s*[\"']?{re.escape(value)}(?![\w-])")
    if value:
        patterns += [re.escape(value), re.escape(value[:12])]  # what follows may have been escaped
    if element:
        patterns.append(rf"<{re.escape(element.rpartition(' ')[2])}(?![\w-])")
    for pattern in patterns:
        places = [match.start() for match in re.finditer(pattern, masked, re.I)]
        if places:
            return places[min(rank, len(places) - 1)]
    first = re.search(r"\S", masked)
    return first.start() if first else 0


def uncalled_notes(masked: str) -> Iterator[tuple[str, int]]:
    """The label of a note that nothing in the text calls, and its offset."""
    if "]:" not in masked:
        return
    called = set(re.findall(r"\[\^([^\]\s]+)\](?!:)", masked))
    for match in re.finditer(r"^ {0,3}\[\^([^\]\s]+)\]:", masked, re.M):
        if match[1] not in called:
            yield match[1], match.start()


def unclosed_code(body: str, ranks: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Blocks of code that have no end, by their rank: (French message, offset)."""
    found = list(fences(body)) if ranks else []
    for rank in ranks:
        if rank < len(found):
            mark = found[rank].source[0][:3]
            yield f"code ouvert par « {mark} » et jamais fermé : ajoutez « {mark} » après lui", found[rank].start


def cut_sentences(masked: str) -> Iterator[int]:
    """Offset of a `<!-- more -->` that stands in the middle of a sentence: lists would show the half of it."""
    for match in re.finditer(r"<!--[ \t]*more[ \t]*-->", masked):
        line = masked[masked.rfind("\n", 0, match.start()) + 1 : match.start()]
        before = line.rstrip("* _\u00a0\u202f»”)]\t")
        if before and before[-1] not in ".!?…:":
            yield match.start()


def marker_faults(masked: str) -> Iterator[tuple[str, int]]:
    """`<!-- extrait -->` and `<!-- /extrait -->` go by one pair, `<!-- more -->` is alone: (French message, offset)."""
    if "<!--" not in masked:
        return
    opened: int | None = None
    pairs = 0
    more = 0
    for match in re.finditer(r"<!--\s*(?P<name>/?\s*extrait|more)\s*-->", masked):
        name = match["name"].replace(" ", "")
        if name == "more":
            more += 1
            if more == 2:
                yield "« <!-- more --> » une seconde fois : n’en gardez qu’un", match.start()
        elif name == "extrait":
            if opened is not None or pairs:
                yield "« <!-- extrait --> » une seconde fois : un seul passage est cité", match.start()
            opened = match.start()
        elif opened is None:
            yield (
                "« <!-- /extrait --> » sans « <!-- extrait --> » avant lui : ajoutez-le au début du passage",
                match.start(),
            )
        else:
            opened, pairs = None, pairs + 1
    if opened is not None:
        yield "« <!-- extrait --> » sans fin : ajoutez « <!-- /extrait --> » après le passage", opened
