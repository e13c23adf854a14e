"""What servers say with each file: how long it may be kept, who may show it in a frame, what browsers refuse.

Written once, as rules on addresses, and told in the forms that servers read. What may run in a page is said in the page
itself (`policy`): here stands what a page cannot say of itself (CSP 3 § 3.3), and what is of the connection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from plugins.model.agency import Agency

FILE = "_headers"  # Netlify, Cloudflare Pages
FRAMED = "oembed"  # the folder of the cards, which other sites show in a frame
LASTING = ("theme", "medias")  # folders whose files have names that change with their bytes
_YEAR = 31_536_000  # seconds
Rule = tuple[str, dict[str, str]]  # an address that may end with `*`, and what is said of the files there


def rules(
    folders: Iterable[str],
    origin: str,
    besides: Mapping[str, str] | None = None,
    papers: Iterable[str] = (),
    unlisted: Iterable[str] = (),
) -> list[Rule]:
    """What is said of all files, then of some. `folders` are those of pages, first ones only; `origin` is the address
    of the site; `besides` is what else is said of each file; `unlisted` are the files that search engines leave out;
    `papers` are the PDFs that say what a page says, which each names as the one to be found (RFC 6596 § 3; Google,
    « rel="canonical" HTTP header »). They come last: of a long file, some hosts read the first hundred rules.
    """
    base = urlsplit(origin).path
    everywhere = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    everywhere |= besides or {}
    if origin.startswith("https:"):
        everywhere["Strict-Transport-Security"] = f"max-age={2 * _YEAR}"
    alone = {"Content-Security-Policy": "frame-ancestors 'none'", "X-Frame-Options": "DENY"}
    pages = ["", *(f"{folder}/*" for folder in sorted(set(folders) - {FRAMED, *LASTING}))]
    return [
        (f"{base}/*", everywhere),
        *((f"{base}/{page}", alone) for page in pages),
        *((f"{base}/{path}*", {"X-Robots-Tag": "noindex"}) for path in sorted(unlisted)),
        *((f"{base}/{name}/*", {"Cache-Control": f"public, max-age={_YEAR}, immutable"}) for name in LASTING),
        *(
            (f"{base}/{path}", {"Link": f"<{origin}/{path.rpartition('/')[0]}/>; rel=canonical"})
            for path in sorted(papers)
        ),
    ]


def folders_of(paths: Iterable[str]) -> set[str]:
    """The first folders of the pages among the files of a site."""
    return {path.partition("/")[0] for path in paths if path.endswith(".html") and "/" in path}


def papers_of(paths: Iterable[str]) -> set[str]:
    """The PDFs that stand beside a page, in a folder of its own."""
    known = set(paths)
    return {path for path in known if path.endswith(".pdf") and f"{path.rpartition('/')[0]}/index.html" in known}


def asked_for(paths: Iterable[str], agency: Agency) -> set[str]:
    """The files that are sent to who asks for them, among those of a site: the PDFs of guides, where no page says their
    address."""
    return {path for path in paths if agency.guides and re.fullmatch(r"guides/[^/]+/guide\.pdf", path)}


def headers_file(found: Sequence[Rule]) -> str:
    """The rules as a file at the root, for the hosts of files that read one."""
    lines = []
    for path, said in found:
        lines += [path, *(f"  {name}: {value}" for name, value in said.items())]
    return "\n".join(lines) + "\n"


def nginx(found: Sequence[Rule]) -> str:
    """The rules as nginx reads them, in a `server`: what a `location` adds takes the place of what is above it."""
    (all_files, everywhere), *others = found
    lines = [*_nginx_lines(everywhere, ""), 'add_header Cache-Control "no-cache" always;']
    lines += [f"error_page 404 {all_files[:-1]}404.html;"]
    lines += ["gzip_static on;", "gzip_vary on;", "# brotli_static on;  # où le module ngx_brotli est là"]
    for path, said in others:
        if path.endswith("*"):
            place, above = f"location ^~ {path[:-1]} {{", {}
        else:
            # A folder is given as its `index.html`, which is looked for among the locations anew.
            place = f"location = {path}{'index.html' if path.endswith('/') else ''} {{"
            above = next((each for at, each in others if at.endswith("*") and path.startswith(at[:-1])), {})
        kept = {"Cache-Control": "no-cache"} | everywhere | above | said
        lines += [place, *_nginx_lines(kept, "    "), "}"]
    return "\n".join(lines) + "\n"


def _nginx_lines(said: dict[str, str], margin: str) -> list[str]:
    return [f'{margin}add_header {name} "{value}" always;' for name, value in said.items()]


def caddy(found: Sequence[Rule]) -> str:
    """The rules as Caddy reads them, in the block of a site. It puts the most precise first, whatever their order: what
    the others may say better is said with `?`, where nothing else has."""
    (all_files, everywhere), *others = found
    lines = _caddy_block("", {"?Cache-Control": "no-cache"} | everywhere)
    for path, said in others:
        lines += _caddy_block(f"{path} ", said)
    lines += ["file_server {", "\tprecompressed br gzip", "}"]
    lines += ["handle_errors {", f"\trewrite * {all_files[:-1]}404.html", "\tfile_server", "}"]
    return "\n".join(lines) + "\n"


def _caddy_block(matcher: str, said: dict[str, str]) -> list[str]:
    return [f"header {matcher}{{", *(f'\t{name} "{value}"' for name, value in said.items()), "}"]


FORMS: dict[str, Callable[[Sequence[Rule]], str]] = {"nginx": nginx, "caddy": caddy, FILE: headers_file}
