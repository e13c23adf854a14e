"""Blocks tried only where their sign is, as inline patterns are (inline.py): the same tree, for hardly a search."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.util import STX

_DEFINITION = ("\n:", "\n :", "\n  :", "\n   :")
# Of which a block between two line ends holds one for certain when a processor takes it; one that is not here is tried
# on all blocks.
_SIGNS: dict[str, tuple[str, ...]] = {
    "markdown_block": (f"{STX}wzxhzdk:",),
    "aside": ("!!!",),
    "empty": ("\n\n",),
    "fences": (f"{STX}fence:",),
    "defindent": ("\n    ",),
    "code": ("\n    ",),
    "table": ("|",),
    "hashheader": ("\n#",),
    "setextheader": ("\n=", "\n-"),
    "hr": ("--", "- -", "-  -", "__", "_ _", "_  _", "**", "* *", "*  *"),
    "glossary": _DEFINITION,
    "deflist": _DEFINITION,
    "quote": (">",),
    "footnote": ("[^",),
    "abbr": ("\n*[",),
    "reference": ("]:",),
}


class SignedBlocks(BlockParser):
    """python-markdown's parser of blocks, in the place of a stock one; all processors are there at its first text."""

    def __init__(self, stock: BlockParser) -> None:
        super().__init__(stock.md)
        self.blockprocessors = stock.blockprocessors
        for processor in self.blockprocessors:
            processor.parser = self
        self._known: list[tuple[BlockProcessor, tuple[str, ...]]] = []

    def _read_processors(self) -> None:
        names = {self.blockprocessors[name]: name for name in _SIGNS if name in self.blockprocessors}
        self._known = [(each, _SIGNS.get(names.get(each, ""), ("",))) for each in self.blockprocessors]

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:
        if not self._known:
            self._read_processors()
        while blocks:
            lines = f"\n{blocks[0]}\n"
            for processor, signs in self._known:
                for sign in signs:
                    if sign in lines:
                        break
                else:
                    continue
                if processor.test(parent, blocks[0]):
                    if processor.run(parent, blocks) is not False:
                        break
                    lines = f"\n{blocks[0]}\n"
