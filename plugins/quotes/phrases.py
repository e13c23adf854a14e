"""Phrases that pages say, as regular expressions."""

from __future__ import annotations


def one_of(*phrases: str) -> str:
    """One of these expressions, whose spaces are any white space."""
    return "(?:" + "|".join(phrases).replace(" ", r"\s+") + ")"
