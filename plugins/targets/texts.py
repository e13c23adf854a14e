"""Texts of blogs compared: by their words, which decide whether a person changed one, and by their form.

An editor that saves a text writes its markup anew: blank lines between blocks, classes, entities, `<br>`; WordPress
shows other signs than those it keeps (wptexturize: quotes, dashes, `3×4`). None of that is a correction.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from plugins.common.texts import plain_text
from plugins.model.excerpt import sentence_ends

TEASER_WORDS = 55  # what WordPress itself would take
Text = tuple[str, str]  # a title (text) and a content (HTML or blocks)

_FORMS = {"b": "strong", "i": "em", "strike": "s", "del": "s"}  # what an editor writes for what it reads
_MARKED = frozenset("h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre table tr td th".split())
_STYLED = frozenset("strong em s u code q cite abbr sub sup mark".split())
_EDGE = r"\0/?(?:h\d|[uod]l|li|d[dt]|blockquote|pre|table|t[rdh])\0"  # where a line ends without a <br>
_BREAKING = _MARKED | frozenset("p div section article aside figure figcaption details summary hr".split())
_SHOWN = {"iframe": "src", "video": "src", "audio": "src", "embed": "src", "object": "data", "source": "src"}
_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′ʼ`", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", "")
    | {"×": "x", "…": "...", "⁄": "/", "½": "1/2", "¼": "1/4", "¾": "3/4", "™": "(tm)"}
)


def same_text(one: Text, other: Text) -> bool:
    """Whether two texts say the same words and lead to the same places, however they are marked up and signed."""
    return _words(*one) == _words(*other)


def contains(whole: Text, part: Text, *, title: bool = True) -> bool:
    """Whether the words of a text are within those of another, to which a theme may add its own before and after."""
    held, ours = (
        [f" {each.casefold()} " for each in _words(*text)]  # WordPress shows « Wordpress » as « WordPress »
        for text in (whole, part)
    )
    return ours[1] in held[1] and (not title or ours[0] == held[0])


def same_form(one: Text, other: Text) -> bool:
    """Whether two texts have the same words, signs, headings, lists and emphasis."""
    return _form(*one) == _form(*other)


def text_digest(title: str, content: str) -> str:
    """One short hash of the form of a text: what a ledger keeps of the text that was sent."""
    return _hash(_form(title, content))


def readable(content: str) -> str:
    """A content as a person compares it: its words, and the address of what it leads to or shows."""
    return _read(content).shown()


def teaser(content: str, words: int = TEASER_WORDS, characters: int = 0) -> str:
    """The text that lists, feeds and search engines show of a post of ours: its first sentences.

    What a blog makes by itself would end with the words of the link, which leads nowhere there. At most so many
    `words`, and `characters` when they are given.
    """
    passage = re.sub(r"<p\b[^>]*\blire-la-suite\b[^>]*>.*?</p>", " ", content, flags=re.S)
    text = plain_text(passage)
    within = text[:characters] if characters else text
    ends = [match.end() for match in re.finditer(r"\S+", within)][:words]
    if not ends or ends[-1] == len(text):
        return text
    whole = [end for end in sentence_ends(text) if end <= ends[-1]]
    return text[: whole[-1]].rstrip() if whole else f"{text[: ends[-2] if len(ends) > 1 else ends[-1]]}…"


def fold(text: str) -> str:
    """A text with one sign for all those that mean the same, one space between its words."""
    text = re.sub(r"\s+", " ", re.sub(r"[«‹]\s*|\s*[»›]|''|``", '"', text))
    return re.sub(r"-+", "-", text.translate(_SIGNS)).strip()


def carries(content: str, key: str) -> bool:
    """Whether a paragraph of a content has the key among its classes; the key quoted in a text is no mark.

    Nor is a class made of it: a theme of Ghost writes `tag-hash-<key>` around a post that has the key for a tag.
    """
    return re.search(rf"class=[\"'](?:[^\"']*\s)?{re.escape(key)}(?=[\"'\s])", content) is not None


def relay_marks(content: str) -> set[str]:
    """The keys of relays that a content carries."""
    classes = " ".join(re.findall(r"class=[\"']([^\"']*)", content)).split()
    return {name for name in classes if re.fullmatch(r"cx-[0-9a-f]{16}", name)}


class _Reader(HTMLParser):
    """Reads a content into pieces of text, those of its form within « \0 », which no text has."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.form: list[str] = []
        self._links: list[str] = []
        self._mute = 0

    def shown(self) -> str:
        return " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        tag = _FORMS.get(tag, tag)
        if tag in ("script", "style"):
            self._mute += 1
        elif tag == "a":
            self._links.append(given.get("href", ""))
        elif tag == "img":
            self._show(
                f"[image {_file(given.get('src', ''))}{' : ' if given.get('alt') else ''}{given.get('alt', '')}]"
            )
        elif _SHOWN.get(tag) in given:
            self._show(f"[{given[_SHOWN[tag]]}]")
        elif tag == "br":
            self._break("\0br\0")
        self._mark(tag, "")

    def handle_endtag(self, tag: str) -> None:
        tag = _FORMS.get(tag, tag)
        if tag in ("script", "style"):
            self._mute = max(0, self._mute - 1)
        elif tag == "a" and self._links:
            href = self._links.pop()
            if href:
                self.words.append(f" ({href})")
                self.form.append(f"\0{href}\0")
        self._mark(tag, "/")

    def handle_data(self, data: str) -> None:
        if not self._mute:
            self.words.append(data)
            self.form.append(data)

    def handle_comment(self, data: str) -> None:
        # A block without HTML of its own shows something all the same: the last posts, a synced pattern.
        block = re.fullmatch(r"\s*wp:(.*\S)\s*/", data, re.S)
        if block:
            self._show(f"[bloc {block[1]}]")

    def _mark(self, tag: str, end: str) -> None:
        if tag in _BREAKING:
            self._break(f"\0{end}{tag}\0" if tag in _MARKED else "\0br\0")
        elif tag in _STYLED:
            self.form.append(f"\0{end}{tag}\0")

    def _break(self, form: str) -> None:
        self.words.append(" ")
        self.form.append(form)

    def _show(self, what: str) -> None:
        self.words.append(f" {what} ")
        self.form.append(f"\0{what}\0")


def _read(content: str) -> _Reader:
    reader = _Reader()
    reader.feed(content)
    reader.close()
    return reader


def _file(address: str) -> str:
    """The name of a picture whatever the size that is shown: `photo-300x200.jpg` is `photo`."""
    return re.sub(r"-(?:\d+x\d+|scaled)$", "", PurePosixPath(unquote(urlsplit(address).path)).stem)


def _words(title: str, content: str) -> Text:
    return fold(html.unescape(title)), fold(readable(content))


def _form(title: str, content: str) -> Text:
    """The form as one text. Breaks next to one another, or to a heading or a list, are one."""
    form = "".join(_read(content).form)
    form = re.sub(r"[ \t\r\n]+", " ", form)
    form = re.sub(rf" ?({_EDGE}|\0br\0) ?", r"\1", form)
    form = re.sub(r"(?:\0br\0)+", "\0br\0", form)
    form = re.sub(rf"\0br\0(?={_EDGE})", "", form)
    form = re.sub(rf"({_EDGE})\0br\0", r"\1", form)
    form = form.replace(" \0/code\0\0/pre\0", "\0/code\0\0/pre\0")
    return " ".join(html.unescape(title).split()), form.removeprefix("\0br\0").removesuffix("\0br\0").strip()


def _hash(text: Text) -> str:
    return hashlib.blake2b(json.dumps(text, ensure_ascii=False).encode(), digest_size=12).hexdigest()
