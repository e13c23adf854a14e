"""HTML judged by an allow-list, in one parse, as a browser reads it.

The list is a value (`Rules`): what it does not name is a fault. The parser is lexbor, which follows the HTML standard
(https://html.spec.whatwg.org/multipage/parsing.html): unquoted attributes, entities in addresses, comments that end
with `--!>` and elements that move one another out of place are seen as a reader's browser sees them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal[
    "element",  # an element that the list does not name
    "attribute",  # an attribute that this element may not have
    "value",  # an attribute whose value does not have its form
    "address",  # an address whose scheme is not allowed there
    "third-party",  # an address of another host, where the page may only fetch its own
    "id",  # a name that the page keeps for itself
    "comment",  # a comment or a processing instruction
    "unfinished",  # a tag, a comment or a text of code that never ends: it would swallow what follows
    "unclosed",  # an element that is open at the end, or that closes those around the fragment
    "unstable",  # written down and read again, it becomes another tree
]

# Attributes that hold one address, or several; `url` is their form in the HTML, SVG and RDFa vocabularies.
ADDRESS_ATTRIBUTES = frozenset(
    "action archive background cite classid codebase data dynsrc formaction href icon imagesrcset itemid itemtype"
    " longdesc lowsrc manifest ping poster profile resource src srcset usemap xlink:href xml:base".split()
)
SETS_OF_ADDRESSES = frozenset(("srcset", "imagesrcset"))
_KNOWN = 4096  # sets of names kept: a site has a few hundred
_VALUES = 65536  # values kept: a page names a hundred, most of them those of its neighbours
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_ENDS = "".join(map(chr, range(0x21)))
CANDIDATE = re.compile(r"[\s,]*(\S+)((?:\([^)]*\)|[^,(])*)")


@dataclass(frozen=True)
class Rules:
    """An allow-list.

    `elements`: the attributes of each element that may stand, besides `anywhere` and those that begin with one of
    `prefixes`. An element of SVG or MathML is named after its kind (`svg path`).
    `addresses`: the schemes that an attribute of `ADDRESS_ATTRIBUTES` may have, keyed by `element attribute` or by
    `attribute`; « "" » is an address without scheme (a path), « // » one that names a host without scheme.
    `origin`: an address that begins with it is a path of the site.
    `values`: the form of a value, keyed as `addresses`, matched whole.
    `reserved`: what no `id` or `name` may be. `comment`: the comments that may stand, by their text, matched whole.
    """

    elements: Mapping[str, frozenset[str]]
    anywhere: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    addresses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    origin: str = ""
    values: Mapping[str, re.Pattern[str]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    comment: re.Pattern[str] | None = None
    # What was found of elements by their names: which attributes may stand, and which have a value to look at.
    _known: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)
    # Values that were looked at and are right, with their element and attribute: pages name the same ones.
    _right: set[tuple[str, str, str]] = field(default_factory=set, init=False, repr=False, compare=False)

    def to_read(self, name: str, attributes: Mapping[str, object]) -> tuple[str, ...] | None:
        """The attributes of an element whose values must be read; None when its names are not all of the list."""
        key = (name, *attributes)
        found = self._known.get(key)
        if found is None:
            own = self.elements.get(name)
            if own is None or not all(self.names(own, attribute) for attribute in attributes):
                return None
            found = tuple(attribute for attribute in attributes if self._has_form(name, attribute))
            if len(self._known) < _KNOWN:
                self._known[key] = found
        return found

    def is_right(self, name: str, attribute: str, value: str) -> bool:
        """Whether a value may stand in an attribute of an element."""
        key = (name, attribute, value)
        if key in self._right:
            return True
        right = next(_value_faults(*key, self), None) is None
        if right and len(self._right) < _VALUES:
            self._right.add(key)
        return right

    def names(self, own: frozenset[str], attribute: str) -> bool:
        """Whether an attribute may stand in an element that has these of its own."""
        return (
            attribute in own
            or attribute in self.anywhere
            or bool(self.prefixes and attribute.startswith(self.prefixes))
        )

    def _has_form(self, name: str, attribute: str) -> bool:
        return (
            attribute in ADDRESS_ATTRIBUTES
            or attribute in self.values
            or f"{name} {attribute}" in self.values
            or (bool(self.reserved) and attribute in ("id", "name"))
        )


@dataclass(frozen=True)
class Fault:
    """What the list refuses: the element, its attribute and the value as the browser reads them, and why."""

    kind: Kind
    element: str
    attribute: str = ""
    value: str = ""


class Fragment:
    """A fragment read once, as it stands in a `<div>` of a page."""

    def __init__(self, html: str) -> None:
        self._name = "data-end"
        while self._name in html:
            self._name += "-"
        self._mark = f"<hr {self._name}>"
        # In a page, not as a fragment: `<body onload>` gives its attributes to the page that stands around it.
        self.parser = parse_page(f"<!DOCTYPE html><hr><div>{html}{self._mark}</div>{self._mark}")

    def nodes(self, selector: str = "*") -> Iterator[LexborNode]:
        """The elements of the fragment that a compound CSS selector names, each once, in their order."""
        frame = self._frame()
        for node in self.parser.css(f"body {selector}"):
            if node.mem_id not in frame:
                yield node

    def texts(self) -> Iterator[LexborNode]:
        """The texts of the fragment, in their order."""
        outer = self.parser.css_first("body > hr + div")
        for node in outer.traverse(include_text=True) if outer is not None else ():
            if node.is_text_node:
                yield node

    def faults(self, rules: Rules) -> Iterator[Fault]:
        """Each fault of the fragment, in the order of the tree."""
        body = self.parser.body
        marks = self._marks()
        outer = self.parser.css_first("body > hr + div")
        assert body is not None and outer is not None  # written by __init__
        if not marks:  # what never ends swallowed them
            yield Fault("unfinished", "")
        elif [_parent(mark) for mark in marks] != [outer.mem_id, body.mem_id]:
            yield Fault("unclosed", _tag(marks[0].parent) if marks[0].parent else "")
        sound = bool(marks)
        for node in self.parser.css("html, body"):
            if node.attributes:
                sound = False
                yield Fault("element", _tag(node))
        for fault in tree_faults(self.parser, rules, skip=self._frame()):
            if self._mark not in fault.value and fault.attribute not in ("<hr", self._name):
                sound = False
                yield fault
        if sound and not _is_stable(self.parser):
            yield Fault("unstable", "")

    def _marks(self) -> list[LexborNode]:
        return self.parser.css(f"hr[{self._name}]")

    def _frame(self) -> set[int]:
        """The `mem_id`s of the nodes that stand around the fragment."""
        around = self.parser.css("html, head, body, body > hr:first-child, body > hr:first-child + div")
        return {node.mem_id for node in (*around, *self._marks())}


def fragment_faults(html: str, rules: Rules) -> Iterator[Fault]:
    """Each fault of a fragment that will stand in a `<div>` of a page, in the order of the tree."""
    yield from Fragment(html).faults(rules)


def page_faults(html: str, rules: Rules) -> Iterator[Fault]:
    """Each fault of a whole page, in the order of the tree."""
    yield from tree_faults(parse_page(html), rules)


def parse_page(html: str) -> LexborHTMLParser:
    """The tree of a page, as a browser that runs scripts reads it."""
    return LexborHTMLParser(html, scripting=True)


def tree_faults(parser: LexborHTMLParser, rules: Rules, skip: Collection[int] = ()) -> Iterator[Fault]:
    """Each fault of a tree that is parsed already; `skip` holds the `mem_id`s of nodes that are no part of it."""
    if parser.root is None:
        return
    foreign = _foreign(parser)
    for node in _nodes(parser.root):
        if skip and node.mem_id in skip:
            continue
        if not node.is_element_node:
            yield from _comment_faults(node, rules)
            continue
        name = node.tag or ""
        if foreign:
            name = foreign.get(node.mem_id, "") + name
        attributes = node.attributes
        to_read = rules.to_read(name, attributes)
        if to_read is not None:
            for attribute in to_read:
                value = attributes[attribute] or ""
                if not rules.is_right(name, attribute, value):
                    yield from _value_faults(name, attribute, value, rules)
            continue
        own = rules.elements.get(name)
        if own is None:
            yield Fault("element", name)
        for attribute, given in attributes.items():
            if own is None or not rules.names(own, attribute):
                yield Fault("attribute", name, attribute, given or "")
            else:
                yield from _value_faults(name, attribute, given or "", rules)


def _nodes(root: LexborNode) -> Iterator[LexborNode]:
    """The nodes of a page in their order, comments around its root included."""
    before, after = root.prev, root.next
    while before is not None:
        if before.is_comment_node:
            yield before
        before = before.prev
    yield from root.traverse()
    while after is not None:
        yield after
        after = after.next


def _comment_faults(node: LexborNode, rules: Rules) -> Iterator[Fault]:
    text = node.html or ""  # of a comment, or of a processing instruction (`<?php`)
    inner = text[4:-3] if text.startswith("<!--") else text
    if text.startswith("<!--") and rules.comment and rules.comment.fullmatch(inner):
        return
    yield Fault("comment", "", value=inner)


def _value_faults(name: str, attribute: str, value: str, rules: Rules) -> Iterator[Fault]:
    if attribute in ("id", "name") and value in rules.reserved:
        yield Fault("id", name, attribute, value)
    form = rules.values.get(f"{name} {attribute}") or rules.values.get(attribute)
    if form is not None and not form.fullmatch(value):
        yield Fault("value", name, attribute, value)
    if attribute in ADDRESS_ATTRIBUTES:
        allowed = rules.addresses.get(f"{name} {attribute}")
        if allowed is None:
            allowed = rules.addresses.get(attribute, frozenset())
        for address in addresses_of(attribute, value):
            scheme = scheme_of(address, rules.origin)
            if scheme not in allowed:
                kind: Kind = "third-party" if scheme in ("http", "https", "//") and "" in allowed else "address"
                yield Fault(kind, name, attribute, address)


def addresses_of(attribute: str, value: str) -> list[str]:
    """The addresses that an attribute holds: those of each candidate of a `srcset`, else the value itself."""
    if attribute not in SETS_OF_ADDRESSES:
        return [value]
    # https://html.spec.whatwg.org/multipage/images.html#parse-a-srcset-attribute: the address ends at a space, or at a
    # comma that a space follows; its descriptors end at a comma.
    found: list[str] = []
    rest = value
    while match := CANDIDATE.match(rest):
        address = match[1]
        if address.endswith(","):
            found.append(address.rstrip(","))
            rest = rest[match.end(1) :]
        else:
            found.append(address)
            rest = rest[match.end() :]
    return [address for address in found if address]


@lru_cache(maxsize=16384)  # pages name the same ones
def scheme_of(address: str, origin: str = "") -> str:
    """The scheme of an address as a browser reads it, in lower case; « "" » for a path, « // » for a bare host.

    https://url.spec.whatwg.org/#concept-basic-url-parser: controls and spaces around it, tabs and line ends in it do
    not count, and a backslash is a slash.
    """
    read = re.sub(r"[\t\n\r]", "", address.strip(_ENDS))
    if origin and (read == origin or read.startswith(origin.rstrip("/") + "/")):
        return ""
    match = _SCHEME.match(read)
    if match:
        return match[1].lower()
    return "//" if read[:2].replace("\\", "/") == "//" else ""


def _tag(node: LexborNode) -> str:
    return node.tag or ""


def _parent(node: LexborNode) -> int:
    return node.parent.mem_id if node.parent is not None else 0


def _foreign(parser: LexborHTMLParser) -> dict[int, str]:
    """The prefix of each element of SVG or MathML, and of all that stands in one, by `mem_id`."""
    found: dict[int, str] = {}
    if parser.css_first("svg, math") is None:
        return found
    for kind in ("svg", "math"):
        for node in parser.css(f"{kind}, {kind} *"):
            found[node.mem_id] = f"{kind} "
    return found


def _is_stable(parser: LexborHTMLParser) -> bool:
    html = parser.html or ""
    return parse_page(html).html == html
