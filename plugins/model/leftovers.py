"""Signs of other tools that this site does not read, and that readers would see as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from plugins.common.safe_html import Fragment
from plugins.model.fields import brief

_CODE = frozenset(("code", "pre", "kbd", "samp", "title"))
# What each sign is, and what to write in its place.
_SIGNS = (
    (r"^:{3,}[ \t]*[^:\s][^\n]*", "retirez-le ; un encadré s’écrit « !!! note », son texte en retrait dessous"),
    (r"^\?{3}\+? [^\n]*", "un texte replié s’écrit <details><summary>Titre</summary>, le texte, </details>"),
    (r"^={3} [^\n]*", "il n’y a pas d’onglets ici : écrivez un intertitre"),
    (r"\{%.*?%\}", "écrivez ce qu’il devait produire, ou montrez-le entre « ` »"),
    (r"\{\{.*?\}\}", "écrivez ce qu’il devait produire, ou montrez-le entre « ` »"),
    (r"(?<=\])\{[.#:][^{}\n]*\}", "retirez-le ; Markdown a « **gras** » et « *italique* »"),
    (r"\[/?(?:caption|gallery|embed|youtube|audio|video|playlist|sourcecode)\b[^\]\n]*\]", "retirez-le"),
    (r"(?<![\w:]):(?!-)[a-z][a-z0-9_+-]{2,40}:(?![\w:])", "collez le signe lui-même, ou retirez ce nom"),
)
_ANY = re.compile("|".join(f"(?P<s{rank}>{pattern})" for rank, (pattern, _) in enumerate(_SIGNS)), re.M | re.S)
_HINT = re.compile(r":::|\?\?\?|===|\{[%{.#:]|\[/?[a-z]|:[a-z]")


def leftovers(fragment: Fragment) -> Iterator[tuple[str, str, int]]:
    """Each sign that stays in the text of a page: (French message, what to look for, its rank among the same)."""
    seen: dict[str, int] = {}
    for node in fragment.texts():
        text = node.text_content or ""
        if not _HINT.search(text) or _in_code(node):
            continue
        for match in _ANY.finditer(text.replace("\u00a0", " ").replace("\u202f", " ")):
            found = match[0]
            rank = seen[found] = seen.get(found, -1) + 1
            remedy = _SIGNS[int(str(match.lastgroup)[1:])][1]
            yield f"« {brief(found, 40)} » sera montré tel quel : {remedy}", found.splitlines()[0], rank


def _in_code(node: object) -> bool:
    parent = getattr(node, "parent", None)
    while parent is not None:
        if parent.tag in _CODE:
            return True
        parent = parent.parent
    return False
