"""What proves each indicator of the quality reference for a workshop, and what lacks: for who prepares an audit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from plugins.model.content import Content, Document
from plugins.model.fields import Loc
from plugins.model.workshop import Workshop
from plugins.workshops.audit import check_accessibility, check_certification, check_objectives, check_results, figures
from plugins.workshops.rules import rules


@dataclass(frozen=True)
class Evidence:
    """An indicator: its number, what it asks, what proves it with its place, what lacks with the act that gives it."""

    number: int
    asks: str
    proofs: tuple[str, ...]
    lacks: tuple[str, ...]


def evidence_of(site: Content, document: Document[Workshop]) -> tuple[Evidence, ...]:
    """The indicators that a page, a programme and agence.yaml can prove, in their order.

    The third is asked of a training that prepares a certification, and of no other.
    """
    found = [_Indicator(site, document, number, asks) for number, asks in rules()["indicators"].items()]
    return tuple(each.evidence() for each in found if each.number != 3 or document.record.certification)


class _Indicator:
    """The proofs of one indicator."""

    def __init__(self, site: Content, document: Document[Workshop], number: int, asks: str) -> None:
        self.site, self.document, self.number, self.asks = site, document, number, asks

    def evidence(self) -> Evidence:
        """What proves it and what lacks."""
        proofs: list[str] = []
        lacks: list[str] = []
        for proved, text in _LOOKS[self.number](self):
            (proofs if proved else lacks).append(text)
        return Evidence(self.number, self.asks, tuple(proofs), tuple(lacks))

    def key(self, name: str, label: str) -> tuple[bool, str]:
        """A key of the header that is there, or the example of one to add."""
        if getattr(self.document.record, name):
            return True, f"{label} ({self.at((name,))})"
        example = next((rule["example"] for rule in rules()["completeness"] if rule["key"] == name), f"{name}: …")
        return False, f"{label} : ajoutez par exemple « {example} »"

    def at(self, loc: Loc) -> str:
        """« ligne 12 »."""
        return f"ligne {self.document.place(loc, key=True)[0]}"

    def agency(self, proved: object, label: str, example: str) -> tuple[bool, str]:
        """What agence.yaml says, or is to say."""
        return bool(proved), f"{label} (agence.yaml)" if proved else f"{label} : ajoutez à agence.yaml « {example} »"


_SAID = {
    "objectives": "objectifs",
    "prerequisites": "prérequis",
    "duration": "durée",
    "access": "modalités d’accès",
    "access_delay": "délai d’accès",
    "prices": "tarifs",
    "contact": "contact",
    "methods": "méthodes",
    "assessment": "évaluation",
    "accessibility": "accueil des personnes handicapées",
    "modified": "date de mise à jour",
}
_Looks = Iterator[tuple[bool, str]]


def _information(look: _Indicator) -> _Looks:
    for name, label in _SAID.items():
        yield look.key(name, label)


def _results(look: _Indicator) -> _Looks:
    results = look.document.record.results
    if results is None:
        yield look.key("results", "résultats")
        return
    for problem in check_results(look.site, look.document):
        yield False, problem.message
    if figures(results):
        yield True, f"{', '.join(figures(results))}, {results.period} ({look.at(('results',))})"
    elif results.text:
        yield True, f"« {results.text} » ({look.at(('results',))})"


def _certification(look: _Indicator) -> _Looks:
    certification = look.document.record.certification
    assert certification
    yield True, f"{certification.code}, {certification.certifier} ({look.at(('certification',))})"
    for problem in check_certification(look.site, look.document):
        yield False, problem.message


def _objectives(look: _Indicator) -> _Looks:
    faults = list(check_objectives(look.document))
    right = len(look.document.record.objectives) - len(faults)
    if right:
        yield True, f"{right} objectif{'s' if right > 1 else ''} ({look.at(('objectives',))})"
    for problem in faults:
        yield False, problem.message


def _programme(look: _Indicator) -> _Looks:
    body = look.document.header.body
    parts = sum(line.startswith("## ") for line in body.splitlines())
    said = f"programme, {parts} partie{'s' if parts > 1 else ''} (sous l’en-tête)"
    proved = bool(body.strip())
    yield proved, said if proved else "programme : écrivez-le sous l’en-tête, un « ## » par demi-journée"


def _conditions(look: _Indicator) -> _Looks:
    documents = look.site.agency.documents
    rules_, welcome = (documents.rules, documents.welcome) if documents else (None, None)
    yield look.agency(rules_, "règlement intérieur", "documents: {rules: https://exemple.fr/reglement.pdf}")
    yield look.agency(welcome, "livret d’accueil", "documents: {welcome: https://exemple.fr/livret.pdf}")


def _trainers(look: _Indicator) -> _Looks:
    for rank, name in enumerate(look.document.record.trainers):
        author = look.site.authors.get(look.site.author_id(name) or "")
        if author is None:
            continue
        told = author.record.role or author.header.body.strip()
        said = f"{author.record.name}, {author.record.role}" if author.record.role else author.record.name
        lack = f"{author.record.name} sans fonction ni biographie : ajoutez « role » à {author.shown}"
        yield bool(told), f"{said} ({look.at(('trainers', rank))})" if told else lack


def _disability(look: _Indicator) -> _Looks:
    faults = list(check_accessibility(look.site, look.document))
    said = look.document.record.accessibility
    if said and not faults:
        yield True, f"référent : {said.contact} ({look.at(('accessibility',))})"
    elif said is None:
        yield look.key("accessibility", "référent handicap")
    for problem in faults:
        yield False, problem.message


def _opinions(look: _Indicator) -> _Looks:
    record = look.document.record
    count = len(record.reviews)
    if record.results and record.results.satisfaction:
        yield True, f"satisfaction mesurée : {record.results.satisfaction} ({look.at(('results',))})"
    elif count:
        yield True, f"{count} avis publiés ({look.at(('reviews',))})"
    else:
        yield False, "appréciations : ajoutez « results » avec « satisfaction », ou des « reviews »"


def _complaints(look: _Indicator) -> _Looks:
    example = "complaints: Écrivez-nous ; nous répondons sous dix jours"
    yield look.agency(look.site.agency.complaints, "réclamations", example)


_LOOKS: dict[int, Callable[[_Indicator], _Looks]] = {
    1: _information,
    2: _results,
    3: _certification,
    5: _objectives,
    6: _programme,
    9: _conditions,
    11: lambda look: iter([look.key("assessment", "évaluation des acquis")]),
    17: lambda look: iter([look.key("methods", "moyens pédagogiques")]),
    21: _trainers,
    26: _disability,
    30: _opinions,
    31: _complaints,
}


def report(site: Content, document: Document[Workshop]) -> Iterator[str]:
    """The evidence of a workshop, line by line."""
    yield f"{document.record.title} — {document.shown}"
    for each in evidence_of(site, document):
        yield f"  Indicateur {each.number}, {each.asks}"
        yield from (f"    prouve  {text}" for text in each.proofs)
        yield from (f"    manque  {text}" for text in each.lacks)
