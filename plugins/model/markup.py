"""What may stand in the HTML of a text, and what is said of the rest.

The list speaks of what the page will hold, once Markdown is read: code that an author shows is text there, and an
attribute list (`{: onclick="…" }`) is an attribute.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from plugins.common.frozen import frozen
from plugins.common.problems import Rule
from plugins.common.regex import regex
from plugins.common.safe_html import Fault, Fragment, Rules, scheme_of
from plugins.model.fields import brief
from plugins.model.markdown import THEME_IDS
from plugins.model.rules import HTML, REPEATED_ID, UNCLOSED_HTML
from plugins.model.videos import hosted

_LINK_SCHEMES = frozenset(("", "//", "http", "https", "mailto", "tel", "sms", "xmpp", "webcal", "geo"))
_OWN = frozenset(("",))
_MEDIA = frozenset("src controls width height preload loop muted playsinline poster".split())
_CELL = frozenset("colspan rowspan headers scope abbr".split())
_PLAIN = (
    "p div span section article header footer address aside details summary figure figcaption hgroup blockquote q cite"
    " h1 h2 h3 h4 h5 h6 ul dl dt dd pre code kbd samp var strong em b i u s mark small sub sup abbr dfn br wbr hr"
    " del ins time data bdi bdo ruby rt rp table caption colgroup col thead tbody tfoot tr picture nav"
).split()
RULES = Rules(
    elements={
        **dict.fromkeys(_PLAIN, frozenset()),
        "a": frozenset(("href", "hreflang", "rel", "target", "type", "download", "name")),
        "img": frozenset(("src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding")),
        "source": frozenset(("src", "srcset", "sizes", "media", "type", "width", "height")),
        "video": _MEDIA,
        "audio": _MEDIA - {"poster", "width", "height", "playsinline"},
        "track": frozenset(("src", "kind", "srclang", "label", "default")),
        "ol": frozenset(("start", "reversed", "type")),
        "li": frozenset(("value",)),
        "td": _CELL,
        "th": _CELL,
        "col": frozenset(("span",)),
        "colgroup": frozenset(("span",)),
        "details": frozenset(("open",)),
        "time": frozenset(("datetime",)),
        "del": frozenset(("datetime",)),
        "ins": frozenset(("datetime",)),
        "data": frozenset(("value",)),
        "blockquote": frozenset(("cite",)),
        "q": frozenset(("cite",)),
    },
    anywhere=frozenset("class id lang dir title role translate tabindex".split()),
    prefixes=("aria-",),
    addresses={
        "href": _LINK_SCHEMES,
        "src": _OWN,
        "srcset": _OWN,
        "poster": _OWN,
        "cite": frozenset(("", "http", "https")),
    },
    values={
        # A line end in the address of a mail would add a header to it (RFC 6068, § 7).
        "a href": regex(r"(?is)(?!\s*mailto:.*(?:%0[ad]|[\r\n])).*"),
        "a target": regex("_blank|_self"),
        "width": regex(r"\d{1,5}(?:px|%)?"),
        "height": regex(r"\d{1,5}(?:px|%)?"),
        "tabindex": regex("0|-1"),
        "start": regex(r"-?\d{1,9}"),
    },
    reserved=THEME_IDS,
    comment=regex(r"\s*(?:/?\s*extrait|more)\s*"),
)
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_OPTIONAL_END = frozenset("p li dt dd tr td th thead tbody tfoot option optgroup colgroup rt rp".split())
_TAG = regex(r"<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_COMMENTS = regex(r"<!--.*?-->", re.S)
_CODE = frozenset(("code", "pre", "kbd", "samp"))
_EMBEDDED = frozenset(("iframe", "embed", "object", "frame"))
_STYLING = frozenset("font center big strike tt marquee basefont".split())
_PRESENTATION = frozenset(
    "style align valign bgcolor border cellpadding cellspacing clear color face hspace vspace max-width".split()
)
_NAMES = {"img": "image", "source": "image ou vidéo", "video": "vidéo", "audio": "son", "track": "sous-titres"}


@frozen
class Refused:
    """A fault of a text: the message, what to look for in the source, the rank among those that look the same."""

    message: str
    element: str = ""
    attribute: str = ""
    value: str = ""
    tag: str = ""  # a tag as it is written
    rank: int = 0
    rule: Rule = HTML


def refused(fragment: Fragment, html: str) -> Iterator[Refused]:
    """Each fault of the HTML of a text, one for each element that may not stand."""
    seen: Counter[tuple[str, str, str]] = Counter()
    told = False
    faults = list(fragment.faults(RULES))
    for number, fault in enumerate(faults):
        if fault.kind in ("unfinished", "unclosed", "unstable") or _told_with_its_element(fault):
            continue
        told = True
        if fault.kind == "address" and re.match(r"[a-z]:|file:", fault.value, re.I):
            continue  # a path of the author's machine: told with the links
        attributes = {}
        for other in faults[number + 1 :] if fault.kind == "element" else ():
            if other.kind != "attribute" or other.element != fault.element:
                break
            attributes[other.attribute] = other.value
        key = (fault.element, fault.attribute, fault.value)
        if fault.kind == "attribute":
            key = ("", fault.attribute, "")  # an attribute list does not name its element
        elif fault.kind in ("address", "third-party"):
            key = ("", "", fault.value)
        yield Refused(_message(fault, attributes), fault.element, fault.attribute, fault.value, rank=seen[key])
        seen[key] += 1
    if not fragment.as_written:
        if not any(fault.kind == "element" for fault in faults):
            yield from _dropped_elements(html)
        for unclosed in unbalanced(html):
            told = True
            yield unclosed
    yield from _repeated_ids(fragment)
    if "&lt;!--" in html:
        yield from _shown_comments(fragment)
    if not told and any(fault.kind in ("unfinished", "unclosed", "unstable") for fault in faults):
        where = html.rfind("<")
        yield Refused(
            "balise HTML jamais finie : ajoutez « > », ou écrivez « &lt; »", tag=html[where:][:40], rule=UNCLOSED_HTML
        )


def _told_with_its_element(fault: Fault) -> bool:
    """Whether a fault goes without saying, once its element, or the drawing or formula that holds it, is refused."""
    root = fault.element in ("svg svg", "math math") or " " not in fault.element
    return not root or (fault.kind == "attribute" and fault.element not in RULES.elements)


def _dropped_elements(html: str) -> Iterator[Refused]:
    """Tags that a browser drops where they stand in a text, and that mean something elsewhere (`<frameset>`)."""
    seen: Counter[str] = Counter()
    for match in _TAG.finditer(_COMMENTS.sub("", html)):
        name = match["name"].lower()
        if name not in RULES.elements and not match["close"]:
            yield Refused(_element(name, {}), name, tag=match[0], rank=seen[match[0]])
            seen[match[0]] += 1


def _message(fault: Fault, attributes: dict[str, str]) -> str:
    name, attribute, value = fault.element, fault.attribute, brief(fault.value)
    if fault.kind == "comment":
        sign = "<?" if fault.value.startswith(("<?", "?")) else "<!"
        return f"« {sign} » n’est pas du texte : retirez « {value} », ou écrivez « &lt; » pour le montrer"
    if fault.kind == "element":
        return _element(name, attributes)
    if fault.kind == "id":
        return f"l’identifiant « {value} » est celui d’une partie de la page : choisissez-en un autre"
    if fault.kind == "third-party":
        what = _NAMES.get(name, "fichier")
        if attribute == "poster" or attribute == "srcset":
            what = "image"
        return (
            f"{what} d’un autre site « {value} » : il saurait qui vous lit ; "
            "enregistrez le fichier dans content/images/ et liez-le (../images/…)"
        )
    if fault.kind == "address":
        if scheme_of(fault.value) == "data" and name != "a":
            return "image collée dans le texte (data:) : enregistrez-la dans content/images/ et liez-la (../images/…)"
        return f"adresse « {value} » : écrivez une adresse https:, mailto: ou un chemin du site"
    if fault.kind == "value":
        if attribute == "href":
            return f"adresse « {value} » : retirez la fin de ligne (%0A, %0D) qu’elle contient"
        form = {"width": "un nombre", "height": "un nombre", "target": "« _blank »"}.get(attribute, "un nombre entier")
        return f"« {attribute} » vaut « {value} » dans « <{name}> » : écrivez {form}"
    if attribute.startswith("on"):
        return f"« <{name}> » porte du JavaScript (attribut {brief(attribute)}) : retirez cet attribut"
    if attribute in _PRESENTATION:
        return (
            f"« <{name}> » porte un attribut {attribute} : retirez-le (un texte venu d’ailleurs se colle sans mise en "
            "forme, Ctrl+Maj+V), ou donnez à l’élément une classe du thème"
        )
    return f"attribut « {brief(attribute)} » de « <{name}> » : il n’a pas cours dans un texte ; retirez-le"


def _element(name: str, attributes: dict[str, str]) -> str:
    if name in _EMBEDDED:
        address = attributes.get("src") or attributes.get("data") or ""
        link = _watched(address)
        remedy = "mettez un lien vers sa page"
        if link:
            alone = ", seul sur sa ligne, devient une vignette" if hosted(link) else ""
            remedy = f"mettez à sa place [titre]({brief(link)}){alone and f' ; ce lien{alone}'}"
        return f"« <{name}> » n’est pas permis dans un texte (il ferait suivre vos lecteurs) : {remedy}"
    if name in _STYLING:
        return f"« <{name}> » n’est plus du HTML : retirez-le ; Markdown a « **gras** », « *italique* » et « !!! note »"
    if name == "svg svg":
        return "« <svg> » n’est pas permis dans un texte : enregistrez le dessin dans content/images/ et liez-le"
    if name in ("body", "html"):
        return f"« <{name}> » n’est pas permis dans un texte : retirez-le"
    return (
        f"« <{brief(name.rpartition(' ')[2])}> » n’est pas permis dans un texte : retirez-le, ou montrez-le entre « ` »"
    )


def _watched(address: str) -> str:
    """The page of a video or a map from the address that a site gives for frames; empty when there is none."""
    if not re.match(r"(?:https?:)?//[^\s/]", address):
        return ""
    try:
        parts = urlsplit("https:" + address if address.startswith("//") else address)
        host, path = (parts.hostname or "").removeprefix("www."), parts.path
    except ValueError:  # no address at all
        return ""
    if host in ("youtube.com", "youtube-nocookie.com") and path.startswith("/embed/"):
        return f"https://www.youtube.com/watch?v={path.split('/')[2]}"
    if host == "player.vimeo.com" and path.startswith("/video/"):
        return f"https://vimeo.com/{path.split('/')[2]}"
    if host == "geo.dailymotion.com" and (video := parse_qs(parts.query).get("video")):
        return f"https://www.dailymotion.com/video/{video[0]}"
    if host == "dailymotion.com" and path.startswith("/embed/video/"):
        return f"https://www.dailymotion.com/video/{path.split('/')[3]}"
    return parts.geturl()


def unbalanced(html: str) -> Iterator[Refused]:
    """Elements that are never closed, and tags that close nothing: browsers mend them where no author sees it."""
    text = _COMMENTS.sub("", html)
    stack: list[tuple[str, str, int]] = []  # name, tag and offset of each element that is open

    def rank(tag: str, offset: int) -> int:
        return sum(other[0] == tag for other in _TAG.finditer(text, 0, offset))

    for match in _TAG.finditer(text):
        close, name, attributes = match.groups()
        name = name.lower()
        if name not in RULES.elements or name in _VOID or name in _OPTIONAL_END:
            continue
        if not close:
            if not attributes.rstrip().endswith("/"):
                stack.append((name, match[0], match.start()))
        elif stack and stack[-1][0] == name:
            stack.pop()
        elif any(opened == name for opened, _, _ in stack):
            while (opened := stack.pop())[0] != name:
                message = f"« <{opened[0]}> » n’est pas fermé avant « </{name}> » : fermez-le"
                yield Refused(message, opened[0], tag=opened[1], rank=rank(*opened[1:]), rule=UNCLOSED_HTML)
        else:
            message = f"« </{name}> » ne ferme rien : retirez-le"
            yield Refused(message, tag=match[0], rank=rank(match[0], match.start()), rule=UNCLOSED_HTML)
    for name, tag, offset in stack:
        message = f"« <{name}> » n’est jamais fermé : ajoutez « </{name}> »"
        yield Refused(message, name, tag=tag, rank=rank(tag, offset), rule=UNCLOSED_HTML)


def _shown_comments(fragment: Fragment) -> Iterator[Refused]:
    """What was meant as a comment and is text: readers would see it."""
    text = ""
    for node in fragment.texts():
        parent = node.parent
        while parent is not None and parent.tag not in _CODE:
            parent = parent.parent
        if parent is None:
            text += f"{node.text_content}\n\n"
    for rank, match in enumerate(re.finditer("<!--", text)):
        message = "commentaire « <!-- » jamais fermé : ajoutez « --> »"
        if "-->" in text[match.end() :]:
            message = "commentaire « <!-- » coupé par une ligne vide, et donc visible : écrivez-le d’un seul tenant"
        yield Refused(message, value="<!--", rank=rank, rule=UNCLOSED_HTML)


def _repeated_ids(fragment: Fragment) -> Iterator[Refused]:
    seen: Counter[str] = Counter()
    for node in fragment.nodes("[id]"):
        value = node.attributes.get("id")
        if value:
            seen[value] += 1
            if seen[value] == 2:
                message = f"l’identifiant « {brief(value)} » est donné deux fois : changez-en un"
                yield Refused(message, node.tag or "", "id", value, rank=1, rule=REPEATED_ID)
