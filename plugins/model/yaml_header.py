"""The YAML of a header, with the line and column of each key and value, and its faults in French."""

from __future__ import annotations

import re

import yaml

from plugins.common.untyped import Json, JsonObject
from plugins.model.fields import Loc
from plugins.model.french_yaml import quote_french
from plugins.model.header import Header, Mark, twice
from plugins.model.rules import REFUSED_VALUE

MAX_DEPTH = 50  # levels of a header; the schemas have six
_COMPOSED = 4000  # levels that are composed, which recurses, without ending the process
_NULL = "tag:yaml.org,2002:null"
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))  # YAML 1.1, « Null Language-Independent Type »


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Every scalar is the text that was written, or nothing: what else it may look like is not asked."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        return _NULL if kind is yaml.ScalarNode and implicit[0] and value in _NULLS else ""


def read_yaml(lines: list[str], header: Header, *, first_line: int, prose_keys: frozenset[str]) -> None:
    source = "\n".join(quote_french(lines, prose_keys)) + "\n"
    try:
        _check_depth(source)
        node = yaml.compose(source, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        unclosed = "end of stream" in str(error.problem) or "expected ','" in str(error.problem)
        mark = (error.context_mark if unclosed else None) or error.problem_mark or error.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (first_line, 1)
        astray = _astray(lines, line - first_line)
        if astray is not None:
            header.stop(astray[0] + first_line, 1, astray[1])
            return
        header.stop(line, column, _yaml_message(str(error.problem or ""), lines, line - first_line))
        return
    except (yaml.YAMLError, RecursionError) as error:
        place = getattr(error, "position", 0)
        line = source.count("\n", 0, place) + first_line
        if isinstance(error, RecursionError):
            header.stop(first_line, 1, "valeurs trop imbriquées dans l’en-tête : simplifiez-les")
        else:
            header.stop(line, 1, "caractère interdit dans l’en-tête : effacez-le")
        return
    if node is None:
        return
    if not isinstance(node, yaml.MappingNode):
        header.stop(first_line, 1, "ce n’est pas une suite de « clé: valeur » : écrivez une clé par ligne")
        return
    try:
        header.data = _Builder(header, first_line).mapping(node, ())
    except RecursionError:
        header.stop(first_line, 1, "valeurs trop imbriquées dans l’en-tête : simplifiez-les")


def _check_depth(source: str) -> None:
    """Refuse what is nested so deep that composing it would end the process.

    A level is a bracket or, in a block, a column: two where the dashes of a list stand below its key.
    """
    if source.count("[") + source.count("{") + 2 * max(map(len, source.split("\n"))) < _COMPOSED:
        return  # the usual header is not parsed twice
    depth = 0
    for event in yaml.parse(source, Loader=_Loader):
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

    def mapping(self, node: yaml.MappingNode, loc: Loc) -> JsonObject:
        data: JsonObject = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self.header.fault(*self.mark(key_node), "clé illisible : écrivez « clé: valeur »")
                continue
            key = key_node.value if loc else key_node.value.strip().lower()
            here = (*loc, key.lower())
            if here in self.header.keys:
                self.header.fault(*self.mark(key_node), twice(key, self.header.keys[here][0]))
                continue
            self.header.keys[here] = self.mark(key_node)
            self.header.values[here] = self.mark(value_node)
            if node.flow_style and _is_empty(value_node):
                self.header.fault(*self.mark(key_node), _comma(key))
                self.header.reported.add(here)
            else:
                data[key] = self.value(value_node, here)
        return data

    def value(self, node: yaml.Node, loc: Loc) -> Json:
        # An alias is the same node again; one that holds itself would never end.
        if id(node) in self.seen:
            self.header.fault(
                *self.header.place(loc),
                'renvoi YAML (« * ») : écrivez la valeur en entier, ou entre guillemets droits ("…")',
            )
            self.header.reported.add(loc)
            return None
        self.seen.add(id(node))
        if len(loc) >= MAX_DEPTH and isinstance(node, yaml.CollectionNode):
            raise RecursionError
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.item(child, (*loc, n)) for n, child in enumerate(node.value)]
        if _is_empty(node):
            self.header.fault(
                *self.header.place(loc, key=True),
                f"« {loc[-1]} » vide : écrivez une valeur, ou effacez la clé",
                REFUSED_VALUE,
            )
            self.header.reported.add(loc)
            return None
        return None if node.tag == _NULL else node.value

    def item(self, node: yaml.Node, loc: Loc) -> Json:
        self.header.values[loc] = self.mark(node)
        return self.value(node, loc)


def _is_empty(node: yaml.Node) -> bool:
    return node.tag == _NULL and not node.value


def _comma(key: str) -> str:
    """What a key without value inside braces comes from: a comma of the text, or of a number."""
    if key.isdigit():
        return f"« ,{key} » : écrivez un point pour les décimales, par exemple 590.{key}"
    return f'« {key} » sans valeur : si la virgule est dans le texte, mettez-le entre guillemets droits ("…")'


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
