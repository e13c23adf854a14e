"""Where an address leads, as a browser resolves it: a file of the site, elsewhere, or nowhere it may."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from plugins.publishing.gate.values import Link

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_PLAIN = re.compile(r"https?://([a-zA-Z0-9.-]+)(?:[/?#]|\Z)")  # a host alone: no port, no account
_WRITTEN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,4})?(?:/[a-zA-Z0-9._-]+)*")  # the address of a site
_OWN = re.compile(r"((?:[a-z0-9_-][a-z0-9._-]*/)*)([a-z0-9_-][a-z0-9._-]*)?(?:#([a-zA-Z0-9_.:-]*))?")
_PASSAGE = re.compile(r"#[a-zA-Z0-9_.:-]*")
_KEPT = 65536  # addresses kept, at each depth
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


_ELSEWHERE, _PREVIEW = Address("elsewhere"), Address("preview")


def resolve(href: str, base: str, origin: str) -> Address:
    """What an address means in a file of the site (`base`, its path), of a site at `origin` (no last slash).

    « refused » is a scheme that runs or embeds something, « outside » a path that climbs out of the site.
    """
    return known(base.count("/"), origin).of(href, base)


class Known(dict[str, Address]):
    """What addresses mean in all the files that are as deep, of a site; nearly all pages name the same ones.

    A whole address means the same in every file, one that climbs to the root in all those that climb as high.
    """

    def __init__(self, depth: int, origin: str) -> None:
        super().__init__()
        self.links: dict[str, Link] = {}  # those that lead to files of the site
        self._starts = ("https://", "http://", *(["../" * depth] if depth else []))
        self._origin = origin
        self._climb = 3 * depth
        self._root = f"{origin}/" if _WRITTEN.fullmatch(origin) else ""

    def of(self, href: str, base: str) -> Address:
        """What an address means in one of these files."""
        found = self.get(href)
        if found is None:
            found = self._plain(href, base) or _resolve(href, base, self._origin)
            if len(self) < _KEPT and href.startswith(self._starts):
                self[href] = found
                if found.kind == "site":
                    self.links[href] = Link(found.path, found.fragment, href)
        return found

    def _plain(self, href: str, base: str) -> Address | None:
        """What nearly all addresses of the site mean: a passage of the file; or a climb to the root, or the address of
        the site, then names without a sign to read."""
        if _PASSAGE.fullmatch(href):
            return Address("site", base, href[1:])
        plain = None
        if self._climb and href.startswith(self._starts[-1]):
            plain = _OWN.fullmatch(href, self._climb)
        elif self._root and href.startswith(self._root):
            plain = _OWN.fullmatch(href, len(self._root))
        if plain is None:
            return None
        folder, file, fragment = plain.groups()
        return Address("site", folder + (file or "index.html"), fragment or "")


@lru_cache(maxsize=32)
def known(depth: int, origin: str) -> Known:
    """What is known of the files at a depth (0 at the root of the site)."""
    return Known(depth, origin)


def _resolve(href: str, base: str, origin: str) -> Address:
    if plain := _elsewhere(href, origin):
        return plain
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
    found = _elsewhere(url, origin)
    if found:
        return found
    own, own_host = _split(origin)
    root = _root(origin)
    try:
        parts = urlsplit(url if _SCHEME.match(url) else f"{own.scheme}:{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return Address("refused")
    path = unquote(parts.path or "/")
    if (host, port, parts.scheme) == (own_host, own.port, own.scheme) and (path + "/").startswith(root):
        return _inside(path[len(root) :], unquote(parts.fragment))
    return _host(host)


def _elsewhere(url: str, origin: str) -> Address | None:
    """What the address of another host means, where it is written as nearly all are."""
    plain = _PLAIN.match(url)
    if plain is None or plain[1].lower() == _split(origin)[1]:
        return None
    return _host(plain[1])


@lru_cache(maxsize=4096)
def _host(name: str) -> Address:
    return _PREVIEW if _PREVIEW_HOST.match(name) else _ELSEWHERE


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
