"""The rules of files that programs read: feeds, the site map, drawings, JSON answers, calendars, style sheets.

The standard library's expat and a dozen rules are enough here: lxml and the RELAX NG of Atom would be a second parser
of six megabytes in production, and tests hold our feeds to these schemas already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from plugins.publishing.gate.links import resolve
from plugins.publishing.gate.page import read_fragment, read_json
from plugins.publishing.gate.values import Facts, Link, Rules

_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# RFC 3339, which Atom asks for (RFC 4287 § 3.3).
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$")
_LINE = re.compile(r"[A-Z0-9-]+(?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,(?:\"[^\"]*\"|[^\";:,]*))*)*:")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_LOADED = re.compile(r"@import\s+(?:url\()?\s*[\"']?([^\"')\s;]+)|url\(\s*[\"']?([^\"')]+)", re.I)
_MEND = "ce que le modèle écrit est à corriger"


def read_xml(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a feed, of a site map, of any other XML."""
    facts = Facts()
    root = _parsed(data, facts)
    if root is None:
        return facts
    if root.tag == f"{_ATOM}feed":
        _atom(path, root, rules, facts)
    elif root.tag == "rss":
        _rss(path, root, rules, facts)
    elif root.tag == f"{_SITEMAP}urlset":
        for place in root.iter(f"{_SITEMAP}loc"):
            _own(path, place.text or "", rules, facts, inside=True)
    return facts


def read_svg(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a drawing: opened alone, it is a page that may run what it holds."""
    facts = Facts()
    root = _parsed(data, facts)
    for element in root.iter() if root is not None else ():
        name = element.tag.rpartition("}")[2].lower()
        if name in ("script", "foreignobject", "iframe", "handler", "listener"):
            facts.fault(f"« <{name}> » dans un dessin : retirez-le, ou enregistrez-le en PNG", f"<{name}")
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on"):
                facts.fault(f"dessin qui porte du JavaScript (attribut {attribute}) : retirez-le", attribute)
            elif attribute in ("href", "src") and name != "a" and not re.match(r"#|data:image/(?!svg)", value):
                facts.fault(f"dessin qui charge « {value[:60]} » : mettez-y ce qu’il montre", value)
            elif re.match(r"\s*(?:javascript|vbscript):", value, re.I):
                facts.fault(f"adresse « {value[:60]} » dans un dessin : retirez-la", value)
    return facts


def read_json_file(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a JSON file; the HTML of an oEmbed answer (oembed.com, 2.3.4.4) leads to the site alone."""
    facts = Facts()
    answer = read_json(data.decode("utf-8"), path, rules, facts)
    if isinstance(answer, list) and answer:  # of rules (tdmrep.json)
        return facts
    if not isinstance(answer, dict):
        if not facts.faults:  # it is read well
            facts.fault("JSON sans objet : c’en est un que les programmes y cherchent")
    elif path.startswith("oembed/"):
        missing = [key for key in ("version", "type", "html", "width", "height") if not answer.get(key)]
        if missing:
            facts.fault(f"réponse oEmbed sans {', '.join(missing)} : {_MEND}")
        for node in LexborHTMLParser(str(answer.get("html", ""))).css("[src],[href]"):
            _own(path, node.attributes.get("src") or node.attributes.get("href") or "", rules, facts, inside=True)
    return facts


def read_css(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a style sheet: what it loads."""
    facts = Facts()
    text = _COMMENT.sub("", data.decode("utf-8"))
    for match in _LOADED.finditer(text):
        address = (match[1] or match[2]).strip()
        found = resolve(address, path, rules.origin)
        if found.kind == "site":
            facts.links.append(Link(found.path, "", address))
        elif not address.lower().startswith("data:image/"):
            facts.fault(f"la feuille de style charge « {address[:60]} » : mettez le fichier dans le thème", address)
    return facts


def read_calendar(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a calendar: its lines (RFC 5545 § 3.1), its components, what an event must say."""
    facts = Facts()
    opened: list[str] = []
    events: list[set[str]] = []
    uids: set[str] = set()
    if not data.endswith(b"\r\n") or b"\n" in data.replace(b"\r\n", b"") or b"\r" in data.replace(b"\r\n", b""):
        facts.fault(f"agenda dont une ligne ne finit pas par CR LF : {_MEND}")
    if any(len(line) > 75 for line in data.split(b"\r\n")):
        facts.fault(f"agenda dont une ligne passe 75 octets : {_MEND}")
    for line in re.sub(r"\r\n[ \t]", "", data.decode("utf-8")).split("\r\n")[:-1]:
        if not _LINE.match(line):
            facts.fault(f"agenda dont une ligne se lit mal (« {line[:40]} ») : {_MEND}")
            continue
        name, _, value = line.partition(":")
        if name == "BEGIN":
            opened.append(value)
            if value == "VEVENT":
                events.append(set())
        elif name == "END":
            if not opened or opened.pop() != value:
                facts.fault(f"agenda mal fermé (END:{value}) : {_MEND}")
        elif opened[-1:] == ["VEVENT"]:
            events[-1].add(name.partition(";")[0])
            if name == "UID":
                if value in uids:
                    facts.fault(f"agenda dont deux événements ont l’identifiant {value} : {_MEND}")
                uids.add(value)
            elif name == "URL":
                _own(path, value, rules, facts)
    if opened or not data.startswith(b"BEGIN:VCALENDAR\r\n"):
        facts.fault(f"agenda sans début ou sans fin : {_MEND}")
    for said in events:
        if missing := sorted({"UID", "DTSTAMP", "DTSTART"} - said):
            facts.fault(f"événement d’agenda sans {', '.join(missing)} (RFC 5545 § 3.6.1) : {_MEND}")
    return facts


def _parsed(data: bytes, facts: Facts) -> Element | None:
    if b"<!DOCTYPE" in data[:2000] or b"<!ENTITY" in data:
        facts.fault("XML qui déclare des entités : un lecteur prudent le refuse ; retirez-les", "<!DOCTYPE")
        return None
    try:
        return ElementTree.fromstring(data)
    except ElementTree.ParseError as error:
        facts.fault(f"XML mal formé ({error}) : {_MEND}")
        return None


def _atom(path: str, root: Element, rules: Rules, facts: Facts) -> None:
    """RFC 4287 § 4.1: what a feed and its entries have, once."""
    ids: set[str] = set()
    entries = root.findall(f"{_ATOM}entry")
    for part in (root, *entries):
        for name in ("id", "title", "updated"):
            if len(found := part.findall(f"{_ATOM}{name}")) != 1 or not (found[0].text or "").strip():
                facts.fault(f"flux Atom : <{name}> absent ou répété (RFC 4287) : {_MEND}")
        for name in ("updated", "published"):
            for moment in part.findall(f"{_ATOM}{name}"):
                if not _INSTANT.match(moment.text or ""):
                    facts.fault(f"flux Atom : instant « {moment.text} » (RFC 3339) : {_MEND}")
        for link in part.findall(f"{_ATOM}link"):
            _own(path, link.get("href") or "", rules, facts, inside=link.get("rel") == "self")
    authored = root.find(f"{_ATOM}author") is not None
    for entry in entries:
        name = entry.findtext(f"{_ATOM}id", "")
        if name in ids:
            facts.fault(f"flux Atom : deux entrées ont l’identifiant {name} : {_MEND}")
        ids.add(name)
        if not authored and entry.find(f"{_ATOM}author") is None:
            facts.fault(f"flux Atom : entrée sans auteur (RFC 4287 § 4.1.2) : {_MEND}")
        if entry.find(f"{_ATOM}content") is None and entry.find(f"{_ATOM}link") is None:
            facts.fault(f"flux Atom : entrée sans contenu ni lien : {_MEND}")
        for name in ("content", "summary"):
            for part in entry.findall(f"{_ATOM}{name}"):
                if part.get("type") == "html":
                    read_fragment(path, part.text or "", rules, facts)


def _rss(path: str, root: Element, rules: Rules, facts: Facts) -> None:
    """RSS 2.0: what a channel and its items have (rssboard.org/rss-specification)."""
    channel = root.find("channel")
    if root.get("version") != "2.0" or channel is None:
        facts.fault(f"flux RSS sans version 2.0 ou sans canal : {_MEND}")
        return
    for name in ("title", "link", "description"):
        if channel.find(name) is None:
            facts.fault(f"flux RSS : <{name}> absent du canal : {_MEND}")
    guids: set[str] = set()
    for item in channel.findall("item"):
        if not item.findtext("title", "") and not item.findtext("description", ""):
            facts.fault(f"flux RSS : élément sans titre ni description : {_MEND}")
        guid = item.find("guid")
        if guid is not None:
            if guid.text in guids:
                facts.fault(f"flux RSS : deux éléments ont l’identifiant {guid.text} : {_MEND}")
            guids.add(guid.text or "")
            if guid.get("isPermaLink", "true") == "true" and not (guid.text or "").startswith("http"):
                facts.fault(f"flux RSS : identifiant {guid.text} donné pour un lien : {_MEND}")
        for moment in item.findall("pubDate"):
            try:
                parsedate_to_datetime(moment.text or "")
            except ValueError:
                facts.fault(f"flux RSS : date « {moment.text} » (RFC 822) : {_MEND}")
        for html in _texts(item, "description", _CONTENT):
            read_fragment(path, html, rules, facts)
        for link in _texts(item, "link"):
            _own(path, link, rules, facts)


def _texts(element: Element, *names: str) -> Iterator[str]:
    for name in names:
        for part in element.findall(name):
            yield part.text or ""


def _own(path: str, address: str, rules: Rules, facts: Facts, *, inside: bool = False) -> None:
    """Notes an address: a file of the site, whose existence is looked at with all others, or elsewhere."""
    found = resolve(address, path, rules.origin)
    if found.kind == "site":
        facts.links.append(Link(found.path, found.fragment, address))
    elif inside or found.kind in ("refused", "outside") or (found.kind == "preview" and rules.production):
        facts.fault(f"adresse « {address[:80]} » : elle n’est pas du site ; {_MEND}", address)
