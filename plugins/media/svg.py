"""SVG drawings: what runs or fetches is refused at its line, what editors leave in them is taken away.

Read with expat, the parser of Python itself: it gives the line of each element, keeps prefixes as they were written,
and hands over declarations of entities instead of following them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from plugins.media.container import Size
from plugins.media.faults import Broken
from plugins.media.lengths import svg_size

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
_KEPT_NAMESPACES = frozenset((SVG, XLINK, XML, ""))
MAX_BYTES = 5_000_000
_MAX_DEPTH = 200
_MAX_DRAWN = 200_000  # elements once each `use` is followed: a drawing that copies itself never ends
_KNOWN = frozenset(
    "svg g defs symbol use title desc switch a view image path rect circle ellipse line polyline polygon text tspan"
    " tref textPath style linearGradient radialGradient meshgradient stop pattern hatch clipPath mask marker filter"
    " feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap"
    " feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode"
    " feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence animate animateColor"
    " animateMotion animateTransform mpath set solidcolor".split()
)
# Refused: what runs, or what would be missed. Any other element is taken away, since browsers show nothing of it.
_REFUSED = frozenset("script handler listener foreignobject iframe object embed audio video canvas html body".split())
_ANIMATIONS = frozenset("animate animateColor animateMotion animateTransform set".split())
_PICTURE = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,", re.I)
_FONT = re.compile(r"data:(?:application|font)/[\w.+-]+[;,]", re.I)
_ADDRESS = re.compile(r"(?:https?:|mailto:)|[^:]*(?:[/?#]|$)", re.I)
_URL = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)]*?)\s*\)", re.I)
_FETCHES = re.compile(
    r"@import|image-set\s*\(|(?<![\w-])(?:image|src)\s*\(|expression\s*\(|-moz-binding|behavior\s*:", re.I
)
_ENTITY = re.compile(r"[^&<%]{0,200}")
_FLATTEN = "exportez le dessin avec ses textes vectorisés et ses images incorporées, ou en PNG"


@dataclass
class _Element:
    name: str
    uses: list[str] = field(default_factory=list)
    drawn: int = 1


def clean_svg(data: bytes, clean_picture: Callable[[bytes], bytes]) -> tuple[bytes, Size | None]:
    """The drawing to publish, and its size in pixels when it says one.

    The bytes are the source's own when there was nothing to take away. `clean_picture` gives the published bytes of
    a raster image that the drawing holds. Raises Broken, at its line, for what runs, fetches or never ends.
    """
    if len(data) > MAX_BYTES:
        raise Broken("dessin de plus de 5 Mo : exportez-le en PNG ou en JPEG")
    return _Cleaner(clean_picture).clean(data)


class _Cleaner:
    """One pass over a drawing: what stays is written as it comes."""

    def __init__(self, clean_picture: Callable[[bytes], bytes]) -> None:
        self.clean_picture = clean_picture
        self.out: list[str] = []
        self.path: list[str] = []  # names of the open elements that stay
        self.skipped = 0  # how deep we are in what is taken away
        self.changed = False
        self.declared: list[tuple[str, str]] = []  # namespaces to be written on the next element
        self.size: Size | None = None
        self.style: list[str] | None = None  # the text of an open `style`
        self.counts: list[_Element] = []
        self.by_id: dict[str, _Element] = {}
        self.root: _Element | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")

    def clean(self, data: bytes) -> tuple[bytes, Size | None]:
        parser = self.parser
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.StartNamespaceDeclHandler = self._declare
        parser.CharacterDataHandler = self._text
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._drop
        parser.StartDoctypeDeclHandler = self._drop
        parser.EntityDeclHandler = self._entity
        parser.ExternalEntityRefHandler = self._fetched_entity
        try:
            parser.Parse(data, True)
        except (LookupError, ValueError):
            raise Broken("dessin dans un codage inconnu : enregistrez-le en UTF-8") from None
        except expat.ExpatError as error:
            raise Broken(_syntax(data, error), max(error.lineno, 1), error.offset + 1) from None
        self._bound()
        return ("".join(self.out).encode() + b"\n" if self.changed else data), self.size

    def _refuse(self, message: str) -> Broken:
        return Broken(message, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)

    # --- declarations -----------------------------------------------------------------------------------

    def _drop(self, *_: object) -> None:
        self.changed = True

    def _entity(self, name: str, parameter: bool, value: str | None, *where: object) -> None:
        """Illustrator writes the names of its namespaces as entities; anything else is a trap."""
        if parameter or value is None or not _ENTITY.fullmatch(value):
            raise self._refuse(f"entité « {name} » : un dessin ne lit ni n’engendre rien ; {_FLATTEN}")

    def _fetched_entity(self, *_: object) -> int:
        raise self._refuse(f"entité lue ailleurs : un dessin ne lit aucun fichier ; {_FLATTEN}")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self.declared.append((prefix or "", uri or ""))

    # --- elements ---------------------------------------------------------------------------------------

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        uri, name, prefix = _split(tag)
        if not self.path and not self.skipped and self._is_root(uri, name):
            uri = SVG
        elif self.path and not uri and self.path[0] == "svg":
            uri = SVG  # written without a namespace, as its root
        known = uri == SVG and name in _KNOWN
        if self.skipped or not known:
            if not self.skipped and name.lower() in _REFUSED and not self._is_spare(name):
                raise self._refuse(_refusal(name))
            self.skipped += 1
            self.changed = True
            self.declared.clear()
            return
        if len(self.path) >= _MAX_DEPTH:
            raise self._refuse(f"plus de {_MAX_DEPTH} éléments l’un dans l’autre : {_FLATTEN}")
        element = _Element(name)
        kept = self._attributes(name, attributes, element)
        qualified = f"{prefix}:{name}" if prefix else name
        self.out.append(f"<{qualified}{self._namespaces()}{''.join(kept)}>")
        self.path.append(name)
        self.counts.append(element)
        if name == "style":
            self.style = []

    def _is_root(self, uri: str, name: str) -> bool:
        if name != "svg" or uri not in (SVG, ""):
            raise self._refuse(f"ce n’est pas un dessin SVG : sa racine est « {name} » ; exportez-le de nouveau")
        if not uri:
            self.declared.append(("", SVG))  # without it browsers show nothing
            self.changed = True
        return True

    def _is_spare(self, name: str) -> bool:
        """HTML that stands beside a drawing of the same thing (`switch`): the drawing is kept."""
        return name == "foreignObject" and self.path[-1:] == ["switch"]

    def _namespaces(self) -> str:
        kept = [(prefix, uri) for prefix, uri in self.declared if uri in _KEPT_NAMESPACES]
        self.changed |= len(kept) != len(self.declared)
        self.declared.clear()
        return "".join(f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}" for prefix, uri in kept)

    def _attributes(self, element: str, attributes: dict[str, str], entry: _Element) -> list[str]:
        if not self.path:
            self.size = svg_size({_split(key)[1]: value for key, value in attributes.items() if " " not in key})
        kept = []
        for key, value in attributes.items():
            uri, name, prefix = _split(key)
            lower = name.lower()
            if not uri and lower.startswith("on"):
                raise self._refuse(f"« {name} » lance un programme : retirez cet attribut ; {_FLATTEN}")
            if uri not in _KEPT_NAMESPACES or lower.startswith("data-") or (uri == XML and lower == "base"):
                self.changed = True
                continue
            new = value
            if lower == "href":
                new = self._reference(element, value, entry)
            elif element in _ANIMATIONS and lower == "attributename" and _animates(value):
                raise self._refuse(f"animation de « {value} » : un dessin ne change pas où il mène ; {_FLATTEN}")
            elif lower == "style" or "(" in value or "\\" in value:
                new = self._css(value)
            if lower == "id":
                self.by_id[value] = entry
            self.changed |= new != value
            kept.append(f" {prefix + ':' if prefix else ''}{name}={quoteattr(new)}")
        return kept

    def _reference(self, element: str, value: str, entry: _Element) -> str:
        target = value.strip()
        if target.startswith("#"):
            if element in ("use", "tref", "pattern", "linearGradient", "radialGradient"):
                entry.uses.append(target[1:])
            return value
        if element == "a":
            plain = re.sub(r"[\s\x00-\x20]", "", target)
            if _ADDRESS.match(plain):
                return value
            raise self._refuse(f"lien « {_short(target)} » : écrivez une adresse https:")
        found = _PICTURE.match(target)
        if element in ("image", "feImage") and found:
            return self._picture(target, found)
        raise self._refuse(f"« {_short(target)} » est lu ailleurs : {_FLATTEN}")

    def _picture(self, target: str, found: re.Match[str]) -> str:
        try:
            data = base64.b64decode(re.sub(r"\s", "", target[found.end() :]), validate=True)
            clean = self.clean_picture(data)
        except (ValueError, IndexError, Broken):
            raise self._refuse(f"image incorporée illisible : {_FLATTEN}") from None
        return target if clean == data else found[0] + base64.b64encode(clean).decode()

    def _end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        if self.style is not None:
            text = "".join(self.style)
            clean = self._css(text)
            self.changed |= clean != text
            self.out.append(escape(clean))
            self.style = None
        _, name, prefix = _split(tag)
        self.path.pop()
        last = self.out[-1]
        if last.endswith(">") and not last.startswith("</") and not last.endswith("/>"):  # nothing came in it
            self.out[-1] = f"{last[:-1]}/>"
        else:
            self.out.append(f"</{prefix + ':' if prefix else ''}{name}>")
        self.root = entry = self.counts.pop()
        if self.counts:
            self.counts[-1].uses += entry.uses
            self.counts[-1].drawn += entry.drawn

    def _text(self, text: str) -> None:
        if self.skipped:
            return
        (self.out if self.style is None else self.style).append(escape(text) if self.style is None else text)

    def _css(self, value: str) -> str:
        """A style without its comments; it reaches nothing but parts of its own drawing, however it is escaped."""
        clean = re.sub(r"/\*.*?(?:\*/|\Z)", "", value, flags=re.S) if "/*" in value else value
        text = re.sub(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", _unescaped, clean, flags=re.S)
        text = re.sub(r"@namespace\s[^;]*;", "", text)  # a name, which nobody fetches
        if found := _FETCHES.search(text):
            raise self._refuse(f"« {found[0].strip()} » dans un style : {_FLATTEN}")
        for match in _URL.finditer(text):
            target = match[1].strip("\"' \n\t")
            if target and not target.startswith("#") and not _FONT.match(target):
                raise self._refuse(f"« {_short(target)} » est lu ailleurs : {_FLATTEN}")
        return clean

    def _bound(self) -> None:
        """Refuse a drawing whose copies of copies would hold a browser for ever."""
        weights: dict[str, int] = {}

        def weigh(name: str, seen: frozenset[str]) -> int:
            if name in seen or len(seen) > _MAX_DEPTH:
                return 0
            if name not in weights:
                entry = self.by_id.get(name)
                below = [weigh(used, seen | {name}) for used in entry.uses] if entry else []
                weights[name] = min(_MAX_DRAWN + 1, (entry.drawn if entry else 0) + sum(below))
            return weights[name]

        root = self.root
        if root and sum(weigh(name, frozenset()) for name in root.uses) > max(_MAX_DRAWN, root.drawn):
            raise Broken(f"dessin qui se copie lui-même plus de {_MAX_DRAWN} fois : {_FLATTEN}")


def _split(name: str) -> tuple[str, str, str]:
    """(namespace, name, prefix) of a name that expat gives as « namespace name prefix »."""
    parts = name.split(" ")
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _animates(value: str) -> bool:
    name = value.strip().lower().rpartition(":")[2]
    return name == "href" or name.startswith("on")


def _unescaped(match: re.Match[str]) -> str:
    code = int(match[1], 16) if match[1] else 0
    return (chr(code) if 0 < code <= 0x10FFFF else "") if match[1] else match[2]


def _refusal(name: str) -> str:
    if name.lower() in ("script", "handler", "listener"):
        return f"« <{name}> » lance un programme : retirez-le ; {_FLATTEN}"
    return f"« <{_short(name)}> » n’est pas un dessin : {_FLATTEN}"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 50 else f"{text[:49]}…"


def _syntax(data: bytes, error: expat.ExpatError) -> str:
    if data[:2] == b"\x1f\x8b":
        return "dessin compressé (svgz) : enregistrez-le en SVG simple"
    if error.code == expat.errors.codes[expat.errors.XML_ERROR_UNBOUND_PREFIX]:
        return "préfixe que rien ne déclare (xmlns:…) : exportez le dessin de nouveau"
    return "dessin illisible à partir d’ici (XML mal formé) : exportez-le de nouveau"
