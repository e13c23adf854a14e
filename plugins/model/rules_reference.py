"""docs/rules.md, written from the rules that the code declares."""

from __future__ import annotations

from plugins.common.problems import Rule
from plugins.common.rules import rules_by_package

_HEAD = """# Règles

Ce fichier est écrit par `./inv docs` à partir des règles que le code déclare (`plugins/*/rules.py`) : ne le modifiez
pas à la main.

Chaque faute que dit `./inv check` enfreint une règle. Une **erreur** arrête la publication, un **avertissement** non.
Ce qui est **lu** est compris comme son auteur l’entendait, sans un mot ; une exception le laisse tel qu’il est écrit.
Une règle marquée « oui » peut être admise : par un texte, avec `exceptions` dans son en-tête
([guide de l’auteur](guide-auteur.md#admettre-une-faute)), ou par la maison, avec `rules` dans `content/agence.yaml`
([guide de l’éditeur](guide-editeur.md#admettre-ou-durcir-une-règle)). Son nom suit alors le message, entre crochets ;
`--format json` et `--format github` donnent toujours le nom. Un nom ne change pas.
"""
_SEVERITIES = {"error": "erreur", "warning": "avertissement"}


def rules_reference() -> str:
    """The whole page, in Markdown: a table for each `rules.py`."""
    parts = [_HEAD]
    for title, rules in sorted(rules_by_package().items()):
        rows = ["| règle | ce qu’elle demande | gravité | peut être admise |", "|---|---|---|---|"]
        parts.append("\n".join([f"## {title}\n", *rows, *map(_row, rules)]) + "\n")
    return "\n".join(parts)


def _row(rule: Rule) -> str:
    source = f" ({rule.source})" if rule.source else ""
    asks = f"{rule.asks.removesuffix('.')}{source}".replace("|", "\\|")
    severity = "lu" if rule.reading else _SEVERITIES[rule.severity]
    return f"| `{rule.id}` | {asks} | {severity} | {'oui' if rule.waivable else 'non'} |"
