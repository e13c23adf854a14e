"""Cut HTML into runs, hand each run to a function, and put the markup back byte for byte.

A parser that builds a tree rewrites the markup it reads (``viewBox``, unclosed ``<p>``, accents in links), so
this one only finds tags, keeps a stack of open elements for what must be left alone, and never writes a tag
of its own.
"""

from collections.abc import Callable, Sequence
from re import IGNORECASE, Match, escape

from plugins.common.regex import regex
from plugins.typography.alphabet import BREAK, MARKUP, OBJECT, STAND_IN, TAG
from plugins.typography.language import OPENING
from plugins.typography.markup import (
    ATTRIBUTE,
    BLOCK,
    CLOSES_ITS_LIKE,
    INLINE,
    LEFT_ALONE,
    PLAIN,
    PROSE_ATTRIBUTES,
    RAW_TEXT,
    READ_ALOUD,
    SCOPING,
    TAG_PATTERN,
    VOID,
    WORD_LIKE,
    is_french,
    read_entities,
    scope,
)

# State of an element. Inside FOREIGN a lang="fr" is read again; inside SHUT nothing is.
PROSE, TITLE, FOREIGN, SHUT = range(4)

Setter = Callable[[str, bool, str], str]
"""``(run, tags allowed, name of the block)`` → the run, set."""

# Tags without attributes that only open or close an element of prose: name, is it a block, does it open.
COMMON = {
    f"<{slash}{name}>": (name, name in BLOCK, not slash)
    for name in (BLOCK | INLINE) - VOID - LEFT_ALONE - PLAIN - RAW_TEXT
    for slash in ("", "/")
}
# The tags that a setter may write around words.
WRITTEN = ("<sup>", "</sup>", '<span class="amp">', '<span class="caps">', *OPENING.values(), "</span>")
MARKUP_OR_WRITTEN = regex("|".join((MARKUP.pattern, *map(escape, WRITTEN))))
RAW_END = {name: regex(f"</{escape(name)}(?![A-Za-z0-9-])", IGNORECASE) for name in RAW_TEXT}


def restore(run: str, items: list[str]) -> str:
    """Put the markup behind each stand-in back, in order."""
    if not items:
        return run
    source = iter(items)
    return MARKUP.sub(lambda _: next(source), run)


def rewrite(html: str, *setters: Setter, set_value: Callable[[str], str] | None = None) -> str:
    """Return ``html`` with its runs passed through each of ``setters`` in turn, its prose attributes through
    ``set_value``: in one reading of the tags.

    A setter may write the tags of ``WRITTEN``; the next one sees them as it sees those of the source. A run
    that comes back as it went in is copied from the source, entities included. Text that holds noncharacters,
    which HTML forbids, is returned as it is.
    """
    if STAND_IN.search(html):
        return html
    return _Rewriter(html, setters, set_value).result()


def rewrite_value(value: str, set_value: Callable[[str], str]) -> str:
    """Return a quoted attribute value, quotes included, with its text passed through ``set_value``."""
    quote = value[0]
    items: list[str] = []
    run = read_entities(value[1:-1], items) if "&" in value else value[1:-1]
    new = set_value(run)
    if new == run:
        return value
    escaped = "&quot;" if quote == '"' else "&#39;"
    return quote + restore(new.replace(quote, escaped), items) + quote


class _Rewriter:
    """One pass over one text: what changes is written, the rest is copied from the source between changes."""

    __slots__ = (
        "copied", "html", "items", "left_from", "left_inline", "open", "out", "parts", "plain", "run_start",
        "set_value", "setters", "stack", "state", "touched",
    )  # fmt: skip

    def __init__(self, html: str, setters: Sequence[Setter], set_value: Callable[[str], str] | None) -> None:
        self.html, self.setters, self.set_value = html, setters, set_value
        self.out: list[str] = []
        self.copied = 0  # how far the source is in `out`
        # Open elements: name, state, is it a block, name of the innermost block here.
        self.stack: list[tuple[str, int, bool, str]] = [("", PROSE, False, "")]
        self.open: dict[str, int] = {}  # how many of each name are on the stack
        self.state = PROSE
        self.left_from = 0  # where the passage being left alone starts
        self.left_inline = False  # whether it is one word of the run around it
        # The run being read.
        self.parts: list[str] = []
        self.items: list[str] = []  # the markup behind the stand-ins of the parts
        self.run_start = 0
        self.plain = False  # no tag may be added
        self.touched = False  # an attribute of an inline tag has changed

    def result(self) -> str:
        html, position, resumed = self.html, 0, 0
        parts, items, stack, opened = self.parts, self.items, self.stack, self.open
        while resumed >= 0:
            tags, resumed = TAG_PATTERN.finditer(html, resumed), -1
            for match in tags:
                start, end = match.span()
                if start > position and self.state < FOREIGN:
                    text = html[position:start]
                    parts.append(read_entities(text, items) if "&" in text else text)
                    self.plain = self.plain or self.state == TITLE
                position = end
                tag = match[0]
                common = COMMON.get(tag)
                if common and self.state < FOREIGN:  # nearly all the tags of a page: no attribute, nothing to leave
                    name, is_block, opens = common
                    top = stack[-1]
                    if opens:
                        if is_block:
                            if top[0] == "p" or (top[0] == name and name in CLOSES_ITS_LIKE):
                                self.pop_to(len(stack) - 1, start, start)
                            if parts:
                                self.flush(start)
                            self.run_start = end
                            stack.append((name, self.state, True, name))
                        else:
                            parts.append(TAG)
                            items.append(tag)
                            stack.append((name, self.state, False, top[3]))
                        opened[name] = opened.get(name, 0) + 1
                        continue
                    if top[0] == name and stack[-2][1] == self.state:
                        if is_block:
                            if parts:
                                self.flush(start)
                            self.run_start = end
                        else:
                            parts.append(TAG)
                            items.append(tag)
                        stack.pop()
                        opened[name] -= 1
                        continue
                slash, name = match.groups()
                if name is None:
                    self.inline(tag, TAG)
                elif slash:
                    self.end_tag(name.lower(), start, end)
                else:
                    position = self.start_tag(name.lower(), start, end)
                    if position > end:  # raw text: what looks like a tag in it is none
                        resumed = position
                        break
        if self.state < FOREIGN:
            if position < len(html):
                text = html[position:]
                parts.append(read_entities(text, items) if "&" in text else text)
                self.plain = self.plain or self.state == TITLE
        else:
            self.resume(len(html))
        self.flush(len(html))
        return "".join((*self.out, html[self.copied :])) if self.out else html

    def inline(self, source: str, stand_in: str) -> None:
        if self.state < FOREIGN:
            self.parts.append(stand_in)
            self.items.append(source)

    def emit(self, new: str, start: int, end: int) -> None:
        """Write ``new`` in the place of the source from ``start`` to ``end``."""
        self.out += (self.html[self.copied : start], new)
        self.copied = end

    def block_tag(self, start: int, end: int) -> None:
        if self.parts:
            self.flush(start)
        self.run_start = end

    def start_tag(self, name: str, start: int, end: int) -> int:
        """Take a start tag; return where to go on, which is after the content of a raw text element."""
        tag, is_block, top = self.html[start:end], name in BLOCK, self.stack[-1][0]
        if is_block and (top == "p" or (top == name and name in CLOSES_ITS_LIKE)):
            self.pop_to(len(self.stack) - 1, start, start)
        state = SHUT if name in LEFT_ALONE else self.state
        new = tag
        if "=" in tag and self.state != SHUT:
            state = self.scoped(tag, state)
            if state < FOREIGN and self.set_value and READ_ALOUD.search(tag):
                new = self.attributes(tag)
                self.touched = self.touched or (new != tag and not is_block)
        if name in PLAIN and state == PROSE:
            state = TITLE
        if name in VOID or tag.endswith("/>"):
            if is_block and self.state < FOREIGN:
                self.block_tag(start, end)
                if new != tag:
                    self.emit(new, start, end)
            else:
                word = name in WORD_LIKE or state >= FOREIGN
                self.inline(new, BREAK if name == "br" else OBJECT if word else TAG)
            return end
        self.push(name, is_block, state, new, start, end)
        if name in RAW_TEXT:
            close = RAW_END[name].search(self.html, end)
            return close.start() if close else len(self.html)
        return end

    def scoped(self, tag: str, state: int) -> int:
        """Return the state of an element whose tag may declare a language or a class to leave alone."""
        if state == SHUT or not SCOPING.search(tag):
            return state
        language, protected = scope(tag)
        if protected:
            return SHUT
        if language is None:
            return state
        return PROSE if is_french(language) else FOREIGN

    def push(self, name: str, is_block: bool, state: int, tag: str, start: int, end: int) -> None:
        was = self.state
        if was < FOREIGN <= state:  # a passage to leave alone begins
            if is_block:
                self.flush(start)
            self.left_from, self.left_inline = start, not is_block
        elif state < FOREIGN <= was:  # French inside another language: no word of the run around it any more
            if self.left_inline:
                self.flush(self.left_from)
            self.write_tag(tag, start, end)
            self.run_start = end
        elif state < FOREIGN and is_block:
            self.block_tag(start, end)
            self.write_tag(tag, start, end)
        elif state < FOREIGN:
            self.inline(tag, TAG)
        self.state = state
        self.stack.append((name, state, is_block, name if is_block else self.stack[-1][3]))
        self.open[name] = self.open.get(name, 0) + 1

    def write_tag(self, tag: str, start: int, end: int) -> None:
        """Write a tag whose attributes were set, when that changed them."""
        if tag != self.html[start:end]:
            self.emit(tag, start, end)

    def end_tag(self, name: str, start: int, end: int) -> None:
        if not self.open.get(name):  # it closes nothing
            self.inline(self.html[start:end], TAG)
            return
        index = len(self.stack) - 1
        while self.stack[index][0] != name:
            index -= 1
        self.pop_to(index, start, end)

    def pop_to(self, index: int, start: int, end: int) -> None:
        """Close the elements from ``index`` up, by an end tag from ``start`` to ``end`` (same if implied)."""
        popped = self.stack[index:]
        is_block = any(block for _, _, block, _ in popped)
        state = self.stack[index - 1][1]
        if self.state < FOREIGN <= state:
            self.flush(start)
            self.left_from, self.left_inline = start, False
        elif state < FOREIGN:
            inside = self.state >= FOREIGN
            if inside:
                self.resume(start if is_block else end)
            if is_block:
                self.block_tag(start, end)
            elif not inside:
                self.inline(self.html[start:end], TAG)
        del self.stack[index:]
        self.state = state
        for name, _, _, _ in popped:
            self.open[name] -= 1

    def resume(self, end: int) -> None:
        """End the passage left alone: one word of the run it stands in, or a piece of the page."""
        if self.left_inline:
            self.parts.append(OBJECT)
            self.items.append(self.html[self.left_from : end])
        else:
            self.run_start = end

    def flush(self, end: int) -> None:
        """Set the run that ends at ``end``."""
        parts = self.parts
        run = parts[0] if len(parts) == 1 else "".join(parts)
        if run and not run.isspace():
            changed, tags, block = self.touched, not self.plain, self.stack[-1][3]
            for set_run in self.setters:
                new = set_run(run, tags, block)
                if new != run:
                    changed = True
                    run = self.absorb(new) if "<" in new else new
            if changed:
                self.emit(restore(run, self.items), self.run_start, end)
        parts.clear()
        self.items.clear()
        self.run_start = end
        self.plain = self.touched = False

    def absorb(self, run: str) -> str:
        """Return the run with a stand-in for each tag that a setter wrote."""
        source, items = iter(self.items), list[str]()

        def stand_in(match: Match[str]) -> str:
            piece = match[0]
            if len(piece) == 1:
                items.append(next(source))
                return piece
            items.append(piece)
            return TAG

        run = MARKUP_OR_WRITTEN.sub(stand_in, run)
        self.items[:] = items
        return run

    def attributes(self, tag: str) -> str:
        """Return the tag with its prose attributes set; everything else keeps its bytes."""
        set_value = self.set_value
        assert set_value

        def value(match: Match[str]) -> str:
            name, equals, old = match.groups()
            if not old or old[0] not in "\"'" or name.lower() not in PROSE_ATTRIBUTES:
                return match[0]
            return name + equals + rewrite_value(old, set_value)

        return ATTRIBUTE.sub(value, tag)
