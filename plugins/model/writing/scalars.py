"""Values as YAML, in a form that its versions 1.1 and 1.2 and their readers take alike: a text stays a text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Literal

from plugins.common.regex import regex
from plugins.common.untyped import Json

Style = Literal["", "'", '"', "|", ">"]
FLOW_WIDTH = 100  # a list or a mapping up to this many characters stands on one line

# What some reader takes for another thing than a text: YAML 1.1 (« y », « 0o7 », « 9:00 » in base 60), 1.2, and what
# Ruby's adds (« 1,000 »).
_OTHER = regex(
    r"""~ | null | true | false | yes | no | on | off | y | n | = | <<
    | [-+]? \.? [0-9] [0-9_,.]* (?: e [-+]? [0-9]+ )?
    | [-+]? 0 [xob] [0-9a-f_]+
    | [-+]? \. (?: inf | nan )
    | [-+]? [0-9][0-9_]* (?: : [0-9]{1,2} )+ (?: \. [0-9_]* )?
    | [0-9]{4} - [0-9]{1,2} - [0-9]{1,2} (?: (?: t | [ \t]+ ) [0-9]{1,2} : .* )?""",
    re.I | re.X,
)
_NUMBER = regex(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATE = regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?")
# Signs that begin something of YAML's, what ends a key or begins a comment.
_NOT_PLAIN = regex(r"[-?:,\[\]{}#&*!|>'\"%@`]|\.\.\.|.*(?::(?:\s|$)|\s#)|\s|.*\s$", re.S)
_FLOW_SIGNS = regex(r"[,\[\]{}?]|:(?![\w/])")
_ESCAPED = regex("[\x7f-\x9f\u2028\u2029\ufeff]")


class Bare(str):
    """A text that is a number, a date or a truth, and is written as one: without quotes."""


def as_text(value: Json) -> Json:
    """A value as the reader of headers gives it: each scalar a text."""
    if isinstance(value, Mapping):
        return {str(key): as_text(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [as_text(inner) for inner in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M") if value.tzinfo is None else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value.isoformat("minutes")) if isinstance(value, time) else str(value)


def is_taken_otherwise(text: str) -> bool:
    """Whether some reader of YAML takes a text without quotes for a number, a date, a truth or nothing."""
    return _OTHER.fullmatch(text) is not None


def is_same_everywhere(text: str) -> bool:
    """Whether a number, a date or a truth is written in the form that every reader takes for the same."""
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text)) or text in ("true", "false")


def is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text may stand without quotes, inside brackets and braces (`flow`) or not."""
    return bool(text) and text.isprintable() and not _NOT_PLAIN.match(text) and not (flow and _FLOW_SIGNS.search(text))


def scalar(value: Json, style: Style = "", *, flow: bool = False) -> str:
    """A value on one line, in the quotes of `style` where they can hold it.

    A text gets quotes when some reader would take it for something else; what is no text for Python gets none.
    """
    text = str(as_text(value))
    if isinstance(value, Bare | bool | int | float | date) and is_plain(text, flow=flow):
        return text
    if not style and is_plain(text, flow=flow) and not is_taken_otherwise(text):
        return text
    if not text.isprintable():
        return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(text, ensure_ascii=False))
    if style != "'" and not set(text) & set('"\\'):
        return f'"{text}"'
    return "'{}'".format(text.replace("'", "''"))


def block(text: str, indent: int) -> str | None:
    """A text of several lines as a literal block below its key, indented; None when a block cannot hold it."""
    lines = text.removesuffix("\n").split("\n")
    whole = "".join(lines)
    if len(lines) < 2 or not whole.isprintable() or lines[0] != lines[0].strip() or not lines[0] or not lines[-1]:
        return None
    if any(line != line.rstrip() for line in lines):
        return None
    body = "\n".join(f"{' ' * indent}{line}".rstrip() for line in lines)
    return f"{'|' if text.endswith(chr(10)) else '|-'}\n{body}"


def flow(value: Json) -> str:
    """A value of any depth on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key, flow=True)}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value, flow=True)


def entry(key: str, value: Json, indent: int) -> str:
    """A key and its value, on as many lines as they need, the first one indented as the others."""
    return f"{' ' * indent}{scalar(key)}:{_after_key(value, indent)}"


def item(value: Json, indent: int) -> str:
    """An item of a list whose dash stands at a column."""
    lead = f"{' ' * indent}- "
    if isinstance(value, Mapping) and value and not _is_short(value):
        entries = "\n".join(entry(str(key), inner, indent + 2) for key, inner in value.items())
        return lead + entries[indent + 2 :]
    return lead + flow(value)


def _after_key(value: Json, indent: int) -> str:
    if isinstance(value, str) and "\n" in value:
        return f" {block(value, indent + 2) or scalar(value)}"
    if not isinstance(value, Mapping | list | tuple):
        return f" {scalar(value)}"
    if not value or _is_short(value):
        return f" {flow(value)}"
    if isinstance(value, Mapping):
        return "".join(f"\n{entry(str(key), inner, indent + 2)}" for key, inner in value.items())
    return "".join(f"\n{item(inner, indent + 2)}" for inner in value)


def _is_short(value: Mapping[str, Json] | Sequence[Json]) -> bool:
    """Whether all that a value holds are scalars that fit on one line."""
    held = value.values() if isinstance(value, Mapping) else value
    return not any(isinstance(inner, Mapping | list | tuple) for inner in held) and len(flow(value)) <= FLOW_WIDTH
