"""Asides that an author sets apart: `!!! type "Titre"` and what is indented below it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from plugins.common.regex import regex

TITLES = {
    "attention": "Attention",
    "caution": "Attention",
    "danger": "Danger",
    "definition": "Définition",
    "error": "Erreur",
    "example": "Exemple",
    "hint": "Conseil",
    "important": "Important",
    "info": "À savoir",
    "note": "À noter",
    "question": "Question",
    "retenir": "À retenir",
    "quote": "Citation",
    "seealso": "À voir aussi",
    "summary": "En résumé",
    "tip": "Conseil",
    "warning": "Attention",
}
UNTITLED = frozenset(("appel", "exergue"))  # they say it by their form
_OPENING = regex(
    r"(?:^|\n)!!! ?(?P<type>\w[^\"“«\n]*?)(?: +(?:\"(?P<title>[^\n]*?)\"|[“«]\s*(?P<french>[^\n]*?)\s*[”»]))? *(?:\n|$)"
)


class AsideProcessor(BlockProcessor):
    """An aside is an `<aside>`: excerpts and descriptions leave it out, as they do an author's own.

    Its type is free text (`vrai`, `vrai, faux`, `Vrai/Faux`): each of its words is a class that begins with
    `admonition-`, since as it stands it would take the style of whatever the theme calls so. Without a title of the
    author's, the type gives one: in French when it is known and the text is French, else as the author wrote it.
    """

    def __init__(self, parser: BlockParser, french: bool) -> None:
        super().__init__(parser)
        self.french = french

    def test(self, parent: Element, block: str) -> bool:
        return "!!!" in block and bool(_OPENING.search(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        match = _OPENING.search(block)
        assert match is not None  # `test` found it
        if before := block[: match.start()]:
            self.parser.parseBlocks(parent, [before])
        held, rest = self.detab(block[match.end() :])
        content = [held]
        while not rest.strip("\n") and blocks and blocks[0].lstrip("\n").startswith(" " * self.tab_length):
            held, rest = self.detab(blocks.pop(0))
            content.append(held)
        if rest.strip("\n"):
            blocks.insert(0, rest)
        words = re.findall(r"[\w-]+", match["type"].lower())
        classes = " ".join(f"admonition-{word}" for word in words)
        aside = SubElement(parent, "aside", {"class": f"admonition {classes}"})
        if title := self._title(match):
            paragraph = SubElement(aside, "p", {"class": "admonition-title"})
            paragraph.text = title
        self.parser.state.set("aside")
        self.parser.parseChunk(aside, "\n\n".join(content))
        self.parser.state.reset()

    def _title(self, match: re.Match[str]) -> str:
        for given in (match["title"], match["french"]):
            if given is not None:
                return given
        kind = match["type"].strip()
        if kind.lower() in UNTITLED:
            return ""
        if self.french and kind.lower() in TITLES:
            return TITLES[kind.lower()]
        first = kind.partition(" ")[0] if re.fullmatch(r"[\w-]+(?: +[\w-]+)+", kind) else kind
        return first[:1].upper() + first[1:]
