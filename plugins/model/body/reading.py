"""The door of a body: what people paste becomes the Markdown that they meant, and each place keeps its line.

text → `read` → `Reading.text`, normalised Markdown → model/markdown.py → HTML. What is certain is a change of the
source (`Edit`) with the id of the rule that makes it (rules.py), which `exceptions:` of a text turns off; what is not
is told, of the source (doubts.py) or of the page (model/leftovers.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cached_property

from plugins.common.frozen import frozen
from plugins.model.body.addresses import unwrapped
from plugins.model.body.bullets import bullets, dashes, glued_marks, line_blocks, lines_apart
from plugins.model.body.characters import fixed_spaces, shapeless
from plugins.model.body.containers import callouts, containers
from plugins.model.body.edits import Edit, Places, apply_edits, without_overlaps
from plugins.model.body.layout import marks, prose_indents, rules_and_years
from plugins.model.body.paste import pasted_html
from plugins.model.body.quotation_marks import guillemets
from plugins.model.body.source import Source
from plugins.model.body.spans import attributes, bold, escapes, links, products, raised
from plugins.model.body.tables import tabbed_tables


def _lines(source: Source) -> Iterator[Edit]:
    if source.odd_lines:
        for reading in (prose_indents, bullets, dashes, glued_marks, lines_apart, rules_and_years, fixed_spaces):
            yield from reading(source)


# Of two that would change one place, the first does. Each looks for its signs before it looks at anything.
_READINGS: tuple[Callable[[Source], Iterator[Edit]], ...] = (
    pasted_html,
    tabbed_tables,
    containers,
    callouts,
    line_blocks,
    _lines,
    marks,
    unwrapped,
    links,
    attributes,
    escapes,
    raised,
    products,
    bold,
    guillemets,
    shapeless,
)


def certain_edits(body: str, lang: str | None = None, without: Collection[str] = ()) -> tuple[Edit, ...]:
    """What is certain in a body, as changes of its source: sorted, apart from one another, of rules not in `without`.

    A pure function, linear in the body; `lang` is the text's language, French when it says none. Code is left alone.
    """
    return _edits(Source(body, lang), without)


def _edits(source: Source, without: Collection[str]) -> tuple[Edit, ...]:
    found = [edit for reading in _READINGS for edit in reading(source) if edit.rule not in without]
    return without_overlaps(found) if found else ()


@frozen
class Reading:
    """A body as it was written, and as it is read; `left` are the changes that its author wants not."""

    source: Source
    edits: tuple[Edit, ...] = ()
    left: tuple[Edit, ...] = ()

    @cached_property
    def text(self) -> str:
        """The Markdown that is meant."""
        return apply_edits(self.source.body, self.edits) if self.edits else self.source.body

    @cached_property
    def place(self) -> Callable[[int], int]:
        """From an offset of the text to the one of the source."""
        return Places(self.edits) if self.edits else int


def read(body: str, lang: str | None = None, without: Collection[str] = ()) -> Reading:
    """Read a body as it was meant; the rules in `without` leave their signs as they are."""
    source = Source(body, lang)
    edits = _edits(source, without)
    left = [edit for edit in _edits(source, ()) if edit.rule in without] if without else ()
    return Reading(source, edits, tuple(left))
