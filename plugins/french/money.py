"""Amounts of money as French writes them."""

from __future__ import annotations


def euros(amount: float) -> str:
    """« 1 180 € », « 49,50 € » with no-break spaces (Lexique des règles typographiques, « Nombres »)."""
    whole = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")
    return f"{whole}\u00a0€"
