"""Amounts of money as French writes them."""

from __future__ import annotations

# What follows the amount (Office québécois de la langue française for « $ CA »); another currency is its code.
_SIGNS = {"EUR": "€", "CAD": "$\u00a0CA", "USD": "$\u00a0US", "GBP": "£"}


def euros(amount: float) -> str:
    """« 1 180 € », « 49,50 € » with no-break spaces (Lexique des règles typographiques, « Nombres »)."""
    return money(amount, "EUR")


def money(amount: float, currency: str) -> str:
    """« 900 CHF », « 1 290 $ CA »: an amount in a currency by its ISO 4217 code, with no-break spaces."""
    whole = f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",").removesuffix(",00")
    return f"{whole}\u00a0{_SIGNS.get(currency, currency)}"
