"""The rules of files that programs read: feeds, the site map, drawings, JSON answers, calendars, style sheets.

The standard library's expat and a dozen rules are enough here: lxml and the RELAX NG of Atom would be a second parser
of six megabytes in production, and tests hold our feeds to these schemas already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

from plugins.common.safe_html import told
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
_OPENING = re.compile(rb'<\?xml version="1\.0" encoding="utf-8"\?>\s*<feed((?: [a-z:]+="[^"<>&]*")*)>')
_NAMESPACE = re.compile(rb'( xmlns(?::([a-z]+))?="[^"]*")')
_KEPT = 65536  # entries
_WHOLE = ("https://", "http://")
_MEND = "ce que le modèle écrit est à corriger"


def read_xml(path: str, data: bytes, rules: Rules) -> Facts:
    """The facts of a feed, of a site map, of any other XML."""
    if (sound := _by_entries(path, data, rules)) is not None:
        return sound
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
        for element in told(LexborHTMLParser(str(answer.get("html", "")))):
            if "src" in element.attributes or "href" in element.attributes:
                address = element.attributes.get("src") or element.attributes.get("href") or ""
                _own(path, address, rules, facts, inside=True)
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
        _part(path, part, rules, facts)
    authored = root.find(f"{_ATOM}author") is not None
    for entry in entries:
        name = entry.findtext(f"{_ATOM}id", "")
        if name in ids:
            facts.fault(f"flux Atom : deux entrées ont l’identifiant {name} : {_MEND}")
        ids.add(name)
        if not authored and entry.find(f"{_ATOM}author") is None:
            facts.fault(f"flux Atom : entrée sans auteur (RFC 4287 § 4.1.2) : {_MEND}")
        _entry(path, entry, rules, facts)


def _part(path: str, part: Element, rules: Rules, facts: Facts) -> None:
    """What a feed and each of its entries have."""
    for name in ("id", "title", "updated"):
        if len(found := part.findall(f"{_ATOM}{name}")) != 1 or not (found[0].text or "").strip():
            facts.fault(f"flux Atom : <{name}> absent ou répété (RFC 4287) : {_MEND}")
    for name in ("updated", "published"):
        for moment in part.findall(f"{_ATOM}{name}"):
            if not _INSTANT.match(moment.text or ""):
                facts.fault(f"flux Atom : instant « {moment.text} » (RFC 3339) : {_MEND}")
    for link in part.findall(f"{_ATOM}link"):
        _own(path, link.get("href") or "", rules, facts, inside=link.get("rel") == "self")


def _entry(path: str, entry: Element, rules: Rules, facts: Facts) -> None:
    """What an entry shows."""
    if entry.find(f"{_ATOM}content") is None and entry.find(f"{_ATOM}link") is None:
        facts.fault(f"flux Atom : entrée sans contenu ni lien : {_MEND}")
    for name in ("content", "summary"):
        for part in entry.findall(f"{_ATOM}{name}"):
            if part.get("type") == "html":
                read_fragment(path, part.text or "", rules, facts)


class _Sound(NamedTuple):
    """An entry without fault: its id, whether it says its author, where it leads."""

    name: str
    authored: bool
    links: tuple[Link, ...]


def _by_entries(path: str, data: bytes, rules: Rules) -> Facts | None:
    """The facts of an Atom feed without fault, each of its entries read once for all the feeds that have it.

    What stands between « <entry> » and the next one, well formed where a feed begins, is that entry of this feed: XML
    reads the elements of a row apart (XML 1.0 § 3.1, `content`). None for a feed that is to be read whole.
    """
    head, *entries = data.split(b"<entry>")
    opening = _OPENING.match(head)
    if not entries or not opening:
        return None
    last, closed, tail = entries[-1].rpartition(b"</entry>")
    facts = Facts()
    feed = _parsed(head + b"</feed>", facts)
    if feed is None or feed.tag != f"{_ATOM}feed" or tail.strip() != b"</feed>":
        return None
    _part(path, feed, rules, facts)
    names = _NAMESPACE.findall(opening[1])
    known = _sound_entries(rules.origin, rules.production)
    found: list[_Sound] = []
    for text in (*entries[:-1], last + closed):
        used = b"".join([name for name, prefix in names if not prefix or prefix + b":" in text])
        key = used + sha256(text).digest()
        sound = known.get(key) or _sound(path, used, text, rules)
        if sound is None:
            return None
        found.append(sound)
        if key not in known and len(known) < _KEPT and all(link.raw.startswith(_WHOLE) for link in sound.links):
            known[key] = sound
    authored = feed.find(f"{_ATOM}author") is not None or all(each.authored for each in found)
    if facts.faults or not authored or len({each.name for each in found}) < len(found):
        return None
    for each in found:
        facts.links += each.links
    return facts


def _sound(path: str, names: bytes, text: bytes, rules: Rules) -> _Sound | None:
    """An entry, from what follows « <entry> », and the namespaces that it names; None when something is wrong."""
    facts = Facts()
    feed = _parsed(b"<feed%s><entry>%s</feed>" % (names, text), facts)
    if feed is None or [each.tag for each in feed] != [f"{_ATOM}entry"]:
        return None
    entry = feed[0]
    _part(path, entry, rules, facts)
    _entry(path, entry, rules, facts)
    if facts.faults:
        return None
    authored = entry.find(f"{_ATOM}author") is not None
    return _Sound(entry.findtext(f"{_ATOM}id", ""), authored, tuple(facts.links))


@lru_cache(maxsize=2)
def _sound_entries(origin: str, production: bool) -> dict[bytes, _Sound]:
    """The entries that were read, by their namespaces and their digests: what they say is true in any file, since their
    addresses are whole, and under any other rules, since these are of pages alone."""
    return {}


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
