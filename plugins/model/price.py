"""Schema of a price: whom it is for, in what currency, with what tax."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, cast

from pydantic import BeforeValidator, Field, create_model

from plugins.common.regex import regex
from plugins.model.fields import Amount, Currency, Day, Fault, Line, Record, rule
from plugins.model.rules import MISSING_KEY

Audience = Literal["inter", "intra", "individual"]
Vat = Literal["exempt", "excluded", "included", "franchise"]
AUDIENCES: tuple[Audience, ...] = ("inter", "intra", "individual")
VAT_HELP = "exempt (net de taxe) ou excluded (hors taxes)"

_GROUP = regex(r"\bintra\b|\bgroupes?\b|\bforfait\b", re.I)
_SEAT = regex(r"\binter\b|\bpersonne\b|\bparticipant\b|\bstagiaire\b|\bplace\b", re.I)
_ALONE = regex(r"\bparticuliers?\b|\bindividuel|\bdemandeurs? d[’']emploi\b|\bindépendants?\b", re.I)


def whom_meant(formats: Sequence[str], label: str, unit: str = "") -> Audience | None:
    """Whom a price that does not say it is for, beyond doubt: its workshop has one format, or its own words name one of
    the two; None when they name both, neither, or an individual."""
    words = f"{label} {unit}"
    group, seat = bool(_GROUP.search(words)), bool(_SEAT.search(words))
    if _ALONE.search(words):
        return None
    if list(formats) == ["intra"]:
        return "intra"
    if list(formats) == ["inter"]:
        return None if group and not seat else "inter"
    if set(formats) == {"inter", "intra"} and group != seat:
        return "intra" if group else "inter"
    return None


def _audiences(value: object) -> object:
    return value if isinstance(value, list) else [value]


# `for` is a word of Python's, which no class body can declare.
if TYPE_CHECKING:

    class _ForWhom(Record):
        pass
else:
    _ForWhom = create_model(
        "_ForWhom",
        __base__=Record,
        **{
            "for": (
                Annotated[list[Audience], BeforeValidator(_audiences)],
                Field(
                    default_factory=list,
                    description="Pour qui : inter (une place), intra (un groupe), individual (un particulier), "
                    "ou plusieurs ; tous si absent",
                ),
            )
        },
    )


class Price(_ForWhom):
    """One price of a workshop, or of a session."""

    label: Line = Field(description="Ce que paie ce prix")
    amount: Amount = Field(ge=0, description="Montant, sans espace ni signe ; 0 pour gratuit, ou « sur devis »")
    currency: Currency = Field("EUR", description="Monnaie : EUR, CHF, CAD…")
    unit: Line | None = Field(None, description="« par personne », « par groupe »…")
    vat: Vat | None = Field(
        None,
        description=f"{VAT_HELP}, included (toutes taxes comprises), franchise (art. 293 B du CGI) ; "
        "sans effet sur un prix gratuit ou sur devis",
    )
    vat_rate: float | None = Field(
        None, ge=0, le=100, description="Taux de TVA en pour cent, celui du lieu si absent : 8.5"
    )
    training: bool = Field(True, description="false : une prestation qui n’est pas une formation (conseil, coaching)")
    until: Day | None = Field(None, description="Prix valable jusqu’à ce jour, compris")

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Whom it is for; everyone when it does not say."""
        given = cast("list[Audience]", getattr(self, "for"))
        return tuple(given) or AUDIENCES

    @property
    def says_for_whom(self) -> bool:
        """Whether it says whom it is for."""
        return bool(getattr(self, "for"))

    @rule
    def taxed(self) -> Iterator[Fault]:
        if self.amount and self.vat is None:
            yield Fault(("vat",), f"clé « vat » absente ({VAT_HELP}) : ajoutez-la", MISSING_KEY)

    @rule
    def one_tax(self) -> Iterator[Fault]:
        if self.vat_rate and self.vat in ("exempt", "franchise"):
            yield Fault(
                ("vat_rate",),
                f"taux de TVA d’un prix sans TVA (vat: {self.vat}) : effacez « vat_rate », ou changez « vat »",
            )
