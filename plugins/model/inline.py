"""Inline patterns tried only where their sign is: the same HTML, without a search for each of them in each text.

python-markdown tries its twenty patterns on every run of text, and again on the text of each link; hardly one of them
can match there.
"""

from __future__ import annotations

from markdown import Markdown
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

from plugins.common.untyped import Untyped

# Of which a text holds one for certain when a pattern finds something in it; a pattern that is not here is tried on all
# texts. Those of references make something of what the text defines, and of nothing else.
_SIGNS: dict[str, tuple[str, ...]] = {
    "backtick": ("`",),
    "backslash_break": ("\\\n",),
    "escape": ("\\",),
    "footnote": ("[^",),
    "reference": ("[",),
    "link": ("](",),
    "image_link": ("![",),
    "image_reference": ("![",),
    "short_reference": ("[",),
    "short_image_ref": ("![",),
    "autolink": ("<",),
    "automail": ("<",),
    "linebreak": ("  \n",),
    "html": ("<",),
    "magic-link": ("://", "w.", "W."),
    "magic-mail": ("@",),
    "entity": ("&",),
    "em_strong": ("*", "_"),
    "delimiter": ("~",),
}
# What they make of a match depends on it alone, and holds nothing to read further: all are replaced in one pass, where
# python-markdown copies the whole text at each.
_APART = frozenset(("escape", "entity", "footnote", "html"))
_OF_REFERENCES = frozenset(("reference", "image_reference", "short_reference", "short_image_ref"))


class SignedPatterns(InlineProcessor):
    """python-markdown's inline patterns, for a converter whose patterns are all registered at its first text."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._known: list[tuple[Untyped, tuple[str, ...], bool, bool]] = []  # with its signs; of references? apart?

    def _read_patterns(self) -> None:
        names = {self.inlinePatterns.get_index_for_name(name): name for name in _SIGNS if name in self.inlinePatterns}
        for rank, pattern in enumerate(self.inlinePatterns):
            name = names.get(rank, "")
            self._known.append((pattern, _SIGNS.get(name, ("",)), name in _OF_REFERENCES, name in _APART))

    # The name under which the class above knows its own method.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if isinstance(data, AtomicString):
            return data
        if not self._known:
            self._read_patterns()
        nothing_defined = not self.md.references
        for rank in range(patternIndex, len(self._known)):
            pattern, signs, of_references, apart = self._known[rank]
            for sign in signs:
                if sign in data:
                    break
            else:
                continue
            if of_references and nothing_defined:
                continue
            if apart:
                data = self._replaced(pattern, data)
                continue
            matched, start = True, 0
            while matched:
                data, matched, start = self._InlineProcessor__applyPattern(pattern, data, rank, start)  # type: ignore[attr-defined]
        return data

    def _replaced(self, pattern: Untyped, data: str) -> str:
        parts, done = [], 0
        for match in pattern.getCompiledRegExp().finditer(data):
            node, start, end = pattern.handleMatch(match, data)
            if node is not None:
                parts += [data[done:start], self._InlineProcessor__stashNode(node, pattern.type())]  # type: ignore[attr-defined]
                done = end
        return "".join([*parts, data[done:]])
