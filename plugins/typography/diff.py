"""Show what typography would change in a Markdown source: only characters, never the markup."""

import difflib
import re
from collections.abc import Iterator

from plugins.typography.alphabet import BREAK, OBJECT, STAND_IN, TAG
from plugins.typography.markup import read_entities
from plugins.typography.options import Options
from plugins.typography.rules import set_run
from plugins.typography.tokens import restore

VISIBLE = str.maketrans({"\u00a0": "⍽", "\u202f": "⎵"})
RED, GREEN, CYAN, STRONG, PLAIN = "\033[31m", "\033[32m", "\033[36m", "\033[7m", "\033[0m"

HEADER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
# Pieces of a source that are no prose and may hold blank lines.
OPAQUE = re.compile(
    r"^(?P<fence>[ ]{0,3}(?P<mark>`{3,}|~{3,}))[^\n]*\n.*?(?:^[ ]{0,3}(?P=mark)[`~]*[ \t]*$|\Z)"
    r"|<(?P<tag>pre|script|style|textarea|svg|math)\b.*?(?:</(?P=tag)\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.S | re.M | re.I,
)
BLANK_LINE = re.compile(r"(\n(?:[ \t]*\n)+)")
# What starts a line and is not text: heading, quotation, item, definition, footnote.
LEAD = re.compile(
    r"^(?:[ \t]*(?:\#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,9}[.)][ \t]+|:[ \t]+|\[\^[^\]\n]+\]:[ \t]*))+", re.M
)
ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]|\[\^[^\]\n]+\]:|:[ \t]")
INDENTED = re.compile(r"(?: {4}|\t)")
DEFINITION = re.compile(r"^[ ]{0,3}(?:\[[^\]\n^][^\]\n]*\]|\*\[[^\]\n]+\]):.*$", re.M)
RULE = re.compile(r"^[ \t]*(?:[-*_=|:][ \t]*){2,}$", re.M)
LEFT_ALONE_BLOCK = re.compile(r"\{:?[^{}\n]*(?:\.verbatim|\blang=)[^{}\n]*\}\s*\Z")
INLINE = re.compile(
    r"(?P<object>(?P<ticks>(?<!`)`+(?!`))[^\n]*?(?<!`)(?P=ticks)(?!`)"
    r"|<(?P<name>[a-z]+)(?=[^<>]*(?:lang=|verbatim))[^<>]*>.*?</(?P=name)>|<(?:code|kbd|samp|var)\b.*?</\w+>"
    r"|(?P<star>[*_]{1,2})[^*_\n]+(?P=star)\{[^{}\n]*(?:\.verbatim|lang=)[^{}\n]*\})"
    r"|(?P<break>[ ]{2,}\n|\\\n|<br[ ]?/?>\n?)"
    r"|</?[A-Za-z][^<>]*>|\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)?\)|\]\[[^\]\n]*\]|!?\[(?=[^\[\]\n]*\][(\[])"
    r"|\[\^[^\]\s]+\]|\{:?[^{}\n]*\}|\\[\\`*_{}\[\]()#+.!|-]|\*+|(?<!\w)_+(?=\S)|(?<=\S)_+(?!\w)|~~|\||(?P<entity>&\#?\w{2,31};)",
    re.S,
)


def typeset_markdown(source: str, options: Options) -> str:
    """Return a Markdown source with its text set: spaces, quotes, apostrophes, dashes; no tag is added.

    The header, code, comments, tags, targets of links, attribute lists and references keep their characters.
    """
    if STAND_IN.search(source):
        return source
    header = HEADER.match(source)
    done = header.end() if header else 0
    parts = [source[:done]]
    for match in OPAQUE.finditer(source, done):
        parts += (_set_prose(source[done : match.start()], options), match[0])
        done = match.end()
    return "".join((*parts, _set_prose(source[done:], options)))


def _set_prose(text: str, options: Options) -> str:
    """Set a piece without opaque blocks, a paragraph at a time."""
    parts: list[str] = []
    in_list = False
    for position, block in enumerate(BLANK_LINE.split(text)):
        code = INDENTED.match(block) and not in_list
        if position % 2 or not block.strip() or code or LEFT_ALONE_BLOCK.search(block):
            parts.append(block)
            continue
        in_list = bool(ITEM.match(block)) or (in_list and bool(INDENTED.match(block)))
        parts.append(_set_block(block, options))
    return "".join(parts)


def _set_block(block: str, options: Options) -> str:
    """Set a paragraph, a list or a table; the start of an item and the bar of a cell end a run."""
    parts: list[str] = []
    run_start = 0
    bounds = sorted(
        (match.span() for pattern in (LEAD, DEFINITION, RULE) for match in pattern.finditer(block)),
    )
    for start, end in bounds:
        if start < run_start:
            continue
        parts += (_set_lines(block[run_start:start], options), block[start:end])
        run_start = end
    return "".join((*parts, _set_lines(block[run_start:], options)))


def _set_lines(text: str, options: Options) -> str:
    items: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        if match["entity"]:
            return read_entities(match[0], items)
        items.append(match[0])
        return OBJECT if match["object"] else BREAK if match["break"] or match[0] == "|" else TAG

    run = INLINE.sub(stand_in, text)
    end = len(run.rstrip("\n"))  # the newline of the block is not a space before what follows
    return restore(set_run(run[:end], options, tags=False) + run[end:], items) if run[:end].strip() else text


def show_spaces(text: str) -> str:
    """Return the text with U+00A0 shown as ⍽ and U+202F as ⎵."""
    return text.translate(VISIBLE)


def diff_text(before: str, after: str, name: str, color: bool = False) -> str:
    """Return a unified diff without context, no-break spaces visible; empty when nothing changes.

    With ``color``, removed and added lines are red and green, and the words that differ are in reverse video.
    """
    old, new = before.splitlines(), after.splitlines()
    lines: list[str] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        title = f"{name}:{i1 + 1}"
        lines.append(f"{CYAN}{title}{PLAIN}" if color else title)
        lines += _changes(old[i1:i2], new[j1:j2], color)
    return "\n".join(lines) + "\n" if lines else ""


def diff_markdown(source: str, name: str, options: Options, color: bool = False) -> str:
    """Return what typography would change in a Markdown source named ``name``, as ``diff_text`` shows it."""
    return diff_text(source, typeset_markdown(source, options), name, color)


def _changes(old: list[str], new: list[str], color: bool) -> Iterator[str]:
    old, new = [show_spaces(line) for line in old], [show_spaces(line) for line in new]
    if not color:
        yield from (f"- {line}" for line in old)
        yield from (f"+ {line}" for line in new)
        return
    marked = [_mark(a, b) for a, b in zip(old, new, strict=True)] if len(old) == len(new) else None
    yield from (f"{RED}- {line}{PLAIN}" for line in ([a for a, _ in marked] if marked else old))
    yield from (f"{GREEN}+ {line}{PLAIN}" for line in ([b for _, b in marked] if marked else new))


def _mark(old: str, new: str) -> tuple[str, str]:
    """Return both lines with the words that differ in reverse video."""
    words = re.compile(r"\S+|\s+")
    a, b = words.findall(old), words.findall(new)
    left, right = "", ""
    for kind, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        first, second = "".join(a[i1:i2]), "".join(b[j1:j2])
        if kind == "equal":
            left, right = left + first, right + second
            continue
        # 27 ends the reverse video and keeps the colour of the line.
        left += f"{STRONG}{first}\033[27m" if first else ""
        right += f"{STRONG}{second}\033[27m" if second else ""
    return left, right
