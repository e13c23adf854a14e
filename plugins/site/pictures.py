"""The renditions of a picture: in which formats, at which widths and addresses browsers find it smaller.

An address follows from the bytes of the picture and from how it is encoded, so that a page is written before any of
them is made, and that a browser may keep what it has for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple

from markupsafe import Markup

from plugins.common.regex import regex
from plugins.common.texts import slugify
from plugins.model.content import PublishedFile
from plugins.site.doc import doc, value

FOLDER = "medias"
ENCODING = "5"  # another one where the encoder's settings change: the addresses then change
_CLOSE = 1.15  # a picture that is hardly wider than the next one is not made twice
_WEBP = 1400  # pixels: what browsers that do not read AVIF get is no wider
_LIGHT = 200_000  # bytes: above it the author's file is not what the oldest browsers get

# The width of a picture in the columns of the theme (theme/static/css/site.css), as `sizes` says it. Telephones of
# three dots a pixel get what looks sharp at two.
_TELEPHONE = "(max-width: 40rem) and (min-resolution: 2.5dppx) 60vw, "
PLACES = {
    "": f"{_TELEPHONE}(min-width: 42rem) 38rem, 90vw",
    "cote": f"{_TELEPHONE}(min-width: 40rem) 17.1rem, 90vw",
    "large": f"{_TELEPHONE}(min-width: 80rem) 53.5rem, (min-width: 64rem) calc(90vw - 18.5rem), "
    "(min-width: 42rem) 38rem, 90vw",
    "pleine": "(max-width: 40rem) and (min-resolution: 2.5dppx) 67vw, 100vw",
}


class File(NamedTuple):
    """One file of a picture: where it is below the root, its format, how wide it is in pixels."""

    path: str
    suffix: str
    width: int


class Cut(NamedTuple):
    """A picture cut to a ratio, a JPEG: where it is below the root, its size in pixels."""

    path: str
    width: int
    height: int


@value
class PictureSource:
    """A picture in one format, at several widths."""

    type: str = doc("its media type")
    media: str = doc("the readers that it is for, as `media` says them; empty for all")
    srcset: Markup = doc("its addresses with their widths, as `srcset` says them")


@value
class Renditions:
    """A picture, lighter than its author's file."""

    base: str = doc("the address that those of its files begin with", for_code=True)
    widths: tuple[int, ...] = doc("how wide it is, in pixels", for_code=True)
    webp: tuple[int, ...] = doc("the same for browsers that do not read AVIF", for_code=True)
    fallback: str = doc("the format for those that do not read WebP, empty for the author’s file", for_code=True)
    shareable: bool = doc("whether it can be on the card of a page", for_code=True)
    exact: bool = doc("whether the widest is a WebP, exact and lighter than an AVIF", default=False, for_code=True)
    still: int = doc("how wide the still of an animation is, in pixels; 0 without", default=0, for_code=True)

    def files(self) -> Iterator[File]:
        """Every file of it."""
        yield from dict.fromkeys((*self._listed(".avif"), *self._listed(".webp")))
        if self.fallback:
            yield self._file(self.fallback, self.webp[-1])
        if still := self.at_rest():
            yield still

    def sources(self, root: str) -> Iterator[PictureSource]:
        """What browsers choose from, the first that suits them; `root` is put before each address."""
        if still := self.at_rest():
            yield _source("image/webp", [still], root, "(prefers-reduced-motion: reduce)")
        for suffix in (".avif", ".webp"):
            if files := list(self._listed(suffix)):
                yield _source(f"image/{suffix[1:]}", files, root)

    def at_rest(self) -> File | None:
        """The file for readers who ask that nothing moves; None for a picture that does not."""
        return File(f"{self.base}-fixe.webp", ".webp", self.still) if self.still else None

    def last(self) -> File | None:
        """The file for browsers that read none of these formats; None for the author's."""
        return self._file(self.fallback, self.webp[-1]) if self.fallback else None

    def _listed(self, suffix: str) -> Iterator[File]:
        """The files that browsers of a format choose from; those that read AVIF read WebP."""
        for width in self.widths if suffix == ".avif" else self.webp:
            yield self._file(".webp" if self.exact and width == self.widths[-1] else suffix, width)

    def _file(self, suffix: str, width: int) -> File:
        return File(f"{self.base}-{width}{suffix}", suffix, width)


def _source(kind: str, files: Iterable[File], root: str, media: str = "") -> PictureSource:
    return PictureSource(kind, media, Markup(", ".join(f"{root}/{each.path} {each.width}w" for each in files)))


def renditions_of(name: str, file: PublishedFile) -> Renditions | None:
    """Those of a file of the content; None for one that stays as it is (a drawing made of lines)."""
    if not (file.form and file.widths and file.size):
        return None
    own = file.size[0]
    mark = blake2b(f"{file.digest} {file.form} {ENCODING}".encode(), digest_size=5).hexdigest()
    path = PurePosixPath(name)
    base = f"{FOLDER}/{slugify(path.stem)[:60] or 'image'}.{mark}"
    shareable = not shared_fault(file.size, file.form)
    if file.form == "moving":
        film = (own,) if file.webp else ()
        return Renditions(base, (), film, "", shareable, still=min(own, file.widths[-1]))
    widths = tuple(width for width in file.widths if width * _CLOSE < own)
    whole = own <= file.widths[-1] * _CLOSE
    if whole:
        widths = (*widths, own)
    exact = whole and file.webp
    opaque = (file.suffix or path.suffix.lower()) in (".jpg", ".jpeg")
    fallback = ".jpg" if opaque else ".png"
    return Renditions(
        base,
        widths,
        tuple(width for width in widths if width <= _WEBP or (exact and width == own))[-2:] or widths[:1],
        fallback if file.length > _LIGHT else "",
        shareable,
        exact,
    )


RATIOS = ((16, 9), (4, 3), (1, 1))  # those that search engines show (Google, « Article », « Event »: image)
_CUT = (696, 1200)  # pixels: a narrower one is not shown large, a wider one is shown no larger


def cuts_of(renditions: Renditions, size: tuple[int, int]) -> Iterator[Cut]:
    """A picture, of a size in pixels, in the ratios of search engines that are not its own: as much of its middle as
    there is, never enlarged. None of one that is too small, or too tall."""
    for across, down in RATIOS if renditions.shareable else ():
        width = min(_CUT[1], size[0], size[1] * across // down)
        if width >= _CUT[0] and size[0] * down != size[1] * across:
            yield Cut(f"{renditions.base}-{across}x{down}.jpg", width, round(width * down / across))


SHARED = (600, 315)  # pixels: what networks show large is no smaller (Facebook, LinkedIn)
_TALL = 2.5  # times as high as wide: a strip of it would tell nothing


def shared_fault(size: tuple[int, int] | None, form: str) -> str:
    """Why a picture cannot be on the card of a page, in French; empty when it can."""
    if not form or not size:
        return "elle est un dessin de lignes (SVG)"
    if size[0] < SHARED[0] or size[1] < SHARED[1]:
        return f"elle a {size[0]} × {size[1]} points, il en faut {SHARED[0]} × {SHARED[1]}"
    return "elle est trop haute pour sa largeur" if size[1] > _TALL * size[0] else ""


_IMG = regex(
    r"(?P<picture><picture\b.*?</picture>)|(?P<figure><figure\b[^<>]*>\s*(?:<a\b[^<>]*>\s*)?)?"
    r"<img\b(?P<attributes>(?:[^>\"']|\"[^\"]*\"|'[^']*')*?)\s*/?>",
    re.I | re.S,
)
_SRC = regex(r"\ssrc\s*=\s*\"([^\"]*)\"", re.I)
_PLACE = regex(r"\bclass\s*=\s*\"[^\"]*\b(cote|large|pleine)\b", re.I)
_FIRST = 1500  # characters of HTML before it: what is further down is not on the first screen


class Shown(NamedTuple):
    """What the body of a text is told of an image: its size, its renditions."""

    size: tuple[int, int] | None
    renditions: Renditions | None


def with_pictures(html: str, known: Callable[[str], Shown | None], root: str, *, first: bool) -> str:
    """The HTML with each image in the formats and at the widths that it has, its size, and loaded when it is near.

    `known` tells of an image by its address in the HTML, `root` is what addresses begin with. `first`: an image at
    the top of the text may be the largest of the first screen, and is not waited for. An image that says a size or a
    `loading` of its own, and what stands in a `<picture>`, keeps what it says.
    """
    waiting = first

    def settle(match: re.Match[str]) -> str:
        nonlocal waiting
        if match["picture"]:
            waiting = False
            return match[0]
        before, attributes = match["figure"] or "", match["attributes"]
        source = _SRC.search(attributes)
        shown = known(source[1]) if source else None
        if shown and shown.size and "width=" not in attributes:
            attributes += f' width="{shown.size[0]}" height="{shown.size[1]}"'
        if "loading=" not in attributes:
            near = waiting and match.start() < _FIRST
            attributes += ' fetchpriority="high"' if near else ' loading="lazy" decoding="async"'
        waiting = False
        if not (shown and shown.renditions and source) or "srcset=" in attributes:
            return f"{before}<img{attributes}>"
        place = _PLACE.search(before)
        sizes = PLACES[place[1].lower() if place else ""]
        if last := shown.renditions.last():
            attributes = attributes.replace(source[0], f' src="{root}/{last.path}"', 1)
        return f"{before}{_picture(shown.renditions, sizes, root)}<img{attributes}></picture>"

    return _IMG.sub(settle, html) if "<img" in html else html


def _picture(renditions: Renditions, sizes: str, root: str) -> str:
    found = ""
    for each in renditions.sources(root):
        media = f' media="{each.media}"' if each.media else ""
        found += f'<source type="{each.type}"{media} srcset="{each.srcset}" sizes="{sizes}">'
    return f"<picture>{found}"
