"""The Content-Security-Policy of each page: what a browser may load and run there, whatever a text holds.

It stands in the page itself (`meta http-equiv`, HTML § 4.2.5.3), first of the head: hosts of files set no header.
A meta element cannot say `frame-ancestors`, `sandbox` nor `report-uri` (CSP 3 § 3.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from plugins.model.content import Content

_NOTHING = ("default-src 'none'",)
_CLOSED = ("base-uri 'none'", "form-action 'none'")


def page_policy(*, preview: bool = False, forms: Sequence[str] = (), search: bool = False, server: str = "") -> str:
    """A page of the site: its own files, no inline script nor style. The preview listens to its server besides.

    `server` is the one machine that the script of the page may speak to: that of comments.

    `forms` are the addresses to which a form may be sent; what answers there may lead back to a page of the site, as
    browsers hold a redirect to the same rule (CSP 3 § 4.2.4). The page of `search` reads the index of the site, by a
    program in WebAssembly (CSP 3 § 2.3.1, 'wasm-unsafe-eval').
    """
    own = (
        "script-src 'self' 'wasm-unsafe-eval'" if search else "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "manifest-src 'self'",
    )
    closed = (
        "base-uri 'none'",
        " ".join(("form-action", *map(_source, forms), "'self'")),
    )  # a form asks the search page
    return "; ".join((*_NOTHING, *own, *_listening(preview or search, server), *closed))


def _source(address: str) -> str:
    """An address as a policy names it: no query, and none of the signs that part its rules (CSP 3 § 2.3.1)."""
    return address.partition("#")[0].partition("?")[0].replace(";", "%3B").replace(",", "%2C")


def card_policy(origin: str, *, preview: bool = False) -> str:
    """A card in a frame of another site. A sandboxed frame has no origin, so that 'self' is nothing there: the
    site's address stands beside it, cut at its host since a path would not follow a move."""
    scheme, _, rest = origin.partition("://")
    sources = " ".join(("'self'", f"{scheme}://{rest.split('/')[0]}")) if rest else "'self'"
    own = (f"script-src {sources}", f"style-src {sources}", f"img-src {sources}", f"font-src {sources}")
    return "; ".join((*_NOTHING, *own, *_listening(preview), *_CLOSED))


def redirect_policy(*, preview: bool = False) -> str:
    """The page of an old address, which loads nothing."""
    return "; ".join((*_NOTHING, *(("script-src 'self'",) if preview else ()), *_listening(preview), *_CLOSED))


def comments_policy(site: Content, *, preview: bool = False) -> str:
    """A page from which comments are sent; empty for a site that has no server for them."""
    server = site.agency.comments.server if site.agency.comments else None
    if not server:
        return ""
    parts = urlsplit(server)
    return page_policy(preview=preview, forms=site.agency.endpoints(), server=f"{parts.scheme}://{parts.netloc}")


def _listening(preview: bool, server: str = "") -> tuple[str, ...]:
    sources = [*(["'self'"] if preview else []), *([_source(server)] if server else [])]
    return (f"connect-src {' '.join(sources)}",) if sources else ()
