"""Where an address leads, as a browser resolves it: a file of the site, elsewhere, or nowhere it may."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PLAIN = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#]|\Z)", re.I)  # a host alone: no port, no account
_STRIPPED = re.compile(r"[\t\n\r]")  # removed wherever they are (URL Standard, § 4.4)
_ENDS = "".join(map(chr, range(33)))  # C0 controls and space, at both ends
FOLLOWED = frozenset("http https mailto tel sms xmpp webcal geo".split())
_PREVIEW_HOST = re.compile(r"(?:localhost|.*\.localhost|127(?:\.\d+){1,3}|0\.0\.0\.0|\[::1?\])$", re.I)


@dataclass(frozen=True)
class Address:
    """An address resolved: `path` below the site's root when it is one of the site's files, else what it is."""

    kind: str  # site, elsewhere, other (mailto…), refused, preview, outside
    path: str = ""
    fragment: str = ""


def resolve(href: str, base: str, origin: str) -> Address:
    """What an address means in a file of the site (`base`, its path), of a site at `origin` (no last slash).

    « refused » is a scheme that runs or embeds something, « outside » a path that climbs out of the site.
    """
    if href.startswith(("https://", "http://")):
        return _from_anywhere(href, origin)
    depth = base.count("/")
    if depth and href.startswith("../" * depth):
        return _from_root(href, depth, origin)
    return _resolve(href, base, origin)


@lru_cache(maxsize=16384)
def _from_anywhere(href: str, origin: str) -> Address:
    """A whole address means the same in every file."""
    return _resolve(href, "", origin)


@lru_cache(maxsize=16384)
def _from_root(href: str, depth: int, origin: str) -> Address:
    """An address that begins at the root means the same in every file as deep: nearly all pages name the same ones."""
    return _resolve(href, "x/" * depth, origin)


def _resolve(href: str, base: str, origin: str) -> Address:
    url = _STRIPPED.sub("", href).strip(_ENDS)
    scheme = _SCHEME.match(url)
    if scheme and scheme[1].lower() not in ("http", "https"):
        return Address("other" if scheme[1].lower() in FOLLOWED else "refused")
    if scheme or url[:2].replace("\\", "/") == "//":
        return _absolute(url, origin)
    path, _, fragment = url.partition("#")
    path = unquote(path.partition("?")[0]).replace("\\", "/")
    fragment = unquote(fragment)
    if not path:
        return Address("site", base, fragment)
    if path.startswith("/"):
        root = _root(origin)
        if not (path + "/").startswith(root):
            return Address("outside")
        path = path[len(root) :]
        return _inside(path, fragment)
    return _inside(posixpath.join(posixpath.dirname(base), path), fragment)


def _absolute(url: str, origin: str) -> Address:
    own, own_host = _split(origin)
    plain = _PLAIN.match(url)
    if plain and plain[1].lower() != own_host:  # nearly all that lead elsewhere
        return Address("preview" if _PREVIEW_HOST.match(plain[1]) else "elsewhere")
    root = _root(origin)
    try:
        parts = urlsplit(url if _SCHEME.match(url) else f"{own.scheme}:{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Address("refused")
    path = unquote(parts.path or "/")
    if (host, port, parts.scheme) == (own_host, own.port, own.scheme) and (path + "/").startswith(root):
        return _inside(path[len(root) :], unquote(parts.fragment))
    return Address("preview" if _PREVIEW_HOST.match(host) else "elsewhere")


@lru_cache(maxsize=1)
def _split(origin: str) -> tuple[SplitResult, str | None]:
    """The parts of the site's address, and its host."""
    parts = urlsplit(origin)
    return parts, parts.hostname


@lru_cache(maxsize=1)
def _root(origin: str) -> str:
    return unquote(urlsplit(origin).path) + "/"


def _inside(path: str, fragment: str) -> Address:
    """A path below the root. A browser stops `..` at the root of the host: here it would leave the site."""
    folder = path.endswith("/") or posixpath.basename(path) in ("", ".", "..")
    clean = posixpath.normpath(path) if path else "."
    if clean == ".." or clean.startswith("../"):
        return Address("outside")
    clean = "" if clean == "." else clean
    return Address("site", posixpath.join(clean, "index.html") if folder or not clean else clean, fragment)
