"""The rules of a page, on the tree that a browser makes of it: the allow-list, what it loads and where it leads, what
it must have once."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from plugins.common.safe_html import Element, parse_page, scripts, told, tree_faults
from plugins.common.safe_html import Rules as Allowed
from plugins.publishing.gate.allowed import cut, page_rules, said
from plugins.publishing.gate.links import known, resolve
from plugins.publishing.gate.values import Facts, Fault, Link, Rules

_LINKED = {  # of <link>: what a browser loads, and what it only tells
    **dict.fromkeys(("stylesheet", "preload", "icon", "apple-touch-icon", "mask-icon", "manifest"), True),
    **dict.fromkeys(("alternate", "canonical", "next", "prev", "author", "license", "me", "search"), False),
}
_UNRESOLVED = re.compile(r"\{(?:filename|static|attach|index|author|category|tag)\}|(?:\{\{|\{%)[^}\n]{0,40}\}{0,2}")
_OPENED = re.compile(rb"\{[a-z{%]")  # what any of these begins with
_START = 1000  # bytes: a page begins with its type
_CODE = frozenset("code pre kbd samp var script title".split())
LINK_ACT = "corrigez le lien, ou retirez-le"


def read_page(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a page of the site; `data` is its UTF-8."""
    facts = Facts()
    tree = parse_page(data)
    _allowed(tree, page_rules(rules.origin, rules.forms), facts)
    if not data.lstrip()[:_START].decode("utf-8", "replace").lstrip()[:15].lower().startswith("<!doctype html>"):
        facts.fault("page sans « <!DOCTYPE html> » : un navigateur l’afficherait dans son ancien mode")
    found = told(tree)
    _ids(found, facts)
    _scripts(tree, path, rules, facts)
    leading = Leading(path, rules, facts)
    leading.of(found)
    for element in found:
        if element.name == "meta":
            _meta(element.attributes, leading)
    leading.done()
    if _OPENED.search(data) and _UNRESOLVED.search(data.decode("utf-8")):
        _unresolved(tree, facts)
    _once(tree, found, facts, rules)
    return facts


def read_fragment(path: str, html: str, rules: Rules, facts: Facts) -> None:
    """Adds to the facts of a feed those of the HTML that one of its entries holds."""
    faults, found = _fragment(html, rules.origin)
    facts.faults += faults
    leading = Leading(path, rules, facts)
    leading.of(found)
    leading.done()


@lru_cache(maxsize=128)  # a text stands in several feeds
def _fragment(html: str, origin: str) -> tuple[tuple[Fault, ...], list[Element]]:
    tree, facts = parse_page(html), Facts()
    _allowed(tree, page_rules(origin), facts)
    for node in tree.css("script, link, meta, title"):  # of a page alone
        facts.fault(f"« <{node.tag}> » n’est pas permis dans un flux : retirez-le", f"<{node.tag}")
    return tuple(facts.faults), told(tree)


def _allowed(tree: LexborHTMLParser, allowed: Allowed, facts: Facts) -> None:
    for fault in tree_faults(tree, allowed):
        message, needles = said(fault)
        facts.fault(message, *needles)


class Leading:
    """Where the addresses of one file lead; those that lead nowhere are faults, each time."""

    def __init__(self, path: str, rules: Rules, facts: Facts) -> None:
        self._path, self._rules, self._facts = path, rules, facts
        self._addresses: list[str] = []

    def of(self, found: Collection[Element]) -> None:
        """Each address of some elements. What may be loaded at all, the allow-list says."""
        self._addresses += [address for element in found for address in element.addresses]
        for element in found:
            if element.name == "link":
                self._link(element.attributes)

    def address(self, href: str) -> None:
        """Notes one address."""
        self._addresses.append(href)

    def done(self) -> None:
        """Adds the links to the facts, and those that lead nowhere to its faults."""
        path, links = self._path, self._facts.links
        meant = known(path.count("/"), self._rules.origin)
        links += filter(None, map(meant.links.get, self._addresses))
        for href in [href for href in self._addresses if href not in meant.links]:
            address = meant.of(href, path)
            if address.kind == "site":
                links.append(Link(address.path, address.fragment, href))
            elif address.kind == "outside":
                self._wrong(href, "elle sort du site")
            elif address.kind == "preview" and self._rules.production:
                self._wrong(href, "elle ne mène qu’à la machine qui construit")

    def _wrong(self, href: str, why: str) -> None:
        self._facts.fault(f"adresse « {cut(href)} » : {why} ; {LINK_ACT}", href, kind="link")

    def _link(self, attributes: Mapping[str, str]) -> None:
        words, href = (attributes.get("rel") or "").lower().split(), attributes.get("href") or ""
        unknown = [word for word in words if word not in _LINKED]
        if unknown or not words:
            self._facts.fault(f'« <link rel="{cut(" ".join(unknown))}"> » non permis : retirez-le', "<link")
            return
        if not any(_LINKED[word] for word in words):
            return
        place = resolve(href, self._path, self._rules.origin)
        if place.kind != "site":
            self._facts.fault(f"« {cut(href)} » serait chargé d’un autre site : mettez-le dans le thème", href)
        elif "stylesheet" in words and not place.path.startswith("theme/"):
            self._facts.fault(f"feuille de style « {cut(href)} » hors du thème : retirez-la", href)


def _ids(found: Iterable[Element], facts: Facts) -> None:
    seen: set[str] = set()
    for value in [element.attributes["id"] for element in found if "id" in element.attributes]:
        if value in seen:
            facts.fault(
                f"identifiant « {cut(value)} » deux fois dans une page : changez-en un",
                f"#{value}",
                value,
            )
        seen.add(value)
        facts.ids.append(value)
    anchors = [element.attributes for element in found if element.name == "a"]
    facts.ids += [attributes["name"] for attributes in anchors if "name" in attributes]


def _scripts(tree: LexborHTMLParser, path: str, rules: Rules, facts: Facts) -> None:
    for script, text in scripts(tree):
        source = script.attributes.get("src")
        if script.attributes.get("type", "").lower() == "application/ld+json" and source is None:
            read_json(text, path, rules, facts)
        elif source is None or text.strip():
            facts.fault("« <script> » écrit dans la page : un script est un fichier du thème", "<script")
        elif not resolve(source, path, rules.origin).path.startswith("theme/"):
            facts.fault(f"script « {cut(source)} » hors du thème : retirez-le", source, "<script")


def _meta(attributes: Mapping[str, str], leading: Leading) -> None:
    content = attributes.get("content") or ""
    if (attributes.get("http-equiv") or "").lower() == "refresh":
        leading.address(content.partition("=")[2].strip("\"' "))
    elif content.startswith(("https://", "http://")):
        leading.address(content)


def _unresolved(tree: LexborHTMLParser, facts: Facts) -> None:
    """`{filename}` and the braces of templates, wherever nobody shows them as code."""
    for link in facts.links:
        if _UNRESOLVED.search(link.raw):
            said = f"adresse « {cut(link.raw)} » : ce qu’elle désigne n’a pas été trouvé"
            facts.fault(said, link.raw, kind="link")
    for node in _nodes(tree, text=True):
        text = node.text_content or "" if node.is_text_node else ""
        if not _UNRESOLVED.search(text) or any(parent.tag in _CODE for parent in _parents(node)):
            continue
        for found in _UNRESOLVED.finditer(text):
            shown = found[0].strip()
            facts.fault(
                f"« {shown} » resté tel quel dans la page : écrivez-le entre accents graves (`…`) s’il est à montrer, "
                "sinon retirez-le",
                shown,
                shown[:2],
                kind="template",
            )


def _once(tree: LexborHTMLParser, found: Sequence[Element], facts: Facts, rules: Rules) -> None:
    """What each page has, once."""
    headings = [element.name for element in found].count("h1")
    if headings != 1:
        count = f"{headings} titres" if headings else "aucun titre"
        facts.fault(f"{count} de premier niveau (h1) dans la page : il en faut un", "<h1", "\n# ")
    head = list(_children(tree.head))
    title = next((node for node in head if node.tag == "title"), None)
    if title is None or not title.text().strip():
        facts.fault("page sans titre (title) : donnez-lui-en un")
    if tree.root is None or not tree.root.attributes.get("lang"):
        facts.fault("page qui ne dit pas sa langue (html lang)", "<html")
    address = next(
        (
            each.attributes.get("href", "")
            for each in found
            if each.name == "link" and each.attributes.get("rel") == "canonical"
        ),
        "https://",
    )
    if not address.startswith(("https://", "http://")):
        facts.fault(f"adresse canonique « {cut(address)} » incomplète", 'rel="canonical"')
    policy = head[0].attributes if head else {}
    if policy.get("http-equiv") != "Content-Security-Policy" or policy.get("content") not in rules.policies:
        facts.fault("page sans la politique de sécurité du site en tête de <head> (page_policy, card_policy)", "<head>")


def read_json(text: str, path: str, rules: Rules, facts: Facts) -> object:
    """The value of a JSON text, None when it has none; adds its faults, and the addresses of the site that it gives."""
    try:
        value = _JSON.decode(text)
    except (ValueError, RecursionError) as error:
        facts.fault(f"JSON mal formé ({error}) : ce que le modèle écrit est à corriger")
        return None
    leading = Leading(path, rules, facts)
    for address in _own_addresses(text, value, f"{rules.origin}/"):
        leading.address(address.partition("#")[0])
    leading.done()
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


_JSON = json.JSONDecoder(parse_constant=_refuse)


def _own_addresses(text: str, value: object, root: str) -> list[str]:
    """The texts of a JSON value, but its keys, that begin with an address."""
    if "\\" not in text and "\\" not in root:  # a text is then what stands between its quotes
        return _quoted(root).findall(text)
    return [each for each in _strings(value) if each.startswith(root)]


@lru_cache(maxsize=1)
def _quoted(start: str) -> re.Pattern[str]:
    return re.compile(rf'"({re.escape(start)}[^"]*)"(?!\s*:)')


def _strings(value: object) -> list[str]:
    """The texts of a JSON value, those of its lists and objects after its own."""
    found: list[str] = []
    waiting: list[list[object]] = [[value]]
    for values in waiting:
        for each in values:
            if isinstance(each, str):
                found.append(each)
            elif isinstance(each, dict):
                waiting.append([*each.values()])
            elif isinstance(each, list):
                waiting.append(each)
    return found


def _nodes(tree: LexborHTMLParser, *, text: bool = False) -> Iterator[LexborNode]:
    yield from tree.root.traverse(include_text=text) if tree.root else ()


def _children(node: LexborNode | None) -> Iterator[LexborNode]:
    child = node.first_child if node is not None else None
    while child is not None:
        if child.is_element_node:
            yield child
        child = child.next


def _parents(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None:
        yield parent
        parent = parent.parent
