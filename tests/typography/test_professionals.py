"""French texts of professionals, as Debian packages carry them: spaces taken away are found again, tokens stay.

Read where the packages are installed or unpacked (`apt-get install developers-reference-fr debian-faq-fr gimp-help-fr`,
or `TYPOGRAPHY_TEXTS`, a folder in which they are unpacked); skipped elsewhere.
"""

from __future__ import annotations

import html
import os
import random
import re
from functools import cache
from pathlib import Path

import pytest

from plugins.typography.rules import typeset_html

ROOT = Path(os.environ.get("TYPOGRAPHY_TEXTS", "/"))
FOLDERS = ("usr/share/developers-reference/fr", "usr/share/doc/debian/FAQ/fr", "usr/share/gimp/2.0/help/fr")
PAGES = 250
SEED = 2026
BLOCK = re.compile(
    r"<(p|li|dd|h[1-6]|td)\b[^>]*>((?:(?!<(?:p|li|dd|h[1-6]|td|ul|ol|table|div|dl|pre)\b).)*?)</\1>", re.S
)
TAG = re.compile(r"<[^>]*>")
CODE = re.compile(r"<(code|tt|kbd|samp)\b.*?</\1>", re.S)
KEPT = re.compile(r"<(code|tt|kbd|samp)\b.*?</\1>|https?://[^\s<>\"»)]+|[\w.+-]+@[\w-]+\.[\w.]+", re.S)
FRENCH = frozenset(
    "le la les des du une est en dans pour que qui pas au aux sur par avec ce cette ces sont vous".split()
)
NO_BREAK = "\u00a0\u202f"
BREAKING = re.compile(r"(?<=\w) [;:!?](?=\s|$)|« | »")
SPACED = re.compile(rf"(?<=\w)[{NO_BREAK} ]([;:!?])(?=\s|$)|(«)[{NO_BREAK} ]|[{NO_BREAK} ](»)")


@cache
def paragraphs() -> list[str]:
    """A sample of the French blocks of the packages, the same at each run."""
    pages = [page for folder in FOLDERS for page in sorted((ROOT / folder).rglob("*.html"))]
    if not pages:
        pytest.skip("ni developers-reference-fr, ni debian-faq-fr, ni gimp-help-fr ici")
    found: dict[str, None] = {}
    for page in random.Random(SEED).sample(pages, min(PAGES, len(pages))):
        for _, block in BLOCK.findall(
            page.read_text("utf-8", "replace").replace("&nbsp;", "\u00a0").replace("&#160;", "\u00a0")
        ):
            words = re.findall(r"[^\W\d_]+", text(block).lower())
            if words and sum(word in FRENCH for word in words) * 8 >= len(words) and "`" not in block:
                found[" ".join(re.split(r"[ \t\n]+", block))] = None
    return list(found)


def text(fragment: str) -> str:
    """The words of a fragment, code put aside."""
    return html.unescape(TAG.sub("", CODE.sub("x", fragment)))


def typed(block: str) -> str:
    """A block as a keyboard types it."""
    for sign, plain in (("\u00a0", " "), ("\u202f", " "), ("’", "'"), ("…", "...")):
        block = block.replace(sign, plain)
    return block


def test_spaces_around_signs_are_found_again() -> None:
    """Devant « ; : ! ? » et dans les guillemets, au moins 99,9 % des espaces insécables du livre sont retrouvées."""
    wanted = found = 0
    for block in paragraphs():
        signs = [match for match in SPACED.finditer(text(block)) if match[0].strip(" ") != match[match.lastindex]]
        if not signs:
            continue
        composed = text(typeset_html(f"<p>{typed(block)}</p>"))
        wanted += len(signs)
        left = len(BREAKING.findall(composed))
        found += max(0, len(signs) - left)

    assert wanted > 500
    assert found / wanted >= 0.999


def test_no_token_is_changed() -> None:
    """Ni code, ni adresse, ni courriel ne change, et composer deux fois ne change rien."""
    for block in paragraphs():
        source = f"<p>{typed(block)}</p>"
        composed = typeset_html(source)
        assert [match[0] for match in KEPT.finditer(composed)] == [match[0] for match in KEPT.finditer(source)]
        assert typeset_html(composed) == composed
