"""What may stand in a page of the site, theme and texts together: an allow-list for `plugins.common.safe_html`.

What authors may write is narrower, and looked at before the build; this is the second wall, after the last writer.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from plugins.common.safe_html import Fault, Rules

_FRAME = "html head body title meta link script header footer main nav"
_CONTENT = (
    "a abbr acronym address area article aside audio b bdi bdo big blockquote br caption center cite code col colgroup"
    " data dd del details dfn dir div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 hgroup hr i img input ins kbd"
    " label li map mark menu meter nobr ol p picture pre progress q rp rt ruby s samp search section small source span"
    " strike strong sub summary sup table tbody td tfoot th thead time tr track tt u ul var video wbr"
)
_DRAWING = (
    "svg g path circle ellipse line polygon polyline rect title desc defs use symbol text tspan clipPath mask"
    " linearGradient radialGradient stop"
)
_OWN = {
    "a": "href",
    "area": "href",
    "audio": "src",
    "blockquote": "cite",
    "del": "cite",
    "img": "src srcset",
    "input": "type checked disabled",
    "ins": "cite",
    "link": "href imagesrcset",
    "meta": "http-equiv",
    "q": "cite",
    "script": "src async",
    "source": "src srcset",
    "track": "src",
    "video": "src poster",
    "svg use": "href xlink:href",
}
# A form that asks the search page, by its address alone.
_SEARCH = {"button": "", "form": "action", "input": "type checked disabled"}
# A form that is sent, where the site has one: its controls say what they ask, and none sends it elsewhere.
_FORM = {
    "button": "",
    "form": "action method accept-charset",
    "input": "type checked disabled value required autocomplete inputmode",
    "option": "value selected disabled",
    "select": "required autocomplete",
    "textarea": "required autocomplete",
}
# None of these loads, runs or styles anything, whatever element bears it.
_INERT = frozenset(
    "abbr align alt as autoplay bgcolor border cellpadding cellspacing charset class clear color cols colspan compact"
    " content controls coords crossorigin datetime decoding default defer dir download face fetchpriority for frame"
    " headers height hidden high hreflang hspace id imagesizes inert ismap itemprop itemscope itemtype kind label lang"
    " loading loop low max media min muted name nowrap open optimum playsinline preload property referrerpolicy rel"
    " rev reversed role rowspan rows rules scope shape size sizes span srclang start summary tabindex target title"
    " translate type usemap valign value vspace width xml:lang xmlns xmlns:xlink"
    # drawings
    " viewBox preserveAspectRatio d fill fill-rule fill-opacity stroke stroke-width stroke-linecap stroke-linejoin"
    " stroke-dasharray stroke-miterlimit stroke-opacity opacity transform cx cy r rx ry x y x1 x2 y1 y2 points dx dy"
    " offset stop-color stop-opacity gradientUnits gradientTransform clip-path clip-rule focusable text-anchor"
    " font-size font-family font-weight version".split()
)
# What a template or a program writes for a value that it did not have; where there are words, an author may mean them.
_UNSET = frozenset(("None", "Undefined", "undefined", "NaN", "nan"))
_PRINTED = re.compile(r"\[object Object\]|datetime\.date|<(?:built-in|function|bound)|object at 0x|StrictUndefined")
_WORDED = frozenset(("alt", "title", "aria-label", "content", "label"))
_FOLLOWED = frozenset(("", "//", "http", "https", "mailto", "tel", "sms", "xmpp", "webcal", "geo"))
_OWN_SITE = frozenset(("",))


@lru_cache(maxsize=2)
def page_rules(origin: str, forms: tuple[str, ...] = ()) -> Rules:
    """The allow-list of a site at an address: what it loads is its own, what it leads to may be elsewhere.

    `forms` are the addresses to which a form is sent; without any, those that ask the search page alone stand there.
    """
    own = _OWN | (_FORM if forms else _SEARCH)
    search = rf"(?:(?:\.\.?/)+|{re.escape(urlsplit(origin).path)}/)recherche/"
    names = {*_FRAME.split(), *_CONTENT.split(), *(f"svg {name}" for name in _DRAWING.split()), *own}
    return Rules(
        elements={name: frozenset(own.get(name, "").split()) for name in names},
        anywhere=_INERT,
        prefixes=("data-", "aria-"),
        addresses={
            "a href": _FOLLOWED,
            "area href": _FOLLOWED,
            "link href": _FOLLOWED,  # by its `rel`, in `page`
            "cite": _FOLLOWED,
            "form action": _FOLLOWED,
            "itemtype": _FOLLOWED,
            **dict.fromkeys(("src", "srcset", "imagesrcset", "poster", "usemap", "href", "xlink:href"), _OWN_SITE),
        },
        origin=origin,
        values={
            # a task of a list
            "input type": re.compile("checkbox|search" + ("|hidden|text|email|tel|number" if forms else "")),
            "form action": re.compile("|".join((*map(re.escape, forms), search))),
            "form method": re.compile("post"),
            "meta http-equiv": re.compile("content-security-policy|refresh", re.I),
        },
        unset=_UNSET,
        printed=_PRINTED,
        worded=_WORDED,
    )


def said(fault: Fault) -> tuple[str, tuple[str, ...]]:
    """What is said of a fault, in French with the act that mends it; and what to look for in sources."""
    element, attribute, value = fault.element.removeprefix("svg "), fault.attribute, cut(fault.value)
    if fault.kind == "element":
        return f"« <{element}> » n’est pas permis dans une page : retirez-le", (f"<{element}",)
    if fault.kind == "comment":
        return f"commentaire « {value} » publié : retirez-le", (fault.value.strip(), "<!--", "<?")
    if fault.kind == "attribute" and attribute.startswith("on"):
        return f"« <{element}> » porte du JavaScript (attribut {attribute}) : retirez cet attribut", (attribute,)
    if fault.kind == "attribute" and attribute == "style":
        return f"« <{element}> » porte un attribut style : donnez-lui une classe", ("style",)
    if fault.kind == "third-party":
        return (
            f"« {value} » serait chargé d’un autre site, qui saurait qui lit cette page : mettez le fichier dans "
            "images/, ou faites-en un lien",
            (fault.value,),
        )
    if fault.kind == "unset":
        return f"attribut {attribute}=« {value} » : une valeur manque dans le modèle", (f"{attribute}=",)
    if fault.kind == "address":
        return f"adresse « {value} » : écrivez une adresse https:, mailto: ou du site", (fault.value,)
    if fault.kind == "value":
        return f"« <{element} {attribute}={value}> » n’est pas permis dans une page : retirez-le", (f"<{element}",)
    return f"attribut « {cut(attribute)} » de « <{element}> » non permis : retirez-le", (attribute,)


def cut(text: str) -> str:
    """A text on one line, short enough for a message."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
