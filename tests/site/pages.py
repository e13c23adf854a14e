"""Reading a built site: its pages, their links, what an address gives. Helpers for the tests of this folder."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "schemas"


def soup(site: Path, address: str) -> BeautifulSoup:
    """The page at an address of the site (`articles/x/`)."""
    path = site / address
    return BeautifulSoup((path / "index.html" if path.is_dir() else path).read_text("utf-8"), "html.parser")


def pages(site: Path) -> list[Path]:
    """Every HTML page that readers visit, sorted: old addresses and cards for other sites left out."""
    found = sorted(path for path in site.rglob("*.html") if path.relative_to(site).parts[0] != "oembed")
    return [page for page in found if 'http-equiv="refresh"' not in page.read_text("utf-8")]


def text(node: object) -> str:
    """The text of a node on one line; no-break spaces stay."""
    return " ".join(part for part in node.get_text(" ").split(" ") if part.strip("\n")).replace("\n", "").strip()  # type: ignore[attr-defined]


def local_targets(site: Path, page: Path, base_path: str = "") -> Iterator[tuple[str, Path, str]]:
    """(address as written, file of the output it means, fragment) for each link of a page that stays on the site."""
    document = BeautifulSoup(page.read_text("utf-8"), "html.parser")
    here = "/" + page.relative_to(site).as_posix()
    for node in document.find_all(True):
        for attribute in ("href", "src"):
            value = node.get(attribute)
            if not value or (node.name == "link" and "canonical" in node.get("rel", [])):
                continue
            parts = urlsplit(value)
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            if path.startswith("/"):
                path = path.removeprefix(base_path)
            where = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
            file = site / where.lstrip("/")
            yield value, file / "index.html" if file.is_dir() else file, parts.fragment


def shared_schema(name: str) -> Path:
    """A published schema kept beside the project, which is not on every machine."""
    path = SCHEMAS / name
    if not path.is_file():
        pytest.skip(f"le schéma {name} n’est pas à côté du projet")
    return path
