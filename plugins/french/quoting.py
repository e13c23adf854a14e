"""Titles between French quotation marks, and the texts that are set as French."""

from __future__ import annotations

import re


def quoted(title: str) -> str:
    """« title » ; guillemets that the title holds become “ ” (Lexique des règles typographiques, « Guillemets »)."""
    inner = re.sub(r"«[\s\u00a0\u202f]*(.*?)[\s\u00a0\u202f]*»", r"“\1”", title)
    return f"«\u00a0{inner}\u00a0»"


def is_french(language: str | None) -> bool:
    """Whether a text is set as French: it says no language, or French (BCP 47: the primary subtag decides)."""
    return language is None or language.split("-")[0] == "fr"
