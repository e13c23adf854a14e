"""The header of a text: YAML between `---` lines, or Pelican's plain `Key: value` lines.

YAML alone refuses French: « title: Twitter : un réseau ? » holds a mapping in a mapping, « #1 » is a comment,
« @nom » a reserved sign. A line-by-line pre-pass quotes such texts before YAML reads them; nothing moves, so that the
marks of YAML still tell the line and the column of each value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from plugins.model.fields import Loc

Mark = tuple[int, int]
MAX_DEPTH = 50  # levels of a header; the schemas have six


@dataclass
class Header:
    """Values of a header, and where each stands.

    `keys` and `values` give the (line, column), from 1, of each key and each value; `faults` are (line, column,
    French message, severity); `body` starts on line `body_line`.
    """

    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Loc, Mark] = field(default_factory=dict)
    values: dict[Loc, Mark] = field(default_factory=dict)
    faults: list[tuple[int, int, str, str]] = field(default_factory=list)
    body: str = ""
    body_line: int = 1
    plain: bool = False

    def rename(self, old: str, new: str) -> None:
        """Give the values of a key written under its other name the name that the schema uses."""
        self.data[new] = self.data.pop(old)
        for marks in (self.keys, self.values):
            for loc in [loc for loc in marks if loc[0] == old]:
                marks[new, *loc[1:]] = marks.pop(loc)

    def fault(self, line: int, column: int, message: str, severity: str = "error") -> None:
        """Note a fault at a place."""
        self.faults.append((line, column, message, severity))

    def place(self, loc: Loc, *, key: bool = False) -> Mark:
        """The nearest known place of a value (or of its key): its own, else the one that holds it, else line 1."""
        loc = _lower(loc)
        first, second = (self.keys, self.values) if key else (self.values, self.keys)
        for end in range(len(loc), 0, -1):
            found = first.get(loc[:end]) or second.get(loc[:end])
            if found:
                return found
        return (1, 1)


def _lower(loc: Loc) -> Loc:
    """Places are known by keys in lower case: authors write them as they like."""
    return tuple(part.lower() if isinstance(part, str) else part for part in loc)


def parse_document(text: str, prose_keys: frozenset[str] = frozenset()) -> Header:
    """Split a text into header and body.

    `prose_keys` are the keys whose value is always one text, whatever signs stand in it (title, summary…).
    """
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)  # empty lines above the header are no fault
    first = lines[start].rstrip()
    if first == "---":
        end = next((n for n, line in enumerate(lines) if n > start and line.rstrip() in ("---", "...")), None)
        header = Header()
        if end is None:
            header.fault(
                start + 1,
                1,
                "l’en-tête s’ouvre par « --- » et ne se ferme pas : ajoutez une ligne « --- » après la dernière clé",
            )
            return header
        header.body = "\n".join(lines[end + 1 :])
        header.body_line = end + 2
        _read_yaml(lines[start + 1 : end], header, first_line=start + 2, prose_keys=prose_keys)
        return header
    if first == "+++":
        header = Header()
        header.fault(start + 1, 1, "en-tête TOML « +++ » : écrivez un en-tête YAML entre deux lignes « --- »")
        return header
    return _parse_plain(lines, start)


def parse_yaml_file(text: str, prose_keys: frozenset[str] = frozenset()) -> Header:
    """A file that is all YAML (agence.yaml, lieux.yaml)."""
    header = Header()
    _read_yaml(text.split("\n"), header, first_line=1, prose_keys=prose_keys)
    return header


# --- Pelican's plain header ---------------------------------------------------------------------------------

_PLAIN_KEY = re.compile(r"^([^\W\d_](?:[\w -]*[\w-])?)(\s*):(?!//)\s*(.*)$")


def _parse_plain(lines: list[str], start: int) -> Header:
    header = Header(plain=True)
    key = ""
    number = 0
    for number, line in enumerate(lines[start:], start + 1):
        if not line.strip():
            break
        if line[0] in " \t" and key:  # continuation
            header.data[key] = f"{header.data[key]}\n{line.strip()}".strip()
            continue
        match = _PLAIN_KEY.match(line)
        if not match:
            if number == start + 1:
                header.fault(
                    number,
                    1,
                    "pas d’en-tête : commencez le fichier par une ligne « --- », les clés (title, date…), puis « --- »",
                )
            else:
                header.fault(number, 1, "le texte touche l’en-tête : laissez une ligne vide après la dernière clé")
            number -= 1
            break
        key = match[1].strip().lower()
        if match[2]:
            header.fault(
                number,
                len(match[1]) + 1,
                f"espace avant les deux-points de « {key} » : écrivez « {key}: »",
                "warning",
            )
        if key in header.data:
            header.fault(number, 1, _twice(key, header.keys[(key,)][0]))
        header.data[key] = (match[3] or "").strip()
        header.keys[(key,)] = (number, 1)
        header.values[(key,)] = (number, match.start(3) + 1 if match[3] else len(line) + 1)
    header.body = "\n".join(lines[number:])
    header.body_line = number + 1
    return header


# --- YAML ---------------------------------------------------------------------------------------------------

_PAIR = re.compile(
    r"^(?P<lead>\s*(?:- +)*)(?P<key>[^\s:#'\"\[\]{}&*!|>%@`,-](?:[^:#'\"\[\]{}]*[^\s:#'\"\[\]{}])?)\s*"
    r":(?P<gap>[ \t]+)(?P<value>\S.*)$"
)
_ITEM = re.compile(r"^(?P<lead>\s*(?:- +)+)(?P<value>[^\s].*)$")
_IDENTIFIER = re.compile(r"^[A-Za-z_][\w-]*$")
_QUOTED = re.compile(r"""^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$""")


def _quote_french(lines: list[str], prose_keys: frozenset[str]) -> list[str]:
    """The same lines, with the texts that YAML would misread put between single quotes."""
    out: list[str] = []
    block_indent: int | None = None  # inside a | or > block, nothing is quoted
    number = 0
    while number < len(lines):
        line = lines[number]
        indent = len(line) - len(line.lstrip(" "))
        if block_indent is not None and line.strip() and indent <= block_indent:
            block_indent = None
        if block_indent is not None or not line.strip() or line.lstrip().startswith("#"):
            out.append(line)
            number += 1
            continue
        lead, value, prose, column = _text_of(line, prose_keys)
        if value is None:
            out.append(line)
        elif re.match(r"^[|>][+-]?\d*\s*(#.*)?$", value):
            block_indent = indent
            out.append(line)
        else:
            last = _end_of_text(lines, number, column)
            whole = [value.rstrip(), *(text.strip() for text in lines[number + 1 : last + 1])]
            if _misread(" ".join(whole), value, prose):
                quoted = [text.replace("'", "''") for text in whole]
                quoted[0] = lead + "'" + quoted[0]
                quoted[1:] = [" " * (column + 1) + text for text in quoted[1:]]
                quoted[-1] += "'"
                out.extend(quoted)
                number = last + 1
                continue
            out.append(line)
        number += 1
    return out


def _text_of(line: str, prose_keys: frozenset[str]) -> tuple[str, str | None, bool, int]:
    """What stands before the text; the text, None when the line holds none; is its key always one; its indent."""
    pair = _PAIR.match(line)
    # « - Être capable : de » is an item of text: French sets a space before the colon, YAML's keys do not.
    if pair and (not pair["lead"].strip() or _IDENTIFIER.match(pair["key"].rstrip())):
        spaced = line[pair.end("key") : pair.end("key") + 1].isspace()
        if not (pair["lead"].strip() and spaced):
            key = pair["key"].strip().lower()
            prose = key in prose_keys and not pair["lead"].strip()
            return line[: pair.start("value")], pair["value"], prose, pair.start("key")
    item = _ITEM.match(line)
    if item:
        return item["lead"], item["value"], False, len(item["lead"].rstrip(" ")) - 1
    return "", None, False, 0


def _end_of_text(lines: list[str], start: int, indent: int) -> int:
    """The last line of a text that goes on below its first line, more indented than its key."""
    last = start
    for number in range(start + 1, len(lines)):
        line = lines[number]
        deeper = len(line) - len(line.lstrip(" ")) > indent
        # « date: » below a title is a key out of line, not the rest of the title.
        if not line.strip() or not deeper or re.match(r"\s+[a-z_]+:(?:\s|$)", line):
            break
        last = number
    return last


def _misread(text: str, first: str, prose: bool) -> bool:
    """Whether YAML would take a French text for something else."""
    if _QUOTED.match(text):
        return False
    if first[0] in "\"'" and text.count(first[0]) == 1:
        return False  # never closed: YAML says so
    if prose:
        return True
    if first[0] in "[{":
        return False
    if re.search(r"(?:^|\s)#\w", text):
        return True  # « vente, #social » : a hashtag, which YAML would drop as a comment
    if first[0] in "\"'|>":
        return False
    if first[0] in "@`%&*!#" or re.match(r"[-?:](?!\S)", first):
        return first[0] != "#"
    return bool(re.search(r"\s:(?:\s|$)|[^\s]:\s", text)) and " #" not in text.split(":")[0]


def _read_yaml(lines: list[str], header: Header, *, first_line: int, prose_keys: frozenset[str]) -> None:
    source = "\n".join(_quote_french(lines, prose_keys)) + "\n"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_depth(source, loader)
        node = yaml.compose(source, Loader=loader)
    except yaml.MarkedYAMLError as error:
        unclosed = "end of stream" in str(error.problem) or "expected ','" in str(error.problem)
        mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        astray = _astray(lines, line - first_line)
        if astray is not None:
            header.fault(astray[0] + first_line, 1, astray[1])
            return
        header.fault(line, column, _yaml_message(str(error.problem or ""), lines, line - first_line))
        return
    except (yaml.YAMLError, RecursionError) as error:
        place = getattr(error, "position", 0)
        line = source.count("\n", 0, place) + first_line
        if isinstance(error, RecursionError):
            header.fault(first_line, 1, "valeurs trop imbriquées dans l’en-tête : simplifiez-les")
        else:
            header.fault(line, 1, "caractère interdit dans l’en-tête : effacez-le")
        return
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        header.fault(first_line, 1, "ce n’est pas une suite de « clé: valeur » : écrivez une clé par ligne")
        return
    try:
        header.data = _Builder(header, first_line).mapping(node, ())
    except RecursionError:
        header.fault(first_line, 1, "valeurs trop imbriquées dans l’en-tête : simplifiez-les")


def _check_depth(source: str, loader: Any) -> None:
    """Refuse what is nested so deep that composing it, which recurses, would end the process."""
    if len(source) < 4000:  # too short to hold it: the usual header is not parsed twice
        return
    depth = 0
    for event in yaml.parse(source, Loader=loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise RecursionError


def _astray(lines: list[str], last: int) -> tuple[int, str] | None:
    """The first line, up to the one where YAML stops, that begins at the margin and is no « clé: valeur »."""
    for number, line in enumerate(lines[: last + 1]):
        if line[:1] in (" ", "\t", "#", "-", "]", "}", "") or not line.strip():
            continue
        read = line.strip()[:60]
        hashtag = re.search(r"[\[{,][^\]}]*?\s(#\w+)[^\]}]*[\]}]", line[:500])
        if hashtag:
            return number, f'« {read} » : mettez « {hashtag[1]} » entre guillemets droits ("{hashtag[1]}")'
        if re.match(r"[^\W\d][\w-]*:[^\s/]", line):
            return number, f"« {read} » : mettez une espace après les deux-points"
        if ":" not in line and number:
            remedy = "ajoutez la clé, indentez la suite du texte, ou fermez l’en-tête par « --- »"
            return number, f"« {read} » : ligne sans « clé: valeur » ; {remedy}"
    return None


class _Builder:
    """YAML nodes to plain values. Every scalar stays the text that was written: a date keeps its form, a postcode its
    first zero, a telephone its « + »; the schema reads numbers."""

    def __init__(self, header: Header, first_line: int) -> None:
        self.header = header
        self.first_line = first_line
        self.seen: set[int] = set()

    def mark(self, node: yaml.Node) -> Mark:
        return (node.start_mark.line + self.first_line, node.start_mark.column + 1)

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.header.fault(*self.mark(key_node), "clé illisible : écrivez « clé: valeur »")
                continue
            key = key_node.value if loc else key_node.value.strip().lower()
            here = _lower((*loc, key))
            if here in self.header.keys:
                self.header.fault(*self.mark(key_node), _twice(key, self.header.keys[here][0]))
                continue
            self.header.keys[here] = self.mark(key_node)
            self.header.values[here] = self.mark(value_node)
            if node.flow_style and _is_empty(value_node):
                self.header.fault(*self.mark(key_node), _comma(key))
            else:
                data[key] = self.value(value_node, here)
        return data

    def value(self, node: yaml.Node, loc: Loc) -> Any:
        # An alias is the same node again; one that holds itself would never end.
        if id(node) in self.seen:
            self.header.fault(
                *self.header.place(loc),
                'renvoi YAML (« * ») : écrivez la valeur en entier, ou entre guillemets droits ("…")',
            )
            return None
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.item(child, (*loc, n)) for n, child in enumerate(node.value)]
        if _is_empty(node):
            self.header.fault(
                *self.header.place(loc, key=True), f"« {loc[-1]} » vide : écrivez une valeur, ou effacez la clé"
            )
            return None
        return None if node.tag == "tag:yaml.org,2002:null" else node.value

    def item(self, node: yaml.Node, loc: Loc) -> Any:
        self.header.values[_lower(loc)] = self.mark(node)
        return self.value(node, loc)


def _is_empty(node: yaml.Node) -> bool:
    return node.tag == "tag:yaml.org,2002:null" and not node.value


def _comma(key: str) -> str:
    """What a key without value inside braces comes from: a comma of the text, or of a number."""
    if key.isdigit():
        return f"« ,{key} » : écrivez un point pour les décimales, par exemple 590.{key}"
    return f'« {key} » sans valeur : si la virgule est dans le texte, mettez-le entre guillemets droits ("…")'


def _twice(key: str, line: int) -> str:
    return f"la clé « {key} » est écrite deux fois (déjà ligne {line}) : gardez-en une"


_YAML_CAUSES = {
    "mapping values are not allowed": 'deux-points de trop : mettez la valeur entre guillemets droits ("…")',
    "found character '\\t'": "tabulation dans l’en-tête : indentez avec des espaces",
    "found unexpected end of stream": "guillemet droit non fermé : ajoutez-le en fin de valeur",
    "could not find expected ':'": "ligne sans « clé: valeur » : ajoutez la clé, ou indentez la suite du texte",
    "expected <block end>": "indentation ou guillemets : alignez les clés d’un même niveau",
    "did not find expected key": "indentation ou guillemets : alignez les clés d’un même niveau",
    "expected ',' or": "crochet ou accolade non fermés : fermez « ] » ou « } »",
    "found undefined alias": '« * » en début de valeur : mettez la valeur entre guillemets droits ("…")',
    "cannot start any token": 'signe réservé en début de valeur : mettez la valeur entre guillemets droits ("…")',
}


def _yaml_message(problem: str, lines: list[str], index: int) -> str:
    read = lines[index].strip() if 0 <= index < len(lines) else ""
    known = (remedy for cause, remedy in _YAML_CAUSES.items() if cause.split("'")[0] in problem)
    remedy = next(known, "en-tête illisible : vérifiez les deux-points, les guillemets et l’indentation")
    return f"« {read[:60]} » : {remedy}" if read else remedy


def iter_locs(data: Any, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Each text of a header with its place in it."""
    if isinstance(data, str):
        yield loc, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from iter_locs(value, (*loc, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from iter_locs(value, (*loc, number))
