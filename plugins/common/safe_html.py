"""HTML judged by an allow-list, in one parse, as a browser reads it.

The list is a value (`Rules`): what it does not name is a fault. The parser is lexbor, which follows the HTML standard
(https://html.spec.whatwg.org/multipage/parsing.html): unquoted attributes, entities in addresses, comments that end
with `--!>` and elements that move one another out of place are seen as a reader's browser sees them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

Kind = Literal[
    "element",  # an element that the list does not name
    "attribute",  # an attribute that this element may not have
    "value",  # an attribute whose value does not have its form
    "address",  # an address whose scheme is not allowed there
    "third-party",  # an address of another host, where the page may only fetch its own
    "id",  # a name that the page keeps for itself
    "comment",  # a comment or a processing instruction
    "unset",  # a value that a program wrote for want of one
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
_LEADING = frozenset(("href", "src", "srcset", "poster", "imagesrcset"))
_OF_THE_PAGE = frozenset(("html", "link", "meta", "h1"))
_KEPT = 65536  # elements kept: a page has a few hundred, most of them those of its neighbours
# All that begins with « < » but end tags: a class that leaves out one sign is read twice as fast as one of two.
_TAG = re.compile(r"<[^/][^>]*>")
# A start tag as the parser writes it down, without its values: names without a sign of their own.
_BARE_TAG = re.compile(r"<[a-zA-Z][^\s<>\"/]*(?: [^\s<>\"'=/]+=\"\")*>")
_ATTRIBUTE = re.compile(r" ([^\s=]+)=\"\"")
# Elements whose text is not read as HTML, and those of formulas, which have names of their own.
_APART = frozenset("math style xmp iframe noembed noframes noscript plaintext template".split())
_SCRIPT = re.compile(r"((?: [^<>]*)?>)([^<]*)</script>")  # after « <script »
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
_ENDS = "".join(map(chr, range(0x21)))
_DROPPED = re.compile(r"[\t\n\r]")
CANDIDATE = re.compile(r"[\s,]*(\S+)((?:\([^)]*\)|[^,(])*)")


class Element:
    """An element of a tree: its name (`svg path` for one of a drawing), its attributes; « "" » is a value not given.

    `addresses` are those that lead somewhere: links, images, files. `told` says whether it leads somewhere, has a name
    or an id, or speaks of the page: most elements do not, and need not be looked at.
    """

    __slots__ = ("addresses", "attributes", "form", "name", "told")

    def __init__(self, form: Form, values: Iterable[str]) -> None:
        self.form = form
        self.name = form.name
        self.attributes: Mapping[str, str] = dict(zip(form.attributes, values, strict=True))
        addresses: list[str] = []
        for each in form.leading:
            addresses += addresses_of(each, self.attributes[each])
        self.addresses = addresses
        self.told = form.told or bool(addresses)


class Form:
    """What elements of one name and of the same attributes have in common: `names`, that one then these.

    `leading` are the attributes that lead somewhere; `told` is true of an element of this form whatever its values.
    """

    __slots__ = ("attributes", "leading", "name", "names", "told")

    def __init__(self, name: str, attributes: Iterable[str]) -> None:
        self.name = name
        self.attributes = tuple(attributes)
        self.names = (name, *self.attributes)
        self.leading = [each for each in self.attributes if each in _LEADING]
        self.told = name in _OF_THE_PAGE or "id" in self.attributes or "name" in self.attributes


# An attribute, whether some of its values are reserved, the form of one, the schemes of its addresses, whether one may
# be unset.
_Asked = tuple[str, bool, re.Pattern[str] | None, frozenset[str] | None, bool]


@dataclass(frozen=True)
class Rules:
    """An allow-list.

    `elements`: the attributes of each element that may stand, besides `anywhere` and those that begin with one of
    `prefixes`. An element of SVG or MathML is named after its kind (`svg path`).
    `addresses`: the schemes that an attribute of `ADDRESS_ATTRIBUTES` may have, keyed by `element attribute` or by
    `attribute`; « "" » is an address without scheme (a path), « // » one that names a host without scheme.
    `origin`: an address that begins with it is a path of the site.
    `values`: the form of a value, keyed as `addresses`, matched whole.
    `unset`, `printed`: what no value may be, what none may hold, but for those of attributes that are `worded`.
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
    unset: frozenset[str] = frozenset()
    printed: re.Pattern[str] | None = None
    worded: frozenset[str] = frozenset()
    # Elements that were looked at and are right: the pages of a site write the same ones.
    _right: set[Element] = field(default_factory=set, init=False, repr=False, compare=False)
    # What is asked of the values of an element that may stand, by its name and those of its attributes: of any, and of
    # those that hold nothing unset.
    _asked: dict[tuple[str, ...], tuple[list[_Asked], list[_Asked]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def unknown(self, elements: Iterable[Element]) -> list[Element]:
        """The elements that are not known to be right."""
        right = self._right
        return [element for element in elements if element not in right]

    def faults(self, element: Element) -> list[Fault]:
        """What is wrong in an element: its name, its attributes, their values."""
        if element in self._right:
            return []
        names = element.form.names
        known = self._asked.get(names)
        found: list[Fault] = []
        if known is None:
            found = self._misnamed(element)
            refused = {fault.attribute for fault in found}
            named = [each for each in element.attributes if each not in refused]
            asked = [each for each in (self._ask(element.name, attribute) for attribute in named) if any(each[1:])]
            known = asked, [each for each in asked if any(each[1:4])]
            if not found and len(self._asked) < _KEPT:
                self._asked[names] = known
        asked = known[0 if self._unset(element.attributes.values()) else 1]
        if asked:
            found += _value_faults(element, asked, self)
        if not found and len(self._right) < _KEPT:
            self._right.add(element)
        return found

    def _unset(self, values: Collection[str]) -> bool:
        """Whether some values may hold what a program wrote for want of one."""
        return not self.unset.isdisjoint(values) or bool(self.printed and self.printed.search(" ".join(values)))

    def _misnamed(self, element: Element) -> list[Fault]:
        own = self.elements.get(element.name)
        found = [Fault("element", element.name)] if own is None else []
        for attribute, value in element.attributes.items():
            if own is None or not self.names(own, attribute):
                found.append(Fault("attribute", element.name, attribute, value))
        return found

    def _ask(self, name: str, attribute: str) -> _Asked:
        keys = (f"{name} {attribute}", attribute)
        schemes = next((self.addresses[key] for key in keys if key in self.addresses), frozenset[str]())
        return (
            attribute,
            bool(self.reserved) and attribute in ("id", "name"),
            next((self.values[key] for key in keys if key in self.values), None),
            schemes if attribute in ADDRESS_ATTRIBUTES else None,
            attribute not in self.worded and bool(self.unset or self.printed),
        )

    def names(self, own: frozenset[str], attribute: str) -> bool:
        """Whether an attribute may stand in an element that has these of its own."""
        return (
            attribute in own
            or attribute in self.anywhere
            or bool(self.prefixes and attribute.startswith(self.prefixes))
        )


@dataclass(frozen=True)
class Fault:
    """What the list refuses: the element, its attribute and the value as the browser reads them, and why."""

    kind: Kind
    element: str
    attribute: str = ""
    value: str = ""


# What the parser writes before a fragment, and how many elements.
_FIRST_NAME = re.compile("[a-z]+")  # of an element, in a selector
_BEFORE, _AROUND = "<!DOCTYPE html><html><head></head><body><hr><div>", 5


class Fragment:
    """A fragment read once, as it stands in a `<div>` of a page."""

    def __init__(self, html: str) -> None:
        self._name = "data-end"
        while self._name in html:
            self._name += "-"
        self._mark = f"<hr {self._name}>"
        self._html = html
        # In a page, not as a fragment: `<body onload>` gives its attributes to the page that stands around it.
        self.parser = parse_page(f"<!DOCTYPE html><hr><div>{html}{self._mark}</div>{self._mark}")

    def nodes(self, selector: str = "*") -> Iterator[LexborNode]:
        """The elements of the fragment that a compound CSS selector names, each once, in their order."""
        name = _FIRST_NAME.match(selector)
        if name and self.as_written and f"<{name[0]}" not in self._html:
            return
        frame = self._frame
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
        marks = self._marks
        if not marks:  # what never ends swallowed them
            yield Fault("unfinished", "")
        elif not self._in_place:
            yield Fault("unclosed", _tag(marks[0].parent) if marks[0].parent else "")
        sound = bool(marks)
        for node in self.parser.css("html, body"):
            if node.attributes:
                sound = False
                yield Fault("element", _tag(node))
        for fault in () if sound and self._is_right(rules) else tree_faults(self.parser, rules, skip=self._frame):
            if self._mark not in fault.value and fault.attribute not in ("<hr", self._name):
                sound = False
                yield fault
        if sound and not self.as_written and not _is_stable(self.parser):
            yield Fault("unstable", "")

    @cached_property
    def as_written(self) -> bool:
        """Whether the parser writes the fragment down as it was given, so that it mended nothing: each tag is that of
        an element of the tree, which is closed where it says. No drawing, script or comment is in such a fragment.
        """
        written = _written(self.parser)
        if written is None or written.scripts or "<svg" in self._html or not self._in_place:
            return False
        mark = f'<hr {self._name}="">'
        inside = self._html.replace("\u00a0", "&nbsp;")
        return written.html == f"{_BEFORE}{inside}{mark}</div>{mark}</body></html>"

    def _is_right(self, rules: Rules) -> bool:
        """Whether no element of the fragment has a fault: a look at its tags, where they tell all of it."""
        written = _written(self.parser) if self.as_written else None
        return written is not None and not any(map(rules.faults, rules.unknown(written.elements[_AROUND:-2])))

    @cached_property
    def _in_place(self) -> bool:
        """Whether what follows the fragment is where it was put: in the element around it, and after that."""
        body, outer = self.parser.body, self.parser.css_first("body > hr + div")
        assert body is not None and outer is not None  # written by __init__
        return [_parent(mark) for mark in self._marks] == [outer.mem_id, body.mem_id]

    @cached_property
    def _marks(self) -> list[LexborNode]:
        return self.parser.css(f"hr[{self._name}]")

    @cached_property
    def _frame(self) -> set[int]:
        """The `mem_id`s of the nodes that stand around the fragment."""
        around = self.parser.css("html, head, body, body > hr:first-child, body > hr:first-child + div")
        return {node.mem_id for node in (*around, *self._marks)}


def fragment_faults(html: str, rules: Rules) -> Iterator[Fault]:
    """Each fault of a fragment that will stand in a `<div>` of a page, in the order of the tree."""
    yield from Fragment(html).faults(rules)


def page_faults(html: str, rules: Rules) -> Iterator[Fault]:
    """Each fault of a whole page, in the order of the tree."""
    yield from tree_faults(parse_page(html), rules)


def parse_page(html: str | bytes) -> LexborHTMLParser:
    """The tree of a page, as a browser that runs scripts reads it; bytes are UTF-8."""
    return LexborHTMLParser(html, scripting=True)


def tree_faults(parser: LexborHTMLParser, rules: Rules, skip: Collection[int] = ()) -> Iterator[Fault]:
    """Each fault of a tree that is parsed already; `skip` holds the `mem_id`s of nodes that are no part of it."""
    written = None if skip else _written(parser)
    if written is not None:
        for element in rules.unknown(written.elements):
            yield from rules.faults(element)
        return
    if parser.root is None:
        return
    foreign = _foreign(parser)
    for node in _nodes(parser.root):
        if node.mem_id in skip:
            continue
        if node.is_element_node:
            yield from rules.faults(_element(node, foreign))
        else:
            yield from _comment_faults(node, rules)


def elements(parser: LexborHTMLParser) -> list[Element]:
    """The elements of a tree. One that several pages write alike is one value for all of them."""
    written = _written(parser)
    if written is not None:
        return written.elements
    foreign = _foreign(parser)
    nodes = parser.root.traverse() if parser.root is not None else ()
    return [_element(node, foreign) for node in nodes if node.is_element_node]


def told(parser: LexborHTMLParser) -> list[Element]:
    """Of the elements of a tree, those that are told."""
    return [element for element in elements(parser) if element.told]


def scripts(parser: LexborHTMLParser) -> list[tuple[Element, str]]:
    """Each `<script>` of a tree, with the text that it holds."""
    written = _written(parser)
    if written is not None:
        return [(_TAGS[tag], text) for tag, text in written.scripts]
    return [(_element(node, {}), node.text(deep=True)) for node in parser.css("script")]


class _Written(NamedTuple):
    elements: list[Element]
    scripts: list[tuple[str, str]]  # a tag, a text
    html: str  # of the whole tree


@lru_cache(maxsize=1)  # who judges a tree also asks where it leads
def _written(parser: LexborHTMLParser) -> _Written | None:
    """What a tree holds, by the start tags that the parser writes down, each read once for all pages.

    To walk a tree node by node takes five times as long. None when something else than a tag begins with « < »: a
    comment, the text of a script, an attribute whose name holds it.
    """
    html = parser.html or ""
    found = []
    for after in html.split("<script")[1:]:
        script = _SCRIPT.match(after)
        if script is None:
            return None
        found.append((f"<script{script[1]}", script[2]))
    first, *drawings = html.split("<svg")
    outside, drawn = [first], list[Element]()
    try:
        for drawing in drawings:
            inside, end, after = drawing.partition("</svg>")
            if not end:
                return None
            drawn += _of_drawing(inside)
            outside.append(after)
        return _Written(_of_tags("".join(outside), _TAGS) + drawn, found, html)
    except _Unusual:
        return None


def _of_tags(html: str, known: Mapping[str, Element]) -> list[Element]:
    """The elements that start tags write; raises _Unusual when something else begins with « < »."""
    tags = _TAG.findall(html)
    if html.rfind("<") > html.rfind(">"):
        raise _Unusual
    if html.startswith("<!DOCTYPE"):
        del tags[0]
    return list(map(known.__getitem__, tags))


_PRE = re.compile(r"(<pre\b[^<>]*>)\n")


class _Unusual(Exception):
    """A tree that is not read by its tags."""


class _Tags(dict[str, Element]):
    """The element that each start tag writes; read once, and a dictionary since most are asked for again and again."""

    def __init__(self, prefix: str = "") -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, tag: str) -> Element:
        parts = tag.split('"')
        form = _form('""'.join(parts[::2]), self._prefix)
        if tag.rfind("<"):
            raise _Unusual
        if len(self) >= _KEPT:
            self.clear()
        values = parts[1::2]
        self[tag] = found = Element(form, map(_plain, values) if "&" in tag else values)
        return found


@lru_cache(maxsize=4096)
def _form(bare: str, prefix: str) -> Form:
    """The form of the element that a start tag writes, given without its values; raises _Unusual."""
    name = bare[1:-1].partition(" ")[0]
    attributes = _ATTRIBUTE.findall(bare)
    if name in _APART or not _BARE_TAG.fullmatch(bare) or len({*attributes}) < len(attributes):
        raise _Unusual
    return Form(prefix + name, attributes)


_TAGS, _DRAWN = _Tags(), _Tags("svg ")


@lru_cache(maxsize=1024)
def _of_drawing(inside: str) -> tuple[Element, ...]:
    """The elements of a drawing, given what stands between `<svg` and `</svg>`."""
    return tuple(_of_tags(f"<svg{inside}", _DRAWN))


def _plain(value: str) -> str:
    """The value of an attribute, of which a parser escapes five signs (HTML, § 13.3, « Escaping a string »)."""
    if "&" not in value:
        return value
    for sign, written in (("\u00a0", "&nbsp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        value = value.replace(written, sign)
    return value


def _element(node: LexborNode, foreign: Mapping[int, str]) -> Element:
    given = node.attributes
    return Element(
        Form(foreign.get(node.mem_id, "") + (node.tag or ""), given), [value or "" for value in given.values()]
    )


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


def _value_faults(element: Element, asked: Iterable[_Asked], rules: Rules) -> list[Fault]:
    name, found = element.name, list[Fault]()
    for attribute, named, form, allowed, given in asked:
        value = element.attributes[attribute]
        if named and value in rules.reserved:
            found.append(Fault("id", name, attribute, value))
        if form is not None and not form.fullmatch(value):
            found.append(Fault("value", name, attribute, value))
        if given and (value in rules.unset or (rules.printed and rules.printed.search(value))):
            found.append(Fault("unset", name, attribute, value))
        if allowed is None:
            continue
        for address in addresses_of(attribute, value):
            scheme = scheme_of(address, rules.origin)
            if scheme not in allowed:
                kind: Kind = "third-party" if scheme in ("http", "https", "//") and "" in allowed else "address"
                found.append(Fault(kind, name, attribute, address))
    return found


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
    if address.startswith(("../", "#")):  # whatever follows, a path or a passage
        return ""
    read = _DROPPED.sub("", address.strip(_ENDS))
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
    # What begins a <pre> with an empty line is written without it (HTML, § 13.3, step 6, and 4.4.3).
    return parse_page(_PRE.sub(r"\1\n\n", html)).html == html
