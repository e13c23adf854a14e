"""Cut HTML into runs, hand each run to a function, and put the markup back byte for byte.

A parser that builds a tree rewrites the markup it reads (``viewBox``, unclosed ``<p>``, accents in links), so
this one only finds tags, keeps a stack of open elements for what must be left alone, and never writes a tag
of its own.
"""

from collections import Counter
from collections.abc import Callable
from re import IGNORECASE, Match, compile, escape

from plugins.typography.alphabet import BREAK, MARKUP, OBJECT, STAND_IN, TAG
from plugins.typography.markup import (
    ATTRIBUTE,
    BLOCK,
    CLOSES_ITS_LIKE,
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

RAW_END = {name: compile(f"</{escape(name)}(?![A-Za-z0-9-])", IGNORECASE) for name in RAW_TEXT}


def restore(run: str, items: list[str]) -> str:
    """Put the markup behind each stand-in back, in order."""
    source = iter(items)
    return MARKUP.sub(lambda _: next(source), run)


def rewrite(html: str, set_run: Setter, set_value: Callable[[str], str] | None = None) -> str:
    """Return ``html`` with its runs passed through ``set_run``, its prose attributes through ``set_value``.

    A run that comes back as it went in is copied from the source, entities included. Text that holds
    noncharacters, which HTML forbids, is returned as it is.
    """
    if STAND_IN.search(html):
        return html
    return _Rewriter(html, set_run, set_value).result()


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
    """One pass over one text."""

    def __init__(self, html: str, set_run: Setter, set_value: Callable[[str], str] | None) -> None:
        self.html, self.set_run, self.set_value = html, set_run, set_value
        self.out: list[str] = []
        self.stack: list[tuple[str, int, bool]] = [("", PROSE, False)]  # name, state, is it a block
        self.open: Counter[str] = Counter()  # how many of each name are on the stack
        self.blocks = [""]  # the names of the open blocks
        self.state = PROSE
        self.left_from = 0  # where the passage being left alone starts
        self.left_inline = False  # whether it is one word of the run around it
        self.begin_run(0)

    def begin_run(self, start: int) -> None:
        self.parts: list[str] = []
        self.items: list[str] = []  # the markup behind the stand-ins of the parts
        self.run_start = start
        self.plain = False  # no tag may be added
        self.touched = False  # an attribute of an inline tag has changed

    def result(self) -> str:
        html, position, search = self.html, 0, TAG_PATTERN.search
        while match := search(html, position):
            start, end = match.span()
            if start > position:
                self.text(position, start)
            slash, name = match.groups()
            if name is None:
                self.inline(html[start:end], TAG)
            elif slash:
                self.end_tag(name.lower(), start, end)
            else:
                end = self.start_tag(name.lower(), start, end)
            position = end
        self.text(position, len(html))
        if self.state >= FOREIGN:
            self.resume(len(html))
        self.flush(len(html))
        return "".join(self.out)

    def text(self, start: int, end: int) -> None:
        if self.state < FOREIGN:
            text = self.html[start:end]
            self.parts.append(read_entities(text, self.items) if "&" in text else text)
            self.plain = self.state == TITLE

    def inline(self, source: str, stand_in: str) -> None:
        if self.state < FOREIGN:
            self.parts.append(stand_in)
            self.items.append(source)

    def block_tag(self, source: str, start: int, end: int) -> None:
        if self.parts:
            self.flush(start)
        self.out.append(source)
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
                self.block_tag(new, start, end)
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
            self.out.append(self.html[self.left_from : start] + tag)
            self.begin_run(end)
        elif state < FOREIGN and is_block:
            self.block_tag(tag, start, end)
        elif state < FOREIGN:
            self.inline(tag, TAG)
        self.state = state
        self.stack.append((name, state, is_block))
        self.open[name] += 1
        if is_block:
            self.blocks.append(name)

    def end_tag(self, name: str, start: int, end: int) -> None:
        if not self.open[name]:  # it closes nothing
            self.inline(self.html[start:end], TAG)
            return
        stack = self.stack
        index = len(stack) - 1
        while stack[index][0] != name:
            index -= 1
        if index < len(stack) - 1 or self.state >= FOREIGN or self.state != stack[index - 1][1]:
            self.pop_to(index, start, end)
            return
        # The common case, at once: half of the tags of a page come here.
        if stack.pop()[2]:
            self.block_tag(self.html[start:end], start, end)
            self.blocks.pop()
        else:
            self.inline(self.html[start:end], TAG)
        self.open[name] -= 1

    def pop_to(self, index: int, start: int, end: int) -> None:
        """Close the elements from ``index`` up, by an end tag from ``start`` to ``end`` (same if implied)."""
        popped = self.stack[index:]
        is_block = any(block for _, _, block in popped)
        state = self.stack[index - 1][1]
        if self.state < FOREIGN <= state:
            self.flush(start)
            self.left_from, self.left_inline = start, False
        elif state < FOREIGN:
            inside = self.state >= FOREIGN
            if inside:
                self.resume(start if is_block else end)
            if is_block:
                self.block_tag(self.html[start:end], start, end)
            elif not inside:
                self.inline(self.html[start:end], TAG)
        del self.stack[index:]
        self.state = state
        for name, _, block in popped:
            self.open[name] -= 1
            if block:
                self.blocks.pop()

    def resume(self, end: int) -> None:
        """End the passage left alone: one word of the run it stands in, or a piece of the page."""
        source = self.html[self.left_from : end]
        if self.left_inline:
            self.parts.append(OBJECT)
            self.items.append(source)
        else:
            self.out.append(source)
            self.begin_run(end)

    def flush(self, end: int) -> None:
        """Set the run that ends at ``end``."""
        run, source = "".join(self.parts), self.html[self.run_start : end]
        if run and not run.isspace():
            new = self.set_run(run, not self.plain, self.blocks[-1])
            if new != run or self.touched:
                source = restore(new, self.items)
        self.out.append(source)
        self.begin_run(end)

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
