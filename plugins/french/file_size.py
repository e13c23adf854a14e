"""The size of a file as a visitor reads it before a download."""

from __future__ import annotations

from plugins.french.dates import NBSP


def size_label(size: int) -> str:
    """« 840 ko », « 1,2 Mo » from bytes; decimal units (Système international)."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}ko"
    return f"{size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")
