"""HTML to the Markdown that an author would have written: markdownify, and what the site's dialect and French ask."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag
from markdownify import MarkdownConverter

from plugins.common.untyped import Untyped

_ORDINAL = re.compile(r"(?:er|ers|re|res|e|es|d|de|nd|nde|o|os|ème|èmes)")
_NOTE = re.compile(r"#(?:.*-)?((?:foot|end)note)-(\d+)|#(?:_?)(ftnt|ftn|fn|sdfootnote|sdendnote|edn)(\d+)(?:sym)?")
# Signs that Markdown would take for its own, wherever they stand; and at the beginning of a line.
_SIGNS = re.compile(r"([\\`\[\]]|\*(?=\S)|(?<=\S)\*|~~)")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_STARTS = re.compile(r"^([ ]{0,3})(?:(#{1,6}|[-+>]|:|!!!)(?=\s)|(\d{1,9})([.)])(?=\s)|([-=_]{3,})(?=\s*$))", re.M)

_OPTIONS: Mapping[str, Untyped] = {
    "heading_style": "ATX",
    "bullets": "-",
    "newline_style": "backslash",
    "autolinks": False,
    "table_infer_header": True,
}


def to_markdown(html: str) -> str:
    """The Markdown of a text; headings start at « ## », notes are the site's own."""
    soup = BeautifulSoup(html, "html.parser")
    notes = _notes(soup)
    _headings(soup)
    body = _Converter(**_OPTIONS).convert_soup(soup)
    body = _tidy(body)
    for label, text in notes:
        body += f"\n\n[^{label}]: {text}"
    return body.strip() + "\n"


def _headings(soup: BeautifulSoup) -> None:
    """The highest heading is of the second level, and no level is missing below it."""
    found = [node for node in soup.find_all(re.compile(r"^h[1-6]$")) if node.get_text(strip=True)]
    levels = sorted({int(node.name[1]) for node in found})
    for node in found:
        for bold in node.find_all(["strong", "b"]):
            bold.unwrap()
        node.name = f"h{min(6, levels.index(int(node.name[1])) + 2)}"


def _notes(soup: BeautifulSoup) -> list[tuple[str, str]]:
    """Take the notes out of the text: their calls become « [^1] », and what each says is given, in their order."""
    found: list[tuple[str, str]] = []
    for call in soup.find_all("a", href=_NOTE):
        target = soup.find(id=str(call["href"])[1:]) or soup.find("a", attrs={"name": str(call["href"])[1:]})
        if not isinstance(target, Tag) or call in target.descendants:
            continue
        holder = target if target.name in ("li", "div", "p") else target.find_parent(["li", "div", "p"])
        if holder is None or not re.fullmatch(r"\W*[\divxlc*]+\W*", call.get_text(strip=True)):
            continue
        label = str(len(found) + 1)
        whole = call.parent if call.parent is not None and call.parent.name == "sup" else call
        whole.replace_with(f"\ue000^{label}\ue001")
        for back in holder.find_all("a", href=re.compile("^#")):
            back.decompose()
        holder.extract()
        found.append((label, holder.decode_contents()))
    texts = []
    for label, inner in found:
        text = _tidy(_Converter(**_OPTIONS).convert(inner)).strip()
        texts.append((label, re.sub(r"\n(?=\S)", "\n    ", text)))
    for empty in soup.find_all(["ol", "ul", "hr", "sup"]):
        if empty.name != "hr" and not empty.get_text(strip=True) and not empty.find("img"):
            empty.decompose()
    return texts


class _Converter(MarkdownConverter):
    """markdownify, with the figures, the notes and the escapes of the site's dialect."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        if not text:
            return ""
        text = _SIGNS.sub(r"\\\1", text.replace("\n", " "))
        text = _UNDERSCORE.sub(r"\\_", text)
        text = _TAG.sub("&lt;", _ENTITY.sub("&amp;", text))
        return text.replace("|", "\\|") if {"td", "th"} & parent_tags else text

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        if not text.strip(" \n\\"):
            return ""
        if "legende" in (el.get("class") or ()):
            before = el.find_previous_sibling()
            if before is not None and before.find("img") is not None and not before.get_text(strip=True):
                return f"\n*{_one_line(text)}*\n\n"
        inside = "_inline" in parent_tags or text.lstrip().startswith("![")
        return str(super().convert_p(el, text if inside else _safe_starts(text.strip()), parent_tags))  # type: ignore[misc]

    def convert_figure(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_figcaption(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n*{_one_line(text)}*\n" if text.strip() else ""

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        alt = _SIGNS.sub(r"\\\1", str(el.get("alt") or ""))
        address = str(el.get("src") or "")
        return f"![{alt}]({f'<{address}>' if re.search(r'[ ()]', address) else address})" if address else ""

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text if _ORDINAL.fullmatch(text.strip()) or text.startswith("\ue000") else f"<sup>{text}</sup>"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"<sub>{text}</sub>"

    def convert_q(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"« {text} »"

    def convert_u(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        address = str(el.get("href") or "")
        if not address or address.startswith("#") or not text.strip():
            return text  # a mark in the text, or a link to one: the site makes its own
        return str(super().convert_a(el, text, parent_tags))  # type: ignore[misc]


def _one_line(text: str) -> str:
    return re.sub(r"\\?\s*\n\s*", " ", text.strip())


def _safe_starts(text: str) -> str:
    """A paragraph whose lines begin with no sign of Markdown's."""

    def escaped(match: re.Match[str]) -> str:
        if match[3]:
            return f"{match[1]}{match[3]}\\{match[4]}"
        return f"{match[1]}\\{match[2] or match[5]}"

    return _STARTS.sub(escaped, text)


def _tidy(body: str) -> str:
    """Empty emphasis and spaces at line ends gone, one empty line between blocks, the calls of notes in their form."""
    body = body.replace("\ue000", "[").replace("\ue001", "]")
    body = re.sub(r"[ \t]+$", "", body, flags=re.M)
    body = re.sub(r"\\\n(?=\n|$)", "\n", body)  # a break that ends its paragraph
    body = re.sub(r"\*\*(\s*)\*\*", r"\1", body)
    return re.sub(r"\n{3,}", "\n\n", body).strip("\n")
