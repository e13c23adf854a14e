"""What a Markdown body refers to and holds, with the line and column of each thing.

The scan works on a copy of the body in which code is blanked out, of equal length, so that offsets stay true.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(
    r"^(?P<indent> {0,3})(?P<mark>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^ {0,3}(?P=mark)[`~]*[ \t]*$|\Z)", re.M | re.S
)
_INLINE_LINK = re.compile(
    r"(?P<image>!?)\[(?P<text>(?:[^\[\]\n]|\n(?!\s*\n)|\[[^\[\]\n]{0,200}\]){0,1000})\]"
    r"\([ \t\n]*+(?P<target><[^<>\n]*>|[^\s()<>]*(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"(?:[ \t\n]++(?:\"[^\"]*\"|'[^']*'))?[ \t\n]*+\)"
)
_DEFINITION = re.compile(r"^ {0,3}\[(?P<label>[^\]\n^][^\]\n]*)\]:[ \t]*<?(?P<target>[^\s>]+)", re.M)
_REFERENCE = re.compile(r"(?P<image>!?)\[(?P<text>[^\[\]\n]{1,300})\]\[(?P<label>[^\[\]\n]{0,300})\](?![(\[:])")
_ATTRIBUTE = re.compile(
    r"<(?P<tag>[a-zA-Z][\w-]*)\b[^<>]*?\s(?P<name>href|src|poster)\s*=\s*([\"'])(?P<target>.*?)\3", re.S
)
_IMG_TAG = re.compile(r"<img\b(?P<attributes>[^<>]*)>", re.I)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]*)(?P<attributes>(?:\s[^<>]*)?)>")

VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
OPTIONAL_END = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup rt rp".split())
ACTIVE = frozenset("script style iframe object embed form input button textarea select base meta link frame".split())


@dataclass(frozen=True)
class Link:
    """A link or an image of a body: its target as written, its text (an image's alternative), its offset."""

    target: str
    text: str
    image: bool
    offset: int


def mask(body: str) -> str:
    """The body with code blanked out, of equal length and with the same lines."""
    masked = _FENCE.sub(lambda match: _blank(match[0]), body) if "```" in body or "~~~" in body else body
    return _mask_code_spans(masked) if "`" in masked else masked


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _mask_code_spans(body: str) -> str:
    """Blank what stands between two runs of as many backticks, in one paragraph; linear, whatever the runs are."""
    runs = list(re.finditer(r"`+", body))
    breaks = [match.start() for match in re.finditer(r"\n[ \t]*\n", body)]
    following: dict[int, int] = {}  # length of a run → rank of the next run of that length
    closing: list[int | None] = [None] * len(runs)
    for rank in range(len(runs) - 1, -1, -1):
        length = len(runs[rank][0])
        closing[rank] = following.get(length)
        following[length] = rank
    parts: list[str] = []
    end = rank = 0
    while rank < len(runs):
        close = closing[rank]
        start = runs[rank].start()
        if close is not None and not _between(breaks, start, runs[close].start()):
            parts += (body[end:start], _blank(body[start : runs[close].end()]))
            end, rank = runs[close].end(), close + 1
        else:
            rank += 1
    return "".join([*parts, body[end:]])


def _between(sorted_offsets: list[int], start: int, end: int) -> bool:
    rank = bisect_left(sorted_offsets, start)
    return rank < len(sorted_offsets) and sorted_offsets[rank] < end


def _mask_comments(text: str) -> str:
    """Blank HTML comments; one that is never closed stays."""
    parts: list[str] = []
    end = 0
    while (start := text.find("<!--", end)) >= 0 and (close := text.find("-->", start)) >= 0:
        parts += (text[end:start], _blank(text[start : close + 3]))
        end = close + 3
    return "".join([*parts, text[end:]])


def links(masked: str) -> Iterator[Link]:
    """Each link, image and reference definition of a masked body."""
    text = _mask_comments(masked)
    if "](" in text:
        for match in _INLINE_LINK.finditer(text):
            yield Link(match["target"].strip("<>"), match["text"], bool(match["image"]), match.start("target"))
            if not match["image"] and "![" in match["text"]:
                for inner in _INLINE_LINK.finditer(text, match.start("text"), match.end()):
                    yield Link(
                        inner["target"].strip("<>"),
                        inner["text"],
                        bool(inner["image"]),
                        inner.start("target"),
                    )
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


def html_faults(masked: str) -> Iterator[tuple[str, int]]:
    """Raw HTML that would break the page or run in it: (French message, offset)."""
    if "<" not in masked:
        return
    opened = masked.rfind("<!--")
    if opened >= 0 and "-->" not in masked[opened:]:
        yield "commentaire « <!-- » jamais fermé : ajoutez « --> »", opened
    text = _mask_comments(masked)
    stack: list[tuple[str, int]] = []
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name in ACTIVE:
            if not match["close"]:
                yield f"« <{name}> » n’est pas permis dans un texte : retirez-le", match.start()
            continue
        if re.search(r"\son\w+\s*=", match["attributes"]):
            yield f"« <{name}> » porte du JavaScript (attribut on…) : retirez cet attribut", match.start()
        if re.search(r"\sstyle\s*=", match["attributes"]):
            yield f"« <{name}> » porte un attribut style : donnez-lui une classe", match.start()
        if name in VOID or name in OPTIONAL_END or match["attributes"].rstrip().endswith("/"):
            continue
        if not match["close"]:
            stack.append((name, match.start()))
        elif any(open_name == name for open_name, _ in stack):
            while stack:
                open_name, offset = stack.pop()
                if open_name == name:
                    break
                yield f"« <{open_name}> » n’est pas fermé avant « </{name}> » : fermez-le", offset
        else:
            yield f"« </{name}> » ne ferme rien : retirez-le", match.start()
    for name, offset in stack:
        yield f"« <{name}> » n’est jamais fermé : ajoutez « </{name}> »", offset


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
