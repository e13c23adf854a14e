"""The declaration of accessibility of a site: what `accessibility:` of `content/agence.yaml` holds, and its checks.

States, rates and the three years: RGAA 4.1, « Obligations d’accessibilité » (loi nº 2005-102, art. 47 ; décret
nº 2019-768). All criteria that apply make a site totally compliant, half of them partially; under half, or without an
audit that still holds, it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from plugins.common.problems import Problem
from plugins.french.dates import date_fr
from plugins.model.addresses import leads_somewhere
from plugins.model.fields import Code, Day, Email, Fault, Line, Prose, Record, SitePath, rule
from plugins.model.rules import DECLARATION_DATE, DECLARATION_OLD, DECLARATION_PAGES, MISSING_KEY, TAKEN

if TYPE_CHECKING:
    from plugins.model.content import Content

ADDRESS = "accessibilite/"
LABELS = {
    "unaudited": "non audité",
    "non-compliant": "non conforme",
    "partial": "partiellement conforme",
    "full": "totalement conforme",
}
HALF = 50
LASTS = 3  # years
_AUDITED = ("rate", "auditor", "tests", "tools", "pages")  # what an audit gives, and its results cannot do without
_EXAMPLES = {
    "rate": "rate: 82.5",
    "auditor": "auditor: Cabinet Exemple",
    "tests": "tests: [NVDA et Firefox]",
    "tools": "tools: [axe]",
    "pages": "pages: [/, /contact/]",
    "issues": "issues: [Le plan du métro n’a pas de description]",
}


class Declaration(Record):
    """What is declared of the accessibility of the site, and who established it."""

    state: Literal["unaudited", "non-compliant", "partial", "full"] = Field(
        description="unaudited (non audité), non-compliant (non conforme), partial (partiellement), full (totalement)"
    )
    date: Day = Field(description="Jour où cette déclaration est établie")
    subject: bool | None = Field(
        None,
        description="true : la loi y oblige l’agence (service public, 250 M€ par an) ; false : elle ne l’y oblige pas",
    )
    perimeter: Prose | None = Field(None, description="Ce qu’elle couvre ; tout le site si absent")
    rgaa: Code = Field("4.1.2", pattern=r"^\d+(\.\d+)*$", description="Version du RGAA, entre guillemets droits")
    rate: float | None = Field(None, ge=0, le=100, description="Taux de l’audit, en pour cent : 82.5")
    auditor: Line | None = Field(None, description="Qui a mené l’audit")
    technologies: list[Line] = Field(
        ["HTML", "CSS", "SVG", "JavaScript", "PDF"], description="Technologies dont le site se sert"
    )
    tests: list[Line] = Field(default_factory=list, description="Où l’on a essayé : [NVDA et Firefox]")
    tools: list[Line] = Field(default_factory=list, description="Outils de l’audit : [axe, contrôle des contrastes]")
    pages: list[SitePath] = Field(default_factory=list, description="Pages vérifiées : [/, /contact/]")
    issues: list[Prose] = Field(default_factory=list, description="Ce qui n’est pas conforme, une phrase par obstacle")
    derogations: list[Prose] = Field(
        default_factory=list, description="Dérogations pour charge disproportionnée, avec leur raison"
    )
    outside: list[Prose] = Field(default_factory=list, description="Contenus que la loi n’y soumet pas")
    care: list[Prose] = Field(default_factory=list, description="Ce à quoi l’agence veille, une phrase par point")
    contact: Email | None = Field(None, description="À qui signaler un obstacle ; le courriel de l’agence si absent")
    reply: Prose | None = Field(None, description="Une phrase : sous quel délai on répond")

    @property
    def label(self) -> str:
        """Its state in words: « partiellement conforme »."""
        return LABELS[self.state]

    @property
    def percent(self) -> str:
        """Its rate: « 82,5 % », empty without one."""
        return "" if self.rate is None else f"{self.rate:g}\u00a0%".replace(".", ",")

    @rule
    def audited(self) -> Iterator[Fault]:
        lacking: list[str] = [key for key in _AUDITED if getattr(self, key) in (None, [])]
        if self.state == "unaudited":
            for key in _AUDITED[:2]:
                if key not in lacking:
                    yield Fault(
                        (key,), f"« unaudited » dit que nul audit n’a eu lieu : effacez « {key} », ou changez « state »"
                    )
            if self.subject:
                yield Fault(
                    ("state",), "sans audit, qui est soumis à la loi est « non conforme » : écrivez « non-compliant »"
                )
            return
        needed = self.state in ("partial", "full")
        if self.state == "partial" and not self.issues:
            lacking.append("issues")
        if lacking and (needed or self.rate is not None):
            otherwise = "effacez « rate »"
            if needed:
                otherwise = f"écrivez « state: {'non-compliant' if self.subject else 'unaudited'} »"
            examples = ", ".join(f"« {_EXAMPLES[key]} »" for key in lacking)
            message = f"« {self.state} » demande ce qu’un audit a trouvé : ajoutez par exemple {examples}"
            yield Fault(("state",), f"{message} ; sans audit, {otherwise}", MISSING_KEY)

    @rule
    def rated(self) -> Iterator[Fault]:
        if self.rate is None or self.state == "unaudited":
            return
        meant = "full" if self.rate == 100 else "partial" if self.rate >= HALF else "non-compliant"
        if self.state != meant:
            yield Fault(
                ("rate",), f"{self.percent} est « {LABELS[meant]} » : écrivez « state: {meant} », ou corrigez le taux"
            )

    @rule
    def told(self) -> Iterator[Fault]:
        if self.state == "full" and self.issues:
            yield Fault(("issues",), "« full » n’a rien de non conforme : effacez « issues », ou écrivez « partial »")


def check_declaration(site: Content) -> Iterator[Problem]:
    """La déclaration d’accessibilité est seule à son adresse, datée, et mène à des pages qui existent."""
    declared = site.agency.accessibility
    if declared is None:
        return
    path, place = f"{site.shown}/agence.yaml", site.agency_header.place
    page = site.pages.get(ADDRESS.rstrip("/"))
    if page is not None:
        message = "« accessibility » d’agence.yaml fait cette page : portez-y ce que dit ce texte, puis effacez-le"
        yield page.problem((), message, TAKEN)
    if not (declared.contact or site.agency.email):
        message = "nul à qui signaler un obstacle : ajoutez par exemple « contact: accessibilite@agence.example »"
        yield MISSING_KEY.at(path, *place(("accessibility",), key=True), message)
    today, at = site.now.date(), place(("accessibility", "date"))
    if declared.date > today:
        message = f"déclaration du {date_fr(declared.date)}, qui est à venir : écrivez le jour où elle est établie"
        yield DECLARATION_DATE.at(path, *at, message)
    elif (declared.date.year + LASTS, declared.date.month, declared.date.day) <= (today.year, today.month, today.day):
        remedy = "relisez-la, et datez-la du jour"
        if declared.rate is not None:
            remedy = "faites refaire l’audit ; sans lui, le site est « non conforme » (« state: non-compliant »)"
        yield DECLARATION_OLD.at(path, *at, f"déclaration du {date_fr(declared.date)}, de plus de trois ans : {remedy}")
    for rank, address in enumerate(declared.pages):
        if not leads_somewhere(site, address):
            message = f"« {address} » : rien à cette adresse ; écrivez celle d’une page du site, comme /contact/"
            yield DECLARATION_PAGES.at(path, *place(("accessibility", "pages", rank)), message)
